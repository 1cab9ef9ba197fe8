"""Names of types of events: every one stands for a pattern that its documented event matches."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reconciler.events.catalogue import CATALOGUE, sample
from reconciler.events.named.messages import Message, known, message
from reconciler.events.named.names import NAMES, SUBJECTS, by_group, chat_type, pattern_of, words
from reconciler.events.paths import look
from reconciler.events.pattern import LONGEST, Pattern, compiled
from reconciler.events.quoting import is_plain
from reconciler.events.transform import Rule, sent, template_fault
from reconciler.sandbox.services.codestar_notifications.types import EVENT_TYPES

RULE = Rule("arn:aws:events:us-east-1:123456789012:rule/r", "r")
WATCHED = {
    "pipeline": ("deliver",),
    "project": ("api",),
    "deployment group": ("shop", "web"),
    "repository": ("arn:aws:codecommit:us-east-1:123456789012:shop",),
    "package repository": ("123456789012", "acme", "npm"),
}


def event_of(name: str, of: tuple[str, ...] = ()) -> dict[str, Any]:
    """A documented event of a name, about `of`."""
    group, word = NAMES[name]
    asked = {path: _first(value) for path, value in group.words[word].items()}
    state = asked.pop(group.kind.state, None)
    about = dict(zip(group.about, of, strict=False))
    event = sample(group.kind, state, **asked, **about)
    if of and not group.about:
        event["resources"] = [of[-1]]
    return event


def _first(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _first(inner) for key, inner in value.items()}
    return value[0]


def compiled_of(name: str, *of: tuple[str, ...]) -> Pattern:
    """The pattern of one name."""
    group, word = NAMES[name]
    return compiled(pattern_of(group, [word], of))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stands_for_a_pattern_that_its_own_event_matches_and_no_other_of_its_group(
    name: str,
) -> None:
    group, word = NAMES[name]
    pattern = compiled_of(name)
    assert pattern.matches(event_of(name))
    told = next(iter(group.words[word]))
    for other, (of, another) in NAMES.items():
        alike = of is group and other != name and told in of.words[another]
        if alike or of.detail_type != group.detail_type:
            assert not pattern.matches(event_of(other))


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_pattern_is_narrowed_to_what_is_watched(subject: str) -> None:
    of = WATCHED[subject]
    other = (*of[:-1], f"{of[-1]}2")
    for name in words(subject).values():
        pattern = compiled_of(name, of)
        assert pattern.matches(event_of(name, of))
        assert not pattern.matches(event_of(name, other))
        assert compiled_of(name, other, of).matches(event_of(name, of))


def test_several_deployment_groups_are_not_mixed() -> None:
    group, _ = NAMES["deployment-failed"]
    pattern = compiled(pattern_of(group, ["failed", "succeeded"], [("a", "1"), ("b", "2")]))
    for of, wanted in {("a", "1"): True, ("b", "2"): True, ("a", "2"): False}.items():
        for name in ("deployment-failed", "deployment-succeeded"):
            assert pattern.matches(event_of(name, of)) is wanted
    assert not pattern.matches(event_of("deployment-started", ("a", "1")))


def test_words_that_ask_for_different_fields_are_alternatives() -> None:
    group, _ = NAMES["phase-failed"]
    pattern = compiled(pattern_of(group, ["install", "failed"], [("api",)]))
    assert pattern.matches(event_of("phase-install", ("api",)))
    assert pattern.matches(event_of("phase-failed", ("api",)))
    assert not pattern.matches(event_of("phase-build", ("api",)))


def test_a_star_stands_for_any_name() -> None:
    assert compiled_of("build-failed", ("web-*",)).matches(event_of("build-failed", ("web-api",)))
    assert not compiled_of("build-failed", ("web-*",)).matches(event_of("build-failed", ("api",)))


def test_all_words_of_a_group_at_once_are_a_pattern_that_is_short_enough() -> None:
    for group, chosen in by_group(NAMES):
        pattern = pattern_of(group, chosen, [("a" * 100,) * 3] * 2)
        compiled(pattern)
        assert len(json.dumps(pattern)) < LONGEST


def test_every_documented_state_has_a_name() -> None:
    named = {
        (group.detail_type, json.dumps(one))
        for group, _ in NAMES.values()
        for one in group.words.values()
    }
    for kind in CATALOGUE:
        if kind.source in ("aws.ecr", "aws.s3", "aws.events"):
            continue
        for state in kind.states:
            wanted = f'"{kind.state}": ["{state}"]'
            assert any(kind.detail_type == of and wanted in one for of, one in named), wanted


NASTY = 'say "hi"\n\\'
"""What people may write: quotes, a line break, a backslash."""


def sent_of(made: Message, event: dict[str, Any]) -> Any:
    """What a target is sent, as JSON; AWS takes the template."""
    transformer = {"InputPathsMap": dict(made.paths), "InputTemplate": made.template}
    target = {"Id": "1", "InputTransformer": transformer} if made.template else {"Id": "1"}
    assert template_fault(target) is None
    return json.loads(sent(event, target, RULE))


def nasty(detail: Any, path: str = "$.detail") -> Any:
    """A detail in which everything that may hold a quote does."""
    if isinstance(detail, dict):
        return {name: nasty(one, f"{path}.{name}") for name, one in detail.items()}
    return NASTY if isinstance(detail, str) and not is_plain(path) else detail


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_the_text_of_an_event_is_readable_whatever_people_wrote(name: str, log: bool) -> None:
    group, word = NAMES[name]
    made = message(group, "", "aws", log=log)
    for event in (event_of(name), {**event_of(name), "detail": nasty(event_of(name)["detail"])}):
        told = sent_of(made, event)
        if log and made.free:
            assert told == event
            continue
        text = told if isinstance(told, str) else told["message"]
        assert "<" not in text
        assert not log or told["timestamp"] == "2020-01-24T22:03:07Z"
        assert all(told[key] == look(made.paths[key], event) for key in made.free)
        if group.link:
            assert "https://us-east-1.console.aws.amazon.com/codesuite/" in text
        state = group.words[word].get(group.told)
        assert not state or state[0] in text


def test_a_text_of_ones_own() -> None:
    group, _ = NAMES["action-failed"]
    text = '"<name>": <action> by <type.provider> <state> at <time> <aws.events.rule-name>'
    event = event_of("action-failed", ("deliver",))
    said = '"deliver": Deploy by CodeDeploy FAILED at 2020-01-24T22:03:07Z r'
    assert sent_of(message(group, text, "aws-cn"), event) == said
    coded = sent_of(message(group, f"{text} (<detail.error.code>)", "aws-cn"), event)
    assert coded == {"message": f"{said} ([detail_error_code])", "detail_error_code": ""}
    with pytest.raises(KeyError, match="pipelin"):
        message(group, "<pipelin>", "aws")
    assert {"name", "state", "link", "pipeline", "type.provider", "region"} <= set(known(group))
    assert "console.amazonaws.cn" in message(group, "<link>", "aws-cn").template


def test_chats_are_told_by_types_that_exist() -> None:
    made = {name: chat_type(name) for name in NAMES}
    assert set(made.values()) - {None} == set(EVENT_TYPES)
    assert made["pipeline-failed"] == "codepipeline-pipeline-pipeline-execution-failed"
    assert made["approval-needed"] == "codepipeline-pipeline-manual-approval-needed"
    assert made["instance-failed"] is None


def test_words_of_what_is_watched_are_short() -> None:
    assert words("pipeline")["failed"] == "pipeline-failed"
    assert words("pipeline")["stage-failed"] == "stage-failed"
    assert words("deployment group")["instance-failed"] == "instance-failed"
    assert words("repository")["pull-request-merged"] == "pull-request-merged"
