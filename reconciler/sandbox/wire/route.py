"""Which service and which operation a request is for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import unquote

from reconciler.aws.models import Model, Operation
from reconciler.sandbox.errors import NotCovered
from reconciler.sandbox.messages import Request

_SCOPE = re.compile(r"Credential=([^/,\s]+)/\d+/([^/]+)/([^/]+)/aws4_request")
SIGNED_AS = {
    "codeguru-profiler": "codeguruprofiler",
    "states": "stepfunctions",
    "tagging": "resourcegroupstaggingapi",
}
"""Names in the credential scope of a request that are not botocore's name of the service."""


def scope(request: Request) -> tuple[str, str, str] | None:
    """Return access key, region and service (botocore's name) that a request is signed for.

    The signature itself is not checked. None where the request is not signed (Signature V4).
    """
    text = request.headers.get("authorization")
    if text is None:
        text = f"Credential={dict(request.query).get('X-Amz-Credential', '')}"
    found = _SCOPE.search(text)
    if found is None:
        return None
    key, region, name = found.groups()
    return key, region, SIGNED_AS.get(name, name)


def operation(model: Model, request: Request) -> Operation:
    """Return the operation that a request asks for; NotCovered where the model has none."""
    match model.protocol:
        case "json":
            name = request.headers.get("x-amz-target", "").rpartition(".")[2]
        case "query":
            name = request.form.get("Action", "")
        case _:
            return _rest(model, request)
    if name in model.operations:
        return model.operations[name]
    raise NotCovered(f"{model.service} has no operation {name!r}")


def _rest(model: Model, request: Request) -> Operation:
    """Return the operation of a REST service: the first of those at this path that has all it needs.

    Several may stand at one path and differ by what they require: CopyObject is a PutObject with
    a source. Where none has all, the request is one that lacks something, to be told what.
    """
    found = [op for op in _most_special_first(model) if matched(op, request) is not None]
    if not found:
        raise NotCovered(f"{model.service} has no operation at {request.method} {request.path}")
    given = {name for name, _ in request.query} | set(request.headers)
    return next((op for op in found if _needed(op) <= given), found[-1])


def matched(operation: Operation, request: Request) -> Mapping[str, str] | None:
    """Return the labels in a request's path, or None where it is not of this operation."""
    if request.method != operation.http["method"]:
        return None
    pattern, constants, names = _path(operation)
    found = pattern.fullmatch(request.raw_path.rstrip("/") or "/")
    if found is None or not constants <= set(request.query):
        return None
    return {name: unquote(text) for name, text in zip(names, found.groups(), strict=True)}


@cache
def _most_special_first(model: Model) -> tuple[Operation, ...]:
    """Return a REST service's operations so that the first that matches is the one meant.

    Of twins at one path the one that its model calls deprecated comes last (S3's PutBucketLifecycle).
    """

    def generality(op: Operation) -> tuple[int, int, bool]:
        _, constants, names = _path(op)
        return -len(constants) - len(_needed(op)), len(names), bool(op.traits.get("deprecated"))

    return tuple(sorted(model.operations.values(), key=generality))


@cache
def _needed(operation: Operation) -> frozenset[str]:
    """Return the parameters and headers without which a request is not for this operation."""
    shape = operation.input
    places = {name: shape.members[name].traits.get("location") for name in shape.required}
    return frozenset(
        shape.wire_name(name).lower() if place == "header" else shape.wire_name(name)
        for name, place in places.items()
        if place in {"header", "querystring"}
    )


@cache
def _path(
    operation: Operation,
) -> tuple[re.Pattern[str], frozenset[tuple[str, str]], tuple[str, ...]]:
    """Return an operation's path as an expression, its constant parameters, and its labels."""
    path, _, query = operation.http["requestUri"].partition("?")
    parts = re.split(r"(\{[^}]+\})", path.rstrip("/") or "/")
    text = "".join(
        ("(.+)" if part.endswith("+}") else "([^/]+)") if part.startswith("{") else re.escape(part)
        for part in parts
    )
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    constants = frozenset((name, value) for name, _, value in pairs)
    return re.compile(text), constants, tuple(re.findall(r"\{([^}+]+)\+?\}", path))
