"""From what an operation shows to HTTP: JSON, query (XML) and rest-json, and errors in each.

Members that the model's output does not have are left out, and so are those that are None.
A timestamp is a number of seconds since 1970, a blob is base64 text. The forms are those that
botocore reads (botocore/parsers.py) and that Smithy specifies (as in `decode`).
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import formatdate
from functools import cache
from html import escape
from typing import Any

from reconciler.aws.models import Model, Operation, Shape
from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.messages import Response


def encode(operation: Operation, answer: Mapping[str, Any]) -> Response:
    """Return the answer of an operation as HTTP."""
    status = operation.http.get("responseCode", 200)
    shape = operation.output
    match operation.model.protocol:
        case "json":
            return _json(operation.model, status, to_json(shape, answer))
        case "query":
            return _xml(operation, "".join(_members(shape, answer)))
        case _:
            return _rest(operation, status, answer)


def refused(model: Model, error: Refusal) -> Response:
    """Return an error as HTTP: in the model's shape for it, where the model has one."""
    shape = model.errors.get(error.code)
    traits = shape.traits.get("error", {}) if shape else {}
    status = error.status or traits.get("httpStatusCode", 400)
    members = to_json(shape, error.members) if shape else dict(error.members)
    if model.protocol in {"query", "rest-xml"}:
        return _xml_error(model, status, error, members)
    name = _message_member(shape)
    return _json(model, status, {"__type": error.code, name: error.message, **members}, error.code)


def _message_member(shape: Shape | None) -> str:
    """Return how the model spells an error's message; AWS uses both cases."""
    names = shape.members if shape else {}
    return next((name for name in names if name.lower() == "message"), "message")


def _headers(content: str, *, error: str | None = None) -> dict[str, str]:
    found = {"content-type": content, "x-amzn-requestid": str(uuid.uuid4())}
    return found | ({"x-amzn-errortype": error} if error else {})


def _json(model: Model, status: int, document: Any, error: str | None = None) -> Response:
    version = model.metadata.get("jsonVersion", "1.1")
    content = (
        f"application/x-amz-json-{version}" if model.protocol == "json" else "application/json"
    )
    body = _DOCUMENT.encode(document).encode()
    return Response(status, body, _headers(content, error=error))


@cache
def _outgoing(shape: Shape) -> Mapping[str, tuple[str, Shape | None]]:
    """Return the members of a structure: name in the document, and the shape where it matters."""
    members = shape.members.items()
    return {name: (shape.wire_name(name), None if _plain(held) else held) for name, held in members}


def _plain(shape: Shape) -> bool:
    """Say whether a value of this shape stands in JSON as it is kept."""
    if shape.type == "timestamp":
        return str(shape.traits.get("timestampFormat", "unixTimestamp")) == "unixTimestamp"
    return shape.type not in {"structure", "list", "map"} or "document" in shape.traits


def to_json(shape: Shape, value: Any) -> Any:
    """Return a value as the JSON document of its shape."""
    match shape.type:
        case _ if _plain(shape):
            return value
        case "structure":
            known = _outgoing(shape)
            found = {}
            for name, held in value.items():
                if held is not None and name in known:
                    wire, of = known[name]
                    found[wire] = held if of is None else to_json(of, held)
            return found
        case "list":
            of = shape.element
            return value if _plain(of) else [to_json(of, held) for held in value]
        case "map":
            of = shape.value
            return {key: to_json(of, held) for key, held in value.items() if held is not None}
        case _:
            return moment(value, shape.traits["timestampFormat"])


def _base64(held: Any) -> str:
    """Return bytes as JSON holds them."""
    return base64.b64encode(held).decode()


_DOCUMENT = json.JSONEncoder(separators=(",", ":"), default=_base64)


