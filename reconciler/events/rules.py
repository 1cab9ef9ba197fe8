"""Many patterns at once: which rules an event matches, without trying each.

Every branch of every pattern is filed under the exact values of one of its paths, the one that
tells it best from the others; an event is looked up by its own values there, and only what is
found so is tried. Branches without an exact value are tried always.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from reconciler.events.fields import Value, fields
from reconciler.events.pattern import Branch, Pattern, fits

Name = TypeVar("Name", bound=Hashable)
"""How the caller knows its rules: an address, an ARN."""


@dataclass(frozen=True)
class Rules(Generic[Name]):
    """Patterns by name, filed. Make one with `filed`."""

    names: tuple[Name, ...]
    shelves: Mapping[str, Mapping[Value, tuple[tuple[Name, Branch], ...]]]
    rest: tuple[tuple[Name, Branch], ...] = field(default=())

    def matching(self, event: Mapping[str, Any]) -> tuple[Name, ...]:
        """Return the names of all rules that an event matches, in the order they were given."""
        found = fields(event)
        hits = {name for name, branch in self.rest if fits(branch, found)}
        for path, shelf in self.shelves.items():
            for value, _ in found.get(path, ()):
                for name, branch in shelf.get(value, ()):
                    if name not in hits and fits(branch, found):
                        hits.add(name)
        return tuple(name for name in self.names if name in hits) if hits else ()


def filed(patterns: Iterable[tuple[Name, Pattern]]) -> Rules[Name]:
    """Return rules that are fast to look up."""
    named = list(patterns)
    branches = [(name, branch) for name, held in named for branch in held.branches]
    shared = Counter(
        (path, value)
        for _, branch in branches
        for path in _exact(branch)
        for value in branch[path].exact
    )
    shelves: dict[str, dict[Value, list[tuple[Name, Branch]]]] = {}
    rest = []
    for name, branch in branches:
        paths = _exact(branch)
        if not paths:
            rest.append((name, branch))
            continue
        best = min(paths, key=lambda path: sum(shared[path, one] for one in branch[path].exact))
        for value in branch[best].exact:
            shelves.setdefault(best, {}).setdefault(value, []).append((name, branch))
    frozen = {
        path: {value: tuple(held) for value, held in shelf.items()}
        for path, shelf in shelves.items()
    }
    return Rules(tuple(name for name, _ in named), frozen, tuple(rest))


def _exact(branch: Branch) -> list[str]:
    """Return the paths of a branch at which only exact values match."""
    return [path for path, held in branch.items() if not held.tests and not held.absent]
