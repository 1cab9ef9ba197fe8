"""The HTML page: what the text says, alone in one file, with nothing in it that could act."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest

from reconciler.errors import Fault, Place
from reconciler.plan.plan import FieldChange
from reconciler.report.drift import drift_text
from reconciler.report.html import applied_html, drifts_html, faults_html, plans_html
from reconciler.report.plan_text import plan_text
from reconciler.report.style import OFF, Tone, coloured_line, tone
from tests.report import plans

HOSTILE = "</pre></style><script>alert(1)</script><img src=x onerror=a()> \x1b[31m\u202e"


class Reading(HTMLParser):
    """The tags, the attributes and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.ids.update(value or "" for name, value in attrs if name == "id")

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: str) -> Reading:
    """A page as a browser would read it."""
    reading = Reading()
    reading.feed(page)
    reading.close()
    return reading


def lines_of(_file: str) -> tuple[str, ...]:
    return (HOSTILE,)


def hostile() -> list[str]:
    """Pages of plans, drift, applies and faults in which AWS and specs say hostile things."""
    field = FieldChange(HOSTILE, "change", HOSTILE, "x", origin="drift")
    change = replace(plans.UPDATE, address=HOSTILE, reason=HOSTILE, name=HOSTILE, fields=(field,))
    plan = plans.plan(change, stack=HOSTILE, endpoint=HOSTILE, unread={HOSTILE: HOSTILE})
    error = Fault("RC5001", HOSTILE, Place(HOSTILE), HOSTILE, HOSTILE, HOSTILE)
    failed = replace(plans.APPLIED.outcomes[1], address=HOSTILE, error=error)
    return [
        plans_html((plan,)),
        drifts_html((plan,)),
        applied_html([replace(plans.APPLIED, plan=plan, outcomes=(failed,))], lines_of),
        faults_html((error,), lines_of),
    ]


@pytest.mark.parametrize("page", hostile(), ids=["plan", "drift", "apply", "faults"])
def test_nothing_that_is_said_can_act(page: str) -> None:
    told = read(page)

    assert "alert(1)" in told.text
    assert not told.tags & {"script", "img", "link", "iframe", "base", "form", "object"}
    assert not {name for name in told.attributes if name.startswith("on") or name == "src"}
    assert not re.search("[\x00-\x08\x1b\u202e]", page)
    assert "default-src 'none'" in page


def test_the_page_loads_nothing_and_its_links_lead_inside() -> None:
    page = plans_html((plans.FULL, plans.FULL))
    told = read(page)

    assert not re.search(r"url\(|@import|src=|http-equiv=.refresh", page)
    assert len(told.ids) == 2 * len(plans.FULL.to_do)
    assert {link.removeprefix("#") for link in told.links} == told.ids
    assert "prefers-color-scheme: dark" in page


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (plan_text(plans.FULL), plans_html((plans.FULL,))),
        (plan_text(plans.plan(plans.SAME, plans.PENDING)), plans_html((plans.plan(plans.SAME, plans.PENDING),))),
        (drift_text(plans.FULL), drifts_html((plans.FULL,))),
    ],
    ids=["plan", "no changes", "drift"],
)  # fmt: skip
def test_every_line_of_the_text_is_on_the_page(text: str, page: str) -> None:
    told = "".join(read(page).text.split())
    words = [line for line in text.splitlines() if line.strip("─ ")]

    missing = [line for line in words if "".join(line.split()) not in told]
    assert missing == []


def test_sensitive_values_are_on_no_page() -> None:
    plan = plans.plan(plans.UPDATE)
    applied = applied_html([replace(plans.APPLIED, plan=plan)], lines_of)
    for page in (plans_html((plan,)), drifts_html((plan,)), applied):
        told = unescape(page)
        assert "(sensitive)" in told
        assert '"old"' not in told
        assert "old ->" not in told


def test_an_apply_tells_what_failed_and_why() -> None:
    told = read(applied_html([plans.APPLIED], lines_of)).text

    assert "no such artifact (request 3f0c)" in told
    assert "waits for codepipeline.pipelines.web" in told
    assert "RECAP prod/111122223333/eu-west-1" in told


def test_a_line_has_one_tone_on_every_medium(golden: Callable[[str, str], None]) -> None:
    assert tone("~ update  x  BLOCKED") is Tone.BAD
    assert tone("    because") is None
    assert coloured_line("+ create  x") == f"\x1b[32m+ create  x{OFF}"
    golden(plans_html((plans.FULL,)), "plan.html")
