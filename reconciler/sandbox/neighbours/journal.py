"""Requests to moto as JSON: what is kept of one, and how it is sent again.

Credentials are not kept, only the account and region that they stood for.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from reconciler.aws.models import model
from reconciler.sandbox.messages import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.awsrequest import AWSPreparedRequest

_DROPPED = ("x-amz-security-token", "x-amz-date")
_KEPT = ("content-type", "content-encoding", "content-md5", "if-match", "if-none-match", "range")
_GLOBAL = ("iam",)


def entry_of(
    service: str, request: Request, account: str, region: str, at: float
) -> dict[str, Any]:
    """Return what must be kept of a request so that it can be made again, as JSON."""
    headers = {
        name: text
        for name, text in request.headers.items()
        if name in _KEPT or (name.startswith("x-amz-") and name not in _DROPPED)
    }
    return {
        "at": at,
        "service": service,
        "account": account,
        "region": region,
        "method": request.method,
        "target": request.target,
        "headers": headers,
        **_body(request.body),
    }


def prepared(entry: Mapping[str, Any]) -> AWSPreparedRequest:
    """Return a kept request as botocore would send it to the service in AWS."""
    from botocore.awsrequest import AWSPreparedRequest
    from botocore.compat import HTTPHeaders

    headers = HTTPHeaders()
    body = base64.b64decode(entry["base64"]) if "base64" in entry else entry["body"].encode()
    for name, text in {**entry["headers"], **_identity(entry)}.items():
        headers[name] = text
    headers["content-length"] = str(len(body))
    return AWSPreparedRequest(entry["method"], _url(entry), headers, body, stream_output=False)


def _body(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}


def _identity(entry: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers by which moto knows account and region; the key is AWS's example."""
    scope = f"AKIAIOSFODNN7EXAMPLE/20150101/{entry['region']}/{entry['service']}/aws4_request"
    signed = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
    host = urlsplit(_url(entry)).netloc
    return {"authorization": signed, "x-moto-account-id": entry["account"], "host": host}


def _url(entry: Mapping[str, Any]) -> str:
    prefix = model(entry["service"]).metadata["endpointPrefix"]
    region = "" if entry["service"] in _GLOBAL else f".{entry['region']}"
    return f"https://{prefix}{region}.amazonaws.com{entry['target']}"
