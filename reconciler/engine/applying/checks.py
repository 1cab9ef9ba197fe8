"""Checks of changes made together: read as a plan reads, with few calls for many resources.

What is seen there to be as planned is done. Of everything else nothing is said: it is read again by
itself, with the patience that AWS's lagging reads need, and only that may call it a failure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reconciler.engine.applying.edges import Node
from reconciler.engine.applying.site import Site, form_of
from reconciler.engine.applying.verify import completed, leftover, target_now
from reconciler.engine.live import Work
from reconciler.engine.reading.found import Base, believed
from reconciler.engine.reading.groups import Group, grouped, jobs_of
from reconciler.engine.reading.run import bases_of, together
from reconciler.engine.reading.sweep import tags_by_arn
from reconciler.engine.reading.workers import in_turn
from reconciler.engine.waiting import Stopped
from reconciler.errors import ReconcileError
from reconciler.plan.calls import Answer, AnswerLost, AwsRefused, Call, Send, Unreachable
from reconciler.plan.plan import Action


def company(site: Site, node: Node) -> tuple[str, str] | None:
    """Whose checks may be made together: the kind and the scope; None for steps, deletes and releases.

    What AWS names itself is found by lists that lag behind its reads, and statements are read by
    the document: both are left to themselves.
    """
    work = site.work(node)
    kind = form_of(work).kind
    is_checked = node not in site.graph.steps and work.resource is not None
    if not is_checked or work.change.action in {Action.DELETE, Action.FORGET}:
        return None
    return None if kind.find or kind.statement else (kind.id, work.change.scope.name)


def seen_as_planned(site: Site, addresses: Iterable[str]) -> frozenset[str]:
    """Those of one company that a reading of all of them shows as planned.

    Raises nothing: what goes wrong is told by those that are then read by themselves.
    """
    works = {address: site.draft.work[address] for address in addresses}
    try:
        return _seen(site, works)
    except (AwsRefused, AnswerLost, Unreachable, ReconcileError, Stopped):
        return frozenset()  # each is read by itself then, and tells what is wrong


def _seen(site: Site, works: Mapping[str, Work]) -> frozenset[str]:
    def send(call: Call) -> Answer:
        if site.stop.is_set():
            raise Stopped(next(iter(works)))
        return site.send(call)

    targets = [target_now(one, site.outputs) for one in works.values()]
    (group,) = grouped(targets, (), (), prune=False)
    with in_turn() as crew:
        read = together(crew.results(jobs_of(send, group, ""))).items
    bases = bases_of((target, read.get(target.address)) for target in targets)
    tags, owner = _tags(send, group, bases.values()), site.draft.plan.owner
    ignored = site.options.ignore_tags
    good = set()
    for address, base in bases.items():
        work, swept = works[address], tags.get(base.arn)
        known = swept if believed(work.resource, owner, swept, ignored) else None
        if not leftover(work, completed(send, base, known), site.outputs, owner):
            good.add(address)
    return frozenset(good)


def _tags(send: Send, group: Group, bases: Iterable[Base]) -> dict[str, dict[str, str]]:
    """What the tagging API says, by ARN, of those whose tags have a read of their own."""
    words = group.form.kind.tags
    if words is None or words.inside or not words.sweep:
        return {}
    return tags_by_arn(send, [base.arn for base in bases], group.scope)
