"""Amazon EventBridge: rules and their targets.

Sources: the EventBridge API reference (PutRule: "arguments omitted are removed"; PutTargets:
FailedEntries) and user guide (targets are removed before their rule).
"""

from __future__ import annotations

from reconciler.kinds.shorthands import ON, PERMISSIONS
from reconciler.kinds.words import By, Field, Items, Kind, Op, Read, Refusal, Tags

_FIELDS = {
    "event_bus_name": Field(
        default="default", points_to="eventbridge.event_buses.name", checked=True
    ),
    "event_pattern": Field(document="pattern"),
    "on": Field(short="events"),
    "state": Field(default="ENABLED"),
    "description": Field(default=""),
    "role_arn": Field(points_to="iam.roles.arn", checked=True),
    "targets": Field(keyed="id"),
    "targets.role_arn": Field(points_to="iam.roles.arn", checked=True),
    "targets.arn": Field(points_to="codepipeline.pipelines.arn"),
    "targets.dead_letter_config.arn": Field(points_to="sqs.queues.arn"),
    "targets.input": Field(document="json"),
    "targets.run_command_parameters.run_command_targets": Field(keyed="key", short="values"),
    "targets.ecs_parameters.task_count": Field(default=1),
    "targets.ecs_parameters.enable_ecs_managed_tags": Field(default=False),
    "targets.ecs_parameters.enable_execute_command": Field(default=False),
    "targets.ecs_parameters.network_configuration.awsvpc_configuration.subnets": Field(set=True),
    "targets.ecs_parameters.network_configuration.awsvpc_configuration.security_groups": Field(
        set=True
    ),
    "targets.ecs_parameters.tags": Field(keyed="key", short="value"),
    "targets.sage_maker_pipeline_parameters.pipeline_parameter_list": Field(
        keyed="name", short="value"
    ),
}

RULES = Kind(
    "eventbridge.rules",
    service="events",
    identity=("event_bus_name", "name"),
    arn=By(
        "event_bus_name",
        {"default": "arn:{partition}:events:{region}:{account}:rule/{name}"},
        "arn:{partition}:events:{region}:{account}:rule/{event_bus_name}/{name}",
    ),
    create=Op("PutRule"),
    read=Read("ListRules", path="Rules", whole=True, per=("event_bus_name",), bulk=True),
    single=Read("DescribeRule"),
    list=Read("ListRules", path="Rules", whole=True, per=("event_bus_name",)),
    update=Op("PutRule"),
    delete=Op("DeleteRule"),
    first=("targets",),
    fields=_FIELDS,
    parts=(
        Items(
            "targets",
            add=Op("PutTargets", rename={"name": "Rule"}, failures="FailedEntries"),
            remove=Op("RemoveTargets", rename={"name": "Rule"}, failures="FailedEntries"),
            read=Read("ListTargetsByRule", path="Targets", rename={"name": "Rule"}),
            many="Targets",
            many_removed="Ids",
            size=10,
        ),
    ),
    tags=Tags(
        add=Op("TagResource", rename={"arn": "ResourceARN"}),
        remove=Op("UntagResource", rename={"arn": "ResourceARN"}),
        read=Read("ListTagsForResource", path="Tags", rename={"arn": "ResourceARN"}),
        sweep="events:rule",
    ),
    absent=(Refusal("ResourceNotFoundException"),),
    spreads=(Refusal("ValidationException", "cannot be assumed by principal"),),
    busy=(
        Refusal("ConcurrentModificationException"),
        Refusal("ValidationException", "Rule can't be deleted since it has targets"),
    ),
    health={"State": {"DISABLED": "it is disabled, and starts nothing"}},
    shorthands={"on": ON, "permissions": PERMISSIONS},
    managed="ManagedBy",
)
"""Rules: patterns and schedules, and the targets that they start."""
