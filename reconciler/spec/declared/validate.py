"""Schema errors told to people: each verdict as a fault with its place, what was expected, and what
to do about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reconciler.errors import Fault, Place
from reconciler.kinds.words import By
from reconciler.spec.content.walks import Found, holders, node_at, shape_at
from reconciler.spec.declared.expectation import bare, expected, found, shortened
from reconciler.spec.declared.verdicts import Verdict
from reconciler.spec.form import Form, Shape
from reconciler.spec.nodes import MapNode, Node
from reconciler.spec.suggest import did_you_mean, listed, snake_case, unknown_field

RESERVED: Final = ("lifecycle", "tags", "when")
"""What every resource may have besides its kind's fields."""

CODES: Final[Mapping[str, str]] = {
    "required": "RC1202", "dependentRequired": "RC1202", "additionalProperties": "RC1204",
    "unevaluatedProperties": "RC1204", "never": "RC1204", "type": "RC1201", "enum": "RC1203",
    "const": "RC1203", "pattern": "RC1205", "format": "RC1205", "minimum": "RC1206",
    "maximum": "RC1206", "exclusiveMinimum": "RC1206", "exclusiveMaximum": "RC1206",
    "minLength": "RC1207", "maxLength": "RC1207", "minItems": "RC1207", "maxItems": "RC1207",
    "minProperties": "RC1207", "maxProperties": "RC1207",
}  # fmt: skip
"""JSON Schema's word → our code; of any other word it is RC1210."""


KEYS: Final[Mapping[str, str]] = {
    "pattern": "a key that matches `{}`",
    "minLength": "a key of at least {} characters",
    "maxLength": "a key of at most {} characters",
}
"""What a key was expected to be, by the word it broke."""


@dataclass(frozen=True)
class Subject:
    """The resource whose verdicts are told: as nodes, and as the data that was judged.

    `place`: of its key. `others`: every form, for fields that belong elsewhere.
    """

    address: str
    form: Form
    node: MapNode
    place: Place
    data: Mapping[str, Any]
    others: Mapping[str, Form]


def faults_of(subject: Subject, verdicts: tuple[Verdict, ...]) -> Iterator[Fault]:
    """Every verdict as faults; of alternatives only what the nearest one found wrong.

    Text of a wrong length is not told to break its pattern too: what was expected says both.
    """
    sized = {each.path for each in verdicts if CODES.get(each.word) == "RC1207"}
    for verdict in verdicts:
        if verdict.word != "pattern" or verdict.path not in sized:
            yield from _faults(subject, verdict)


def _faults(subject: Subject, verdict: Verdict) -> Iterator[Fault]:
    spot = node_at(subject.node, subject.place, verdict.path)
    if verdict.word in ("anyOf", "oneOf"):
        yield from _alternatives(subject, verdict, spot)
    elif CODES.get(verdict.word) == "RC1204":
        yield from _unknown(subject, verdict)
    elif verdict.word in ("required", "dependentRequired"):
        yield from _missing(subject, verdict, spot)
    else:
        yield _wrong(subject, verdict, spot)


def _alternatives(subject: Subject, verdict: Verdict, spot: Found) -> Iterator[Fault]:
    """What is wrong where one of several forms must fit."""
    groups = [group for group in subject.form.kind.exactly_one if not verdict.path]
    given = list(subject.data)
    wrong = [group for group in groups if sum(name in given for name in group) != 1]
    if wrong:
        for group in wrong:
            yield _exactly_one(subject, group, given)
        return
    deep = max(verdict.inner, key=lambda each: (len(each.path), each.word != "type"), default=None)
    if deep is None:
        yield _wrong(subject, verdict, spot)
    else:
        yield from _faults(subject, deep)


def _exactly_one(subject: Subject, group: tuple[str, ...], given: list[str]) -> Fault:
    there = [name for name in group if name in given]
    place = subject.node.place_of(there[-1]) if there else subject.place
    message = (
        f"{listed(there)} cannot stand together" if there else f"{listed(group, ' or ')} is missing"
    )
    return Fault("RC1208", message, place, f"exactly one of {listed(group, ' or ')}",
                 None, subject.address)  # fmt: skip


def _unknown(subject: Subject, verdict: Verdict) -> Iterator[Fault]:
    """An unknown field's fault stands at the field's key."""
    path = verdict.path if verdict.names else verdict.path[:-1]
    names = verdict.names or (str(verdict.path[-1]),)
    spot = node_at(subject.node, subject.place, path)
    shape = shape_at(subject.form, subject.data, path)
    for name in names:
        place = spot.node.place_of(name) if isinstance(spot.node, MapNode) else spot.place
        where = f"`{_name(path)}`" if path else subject.form.kind.id
        message = f"`{name}` is not a field of {where}"
        suggestion = _instead(subject, name, shape, nested=bool(path))
        yield Fault("RC1204", message, place, f"a field of {where}", suggestion, subject.address)


