"""CodeDeploy: on-premises instances."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reconciler.sandbox.app import Sandbox

USER = "arn:aws:iam::123456789012:user/AWS/CodeDeploy/rack"
SESSION = "arn:aws:sts::123456789012:assumed-role/agent/rack"
DAY = 24 * 3600


@pytest.fixture
def deploy(client: Callable[..., Any]) -> Any:
    return client("codedeploy")


def add(deploy: Any, *names: str) -> None:
    for name in names:
        user = f"arn:aws:iam::123456789012:user/{name}"
        deploy.register_on_premises_instance(instanceName=name, iamUserArn=user)


def names(deploy: Any, **given: Any) -> list[str]:
    pages = deploy.get_paginator("list_on_premises_instances").paginate(**given)
    return [name for page in pages for name in page["instanceNames"]]


def test_an_instance_is_registered(deploy: Any) -> None:
    deploy.register_on_premises_instance(instanceName="rack", iamUserArn=USER)
    found = deploy.get_on_premises_instance(instanceName="rack")["instanceInfo"]

    assert found["instanceArn"].startswith(
        "arn:aws:codedeploy:eu-west-1:123456789012:instance/rack_"
    )
    assert (found["iamUserArn"], found["tags"]) == (USER, [])
    assert not {"deregisterTime", "iamSessionArn"} & found.keys()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"instanceName": "rack"}, "IamArnRequiredException"),
        (
            {"instanceName": "rack", "iamUserArn": USER, "iamSessionArn": SESSION},
            "MultipleIamArnsProvidedException",
        ),
        ({"instanceName": "rack", "iamUserArn": SESSION}, "InvalidIamUserArnException"),
        ({"instanceName": "rack", "iamSessionArn": USER}, "InvalidIamSessionArnException"),
        ({"instanceName": "a b", "iamUserArn": USER}, "InvalidInstanceNameException"),
        ({"instanceName": "", "iamUserArn": USER}, "InstanceNameRequiredException"),
        ({"instanceName": "one", "iamUserArn": USER}, "InstanceNameAlreadyRegisteredException"),
        (
            {"instanceName": "rack", "iamSessionArn": SESSION},
            "IamSessionArnAlreadyRegisteredException",
        ),
        (
            {"instanceName": "rack", "iamUserArn": "arn:aws:iam::123456789012:user/two"},
            "IamUserArnAlreadyRegisteredException",
        ),
    ],
)
def test_what_is_not_registered(
    deploy: Any, refused: Any, given: dict[str, str], code: str
) -> None:
    deploy.register_on_premises_instance(instanceName="one", iamSessionArn=SESSION)
    add(deploy, "two")
    with refused(code):
        deploy.register_on_premises_instance(**given)


def test_a_deregistered_instance_is_still_shown(
    deploy: Any, sandbox: Sandbox, refused: Any
) -> None:
    add(deploy, "rack", "desk")
    tags = [{"Key": "room", "Value": "1"}]
    deploy.add_tags_to_on_premises_instances(tags=tags, instanceNames=["rack"])
    deploy.deregister_on_premises_instance(instanceName="rack")
    deploy.deregister_on_premises_instance(instanceName="rack")
    deploy.deregister_on_premises_instance(instanceName="gone")

    found = deploy.get_on_premises_instance(instanceName="rack")["instanceInfo"]
    assert found["deregisterTime"] >= found["registerTime"]
    assert found["tags"] == tags
    assert names(deploy) == ["rack", "desk"]
    assert names(deploy, registrationStatus="Registered") == ["desk"]
    assert names(deploy, registrationStatus="Deregistered") == ["rack"]
    user = "arn:aws:iam::123456789012:user/rack"
    with refused("InstanceNameAlreadyRegisteredException", "rack"):
        deploy.register_on_premises_instance(instanceName="rack", iamUserArn=user)
    sandbox.advance(DAY + 1)
    with refused("InstanceNotRegisteredException", "rack"):
        deploy.get_on_premises_instance(instanceName="rack")
    deploy.register_on_premises_instance(instanceName="rack", iamUserArn=user)
    assert names(deploy) == ["rack", "desk"]


def test_a_batch_leaves_missing_ones_out(deploy: Any, refused: Any) -> None:
    add(deploy, "rack")
    found = deploy.batch_get_on_premises_instances(instanceNames=["gone", "rack"])
    assert [one["instanceName"] for one in found["instanceInfos"]] == ["rack"]
    with refused("BatchLimitExceededException"):
        deploy.batch_get_on_premises_instances(instanceNames=["rack"] * 26)


def test_tags_of_instances(deploy: Any, refused: Any) -> None:
    add(deploy, "rack", "desk", "gone")
    deploy.deregister_on_premises_instance(instanceName="gone")
    tags = [{"Key": "room", "Value": "1"}, {"Key": "row", "Value": "2"}]
    add_tags = deploy.add_tags_to_on_premises_instances
    add_tags(tags=tags, instanceNames=["rack", "desk"])
    deploy.remove_tags_from_on_premises_instances(
        tags=[tags[0], {"Key": "row", "Value": "3"}], instanceNames=["rack"]
    )
    assert deploy.get_on_premises_instance(instanceName="rack")["instanceInfo"]["tags"] == tags[1:]

    for name in ("gone", "never"):
        with refused("InstanceNotRegisteredException", name):
            add_tags(tags=tags, instanceNames=["rack", name])
    with refused("TagRequiredException"):
        add_tags(tags=[], instanceNames=["rack"])
    with refused("InvalidTagException"):
        add_tags(tags=[{"Value": "1"}], instanceNames=["rack"])
    with refused("InstanceNameRequiredException"):
        add_tags(tags=tags, instanceNames=[])
    with refused("TagLimitExceededException"):
        many = [{"Key": str(number), "Value": "1"} for number in range(10)]
        add_tags(tags=many, instanceNames=["rack"])


@pytest.mark.parametrize(
    ("coins", "both"),
    [((), []), (("codedeploy.any_tag_filter_lists",), ["rack", "desk"])],
)
def test_instances_are_found_by_tags(tails: Any, coins: tuple[str, ...], both: list[str]) -> None:
    deploy = tails(*coins)("codedeploy")
    add(deploy, "rack", "desk")
    for name, room in (("rack", "1"), ("desk", "2")):
        tags = [{"Key": "room", "Value": room}]
        deploy.add_tags_to_on_premises_instances(tags=tags, instanceNames=[name])
    first = {"Key": "room", "Value": "1", "Type": "KEY_AND_VALUE"}
    second = {"Value": "2", "Type": "VALUE_ONLY"}

    assert names(deploy, tagFilters=[first]) == ["rack"]
    assert names(deploy, tagFilters=[second]) == ["desk"]
    assert names(deploy, tagFilters=[{"Key": "room", "Type": "KEY_ONLY"}]) == ["rack", "desk"]
    assert names(deploy, tagFilters=[first, second]) == both
