"""What an update of a resource may undo is written again; what cannot be read is assumed."""

from collections.abc import Mapping
from typing import Any

import pytest

from reconciler.engine.deciding.ownership import owned
from reconciler.engine.live import Live
from reconciler.engine.reading.part_reads import part_data
from reconciler.engine.reading.read import Target, batch
from reconciler.engine.write import deletion
from reconciler.plan.calls import Answer, Call
from reconciler.spec.stack import Resource
from tests.engine.estate import OWNER, SCOPE, resource
from tests.engine.test_write import as_live, changed, created, pipeline

HMAC = {
    "target_pipeline": "deliver",
    "target_action": "Code",
    "filters": {"$.ref": "refs/heads/main"},
    "authentication": "GITHUB_HMAC",
    "authentication_configuration": {"secret_token": "s"},
}
OPEN = {**HMAC, "authentication": "UNAUTHENTICATED", "authentication_configuration": {}}


def webhook(**fields: Any) -> Resource:
    return resource("codepipeline.webhooks.push", "push", {**HMAC, **fields})


def names(calls: list[tuple[str, Mapping[str, Any]]]) -> list[str]:
    return [name for name, _ in calls]


def test_a_switch_is_turned_on_after_the_create_and_only_where_it_is_declared() -> None:
    assert names(created(webhook(registered=True))) == [
        "PutWebhook",
        "RegisterWebhookWithThirdParty",
    ]
    assert names(created(webhook())) == names(created(webhook(registered=False))) == ["PutWebhook"]


def test_a_switch_that_cannot_be_read_is_written_again_with_every_update() -> None:
    live = as_live(webhook(filters={"$.ref": "refs/heads/other"}))
    _, calls = changed(webhook(registered=True), live)
    assert names(calls) == ["PutWebhook", "RegisterWebhookWithThirdParty"]
    assert calls[1][1] == {"webhookName": "push"}
    _, calls = changed(webhook(registered=False), live)
    assert names(calls) == ["PutWebhook", "DeregisterWebhookWithThirdParty"]
    assert names(changed(webhook(), live)[1]) == ["PutWebhook"]


def test_a_switch_that_cannot_be_read_makes_no_update_by_itself() -> None:
    assert changed(webhook(registered=True), as_live(webhook()))[1] == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (HMAC, ["DeregisterWebhookWithThirdParty", "DeleteWebhook"]),
        (OPEN, ["DeleteWebhook"]),
    ],
)
def test_before_a_delete_a_switch_is_what_it_is_assumed_to_be(
    fields: Mapping[str, Any], expected: list[str]
) -> None:
    (step,) = deletion("codepipeline.webhooks.push", as_live(webhook(**fields)))
    assert [call.operation for call in step.calls] == expected


FROZEN = {"disabled_transitions": {"Two": "Freeze"}}


def test_items_that_an_update_may_undo_are_added_again_after_it() -> None:
    _, calls = changed(pipeline(execution_mode="QUEUED", **FROZEN), as_live(pipeline(**FROZEN)))
    assert names(calls) == ["UpdatePipeline", "DisableStageTransition"]
    assert calls[1][1] == {
        "pipelineName": "deliver",
        "stageName": "Two",
        "transitionType": "Inbound",
        "reason": "Freeze",
    }


def test_an_item_that_differs_is_written_once() -> None:
    live = as_live(pipeline(disabled_transitions={"Two": "Why", "One": "Gone"}))
    _, calls = changed(pipeline(execution_mode="QUEUED", **FROZEN), live)
    assert names(calls) == ["UpdatePipeline", "DisableStageTransition", "EnableStageTransition"]
    assert "reason" not in calls[2][1]
    _, calls = changed(pipeline(**FROZEN), as_live(pipeline(**FROZEN)))
    assert calls == []


def target(held: Resource) -> Target:
    return Target(held.address, held.form, SCOPE, held.identity, held.arn)


def test_of_the_items_of_an_answer_only_those_are_read_that_are_meant() -> None:
    def send(call: Call) -> Answer:
        assert (call.operation, call.params) == ("GetPipelineState", {"name": "deliver"})
        states = [("One", True), ("Two", False), ("Three", None)]
        return {
            "stageStates": [
                {"stageName": name, "inboundTransitionState": {"enabled": enabled}}
                for name, enabled in states
            ]
        }

    held = pipeline()
    (part,) = held.form.kind.parts
    told = part_data(send, target(held), part).data["disabled_transitions"]
    assert [one["stageName"] for one in told] == ["Two"]


def test_a_batch_that_takes_arns_gets_them() -> None:
    export = {"export_config_type": "NO_EXPORT"}
    held = resource(
        "codebuild.report_groups.tests", "tests", {"type": "TEST", "export_config": export}
    )
    asked: list[Mapping[str, Any]] = []

    def send(call: Call) -> Answer:
        asked.append(call.params)
        return {"reportGroups": [{"name": "tests", "type": "TEST"}]}

    found = batch(send, [target(held)], held.form.kind.read)
    assert asked == [{"reportGroupArns": [held.arn]}]
    assert found == {held.address: {"name": "tests", "type": "TEST"}}


def test_what_is_wrong_is_told_in_the_words_of_the_service() -> None:
    held = owned(webhook(), OWNER)
    well = as_live(held)
    ill = Live(held.form, SCOPE, held.identity, well.fields, {"errorMessage": "Not Found"})
    assert well.ills == ()
    assert ill.ills == ("the provider could not be told to call it: Not Found",)
