"""A plan as text: index first, one line a changed leaf, guards, recap, digest.

Lines that change something begin with their mark in column 0 (`+ ~ - ±`, and `=` for ownership
alone), so that the text can stand in a diff fence as it is. Unchanged resources are counted, never
printed.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator

from reconciler.errors import Fault
from reconciler.plan.plan import Action, Change, Plan
from reconciler.report.escape import harmless, visible
from reconciler.report.faults import spot
from reconciler.report.fields import field_lines

DANGEROUS = (Action.DELETE, Action.REPLACE)
"""Actions that a reader must not overlook."""
MARKS = {
    Action.CREATE: "+",
    Action.UPDATE: "~",
    Action.REPLACE: "±",
    Action.DELETE: "-",
    Action.ADOPT: "=",
    Action.FORGET: "=",
    Action.NOOP: " ",
}
"""Action → its mark in the index."""
DANGEROUS_FIRST = (*DANGEROUS, *(a for a in Action if a not in DANGEROUS))
"""The order of the index."""
MANY = 25
"""Changes that are still seen at a glance."""

RULE = "─" * 100
"""The line before the sums."""


def plan_text(plan: Plan) -> str:
    """The whole report of one plan, ending in a newline."""
    body = "\n".join(plan_lines(plan))
    return harmless(body) + "\n"


def plan_lines(plan: Plan) -> Iterator[str]:
    """The report line by line."""
    yield from header(plan)
    yield ""
    if not plan.to_do:
        yield from pending(plan)
        yield no_changes(plan)
        yield from guards(plan)
        return
    yield from index(plan)
    for change in plan.to_do:
        yield ""
        yield from details(change)
    yield ""
    yield RULE
    yield from pending(plan)
    yield from guards(plan)
    yield recap(plan)
    yield digest(plan)


def header(plan: Plan, command: str = "plan") -> Iterator[str]:
    """What was compared with what, where; an endpoint that is not AWS's comes first."""
    if plan.endpoint:
        yield f"NOT AWS: every call goes to {visible(plan.endpoint)}"
    yield f"reconcile {command} · {plan.stack} · {location(plan)}"
    yield f"owner {plan.owner} · read {counted(plan)}"
    if plan.base:
        told = f"{visible(plan.base.ref)} at {plan.base.commit[:7]}"
        yield f"base {told} · environments, guards and secrets are as it says"


def location(plan: Plan) -> str:
    """`prod · account 111122223333 · eu-west-1`."""
    main = plan.scopes[0]
    others = "".join(f", {s.name}: {s.account}/{s.region}" for s in plan.scopes[1:])
    told = (plan.environment, f"account {main.account}", main.region + others)
    return " · ".join(part for part in told if part)


def counted(plan: Plan) -> str:
    """`18 resources, 41 API calls, 3.1 s`."""
    return f"{len(plan.changes)} resources, {plan.calls} API calls, {plan.seconds:.1f} s"


def no_changes(plan: Plan) -> str:
    """The line of a plan that has nothing to do."""
    if plan.blocked:
        return "Nothing to change, but the plan is refused:"
    unread = ", of what could be read" if plan.unread else ""
    number = len(plan.changes) - plan.left
    matched = f"{number} resource{'' if number == 1 else 's'} of {plan.stack}"
    return f"No changes. {matched} match{'es' if number == 1 else ''} what is live{unread}."


def index(plan: Plan) -> Iterator[str]:
    """One line a change: mark, action, address, spec line, what to know.

    Of more than MANY changes first the counts: nobody counts lines.
    """
    if len(plan.to_do) > MANY:
        yield from totals(plan)
        yield ""
    wide = max(len(change.address) for change in plan.to_do)
    places = max(len(place(change)) for change in plan.to_do)
    for change in plan.to_do:
        start = f"{MARKS[change.action]} {change.action:8} {change.address:{wide}}"
        yield f"{start}  {place(change):{places}}  {remarks(change)}".rstrip()


def totals(plan: Plan) -> Iterator[str]:
    """A line a kind: how many of what, the dangerous first."""
    kinds = Counter(change.kind for change in plan.to_do)
    wide = max(map(len, kinds))
    for kind in kinds:
        of = Counter(change.action for change in plan.to_do if change.kind == kind)
        told = ", ".join(f"{of[a]} {a}" for a in DANGEROUS_FIRST if of[a])
        yield f"  {kind:{wide}}  {told}"


def place(change: Change) -> str:
    """Where it is declared, without the column; for orphans, that it is not."""
    if change.place is None:
        return "not declared"
    return f"{change.place.file}:{change.place.line}"


