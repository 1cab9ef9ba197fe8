"""Elastic Beanstalk: the options that every environment has, their defaults and their bounds.

Source: Elastic Beanstalk Developer Guide, "General options for all environments" (namespaces,
names, defaults, allowed values); which of them a read shows without a value is unverified. Names
of resources as in the documented example of DescribeConfigurationSettings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

OPEN = (
    "aws:autoscaling:scheduledaction",
    "aws:cloudformation:template:parameter",
    "aws:ec2:vpc",
    "aws:elasticbeanstalk:application:environment",
    "aws:elasticbeanstalk:application:environmentsecrets",
    "aws:elasticbeanstalk:container:",
    "aws:elasticbeanstalk:customoption",
    "aws:elasticbeanstalk:environment:process:",
    "aws:elasticbeanstalk:environment:proxy",
    "aws:elasticbeanstalk:sqsd",
    "aws:elb:",
    "aws:elbv2:",
    "aws:rds:dbinstance",
)
"""Namespaces, or how they start, whose options are not all listed here: any name is taken."""
_GROUP, _LAUNCH = "AWSEBAutoScalingGroup", "AWSEBAutoScalingLaunchConfiguration"
RESOURCES = {
    "aws:autoscaling:asg": _GROUP,
    "aws:autoscaling:launchconfiguration": _LAUNCH,
    "aws:autoscaling:trigger": "AWSEBCloudwatchAlarmLow",
    "aws:autoscaling:updatepolicy:rollingupdate": _GROUP,
    "aws:ec2:instances": _GROUP,
    "aws:elbv2:loadbalancer": "AWSEBV2LoadBalancer",
    "aws:elbv2:listener:default": "AWSEBV2LoadBalancerListener",
}
"""The resource that a read names for the options of a namespace."""
DEFAULTS: Mapping[str, Mapping[str, str | None]] = {
    "aws:autoscaling:asg": {
        "Availability Zones": "Any",
        "Cooldown": "360",
        "Custom Availability Zones": None,
        "EnableCapacityRebalancing": "false",
        "MaxSize": "4",
        "MinSize": "1",
    },
    "aws:autoscaling:launchconfiguration": {
        "BlockDeviceMappings": None,
        "DisableDefaultEC2SecurityGroup": "false",
        "DisableIMDSv1": "true",
        "EC2KeyName": None,
        "IamInstanceProfile": None,
        "ImageId": None,
        "InstanceType": "t3.micro",
        "LaunchTemplateTagPropagationEnabled": "false",
        "MonitoringInterval": "5 minute",
        "RootVolumeIOPS": None,
        "RootVolumeSize": None,
        "RootVolumeThroughput": None,
        "RootVolumeType": None,
        "SSHSourceRestriction": "tcp,22,22,0.0.0.0/0",
        "SecurityGroups": None,
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
        "MaxBatchSize": None,
        "MinInstancesInService": None,
        "PauseTime": None,
        "RollingUpdateEnabled": "false",
        "RollingUpdateType": "Time",
        "Timeout": "PT30M",
    },
    "aws:ec2:instances": {
        "EnableSpot": "false",
        "InstanceTypes": "t3.micro, t3.small",
        "SpotAllocationStrategy": "capacity-optimized",
        "SpotFleetOnDemandAboveBasePercentage": "70",
        "SpotFleetOnDemandBase": "0",
        "SpotMaxPrice": None,
        "SupportedArchitectures": "x86_64",
    },
    "aws:ec2:vpc": {
        "AssociatePublicIpAddress": None,
        "ELBScheme": "public",
        "ELBSubnets": None,
        "Subnets": None,
        "VPCId": None,
    },
    "aws:elasticbeanstalk:application": {"Application Healthcheck URL": ""},
    "aws:elasticbeanstalk:cloudwatch:logs": {
        "DeleteOnTerminate": "false",
        "RetentionInDays": "7",
        "StreamLogs": "false",
    },
    "aws:elasticbeanstalk:cloudwatch:logs:health": {
        "DeleteOnTerminate": "false",
        "HealthStreamingEnabled": "false",
        "RetentionInDays": "7",
    },
    "aws:elasticbeanstalk:command": {
        "BatchSize": "100",
        "BatchSizeType": "Percentage",
        "DeploymentPolicy": "AllAtOnce",
        "IgnoreHealthCheck": "false",
        "Timeout": "600",
    },
    "aws:elasticbeanstalk:control": {
        "DefaultSSHPort": "22",
        "LaunchTimeout": "0",
        "LaunchType": "Migration",
        "RollbackLaunchOnFailure": "false",
    },
    "aws:elasticbeanstalk:environment": {
        "EnvironmentType": "LoadBalanced",
        "ExternalExtensionsS3Bucket": None,
        "ExternalExtensionsS3Key": None,
        "LoadBalancerIsShared": "false",
        "LoadBalancerType": "application",
        "ServiceRole": None,
    },
    "aws:elasticbeanstalk:environment:process:default": {
        "DeregistrationDelay": "20",
        "HealthCheckInterval": "15",
        "HealthCheckPath": "/",
        "HealthCheckTimeout": "5",
        "HealthyThresholdCount": "3",
        "MatcherHTTPCode": None,
        "Port": "80",
        "Protocol": "HTTP",
        "StickinessEnabled": "false",
        "StickinessLBCookieDuration": "86400",
        "StickinessType": "lb_cookie",
        "UnhealthyThresholdCount": "5",
    },
    "aws:elasticbeanstalk:environment:proxy": {"ProxyServer": "nginx"},
    "aws:elasticbeanstalk:healthreporting:system": {
        "ConfigDocument": '{"Version":1,"CloudWatchMetrics":{"Instance":{},"Environment":{}}}',
        "EnhancedHealthAuthEnabled": "true",
        "HealthCheckSuccessThreshold": "Ok",
        "SystemType": "enhanced",
    },
    "aws:elasticbeanstalk:hostmanager": {"LogPublicationControl": "false"},
    "aws:elasticbeanstalk:managedactions": {
        "ManagedActionsEnabled": "false",
        "PreferredStartTime": None,
        "ServiceRoleForManagedUpdates": None,
    },
    "aws:elasticbeanstalk:managedactions:platformupdate": {
        "InstanceRefreshEnabled": "false",
        "UpdateLevel": None,
    },
    "aws:elasticbeanstalk:monitoring": {"Automatically Terminate Unhealthy Instances": "true"},
    "aws:elasticbeanstalk:sns:topics": {
        "Notification Endpoint": None,
        "Notification Protocol": "email",
        "Notification Topic ARN": None,
        "Notification Topic Name": None,
    },
    "aws:elasticbeanstalk:trafficsplitting": {"EvaluationTime": "5", "NewVersionPercent": "10"},
    "aws:elasticbeanstalk:xray": {"XRayEnabled": "false"},
    "aws:elbv2:listener:default": {
        "DefaultProcess": "default",
        "ListenerEnabled": "true",
        "Protocol": "HTTP",
        "Rules": None,
        "SSLCertificateArns": None,
        "SSLPolicy": None,
    },
    "aws:elbv2:loadbalancer": {
        "AccessLogsS3Bucket": None,
        "AccessLogsS3Enabled": "false",
        "AccessLogsS3Prefix": None,
        "IdleTimeout": None,
        "ManagedSecurityGroup": None,
        "SecurityGroups": None,
    },
    "aws:rds:dbinstance": {"HasCoupledDatabase": "false"},
}
"""The options of every environment, by namespace; None where a read shows no value."""


@dataclass(frozen=True)
class Bound:
    """What an option may be: a number within bounds, or one of some words."""

    least: int = 0
    most: int = 0
    words: tuple[str, ...] = ()


BOUNDS = {
    ("aws:autoscaling:asg", "Cooldown"): Bound(0, 10000),
    ("aws:autoscaling:asg", "MaxSize"): Bound(1, 10000),
    ("aws:autoscaling:asg", "MinSize"): Bound(1, 10000),
    ("aws:autoscaling:trigger", "BreachDuration"): Bound(1, 600),
    ("aws:autoscaling:trigger", "Period"): Bound(1, 600),
    ("aws:autoscaling:trigger", "LowerThreshold"): Bound(0, 20000000),
    ("aws:autoscaling:trigger", "UpperThreshold"): Bound(0, 20000000),
    ("aws:elasticbeanstalk:command", "Timeout"): Bound(1, 3600),
    ("aws:elasticbeanstalk:command", "BatchSize"): Bound(1, 10000),
    ("aws:elasticbeanstalk:command", "BatchSizeType"): Bound(words=("Percentage", "Fixed")),
    ("aws:elasticbeanstalk:command", "DeploymentPolicy"): Bound(
        words=(
            "AllAtOnce",
            "Rolling",
            "RollingWithAdditionalBatch",
            "Immutable",
            "TrafficSplitting",
        )
    ),
    ("aws:elasticbeanstalk:environment", "EnvironmentType"): Bound(
        words=("SingleInstance", "LoadBalanced")
    ),
    ("aws:elasticbeanstalk:environment", "LoadBalancerType"): Bound(
        words=("classic", "application", "network")
    ),
    ("aws:elasticbeanstalk:healthreporting:system", "SystemType"): Bound(
        words=("basic", "enhanced")
    ),
}
"""What the values of some options are held to."""
