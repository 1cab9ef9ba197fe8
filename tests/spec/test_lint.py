"""The lint finds what is planted, and tells all of it at once."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from reconciler.kinds.codebuild.projects import PROJECTS
from reconciler.kinds.codecommit import REPOSITORIES
from reconciler.kinds.codedeploy import DEPLOYMENT_GROUPS
from reconciler.kinds.codepipeline.pipelines import PIPELINES
from reconciler.kinds.eventbridge.rules import RULES
from reconciler.kinds.iam import ROLES
from reconciler.kinds.s3 import BUCKETS
from reconciler.kinds.sns.topics import SUBSCRIPTIONS, TOPICS
from reconciler.kinds.table import KINDS
from reconciler.kinds.words import By, Field, Items, Kind, Op, Read, Refusal, Setter
from reconciler.spec.compiling.lint import faults, kind_faults, unused_words


def broken(kind: Kind, **changes: Any) -> list[str]:
    return list(kind_faults(dataclasses.replace(kind, **changes), KINDS))


def worded(kind: Kind, path: str, word: Field) -> dict[str, Any]:
    return {"fields": {**kind.fields, path: word}}


@pytest.mark.parametrize("kind", KINDS, ids=[kind.id for kind in KINDS])
def test_a_sound_kind_has_no_faults(kind: Kind) -> None:
    assert broken(kind) == []


@pytest.mark.parametrize(
    ("kind", "changes", "fault"),
    [
        (REPOSITORIES, {"service": "codecomit"}, "codecomit"),
        (REPOSITORIES, {"delete": Op("RemoveRepository")}, "no operation RemoveRepository"),
        (REPOSITORIES, {"absent": (Refusal("NotThere"),)}, "no error NotThere"),
        (PIPELINES, {"create": Op("CreatePipeline", wrap="pipe")}, "no member pipe"),
        (RULES, {"update": Op("PutRule", rename={"role_arn": "Role"})}, "renamed to Role"),
        (RULES, {"update": Op("PutRule", sends={"Colour": 1})}, "sends Colour"),
        (RULES, {"single": Read("DescribeRule", path="Rule")}, "does not answer with Rule"),
        (PROJECTS, {"read": Read("BatchGetProjects", many="ids", path="projects")}, "ids"),
        (REPOSITORIES, {"identity": ("arn",)}, "identity arn is no field"),
        (PROJECTS, {"exactly_one": (("source", "sauce"),)}, "exactly_one of sauce"),
        (ROLES, {"first": ("policy",)}, "first clears policy"),
        (ROLES, {"takes": ("iam.roles",)}, "takes iam.roles, of which no list is bound to it"),
        (
            DEPLOYMENT_GROUPS,
            worded(DEPLOYMENT_GROUPS, "service_role_arn", Field(holds=True)),
            "service_role_arn: holds, but cannot be emptied by itself",
        ),
        (
            DEPLOYMENT_GROUPS,
            {"inherits": {"compute_platform": "name"}},
            "inherits compute_platform from name, which points to no holder",
        ),
        (
            DEPLOYMENT_GROUPS,
            worded(
                DEPLOYMENT_GROUPS,
                "outdated_instances_strategy",
                Field(insisted=True, default=By(".name", {}, "UPDATE")),
            ),
            "insisted on, but without a default that could be sent",
        ),
        (ROLES, {"arn": "arn:{partition}:iam::{account}:role/{nick}"}, "arn needs nick"),
        (RULES, {"managed": "OwnedBy"}, "does not answer with OwnedBy"),
        (PROJECTS, {"gives": {"badge": "badge.url"}}, "gives badge from badge.url"),
        (PIPELINES, {"reserved": {"colour": "none"}}, "reserved colour"),
        (PROJECTS, {"reserved": {"webhook.colour": "none"}}, "reserved webhook.colour"),
        (
            PROJECTS,
            worded(PROJECTS, "colour", Field()),
            "colour: a word about a field that does not exist",
        ),
        (
            PROJECTS,
            worded(PROJECTS, "description", Field(insisted=True)),
            "insisted on, but without a default that could be sent",
        ),
        (
            PROJECTS,
            worded(PROJECTS, "description", Field(keyed="name")),
            "keyed or a set, but a string",
        ),
        (PROJECTS, worded(PROJECTS, "secondary_sources", Field(keyed="id")), "keyed by id"),
        (PROJECTS, worded(PROJECTS, "secondary_sources", Field(short="type")), "but not keyed"),
        (PROJECTS, worded(PROJECTS, "badge_enabled", Field(document="json")), "but a boolean"),
        (PROJECTS, worded(PROJECTS, "source", Field(open=True)), "words for its keys"),
        (PROJECTS, worded(PROJECTS, "visibility", Field(default="SECRET")), "default SECRET"),
        (PROJECTS, worded(PROJECTS, "service_role", Field(points_to="iam.rolls.arn")), "iam.rolls"),
        (
            PROJECTS,
            worded(PROJECTS, "service_role", Field(points_to="iam.roles.url")),
            "url of iam.roles",
        ),
        (
            PROJECTS,
            worded(PROJECTS, "description", Field(default=By("colour", {}))),
            "depends on colour",
        ),
        (
            PROJECTS,
            worded(PROJECTS, "cache.location", Field(clear=By(".type", {"GONE": 1}))),
            "being GONE",
        ),
    ],
)
def test_a_planted_fault_is_found(kind: Kind, changes: dict[str, Any], fault: str) -> None:
    found = broken(kind, **changes)
    assert [text for text in found if fault in text], found


@pytest.mark.parametrize(
    ("field", "rename", "fault"),
    [
        ("colour", {"subscription_arn": "SubscriptionArn"}, "subscriptions alters colour"),
        ("protocol", {"protocol": "AttributeValue"}, "of subscriptions without its handle"),
    ],
)
def test_an_item_that_cannot_be_altered_so_is_found(
    field: str, rename: dict[str, str], fault: str
) -> None:
    put = Op("SetSubscriptionAttributes", rename=rename, sends={"AttributeName": "Protocol"})
    planted = dataclasses.replace(SUBSCRIPTIONS, alters=(Setter((field,), put=put),))
    found = broken(TOPICS, parts=tuple(planted if p is SUBSCRIPTIONS else p for p in TOPICS.parts))
    assert [text for text in found if fault in text], found


def test_a_required_member_that_nobody_fills_is_found() -> None:
    policies = Items(
        "policies", add=Op("PutRolePolicy"), remove=Op("DeleteRolePolicy"), key="PolicyName"
    )
    assert "PutRolePolicy requires PolicyDocument, which nothing fills" in broken(
        ROLES, parts=(policies,)
    )
    assert any(
        "UpdateAssumeRolePolicy" in text
        for text in broken(
            ROLES, parts=(Setter(("description",), put=Op("UpdateAssumeRolePolicy")),)
        )
    )


def test_a_field_that_never_comes_back_is_found() -> None:
    assert broken(REPOSITORIES, read=Read("ListRepositories", path="repositories")) != []
    webhook = {**PROJECTS.fields, "badge_enabled": Field()}
    assert "badge_enabled: BatchGetProjects does not answer with badgeEnabled" in broken(
        PROJECTS, fields=webhook
    )


def test_all_faults_of_all_kinds_are_told_at_once() -> None:
    one = dataclasses.replace(BUCKETS, absent=(Refusal("A"), Refusal("B")))
    two = dataclasses.replace(ROLES, absent=(Refusal("C"),))
    pointed = [kind for kind in KINDS if kind.section in {"kms", "sns", "sqs"}]
    assert faults([one, two, two, *pointed]) == (
        "s3.buckets: s3 has no error A",
        "s3.buckets: s3 has no error B",
        "iam.roles: iam has no error C",
        "iam.roles: iam has no error C",
        "iam.roles: declared twice",
    )


def test_unused_words_are_known_by_name() -> None:
    alone = unused_words([REPOSITORIES])
    assert {"Field.document", "Switch", "Kind.update"} <= alone
    assert not {"Field.keyed", "Kind.identity", "Setter.pending"} & alone
