"""Coins: each is asked for somewhere, can be misspelt nowhere, and changes what is answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

import reconciler.sandbox.services as room
from reconciler.sandbox.services import COINS, SERVICES, with_coins
from tests.sandbox.services.codepipeline.pipelines import action, build, pipeline, source, stage
from tests.sandbox.services.conftest import make_role

Client = Callable[[str], Any]
JENKINS = {
    "category": "Build",
    "provider": "Jenkins",
    "version": "1",
    "inputArtifactDetails": {"minimumCount": 0, "maximumCount": 1},
    "outputArtifactDetails": {"minimumCount": 0, "maximumCount": 1},
}


def code_of(call: Callable[..., Any], **given: Any) -> str:
    """The code with which a call is refused, or nothing."""
    try:
        call(**given)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


def default_key(client: Client) -> bool:
    made = client("codecommit").create_repository(repositoryName="web")["repositoryMetadata"]
    return bool(made["kmsKeyId"].endswith("alias/aws/codecommit"))


def project(client: Client, **source_of: Any) -> dict[str, Any]:
    given = source_of or {"type": "CODEPIPELINE"}
    kind = "CODEPIPELINE" if not source_of else "NO_ARTIFACTS"
    made: dict[str, Any] = client("codebuild").create_project(
        name="api",
        source=given,
        artifacts={"type": kind},
        serviceRole=make_role(client, "codebuild"),
        environment={
            "type": "LINUX_CONTAINER",
            "image": "alpine",
            "computeType": "BUILD_GENERAL1_SMALL",
        },
    )["project"]
    return made


def source_defaults(client: Client) -> bool:
    return "gitCloneDepth" in project(client)["source"]


def batch_defaults(client: Client) -> bool:
    project(client)
    changed = client("codebuild").update_project(
        name="api", buildBatchConfig={"combineArtifacts": True}
    )
    return "timeoutInMins" in changed["project"]["buildBatchConfig"]


def logs_hidden(client: Client) -> bool:
    return "logsConfig" not in project(client)


def delete_refused(client: Client) -> bool:
    return code_of(client("codebuild").delete_project, name="gone") == "InvalidInputException"


def build_type_hidden(client: Client) -> bool:
    project(client, type="GITHUB", location="https://github.com/acme/api")
    made = client("codebuild").create_webhook(projectName="api", manualCreation=True)
    return "buildType" not in made["webhook"]


def v1_becomes_v2(client: Client) -> bool:
    given = pipeline(make_role(client, "codepipeline"), pipelineType="V1", executionMode="QUEUED")
    codepipeline = client("codepipeline")
    if code_of(codepipeline.create_pipeline, pipeline=given):
        return False
    made = codepipeline.get_pipeline(name="deliver")["pipeline"]
    return bool(made["pipelineType"] == "V2")


def missing_is_structure(client: Client) -> bool:
    given = pipeline("arn:aws:iam::123456789012:role/worker")
    code = code_of(client("codepipeline").update_pipeline, pipeline=given)
    return code == "InvalidStructureException"


def used_type_kept(client: Client) -> bool:
    codepipeline = client("codepipeline")
    codepipeline.create_custom_action_type(**JENKINS)
    make = action("Make", "Build/Jenkins", "Custom")
    stages = stage("Source", source()), stage("Build", build(), make)
    codepipeline.create_pipeline(pipeline=pipeline(make_role(client, "codepipeline"), *stages))
    key: dict[str, Any] = {part: JENKINS[part] for part in ("category", "provider", "version")}
    return code_of(codepipeline.delete_custom_action_type, **key) == "ValidationException"


@pytest.mark.parametrize(
    ("coin", "seen"),
    [
        ("codecommit.default_key_as_alias", default_key),
        ("codebuild.source_defaults", source_defaults),
        ("codebuild.batch_defaults", batch_defaults),
        ("codebuild.logs_hidden", logs_hidden),
        ("codebuild.delete_missing_refused", delete_refused),
        ("codebuild.webhook_build_type_hidden", build_type_hidden),
        ("codepipeline.v1_with_v2_members_becomes_v2", v1_becomes_v2),
        ("codepipeline.update_missing_is_structure", missing_is_structure),
        ("codepipeline.used_action_type_kept", used_type_kept),
    ],
)
def test_a_coin_has_two_sides(tails: Any, coin: str, seen: Callable[[Client], bool]) -> None:
    assert seen(tails()) is False
    assert seen(tails(coin)) is True


def test_every_coin_is_asked_for_and_every_question_is_a_coin() -> None:
    folder = Path(room.__file__).parent
    text = "".join(path.read_text() for path in sorted(folder.rglob("*.py")))

    asked = set(re.findall(r'(?:coin|shown)\(\s*"([a-z_0-9]+\.[a-z_0-9]+)"', text))
    assert asked == set(COINS)


def test_a_coin_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        with_coins("codebuild.nothing")


def test_services_with_a_coin_answer_to_the_same_names() -> None:
    flipped = with_coins("codebuild.logs_hidden")

    assert [one.names for one in flipped] == [one.names for one in SERVICES]
    assert not any(one.tails for one in SERVICES)
