"""The front of the spec room: from files to what one stack declares in one environment.

sources = load(Path.cwd(), paths)                     every file, every fault, no AWS
wanted  = lookups_needed(sources, stack, environment, scopes)      what must be read first
found   = declared(sources, stack, environment, scopes, lookups)   resources as written
found.resolver(attributes).resolve(node, declaration, shape)       references replaced
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from reconciler.errors import Fault, Place, Usage
from reconciler.spec.files.components import by_name, stamped
from reconciler.spec.files.headers import Instance, SourceFile
from reconciler.spec.files.settings import FILE, Settings
from reconciler.spec.files.sources import (
    check_sections,
    root_of,
    settings_in,
    source_of,
    spec_files,
    twice,
)
from reconciler.spec.language.declaring import (
    Declared,
    address_of,
    declarations_of,
    facts_of,
    late_attributes,
)
from reconciler.spec.language.lookups import Lookup, lookup_text, lookups_in
from reconciler.spec.language.resolver import Resolver
from reconciler.spec.language.variables import stack_vars
from reconciler.spec.nodes import MapNode
from reconciler.spec.stack import Scope
from reconciler.spec.values import Value

__all__ = ["Declared", "Lookup", "Sources", "declared", "load", "lookups_needed"]


@dataclass(frozen=True)
class Sources:
    """A repository's specs as they are written.

    - `stacks`: the names that the command line selected, all without a selection, sorted.
    - `files`: every file of every stack, those of components once more for each instance.
    - `components`: the files of components, by name; `resources`: per file path, kind → key → node.
    - `vars`: per stack, as declared.
    - `faults`: all that is wrong with the text of any of them, sorted by place.
    """

    root: Path
    settings: Settings
    stacks: tuple[str, ...]
    files: tuple[SourceFile, ...]
    components: Mapping[str, SourceFile]
    resources: Mapping[str, Mapping[str, MapNode]]
    vars: Mapping[str, MapNode]
    faults: tuple[Fault, ...]

    def of(self, stack: str) -> tuple[SourceFile, ...]:
        """The files of one stack."""
        return tuple(file for file in self.files if file.stack == stack)

    @property
    def names(self) -> tuple[str, ...]:
        """Every stack, selected or not, sorted."""
        return tuple(sorted({file.stack for file in self.files}))

    @property
    def paths(self) -> tuple[str, ...]:
        """Every spec file, components' included, sorted."""
        every = (*self.files, *self.components.values())
        return tuple(sorted({file.path for file in every}))

    @property
    def complete(self) -> bool:
        """Whether there is a `reconcile.yaml` and nothing is wrong: only then may be pruned."""
        return self.settings.present and not self.faults


def load(start: Path, paths: tuple[Path, ...] = ()) -> Sources:
    """Every spec of the tree that `start` is in; `paths` select stacks and never cut one.

    A path is a spec file, or a folder with some below it. Raises `Usage` for one that is neither;
    what is wrong with the specs is in the result, so that later steps can add to it.
    """
    root, _ = root_of(start)
    settings, wrong = settings_in(root)
    faults = list(wrong)
    found, outside = spec_files(root, settings.specs)
    faults.extend(outside)
    read = [file for path in found if (file := source_of(path, root, faults))]
    specs = [file for file in read if file.stack]
    components = by_name((file for file in read if file.component), faults)
    instances = [made for file in specs for made in stamped(file, components, faults)]
    files = (*specs, *instances)
    if not found and not outside:
        faults.append(_no_spec(settings))
    names = sorted({file.stack for file in files})
    resources = {file.path: _resources(file, faults) for file in read}
    faults.extend(_repeated(files, resources))
    stack_files = {name: [file for file in specs if file.stack == name] for name in names}
    declared_vars = {name: stack_vars(stack_files[name], faults) for name in names}
    selected = _selected(root, paths, files, [path.relative_to(root).as_posix() for path in found])
    ordered = sorted(dict.fromkeys(faults), key=lambda fault: fault.place or Place(""))
    return Sources(
        root, settings, selected, files, components, resources, declared_vars, tuple(ordered)
    )


