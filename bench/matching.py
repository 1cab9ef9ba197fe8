"""How many events a second are matched against a hundred rules, and how that is beside moto's matcher."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.figures import Figure
from reconciler.events.catalogue import CATALOGUE, sample
from reconciler.events.named.names import NAMES, pattern_of
from reconciler.events.pattern import compiled
from reconciler.events.rules import filed

RULES, ROUNDS = 100, 200
LESS = 40
"""For how many of our rounds moto does one: it is the slower."""


def events_a_second(_: Path, rounds: int = ROUNDS) -> list[Figure]:
    """Events of every type and state, against rules of every name, each about a resource of its own.

    The ratio is of the two in one run, with the same patterns and events; both must agree.
    """
    from moto.events.models import EventPattern

    every = [NAMES[name] for name in NAMES]
    patterns = [
        pattern_of(group, [word], [(f"n{number}",) * 3] if group.placed else ())
        for number, (group, word) in ((one, every[one % len(every)]) for one in range(RULES))
    ]
    events = [sample(kind, state) for kind in CATALOGUE for state in kind.states]
    rules = filed((number, compiled(pattern)) for number, pattern in enumerate(patterns))
    theirs = [EventPattern(None, pattern) for pattern in patterns]

    def ours(event: Any) -> list[int]:
        return sorted(rules.matching(event))

    def moto(event: Any) -> list[int]:
        return [number for number, one in enumerate(theirs) if one.matches_event(event)]

    differing = sum(ours(event) != moto(event) for event in events)
    rate = per_second(rules.matching, events, rounds)
    other = per_second(moto, events, max(1, rounds // LESS))
    detail = f"[moto {other:.0f}/s; of {len(events)} events {differing} are matched otherwise]"
    return [
        Figure("events matched against 100 rules", round(rate), "/s", least=20_000),
        Figure("beside moto's matcher", rate / other, "times as many", least=1, detail=detail),
    ]


def per_second(match: Callable[[Any], object], events: Sequence[Any], rounds: int) -> float:
    """How many events are matched in a second."""
    began = time.perf_counter()
    for _round in range(rounds):
        for event in events:
            match(event)
    return rounds * len(events) / (time.perf_counter() - began)
