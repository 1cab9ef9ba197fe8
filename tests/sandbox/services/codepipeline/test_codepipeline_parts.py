"""CodePipeline's webhooks and custom action types."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from reconciler.sandbox.app import Sandbox
from tests.sandbox.services.codepipeline.pipelines import Json, action, pipeline, source, stage
from tests.sandbox.services.conftest import make_role

HMAC = {
    "name": "push",
    "targetPipeline": "deliver",
    "targetAction": "Commit",
    "filters": [{"jsonPath": "$.ref", "matchEquals": "refs/heads/{Branch}"}],
    "authentication": "GITHUB_HMAC",
    "authenticationConfiguration": {"SecretToken": "very-secret"},
}
JENKINS: Json = {
    "category": "Build",
    "provider": "Jenkins",
    "version": "1",
    "configurationProperties": [
        {"name": "Project", "required": True, "key": True, "secret": False, "queryable": True},
        {"name": "Token", "required": False, "key": False, "secret": True},
    ],
    "inputArtifactDetails": {"minimumCount": 1, "maximumCount": 1},
    "outputArtifactDetails": {"minimumCount": 0, "maximumCount": 1},
}


@pytest.fixture
def codepipeline(client: Callable[..., Any], role: Callable[..., str]) -> Any:
    """CodePipeline with a pipeline `deliver`."""
    found = client("codepipeline")
    found.create_pipeline(pipeline=pipeline(role("codepipeline")))
    return found


def test_a_webhook_is_replaced_and_keeps_url_and_tags(codepipeline: Any) -> None:
    first = codepipeline.put_webhook(webhook=HMAC, tags=[{"key": "a", "value": "1"}])["webhook"]
    other = {**HMAC, "filters": [{"jsonPath": "$.ref"}]}
    again = codepipeline.put_webhook(webhook=other, tags=[{"key": "b", "value": "2"}])["webhook"]

    assert first["arn"] == "arn:aws:codepipeline:eu-west-1:123456789012:webhook:push"
    assert again["url"] == first["url"]
    assert again["tags"] == [{"key": "a", "value": "1"}]
    (listed,) = codepipeline.list_webhooks()["webhooks"]
    assert listed["definition"]["filters"] == [{"jsonPath": "$.ref"}]
    codepipeline.delete_webhook(name="push")
    codepipeline.delete_webhook(name="push")
    assert codepipeline.put_webhook(webhook=HMAC)["webhook"]["url"] != first["url"]


def test_the_secret_of_a_webhook_is_never_shown(codepipeline: Any, tails: Any) -> None:
    put = codepipeline.put_webhook(webhook=HMAC)
    assert "very-secret" not in json.dumps([put, codepipeline.list_webhooks()])
    config = put["webhook"]["definition"]["authenticationConfiguration"]
    assert config == {"SecretToken": "****"}

    client = tails("codepipeline.webhook_secret_left_out")
    other = client("codepipeline")
    other.create_pipeline(pipeline=pipeline(make_role(client, "codepipeline")))
    hidden = other.put_webhook(webhook=HMAC)["webhook"]["definition"]
    assert hidden["authenticationConfiguration"] == {}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"targetPipeline": "gone"}, "PipelineNotFoundException"),
        ({"targetAction": "Build"}, "ValidationException"),
        ({"filters": [{"jsonPath": "ref"}]}, "InvalidWebhookFilterPatternException"),
        ({"authentication": "IP"}, "InvalidWebhookAuthenticationParametersException"),
        ({"authentication": "UNAUTHENTICATED"}, "InvalidWebhookAuthenticationParametersException"),
        (
            {"authentication": "IP", "authenticationConfiguration": {"AllowedIPRange": "here"}},
            "InvalidWebhookAuthenticationParametersException",
        ),
    ],
)
def test_a_webhook_that_does_not_fit_is_refused(
    codepipeline: Any, refused: Any, change: Json, code: str
) -> None:
    with refused(code):
        codepipeline.put_webhook(webhook={**HMAC, **change})


def test_registration_needs_a_webhook(codepipeline: Any, refused: Any) -> None:
    with refused("WebhookNotFoundException"):
        codepipeline.register_webhook_with_third_party(webhookName="push")
    codepipeline.put_webhook(webhook=HMAC)
    codepipeline.register_webhook_with_third_party(webhookName="push")
    codepipeline.deregister_webhook_with_third_party(webhookName="push")


def test_a_custom_action_type_reads_back_under_another_name(codepipeline: Any) -> None:
    codepipeline.create_custom_action_type(**JENKINS)

    pages = codepipeline.get_paginator("list_action_types").paginate(actionOwnerFilter="Custom")
    (listed,) = [one for page in pages for one in page["actionTypes"]]
    assert listed["id"]["owner"] == "Custom"
    names = [one["name"] for one in listed["actionConfigurationProperties"]]
    assert names == ["Project", "Token"]
    assert "configurationProperties" not in listed


def test_the_tags_of_a_custom_action_type_go_with_it(
    codepipeline: Any, client: Callable[..., Any]
) -> None:
    arn = "arn:aws:codepipeline:eu-west-1:123456789012:actiontype:Custom/Build/Jenkins/1"
    key = {part: JENKINS[part] for part in ("category", "provider", "version")}
    tagged = {**JENKINS, "tags": [{"key": "team", "value": "web"}]}
    codepipeline.create_custom_action_type(**tagged)
    assert codepipeline.list_tags_for_resource(resourceArn=arn)["tags"] == tagged["tags"]
    codepipeline.delete_custom_action_type(**key)

    found = client("resourcegroupstaggingapi").get_resources()["ResourceTagMappingList"]
    assert found == []
    codepipeline.create_custom_action_type(**JENKINS)
    assert codepipeline.list_tags_for_resource(resourceArn=arn)["tags"] == []


def test_a_version_is_used_up_by_its_deletion(codepipeline: Any, refused: Any) -> None:
    key = {part: JENKINS[part] for part in ("category", "provider", "version")}
    codepipeline.create_custom_action_type(**JENKINS)
    codepipeline.delete_custom_action_type(**key)
    assert codepipeline.list_action_types(actionOwnerFilter="Custom")["actionTypes"] == []

    with refused("ActionTypeAlreadyExistsException"):
        codepipeline.create_custom_action_type(**{**JENKINS, "configurationProperties": []})
    codepipeline.create_custom_action_type(**JENKINS)
    assert len(codepipeline.list_action_types(actionOwnerFilter="Custom")["actionTypes"]) == 1


def test_what_is_queryable_is_required_and_open(codepipeline: Any, refused: Any) -> None:
    bad = [{**JENKINS["configurationProperties"][0], "secret": True}]
    with refused("ValidationException", "queryable"):
        codepipeline.create_custom_action_type(**{**JENKINS, "configurationProperties": bad})


def test_secrets_of_a_custom_action_are_masked(
    codepipeline: Any, role: Callable[..., str], sandbox: Sandbox
) -> None:
    codepipeline.create_custom_action_type(**JENKINS)
    values = {"Project": "api", "Token": "very-secret"}
    make = action("Make", "Build/Jenkins", "Custom", input=["code"], configuration=values)
    given = pipeline(role("codepipeline", "two"), stage("Source", source()), stage("Build", make))
    codepipeline.update_pipeline(pipeline=given)

    found = codepipeline.get_pipeline(name="deliver")["pipeline"]["stages"][1]["actions"][0]
    assert found["configuration"] == {"Project": "api", "Token": "****"}
