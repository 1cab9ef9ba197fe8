"""One AWS API call as a value, and what came back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Call:
    """An operation of a service with its parameters, in a scope (by `Scope.name`).

    Names are boto3's client name and the API's operation name. `params` holds only what the API
    takes; a secret is in it only between the moment it is resolved and the moment it is sent.
    `writes` is what decides over retries: botocore repeats reads, the engine repeats writes.
    """

    service: str
    operation: str
    params: Mapping[str, Any] = field(default_factory=dict)
    scope: str = ""
    writes: bool = False

    def __str__(self) -> str:
        return f"{self.service}:{self.operation}"


Answer: TypeAlias = Mapping[str, Any]
"""A parsed answer, without ResponseMetadata."""


@dataclass(eq=False)
class AwsRefused(Exception):
    """AWS answered, and said no: `code` and `message` are AWS's, `status` the HTTP status."""

    call: Call
    code: str
    message: str
    request_id: str = ""
    status: int = 400


@dataclass(eq=False)
class AnswerLost(Exception):
    """The call was sent and no answer came (reset, time-out, 5xx): it may or may not have happened."""

    call: Call
    cause: str


@dataclass(eq=False)
class Unreachable(Exception):
    """No connection could be made: the call was not sent. `endpoint` is the URL that was tried."""

    call: Call
    endpoint: str
    cause: str


Send: TypeAlias = Callable[[Call], Answer]
"""Sends one call and returns its answer, or raises AwsRefused, AnswerLost or Unreachable (or
`errors.NotAuthorised` where there are no credentials). One page a call: paging is the engine's."""
