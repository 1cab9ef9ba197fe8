"""An HTTP request and its answer, as plain values: what both doors (socket and session) speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Request:
    """One HTTP request. `target` is path and query as sent; header names are lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @cached_property
    def raw_path(self) -> str:
        """The path as sent, still quoted: a quoted slash is not a separator."""
        return urlsplit(self.target).path or "/"

    @property
    def path(self) -> str:
        """The path with its quotes undone."""
        return unquote(self.raw_path)

    @cached_property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The parameters after the question mark, in order, also those without a value."""
        return tuple(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @cached_property
    def form(self) -> Mapping[str, str]:
        """The parameters of a query-protocol call: those of the URL and those of the body."""
        if "x-www-form-urlencoded" not in self.headers.get("content-type", ""):
            return dict(self.query)
        body = parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True)
        return dict(self.query) | dict(body)


@dataclass(frozen=True)
class Response:
    """One HTTP answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
