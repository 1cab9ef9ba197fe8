"""Apply a draft: every step in its order, every change read again, an outcome for each.

`apply` builds the graph, checks the guards once more, and gives the steps to the schedule. A change's
last node is its check: the resource is read again and must be what was planned. Checks of one kind
that are due at the same time are made together. Running again is resuming: nothing is kept that a
second run would need.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Lock

from reconciler.aws.failures import CREDENTIALS
from reconciler.engine.applying.checks import company, seen_as_planned
from reconciler.engine.applying.edges import Node
from reconciler.engine.applying.faults import fault_of
from reconciler.engine.applying.graph import Graph, graph
from reconciler.engine.applying.perform import make
from reconciler.engine.applying.resolve_secrets import Redaction, ResolveSecret
from reconciler.engine.applying.retry import Patience
from reconciler.engine.applying.schedule import Rules, State, run
from reconciler.engine.applying.site import Site, form_of
from reconciler.engine.applying.tally import Tally
from reconciler.engine.applying.verify import check
from reconciler.engine.live import Draft, Work
from reconciler.engine.reading.workers import Counted
from reconciler.engine.waiting import Clock, Ended, News, Notify, Stopped
from reconciler.errors import Fault, GuardRefused, ReconcileError
from reconciler.plan.calls import AnswerLost, AwsRefused, Send, Unreachable
from reconciler.plan.options import Options
from reconciler.plan.plan import Action, Applied, Block, Change, Outcome, Plan, Status

DONE: dict[Action, Status] = {
    Action.CREATE: "created",
    Action.UPDATE: "updated",
    Action.REPLACE: "replaced",
    Action.DELETE: "deleted",
    Action.ADOPT: "adopted",
    Action.FORGET: "forgotten",
    Action.NOOP: "ok",
}
"""What is said of a change that was made."""

SIGINT = 2
"""What `Applied.interrupted` is where the stop came; the command knows which signal it was."""


@dataclass(frozen=True)
class Way:
    """How an apply is made: its clock, whom it tells, what stops it, and how patient it is."""

    clock: Clock
    notify: Notify
    stop: Event
    patience: Patience = field(default_factory=Patience)
    grace: float = 5.0


def apply(
    draft: Draft, send: Send, options: Options, way: Way, *, resolve_secret: ResolveSecret
) -> Applied:
    """Make every change of the draft that no guard blocks, and say what became of each.

    Raises GuardRefused, before anything is sent, where a guard blocks and `skip_blocked` is not set,
    and SpecInvalid where hard references go in a circle. What goes wrong later is in the outcomes.
    """
    refuse_blocked(draft.plan, options)
    began, counted = way.clock.now(), Counted(send)
    blocked = frozenset(change.address for change in draft.plan.changes if change.blocks)
    work = {address: one for address, one in draft.work.items() if address not in blocked}
    order = graph(work)
    site = _site(draft, order, counted, options, way, resolve_secret)
    outcomes = [_untouched(change) for change in draft.plan.changes if _is_untouched(change, work)]
    _run(site, way, outcomes)
    interrupted = way.stop.is_set() and not site.spent.is_set()
    return Applied(
        draft.plan,
        tuple(outcomes),
        way.clock.now() - began,
        counted.calls,
        SIGINT if interrupted else 0,
    )


def refuse_blocked(plan: Plan, options: Options) -> None:
    """Raise GuardRefused where a guard blocks: the plan as a whole, or a change of it."""
    blocks: list[tuple[Change | None, Block]] = [(None, block) for block in plan.blocks]
    if not options.skip_blocked:
        blocks += [(change, block) for change in plan.changes for block in change.blocks]
    if blocks:
        raise GuardRefused(
            *(
                Fault(
                    "RC5030",
                    block.message,
                    change.place if change else None,
                    suggestion=f"{block.override} lifts this guard." if block.override else None,
                    address=change.address if change else None,
                )
                for change, block in blocks
            )
        )


def _site(
    draft: Draft,
    order: Graph,
    send: Send,
    options: Options,
    way: Way,
    resolve_secret: ResolveSecret,
) -> Site:
    redaction, lock = Redaction(), Lock()

    def notify(news: News) -> None:
        with lock:
            way.notify(news)

    numbers: dict[str, int] = {}
    for node in order.order:
        numbers[node.address] = numbers.get(node.address, 0) + 1
    return Site(
        draft=draft,
        graph=order,
        send=send,
        options=options,
        resolve=redaction.remembering(resolve_secret),
        redaction=redaction,
        clock=way.clock,
        notify=notify,
        stop=way.stop,
        patience=way.patience,
        outputs=dict(draft.outputs),
        tallies={address: Tally(left=number + 1) for address, number in numbers.items()},
    )


def _run(site: Site, way: Way, outcomes: list[Outcome]) -> None:
    """Schedule every step, and after a change's last one its check."""
    order, needs = list(site.graph.order), dict(site.graph.needs)
    for address in site.tallies:
        number = len(site.draft.work[address].steps)
        last = Node(address, number)
        needs[last] = frozenset(Node(address, before) for before in range(number))
        order.append(last)
    rules = Rules(site.options.parallel, way.stop, way.grace)
    perform, alike = partial(_perform_all, site), partial(company, site)
    run(order, needs, perform, _ender(site, outcomes), rules, alike)