def _instead(subject: Subject, name: str, shape: Shape, *, nested: bool) -> str:
    kind = subject.form.kind
    plain = snake_case(name)
    reserved = {path.rsplit(".", 1)[-1]: why for path, why in kind.reserved.items()}
    if plain in reserved:
        return f"Take it out: {reserved[plain]}."
    known = (*shape.fields, *(() if nested else RESERVED))
    if plain not in known:
        inside = sorted(set(holders(subject.form.fields, plain)), key=lambda path: path.count("."))
        if inside:
            return f"`{plain}` is a field of {listed(inside, ' or ')}."
        if nested and plain in subject.form.fields:
            return f"`{plain}` is a field of the resource itself, outside of `{name}`'s mapping."
    others = {key: form.fields for key, form in subject.others.items() if key != kind.id}
    return unknown_field(name, known, kind.prefix, others)


def _misspelt(subject: Subject, shape: Shape, node: Node, *, nested: bool) -> Iterator[str]:
    """What is suggested for each unknown field of a mapping."""
    for name, _ in node.items() if isinstance(node, MapNode) else ():
        if name not in shape.fields and (nested or name not in RESERVED):
            yield _instead(subject, name, shape, nested=nested)


def _missing(subject: Subject, verdict: Verdict, spot: Found) -> Iterator[Fault]:
    """A missing field's fault stands at its mapping's key; one that is only misspelt is no other fault."""
    shape = shape_at(subject.form, subject.data, verdict.path)
    misspelt = tuple(_misspelt(subject, shape, spot.node, nested=bool(verdict.path)))
    for name in verdict.names:
        if f"Did you mean `{name}`?" in misspelt:
            continue
        where = f" in `{_name(verdict.path)}`" if verdict.path else ""
        wanted = expected(shape.fields[name]) if name in shape.fields else None
        message = f"`{name}` is missing{where}"
        yield Fault("RC1202", message, spot.key_place, wanted, None, subject.address)


def _wrong(subject: Subject, verdict: Verdict, spot: Found) -> Fault:
    shape = shape_at(subject.form, subject.data, verdict.path)
    code = CODES.get(verdict.word, "RC1210")
    name = _name(verdict.path)
    place = spot.key_place if verdict.in_key or not spot.exact else spot.place
    value = "(a secret)" if _hides(shape.word.secret) else verdict.value
    message = _said(code, name, value, in_key=verdict.in_key)
    wanted = _wanted(shape, verdict)
    return Fault(code, message, place, wanted, _mend(shape, value, code), subject.address)


def _hides(secret: bool | str | By) -> bool:
    """Whether what stands there, or would beside another sibling, is a secret and nothing else."""
    if isinstance(secret, By):
        return True in (*secret.cases.values(), secret.otherwise)
    return secret is True


def _wanted(shape: Shape, verdict: Verdict) -> str:
    if verdict.in_key:
        return KEYS.get(verdict.word, "another key").format(bare(str(verdict.wanted)))
    if verdict.word == "enum" and not shape.enum:
        return f"one of {listed(map(str, verdict.wanted), ' or ')}"
    return expected(shape)


def _mend(shape: Shape, value: Any, code: str) -> str | None:
    """What to write instead, where that can be told."""
    match shape.type, value:
        case _, str() if code == "RC1203":
            return did_you_mean(value, shape.enum) or (None if shape.member else shape.doc or None)
        case "boolean", str() if value.lower() in SWITCHES:
            return f"Write `{str(SWITCHES[value.lower()]).lower()}`."
        case "integer" | "number", str() if value.lstrip("-").isdigit():
            return f"Write it plain: `{int(value)}`."
        case "list", str() | int():
            return f"Write a list: `[{shortened(str(value))}]`."
        case "list", Mapping() if shape.word.ordered:
            return "Write a list: the order of the items counts here."
    return None


SWITCHES: Final[Mapping[str, bool]] = {
    "yes": True, "on": True, "true": True, "no": False, "off": False, "false": False,
}  # fmt: skip
"""What people write for a boolean, quoted or in YAML 1.1's spellings."""


def _said(code: str, name: str, value: Any, *, in_key: bool) -> str:
    """What is wrong, as a sentence about the value."""
    if in_key:
        return f"`{shortened(str(value))}` cannot be a key here"
    match code, value:
        case "RC1203", _:
            return f"`{shortened(str(value))}` is not among the values of `{name}`"
        case "RC1205", _:
            return f"`{shortened(str(value))}` is not a well-formed `{name}`"
        case "RC1207", str():
            return f"`{name}` has {len(value)} character{'s'[: len(value) != 1]}"
        case "RC1207", list() | Mapping():
            return f"`{name}` has {len(value)} item{'s'[: len(value) != 1]}"
    return f"`{name}` is {found(value)}"


def _name(path: tuple[str | int, ...]) -> str:
    """The last field of a path, with what it is inside of where it is a list item."""
    texts = [str(step) if isinstance(step, str) else f"[{step}]" for step in path]
    start = max((index for index, step in enumerate(path) if isinstance(step, str)), default=0)
    return "".join(texts[start:])
