"""Documents by meaning: the one tree that all equal spellings of a JSON document, an IAM policy or an
event pattern become.

Both sides of a comparison go through here, so what counts is only that equal documents give equal
trees and that the tree, written as JSON, means the same to AWS. Not here: files, YAML, places.

- `json`: as parsed.
- `policy`: every scalar is text (IAM compares text; `true` and `"true"` are one value). `Statement`
  is a list, in the order written. `Action`, `NotAction`, `Resource`, `NotResource`, the values of a
  principal and of a condition are sorted lists without repeats, one element or many. A principal `*`
  is `{"AWS": ["*"]}`, and `arn:aws:iam::111122223333:root` the account id it means. (IAM User Guide,
  "JSON policy element reference": Principal, and "Grammar of the IAM JSON policy language".)
- `pattern`: every list is a sorted list without repeats, because it means *any of*, but for
  `numeric`, whose list is operators and bounds in order; `account` holds text. (EventBridge User
  Guide, "Comparison operators for use in event patterns".)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from reconciler.spec.values import Late, Text, Value

SORTED_ELEMENTS: Final = frozenset({"Action", "NotAction", "Resource", "NotResource"})
"""Elements of a statement whose lists have no order."""
PRINCIPALS: Final = frozenset({"Principal", "NotPrincipal"})
"""Elements that name principals."""
ROOT_ARN: Final = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}):root")
"""An account, as IAM spells its number out in a principal."""
HOLE: Final = re.compile("\ue000([0-9]+)\ue001")
"""How a late hole stands inside text while it is parsed: two characters of the private use area."""


def tree(data: Any) -> Value:
    """Plain data as a normal value: lists are tuples, keys are text, nothing else changes."""
    match data:
        case Mapping():
            return {str(key): tree(value) for key, value in data.items()}
        case list() | tuple():
            return tuple(tree(item) for item in data)
    return data  # type: ignore[no-any-return]


def texts_in(kind: str) -> frozenset[str] | None:
    """Keys under which every scalar of a document of this kind is text; None: under all."""
    return None if kind == "policy" else frozenset({"account"} if kind == "pattern" else ())


def meaning(kind: str, data: Any) -> Value:
    """The canonical tree of a document that is already parsed; `kind` as in `Field.document`."""
    match kind:
        case "policy":
            return policy(tree(data))
        case "pattern":
            return pattern(tree(data))
    return tree(data)


def parsed(text: str | Text) -> Any:
    """The data that JSON text means, late holes put back where they stood inside strings.

    ValueError where the text is not JSON, nests too deep, or a hole stands outside a string.
    """
    if isinstance(text, str):
        return _loaded(text)
    if any("\ue000" in part for part in text.parts if isinstance(part, str)):
        raise ValueError("text with references holds a character of the private use area")
    holes = [part for part in text.parts if isinstance(part, Late)]
    numbers = iter(range(len(holes)))
    marked = "".join(
        part if isinstance(part, str) else f"\ue000{next(numbers)}\ue001" for part in text.parts
    )
    return _unmarked(_loaded(marked), holes)


def sorted_set(values: Iterable[Value]) -> tuple[Value, ...]:
    """The values in one order that depends on nothing but themselves, repeats taken out."""
    return tuple(value for _, value in sorted({sort_key(value): value for value in values}.items()))


def sort_key(value: Value) -> str:
    """Text that is equal for equal values and orders them: their JSON, late values by their name."""
    return json.dumps(value, sort_keys=True, default=repr, ensure_ascii=False)


def as_text(value: Value) -> Value:
    """A scalar as the text in which AWS would give it back; anything else as it is."""
    match value:
        case True:
            return "true"
        case False:
            return "false"
        case int() | float():
            return str(value)
    return value


def text_tree(value: Value) -> Value:
    """The tree with every scalar as text."""
    match value:
        case Mapping():
            return {key: text_tree(item) for key, item in value.items()}
        case tuple():
            return tuple(text_tree(item) for item in value)
    return as_text(value)


def policy(value: Value) -> Value:
    """An IAM policy's canonical tree, or that of one statement of it."""
    document = text_tree(value)
    if not isinstance(document, Mapping) or "Statement" not in document:
        return statement(document)
    statements = tuple(statement(item) for item in _listed(document["Statement"]))
    return {**document, "Statement": statements}


def statement(value: Value) -> Value:
    """One statement of a policy, its sets sorted."""
    if not isinstance(value, Mapping):
        return value
    return {key: _element(key, item) for key, item in value.items()}


def _element(name: str, value: Value) -> Value:
    if name in SORTED_ELEMENTS:
        return sorted_set(_listed(value))
    if name in PRINCIPALS:
        return _principal(value)
    if name == "Condition" and isinstance(value, Mapping):
        return {operator: _sorted_values(block) for operator, block in value.items()}
    return value


def _principal(value: Value) -> Value:
    if value == "*":
        return {"AWS": ("*",)}
    if not isinstance(value, Mapping):
        return value
    return {
        kind: sorted_set(_account(item) for item in _listed(names)) for kind, names in value.items()
    }


def _account(value: Value) -> Value:
    match = ROOT_ARN.fullmatch(value) if isinstance(value, str) else None
    return match[1] if match else value


def _sorted_values(block: Value) -> Value:
    if not isinstance(block, Mapping):
        return block
    return {key: sorted_set(_listed(values)) for key, values in block.items()}


def _listed(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def pattern(value: Value) -> Value:
    """An event pattern's canonical tree."""
    if not isinstance(value, Mapping):
        return value
    texts = {"account": text_tree(value["account"])} if "account" in value else {}
    return _any_of({**value, **texts})


def _any_of(value: Value) -> Value:
    match value:
        case Mapping():
            return {key: item if key == "numeric" else _any_of(item) for key, item in value.items()}
        case tuple():
            return sorted_set(_any_of(item) for item in value)
    return value


def _unmarked(data: Any, holes: list[Late]) -> Any:
    match data:
        case str():
            return _with_holes(data, holes)
        case dict():
            return {key: _unmarked(value, holes) for key, value in data.items()}
        case list():
            return [_unmarked(item, holes) for item in data]
    return data


def _with_holes(text: str, holes: list[Late]) -> Value:
    pieces = HOLE.split(text)
    parts: list[str | Late] = [
        holes[int(piece)] if index % 2 else piece for index, piece in enumerate(pieces)
    ]
    parts = [part for part in parts if part != ""]
    if len(parts) == 1:
        return parts[0]
    return Text(tuple(parts)) if len(pieces) > 1 else text


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refused)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON value")
