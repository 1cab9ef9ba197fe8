"""CodeArtifact: repositories, what is upstream of them, package groups.

Sources: CodeArtifact User Guide, "Working with upstream repositories", "Connect a CodeArtifact
repository to a public repository" and "Quotas"; API Reference, UpdateRepository and
AssociateExternalConnection.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import items, keyed, structure, text
from reconciler.rules.view import View
from reconciler.spec.stack import Resource
from reconciler.spec.suggest import listed
from reconciler.spec.values import Value

REPOSITORIES: Final = "codeartifact.repositories"
"""The kind."""
MOST_UPSTREAMS: Final = 10
"""User Guide, "Quotas": direct upstreams of a repository."""


def names(value: Value) -> tuple[str, ...]:
    """The names in a list of upstreams or connections, keyed by them or not."""
    if isinstance(value, Mapping):
        return tuple(keyed(value))
    found = (text(one) or text(structure(one).get("repository_name")) for one in items(value))
    return tuple(filter(None, found))


def upstreams(repository: Resource) -> tuple[str, ...]:
    """The names of the repositories that one draws from, in order."""
    return names(repository.desired.get("upstreams"))


def number(view: View) -> Iterator[Finding]:
    """Repositories with too many upstreams."""
    for repository in view.of(REPOSITORIES):
        count = len(upstreams(repository))
        if count > MOST_UPSTREAMS:
            told = f"the repository has {count} upstreams"
            yield Finding(repository, "upstreams", told, f"at most {MOST_UPSTREAMS}")


def circles(view: View) -> Iterator[Finding]:
    """Repositories that are upstream of themselves, at last."""
    for group in _domains(view).values():
        for name, repository in sorted(group.items()):
            circle = _circle(name, group)
            if circle and name == min(circle):
                way = " → ".join((*circle, name))
                told = f"the repository is upstream of itself: {way}"
                yield Finding(repository, "upstreams", told)


def _domains(view: View) -> dict[tuple[Value, ...], dict[str, Resource]]:
    """Repositories by domain (and scope), then by name."""
    found: dict[tuple[Value, ...], dict[str, Resource]] = {}
    for one in view.of(REPOSITORIES):
        where = (*one.identity[:-1], one.scope.account, one.scope.region)
        found.setdefault(where, {})[one.identity[-1]] = one
    return found


def _circle(start: str, group: Mapping[str, Resource]) -> tuple[str, ...]:
    """The way from a repository up to itself, () where there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for above in upstreams(group[way[-1]]):
            if above == start:
                return way
            if above in group and above not in seen:
                seen.add(above)
                ways.append((*way, above))
    return ()


def connections(view: View) -> Iterator[Finding]:
    """Repositories with more than one external connection."""
    for repository in view.of(REPOSITORIES):
        found = names(repository.desired.get("external_connections"))
        if len(found) > 1:
            told = f"the repository has {len(found)} external connections: {listed(found)}"
            yield Finding(repository, "external_connections", told, "at most one")


def one_way_up(view: View) -> Iterator[Finding]:
    """Repositories with upstreams and an external connection."""
    for repository in view.of(REPOSITORIES):
        if upstreams(repository) and names(repository.desired.get("external_connections")):
            told = "`external_connections` and `upstreams` cannot stand together"
            yield Finding(repository, "external_connections", told, "one of the two")


RULES: Final = (
    Rule(
        "RC2401",
        "Too many upstreams",
        'A repository has at most ten direct upstreams (User Guide, "Quotas").',
        "Draw some of them through a repository in between.",
        number,
    ),
    Rule(
        "RC2402",
        "A repository that is upstream of itself",
        "Upstreams form no circle; nor can they be made in any order, as each must exist before the "
        "ones that draw from it.",
        "Take one step out of the circle.",
        circles,
    ),
    Rule(
        "RC2403",
        "More than one external connection",
        'A repository has at most one external connection (User Guide, "Connect a CodeArtifact '
        'repository to a public repository").',
        "Make a repository for each public one, and draw from these as upstreams.",
        connections,
    ),
    Rule(
        "RC2404",
        "An external connection beside upstreams",
        "A repository draws from one public repository or from upstreams, not from both (handler of "
        "aws-cloudformation-resource-providers-codeartifact, repository, Translator).",
        "Give the connection to a repository of its own, and draw from that as an upstream.",
        one_way_up,
    ),
)
"""Rules about packages."""
