"""From HTTP to the members of an operation's input: JSON, query, rest-json and rest-xml.

What comes out holds only what JSON holds: a timestamp is a number (seconds since 1970), a blob
its base64 text. The forms are those that botocore writes (botocore/serialize.py) and that Smithy
specifies (smithy.io, AWS protocols: awsJson1_0, awsJson1_1, restJson1, awsQuery).
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

from reconciler.aws.models import Operation, Shape
from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.messages import Request
from reconciler.sandbox.wire.route import matched
from reconciler.sandbox.wire.xml import from_body


def decode(operation: Operation, request: Request) -> dict[str, Any]:
    """Return what a request gives as the operation's input, by the model's member names."""
    match operation.model.protocol:
        case "json":
            found = from_json(operation.input, _document(request.body))
        case "query":
            found = _from_form(operation.input, _tree(request.form))
        case _:
            found = _from_rest(operation, request)
    return found if isinstance(found, dict) else {}


def malformed(message: str) -> Refusal:
    """Return the error for what cannot be read as the model's types."""
    return Refusal("SerializationException", message)


def _document(body: bytes) -> Any:
    try:
        return json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise malformed(f"The request body is not JSON: {error}") from error


@cache
def _incoming(shape: Shape) -> Mapping[str, tuple[str, Shape]]:
    """Return the members of a structure by the names they have in a request's body."""
    return {shape.wire_name(name): (name, member) for name, member in shape.members.items()}


def from_json(shape: Shape, value: Any) -> Any:
    """Return a JSON value as the shape's type; refuse what is of another type.

    A member that the model does not have is refused too. AWS ignores such members in most
    services; here a misspelt one must not pass unseen. null is the same as absent.
    """
    match shape.type:
        case "structure" if not shape.traits.get("document"):
            known, found = _incoming(shape), {}
            for name, held in _typed(value, dict, shape).items():
                if name not in known:
                    raise malformed(f"{shape.name} has no member {name}")
                if held is not None:
                    member, of = known[name]
                    found[member] = from_json(of, held)
            return found
        case "list":
            element = shape.element
            return [from_json(element, held) for held in _typed(value, list, shape)]
        case "map":
            of = shape.value
            return {key: from_json(of, held) for key, held in _typed(value, dict, shape).items()}
        case "structure":
            return value
        case _:
            return _scalar(shape, value)


def _scalar(shape: Shape, value: Any) -> Any:
    """Return a scalar of a JSON document as the shape's type."""
    match shape.type:
        case "string":
            return _typed(value, str, shape)
        case "boolean":
            return _typed(value, bool, shape)
        case "integer" | "long":
            return _typed(value, int, shape)
        case "float" | "double":
            return value if isinstance(value, int | float) else _number(shape, value)
        case "timestamp":
            return _moment(value)
        case _:
            return _blob(_typed(value, str, shape))


def _typed(value: Any, wanted: type, shape: Shape) -> Any:
    if isinstance(value, wanted) and not (wanted is int and isinstance(value, bool)):
        return value
    raise malformed(f"{type(value).__name__} cannot be converted to {shape.type} ({shape.name})")


def _blob(text: str) -> str:
    try:
        base64.b64decode(text, validate=True)
    except ValueError as error:
        raise malformed(f"A blob is not base64: {error}") from error
    return text


def _number(shape: Shape, text: Any) -> float:
    try:
        return float(text) if shape.type in {"float", "double"} else int(text)
    except (TypeError, ValueError) as error:
        raise malformed(f"{text!r} cannot be converted to {shape.type}") from error


