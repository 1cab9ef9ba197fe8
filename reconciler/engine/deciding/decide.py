"""What shall become of one resource, and why: from what is wanted and what is there to an action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from reconciler.engine.comparing.compare import additions, compare, compared_live, removals
from reconciler.engine.deciding import guards
from reconciler.engine.deciding.fingerprint import fingerprint
from reconciler.engine.deciding.notes import (
    closed,
    human,
    ill,
    orphaned,
    raised,
    waiting,
)
from reconciler.engine.deciding.ownership import ADDRESS, OWN, OWNER, Standing, owned, standing
from reconciler.engine.deciding.renaming import name_change, told_before
from reconciler.engine.deciding.rotation import rotated, unseen
from reconciler.engine.live import Live, Version
from reconciler.engine.reading.outputs import with_outputs
from reconciler.engine.reading.secret_versions import Key
from reconciler.errors import Fault
from reconciler.plan.options import Options
from reconciler.plan.plan import Action, Block, FieldChange
from reconciler.spec.stack import Resource, Stack
from reconciler.spec.values import Value


@dataclass(frozen=True)
class Decision:
    """An action with its reason, differences, refusals and notes.

    `resource` is what is wanted, late values filled in as far as they are known and our tags among
    its own; None for what no spec declares. `lets_go` are fields that are emptied while what they
    name is replaced. `after`: what should be deleted before it.
    """

    address: str
    action: Action
    reason: str
    resource: Resource | None
    live: Live | None
    fields: tuple[FieldChange, ...] = ()
    blocks: tuple[Block, ...] = ()
    pending: tuple[Fault, ...] = ()
    fingerprint: str = ""
    ignored: int = 0
    lets_go: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Circumstances:
    """What a decision depends on besides the resource and what is there.

    `outputs`: address → attributes of what is there and stays. `unknown`: addresses that could not
    be read. `replaced`: address → that of the parent with which it must go and come back.
    `versions`: those of secrets, as far as they may be seen. `orphans`: what is ours and declared
    nowhere, by the address that its tag says.
    """

    stack: Stack
    options: Options
    outputs: Mapping[str, Mapping[str, str]]
    unknown: frozenset[str] = frozenset()
    replaced: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[Key, Version] = field(default_factory=dict)
    orphans: Mapping[str, Live] = field(default_factory=dict)


def decided(resource: Resource, live: Live | None, given: Circumstances) -> Decision:
    """What shall become of a declared resource."""
    wanted = with_outputs(owned(resource, given.stack.owner), given.outputs)
    match wanted.lifecycle.state:
        case "absent":
            return _absent(wanted, live, given)
        case "external":
            return _external(wanted, live)
        case "released":
            return _released(wanted, live, given)
        case _ if live is None:
            return _created(wanted, given)
        case _:
            return _kept(wanted, live, given)


def decided_orphan(address: str, live: Live, given: Circumstances, prune: bool) -> Decision:
    """What shall become of something that is ours and that no spec declares."""
    if guards.is_implied_no_more(address, given.stack, given.options):
        return _deleted(address, None, live, "nothing implies it any more", given)
    if not prune:
        noop = Decision(address, Action.NOOP, "declared nowhere", None, live)
        return replace(noop, pending=(orphaned(address),))
    return _deleted(address, None, live, "declared nowhere, and ours by its tags", given)


def kept_orphan(address: str, live: Live) -> Decision:
    """What is ours and declared nowhere, and stays because something else that stays needs it."""
    noop = Decision(address, Action.NOOP, "what stays live needs it", None, live)
    return replace(noop, pending=(orphaned(address),))


def _created(wanted: Resource, given: Circumstances) -> Decision:
    address, kind = wanted.address, wanted.form.kind
    if kind.ended:
        note = closed(wanted)
        return Decision(address, Action.NOOP, "cannot be made", wanted, None, pending=(note,))
    fields, pending = waiting(wanted, None, additions(wanted))
    pending += human(wanted, None) + unseen(wanted, given.versions)
    pending += told_before(wanted, given.orphans)
    reason, blocks = "it is not there", guards.of_lost(fields, given.stack)
    return Decision(address, Action.CREATE, reason, wanted, None, fields, blocks, pending)


def _kept(wanted: Resource, live: Live, given: Circumstances) -> Decision:
    """What is there and shall stay: nothing, an update, an adoption, a replacement."""
    compared = compare(wanted, live, given.options.ignore_tags, given.unknown)
    again = rotated(wanted, live, given.versions, given.options)
    fields, pending = waiting(wanted, live, (*name_change(wanted, live), *again, *compared.fields))
    whose = standing(live, given.stack.owner)
    action, reason = _action(wanted.address, fields, whose, given)
    if action is Action.REPLACE and wanted.form.kind.ended:
        reason, note = "cannot be made again", closed(wanted, live)
        return Decision(wanted.address, Action.NOOP, reason, wanted, live, pending=(note,))
    pending += human(wanted, None if action is Action.REPLACE else live)
    pending += raised(wanted, live)
    pending += () if action is Action.REPLACE else ill(wanted, live, fields)
    blocks = guards.of_owner(
        wanted.address, whose, wanted.lifecycle.adopt, live, given.options
    ) + guards.of_destroying(wanted.address, action, wanted, live, given.options)
    blocks += guards.of_lost(fields, given.stack)
    assert fields or action in {Action.NOOP, Action.REPLACE}, f"{wanted.address}: no field differs"
    return Decision(
        wanted.address,
        action,
        reason,
        wanted,
        live,
        _shown(fields, whose),
        blocks if action is not Action.NOOP else (),
        pending,
        _bound(action, live, compared.live),
        compared.ignored,
    )


def _action(
    address: str, fields: tuple[FieldChange, ...], whose: Standing, given: Circumstances
) -> tuple[Action, str]:
    forcing = [one.path for one in fields if one.replaces]
    if forcing:
        return Action.REPLACE, f"{', '.join(forcing)} cannot change in place"
    if address in given.replaced:
        return Action.REPLACE, f"{given.replaced[address]}, which holds it, is replaced"
    if not fields:
        return Action.NOOP, ""
    if whose in {Standing.OWNED, Standing.UNTAGGABLE}:
        return Action.UPDATE, "it differs"
    if whose is Standing.UNOWNED:
        return Action.ADOPT, "it is there already, and nobody's"
    return Action.ADOPT, "it is there already, and another's"


def _shown(fields: tuple[FieldChange, ...], whose: Standing) -> tuple[FieldChange, ...]:
    """Of what is another's, only the names of what differs: a pull request could ask for its values."""
    if whose not in {Standing.FOREIGN, Standing.CLOUDFORMATION, Standing.AWS}:
        return fields
    tags = {f"tags.{OWNER}", f"tags.{ADDRESS}"}
    return tuple(one if one.path in tags else replace(one, sensitive=True) for one in fields)


