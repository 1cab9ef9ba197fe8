"""The specs of an earlier revision (`--base REF`): what was meant before, and what may be trusted.

A pull request may say anything, so that with a base the account, the roles, the guards and the
secrets that may be resolved are those of the base.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from reconciler.cli.git import commit_of, commits_on, text_at, write_files
from reconciler.errors import Fault, SpecInvalid
from reconciler.expand.expand import expanded
from reconciler.plan.plan import Revision
from reconciler.spec.files.settings import Environment, Settings
from reconciler.spec.files.text import parse
from reconciler.spec.load import Sources, load
from reconciler.spec.nodes import MapNode, Node
from reconciler.spec.resources import resolve
from reconciler.spec.stack import Resource, Scope, Stack
from reconciler.spec.values import Value

if TYPE_CHECKING:
    import argparse


@dataclass(frozen=True)
class Based:
    """A revision, its specs, and the repository that it is of."""

    base: Revision
    sources: Sources
    root: Path

    def stacks(
        self, environment: str, scopes: tuple[Scope, ...], lookups: Mapping[str, Value]
    ) -> dict[str, Stack]:
        """Every stack of the revision by its name; raises SpecInvalid where it is not valid."""
        with self.named():
            found = resolve(self.sources, environment, scopes, lookups)
            return {stack.name: expanded(stack) for stack in found}

    @contextmanager
    def named(self) -> Iterator[None]:
        """Inside, a fault of the revision's specs says of which revision it is."""
        try:
            yield
        except SpecInvalid as invalid:
            raise SpecInvalid(*(self.fault(one) for one in invalid.faults)) from invalid

    def fault(self, fault: Fault) -> Fault:
        """The fault with its place in words: the file of now has other lines."""
        where = f"{self.base.ref}:{fault.place}" if fault.place else self.base.ref
        return replace(fault, place=None, message=f"at {where}: {fault.message}")

    def removed(self, resources: Iterable[Resource]) -> dict[str, str]:
        """Address → file and commit in which each of these was taken out of the specs."""
        return {one.address: self._since(one) for one in resources}

    def _since(self, resource: Resource) -> str:
        """The file, and the oldest commit since which it is not there: none while not committed."""
        file, since = resource.place.file, ""
        for commit in commits_on(self.root, self.base.commit, file):
            if is_declared(text_at(self.root, commit, file), resource.address):
                break
            since = commit
        return f"{file}{f' in {since[:7]}' if since else ''}"


def is_declared(text: bytes, address: str) -> bool:
    """Whether a spec's text has the key of an address (for a component's: of any of its instances)."""
    node: Node | None = parse(text, "").node if text else None
    section, kind, key = address.split(".", 2)
    for name in (section, kind, key.rpartition("/")[2]):
        node = node.get(name) if isinstance(node, MapNode) else None
    return node is not None


@contextmanager
def based(wanted: argparse.Namespace, head: Sources) -> Iterator[Based | None]:
    """The revision that `--base` names, its files in a folder that is removed at the end."""
    if not wanted.base:
        yield None
        return
    commit = commit_of(head.root, wanted.base)
    with TemporaryDirectory(prefix="reconcile-base-") as folder:
        into = Path(folder).resolve()
        write_files(head.root, commit, into)
        found = Based(Revision(wanted.base, commit), load(into), head.root)
        if found.sources.faults:
            raise SpecInvalid(*map(found.fault, found.sources.faults))
        yield found


def trusting(head: Sources, base: Sources, named: Collection[str] | None) -> Sources:
    """The specs of now under the settings of the base; vars, tags and names stay those of now.

    An environment must be in both: a new one has to be merged before it is planned with a base.
    Where all stacks are selected, so are those that only the base has: they are empty now.
    `named`: the stacks of an approved plan, where there is one.
    """
    now, then = head.settings, base.settings
    environments = {
        name: replace(one, vars=now.environments[name].vars)
        for name, one in then.environments.items()
        if name in now.environments
    }
    settings = _trusted(now, then, environments)
    every = base.names if head.stacks == head.names else ()
    gone = every if named is None else set(base.names) & set(named)
    return replace(head, settings=settings, stacks=tuple(sorted({*head.stacks, *gone})))


def _trusted(now: Settings, then: Settings, environments: Mapping[str, Environment]) -> Settings:
    return replace(
        now,
        present=now.present and then.present,
        project=then.project,
        environments=environments,
        lock=then.lock,
        guards=then.guards,
        secrets_allow=then.secrets_allow,
    )
