"""Fleets."""

from __future__ import annotations

from reconciler.kinds.codebuild.shared import ROLE_NOT_THERE_YET
from reconciler.kinds.words import Field, Kind, Op, Read, Refusal, Settles, Tags

FLEETS = Kind(
    "codebuild.fleets",
    identity=("name",),
    arn="arn:{partition}:codebuild:{region}:{account}:fleet/{name}:{id}",
    arn_at="arn",
    create=Op("CreateFleet", path="fleet"),
    read=Read("BatchGetFleets", many="names", size=100, path="fleets"),
    list=Read("ListFleets", path="fleets", whole=True),
    update=Op("UpdateFleet", merges=True, resend=("tags", "overflow_behavior", "compute_type")),
    delete=Op("DeleteFleet"),
    fields={
        **{
            f"compute_configuration.{name}": Field(computed=True)
            for name in ("v_cpu", "memory", "disk", "machine_type", "instance_type")
        },
        "scaling_configuration": Field(clear={}),
        "scaling_configuration.target_tracking_scaling_configs": Field(keyed="metric_type"),
        "overflow_behavior": Field(default="QUEUE"),
        "vpc_config": Field(clear={}),
        "vpc_config.subnets": Field(set=True),
        "vpc_config.security_group_ids": Field(set=True),
        "proxy_configuration": Field(clear={}),
        "proxy_configuration.ordered_proxy_rules.entities": Field(set=True),
        "image_id": Field(computed=True),
        "fleet_service_role": Field(computed=True, points_to="iam.roles.arn", checked=True),
    },
    tags=Tags(body=True, inside=True, sweep="codebuild:fleet"),
    gives={"id": "id"},
    absent=(Refusal("ResourceNotFoundException"),),
    exists=(Refusal("ResourceAlreadyExistsException"),),
    spreads=ROLE_NOT_THERE_YET,
    settles=Settles(
        "status.statusCode",
        good=("ACTIVE",),
        failed=("CREATE_FAILED", "UPDATE_ROLLBACK_FAILED"),
        reason="status.message",
        every=15.0,
        limit=1200.0,
    ),
)
"""Machines that are kept for builds, paid for while they are there. UpdateFleet forgets the overflow
behaviour and the tags that are not sent, and the service role and the image can be changed but not
taken away (terraform-provider-aws, internal/service/codebuild/fleet.go)."""
