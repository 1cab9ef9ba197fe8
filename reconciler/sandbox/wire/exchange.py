"""The one way in and the one way out: botocore's models to HTTP and back.

`read` finds the operation, decodes its input and checks it; `write` and `fail` encode an answer
and an error. The protocol is chosen from the model as boto3 chooses it: JSON before CBOR, so
services that declare both are spoken to in JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from reconciler.aws.models import Model, Operation, model
from reconciler.sandbox.errors import NotCovered, Refusal
from reconciler.sandbox.messages import Request, Response
from reconciler.sandbox.wire.check import broken
from reconciler.sandbox.wire.codes import refusal
from reconciler.sandbox.wire.decode import decode
from reconciler.sandbox.wire.encode import encode, refused
from reconciler.sandbox.wire.route import operation

_XML = "rest-xml"


def find(model: Model, request: Request) -> Operation:
    """Return the operation that a request asks for. Raises NotCovered."""
    return operation(model, request)


def read(found: Operation, request: Request) -> dict[str, Any]:
    """Return the checked input of a request. Raises Refusal for what breaks the model.

    What S3 was sent is checked and not returned: nothing here needs it, and it may be long.
    """
    params = decode(found, request)
    if faults := broken(found.input, params):
        raise refusal(found, faults)
    return {} if found.model.protocol == _XML else params


def write(found: Operation, answer: Mapping[str, Any]) -> Response:
    """Return an operation's answer as HTTP."""
    return encode(found, answer)


def fail(model: Model, error: Refusal) -> Response:
    """Return an error as HTTP, in the service's own way.

    Query services call a broken constraint ValidationError, the others ValidationException
    (AWS: "Common Errors" of the IAM and the CodePipeline API Reference).
    """
    if error.code == "ValidationException" and model.protocol == "query":
        error = Refusal("ValidationError", error.message, error.status, **error.members)
    return refused(model, error)


def unsigned(request: Request) -> Response:
    """Refuse a request that is not signed (AWS General Reference, "Common errors").

    A form is answered in XML, as query services do. Two operations of STS need no signature (the
    model's authtype: AssumeRoleWithSAML and AssumeRoleWithWebIdentity): these are not covered.
    """
    sts = model("sts")
    asked = sts.operations.get(request.form.get("Action", ""))
    if asked is not None and asked.traits.get("authtype") == "none":
        return not_covered(NotCovered(f"sts {asked.name} is not in the sandbox"), request)
    refusal = Refusal("MissingAuthenticationToken", "Missing Authentication Token", 403)
    return fail(sts if _is_form(request) else model("codebuild"), refusal)


def not_covered(error: NotCovered, request: Request) -> Response:
    """Return 501 with the operation's name: botocore does not repeat a 501.

    It is worded as the request was: a form is answered in XML, as query services do.
    """
    if _is_form(request):
        told = f"<Error><Code>NotImplemented</Code><Message>{escape(str(error))}</Message></Error>"
        text = f"<ErrorResponse>{told}<RequestId>none</RequestId></ErrorResponse>"
        return Response(501, text.encode(), {"content-type": "text/xml"})
    body = json.dumps({"__type": "NotImplemented", "message": str(error)}).encode()
    headers = {"content-type": "application/x-amz-json-1.1", "x-amzn-errortype": "NotImplemented"}
    return Response(501, body, headers)


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
