"""The page on a sandbox's port: what is there, what was asked, what was delivered or refused.

Plain HTML, made anew for each look, for people: nothing on it changes anything, values whose name
says that they are secret are hidden, and what clients sent is escaped.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Protocol

from reconciler.sandbox.asked import Call
from reconciler.sandbox.clock.moved import At
from reconciler.sandbox.delivery.courier import Courier
from reconciler.sandbox.delivery.records import Delivery
from reconciler.sandbox.doors import Handle
from reconciler.sandbox.messages import Request, Response
from reconciler.sandbox.page.html import Html, element, table, written
from reconciler.sandbox.page.parts import calls_told, count, deliveries_told, link, resources, time
from reconciler.sandbox.page.rows import found, record
from reconciler.sandbox.page.style import STYLE
from reconciler.sandbox.store import Store

_PATHS = ("/", "/record")
_HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "x-content-type-options": "nosniff",
}


class Seen(Protocol):
    """What the page shows: a sandbox."""

    store: Store
    calls: list[Call]
    courier: Courier
    account: str

    def handle(self, request: Request, /) -> Response:
        """Answer a request to AWS."""

    @property
    def deliveries(self) -> Sequence[Delivery]:
        """All deliveries, in their order."""


def with_page(sandbox: Seen, at: At) -> Handle:
    """Return what answers on a sandbox's port: the page to browsers, AWS to its clients."""

    def answer(request: Request) -> Response:
        if not is_browser(request):
            return sandbox.handle(request)
        if request.path == "/record":
            return _record(sandbox, at, dict(request.query))
        return _told(overview(sandbox, at, request.headers.get("host", "")))

    return answer


def is_browser(request: Request) -> bool:
    """Say whether a request is for the page: a GET for HTML that nobody has signed for AWS."""
    if request.method not in {"GET", "HEAD"} or request.path not in _PATHS:
        return False
    signed = any(name.lower().startswith(("x-amz-", "awsaccesskeyid")) for name, _ in request.query)
    html = "text/html" in request.headers.get("accept", "")
    return html and not signed and "authorization" not in request.headers


def overview(sandbox: Seen, at: At, host: str) -> Html:
    """Return the whole page."""
    rows = found(sandbox.store, sandbox.courier.inside, at)
    calls, deliveries = list(sandbox.calls), list(sandbox.deliveries)
    bad = sum(call.status >= 400 or call.status == 0 for call in calls)
    lost = sum(one.outcome != "delivered" for one in deliveries)
    links = [
        link("#resources", f"{count(len(rows), 'resource')}"),
        link("#deliveries", f"{count(len(deliveries), 'delivery', 'deliveries')}, {lost} not made"),
        link("#calls", f"{count(len(calls), 'call')}, {bad} failed"),
    ]
    return _document(
        "Sandbox",
        _heading(sandbox, at),
        element("nav", *links),
        element(
            "section",
            element("h2", "Resources"),
            *resources(rows, host, sandbox.account),
            id="resources",
        ),
        element(
            "section", element("h2", "Deliveries"), *deliveries_told(deliveries), id="deliveries"
        ),
        element("section", element("h2", "Calls"), *calls_told(calls), id="calls"),
    )


def _heading(sandbox: Seen, at: At) -> Html:
    now = time(at(sandbox.account, "us-east-1").now())
    offset = sandbox.store.state.offset
    moved = f", moved on by {offset:g} s" if offset else ""
    kept = f"kept in {sandbox.store.file}" if sandbox.store.file else "in memory"
    told = f"A local AWS for the CI/CD services, {kept}. Its clock says {now} UTC{moved}."
    return element("header", element("h1", "Sandbox"), element("p", told))


def _record(sandbox: Seen, at: At, asked: dict[str, str]) -> Response:
    """Return the page of one record, or that there is none."""
    where = (
        asked.get("account", ""),
        asked.get("region", ""),
        asked.get("service", ""),
        asked.get("table", ""),
    )
    try:
        key = [str(part) for part in json.loads(asked.get("key", ""))]
    except (ValueError, TypeError):
        key = []
    with sandbox.store.transaction():
        held: tuple[Any, Any] | None = record(sandbox.courier.inside, at, where, key)
    title = " / ".join(key)
    back = element("nav", link("/", "Back to all"))
    if held is None:
        gone = element("p", "There is no such record (any more).")
        return _told(_document("Not found", back, element("h1", title or "Record"), gone), 404)
    account, region, service, name = where
    told = element("p", f"{service}, {name.replace('_', ' ')}, in {account} {region}")
    tags = table("tags", ["Tag", "Value"], sorted(held[1].items())) if held[1] else Html("")
    shown = element("pre", written(held[0]))
    return _told(_document(title, back, element("h1", title), told, tags, shown))


def _document(title: str, *parts: str) -> Html:
    head = element(
        "head",
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<link rel="icon" href="data:,">'),
        element("title", title),
        element("style", Html(STYLE)),
    )
    body = element("body", element("main", *parts))
    return Html(f"<!doctype html>{element('html', head, body, lang='en')}")


def _told(page: Html, status: int = 200) -> Response:
    return Response(status, page.encode(), _HEADERS)
