"""One writing call, sent until it is known to be done or refused.

Nothing is created twice: after an answer that was lost, the resource is read before anything is sent
again, and the owner in its tags tells whether it is the one that was asked for.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from reconciler.engine.applying.fill import filled_params, revealed
from reconciler.engine.applying.retry import Reason, persisted, reason_to_wait
from reconciler.engine.applying.site import Site, form_of
from reconciler.engine.applying.verify import SHOWS_WITHIN, is_reached, reread
from reconciler.engine.calling.merges import merge_in, written
from reconciler.engine.deciding.ownership import Standing, standing
from reconciler.engine.deciding.rotation import ROTATED
from reconciler.engine.live import LET_GO, RENAME, Step, Work
from reconciler.engine.reading.read import means
from reconciler.engine.reading.refused import refusals_in
from reconciler.engine.reading.statements import document, settled
from reconciler.engine.waiting import Waiting
from reconciler.kinds.words import Inner, Items, Kind, Op, Refusal, Setter
from reconciler.plan.calls import Answer, AnswerLost, AwsRefused, Call


def deliver(site: Site, work: Work, step: Step, call: Call, *, fresh: bool) -> Answer:
    """Send one call until it is known to be done, or to be refused; {} where its answer was lost.

    `fresh`: something that it depends on was made in this apply. Raises AwsRefused, AnswerLost,
    Unreachable, Stopped, and ReconcileError where a late value or a secret is missing.
    """
    kind, tally = form_of(work).kind, site.tallies[step.address]
    filled = replace(call, params=filled_params(call.params, site.outputs))
    lost: AnswerLost | None = None
    answer: Answer = {}

    def why(refused: AwsRefused) -> Reason | None:
        return reason_to_wait(kind, refused, site.patience, fresh=fresh)

    for number in range(site.patience.losses):
        try:
            answer = persisted(filled, partial(transmit, site, kind), site.watch(step.address), why)
        except AnswerLost as error:
            lost, tally.wrote = error, True
            site.notify(Waiting(step.address, f"what became of {call}", 0.0))
            site.clock.wait(2.0**number, site.stop)
            if not _was_done(site, work, step, call):
                if not site.stop.is_set():
                    continue
                raise
        except AwsRefused as refused:
            if call.operation in removals(kind) and is_absent(kind, refused):
                return {}
            known = lost is not None and means(_repeated(kind, step), refused)
            if not known or not _shows(site, work, step, call):
                raise
        tally.accept(str(call))
        return answer
    assert lost is not None
    raise lost


def _repeated(kind: Kind, step: Step) -> tuple[Refusal, ...]:
    """The refusals of a call that was done before: it is there already, or not under the old name."""
    return (*kind.exists, *(kind.absent if step.verb == RENAME else ()))


def ready(site: Site, call: Call) -> Call | None:
    """The call with the document in it that others write too: read now, and put together.

    None where AWS holds it so already. Raises as `send` does, and ReconcileError where a late value
    is missing.
    """
    if merge_in(call.params) is None:
        return call
    filled = replace(call, params=filled_params(call.params, site.outputs))
    merge = merge_in(filled.params)
    assert merge is not None
    made = written(filled, document(site.send, merge.kind, merge.read))
    return settled(site.send, made) if made else None


def _was_done(site: Site, work: Work, step: Step, call: Call) -> bool:
    """Whether a call whose answer was lost was done.

    A read may lag behind the call. Where the service would refuse a second one of that name, or take
    it as an update, it may be sent again; where it would make a second one, it is looked for as long
    as a read may lag.
    """
    kind = form_of(work).kind
    once = bool(kind.exists) or kind.update == kind.create
    if call.operation == kind.create.name and step.verb == "create" and not once:
        return _shows(site, work, step, call)
    return _is_done(site, work, step, call)


def _shows(site: Site, work: Work, step: Step, call: Call) -> bool:
    """Whether a call is seen to be done before AWS must have shown it."""
    if _is_done(site, work, step, call):
        return True
    pauses = site.watch(step.address).pauses(f"what became of {call}", SHOWS_WITHIN, 1.0, 5.0)
    return any(_is_done(site, work, step, call) for _ in pauses)


def _is_done(site: Site, work: Work, step: Step, call: Call) -> bool:
    """Whether a call whose answer was lost did what it was sent for, by what is there now."""
    live = reread(site.send, work, site.outputs)
    kind = form_of(work).kind
    if call.operation == kind.create.name and step.verb == "create":
        owners = {Standing.OWNED, Standing.UNTAGGABLE}
        untagged = {Standing.UNOWNED} if kind.tags and not kind.tags.created else set()
        return live is not None and standing(live, site.draft.plan.owner) in owners | untagged
    if call.operation == kind.delete.name and step.verb == "delete":
        return live is None
    if step.verb == RENAME:
        return live is not None and call.operation not in removals(kind)
    inner = [one for one in kind.parts if isinstance(one, Inner) and one.field == step.part]
    if step.verb == LET_GO or call.operation in [one.delete.name for one in inner]:
        return False  # what it takes away may be wanted again: nothing tells, and twice is once
    if call.operation in [one.create.name for one in inner if one.create != one.update]:
        return live is not None and live.fields.get(step.part) is not None
    if any(
        one.note == ROTATED for one in work.change.fields
    ):  # no read tells which secret is there
        return False
    return live is not None and is_reached(work, live, step, site.outputs, site.draft.plan.owner)


def transmit(site: Site, kind: Kind, call: Call) -> Answer:
    """Send a call with its secrets revealed; no error carries the revealed parameters.

    A 200 answer that lists refusals is one. Raises as `send` does.
    """
    shown = revealed(call.params, lambda secret: site.resolve(secret, call.scope))
    try:
        answer = site.send(replace(call, params=shown))
    except AwsRefused as error:
        raise replace(error, call=call) from None
    except AnswerLost as error:
        raise replace(error, call=call) from None
    op = next((op for op in operations(kind) if op.name == call.operation), None)
    if refusals := refusals_in(op, call, answer):
        raise refusals[0]
    return answer


def operations(kind: Kind) -> tuple[Op, ...]:
    """Every writing operation of a kind."""
    words = kind.tags
    tagging = (words.add, words.remove, words.put, words.clear) if words else ()
    bound = (kind.bound.put, kind.bound.clear) if kind.bound else ()
    made: list[Op | None] = [kind.create, kind.update, kind.renames, kind.delete, *tagging, *bound]
    for part in kind.parts:
        match part:
            case Setter(put=put, clear=clear):
                made += [put, clear]
            case Items(add=add, remove=remove, alters=alters):
                made += [add, remove, *(one.put for one in alters)]
            case Inner(create=create, update=update, delete=delete):
                made += [create, update, delete]
    return tuple(op for op in made if op is not None)


def removals(kind: Kind) -> frozenset[str]:
    """The operations after which something is not there, and that are done where it is not."""
    ends = [kind.delete.name] if kind.delete.name != kind.create.name else []
    ends += [kind.bound.clear.name] if kind.bound else []
    for part in kind.parts:
        match part:
            case Setter(clear=Op(name=name)):
                ends.append(name)
            case Items(add=Op(name=adding), remove=Op(name=name)) if name != adding:
                ends.append(name)
            case Inner(delete=Op(name=name)):
                ends.append(name)
    return frozenset(ends)


def is_absent(kind: Kind, refused: AwsRefused) -> bool:
    """Whether a refusal means that what was to be removed, or its holder, is not there."""
    codes = {code for part in kind.parts if isinstance(part, Setter) for code in part.absent}
    return means(kind.absent, refused) or refused.code in codes
