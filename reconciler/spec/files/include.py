"""`{file: path}`: a file of the repository where text or a document is wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from reconciler.errors import Fault, Place, SpecInvalid
from reconciler.spec.files.text import MAX_BYTES, decoded_text, read
from reconciler.spec.nodes import MapNode, Node, ScalarNode
from reconciler.spec.suggest import did_you_mean

FILE: Final = "file"
"""The only key of a mapping that stands for a file."""


def is_file(node: Node) -> bool:
    """Whether `node` is a mapping whose only key is `file`."""
    return isinstance(node, MapNode) and len(node.entries) == 1 and FILE in node.entries


def text_of(node: MapNode, root: Path) -> ScalarNode | Fault:
    """The text of the file that `node` names, verbatim, at the place of the name.

    The path is relative to the spec in which `node` stands, and may not leave `root`, by `..`, as
    an absolute path, or through a symbolic link.
    """
    named = node.entries[FILE]
    if not isinstance(named, ScalarNode) or not named.text or "\0" in named.text:
        return Fault("RC1101", "`file` names no file", named.place, "a path, relative to this spec")
    path = root / Path(named.place.file).parent / named.text
    found = contained(path, root, named.place)
    if isinstance(found, Fault):
        return found
    text = _content(found, named.text, named.place)
    return text if isinstance(text, Fault) else ScalarNode(text, named.place, plain=False)


def document_of(node: MapNode, root: Path) -> Node:
    """The nodes of the YAML or JSON document that `node` names, as if it stood there.

    Their places are in that file. Raises `SpecInvalid` with what is wrong.
    """
    text = text_of(node, root)
    if isinstance(text, Fault):
        raise SpecInvalid(text)
    name = node.entries[FILE]
    assert isinstance(name, ScalarNode)
    path = (root / Path(name.place.file).parent / name.text).resolve()
    return read(text.text, path.relative_to(root.resolve()).as_posix())


def contained(path: Path, root: Path, place: Place) -> Path | Fault:
    """The real path of `path`, or the fault that it lies outside `root`."""
    try:
        real = path.resolve()
    except (OSError, RuntimeError) as error:
        return Fault("RC1101", f"`{path.name}` cannot be read: {error}", place)
    if not real.is_relative_to(root.resolve()):
        message = f"`{path.name}` lies outside the repository"
        return Fault("RC1102", message, place, f"a path inside `{root.name or root}`")
    return real


def _content(path: Path, written: str, place: Place) -> str | Fault:
    try:
        if not path.is_file():
            near = did_you_mean(path.name, _names(path.parent))
            return Fault("RC1101", f"there is no file `{written}`", place, "a file", near)
        if path.stat().st_size > MAX_BYTES:
            expected = f"at most {MAX_BYTES:,} bytes"
            return Fault("RC1005", f"`{written}` is too large", place, expected)
        text = decoded_text(path.read_bytes(), written)
    except OSError as error:
        return Fault("RC1101", f"`{written}` cannot be read: {error.strerror}", place)
    if isinstance(text, Fault):
        return Fault(text.code, f"`{written}`: {text.message}", place, text.expected)
    return text


def _names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
