"""Schema errors as people meet them: place, code, what is wrong, what was expected, what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.codes import CODES
from reconciler.spec.declared.expectation import bare, expected, found
from reconciler.spec.declared.resource import resource_of
from reconciler.spec.files.text import parse
from reconciler.spec.form import Shape
from reconciler.spec.nodes import MapNode
from tests.spec.ground import FILE, JUDGE, declarations_in, faults, ground_of, told

PROJECT = """\
codebuild:
  projects:
    build:
      service_role: arn:aws:iam::111122223333:role/build
      source: {type: NO_SOURCE, buildspec: {version: 0.2}}
      artifacts: {type: NO_ARTIFACTS}
      environment: {type: LINUX_CONTAINER, image: a, compute_type: BUILD_GENERAL1_SMALL}
"""
"""A project that is complete; tests add lines to it, so that theirs is line 8."""

PIPELINE = """\
codepipeline:
  pipelines:
    deliver:
      role_arn: arn:aws:iam::111122223333:role/pipeline
      stages: []
"""


def test_the_project_of_these_tests_is_good() -> None:
    assert faults(PROJECT) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "serviceRole: a",
            (
                "8:7 RC1204 `serviceRole` is not a field of codebuild.projects | a field of "
                "codebuild.projects | Did you mean `service_role`?"
            ),
        ),
        (
            "servcie_role: a",
            (
                "8:7 RC1204 `servcie_role` is not a field of codebuild.projects | a field of "
                "codebuild.projects | Did you mean `service_role`?"
            ),
        ),
        (
            "image: a",
            (
                "8:7 RC1204 `image` is not a field of codebuild.projects | a field of "
                "codebuild.projects | `image` is a field of `environment`."
            ),
        ),
        (
            "timeout_in_minutes: 3000",
            (
                "8:27 RC1206 `timeout_in_minutes` is the number 3000 | a whole number from 5 to "
                "2160"
            ),
        ),
        (
            "timeout_in_minutes: ten",
            (
                "8:27 RC1201 `timeout_in_minutes` is the text `ten` | a whole number from 5 to "
                "2160"
            ),
        ),
        (
            'timeout_in_minutes: "10"',
            (
                "8:27 RC1201 `timeout_in_minutes` is the text `10` | a whole number from 5 to "
                "2160 | Write it plain: `10`."
            ),
        ),
        (
            "badge_enabled: yes",
            (
                "8:22 RC1201 `badge_enabled` is the text `yes` | `true` or `false` | Write `true`."
            ),
        ),
        (
            "badge_enabled: 'false'",
            (
                "8:22 RC1201 `badge_enabled` is the text `false` | `true` or `false` | Write "
                "`false`."
            ),
        ),
        ("cache: 5", "8:14 RC1201 `cache` is the text `5` | a mapping"),
        ("vpc_config: [a]", "8:19 RC1201 `vpc_config` is a list | a mapping"),
        ("description: [a]", "8:20 RC1201 `description` is a list | text of at most 255 characters"),
        (
            "vpc_config: {vpc_id: v, subnets: a, security_group_ids: [a]}",
            (
                "8:40 RC1201 `subnets` is the text `a` | a list of at most 16 items | Write a "
                "list: `[a]`."
            ),
        ),
        (
            "vpc_config: {vpcId: v, subnets: [a], security_group_ids: [a]}",
            (
                "8:20 RC1204 `vpcId` is not a field of `vpc_config` | a field of `vpc_config` | "
                "Did you mean `vpc_id`?"
            ),
        ),
        (
            "cache: {type: LOCAL, modes: [LOCAL_SOURCE_CASHE]}",
            (
                "8:36 RC1203 `LOCAL_SOURCE_CASHE` is not among the values of `modes[0]` | one of "
                "`LOCAL_DOCKER_LAYER_CACHE`, `LOCAL_SOURCE_CACHE` or `LOCAL_CUSTOM_CACHE` | Did "
                "you mean `LOCAL_SOURCE_CACHE`?"
            ),
        ),
        (
            "cache: {typ: LOCAL}",
            (
                "8:15 RC1204 `typ` is not a field of `cache` | a field of `cache` | Did you mean "
                "`type`?"
            ),
        ),
        (
            "cache: {}",
            (
                "8:7 RC1202 `type` is missing in `cache` | one of `NO_CACHE`, `S3` or `LOCAL`"
            ),
        ),
        (
            "secondary_sources: [{type: S3, source_identifier: a}, {source_identifier: b}]",
            (
                "8:61 RC1202 `type` is missing in `secondary_sources[1]` | one of `CODECOMMIT`, "
                "`CODEPIPELINE`, `GITHUB`, `GITLAB`, `GITLAB_SELF_MANAGED`, `S3`, `BITBUCKET`, "
                "`GITHUB_ENTERPRISE` or 1 more"
            ),
        ),
        (
            "name: my project",
            (
                "8:13 RC1205 `my project` is not a well-formed `name` | text of 2 to 150 "
                "characters that matches `[A-Za-z0-9][A-Za-z0-9\\-_]{1,149}`"
            ),
        ),
    ],
)  # fmt: skip
def test_one_wrong_line_is_one_fault(line: str, expected: str) -> None:
    assert [told(fault) for fault in faults(f"{PROJECT}      {line}\n")] == [expected]


def test_a_missing_fields_fault_stands_at_its_mappings_key() -> None:
    assert [told(fault) for fault in faults("codebuild: {projects: {build: {}}}")] == [
        "1:24 RC1202 `source` is missing | a mapping",
        "1:24 RC1202 `artifacts` is missing | a mapping",
        "1:24 RC1202 `environment` is missing | a mapping",
        ("1:24 RC1202 `service_role` is missing | text of at least 1 character"),
    ]


def test_one_of_a_group() -> None:
    both = f"{PIPELINE}      artifact_store: {{type: S3, location: abc}}\n      artifact_stores: {{}}\n"
    assert told(faults(both)[-1]) == (
        "7:7 RC1208 `artifact_store` and `artifact_stores` cannot stand together | exactly one of "
        "`artifact_store` or `artifact_stores`"
    )
    assert told(faults(PIPELINE)[0]) == (
        "3:5 RC1208 `artifact_store` or `artifact_stores` is missing | exactly one of "
        "`artifact_store` or `artifact_stores`"
    )


def test_text_of_a_wrong_length_is_told_once() -> None:
    assert [told(fault) for fault in faults(f"{PROJECT}      name: a\n")] == [
        (
            "8:13 RC1207 `name` has 1 character | text of 2 to 150 characters that matches "
            "`[A-Za-z0-9][A-Za-z0-9\\-_]{1,149}`"
        )
    ]


def test_a_reserved_field_says_why() -> None:
    text = f"{PIPELINE}      artifact_store: {{type: S3, location: abc}}\n      version: 3\n"
    assert told(faults(text)[-1]) == (
        "7:7 RC1204 `version` is not a field of codepipeline.pipelines | a field of "
        "codepipeline.pipelines | Take it out: AWS counts it up at every update."
    )


def test_stages_are_a_list() -> None:
    text = (
        "codepipeline: {pipelines: {deliver: {role_arn: 'arn:aws:iam::111122223333:role/a', "
        "artifact_store: {type: S3, location: abc}, stages: {A: {actions: []}}}}}"
    )
    assert told(faults(text)[0]).endswith(
        "RC1201 `stages` is a mapping | a list | Write a list: the order of the items counts here."
    )


def test_a_field_of_another_kind() -> None:
    (fault,) = faults("codecommit: {repositories: {web: {artifact_store: a}}}")
    assert (fault.suggestion or "").startswith(
        "`artifact_store` is a field of `codepipeline.pipelines`. Here there are `name`,"
    )


def test_every_fault_of_all_resources_is_told_in_one_pass() -> None:
    text = PROJECT + "      cache: 5\n      vpc_config: 6\niam: {roles: {r: {colour: red}}}\n"
    assert [fault.code for fault in faults(text)] == ["RC1201", "RC1201", "RC1202", "RC1204"]


def test_a_wrong_var_is_told_at_the_reference_with_the_vars_place() -> None:
    text = f"{PROJECT}      timeout_in_minutes: ${{{{ vars.minutes }}}}\n"
    (fault,) = faults(text, "minutes: 3000")
    assert told(fault) == (
        "8:27 RC1206 `timeout_in_minutes` is the number 3000 | a whole number from 5 to 2160"
    )
    (note,) = fault.notes
    assert note.place is not None
    assert (note.place.line, note.place.column) == (1, 10)
    assert faults(text, "minutes: 60") == []


def test_a_fault_beside_a_reference_is_told_once() -> None:
    text = f"{PROJECT}      description: ${{{{ stack }}}}\n      cache: 5\n"
    assert [fault.code for fault in faults(text)] == ["RC1201"]


def test_a_wrong_reference_is_not_told_again_as_a_missing_field() -> None:
    text = PROJECT.replace("arn:aws:iam::111122223333:role/build", "${{ vars.nothing }}")
    assert [fault.code for fault in faults(text)] == ["RC1302"]


def test_a_late_value_is_taken_wherever_a_reference_is() -> None:
    text = (
        "codecommit: {repositories: {web: {description: web}}}\n"
        + PROJECT
        + "      description: ${{ codecommit.repositories.web.clone_url_http }}\n"
    )
    assert faults(text) == []


@pytest.mark.parametrize(
    "line", ["cache:", "name:", "description:", "lifecycle:", "tags:", "lifecycle: {state: }"]
)
def test_a_value_left_empty_is_told_by_the_text_and_not_again(line: str) -> None:
    parsed = parse(f"{PROJECT}      {line}\n", FILE)
    assert [fault.code for fault in parsed.faults] == ["RC1007"]
    assert isinstance(parsed.node, MapNode)
    declared = declarations_in(parsed.node)
    assert resource_of(declared[0], ground_of(declared)).faults == ()


def test_equal_data_are_judged_once() -> None:
    data = {"description": "a"}
    first = JUDGE.verdicts("codecommit.repositories", data)
    assert JUDGE.verdicts("codecommit.repositories", dict(data)) is first


@pytest.mark.parametrize(
    ("shape", "phrase"),
    [
        (Shape("string"), "text"),
        (Shape("string", low=0, high=5), "text of at most 5 characters"),
        (Shape("string", low=1), "text of at least 1 character"),
        (Shape("string", enum=("A",)), "`A`"),
        (Shape("integer"), "a whole number"),
        (Shape("integer", low=0), "a whole number of at least 0"),
        (Shape("number", high=1.5), "a number of at most 1.5"),
        (Shape("list", low=1, high=3), "a list of 1 to 3 items"),
        (Shape("map", high=2), "a mapping of at most 2 entries"),
        (Shape("any"), "a document"),
    ],
)
def test_expectations(shape: Shape, phrase: str) -> None:
    assert expected(shape) == phrase


def test_patterns_are_shown_without_anchors() -> None:
    assert bare(r"^[a-z]+$(?!\n)") == "[a-z]+"
    assert bare(r"^(?:a|b)$(?!\n)") == "a|b"


def test_long_values_are_cut() -> None:
    assert found("x" * 100) == f"the text `{'x' * 59}…`"


SCALARS = st.sampled_from(
    ["a", "5", "true", "null", "[a]", "{a: b}", "'5'", "'${{ stack }}'", "''"]
)
NAMES = st.sampled_from(
    ["description", "source", "cache", "timeout_in_minutes", "badge_enabled", "vpc_config",
     "secondary_sources", "webhook", "lifecycle", "tags", "when", "environment", "policy", "xyzzy"]
)  # fmt: skip


@given(st.dictionaries(NAMES, SCALARS, max_size=6))
def test_any_value_anywhere_is_a_resource_or_faults_with_places(fields: dict[str, str]) -> None:
    body = ", ".join(f"{name}: {value}" for name, value in fields.items())
    for fault in faults(f"codebuild: {{projects: {{build: {{{body}}}}}}}"):
        assert fault.place is not None
        assert fault.code in CODES
