"""What can be imported of each kind, how live values become references, what is left out."""

from dataclasses import replace

import pytest

from reconciler.engine.comparing.paths import root
from reconciler.engine.importing.declaring import Into, document, with_kept
from reconciler.engine.importing.listing import holder_of, list_of
from reconciler.engine.importing.referring import Known, references
from reconciler.engine.live import Live
from reconciler.errors import Place
from reconciler.kinds.table import KINDS
from reconciler.spec.forms import forms
from reconciler.spec.stack import Resource, Scope
from reconciler.spec.values import Late, Text, Value

SCOPE = Scope("", "123456789012", "eu-west-1")
ROLE = "arn:aws:iam::123456789012:role/build"
BUCKET = "arn:aws:s3:::store"
ROLES, BUCKETS, PROJECTS = (
    forms()[kind] for kind in ("iam.roles", "s3.buckets", "codebuild.projects")
)
LINKS = forms()["codeconnections.connections"]


def live(kind: str, name: str, arn: str, tags: dict[str, str] | None = None) -> Live:
    """Something that is there and has nothing but a name."""
    form = forms()[kind]
    outputs = {form.kind.identity[-1]: name, "arn": arn}
    return Live(form, SCOPE, (name,), {}, tags=tags, outputs=outputs)


KNOWN = references(
    [
        Known("iam.roles.build", ROLES, {"name": "build", "arn": ROLE}),
        Known("s3.buckets.store", BUCKETS, {"name": "store", "arn": BUCKET}),
    ]
)


@pytest.mark.parametrize("kind", [kind.id for kind in KINDS])
def test_every_kind_has_a_list_that_names_what_there_is(kind: str) -> None:
    form = forms()[kind]
    assert list_of(form.kind) or holder_of(form) in forms()


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("service_role", ROLE, Late("iam.roles.build", "arn")),
        ("service_role", f"{ROLE}-other", f"{ROLE}-other"),
        ("policy", f"{BUCKET}/*", Text((Late("s3.buckets.store", "arn"), "/*"))),
        ("policy", BUCKET, Late("s3.buckets.store", "arn")),
        ("policy", "store", "store"),
        ("description", f"see {ROLE}", f"see {ROLE}"),
    ],
)
def test_what_names_another_resource_is_a_reference(field: str, text: str, said: Value) -> None:
    spot = root(PROJECTS, {field: text}).down(field, {field: text})
    assert KNOWN.text(text, spot, "codebuild.projects.api") == said


def test_a_resource_refers_to_itself_where_its_arn_follows_from_its_name() -> None:
    spot = root(BUCKETS, {"policy": ""}).down("policy", {"policy": ""})
    assert KNOWN.text(BUCKET, spot, "s3.buckets.store") == Late("self", "arn")
    arn = "arn:aws:codeconnections:eu-west-1:123456789012:connection/1"
    invented = references([Known("codeconnections.connections.a", LINKS, {"arn": arn})])
    assert invented.text(arn, spot, "codeconnections.connections.a") == arn


def test_of_two_with_one_name_none_is_meant() -> None:
    known = (Known(f"s3.buckets.{key}", BUCKETS, {"name": "x", "arn": ""}) for key in "ab")
    form = forms()["codepipeline.webhooks"]
    spot = replace(root(form, {}), shape=forms()["s3.statements"].fields["bucket"], path="bucket")
    assert references(known).text("x", spot, "") == "x"


def test_keys_are_names_as_far_as_keys_can_hold_them() -> None:
    names = ("a.b", "a-b", "/ci/x", "ok")
    lives = [live("sqs.queues", name, f"arn:aws:sqs:eu-west-1:1:{name}") for name in names]
    entries = document(lives, Into("s")).entries
    assert [one.key for one in entries] == ["a-b", "a-b-2", "ci-x", "ok"]
    assert [one.fields for one in entries] == [
        {"name": "a.b"},
        {"name": "a-b"},
        {"name": "/ci/x"},
        {},
    ]


def test_tags_that_all_share_stand_once_and_others_own_ones_never() -> None:
    shared = {"team": "web", "aws:x": "1", "reconcile:owner": "other", "left:x": "1"}
    lives = [
        live("sqs.queues", "a", "arn:a", {**shared, "tier": "1"}),
        live("sqs.queues", "b", "arn:b", shared),
    ]
    made = document(lives, Into("s", owner="mine", ignored=("left:*",), adopt=True))
    assert made.tags == {"team": "web"}
    assert [one.tags for one in made.entries] == [{"tier": "1"}, {}]
    assert [one.lifecycle for one in made.entries] == [{"adopt": True}] * 2
    assert all("--take-over sqs.queues." in one.remarks[0] for one in made.entries)


def test_two_of_one_name_are_pinned_by_their_ids() -> None:
    lives = [live("codeconnections.connections", "git", f"arn:aws:x:{n}") for n in "12"]
    made = document(lives, Into("s")).entries
    assert [one.lifecycle for one in made] == [{"id": "arn:aws:x:1"}, {"id": "arn:aws:x:2"}]


def test_what_is_declared_already_is_left_out() -> None:
    declared = Resource("sqs.queues.a", forms()["sqs.queues"], SCOPE, ("a",), {}, Place(""))
    lives = [live("sqs.queues", name, "") for name in ("a", "b")]
    kept, already = with_kept(lives, Into("s", declared=(declared,)))
    assert ([one.identity for one in kept], already) == ([("b",)], 1)


def test_text_that_would_be_mistaken_for_a_reference_is_told() -> None:
    one = replace(
        live("codebuild.projects", "a", "arn:a"), fields={"description": "${AWS::Region}"}
    )
    (entry,) = document([one], Into("s")).entries
    assert entry.fields["description"] == "${AWS::Region}"
    assert any("`description`" in remark and "file:" in remark for remark in entry.remarks)
