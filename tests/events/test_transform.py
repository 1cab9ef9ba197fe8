"""What a target is sent. Expected texts: live deliveries (radkawar/stackd, September 2026)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reconciler.events.errors import InvalidInput
from reconciler.events.transform import Rule, sent, template_fault

ARN = "arn:aws:events:us-east-1:111111111111:rule/bus/push"
RULE = Rule(ARN, "push", "2026-09-13T12:17:30.408Z")
EVENT: dict[str, Any] = {
    "version": "0",
    "id": "0d0a608b",
    "detail-type": "input-probe",
    "source": "probe",
    "account": "111111111111",
    "time": "2026-01-02T03:04:05Z",
    "region": "us-east-1",
    "resources": [],
    "detail": {
        "text": "hello",
        "number": 42,
        "flag": True,
        "nothing": None,
        "object": {"first": "one", "second": 2},
        "array": ["one", "two", {"x": 3}],
        "items": [{"name": "first"}, {"name": "second"}],
        "hyphen-key": "dash",
        "slash/key": "slash",
        "quoted": 'say "hello"',
        "escaped": "line\nslash\\tab\tend",
    },
}


def transformed(template: str, **paths: str) -> str:
    told = {"InputTemplate": template, "InputPathsMap": paths}
    return sent(EVENT, {"Id": "t", "InputTransformer": told}, RULE)


def test_the_whole_event_without_spaces_unless_told_otherwise() -> None:
    assert sent(EVENT, {}, RULE) == json.dumps(EVENT, separators=(",", ":"))
    assert sent(EVENT, {"Input": '{ "fixed": true }'}, RULE) == '{ "fixed": true }'


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("$.detail.object", '{"first":"one","second":2}'),
        ("$.detail.text", '"hello"'),
        ("$.detail.number", "42"),
        ("$.detail.nothing", "{}"),
        ("$.detail.missing", "{}"),
        ("$.detail.array[1]", '"two"'),
        ("$.detail.array[9]", "{}"),
        ("$.detail.items[1].name", '"second"'),
        ("$.detail.items[*].name", '["first","second"]'),
        ("$.detail.hyphen-key", '"dash"'),
        ("$.detail.slash/key", '"slash"'),
    ],
)
def test_input_path(path: str, text: str) -> None:
    assert sent(EVENT, {"InputPath": path}, RULE) == text


def test_a_template_that_is_an_object_keeps_types() -> None:
    names = ("text", "number", "flag", "nothing", "object", "array", "missing")
    template = "{" + ",".join(f'"{name}":<{name}>' for name in names) + "}"

    made = json.loads(transformed(template, **{name: f"$.detail.{name}" for name in names}))

    assert made == {name: EVENT["detail"].get(name, "") for name in names}
    assert transformed('{"v":<v>}', v="$.detail.escaped") == r'{"v":"line\nslash\\tab\tend"}'
    assert transformed('{"v":"<v> of <n>"}', v="$.detail.text", n="$.detail.number") == (
        '{"v":"hello of 42"}'
    )


def test_a_template_that_is_text_loses_the_quotes_of_json() -> None:
    assert transformed(
        '"t=<t>; o=<o>; a=<a>"', t="$.detail.text", o="$.detail.object", a="$.detail.array"
    ) == ('"t=hello; o={first:one,second:2}; a=[one,two,{x:3}]"')
    assert transformed('"a <missing> b"', missing="$.detail.missing") == '"a  b"'
    assert transformed('"a <undefined> b"') == '"a <undefined> b"'
    assert transformed('"one <v>"\n"two <v>"', v="$.detail.text") == '"one hello"\n"two hello"'
    assert transformed('["fixed",<v>]', v="$.detail.number") == '["fixed",42]'


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ('{"v":"<v>"}', "$.detail.object"),
        ('"prefix <v> suffix"', "$.detail.quoted"),
        ("[1,<v>,2]", "$.detail.missing"),
        ('{"value":<undefined>}', "$.detail.text"),
        ("<v>", "$.detail.object"),
        ("<v>", "$.detail.text"),
    ],
)
def test_what_is_not_json_in_the_end_is_not_sent(template: str, path: str) -> None:
    with pytest.raises(InvalidInput, match="Invalid input for target"):
        transformed(template, v=path)


def test_reserved_variables() -> None:
    made = json.loads(
        transformed(
            '{"name":<aws.events.rule-name>,"arn":<aws.events.rule-arn>,'
            '"in":<aws.events.event.ingestion-time>,"event":<aws.events.event>,'
            '"full":<aws.events.event.json>}'
        )
    )

    assert made["full"] == EVENT
    assert (made["name"], made["arn"], made["in"]) == ("push", ARN, "2026-09-13T12:17:30.408Z")
    assert made["event"] == {
        "id": "0d0a608b",
        "account": "111111111111",
        "detailType": "input-probe",
        "time": 1767323045000,
        "source": "probe",
        "region": "us-east-1",
        "resources": [],
        "version": "0",
    }


@pytest.mark.parametrize(
    ("target", "fault"),
    [
        ({"InputPath": "$.detail.object.*"}, "InputPath for target t is invalid."),
        ({"InputPath": "$['detail']"}, "InputPath for target t is invalid."),
        ({"InputPath": "$..text"}, "InputPath for target t is invalid."),
        ({"InputPath": "detail.text"}, "InputPath for target t is invalid."),
        (
            {"InputTransformer": {"InputPathsMap": {"v": "$.a[-1]"}, "InputTemplate": "1"}},
            "InputPath for target t is invalid.",
        ),
        (
            {"InputTransformer": {"InputTemplate": '{"<key>":"value"}'}},
            "InputTemplate placeholder present as a JSON object key for target t.",
        ),
        (
            {"InputTransformer": {"InputTemplate": "hello <value>"}},
            "Invalid InputTemplate for target t .",
        ),
        (
            {"InputTransformer": {"InputTemplate": '"event <aws.events.event.json>"'}},
            (
                "InputTemplate for target t contains placeholder aws.events.event.json "
                "valid only for JSON template."
            ),
        ),
        ({"InputTransformer": {"InputTemplate": '"first <v>"\n"second <v>"'}}, None),
        ({"InputTransformer": {"InputTemplate": "null"}}, None),
    ],
)
def test_what_put_targets_refuses(target: dict[str, Any], fault: str | None) -> None:
    assert template_fault({"Id": "t", **target}) == fault
