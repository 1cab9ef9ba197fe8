"""Refusals that stand inside a 200 answer: one entry of a list of failures is as good as an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reconciler.engine.calling.convert import at
from reconciler.kinds.words import Op, Read
from reconciler.plan.calls import Answer, AwsRefused, Call


def refusals_in(op: Op | Read | None, call: Call, answer: Answer) -> tuple[AwsRefused, ...]:
    """Every refusal that an answer lists, where the words of its operation say that it lists them."""
    entries = at(answer, op.failures) if op and op.failures else None
    return tuple(_refusal(call, entry) for entry in entries or ())


def _refusal(call: Call, item: Mapping[str, Any]) -> AwsRefused:
    """One entry (EventBridge's FailedEntries, CodeCommit's errors) as the refusal that it is."""
    told = {name.lower(): str(value) for name, value in item.items()}
    code, message = told.pop("errorcode", "Failed"), told.pop("errormessage", "")
    about = ", ".join(told.values())
    return AwsRefused(call, code, f"{about}: {message}" if about else message, "", 200)
