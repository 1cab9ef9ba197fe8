"""Which places of a template a quote breaks. Cases: live deliveries (radkawar/stackd, September 2026)."""

from __future__ import annotations

import pytest

from reconciler.events.errors import InvalidInput
from reconciler.events.quoting import fragile, is_plain
from reconciler.events.transform import Rule, sent

PATHS = {"title": "$.detail.title", "state": "$.detail.state", "one": "$.detail.repositoryNames[0]"}
EVENT = {"detail": {"title": 'say "hello"', "state": "FAILED", "repositoryNames": ["web"]}}


@pytest.mark.parametrize(
    ("template", "breaks"),
    [
        ('"prefix <title> suffix"', ("title",)),
        ('"<state> of <one>"', ()),
        ('{"value": <title>}', ()),
        ('{"value": "<title>", "of": <one>}', ("title",)),
        (' {"value": "<state>", "more": [<title>]}', ()),
        ('"<title>"\n"<title> and <state>"', ("title",)),
        ('"<unknown> <aws.events.rule-name>"', ()),
        ('["fixed", "<title>"]', ("title",)),
    ],
)
def test_a_place_is_fragile_where_the_event_is_not_delivered(
    template: str, breaks: tuple[str, ...]
) -> None:
    assert fragile(template, PATHS) == breaks
    target = {"InputTransformer": {"InputTemplate": template, "InputPathsMap": PATHS}}
    rule = Rule("arn:aws:events:us-east-1:1:rule/r", "r")
    if breaks:
        with pytest.raises(InvalidInput):
            sent(EVENT, target, rule)
    else:
        assert sent(EVENT, target, rule)


def test_what_people_write_is_not_plain() -> None:
    assert is_plain("$.time")
    assert is_plain("$.detail.type.provider")
    for name in ("title", "description", "referenceName", "packageName", "state.of.mine"):
        assert not is_plain(f"$.detail.{name}")
    assert not is_plain("$.detail")
