"""The parts of the page: resources, calls, deliveries, each as it is told to a person."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from urllib.parse import quote

from reconciler.sandbox import credentials
from reconciler.sandbox.asked import Call
from reconciler.sandbox.delivery.records import Delivery
from reconciler.sandbox.page.html import Html, element, folded, joined, table
from reconciler.sandbox.page.rows import Found

_MOST = 100
_MOST_ROWS = 200


def resources(rows: Sequence[Found], host: str, account: str) -> list[Html]:
    """Return a part for each account, in it a table for each region; how to begin if there is none.

    `host` is where the browser found the page, `account` whose keys to use.
    """
    if not rows:
        keys = credentials.keys_of_account(account)
        lines = (
            f"export AWS_ENDPOINT_URL=http://{host}\n"
            f"export AWS_ACCESS_KEY_ID={keys.access_key_id}\n"
            f"export AWS_SECRET_ACCESS_KEY={keys.secret_access_key}\n"
            "export AWS_DEFAULT_REGION=us-east-1\n"
            "aws codecommit create-repository --repository-name web"
        )
        return [element("p", "Nothing is here yet. To make something:"), element("pre", lines)]
    parts = []
    for owner, held in groupby(rows, key=lambda row: row.account):
        parts.append(element("h3", f"Account {owner}"))
        for region, there in groupby(held, key=lambda row: row.region):
            parts += [element("h4", region), _table_of(list(there))]
    return parts


def _table_of(rows: Sequence[Found]) -> Html:
    """Return the resources of one region; a service and a kind are named once for all of theirs."""
    lines, before = [], ("", "")
    for row in rows[:_MOST_ROWS]:
        tags = [element("span", f"{key}={row.tags[key]}", class_="tag") for key in sorted(row.tags)]
        service = row.service if row.service != before[0] else ""
        kind = row.kind if (row.service, row.kind) != before else ""
        before = row.service, row.kind
        lines.append([element("b", service), kind, _named(row), row.status, joined(tags)])
    shown = table("resources", ["Service", "Kind", "Name", "State", "Tags"], lines)
    return joined([shown, *_rest(len(rows), _MOST_ROWS, "more")])


def _rest(count: int, most: int, word: str) -> list[Html]:
    return [element("p", f"{count - most} {word}", class_="quiet")] if count > most else []


def _named(row: Found) -> Html:
    if not row.key:
        return joined([row.name])
    table_name = row.kind.replace(" ", "_")
    where = "&".join(
        f"{name}={quote(text, safe='')}"
        for name, text in (
            ("account", row.account),
            ("region", row.region),
            ("service", row.service),
            ("table", table_name),
            ("key", json.dumps(row.key)),
        )
    )
    return link(f"/record?{where}", row.name)


def calls_told(calls: Sequence[Call]) -> list[Html]:
    """Return the last calls, the newest first, and what was asked for most."""
    if not calls:
        return [element("p", "No call has come to this process yet.")]
    often = Counter(f"{call.service}:{call.operation}" for call in calls).most_common(5)
    told = ", ".join(f"{name} ({count})" for name, count in often)
    rows = [
        [
            str(len(calls) - number),
            _status(call.status),
            joined([element("b", call.service), f" {call.operation}"]),
            folded(call.params) if call.params else "",
            f"{call.account} {call.region}",
        ]
        for number, call in enumerate(reversed(calls[-_MOST:]))
    ]
    head = ["#", "Status", "Call", "With", "By, in"]
    summary = element("p", f"Most often: {told}.", class_="quiet")
    return [
        summary,
        table("calls", head, rows),
        *_rest(len(calls), _MOST, "earlier calls are not shown"),
    ]


def _status(status: int) -> Html:
    """Return a status as a word of a colour; 0 is a connection that a fault ended."""
    word = {0: "dropped"}.get(status, str(status))
    kind = "good" if 200 <= status < 400 else "bad" if status == 0 or status >= 500 else "no"
    return element("span", word, class_=kind)


def deliveries_told(deliveries: Sequence[Delivery]) -> list[Html]:
    """Return the last deliveries, the newest first, with why those were not made that were not."""
    if not deliveries:
        return [element("p", "No event or message has been sent to a target yet.")]
    colours = {"delivered": "good", "refused": "no", "failed": "bad"}
    rows = [
        [
            time(one.at),
            element("span", one.outcome, class_=colours[one.outcome]),
            joined([element("code", one.origin), Html("<br>→ "), element("code", one.target)]),
            one.reason,
            folded(one.body),
        ]
        for one in reversed(deliveries[-_MOST:])
    ]
    head = ["Time (UTC)", "Outcome", "From, to", "Reason", "Sent"]
    return [
        table("deliveries", head, rows),
        *_rest(len(deliveries), _MOST, "earlier ones are not shown"),
    ]


def link(target: str, text: str) -> Html:
    """Return a link."""
    return element("a", text, href=target)


def count(number: int, one: str, more: str = "") -> str:
    """Return a number of things, with the word for one or for more of them."""
    return f"{number} {one if number == 1 else more or f'{one}s'}"


def time(seconds: float) -> str:
    """Return a moment, in seconds since 1970, as people read it, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")
