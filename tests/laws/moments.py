"""Every state that an apply passes through: what a process that is killed at any call leaves behind.

A process that ends before its call k leaves what there was after call k-1, and one that ends after
it what call k left: of n writing calls there are 2n ends and n+1 states. Each state is kept while
one apply runs, call by call, and put back for the next apply to go on from; nothing is replayed.
"""

from dataclasses import dataclass, field, replace

from reconciler.plan.calls import Answer, Call
from reconciler.plan.options import Options
from reconciler.sandbox.state import State
from reconciler.spec.stack import Stack
from tests.laws.ground import World, undone


def kept(world: World) -> State:
    """All that the sandbox holds now, to go back to."""
    now = world.sandbox.store.state
    places = {
        place: {name: dict(texts) for name, texts in tables.items()}
        for place, tables in now.places.items()
    }
    return replace(now, places=places, journal=[*now.journal])


def go_back(world: World, moment: State) -> None:
    """Let the sandbox hold what it held then; another epoch tells the services behind the door."""
    store = world.sandbox.store
    again = replace(moment, epoch=store.state.epoch + 1)
    store.state = again
    store.state = kept(world)
    store.history.clear()
    world.sent.clear()


@dataclass
class Watch:
    """A `send` that keeps the state after every writing call."""

    world: World
    moments: list[State] = field(default_factory=list)

    def __call__(self, call: Call) -> Answer:
        """Send the call; a refused one may have changed something too."""
        if not call.writes:
            return self.world.send(call)
        if not self.moments:
            self.moments.append(kept(self.world))
        try:
            return self.world.send(call)
        finally:
            self.moments.append(kept(self.world))


def moments(world: World, stack: Stack, options: Options) -> list[State]:
    """The states that one apply passes through, call after call; it must succeed."""
    watch = Watch(world)
    assert undone(world.apply(stack, replace(options, parallel=1), wire=watch)) == []
    return watch.moments
