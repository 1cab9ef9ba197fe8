"""The socket speaks HTTP as clients do: kept open, in chunks, with questions, and not at all."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator

import pytest

from reconciler.sandbox.doors import Server
from reconciler.sandbox.messages import Request, Response


def echo(request: Request) -> Response:
    """Answer with what was understood."""
    told = {"method": request.method, "path": request.path, "body": request.body.decode()}
    return Response(200, json.dumps(told).encode(), {"x-query": str(request.query)})


@pytest.fixture
def line() -> Iterator[socket.socket]:
    with Server(echo) as server:
        host, _, port = server.url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            yield connection


def answer(line: socket.socket, *wanted: bytes) -> bytes:
    """Read until all of these are there, or the other side has ended."""
    found = b""
    while not all(part in found for part in wanted):
        more = line.recv(65_536)
        if not more:
            return found
        found += more
    return found


def test_a_connection_serves_many_requests(line: socket.socket) -> None:
    for number in range(3):
        line.sendall(f"GET /a%20b?n={number}&empty HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        found = answer(line, b"}")
        assert found.startswith(b"HTTP/1.1 200 OK\r\n")
        assert f"x-query: (('n', '{number}'), ('empty', ''))".encode() in found
        assert b'"path": "/a b"' in found


def test_a_body_may_come_in_chunks(line: socket.socket) -> None:
    line.sendall(
        b"PUT /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"
    )

    assert b'"body": "abcde"' in answer(line, b"}")


def test_who_asks_whether_to_go_on_is_told_so(line: socket.socket) -> None:
    """S3 clients wait for it before they send a body."""
    line.sendall(b"PUT /x HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
    assert answer(line, b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    line.sendall(b"ok")

    assert b'"body": "ok"' in answer(line, b"}")


def test_head_is_answered_without_a_body(line: socket.socket) -> None:
    line.sendall(b"HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n")
    found = answer(line, b"never")

    assert b"content-length: " in found
    assert found.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    "junk",
    [b"\x16\x03\x01 no HTTP at all\r\n", b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"\r\n"],
)
def test_what_is_not_http_ends_the_connection(line: socket.socket, junk: bytes) -> None:
    line.sendall(junk)

    assert b" 200 " not in answer(line, b"never")


def test_a_closed_server_leaves_no_thread() -> None:
    before = threading.active_count()
    Server(echo).close()

    assert threading.active_count() <= before
