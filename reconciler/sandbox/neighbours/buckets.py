"""Buckets as S3 keeps and shows them, where moto does not: told from the journal of what was asked.

- GetBucketVersioning shows MFADelete once it was set, GetBucketNotificationConfiguration shows
  EventBridgeConfiguration; moto accepts both and shows neither.
- A configuration that moto cannot read is MalformedXML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.messages import Response

_END = re.compile(rb"</\w+>\s*$")
_EMPTY = re.compile(rb"<(\w+)([^<>]*)/>\s*$")
_MFA = re.compile(r"<MfaDelete>(\w+)</MfaDelete>")
_READ_AS_XML = frozenset(
    {
        "PutBucketEncryption",
        "PutBucketLifecycleConfiguration",
        "PutBucketOwnershipControls",
    }
)

UNDONE = frozenset({("s3", "PutBucketLifecycleConfiguration")})
"""Where moto spoils what was there even if it refuses: it empties the rules before it reads."""


def shown(
    operation: str, entry: Mapping[str, Any], journal: Sequence[Mapping[str, Any]], answer: Response
) -> Response:
    """Return an answer about a bucket with what S3 shows and moto leaves out.

    S3 API Reference, GetBucketVersioning: MFADelete "is only returned if the bucket has been
    configured with MFA delete. If the bucket has never been so configured, this element is not
    returned." PutBucketNotificationConfiguration "replaces the existing notification
    configuration"; GetBucketNotificationConfiguration lists EventBridgeConfiguration among its
    members.
    """
    if answer.status != 200:
        return answer
    match operation:
        case "GetBucketVersioning":
            bodies = _bodies(entry, journal, "versioning")
            found = next((held[1] for body in bodies if (held := _MFA.search(body))), None)
            return answer if found is None else _with(answer, "MfaDelete", found)
        case "GetBucketNotificationConfiguration":
            last = next(_bodies(entry, journal, "notification"), "")
            bridged = "<EventBridgeConfiguration" in last
            return _with(answer, "EventBridgeConfiguration", "") if bridged else answer
    return answer


def fault(service: str, operation: str, error: Refusal) -> Refusal:
    """Return what S3 says of a configuration that moto stumbled over.

    S3 API Reference, "Error responses": MalformedXML, "The XML you provided was not well-formed or
    did not validate against our published schema."
    """
    if service != "s3" or operation not in _READ_AS_XML or error.code != "InternalFailure":
        return error
    message = (
        "The XML you provided was not well-formed or did not validate against our published schema"
    )
    return Refusal("MalformedXML", message, 400)


def _bodies(
    entry: Mapping[str, Any], journal: Sequence[Mapping[str, Any]], part: str
) -> Iterator[str]:
    """Yield what was put as that part of a bucket since it was created, the last first."""
    place = _place(entry)
    for held in reversed(journal):
        if held["method"] not in {"PUT", "DELETE"} or _place(held) != place:
            continue
        asked = dict(parse_qsl(urlsplit(held["target"]).query, keep_blank_values=True))
        if part in asked:
            yield held.get("body", "")
        if not asked:
            return


def _place(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    path = urlsplit(entry["target"]).path.rstrip("/")
    return entry["service"], entry["account"], path


def _with(answer: Response, tag: str, text: str) -> Response:
    """Return the answer with one more element at the end of its root."""
    body = _EMPTY.sub(rb"<\1\2></\1>", answer.body)
    told = f"<{tag}>{text}</{tag}>".encode()
    return replace(answer, body=_END.sub(lambda end: told + end[0], body))