def _moment(text: Any) -> float:
    """Return seconds since 1970 for a time as ISO 8601, RFC 822 or a number in text."""
    try:
        number = float(text)
    except (OverflowError, TypeError, ValueError):
        number = math.nan
    if math.isfinite(number):
        return number
    try:
        found = datetime.fromisoformat(text) if text[:1].isdigit() else parsedate_to_datetime(text)
    except (AttributeError, TypeError, ValueError) as error:
        raise malformed(f"{text!r} is not a timestamp") from error
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def from_text(shape: Shape, text: str) -> Any:
    """Return what stands in a form, a header, a path or a query string as the shape's type."""
    match shape.type:
        case "list":
            # Only headers hold lists in one text: parted by commas (Smithy, httpHeader).
            return [from_text(shape.element, one.strip()) for one in text.split(",")]
        case "boolean":
            if text not in {"true", "false"}:
                raise malformed(f"{text!r} cannot be converted to boolean")
            return text == "true"
        case "integer" | "long" | "float" | "double":
            return _number(shape, text)
        case "timestamp":
            return _moment(text)
        case "blob":
            return _blob(text)
        case _:
            return text


def _tree(form: Mapping[str, str]) -> dict[str, Any]:
    """Return the dotted names of a form as nested maps."""
    root: dict[str, Any] = {}
    for name, text in form.items():
        if name in {"Action", "Version"} or name.startswith("X-Amz-"):
            continue
        *parents, last = name.split(".")
        at = root
        for parent in parents:
            at = at.setdefault(parent, {})
            if not isinstance(at, dict):
                raise malformed(f"{name} is given as a value and as a structure")
        at[last] = text
    return root


def _from_form(shape: Shape, node: Any) -> Any:
    match shape.type:
        case "structure":
            known = _incoming(shape)
            if strange := sorted(set(_typed(node, dict, shape)) - set(known)):
                raise malformed(f"{shape.name} has no member {strange[0]}")
            return {known[name][0]: _from_form(known[name][1], held) for name, held in node.items()}
        case "list":
            wrapped = not shape.traits.get("flattened")
            name = shape.element.traits.get("locationName", "member")
            return [_from_form(shape.element, held) for held in _numbered(node, name, wrapped)]
        case "map":
            rows = _numbered(node, "entry", wrapped=not shape.traits.get("flattened"))
            key = shape.key.traits.get("locationName", "key")
            value = shape.value.traits.get("locationName", "value")
            pairs = [(_typed(row, dict, shape).get(key, ""), row.get(value, "")) for row in rows]
            return {_typed(name, str, shape): _from_form(shape.value, of) for name, of in pairs}
        case _:
            return from_text(shape, _typed(node, str, shape))


def _numbered(node: Any, name: str, wrapped: bool) -> list[Any]:
    """Return the items of a list in a form, by their numbers. An empty text is an empty list."""
    rows = node.get(name, node) if wrapped and isinstance(node, dict) else node
    if not isinstance(rows, dict):
        return []
    try:
        return [rows[number] for number in sorted(rows, key=int)]
    except ValueError as error:
        raise malformed(f"the items of a list are not numbered: {sorted(rows)}") from error


def _from_rest(operation: Operation, request: Request) -> dict[str, Any]:
    """Return the input of a REST operation: from path, query, headers and body."""
    shape = operation.input
    path = matched(operation, request) or {}
    found: dict[str, Any] = {}
    for name, member in shape.members.items():
        wire = shape.wire_name(name)
        match member.traits.get("location"):
            case "uri" if wire in path:
                found[name] = from_text(member, path[wire])
            case "querystring":
                found |= _from_query(name, wire, member, request)
            case "header" if wire.lower() in request.headers:
                found[name] = from_text(member, request.headers[wire.lower()])
    xml = operation.model.protocol == "rest-xml"
    return found | (
        from_body(shape, request.body, from_text) if xml else _from_body(shape, request)
    )


def _from_query(name: str, wire: str, member: Shape, request: Request) -> dict[str, Any]:
    texts = [text for key, text in request.query if key == wire]
    if member.type == "list" and texts:
        return {name: [from_text(member.element, text) for text in texts]}
    return {name: from_text(member, texts[0])} if texts else {}


def _from_body(shape: Shape, request: Request) -> dict[str, Any]:
    """Return the members that the body holds: all without another place, or the one payload."""
    payload = shape.traits.get("payload")
    if payload is None:
        found = from_json(shape, _document(request.body))
        return found if isinstance(found, dict) else {}
    member = shape.members[payload]
    if member.type == "blob":
        return {payload: base64.b64encode(request.body).decode()}
    return {payload: from_json(member, _document(request.body))} if request.body else {}