def lookups_needed(
    sources: Sources, stack: str, environment: str, scopes: tuple[Scope, ...]
) -> tuple[Lookup, ...]:
    """The lookups among the vars of `stack` in `environment`, each text once, sorted.

    One whose text is wrong is left out: `declared` has its fault.
    """
    facts = facts_of(sources.settings, stack, sources.vars[stack], environment, {})
    nothing: frozenset[str] = frozenset()
    resolver = Resolver(sources.root, facts, nothing, nothing, late_attributes)
    found: dict[str, Lookup] = {}
    for node, instance in _lookups(facts.vars, sources.of(stack)):
        text = lookup_text(resolver.value(node.entries["lookup"], scopes[0], instance).node)
        if isinstance(text, str):
            provider, _, name = text.partition(":")
            found.setdefault(text, Lookup(text, provider, name, node.place))
    return tuple(found[text] for text in sorted(found))


def declared(
    sources: Sources,
    stack: str,
    environment: str,
    scopes: tuple[Scope, ...],
    lookups: Mapping[str, Value],
) -> Declared:
    """What `stack` declares in `environment` ("" without environments).

    `scopes`: the environment's (`settings.environment(...).scopes`), accounts and regions filled
    in from the session where the spec states none; the first is its own. `lookups`: text of a
    lookup → text, or a tuple of texts; what is not in it stays late.
    """
    facts = facts_of(sources.settings, stack, sources.vars[stack], environment, lookups)
    pairs = [(file, sources.resources[file.path]) for file in sources.of(stack)]
    return declarations_of(sources.root, sources.settings, facts, scopes, pairs)


def _lookups(
    shared: MapNode, files: Iterable[SourceFile]
) -> Iterator[tuple[MapNode, Instance | None]]:
    """Every lookup of the stack's vars and of its instances', with the instance that it speaks of."""
    yield from ((node, None) for node in lookups_in(shared))
    for instance in (file.instance for file in files):
        if instance:
            yield from ((node, None) for node in lookups_in(instance.given))
            yield from ((node, instance) for node in lookups_in(instance.own))


def _resources(file: SourceFile, faults: list[Fault]) -> dict[str, MapNode]:
    from reconciler.kinds.table import KINDS

    known: dict[str, tuple[str, ...]] = {}
    for kind in KINDS:
        known[kind.section] = (*known.get(kind.section, ()), kind.id.partition(".")[2])
    return dict(check_sections(file, known, faults))


def _repeated(
    files: tuple[SourceFile, ...], resources: Mapping[str, Mapping[str, MapNode]]
) -> list[Fault]:
    """A fault for each address that two files of one stack declare."""
    seen: dict[tuple[str, str], Place] = {}
    faults = []
    for file in files:
        for kind, entries in resources[file.path].items():
            for key in entries.entries:
                place = entries.place_of(key)
                address = address_of(kind, key, file.instance)
                first = seen.setdefault((file.stack, address), place)
                if first != place:
                    faults.append(twice("RC1107", f"`{address}`", place, first))
    return faults


def _no_spec(settings: Settings) -> Fault:
    globs = ", ".join(f"`{glob}`" for glob in settings.specs)
    suggestion = "`reconcile init` writes a first one."
    if not settings.present:
        suggestion = f"Run it where `{FILE}` is, or below. {suggestion}"
    return Fault("RC1108", f"no spec was found at {globs}", None, "a spec file", suggestion)


def _planned(path: Path) -> str | None:
    """What to do about JSON where specs are expected: it was probably meant as a plan."""
    if path.suffix != ".json":
        return None
    return "`apply` takes a plan as `reconcile plan --out PATH` wrote it, whole and unchanged."


def _selected(
    root: Path, paths: tuple[Path, ...], files: tuple[SourceFile, ...], found: list[str]
) -> tuple[str, ...]:
    """The stacks that have a file at or below one of `paths`; all of them without paths."""
    wanted: set[str] = set()
    for path in paths:
        real = path.resolve()
        inside = [name for name in found if (root / name).resolve().is_relative_to(real)]
        if not inside:
            message = f"`{path}` is no spec of this repository and holds none"
            raise Usage(
                Fault(
                    "RC1115", message, None, "a spec file, or a folder with specs", _planned(path)
                )
            )
        wanted.update(file.stack for file in files if file.path in inside)
    return tuple(sorted(wanted if paths else {file.stack for file in files}))