def remarks(change: Change) -> str:
    """What the index says behind a change."""
    said = [f"in {change.scope.name}"] if change.scope.name else []
    if change.parent:
        said.append(f"for {change.parent}")
    if change.action in (Action.UPDATE, Action.ADOPT) and change.fields:
        said.append(f"{len(change.fields)} field{'' if len(change.fields) == 1 else 's'}")
    if drift := sum(field.origin in ("drift", "both") for field in change.fields):
        said.append("drift" if change.origin == "drift" else f"{drift} drifted")
    elif change.origin == "drift":
        said.append("gone by hand, or never made")
    if change.action is Action.REPLACE:
        forced = ", ".join(field.path for field in change.fields if field.replaces)
        said.append(f"forced by: {forced}")
    if any(block.guard == "holds_data" for block in change.blocks) or destroys(change):
        said.append("DESTROYS DATA")
    if change.blocks:
        said.append("BLOCKED")
    return "  ".join(said)


def destroys(change: Change) -> bool:
    """Whether an effect of the change says that data is destroyed."""
    return any(effect.startswith("destroys") for effect in change.effects)


def details(change: Change) -> Iterator[str]:
    """One change: its line, its reason, its leaves, what will be called and what comes of it."""
    mark = MARKS[change.action]
    where = place(change)
    yield f"{mark} {change.address:{max(0, 96 - len(where))}}  {where}".rstrip()
    if change.name and change.name != change.address.rsplit(".", 1)[-1]:
        yield f"    name: {visible(change.name)}"
    if change.reason and change.action not in (Action.CREATE, Action.UPDATE):
        yield f"    because {visible(change.reason)}"
    yield from field_lines(tuple(field for field in change.fields if not is_own(field.path)))
    if change.calls:
        yield f"    will call: {', '.join(collapsed(change.calls))}"
    for effect in change.effects:
        yield f"    {visible(effect)}"
    if change.ignored:
        yield f"    ignored: {change.ignored} difference{'' if change.ignored == 1 else 's'}"


def is_own(path: str) -> bool:
    """Whether a leaf is one of our own tags, which every resource gets: the header names them."""
    return path.startswith("tags.reconcile:")


def collapsed(calls: tuple[str, ...]) -> list[str]:
    """Operations without their service, a repeated one with its number: `PutRolePolicy x5`."""
    counts = Counter(call.partition(":")[2] or call for call in calls)
    return [name if number == 1 else f"{name} x{number}" for name, number in counts.items()]


def pending(plan: Plan) -> Iterator[str]:
    """Notes: what no call can change now, and what else the plan has to say."""
    for change in plan.changes:
        for fault in change.pending:
            yield f"Pending  {note(fault, change.address)}{spot(fault)}"
    for fault in plan.notes:
        yield f"Note     {note(fault, fault.address or '')}{spot(fault)}"
    for kind, why in sorted(plan.unread.items()):
        yield f"Note     {kind} could not be read: {visible(why)}"


def note(fault: Fault, address: str) -> str:
    """One note on one line: address, message, what to do."""
    text = f"{address}: {fault.message}" if address else fault.message
    end = "" if text.endswith((".", ":", "?")) or not fault.suggestion else "."
    return visible(f"{text}{end} {fault.suggestion or ''}".strip())


def guards(plan: Plan) -> Iterator[str]:
    """What the guards say; nothing when there is nothing that they could refuse."""
    deletes = sum(change.action in DANGEROUS for change in plan.changes)
    blocked = [(change.address, block) for change in plan.changes for block in change.blocks]
    if plan.to_do or plan.blocked:
        number = len(blocked) + len(plan.blocks)
        refused = f"{number} blocked" if number else "nothing blocked"
        yield f"Guards   {deletes} of {len(plan.changes)} deleted or replaced · {refused}"
    for address, block in [*blocked, *(("", block) for block in plan.blocks)]:
        subject = f"{address}: " if address else ""
        yield visible(f"         BLOCKED  {subject}{block.message}")
        if block.override:
            yield f"                  allow it with {visible(block.override)}"
    if blocked and plan.to_do and not plan.blocks:
        yield "                  or apply the rest with --skip-blocked"


def recap(plan: Plan) -> str:
    """`Plan     1 create, 2 update; 14 unchanged`."""
    counts = Counter(change.action for change in plan.changes)
    to_do = ", ".join(f"{counts[a]} {a}" for a in Action if a is not Action.NOOP and counts[a])
    drift = sum(change.origin in ("drift", "both") for change in plan.changes)
    more = f", {plan.left} not declared" if plan.left else ""
    more += f", {drift} drifted" if plan.base else ""
    return f"Plan     {to_do}; {counts[Action.NOOP] - plan.left} unchanged{more}"


def digest(plan: Plan) -> str:
    """The digest, and how to apply exactly this plan; no command that would go to AWS by mistake."""
    short = plan.digest[:16]
    if plan.blocked and "skip-blocked" not in plan.options:
        return f"Digest   {short} · not to be applied as it is: see what is BLOCKED"
    if plan.endpoint:
        return f"Digest   {short} · to apply exactly this, give apply the same options and --expect {short}"
    return f"Digest   {short} · apply exactly this with: {visible(command(plan, short))}"


def command(plan: Plan, short: str) -> str:
    """The command line that makes this plan again and applies it."""
    environment = ["-e", plan.environment] if plan.environment else []
    options = [f"--{option}" for option in plan.options]
    return shlex.join(["reconcile", "apply", *environment, *options, "--expect", short])
