"""The two ways into a sandbox: a socket, and a hook in a botocore session that needs none."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from io import BytesIO
from typing import Any, Self, TypeAlias
from urllib.parse import urlsplit

from reconciler.sandbox.faults import Dropped
from reconciler.sandbox.messages import Request, Response

Handle: TypeAlias = Callable[[Request], Response]
"""What stands behind a door. It may raise Dropped, to end the connection without an answer."""
_LONGEST = 65_536
_PHRASES = {status.value: status.phrase for status in HTTPStatus}


class Hook:
    """A `before-send` handler: answers a prepared request instead of sending it.

    botocore takes what such a handler returns as the answer (botocore/httpsession users in
    botocore/endpoint.py, `before-send`), so retries, parsing and errors are botocore's own.
    """

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    def __call__(self, request: Any, **_: object) -> Any:
        """Return botocore's AWSResponse for its AWSPreparedRequest."""
        from botocore.awsrequest import AWSResponse
        from botocore.exceptions import ConnectionClosedError

        try:
            response = self._handle(_as_request(request))
        except Dropped as error:
            raise ConnectionClosedError(endpoint_url=request.url) from error
        return AWSResponse(request.url, response.status, _headers(response), _Raw(response.body))


class _Raw(BytesIO):
    """A body as urllib3 would give it to botocore."""

    def stream(self, **_: object) -> Any:
        """Yield what is left of the body, once."""
        if rest := self.read():
            yield rest


def _headers(response: Response) -> Any:
    from botocore.compat import HTTPHeaders

    headers = HTTPHeaders()
    for name, text in response.headers.items():
        headers[name] = text
    return headers


def _as_request(request: Any) -> Request:
    """Return botocore's prepared request as ours."""
    parts = urlsplit(request.url)
    headers = {name.lower(): _text(held) for name, held in request.headers.items()}
    body = request.body or b""
    if hasattr(body, "read"):
        body = body.read()
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    raw = body.encode() if isinstance(body, str) else bytes(body)
    return Request(request.method, target, {"host": parts.netloc, **headers}, raw)


def _text(held: Any) -> str:
    return held.decode("latin-1") if isinstance(held, bytes) else str(held)


class Server:
    """A sandbox on a port, in threads of its own. A context manager; `close` ends it."""

    def __init__(self, handle: Handle, port: int = 0, host: str = "127.0.0.1") -> None:
        self._http = _Listener((host, port), _Connection)
        self._http.answer = handle
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The endpoint URL to give to clients, as `http://127.0.0.1:4600`."""
        host, port = self._http.server_address[:2]
        return f"http://{host!s}:{port}"

    def close(self) -> None:
        """Stop listening, and wait for the listener's end."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 256
    answer: Handle


class _Connection(socketserver.StreamRequestHandler):
    """One connection, kept open from request to request.

    Each answer is written at once and without Nagle's delay. The standard library's HTTP handler
    does the same work at a third of the speed: it reads headers with the parser for e-mail.
    """

    disable_nagle_algorithm = True
    server: _Listener

    def handle(self) -> None:
        """Answer requests until the client ends the connection or a fault does."""
        try:
            while (request := self._request()) is not None:
                self._send(request, self.server.answer(request))
                if request.headers.get("connection", "").lower() == "close":
                    return
        except Dropped:
            self._reset()
        except ConnectionError:
            return
        except ValueError:
            self.wfile.write(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")

    def _request(self) -> Request | None:
        """Read one request; None at the end of the connection, or of what is HTTP in it."""
        words = self.rfile.readline(_LONGEST).split()
        if len(words) != 3:
            return None
        headers: dict[str, str] = {}
        while line := self.rfile.readline(_LONGEST).strip():
            name, _, text = line.decode("latin-1").partition(":")
            headers[name.lower()] = text.strip()
        if headers.get("expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        target = words[1].decode("latin-1")
        return Request(words[0].decode("latin-1"), target, headers, self._body(headers))

    def _body(self, headers: Mapping[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return self._chunks()
        return self.rfile.read(int(headers.get("content-length") or 0))

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(parts)

    def _send(self, request: Request, response: Response) -> None:
        told = dict(response.headers)
        if request.method != "HEAD" or "content-length" not in told:
            told["content-length"] = str(len(response.body))
        told.pop("transfer-encoding", None)
        head = f"HTTP/1.1 {response.status} {_PHRASES.get(response.status, '')}\r\n" + "".join(
            f"{name}: {text}\r\n" for name, text in told.items()
        )
        body = b"" if request.method == "HEAD" else response.body
        self.wfile.write(head.encode("latin-1", "replace") + b"\r\n" + body)

    def _reset(self) -> None:
        """End the connection with a reset, as a broken network does (SO_LINGER of no time)."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
