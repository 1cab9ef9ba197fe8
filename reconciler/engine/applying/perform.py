"""One step of an apply, made: checked, sent call by call, waited for, and what it gave remembered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reconciler.engine.applying.deliver import deliver, operations, ready
from reconciler.engine.applying.edges import Node
from reconciler.engine.applying.fill import faults_of_filled
from reconciler.engine.applying.settle import gone, settled
from reconciler.engine.applying.site import Site, form_of
from reconciler.engine.applying.verify import reread, shown
from reconciler.engine.calling.convert import at
from reconciler.engine.deciding.notes import human, left_behind, unconfirmed
from reconciler.engine.live import RENAME, Live, Work
from reconciler.engine.reading.outputs import with_outputs
from reconciler.engine.waiting import Started, Stopped, Waiting
from reconciler.errors import SpecInvalid
from reconciler.kinds.words import Items, Setter
from reconciler.plan.calls import Answer, Call


def make(site: Site, node: Node) -> None:
    """Make one step. Raises AwsRefused, AnswerLost, Unreachable, ReconcileError and Stopped."""
    work, step = site.work(node), site.graph.steps[node]
    tally, kind = site.tallies[node.address], form_of(work).kind
    if tally.begin(site.clock.now()):
        site.notify(Started(node.address, work.change.action))
    _refuse_unfit(site, work)
    fresh = any(site.tallies[before.address].wrote for before in site.graph.needs[node])
    for number, call in enumerate(step.calls):
        # A new resource is tagged as ours even after a stop, or the next run would not know it.
        if number and site.stop.is_set() and step.verb != "create":
            raise Stopped(node.address)
        if (due := ready(site, call)) is None:
            continue
        due = _renewed(site, node, due) if number else due
        answer = deliver(site, work, step, due, fresh=fresh)
        _note_left(site, node, call, answer)
        if call.operation == kind.create.name:
            _remember(site, node, at(answer, kind.create.path))
    _wait(site, node)


def _note_left(site: Site, node: Node, call: Call, answer: Answer) -> None:
    """Tell a person what AWS could not clean up, as it says in an answer that is otherwise good."""
    work, tally = site.work(node), site.tallies[node.address]
    called = (op for op in operations(form_of(work).kind) if op.name == call.operation)
    for path in sorted({op.leftovers for op in called if op.leftovers}):
        if items := at(answer, path):
            tally.pending += (left_behind(node.address, work.change.place, items),)


def _note_unconfirmed(site: Site, node: Node) -> None:
    """Tell a person which items of a part are of no use before somebody confirms them."""
    work, step = site.work(node), site.graph.steps[node]
    parts = (one for one in form_of(work).kind.parts if isinstance(one, Items))
    if work.resource and any(one.waits and one.field == step.part for one in parts):
        live = reread(site.send, work, site.outputs)
        site.tallies[node.address].pending += tuple(unconfirmed(work.resource, live))


def _renewed(site: Site, node: Node, call: Call) -> Call:
    """A later call of a part with the token that the part has after the calls before it."""
    work, step = site.work(node), site.graph.steps[node]
    setters = (one for one in form_of(work).kind.parts if isinstance(one, Setter))
    words = next((one.revision for one in setters if step.part in one.fields), None)
    if words is None:
        return call
    live = reread(site.send, work, site.outputs)
    token = live.revisions.get(step.part) if live else None
    left = {name: value for name, value in call.params.items() if name != words.sent}
    return replace(call, params=left | ({words.sent: token} if token else {}))


def _remember(site: Site, node: Node, item: Any) -> None:
    """Keep the id that AWS invented for a new resource: to find it by a name takes lists."""
    path = form_of(site.work(node)).kind.arn_at
    arn = at(item, path) if path else None
    if arn:
        site.outputs[node.address] = {**site.outputs.get(node.address, {}), "arn": str(arn)}


def _wait(site: Site, node: Node) -> None:
    """Wait until what a step wrote is at rest, or what it deleted is gone."""
    work, step = site.work(node), site.graph.steps[node]
    kind, watch, timeout = form_of(work).kind, site.watch(node.address), site.timeout(work)
    match step.verb:
        case "create" | "update" | "rename":
            rest = settled(kind, lambda: reread(site.send, work, site.outputs), watch, timeout)
            if rest.is_human and work.resource is not None:
                site.tallies[node.address].pending += human(work.resource, rest.live)
                site.notify(Waiting(node.address, "a person, and goes on without", 0.0))
            _learn(site, node, rest.live)
        case "part" | "tag":
            settled(kind, lambda: reread(site.send, work, site.outputs), watch, timeout)
            _note_unconfirmed(site, node)
        case "delete":
            old = {node.address: work.live.outputs} if work.live else {}
            gone(kind, lambda: reread(site.send, work, old), watch, timeout)


def _refuse_unfit(site: Site, work: Work) -> None:
    """Refuse values that were late and are wrong, before anything of the change is sent."""
    if work.resource is None:
        return
    before, after = work.resource, with_outputs(work.resource, site.outputs)
    place = work.change.place
    if faults := faults_of_filled(before.form, before.desired, after.desired, place):
        raise SpecInvalid(*faults)


def _learn(site: Site, node: Node, live: Live | None) -> None:
    """Keep what AWS gave a resource, where anything still to be done needs more than its names."""
    wanted = site.graph.wants.get(node.address, frozenset())
    known = site.outputs.get(node.address, {})
    made = site.graph.steps[node].verb in {"create", RENAME}
    if not wanted or (wanted <= set(known) and not made):
        return
    watch = site.watch(node.address)
    found = live or shown(site.send, site.work(node), site.outputs, watch)
    if found is not None:
        site.outputs[node.address] = {**known, **found.outputs}
