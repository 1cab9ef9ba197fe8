"""The two ways into a sandbox: a socket, and a hook in a botocore session that needs none."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any, Self, TypeAlias
from urllib.parse import urlsplit

from reconciler.sandbox.faults import Dropped
from reconciler.sandbox.messages import Request, Response

Handle: TypeAlias = Callable[[Request], Response]
_CLIENT_HEADERS = ("content-length", "connection", "date", "server", "transfer-encoding")


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
        self._http = _Http((host, port), _Connection)
        self._http.handle_aws = handle
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)
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


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    handle_aws: Handle


class _Connection(BaseHTTPRequestHandler):
    """One connection. Writes are gathered and sent at once, without Nagle's delay."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Http

    def answer(self) -> None:
        """Answer one request of any method."""
        headers = {name.lower(): text for name, text in self.headers.items()}
        try:
            response = self.server.handle_aws(
                Request(self.command, self.path, headers, self._body(headers))
            )
        except Dropped:
            self._drop()
            return
        self._send(response)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = answer  # noqa: N815

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

    def _send(self, response: Response) -> None:
        self.send_response_only(response.status)
        for name, text in response.headers.items():
            if name not in _CLIENT_HEADERS:
                self.send_header(name, text)
        self.send_header("content-length", self._length(response))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def _length(self, response: Response) -> str:
        told = response.headers.get("content-length") if self.command == "HEAD" else None
        return told or str(len(response.body))

    def _drop(self) -> None:
        """End the connection with a reset, as a broken network does."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing: the sandbox keeps its own log of calls."""
