"""AWS CodeDeploy: applications, their deployment groups, deployment configurations, on-premises instances.

Sources: the CodeDeploy API reference and user guide. That UpdateDeploymentGroup keeps what is
omitted, and what empties each member, is go-to-k/cdk-real-drift's record of live reads (2026); that
Auto Scaling groups are sent again with the blue/green settings, that these are AWS's to choose where
they are left out (nothing is known to empty them), and the refusals of a new role and a new topic, are
the Terraform provider's (internal/service/deploy). That a wait which is omitted reads as 0 is
unverified: both are one value here.
"""

from __future__ import annotations

from reconciler.kinds.shorthands import PERMISSIONS, notify
from reconciler.kinds.words import By, Field, Kind, Op, Read, Recent, Refusal, Tags

TAGS = Tags(
    add=Op("TagResource", rename={"arn": "ResourceArn"}),
    remove=Op("UntagResource", rename={"arn": "ResourceArn"}),
    read=Read("ListTagsForResource", path="Tags", rename={"arn": "ResourceArn"}),
    sweep="codedeploy",
)
"""The tags of applications and deployment groups (Service Authorization Reference, CodeDeploy)."""

APPLICATIONS = Kind(
    "codedeploy.applications",
    prefix="application",
    identity=("name",),
    arn="arn:{partition}:codedeploy:{region}:{account}:application:{name}",
    create=Op("CreateApplication"),
    read=Read(
        "BatchGetApplications",
        many="applicationNames",
        size=100,
        path="applicationsInfo",
        strict=True,
    ),
    list=Read("ListApplications", path="applications", whole=True),
    renames=Op("UpdateApplication", sends={"newApplicationName": "{new}"}),
    delete=Op("DeleteApplication"),
    fields={"compute_platform": Field(default="Server")},
    tags=TAGS,
    gives={"id": "applicationId"},
    absent=(Refusal("ApplicationDoesNotExistException"),),
    exists=(Refusal("ApplicationAlreadyExistsException"),),
    takes=("codedeploy.deployment_groups",),
)
"""Applications. To delete one deletes its groups, which go before it where they are declared."""

DEPLOYMENT_CONFIGS = Kind(
    "codedeploy.deployment_configs",
    prefix="deployment_config",
    identity=("name",),
    arn="arn:{partition}:codedeploy:{region}:{account}:deploymentconfig:{name}",
    create=Op("CreateDeploymentConfig"),
    read=Read("GetDeploymentConfig", path="deploymentConfigInfo"),
    list=Read("ListDeploymentConfigs", path="deploymentConfigsList", whole=True),
    delete=Op("DeleteDeploymentConfig"),
    fields={"compute_platform": Field(default="Server")},
    gives={"id": "deploymentConfigId"},
    absent=(Refusal("DeploymentConfigDoesNotExistException"),),
    exists=(Refusal("DeploymentConfigAlreadyExistsException"),),
    builtin=("CodeDeployDefault.",),
)
"""Deployment configurations. AWS changes none, and deletes none that a group uses
(DeploymentConfigInUseException)."""

ROUTES = "load_balancer_info.target_group_pair_info_list"
"""Where the target groups and listeners of an ECS service stand."""

GROUP_FIELDS = {
    "application_name": Field(points_to="codedeploy.applications.name", checked=True),
    "deployment_config_name": Field(
        default=By(
            "compute_platform",
            {
                "Server": "CodeDeployDefault.OneAtATime",
                "Lambda": "CodeDeployDefault.LambdaAllAtOnce",
                "ECS": "CodeDeployDefault.ECSAllAtOnce",
            },
        ),
        insisted=True,
        points_to="codedeploy.deployment_configs.name",
        checked=True,
        holds=True,
    ),
    "service_role_arn": Field(points_to="iam.roles.arn", checked=True),
    "ec2_tag_filters": Field(set=True, clear=()),
    "on_premises_instance_tag_filters": Field(set=True, clear=()),
    "ec2_tag_set": Field(clear={"ec2_tag_set_list": ()}),
    "ec2_tag_set.ec2_tag_set_list": Field(set=True),
    "on_premises_tag_set": Field(clear={"on_premises_tag_set_list": ()}),
    "on_premises_tag_set.on_premises_tag_set_list": Field(set=True),
    "auto_scaling_groups": Field(
        set=True,
        read="autoScalingGroups.name",
        clear=(),
        disrupts="instances that an Auto Scaling group starts get the application from now on",
    ),
    "trigger_configurations": Field(keyed="trigger_name", clear=()),
    "trigger_configurations.trigger_target_arn": Field(points_to="sns.topics.arn", checked=True),
    "trigger_configurations.trigger_events": Field(set=True),
    "alarm_configuration": Field(
        clear={"enabled": False, "ignore_poll_alarm_failure": False, "alarms": ()}
    ),
    "alarm_configuration.enabled": Field(default=False),
    "alarm_configuration.ignore_poll_alarm_failure": Field(default=False),
    "alarm_configuration.alarms": Field(keyed="name"),
    "auto_rollback_configuration": Field(clear={"enabled": False, "events": ()}),
    "auto_rollback_configuration.enabled": Field(default=False),
    "auto_rollback_configuration.events": Field(set=True),
    "outdated_instances_strategy": Field(default="UPDATE"),
    "deployment_style": Field(
        clear={"deployment_type": "IN_PLACE", "deployment_option": "WITHOUT_TRAFFIC_CONTROL"},
        disrupts="the next deployment is made in another way, in place or to new instances",
    ),
    "deployment_style.deployment_type": Field(default="IN_PLACE"),
    "deployment_style.deployment_option": Field(default="WITHOUT_TRAFFIC_CONTROL"),
    "blue_green_deployment_configuration": Field(computed=True),
    "blue_green_deployment_configuration.terminate_blue_instances_on_deployment_success"
    ".termination_wait_time_in_minutes": Field(default=0),
    "blue_green_deployment_configuration.deployment_ready_option.wait_time_in_minutes": Field(
        default=0
    ),
    "load_balancer_info": Field(
        clear={"target_group_info_list": ()},
        disrupts="the next deployment shifts the traffic of other load balancers",
    ),
    "load_balancer_info.elb_info_list": Field(keyed="name"),
    "load_balancer_info.target_group_info_list": Field(keyed="name"),
    f"{ROUTES}.target_groups": Field(keyed="name"),
    f"{ROUTES}.prod_traffic_route.listener_arns": Field(set=True),
    f"{ROUTES}.test_traffic_route.listener_arns": Field(set=True),
    "ecs_services": Field(set=True, clear=()),
    "ec2_deployment_options": Field(clear={"auto_scaling_group_processes_to_suspend": ()}),
    "ec2_deployment_options.auto_scaling_group_processes_to_suspend": Field(set=True),
    "termination_hook_enabled": Field(default=False),
}
"""The fields of deployment groups, each with what empties it."""

