"""Changes as steps: what each call says, kind by kind. Nothing is sent."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.engine.calling.updates import grafted, segments
from reconciler.engine.comparing.compare import additions, compare
from reconciler.engine.deciding.ownership import ADDRESS, owned
from reconciler.engine.deciding.ownership import OWNER as OWNER_TAG
from reconciler.engine.live import Live, Step
from reconciler.engine.write import deletion, release, steps
from reconciler.plan.plan import Action
from reconciler.spec.content.normal import normal
from reconciler.spec.stack import Resource
from reconciler.spec.values import Late, Secret, Text, Value
from tests.engine.estate import OWNER, SCOPE, TRUST, resource

PROJECT = {
    "source": {"type": "CODEPIPELINE"},
    "artifacts": {"type": "CODEPIPELINE"},
    "environment": {
        "type": "LINUX_CONTAINER",
        "image": "aws/codebuild/standard:7.0",
        "compute_type": "BUILD_GENERAL1_SMALL",
    },
    "service_role": "arn:aws:iam::111122223333:role/build",
}
STAGES: list[dict[str, Any]] = [
    {
        "name": name,
        "actions": [
            {
                "name": "Do",
                "action_type_id": {"category": "Approval", "owner": "AWS", "provider": "Manual"},
            }
        ],
    }
    for name in ("One", "Two")
]
PIPELINE = {
    "role_arn": "arn:aws:iam::111122223333:role/deliver",
    "artifact_store": {"type": "S3", "location": "artifacts"},
    "stages": STAGES,
}


def project(**fields: Any) -> Resource:
    return resource("codebuild.projects.api", "api", {**PROJECT, **fields})


def pipeline(**fields: Any) -> Resource:
    return resource("codepipeline.pipelines.deliver", "deliver", {**PIPELINE, **fields})


def rule(targets: Mapping[str, Any] | None = None) -> Resource:
    fields: dict[str, Any] = {"event_pattern": {"source": ["aws.codecommit"]}}
    return resource(
        "eventbridge.rules.push",
        "push",
        {**fields, **({} if targets is None else {"targets": targets})},
        parents=("default",),
    )


def role(**fields: Any) -> Resource:
    return resource("iam.roles.build", "build", {"assume_role_policy_document": TRUST, **fields})


def as_live(
    held: Resource, tags: Mapping[str, str] | None = None, raw: Mapping[str, Any] | None = None
) -> Live:
    """A live resource that is what another one declares, owned unless tags are given."""
    tags = owned(held, OWNER).tags if tags is None else tags
    names = dict(zip(held.form.kind.identity, held.identity, strict=True))
    outputs = {**names, "arn": held.arn}
    return Live(held.form, SCOPE, held.identity, dict(held.desired), raw or {}, tags, outputs)


def changed(
    wanted: Resource, live: Live, action: Action = Action.UPDATE
) -> tuple[tuple[Step, ...], list[tuple[str, Mapping[str, Any]]]]:
    """The steps that lead from `live` to `wanted`, and their calls as (operation, parameters)."""
    ours = owned(wanted, OWNER)
    made = steps(ours, live, compare(ours, live).fields, ours.tags, action)
    return made, calls_of(made)


def created(wanted: Resource) -> list[tuple[str, Mapping[str, Any]]]:
    ours = owned(wanted, OWNER)
    return calls_of(steps(ours, None, additions(ours), ours.tags, Action.CREATE))


def calls_of(made: tuple[Step, ...]) -> list[tuple[str, Mapping[str, Any]]]:
    assert all(call.writes for step in made for call in step.calls)
    return [(call.operation, call.params) for step in made for call in step.calls]


def test_a_create_carries_the_owner_in_the_spelling_of_its_service() -> None:
    ((_, params),) = created(project())
    assert {"key": OWNER_TAG, "value": OWNER} in params["tags"]
    assert {"key": ADDRESS, "value": "codebuild.projects.api"} in params["tags"]
    ((_, params),) = created(resource("codecommit.repositories.web", "web", {}))
    assert params["tags"][OWNER_TAG] == OWNER
    ((_, params),) = created(resource("s3.buckets.art", "art", {}))
    tags = params["CreateBucketConfiguration"]["Tags"]
    assert {"Key": OWNER_TAG, "Value": OWNER} in tags
    assert params["CreateBucketConfiguration"]["LocationConstraint"] == "eu-west-1"


def test_a_create_puts_what_stands_in_the_wrap_there_and_tags_beside_it() -> None:
    ((name, params),) = created(pipeline())
    assert name == "CreatePipeline"
    assert set(params) == {"pipeline", "tags"}
    assert params["pipeline"]["name"] == "deliver"
    action = params["pipeline"]["stages"][0]["actions"][0]
    assert action["actionTypeId"]["version"] == "1", "required by AWS, and its default is stated"


def test_a_region_of_its_own_is_left_out_where_s3_wants_it_so() -> None:
    bucket = resource("s3.buckets.art", "art", {})
    ((_, params),) = created(replace(bucket, scope=replace(SCOPE, region="us-east-1")))
    assert "LocationConstraint" not in params["CreateBucketConfiguration"]


def test_parts_follow_the_create_and_defaults_need_no_call() -> None:
    made = created(project(visibility="PRIVATE", webhook={"filter_groups": []}))
    assert [name for name, _ in made] == ["CreateProject", "CreateWebhook"]
    made = created(project(visibility="PUBLIC_READ"))
    assert made[1] == (
        "UpdateProjectVisibility",
        {
            "projectArn": "arn:aws:codebuild:eu-west-1:111122223333:project/api",
            "projectVisibility": "PUBLIC_READ",
        },
    )


def test_late_values_and_secrets_stay_in_the_parameters() -> None:
    late = Late("iam.roles.build", "arn")
    ((_, params),) = created(project(service_role=late, description=Text(("by ", late))))
    assert params["serviceRole"] == late
    assert params["description"] == Text(("by ", late))
    stages = [dict(STAGES[0]), STAGES[1]]
    secret = Secret("env", "TOKEN")
    stages[0] = {
        "name": "One",
        "actions": [
            {
                "name": "Code",
                "action_type_id": {
                    "category": "Source",
                    "owner": "ThirdParty",
                    "provider": "GitHub",
                },
                "configuration": {"OAuthToken": secret},
            }
        ],
    }
    ((_, params),) = created(pipeline(stages=stages))
    action = params["pipeline"]["stages"][0]["actions"][0]
    assert action["configuration"]["OAuthToken"] == secret


def test_a_merging_update_sends_what_changed_what_clears_and_every_tag() -> None:
    live = as_live(project(description="old", concurrent_build_limit=3, source_version="main"))
    _, ((name, params),) = changed(project(source_version="main", badge_enabled=True), live)
    assert name == "UpdateProject"
    assert {key: value for key, value in params.items() if key != "tags"} == {
        "name": "api",
        "description": "",
        "concurrentBuildLimit": -1,
        "badgeEnabled": True,
    }
    assert len(params["tags"]) == 2


def test_tags_of_others_survive_where_tags_are_sent_whole() -> None:
    tags = {**(owned(project(), OWNER).tags or {}), "aws:x": "1", "left": "alone", "old": "gone"}
    wanted, live = owned(project(description="new"), OWNER), as_live(project(), tags)
    fields = compare(wanted, live, ("left",)).fields
    ((_, params),) = calls_of(steps(wanted, live, fields, wanted.tags, Action.UPDATE))
    keys = {tag["key"] for tag in params["tags"]}
    assert keys == {OWNER_TAG, ADDRESS, "left"}


def test_a_replacing_update_sends_everything_and_empties_what_is_omitted() -> None:
    live = as_live(pipeline(triggers=[], variables=[{"name": "A", "default_value": "1"}]))
    _, ((name, params),) = changed(pipeline(), live)
    assert name == "UpdatePipeline"
    sent = params["pipeline"]
    assert sent["variables"] == []
    assert sent["triggers"] == []
    assert sent["pipelineType"] == "V2"
    assert [stage["name"] for stage in sent["stages"]] == ["One", "Two"]
    assert "version" not in sent


def test_what_was_added_by_hand_goes_and_what_is_ignored_stays() -> None:
    by_hand = [{**STAGES[0]}, {**STAGES[1]}, {**STAGES[1], "name": "Three"}]
    by_hand[0] = {
        "name": "One",
        "actions": [{**STAGES[0]["actions"][0], "configuration": {"CustomData": "theirs"}}],
    }
    live = as_live(pipeline(stages=by_hand))
    wanted = pipeline()
    _, ((_, params),) = changed(wanted, live)
    stages = params["pipeline"]["stages"]
    assert [stage["name"] for stage in stages] == ["One", "Two"]
    assert "configuration" not in stages[0]["actions"][0]
    ignored = ("stages[One].actions[*].configuration",)
    lifecycle = replace(wanted.lifecycle, ignore=ignored)
    _, ((_, params),) = changed(replace(wanted, lifecycle=lifecycle), live)
    kept = params["pipeline"]["stages"][0]["actions"][0]["configuration"]
    assert kept == {"CustomData": "theirs"}


def test_an_omitted_computed_field_is_sent_as_it_is() -> None:
    held = project(artifacts={"type": "S3", "location": "b", "name": "given", "path": "old"})
    _, ((_, params),) = changed(project(artifacts={"type": "S3", "location": "b"}), as_live(held))
    assert params["artifacts"] == {"type": "S3", "location": "b", "name": "given"}


def test_targets_are_put_and_removed_in_batches() -> None:
    def targets(numbers: range) -> dict[str, Any]:
        return {f"t{n:02}": {"arn": f"arn:aws:sns:eu-west-1:111122223333:t{n}"} for n in numbers}

    live = as_live(rule(targets(range(12))))
    _, made = changed(rule(targets(range(11, 24))), live)
    assert [name for name, _ in made] == [
        "PutTargets",
        "PutTargets",
        "RemoveTargets",
        "RemoveTargets",
    ]
    assert [len(params["Targets"]) for name, params in made if name == "PutTargets"] == [10, 2]
    removed = [key for name, params in made if name == "RemoveTargets" for key in params["Ids"]]
    assert sorted(removed) == [f"t{n:02}" for n in range(11)]
    assert made[0][1]["Rule"] == "push"
    assert made[0][1]["Targets"][0]["Id"] == "t12"


def test_a_part_that_is_not_declared_is_left_alone_and_null_empties_it() -> None:
    live = as_live(rule({"mine": {"arn": "arn:aws:sns:eu-west-1:111122223333:t"}}))
    assert changed(rule(), live) == ((), [])
    wanted = rule()
    wanted = replace(wanted, desired={**wanted.desired, "targets": None})
    _, made = changed(wanted, live)
    assert [(name, params["Ids"]) for name, params in made] == [("RemoveTargets", ["mine"])]


def test_items_of_one_a_call_carry_their_key_and_their_document() -> None:
    policy = {"Version": "2012-10-17", "Statement": []}
    held = role(
        policies={"old": policy, "kept": policy}, managed_policy_arns=["arn:aws:iam::aws:policy/A"]
    )
    wanted = role(
        policies={"new": policy, "kept": policy}, managed_policy_arns=["arn:aws:iam::aws:policy/B"]
    )
    _, made = changed(wanted, as_live(held))
    assert [name for name, _ in made] == [
        "PutRolePolicy",
        "DeleteRolePolicy",
        "AttachRolePolicy",
        "DetachRolePolicy",
    ]
    assert made[0][1]["PolicyName"] == "new"
    assert made[0][1]["PolicyDocument"].startswith("{")
    assert made[1][1] == {"RoleName": "build", "PolicyName": "old"}
    assert made[2][1] == {"RoleName": "build", "PolicyArn": "arn:aws:iam::aws:policy/B"}


def test_a_setter_clears_by_its_own_call() -> None:
    boundary = "arn:aws:iam::111122223333:policy/edge"
    _, made = changed(role(), as_live(role(permissions_boundary=boundary)))
    assert made == [("DeleteRolePermissionsBoundary", {"RoleName": "build"})]
    _, made = changed(role(permissions_boundary=boundary), as_live(role()))
    assert made == [
        ("PutRolePermissionsBoundary", {"RoleName": "build", "PermissionsBoundary": boundary})
    ]


def test_an_inner_kind_is_made_changed_made_again_and_deleted() -> None:
    group = [[{"type": "EVENT", "pattern": "PUSH"}]]
    plain, hooked = project(), project(webhook={"filter_groups": group})
    assert [name for name, _ in changed(hooked, as_live(plain))[1]] == ["CreateWebhook"]
    other = project(webhook={"filter_groups": group, "build_type": "BUILD_BATCH"})
    _, ((name, params),) = changed(other, as_live(hooked))
    assert (name, params) == ("UpdateWebhook", {"projectName": "api", "buildType": "BUILD_BATCH"})
    scope = {"name": "acme", "scope": "GITHUB_ORGANIZATION"}
    moved = project(webhook={"filter_groups": group, "scope_configuration": scope})
    assert [name for name, _ in changed(moved, as_live(hooked))[1]] == [
        "DeleteWebhook",
        "CreateWebhook",
    ]
    gone = replace(plain, desired={**plain.desired, "webhook": None})
    assert changed(gone, as_live(hooked))[1] == [("DeleteWebhook", {"projectName": "api"})]


def test_tags_are_added_and_removed_by_what_differs() -> None:
    live = as_live(pipeline(), {**(owned(pipeline(), OWNER).tags or {}), "old": "1", "team": "a"})
    wanted = replace(pipeline(), tags={"team": "b"})
    _, made = changed(wanted, live)
    arn = "arn:aws:codepipeline:eu-west-1:111122223333:deliver"
    assert made == [
        ("TagResource", {"resourceArn": arn, "tags": [{"key": "team", "value": "b"}]}),
        ("UntagResource", {"resourceArn": arn, "tagKeys": ["old"]}),
    ]


def test_tags_that_are_put_whole_keep_what_is_left_to_others() -> None:
    bucket = resource("s3.buckets.art", "art", {})
    tags = {**(owned(bucket, OWNER).tags or {}), "left": "alone", "old": "1"}
    wanted, live = owned(bucket, OWNER), as_live(bucket, tags)
    fields = compare(wanted, live, ("left",)).fields
    ((name, params),) = calls_of(steps(wanted, live, fields, wanted.tags, Action.UPDATE))
    assert name == "PutBucketTagging"
    assert {tag["Key"] for tag in params["Tagging"]["TagSet"]} == {OWNER_TAG, ADDRESS, "left"}


def test_an_adoption_tags_and_changes() -> None:
    _, made = changed(pipeline(), as_live(pipeline(), {}), Action.ADOPT)
    assert [name for name, _ in made] == ["TagResource"]


@pytest.mark.parametrize(
    ("held", "operation"),
    [(pipeline(), "UntagResource"), (project(), "UpdateProject")],
)
def test_a_release_takes_our_tags_off_and_nothing_else(held: Resource, operation: str) -> None:
    live = as_live(held, {**(owned(held, OWNER).tags or {}), "team": "web"})
    ((name, params),) = calls_of(release(held.address, live))
    assert name == operation
    if name == "UntagResource":
        assert sorted(params["tagKeys"]) == [ADDRESS, OWNER_TAG]
    else:
        assert params == {"name": "api", "tags": [{"key": "team", "value": "web"}]}
    assert release(held.address, as_live(held, {"team": "web"})) == ()


def test_a_delete_first_clears_what_stands_in_its_way() -> None:
    live = as_live(rule({"mine": {"arn": "arn:aws:sns:eu-west-1:111122223333:t"}}))
    made = deletion("eventbridge.rules.push", live)
    assert len(made) == 1
    assert [name for name, _ in calls_of(made)] == ["RemoveTargets", "DeleteRule"]
    policies = {"a": {"Version": "2012-10-17", "Statement": []}}
    live = as_live(role(policies=policies, managed_policy_arns=["arn:aws:iam::aws:policy/A"]))
    assert [name for name, _ in calls_of(deletion("iam.roles.build", live))] == [
        "DeleteRolePolicy",
        "DetachRolePolicy",
        "DeleteRole",
    ]


def test_a_replacement_deletes_and_then_creates() -> None:
    made, calls = changed(role(path="/ci/"), as_live(role()), Action.REPLACE)
    assert [(step.part, step.verb) for step in made] == [("", "delete"), ("", "create")]
    assert [name for name, _ in calls] == ["DeleteRole", "CreateRole"]


def test_nothing_is_no_steps() -> None:
    assert steps(project(), as_live(project()), (), {}, Action.NOOP) == ()


def test_members_that_our_schema_does_not_know_are_carried() -> None:
    form = pipeline().form
    fields = {name: shape for name, shape in form.fields.items() if name != "execution_mode"}
    shape = fields["artifact_store"]
    inner = {name: one for name, one in shape.fields.items() if name != "encryption_key"}
    old = replace(form, fields={**fields, "artifact_store": replace(shape, fields=inner)})
    members = {
        name: member
        for name, member in form.calls["UpdatePipeline"].members.items()
        if name != "execution_mode"
    }
    calls = {**form.calls, "UpdatePipeline": replace(form.calls["UpdatePipeline"], members=members)}
    old = replace(old, calls=calls)
    raw = {
        "version": 7,
        "executionMode": "QUEUED",
        "artifactStore": {"encryptionKey": {"id": "k", "type": "KMS"}, "type": "S3"},
    }
    held, wanted = replace(pipeline(), form=old), replace(pipeline(stages=STAGES[:1] * 1), form=old)
    wanted = replace(wanted, desired={**wanted.desired, "type": "V1"})
    _, ((_, params),) = changed(wanted, as_live(held, raw=raw))
    sent = params["pipeline"]
    assert sent["executionMode"] == "QUEUED"
    assert sent["artifactStore"]["encryptionKey"] == {"id": "k", "type": "KMS"}
    assert "version" not in sent


def test_an_item_that_is_left_to_others_keeps_its_place_in_the_order() -> None:
    live = normal(pipeline().form.fields["stages"], STAGES)
    wanted = normal(pipeline().form.fields["stages"], STAGES[:1])
    made = grafted({"stages": wanted}, {"stages": live}, segments("stages[Two]"))
    assert made == {"stages": live}


trees = st.recursive(
    st.integers() | st.text("ab", min_size=1),
    lambda inner: (
        st.dictionaries(st.text("ab", min_size=1, max_size=2), inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
    ),
    max_leaves=8,
)
paths = st.lists(st.sampled_from(["a", "b", "ab", "*", "0"]), max_size=4).map(tuple)


@given(trees, paths)
def test_a_graft_of_what_is_the_same_changes_nothing(tree: Value, path: tuple[str, ...]) -> None:
    assert grafted(tree, tree, path) == tree


@given(trees, trees, paths)
def test_a_graft_is_done_once(ours: Value, theirs: Value, path: tuple[str, ...]) -> None:
    once = grafted(ours, theirs, path)
    assert grafted(once, theirs, path) == once


def test_what_an_update_may_lose_is_sent_again_and_not_cleared() -> None:
    """Only what the change takes away is emptied: an empty text is not sent for its own sake."""
    bus = "arn:aws:events:eu-west-1:111122223333:event-bus/default"

    def archive(**fields: Any) -> Resource:
        return resource("eventbridge.archives.all", "all", {"event_source_arn": bus, **fields})

    old = archive(description="all of it", retention_days=7)
    _, ((_, sent),) = changed(archive(description="all of it"), as_live(old))
    assert sent == {"ArchiveName": "all", "Description": "all of it", "RetentionDays": 0}
