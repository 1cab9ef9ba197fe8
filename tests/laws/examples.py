"""The example stack of each kind, `docs/kinds/<section>/<subsection>.yaml`: what readers are shown
is what the laws are proven on.
"""

import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from reconciler.spec.stack import Resource, Stack
from tests.laws.ground import ROOT, stack_in

FOLDER = ROOT / "docs" / "kinds"
IDS = sorted(f"{path.parent.name}.{path.stem}" for path in FOLDER.rglob("*.yaml"))


@dataclass(frozen=True)
class Known:
    """What is known of the drifts of one example, from `known/<kind>.yaml`, each with its reason.

    - `silent`: `address how path` → why AWS is not changed by it.
    - `double`: the same → why another field differs along with it.
    - `ignored`: the same → why AWS accepts it and does not make it.
    - `contrary`: the same → which other field it contradicts, so that no spec could ask for it.
    - `replaces`: field → why AWS cannot change it in place.
    - `unseen`: field → why the example does not show it.
    - `least`: the number of drifts that AWS lets happen, at least: a law over nothing would hold.
    """

    silent: dict[str, str] = field(default_factory=dict)
    double: dict[str, str] = field(default_factory=dict)
    ignored: dict[str, str] = field(default_factory=dict)
    contrary: dict[str, str] = field(default_factory=dict)
    replaces: dict[str, str] = field(default_factory=dict)
    unseen: dict[str, str] = field(default_factory=dict)
    least: int = 5


def text_of(kind: str) -> str:
    """The example of a kind as it is written."""
    section, _, name = kind.partition(".")
    return (FOLDER / section / f"{name}.yaml").read_text(encoding="utf-8")


@cache
def example(kind: str) -> Stack:
    """The example of a kind as a stack."""
    return stack_of(text_of(kind))


def stack_of(text: str) -> Stack:
    """The stack that one spec declares."""
    with tempfile.TemporaryDirectory() as folder:
        return stack_in(Path(folder), {"example.yaml": text})


def own(kind: str) -> list[Resource]:
    """The resources of an example that it is about; the others are what they need."""
    return [one for one in example(kind).resources if one.form.kind.id == kind]


@cache
def known(kind: str) -> Known:
    """What is known of a kind's drifts."""
    path = Path(__file__).parent / "known" / f"{kind}.yaml"
    return Known(**yaml.safe_load(path.read_text(encoding="utf-8"))) if path.exists() else Known()


def turned(text: str) -> str:
    """The same spec with the keys of every map in the opposite order, scalars as they stand."""
    document = yaml.compose(text, Loader=yaml.SafeLoader)
    assert document is not None
    _turn(document, set())
    return str(yaml.serialize(document))


def apart(text: str) -> dict[str, str]:
    """The same spec in two files, the later sections in the one that is read first."""
    document = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(document, yaml.MappingNode)
    head = [pair for pair in document.value if pair[0].value in {"stack", "names", "tags"}]
    rest = [pair for pair in document.value if pair not in head]
    halves = {"b.yaml": rest[::2], "a.yaml": rest[1::2]}
    return {
        name: str(yaml.serialize(yaml.MappingNode(document.tag, [*head, *half])))
        for name, half in halves.items()
    }


def _turn(node: yaml.Node, seen: set[int]) -> None:
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        node.value.reverse()
        for key, value in node.value:
            _turn(key, seen)
            _turn(value, seen)
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            _turn(one, seen)