def _absent(wanted: Resource, live: Live | None, given: Circumstances) -> Decision:
    if live is None:
        return Decision(wanted.address, Action.NOOP, "declared absent, and so it is", wanted, None)
    return _deleted(wanted.address, wanted, live, "declared absent", given)


def _deleted(
    address: str, wanted: Resource | None, live: Live, reason: str, given: Circumstances
) -> Decision:
    adopt = wanted is not None and wanted.lifecycle.adopt
    whose = standing(live, given.stack.owner)
    blocks = guards.of_owner(address, whose, adopt, live, given.options)
    blocks += guards.of_destroying(address, Action.DELETE, wanted, live, given.options)
    fields = _shown(removals(wanted, live), whose)
    mark = _bound(Action.DELETE, live, compared_live(live, given.options.ignore_tags))
    return Decision(address, Action.DELETE, reason, wanted, live, fields, blocks, fingerprint=mark)


def _external(wanted: Resource, live: Live | None) -> Decision:
    blocks = () if live is not None else (guards.of_external(),)
    notes = (*human(wanted, live), *ill(wanted, live)) if live else ()
    return Decision(
        wanted.address, Action.NOOP, "external", wanted, live, blocks=blocks, pending=notes
    )


def _released(wanted: Resource, live: Live | None, given: Circumstances) -> Decision:
    ours = live is not None and (live.tags or {}).get(OWNER) == given.stack.owner
    if live is None or not ours:
        return Decision(wanted.address, Action.NOOP, "released", wanted, live)
    tags = {key: text for key, text in (live.tags or {}).items() if key in OWN}
    fields = tuple(
        FieldChange(f"tags.{key}", "remove", text, place=wanted.place)
        for key, text in sorted(tags.items())
    )
    mark = _bound(Action.FORGET, live, compared_live(live, given.options.ignore_tags))
    reason = "released: our tags come off and nothing else"
    return Decision(wanted.address, Action.FORGET, reason, wanted, live, fields, fingerprint=mark)


def _bound(action: Action, live: Live, compared: Mapping[str, Value]) -> str:
    """The fingerprint, of what is to be changed only: nobody approves what stays as it is."""
    return "" if action is Action.NOOP else fingerprint(live, compared)