RECENT = Recent(
    "deployment",
    id="lastAttemptedDeployment.deploymentId",
    state="lastAttemptedDeployment.status",
    at=("lastAttemptedDeployment.endTime", "lastAttemptedDeployment.createTime"),
    revision=(
        "targetRevision.gitHubLocation.commitId",
        "targetRevision.s3Location.key",
        "targetRevision.s3Location.version",
    ),
    failed=("Failed",),
)
"""The latest deployment of a group, which comes with the group, and the revision that it is to have."""

DEPLOYMENT_GROUPS = Kind(
    "codedeploy.deployment_groups",
    prefix="deployment_group",
    identity=("application_name", "name"),
    arn="arn:{partition}:codedeploy:{region}:{account}:deploymentgroup:{application_name}/{name}",
    inherits={"compute_platform": "application_name"},
    create=Op("CreateDeploymentGroup"),
    read=Read(
        "BatchGetDeploymentGroups",
        many="deploymentGroupNames",
        size=100,
        per=("application_name",),
        path="deploymentGroupsInfo",
    ),
    list=Read(
        "ListDeploymentGroups", path="deploymentGroups", whole=True, per=("application_name",)
    ),
    update=Op(
        "UpdateDeploymentGroup",
        merges=True,
        rename={"name": "currentDeploymentGroupName"},
        resend=("auto_scaling_groups",),
        leftovers="hooksNotCleanedUp",
    ),
    renames=Op(
        "UpdateDeploymentGroup",
        rename={"name": "currentDeploymentGroupName"},
        sends={"newDeploymentGroupName": "{new}"},
        resend=("auto_scaling_groups", "deployment_config_name"),
        leftovers="hooksNotCleanedUp",
    ),
    delete=Op("DeleteDeploymentGroup", leftovers="hooksNotCleanedUp"),
    fields=GROUP_FIELDS,
    tags=TAGS,
    shorthands={"notify": notify("deployment group"), "permissions": PERMISSIONS},
    recent=RECENT,
    reserved={"new_deployment_group_name": "a group is renamed by its key and name"},
    gives={"id": "deploymentGroupId", "compute_platform": "computePlatform"},
    absent=(
        Refusal("DeploymentGroupDoesNotExistException"),
        Refusal("ApplicationDoesNotExistException"),
    ),
    exists=(Refusal("DeploymentGroupAlreadyExistsException"),),
    spreads=(
        Refusal("InvalidRoleException"),
        Refusal("InvalidTriggerConfigException", "Topic ARN"),
    ),
)
"""Deployment groups, of all platforms."""

ON_PREMISES_INSTANCES = Kind(
    "codedeploy.on_premises_instances",
    prefix="instance",
    identity=("name",),
    arn_at="instanceArn",
    create=Op("RegisterOnPremisesInstance"),
    read=Read("BatchGetOnPremisesInstances", many="instanceNames", size=25, path="instanceInfos"),
    list=Read(
        "ListOnPremisesInstances",
        path="instanceNames",
        whole=True,
        sends={"registrationStatus": "Registered"},
    ),
    delete=Op("DeregisterOnPremisesInstance"),
    exactly_one=(("iam_user_arn", "iam_session_arn"),),
    tags=Tags(
        add=Op("AddTagsToOnPremisesInstances", rename={"name": "instanceNames"}),
        remove=Op("RemoveTagsFromOnPremisesInstances", rename={"name": "instanceNames"}),
        owned=Read(
            "ListOnPremisesInstances",
            path="instanceNames",
            sends={
                "registrationStatus": "Registered",
                "tagFilters": (
                    {"Key": "{owner_tag}", "Value": "{owner}", "Type": "KEY_AND_VALUE"},
                ),
            },
        ),
        inside=True,
        created=False,
    ),
    gone={"deregisterTime": ("*",)},
    spent="AWS keeps the name of a deregistered instance for a time; register another name",
    absent=(Refusal("InstanceNotRegisteredException"),),
    exists=(Refusal("InstanceNameAlreadyRegisteredException"),),
)
"""On-premises instances: once deregistered they are shown, and their name is taken, for a time."""
