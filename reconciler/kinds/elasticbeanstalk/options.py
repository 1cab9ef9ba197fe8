"""Options of environments and templates: what their values are, and what AWS makes of one left out.

Source: Elastic Beanstalk Developer Guide, "General options for all environments". Left out are
defaults that depend on the platform, the console or another option: such an option cannot be taken
back by null, and is set to a value instead.
"""

from __future__ import annotations

from reconciler.kinds.words import Field, Table

_BEANSTALK = "aws:elasticbeanstalk"
_DEFAULTS = {
    "aws:autoscaling:asg": {
        "Availability Zones": "Any",
        "Cooldown": "360",
        "EnableCapacityRebalancing": "false",
        "MaxSize": "4",
        "MinSize": "1",
    },
    "aws:autoscaling:launchconfiguration": {
        "MonitoringInterval": "5 minute",
        "SSHSourceRestriction": "tcp,22,22,0.0.0.0/0",
    },
    "aws:autoscaling:trigger": {
        "BreachDuration": "5",
        "EvaluationPeriods": "1",
        "LowerBreachScaleIncrement": "-1",
        "LowerThreshold": "2000000",
        "MeasureName": "NetworkOut",
        "Period": "5",
        "Statistic": "Average",
        "Unit": "Bytes",
        "UpperBreachScaleIncrement": "1",
        "UpperThreshold": "6000000",
    },
    "aws:autoscaling:updatepolicy:rollingupdate": {
        "RollingUpdateEnabled": "false",
        "RollingUpdateType": "Time",
        "Timeout": "PT30M",
    },
    "aws:ec2:instances": {"EnableSpot": "false", "SpotFleetOnDemandBase": "0"},
    "aws:ec2:vpc": {"ELBScheme": "public"},
    f"{_BEANSTALK}:cloudwatch:logs": {
        "DeleteOnTerminate": "false",
        "RetentionInDays": "7",
        "StreamLogs": "false",
    },
    f"{_BEANSTALK}:cloudwatch:logs:health": {
        "DeleteOnTerminate": "false",
        "HealthStreamingEnabled": "false",
        "RetentionInDays": "7",
    },
    f"{_BEANSTALK}:command": {
        "BatchSize": "100",
        "BatchSizeType": "Percentage",
        "DeploymentPolicy": "AllAtOnce",
        "IgnoreHealthCheck": "false",
        "Timeout": "600",
    },
    f"{_BEANSTALK}:control": {"DefaultSSHPort": "22", "RollbackLaunchOnFailure": "false"},
    f"{_BEANSTALK}:environment": {"LoadBalancerIsShared": "false"},
    f"{_BEANSTALK}:environment:process:default": {
        "DeregistrationDelay": "20",
        "HealthCheckInterval": "15",
        "HealthCheckPath": "/",
        "HealthCheckTimeout": "5",
        "HealthyThresholdCount": "3",
        "Port": "80",
        "Protocol": "HTTP",
        "StickinessEnabled": "false",
        "StickinessLBCookieDuration": "86400",
        "UnhealthyThresholdCount": "5",
    },
    f"{_BEANSTALK}:environment:proxy": {"ProxyServer": "nginx"},
    f"{_BEANSTALK}:healthreporting:system": {"HealthCheckSuccessThreshold": "Ok"},
    f"{_BEANSTALK}:hostmanager": {"LogPublicationControl": "false"},
    f"{_BEANSTALK}:managedactions:platformupdate": {"InstanceRefreshEnabled": "false"},
    f"{_BEANSTALK}:monitoring": {"Automatically Terminate Unhealthy Instances": "true"},
    f"{_BEANSTALK}:sns:topics": {"Notification Protocol": "email"},
    f"{_BEANSTALK}:trafficsplitting": {"EvaluationTime": "5", "NewVersionPercent": "10"},
    f"{_BEANSTALK}:xray": {"XRayEnabled": "false"},
    "aws:elbv2:listener:default": {
        "DefaultProcess": "default",
        "ListenerEnabled": "true",
        "Protocol": "HTTP",
    },
    "aws:elbv2:loadbalancer": {"AccessLogsS3Enabled": "false"},
    "aws:rds:dbinstance": {"HasCoupledDatabase": "false"},
}
_LIST = Field(csv=True, set=True)
_WORDS = {
    "aws:autoscaling:asg": {"Custom Availability Zones": _LIST},
    "aws:autoscaling:launchconfiguration": {
        "IamInstanceProfile": Field(points_to="iam.instance_profiles.name"),
        "SecurityGroups": Field(csv=True, set=True, noise=("awseb-e-*",)),
    },
    "aws:ec2:vpc": {"Subnets": _LIST, "ELBSubnets": _LIST, "DBSubnets": _LIST},
    f"{_BEANSTALK}:healthreporting:system": {"ConfigDocument": Field(document="json")},
    f"{_BEANSTALK}:sns:topics": {"Notification Topic ARN": Field(points_to="sns.topics.arn")},
    "aws:elbv2:listener:default": {"SSLCertificateArns": _LIST},
    "aws:elbv2:loadbalancer": {"SecurityGroups": _LIST},
    "aws:rds:dbinstance": {"DBPassword": Field(secret=True, unread=True)},
}

OPTION_SETTINGS = Field(
    open=True,
    table=Table(
        by=("Namespace", "OptionName"),
        value="Value",
        within="ResourceName",
        where=("aws:autoscaling:scheduledaction",),
    ),
    keys={
        namespace: Field(
            open=True,
            keys={
                **{name: Field(default=one) for name, one in _DEFAULTS.get(namespace, {}).items()},
                **_WORDS.get(namespace, {}),
            },
        )
        for namespace in {**_DEFAULTS, **_WORDS}
    },
)
"""Options by namespace and name; those left out are left alone."""
