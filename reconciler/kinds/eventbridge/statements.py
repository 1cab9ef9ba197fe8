"""Amazon EventBridge: statements of the resource policies of buses.

PutPermission writes the whole policy (`Policy`), or one statement by a StatementId. By an id it can
let in an account or an organization only (no role, no condition but aws:PrincipalOrgID, no rules that
others make on the bus), and of two such calls at once AWS keeps one and answers 200 to both
(hashicorp/terraform-provider-aws 2888, 4031, 4964). So the policy is read just before the write, what
is ours goes in or out, all others' statements stay as they are, and it is written once for all of ours.
"""

from __future__ import annotations

from reconciler.kinds.words import Field, Kind, Op, Read, Refusal, Statement

_WRITE = Op("PutPermission", rename={"statement": "Policy"}, only=("event_bus_name", "statement"))

BUS_STATEMENTS = Kind(
    "eventbridge.statements",
    service="events",
    identity=("event_bus_name", "sid"),
    named=False,
    create=_WRITE,
    read=Read("DescribeEventBus", path="Policy", rename={"event_bus_name": "Name"}),
    update=_WRITE,
    delete=_WRITE,
    statement=Statement(
        "statement",
        holder="eventbridge.event_buses.policy",
        clear=Op(
            "RemovePermission", only=("event_bus_name",), sends={"RemoveAllPermissions": True}
        ),
    ),
    fields={
        "event_bus_name": Field(
            default="default", points_to="eventbridge.event_buses.name", checked=True
        ),
        "statement": Field(document="policy"),
    },
    absent=(Refusal("ResourceNotFoundException"),),
    busy=(Refusal("ConcurrentModificationException"),),
)
"""One statement of a bus's policy; what others wrote in the policy is kept."""
