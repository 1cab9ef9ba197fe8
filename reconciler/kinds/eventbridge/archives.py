"""Amazon EventBridge: archives of a bus's events.

Sources: the EventBridge API reference. What UpdateArchive does with an omitted member is not
documented, so all that is declared is sent again, and what goes is cleared; that an empty text
unsets a pattern and a key is unverified (the reference allows one for the key). Archives have no tags.
"""

from __future__ import annotations

from reconciler.kinds.words import Field, Kind, Op, Read, Refusal, Settles

_SETTINGS = ("description", "event_pattern", "retention_days", "kms_key_identifier")

ARCHIVES = Kind(
    "eventbridge.archives",
    service="events",
    prefix="archive",
    identity=("name",),
    arn="arn:{partition}:events:{region}:{account}:archive/{name}",
    create=Op("CreateArchive"),
    read=Read("DescribeArchive"),
    list=Read("ListArchives", path="Archives", whole=True),
    update=Op("UpdateArchive", merges=True, resend=_SETTINGS),
    delete=Op("DeleteArchive"),
    fields={
        "event_source_arn": Field(points_to="eventbridge.event_buses.arn", checked=True),
        "description": Field(default=""),
        "event_pattern": Field(document="pattern", clear=""),
        "retention_days": Field(default=0),
        "kms_key_identifier": Field(same="kms_key", points_to="kms.keys.arn", clear=""),
    },
    absent=(Refusal("ResourceNotFoundException"),),
    exists=(Refusal("ResourceAlreadyExistsException"),),
    busy=(Refusal("ConcurrentModificationException"),),
    settles=Settles(
        "State",
        good=("ENABLED", "DISABLED"),
        failed=("CREATE_FAILED", "UPDATE_FAILED"),
        reason="StateReason",
    ),
    holds_data="every event in the archive",
)
"""Archives: the events of a bus, kept for a while or for ever."""
