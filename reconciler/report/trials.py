"""What an event would do in a stack, as text and as JSON; and the names of events."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from reconciler.errors import Place
from reconciler.report.escape import visible
from reconciler.trial.samples import names
from reconciler.trial.trial import Reason, Sent, Trial, Tried

FORMAT: Final = "reconcile.event/1"
"""The name of the JSON form."""


def trials_text(trials: Iterable[Trial], expected: frozenset[str]) -> str:
    """Every event with the rules that it matches, what they send, and why others do not match."""
    return "\n".join("\n".join((*_lines(one, expected), "")) for one in trials)


def _lines(trial: Trial, expected: frozenset[str]) -> Iterator[str]:
    event = trial.event
    yield visible(f"{trial.name}: {event['detail-type']} ({event['source']})")
    yield ""
    for one in sorted(trial.tried, key=lambda one: not one.matches):
        yield from _rule(one)
    yield ""
    sent = sum(not each.fault for one in trial.matching for each in one.sent)
    yield f"{len(trial.matching)} of {len(trial.tried)} rules match, {sent} sent."
    matching = {one.address for one in trial.matching}
    for address in sorted(expected ^ matching) if expected else ():
        wrong = "does not match" if address in expected else "matches, and is not expected"
        yield visible(f"expected otherwise: {address} {wrong}")


def _rule(one: Tried) -> Iterator[str]:
    yield visible(f"{'+' if one.matches else '-'} {one.address}  ({one.place})")
    for sent in one.sent:
        yield visible(f"    to {sent.address or sent.arn}: {sent.fault or sent.text}")
    for reason in one.reasons:
        yield visible(f"    {reason.field or 'the rule'}: {reason.text}  ({reason.place})")


def trials_json(trials: Iterable[Trial], expected: frozenset[str]) -> str:
    """The same for programs."""
    told = [_trial(one, expected) for one in trials]
    return json.dumps({"format": FORMAT, "events": told}, indent=2, ensure_ascii=False) + "\n"


def _trial(trial: Trial, expected: frozenset[str]) -> dict[str, Any]:
    matching = {one.address for one in trial.matching}
    return {
        "name": trial.name,
        "event": dict(trial.event),
        "matching": sorted(matching),
        "expected": sorted(expected) if expected else None,
        "rules": [_tried(one) for one in trial.tried],
    }


def _tried(one: Tried) -> dict[str, Any]:
    return {
        "address": one.address,
        "place": _place(one.place),
        "matches": one.matches,
        "targets": [_sent(each) for each in one.sent],
        "reasons": [_reason(each) for each in one.reasons],
    }


def _sent(one: Sent) -> dict[str, Any]:
    told = {"fault": one.fault} if one.fault else {"text": one.text}
    return {"key": one.key, "arn": one.arn, "address": one.address, **told}


def _reason(one: Reason) -> dict[str, Any]:
    return {"field": one.field, "text": one.text, "place": _place(one.place)}


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column}


def names_text() -> str:
    """Every name, with the type of event that it is of."""
    every = [*names()]
    width = max(len(name) for name, _, _ in every)
    return "".join(f"{name:{width}}  {detail_type}\n" for name, _, detail_type in every)


def names_json() -> str:
    """The same for programs."""
    every = [
        {"name": name, "source": source, "detail-type": detail_type}
        for name, source, detail_type in names()
    ]
    return json.dumps({"format": FORMAT, "names": every}, indent=2) + "\n"
