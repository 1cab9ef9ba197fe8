"""CodeStar Notifications: what its rules send, and what becomes of their targets.

Source: Developer Tools console User Guide, "Notification concepts" and "Troubleshooting" (a topic
whose policy does not let the service makes its target UNREACHABLE, without an error).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from reconciler.events.notifications import concerns, event_types, message
from reconciler.sandbox.delivery.streams import post
from reconciler.sandbox.service import Error, Table
from reconciler.sandbox.services.coins import Tossed

_PRINCIPAL = "codestar-notifications.amazonaws.com"


class Notified(Tossed):
    """Rules and targets, as far as events are concerned."""

    names = ("codestar-notifications",)
    rules = Table(
        "Id",
        missing=Error(
            "ResourceNotFoundException",
            "CodeStar Notifications can't find a resource that matches the provided ARN.",
        ),
        arn="notificationrule/{0}",
    )
    targets = Table("TargetAddress")

    def heard(self, event: Mapping[str, Any]) -> None:
        """Notify the topics of every rule that is on and waits for such an event of a resource."""
        kinds = set(event_types(event))
        for row in self.rules if kinds else ():
            on = row["Status"] == "ENABLED" and kinds & {*row["events"]}
            if on and concerns(event, row["Resource"]):
                body = json.dumps(message(event, row["Arn"]))
                topics = [one for one in row["targets"] if one.split(":")[2] == "sns"]
                for address in topics:
                    post(self.world, _PRINCIPAL, row["Arn"], address, body)

    def sent(self, target: str, delivered: bool) -> None:
        """A target that could not be notified is unreachable until it can be again."""
        row = self.targets.find(target)
        status = "ACTIVE" if delivered else "UNREACHABLE"
        if row is not None and row["TargetStatus"] != status:
            self.targets.put({**row, "TargetStatus": status})
