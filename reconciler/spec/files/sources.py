"""The spec files of a repository: found and read, their sections checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from reconciler.errors import Fault, Note, Place
from reconciler.spec.files.headers import HEADER, SourceFile, neither, split
from reconciler.spec.files.include import contained
from reconciler.spec.files.settings import FILE, Settings, settings_of
from reconciler.spec.files.text import MAX_BYTES, Parsed, parse
from reconciler.spec.nodes import MapNode, Node, ScalarNode
from reconciler.spec.suggest import did_you_mean, listed


def root_of(start: Path) -> tuple[Path, bool]:
    """The folder that holds the nearest `reconcile.yaml` at `start` or above, and True.

    Without one: `start` itself (or the folder it is in), and False.
    """
    folder = start.resolve()
    if not folder.is_dir():
        folder = folder.parent
    for candidate in (folder, *folder.parents):
        if (candidate / FILE).is_file():
            return candidate, True
    return folder, False


def settings_in(root: Path) -> tuple[Settings, tuple[Fault, ...]]:
    """The settings of the repository; without a `reconcile.yaml` those that hold then."""
    if not (root / FILE).is_file():
        return Settings(), ()
    real = contained(root / FILE, root, Place(FILE))
    content = real if isinstance(real, Fault) else bytes_of(real, FILE)
    if isinstance(content, Fault):
        return Settings(present=True), (content,)
    return settings_of(content)


def bytes_of(path: Path, file: str) -> bytes | Fault:
    """What the file holds, one byte more than the cap at most."""
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        return Fault("RC1101", f"`{file}` cannot be read: {error.strerror}", Place(file))


def spec_files(root: Path, globs: tuple[str, ...]) -> tuple[list[Path], list[Fault]]:
    """The files that `globs` name, sorted, and a fault for each that lies outside `root`."""
    found: set[Path] = set()
    faults: list[Fault] = []
    for glob in globs:
        parts = PurePosixPath(glob).parts
        if ".." in parts or PurePosixPath(glob).is_absolute() or "\0" in glob:
            message = f"`{glob}` leads out of the repository"
            faults.append(Fault("RC1102", message, Place(FILE), "a glob relative to its root"))
            continue
        try:
            matches = list(root.glob(glob))
        except (ValueError, NotImplementedError, IndexError) as error:
            faults.append(Fault("RC1111", f"`{glob}` is no glob: {error}", Place(FILE)))
            continue
        found.update(path for path in matches if path.name != FILE and not path.is_dir())
    inside: list[Path] = []
    for path in sorted(found):
        name = path.relative_to(root).as_posix()
        real = contained(path, root, Place(name)) if name.isprintable() else _unprintable(name)
        if isinstance(real, Fault):
            faults.append(real)
        else:
            inside.append(path)
    return inside, faults


def _unprintable(name: str) -> Fault:
    place = Place(ascii(name).strip("'"))
    return Fault("RC1101", "the file's name is not printable text", place, "a name in UTF-8")


def source_of(path: Path, root: Path, faults: list[Fault]) -> SourceFile | None:
    """A spec file, read and split; None where it is no stack's, which is a fault."""
    file = path.relative_to(root).as_posix()
    content = bytes_of(path, file)
    if isinstance(content, Fault):
        faults.append(content)
        return None
    parsed: Parsed = parse(content, file)
    faults.extend(parsed.faults)
    if parsed.node is None:
        return None
    if not isinstance(parsed.node, MapNode):
        faults.append(neither(parsed.node.place))
        return None
    return split(file, parsed.node, faults)


def check_sections(
    file: SourceFile, kinds: Mapping[str, tuple[str, ...]], faults: list[Fault]
) -> Iterator[tuple[str, MapNode]]:
    """Each kind's mapping of a file: (`codebuild.projects`, key → resource); the rest are faults.

    `kinds`: section → its subsections.
    """
    for section, node in file.sections.items():
        place = file.sections.place_of(section)
        if section not in kinds:
            suggestion = did_you_mean(section, (*HEADER, *kinds))
            message = f"unknown key `{section}`"
            expected = f"a section, {listed(kinds, ', ')}, or a key that begins with `x-`"
            faults.append(Fault("RC1104", message, place, expected, suggestion))
        elif not isinstance(node, MapNode):
            _not_mapping(section, node, faults)
        else:
            yield from _subsections(section, node, kinds[section], faults)


def _subsections(
    section: str, node: MapNode, known: tuple[str, ...], faults: list[Fault]
) -> Iterator[tuple[str, MapNode]]:
    for name, resources in node.items():
        if name not in known:
            message = f"`{section}` has no `{name}`"
            place = node.place_of(name)
            near = did_you_mean(name, known)
            faults.append(Fault("RC1211", message, place, listed(known, " or "), near))
        elif not isinstance(resources, MapNode):
            _not_mapping(f"{section}.{name}", resources, faults)
        else:
            yield f"{section}.{name}", resources


def _not_mapping(name: str, node: Node, faults: list[Fault]) -> None:
    if not (isinstance(node, ScalarNode) and (node.empty or node.is_null)):
        faults.append(Fault("RC1109", f"`{name}` is not a mapping", node.place, "a mapping"))


def twice(code: str, what: str, place: Place, first: Place) -> Fault:
    """The fault of `what` declared at `place` although `first` does so already."""
    note = Note("it is declared here first", first)
    return Fault(code, f"{what} is declared twice", place, "one declaration", notes=(note,))
