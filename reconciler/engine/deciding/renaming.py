"""What `lifecycle.previously` comes to: a new name for what is there, or a note why there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping

from reconciler.engine.calling.renaming import is_renamed
from reconciler.engine.live import Live, Observed
from reconciler.engine.reading.outputs import known_outputs
from reconciler.errors import Fault
from reconciler.plan.plan import FieldChange
from reconciler.spec.stack import Resource, Stack

ELSEWHERE = "RC3010"
"""What was declared under another key before is live under another name, which AWS cannot change."""

NOTHING = "RC3012"
"""What `previously` names is not live."""


def name_change(wanted: Resource, live: Live) -> tuple[FieldChange, ...]:
    """The change of the name of what is live under another one; none where AWS cannot rename it."""
    if not is_renamed(wanted, live):
        return ()
    field, before = wanted.form.kind.identity[-1], live.identity[-1] or None
    note = f"renamed from {wanted.formerly}" if wanted.formerly else "renamed"
    return (
        FieldChange(
            field,
            "change" if before else "add",
            before,
            wanted.identity[-1],
            place=wanted.places.get(field, wanted.place),
            note=note if before else "it was made, and not named",
        ),
    )


def told_before(wanted: Resource, orphans: Mapping[str, Live]) -> tuple[Fault, ...]:
    """The note of something that is made although `previously` says that it was there before.

    What AWS cannot rename is recognised by its tag: it is another one, and no part of this change.
    """
    kind, past = wanted.form.kind, wanted.formerly
    if not past or wanted.lifecycle.state != "present":
        return ()
    live = orphans.get(past)
    if live is not None and live.form.kind is kind and live.scope == wanted.scope:
        name = live.identity[-1]
        message = f"{past} is live as `{name}`, and AWS cannot rename it: this makes another one"
        lost = f", which destroys {kind.holds_data}" if kind.holds_data else ""
        suggestion = f"Write `name: {name}` to keep it, or delete it with --prune{lost}."
        return (
            Fault(ELSEWHERE, message, wanted.place, suggestion=suggestion, address=wanted.address),
        )
    message, suggestion = f"`previously` names {past}, and nothing of it is live", "Take it out."
    if not kind.is_renamable and kind.tags is None:
        message = f"AWS neither renames nor tags {kind.id}: {past} is not looked for"
        suggestion = "Write its old `name` to keep it, or declare it `state: absent`."
    return (Fault(NOTHING, message, wanted.place, suggestion=suggestion, address=wanted.address),)


def outputs_after(stack: Stack, observed: Observed) -> dict[str, Mapping[str, str]]:
    """Address → what references to it stand for once everything has its name.

    What mentions the old name (a URL) is told anew by AWS, and known after apply.
    """
    outputs = known_outputs(observed)
    for one in stack.resources:
        live = observed.found.get(one.address)
        if live is not None and live.identity != one.identity and _moves(one, live):
            outputs[one.address] = _renamed(one, live)
    return outputs


def _moves(one: Resource, live: Live) -> bool:
    """Whether it, or what holds it, gets another name."""
    return is_renamed(one, live) or live.identity[:-1] != one.identity[:-1]


def _renamed(one: Resource, live: Live) -> dict[str, str]:
    pairs = zip(live.identity, one.identity, strict=True)
    old = [re.escape(before) for before, after in pairs if before and before != after]
    mentioned = re.compile(rf"(?<![\w-])(?:{'|'.join(old)})(?![\w-])") if old else None
    names = dict(zip(one.form.kind.identity, one.identity, strict=True))
    kept = {
        name: text
        for name, text in live.outputs.items()
        if mentioned is None or not mentioned.search(text)
    }
    return {**kept, **names, **({"arn": one.arn} if one.arn else {})}