def moment(value: float, form: str) -> str:
    """Return seconds since 1970 in one of the models' formats, to the second."""
    if form == "rfc822":
        return formatdate(value, usegmt=True)
    if form == "unixTimestamp":
        return str(int(value))
    return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_text(shape: Shape, value: Any, form: str) -> str:
    """Return a scalar as it stands in XML or in a header; `form` is that of timestamps there."""
    if shape.type == "timestamp":
        return moment(value, shape.traits.get("timestampFormat", form))
    if isinstance(value, bytes):
        return _base64(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _rest(operation: Operation, status: int, answer: Mapping[str, Any]) -> Response:
    """Return a rest-json answer: members in status, headers, the payload, or the body."""
    shape, body, headers = operation.output, {}, {}
    for name, held in answer.items():
        member = shape.members.get(name)
        if member is None or held is None:
            continue
        match member.traits.get("location"):
            case "statusCode":
                status = held
            case "header":
                headers[shape.wire_name(name).lower()] = to_text(member, held, "rfc822")
            case "headers":
                prefix = shape.wire_name(name).lower()
                headers |= {f"{prefix}{key}": str(text) for key, text in held.items()}
            case _:
                body[name] = held
    return _payload(operation, status, body, headers)


def _payload(
    operation: Operation, status: int, body: Mapping[str, Any], headers: Mapping[str, str]
) -> Response:
    shape = operation.output
    payload = shape.traits.get("payload")
    if payload is None:
        plain = _json(operation.model, status, to_json(shape, body))
    elif shape.members[payload].type in {"blob", "string"}:
        held = body.get(payload, "")
        raw = base64.b64decode(held) if shape.members[payload].type == "blob" else held.encode()
        plain = Response(status, raw, _headers("application/octet-stream"))
    else:
        plain = _json(
            operation.model, status, to_json(shape.members[payload], body.get(payload, {}))
        )
    return Response(plain.status, plain.body, {**plain.headers, **headers})


def _xml(operation: Operation, inside: str) -> Response:
    wrapper = operation.output.traits.get("resultWrapper")
    result = f"<{wrapper}>{inside}</{wrapper}>" if wrapper else inside
    space = escape(str(operation.model.metadata.get("xmlNamespace", "")))
    headers = _headers("text/xml")
    told = (
        f"<ResponseMetadata><RequestId>{headers['x-amzn-requestid']}</RequestId></ResponseMetadata>"
    )
    name = f"{operation.name}Response"
    body = f'<{name} xmlns="{space}">{result}{told}</{name}>'
    return Response(200, body.encode(), headers)


def _members(shape: Shape, value: Mapping[str, Any]) -> Iterator[str]:
    for name, held in value.items():
        if held is not None and name in shape.members:
            yield from _element(shape.members[name], shape.wire_name(name), held)


def _element(shape: Shape, tag: str, value: Any) -> Iterator[str]:
    """Yield the XML of one member; a flattened list or map has no element of its own."""
    flat = bool(shape.traits.get("flattened"))
    match shape.type:
        case "structure":
            inside = "".join(_members(shape, value))
        case "list":
            name = tag if flat else shape.element.traits.get("locationName", "member")
            inside = "".join(part for held in value for part in _element(shape.element, name, held))
        case "map":
            inside = "".join(_entries(shape, tag if flat else "entry", value))
        case _:
            inside, flat = escape(to_text(shape, value, "iso8601")), False
    yield inside if flat else f"<{tag}>{inside}</{tag}>"


def _entries(shape: Shape, tag: str, value: Mapping[str, Any]) -> Iterator[str]:
    key_tag = shape.key.traits.get("locationName", "key")
    value_tag = shape.value.traits.get("locationName", "value")
    for key, held in value.items():
        inside = "".join(_element(shape.value, value_tag, held))
        yield f"<{tag}><{key_tag}>{escape(key)}</{key_tag}>{inside}</{tag}>"


def _xml_error(model: Model, status: int, error: Refusal, members: Mapping[str, Any]) -> Response:
    """Return an error of the query protocol. What is the caller's fault says Sender."""
    kind = "Sender" if status < 500 else "Receiver"
    fields = {"Type": kind, "Code": error.code, "Message": error.message, **members}
    inside = "".join(f"<{name}>{escape(str(held))}</{name}>" for name, held in fields.items())
    headers = _headers("text/xml")
    told = f"<RequestId>{headers['x-amzn-requestid']}</RequestId>"
    if model.protocol == "rest-xml":
        return Response(status, f"<Error>{inside}{told}</Error>".encode(), headers)
    body = f"<ErrorResponse><Error>{inside}</Error>{told}</ErrorResponse>"
    return Response(status, body.encode(), headers)
