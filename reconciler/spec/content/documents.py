"""Text that is a document ↔ its tree: what AWS holds as text and specs write as mappings.

`kind` is as in `kinds.words.Field.document`: `json`, `policy`, `pattern` (all JSON) or `yaml` (a
buildspec). Trees are normal values: mappings, tuples, scalars, with `Late` and `Text` at leaves.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import yaml

from reconciler.errors import Place
from reconciler.spec.content.meaning import HOLE, meaning, parsed, tree
from reconciler.spec.content.scalars import free, plain
from reconciler.spec.files.text import parse as parse_yaml
from reconciler.spec.nodes import ScalarNode
from reconciler.spec.values import Late, Text, Value

NOWHERE: Final = Place("")
"""The place of text that is only asked how it would be read."""
WIDTH: Final = 4096
"""Columns before a rendered YAML line is folded: so many that no command is."""


def parse(kind: str, text: str | Text) -> Value:
    """The canonical tree of a document given as text; None where the text is no document.

    A document is a mapping or a list: text that parses as a lone scalar is not one. Late holes
    inside the strings of a JSON document stay where they are; YAML text with holes is None.
    """
    data = _yaml_data(text) if kind == "yaml" else _json_data(text)
    return canonical(kind, tree(data)) if isinstance(data, Mapping | list) else None


def canonical(kind: str, value: Value) -> Value:
    """The one tree of all documents that mean the same; see `spec.content.meaning` for what that is."""
    return meaning(kind, value)


def render(kind: str, value: Value) -> str | Text:
    """The text of a tree: compact JSON with sorted keys, or block YAML in the order written.

    `Text` where something inside is late. Equal trees give equal text, byte for byte.
    """
    holes: list[Late] = []
    data = _marked(value, holes)
    text = _yaml_text(data) if kind == "yaml" else _json_text(data)
    return _with_holes(text, holes)


def _json_data(text: str | Text) -> Any:
    try:
        return parsed(text)
    except ValueError:
        return None


def _yaml_data(text: str | Text) -> Any:
    if isinstance(text, Text):
        return None
    found = parse_yaml(text, "")
    broken = found.node is None or any(fault.code != "RC1007" for fault in found.faults)
    return None if broken or found.node is None else free(found.node)


def _json_text(data: Any) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class _Dumper(yaml.SafeDumper):
    """Writes several lines as a block, no aliases, and text so that nobody takes it for a number."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _block_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    if plain(ScalarNode(text, NOWHERE)) != text:
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _block_text)


def _yaml_text(data: Any) -> str:
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)


def _marked(value: Value, holes: list[Late]) -> Any:
    match value:
        case Late():
            holes.append(value)
            return f"\ue000{len(holes) - 1}\ue001"
        case Text(parts):
            return "".join(
                part if isinstance(part, str) else _marked(part, holes) for part in parts
            )
        case Mapping():
            return {key: _marked(item, holes) for key, item in value.items()}
        case tuple():
            return [_marked(item, holes) for item in value]
    return value


def _with_holes(text: str, holes: list[Late]) -> str | Text:
    if not holes:
        return text
    pieces = HOLE.split(text)
    parts = [holes[int(p)] if i % 2 else p for i, p in enumerate(pieces)]
    return Text(tuple(part for part in parts if part != ""))
