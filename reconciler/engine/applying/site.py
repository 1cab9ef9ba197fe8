"""What all steps of one apply share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event

from reconciler.engine.applying.edges import Node
from reconciler.engine.applying.graph import Graph
from reconciler.engine.applying.resolve_secrets import Redaction, ResolveSecret
from reconciler.engine.applying.retry import Patience, Watch
from reconciler.engine.applying.tally import Tally
from reconciler.engine.live import Draft, Work
from reconciler.engine.waiting import Clock, Notify
from reconciler.plan.calls import Send
from reconciler.plan.options import Options
from reconciler.spec.form import Form


@dataclass(frozen=True)
class Site:
    """The draft, the doors to AWS and to the user, and what is known so far: `outputs` and `tallies` are
    filled in as steps are done. `spent`: AWS accepts the credentials no more; all else is in vain.
    """

    draft: Draft
    graph: Graph
    send: Send
    options: Options
    resolve: ResolveSecret
    redaction: Redaction
    clock: Clock
    notify: Notify
    stop: Event
    patience: Patience
    outputs: dict[str, Mapping[str, str]]
    tallies: Mapping[str, Tally]
    spent: Event = field(default_factory=Event)

    def work(self, node: Node) -> Work:
        """The change to which a step belongs."""
        return self.draft.work[node.address]

    def watch(self, address: str) -> Watch:
        """What waits for one resource, and counts the time that it waits."""
        return Watch(address, self.tallies[address].counting(self.clock), self.notify, self.stop)

    def timeout(self, work: Work) -> float | None:
        """The seconds in which a resource must settle, where the user said so."""
        own = work.resource.lifecycle.timeout if work.resource else None
        return self.options.timeout if own is None else own


def form_of(work: Work) -> Form:
    """The form of what a change is about."""
    held = work.resource or work.live
    assert held is not None
    return held.form
