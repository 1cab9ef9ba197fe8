"""Values that AWS gave are judged like those that were written."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reconciler.kinds.words import Field
from reconciler.spec.filled import filled_faults, refilled, written
from reconciler.spec.form import Shape
from reconciler.spec.normal import normal
from reconciler.spec.values import ORDER, Late, Value
from tests.spec.ground import JUDGE, good

TEXT = Shape("string")
ITEM = Shape("structure", fields={"name": TEXT, "value": TEXT, "tags": Shape("list", item=TEXT)})
SHAPE = Shape(
    "structure",
    fields={
        "ordered": Shape("list", item=ITEM, word=Field(keyed="name", ordered=True)),
        "named": Shape("list", item=ITEM, word=Field(keyed="name", short="value")),
        "set": Shape("list", item=TEXT, word=Field(set=True)),
        "csv": Shape("string", word=Field(csv=True)),
        "document": Shape("string", word=Field(document="policy")),
        "map": Shape("map", item=TEXT),
        "plain": Shape("integer"),
    },
)
ITEMS = st.lists(
    st.fixed_dictionaries(
        {"name": st.sampled_from("abc")}, optional={"value": st.text(max_size=2)}
    ),
    unique_by=lambda item: item["name"],
)
DATA = st.fixed_dictionaries(
    {},
    optional={
        "ordered": ITEMS,
        "named": ITEMS,
        "set": st.lists(st.text(max_size=2)),
        "csv": st.lists(st.sampled_from(["a", "b"])),
        "document": st.just({"Statement": {"Action": ["b", "a"]}}),
        "map": st.dictionaries(st.text(max_size=2), st.text(max_size=2)),
        "plain": st.integers(),
    },
)


@given(DATA)
def test_what_is_written_again_has_the_same_normal_form(data: dict[str, Any]) -> None:
    value = normal(SHAPE, data)
    assert normal(SHAPE, written(SHAPE, value)) == value


def test_named_lists_are_lists_again() -> None:
    value: dict[str, Value] = {"ordered": {"b": {}, "a": {"value": "1"}, ORDER: ("b", "a")}}
    assert written(SHAPE, value) == {"ordered": [{"name": "b"}, {"name": "a", "value": "1"}]}


PIPELINE = """\
codepipeline:
  pipelines:
    deliver:
      role_arn: arn:aws:iam::111122223333:role/pipeline
      artifact_store: {type: S3, location: bucket}
      stages:
        - name: Source
          actions:
            - name: Web
              action_type_id: {category: Source, owner: AWS, provider: CodeCommit}
              configuration: {RepositoryName: web, BranchName: main}
              output_artifacts: [{name: source}]
        - name: Build
          actions:
            - name: Make
              action_type_id: {category: Build, owner: AWS, provider: CodeBuild}
              configuration: {ProjectName: build, EnvironmentVariables: [{name: A, value: b}]}
              input_artifacts: [{name: source}]
"""


def test_what_was_good_is_good_again() -> None:
    resource = good(PIPELINE)
    assert filled_faults(resource, resource.desired, JUDGE) == ()
    assert refilled(resource, resource.desired) == resource.desired


def test_a_late_value_that_turns_out_wrong_is_told_where_its_reference_stands() -> None:
    resource = good(PIPELINE)
    late = {**resource.desired, "role_arn": Late("iam.roles.x", "arn")}
    assert filled_faults(resource, late, JUDGE) == ()
    (fault,) = filled_faults(resource, {**resource.desired, "role_arn": "oops"}, JUDGE)
    assert (fault.code, fault.place) == ("RC1205", resource.places["role_arn"])


def test_deep_in_a_named_list_too() -> None:
    resource = good(PIPELINE)
    path = "stages[Build].actions[Make].input_artifacts[source].name"
    desired = dict(resource.desired)
    stages = desired["stages"]
    assert isinstance(stages, dict)
    action = stages["Build"]["actions"]["Make"]
    action["input_artifacts"] = {"so urce": {}, ORDER: ("so urce",)}
    (fault,) = filled_faults(resource, desired, JUDGE)
    assert fault.code == "RC1205"
    assert fault.place == resource.places[path.rpartition("[")[0]]


def test_sets_are_sorted_again_when_their_items_are_known() -> None:
    project = """\
codebuild:
  projects:
    build:
      service_role: arn:aws:iam::111122223333:role/build
      source: {type: NO_SOURCE, buildspec: {version: 0.2}}
      artifacts: {type: NO_ARTIFACTS}
      environment: {type: LINUX_CONTAINER, image: a, compute_type: BUILD_GENERAL1_SMALL}
      vpc_config: {vpc_id: v, subnets: [b, c], security_group_ids: [s]}
"""
    resource = good(project)
    vpc = resource.desired["vpc_config"]
    assert isinstance(vpc, dict)
    known = {**resource.desired, "vpc_config": {**vpc, "subnets": ("b", "a")}}
    refreshed = refilled(resource, known)["vpc_config"]
    assert isinstance(refreshed, dict)
    assert refreshed["subnets"] == ("a", "b")
