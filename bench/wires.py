"""Requests as boto3 sends them, to be sent again as ready-made bytes over one kept connection.

boto3 itself, and `http.client` too, take longer over a request than the sandbox; clients that cost
little leave the machine's cores to what is measured.
"""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import boto3

Prepare = Callable[[Any], Any]
"""Makes one call with a client; returns boto3's answer."""


def client(service: str, url: str) -> Any:
    """A client of boto3 for the sandbox at a URL."""
    session: Any = boto3.Session(
        aws_access_key_id="bench", aws_secret_access_key="bench", region_name="eu-west-1"
    )
    return session.client(service, endpoint_url=url)


def recorded(made: Any, call: Prepare) -> bytes:
    """The bytes that boto3 sends for one call, signed: the sandbox checks no signatures."""
    sent: list[bytes] = []

    def keep(request: Any, **_: Any) -> None:
        headers = {name: text(value) for name, value in request.headers.items()}
        parts = urlsplit(request.url)
        headers |= {"Host": parts.netloc, "Content-Length": str(len(request.body or b""))}
        lines = [f"{request.method} {parts.path or '/'} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        sent.append("\r\n".join([*lines, "", ""]).encode() + (request.body or b""))

    made.meta.events.register("before-send", keep)
    call(made)
    made.meta.events.unregister("before-send", keep)
    return sent[0]


def text(value: Any) -> str:
    """A header's value as text, whichever way botocore holds it."""
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


@dataclass(frozen=True)
class Wire:
    """One kept connection."""

    socket: socket.socket

    @classmethod
    def to(cls, url: str) -> "Wire":
        """Connect with the sandbox at a URL."""
        parts = urlsplit(url)
        opened = socket.create_connection((parts.hostname or "", parts.port or 80))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return cls(opened)

    def send(self, request: bytes) -> bytes:
        """The body of the answer. Raises RuntimeError for an answer that is not 200, or is cut."""
        self.socket.sendall(request)
        held = self._more(b"")
        while b"\r\n\r\n" not in held:
            held = self._more(held)
        head, _, body = held.partition(b"\r\n\r\n")
        if b" 200 " not in head[:16]:
            raise RuntimeError(f"the sandbox answered {head[:80]!r} {body!r}")
        size = length(head)
        while len(body) < size:
            body = self._more(body)
        return body

    def _more(self, held: bytes) -> bytes:
        got = self.socket.recv(65536)
        if not got:
            raise RuntimeError("the sandbox closed the connection")
        return held + got


def length(head: bytes) -> int:
    """The length of the body that these headers announce."""
    _, _, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.split(b"\r\n", 1)[0])
