"""Amazon EventBridge: event buses, with their resource policy.

Sources: the EventBridge API reference. What UpdateEventBus does with an omitted member is not
documented, so all that is declared is sent again, and what goes is cleared. The Terraform provider
unsets a description by an empty text; for a key the reference allows an empty text (minimum length
0), and that it unsets the key is unverified. `default` is always there: it is adopted, never made.
"""

from __future__ import annotations

from reconciler.kinds.shorthands import PERMISSIONS
from reconciler.kinds.words import Field, Kind, Op, Read, Refusal, Setter, Tags

_SETTINGS = ("description", "kms_key_identifier", "dead_letter_config", "log_config")

EVENT_BUSES = Kind(
    "eventbridge.event_buses",
    service="events",
    identity=("name",),
    arn="arn:{partition}:events:{region}:{account}:event-bus/{name}",
    create=Op("CreateEventBus"),
    read=Read("DescribeEventBus"),
    list=Read("ListEventBuses", path="EventBuses", whole=True),
    update=Op("UpdateEventBus", merges=True, resend=_SETTINGS),
    delete=Op("DeleteEventBus"),
    fields={
        "description": Field(default=""),
        "event_source_name": Field(unread=True, immutable=True),
        "kms_key_identifier": Field(same="kms_key", points_to="kms.keys.arn", clear=""),
        "dead_letter_config": Field(clear={}),
        "dead_letter_config.arn": Field(points_to="sqs.queues.arn"),
        "log_config": Field(default={"include_detail": "NONE", "level": "OFF"}),
        "log_config.include_detail": Field(default="NONE"),
        "log_config.level": Field(default="OFF"),
        "policy": Field(document="policy"),
    },
    parts=(
        Setter(
            ("policy",),
            put=Op("PutPermission", rename={"name": "EventBusName"}, only=("policy",)),
            clear=Op(
                "RemovePermission",
                rename={"name": "EventBusName"},
                sends={"RemoveAllPermissions": True},
            ),
            read=Read("DescribeEventBus"),
        ),
    ),
    tags=Tags(
        add=Op("TagResource", rename={"arn": "ResourceARN"}),
        remove=Op("UntagResource", rename={"arn": "ResourceARN"}),
        read=Read("ListTagsForResource", path="Tags", rename={"arn": "ResourceARN"}),
        sweep="events:event-bus",
    ),
    absent=(Refusal("ResourceNotFoundException"),),
    exists=(Refusal("ResourceAlreadyExistsException"),),
    busy=(
        Refusal("ConcurrentModificationException"),
        Refusal("ValidationException", "can't be deleted since it has rules"),
    ),
    shorthands={"permissions": PERMISSIONS},
    managed="ManagedBy",
)
"""Event buses: the default one and those of one's own, with their resource policy."""
