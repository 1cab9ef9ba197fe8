"""A kind joined with its service model, field by field."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from reconciler.kinds.table import KINDS
from reconciler.kinds.words import Field, Items, Kind, Op, Read, Setter, Switch, Tags
from reconciler.spec.compiling.compile import compile_kind
from reconciler.spec.compiling.members import Unfit
from reconciler.spec.form import Form, Shape

FORMS = {kind.id: compile_kind(kind) for kind in KINDS}

SMALL = Kind(
    "codecommit.repositories",
    prefix="repository",
    identity=("name",),
    create=Op("CreateRepository"),
    read=Read("GetRepository", path="repositoryMetadata"),
    delete=Op("DeleteRepository"),
    fields={"description": Field(default="")},
    parts=(Setter(("description",), put=Op("UpdateRepositoryDescription")),),
    tags=Tags(add=Op("TagResource", rename={"arn": "resourceArn"})),
)


def at(kind_id: str, path: str) -> Shape:
    """The shape at a field path; lists and maps are passed through."""
    shape = FORMS[kind_id].structure()
    for name in path.split("."):
        while shape.item:
            shape = shape.item
        shape = shape.fields[name]
    return shape


def every_shape(form: Form) -> Iterator[tuple[str, Shape]]:
    pending = list(form.fields.items())
    while pending:
        path, shape = pending.pop()
        yield path, shape
        pending += [(f"{path}.{name}", inner) for name, inner in shape.fields.items()]
        pending += [(f"{path}[]", shape.item)] if shape.item else []


def test_members_become_fields_without_the_prefix_tags_and_tokens() -> None:
    form = compile_kind(SMALL)
    assert list(form.fields) == ["name", "description", "kms_key_id"]
    assert [shape.member for shape in form.fields.values()] == [
        "repositoryName",
        "repositoryDescription",
        "kmsKeyId",
    ]


def test_a_field_that_only_the_create_takes_is_immutable() -> None:
    fields = compile_kind(SMALL).fields
    immutable = {name for name, shape in fields.items() if shape.word.immutable}
    assert immutable == {"kms_key_id"}


def test_a_field_that_a_part_or_the_update_takes_can_change() -> None:
    assert not at("codecommit.repositories", "kms_key_id").word.immutable
    assert not at("codebuild.projects", "description").word.immutable
    assert at("iam.roles", "path").word.immutable


def test_an_inner_kind_is_immutable_where_its_update_does_not_reach() -> None:
    webhook = at("codebuild.projects", "webhook")
    fixed = {name for name, shape in webhook.fields.items() if shape.word.immutable}
    assert fixed == {"manual_creation", "scope_configuration"}
    assert "name" not in webhook.fields
    assert webhook.fields["rotate_secret"].type == "string", "a day, though AWS takes a boolean"


def test_required_follows_the_create_and_never_an_update() -> None:
    required = {
        name for name, shape in FORMS["codebuild.projects"].fields.items() if shape.required
    }
    assert required == {"source", "artifacts", "environment", "service_role"}
    assert not at("codecommit.repositories", "default_branch").required
    assert at("codecommit.repositories", "triggers.destination_arn").required


def test_what_has_a_default_need_not_be_written() -> None:
    assert not at("codepipeline.pipelines", "stages.actions.action_type_id.version").required
    assert at("codepipeline.pipelines", "stages.actions.action_type_id.provider").required


def test_the_key_of_a_keyed_list_is_required_where_aws_would_make_one_up() -> None:
    assert at("s3.buckets", "lifecycle_configuration.rules.id").required
    assert at("codebuild.projects", "secondary_sources.source_identifier").required
    assert not at("codebuild.projects", "source.source_identifier").required


def test_the_last_identity_field_may_come_from_the_key() -> None:
    for form in (form for form in FORMS.values() if form.kind.named):
        last = form.fields[form.kind.identity[-1]]
        assert not last.required
        assert not last.word.immutable


def test_model_facts_arrive() -> None:
    timeout = at("codebuild.projects", "timeout_in_minutes")
    assert (timeout.type, timeout.low, timeout.high) == ("integer", 5, 2160)
    assert "between" in timeout.doc or "How long, in minutes" in timeout.doc
    assert at("eventbridge.rules", "state").enum[:2] == ("ENABLED", "DISABLED")
    assert at("codepipeline.pipelines", "name").pattern.startswith("^[A-Za-z0-9.@")
    assert at("s3.buckets", "versioning_configuration.mfa_delete").member == "MFADelete"


def test_words_stand_on_the_nodes_of_their_paths() -> None:
    word = at("codebuild.projects", "environment.environment_variables").word
    assert (word.keyed, word.short) == ("name", "value")
    assert at("codepipeline.pipelines", "stages.actions.run_order").word.default == 1


def test_collections_by_item_are_a_list_a_map_or_a_list_of_keys() -> None:
    targets, policies = at("eventbridge.rules", "targets"), at("iam.roles", "policies")
    managed = at("iam.roles", "managed_policy_arns")
    assert (targets.type, policies.type, managed.type) == ("list", "map", "list")
    assert targets.item
    assert {"id", "arn", "input_transformer"} <= {*targets.item.fields}
    assert policies.key
    assert policies.key.high == 128
    assert managed.item
    assert managed.item.low == 20


def test_an_item_of_a_call_of_its_own_is_all_that_the_call_takes() -> None:
    still = {"transitionType": "Inbound"}
    part = Items(
        "disabled_transitions",
        add=Op("DisableStageTransition", sends=still),
        remove=Op("EnableStageTransition", sends=still),
    )
    kind = dataclasses.replace(FORMS["codepipeline.pipelines"].kind, parts=(part,))
    shape = compile_kind(kind).fields["disabled_transitions"]
    assert shape.type == "list"
    assert shape.item
    assert {name: field.required for name, field in shape.item.fields.items()} == {
        "stage_name": True,
        "reason": True,
    }


def test_a_part_is_read_under_the_name_that_the_read_gives_it() -> None:
    form = FORMS["codecommit.repositories"]
    assert form.fields["default_branch"].member == "defaultBranch"
    assert form.calls["UpdateDefaultBranch"].members["default_branch"] == "defaultBranchName"


def test_signatures_speak_our_names() -> None:
    calls = FORMS["eventbridge.rules"].calls
    assert calls["PutTargets"].members["name"] == "Rule"
    assert calls["PutRule"].members["name"] == "Name"
    assert calls["ListRules"].page == ("NextToken", "NextToken")
    assert calls["TagResource"].members == {"arn": "ResourceARN", "tags": "Tags"}
    pipeline = FORMS["codepipeline.pipelines"].calls["CreatePipeline"]
    assert pipeline.members["role_arn"] == "roleArn"
    assert pipeline.members["tags"] == "tags"
    assert FORMS["s3.buckets"].calls["PutBucketTagging"].members["tags"] == "Tagging.TagSet"


def test_page_tokens_come_from_the_members_where_no_paginator_lists_them() -> None:
    calls = FORMS["codecommit.repositories"].calls
    assert calls["ListTagsForResource"].page == ("nextToken", "nextToken")
    assert "next_token" not in calls["ListTagsForResource"].members


def test_reserved_fields_are_left_out_at_every_depth() -> None:
    assert "version" not in FORMS["codepipeline.pipelines"].fields
    stage = at("codepipeline.pipelines", "stages").item
    assert stage
    assert "blockers" not in stage.fields
    assert "status" not in at("codebuild.projects", "environment.docker_server").fields


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_every_field_has_a_member_and_short_plain_prose(form: Form) -> None:
    switches = {part.field for part in form.kind.parts if isinstance(part, Switch)}
    own = {*form.kind.shorthands, *switches, *(form.kind.identity if form.kind.statement else ())}
    for path, shape in every_shape(form):
        if not path.endswith("]") and path.replace("[", ".").partition(".")[0] not in own:
            assert shape.member, path
        assert len(shape.doc) <= 300, path
        assert "</" not in shape.doc, path
        assert not (shape.enum and shape.pattern), path


def test_a_part_of_what_the_model_lacks_is_refused() -> None:
    unfit = Kind(**{**vars(SMALL), "parts": (Setter(("nothing",), put=Op("TagResource")),)})
    with pytest.raises(Unfit, match="TagResource does not take nothing"):
        compile_kind(unfit)


def test_a_shorthand_is_a_field_that_no_operation_takes() -> None:
    form = FORMS["codepipeline.pipelines"]

    assert form.fields["start"].fields["by"].enum == ("events", "polling", "webhook", "manual")
    assert all("start" not in signature.members for signature in form.calls.values())
