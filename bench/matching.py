"""How many events a second are matched against a hundred rules."""

from __future__ import annotations

import time
from pathlib import Path

from bench.figures import Figure
from reconciler.events.catalogue import CATALOGUE, sample
from reconciler.events.named.names import NAMES, pattern_of
from reconciler.events.pattern import compiled
from reconciler.events.rules import filed

RULES, ROUNDS = 100, 200


def events_a_second(_: Path, rounds: int = ROUNDS) -> list[Figure]:
    """Events of every type and state, against rules of every name, each about a resource of its own."""
    every = [NAMES[name] for name in NAMES]
    rules = filed(
        (number, compiled(pattern_of(group, [word], [(f"n{number}",) * 3] if group.placed else ())))
        for number, (group, word) in ((one, every[one % len(every)]) for one in range(RULES))
    )
    events = [sample(kind, state) for kind in CATALOGUE for state in kind.states]
    began = time.perf_counter()
    for _round in range(rounds):
        for event in events:
            rules.matching(event)
    rate = rounds * len(events) / (time.perf_counter() - began)
    return [Figure("events matched against 100 rules", round(rate), "/s", least=20_000)]