def _perform_all(site: Site, nodes: tuple[Node, ...]) -> dict[Node, bool]:
    """One node, or checks that are made together: of those only what is seen to be as planned."""
    if len(nodes) == 1:
        return {nodes[0]: _perform(site, nodes[0])}
    good = seen_as_planned(site, [node.address for node in nodes])
    return {node: True for node in nodes if node.address in good}


def _perform(site: Site, node: Node) -> bool:
    """One node: a step, or the check after a change's last step. False where it failed."""
    work, tally = site.work(node), site.tallies[node.address]
    try:
        if node in site.graph.steps:
            make(site, node)
        else:
            owner, watch = site.draft.plan.owner, site.watch(node.address)
            check(site.send, work, site.outputs, owner, watch)
    except Stopped:
        tally.interrupted = True
    except (AwsRefused, AnswerLost, Unreachable, ReconcileError) as error:
        calls, blotted = tuple(tally.calls), site.redaction.blotted
        fault = fault_of(error, work.change, form_of(work).kind, calls, blotted)
        tally.fail(fault)
        if fault.code == CREDENTIALS and not site.stop.is_set():
            site.spent.set()
            site.stop.set()
    else:
        return True
    return False


def _ender(site: Site, outcomes: list[Outcome]) -> Callable[[Node, State, Node | None], None]:
    def ended(node: Node, state: State, because: Node | None) -> None:
        tally = site.tallies[node.address]
        tally.left -= 1
        if because is not None and because.address != node.address:
            tally.blocked_by = tally.blocked_by or because.address
        if state in {State.UNSTARTED, State.ABANDONED}:
            tally.interrupted = True
            is_write = node in site.graph.steps
            tally.wrote = tally.wrote or (is_write and state is State.ABANDONED)
        if tally.left == 0:
            outcome = _outcome(site, site.work(node), tally)
            outcomes.append(outcome)
            site.notify(Ended(outcome))

    return ended


def _outcome(site: Site, work: Work, tally: Tally) -> Outcome:
    change = work.change
    seconds = 0.0 if tally.started is None else site.clock.now() - tally.started
    return Outcome(
        address=change.address,
        kind=change.kind,
        action=change.action,
        status=_status(change.action, tally),
        place=change.place,
        seconds=seconds,
        waited=tally.waited,
        error=tally.error,
        pending=tally.pending,
        blocked_by="" if tally.error else tally.blocked_by,
        wrote=tally.wrote,
        calls=tuple(tally.calls),
        scope=change.scope.name,
    )


def _status(action: Action, tally: Tally) -> Status:
    if tally.error:
        return "failed"
    if tally.interrupted:
        return "interrupted"
    return "skipped" if tally.blocked_by else DONE[action]


def _is_untouched(change: Change, work: dict[str, Work]) -> bool:
    """Whether a change has no steps: a no-op, a blocked one, or one that only forgets in name."""
    return change.address not in work or not work[change.address].steps


def _untouched(change: Change) -> Outcome:
    status: Status = "blocked" if change.blocks else DONE[change.action]
    return Outcome(
        address=change.address,
        kind=change.kind,
        action=change.action,
        status=status,
        place=change.place,
        scope=change.scope.name,
    )
