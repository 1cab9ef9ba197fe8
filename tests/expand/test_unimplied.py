"""What `start` says of pipelines that are there: how each source starts them now, and no more."""

from collections.abc import Mapping
from typing import Any

import pytest

from reconciler.errors import Place
from reconciler.expand.unimplied import unimplied
from reconciler.spec.content.normal import normal_structure
from reconciler.spec.forms import forms
from reconciler.spec.stack import Resource, Scope

SCOPE = Scope("", "123456789012", "eu-west-1")
ARN = "arn:aws:codepipeline:eu-west-1:123456789012:deliver"
WEB = {"RepositoryName": "web", "BranchName": "main"}
OFF = {**WEB, "PollForSourceChanges": "false"}


def resource(kind: str, *identity: str, arn: str = "", **fields: Any) -> Resource:
    form = forms()[kind]
    desired = normal_structure(form.structure(), fields)
    assert isinstance(desired, Mapping)
    return Resource(f"{kind}.x", form, SCOPE, identity, desired, Place(""), arn=arn)


def pipeline(*sources: tuple[str, str, dict[str, str]]) -> Resource:
    actions = [
        {
            "name": name,
            "action_type_id": {"category": "Source", "owner": "AWS", "provider": provider},
            "configuration": configuration,
        }
        for name, provider, configuration in sources
    ]
    stages = [{"name": "Source", "actions": actions}]
    return resource("codepipeline.pipelines", "deliver", arn=ARN, stages=stages)


RULE = resource(
    "eventbridge.rules",
    "default",
    "start",
    event_pattern={"source": ["aws.codecommit"], "detail": {"referenceName": ["main"]}},
    targets=[{"id": "p", "arn": ARN}],
)
HOOK = resource(
    "codepipeline.webhooks", "hook", target_pipeline="deliver", target_action="Code", filters=[]
)


@pytest.mark.parametrize(
    ("provider", "configuration", "beside", "word"),
    [
        ("CodeCommit", WEB, (), "polling"),
        ("CodeCommit", OFF, (), "manual"),
        ("CodeCommit", OFF, (RULE,), "events"),
        ("CodeCommit", WEB, (RULE,), "polling"),
        ("CodeStarSourceConnection", {}, (), "events"),
        ("CodeStarSourceConnection", {"DetectChanges": "false"}, (), "manual"),
        ("GitHub", {"PollForSourceChanges": "false"}, (), "manual"),
        ("GitHub", {"PollForSourceChanges": "false"}, (HOOK,), "webhook"),
        ("ECR", {"RepositoryName": "web"}, (), "manual"),
    ],
)
def test_a_source_starts_its_pipeline_as_it_does_now(
    provider: str, configuration: dict[str, str], beside: tuple[Resource, ...], word: str
) -> None:
    one = pipeline(("Code", provider, configuration))
    assert unimplied(one, beside) == {"start": {"by": word}}


def test_sources_that_differ_are_named() -> None:
    one = pipeline(("A", "CodeCommit", WEB), ("B", "CodeStarSourceConnection", {}))
    ways = {"A": {"by": "polling"}, "B": {"by": "events"}}
    assert unimplied(one, ()) == {"start": {"sources": ways}}


def test_what_has_no_way_of_its_own_says_nothing() -> None:
    assert unimplied(pipeline(("Code", "Acme", {})), ()) == {}
    assert unimplied(RULE, (RULE,)) == {}
