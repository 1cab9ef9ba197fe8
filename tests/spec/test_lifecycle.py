"""`lifecycle`: every key, every state, every wrong value."""

import pytest

from reconciler.errors import Place
from reconciler.spec.declared.lifecycle import lifecycle_of, seconds, unknown_step
from reconciler.spec.forms import forms
from reconciler.spec.nodes import ScalarNode
from reconciler.spec.stack import Lifecycle
from tests.spec.ground import mapping, told

ADDRESS = "codebuild.projects.api"
DECLARED = (ADDRESS, "iam.roles.build")


def faults(text: str) -> list[str]:
    return [told(fault) for fault in lifecycle_of(mapping(text), ADDRESS, DECLARED).faults]


def test_every_key_is_read() -> None:
    node = mapping(
        "{state: present, protect: true, ignore: ['stages[Deploy].actions[*].configuration.Uri'], "
        "depends_on: [iam.roles.build], adopt: true, previously: old, "
        "id: 'arn:aws:x:eu-west-1:1:y', scope: us, timeout: 1h30m}"
    )
    assert lifecycle_of(node, ADDRESS, DECLARED).faults == ()
    assert lifecycle_of(node, ADDRESS, DECLARED).lifecycle == Lifecycle(
        "present",
        protect=True,
        ignore=("stages[Deploy].actions[*].configuration.Uri",),
        depends_on=("iam.roles.build",),
        adopt=True,
        previously="old",
        id="arn:aws:x:eu-west-1:1:y",
        timeout=5400.0,
    )


@pytest.mark.parametrize("state", ["present", "absent", "external", "released"])
def test_every_state(state: str) -> None:
    checked = lifecycle_of(mapping(f"state: {state}"), ADDRESS, DECLARED)
    assert (checked.lifecycle.state, checked.faults) == (state, ())


def test_without_lifecycle_or_with_null_everything_is_default() -> None:
    assert lifecycle_of(None, ADDRESS, DECLARED).lifecycle == Lifecycle()
    null = ScalarNode("null", Place("a"))
    assert lifecycle_of(null, ADDRESS, DECLARED).lifecycle == Lifecycle()
    assert lifecycle_of(mapping("protect: null"), ADDRESS, DECLARED).lifecycle == Lifecycle()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "state: abssent",
            (
                "1:8 RC1412 `state` cannot be `abssent` | one of `present`, `absent`, `external` or "
                "`released` | Did you mean `absent`?"
            ),
        ),
        (
            "protected: true",
            "1:1 RC1411 `lifecycle` has no key `protected` | Did you mean `protect`?",
        ),
        (
            "colour: red",
            (
                "1:1 RC1411 `lifecycle` has no key `colour` | Its keys are `adopt`, `depends_on`, "
                "`id`, `ignore`, `previously`, `protect`, `scope`, `state` and 1 more."
            ),
        ),
        ("protect: yes", "1:10 RC1412 `protect` cannot be `yes` | `true` or `false`"),
        ("protect: 'true'", "1:10 RC1412 `protect` cannot be `true` | `true` or `false`"),
        (
            "timeout: soon",
            "1:10 RC1412 `timeout` cannot be `soon` | a duration: `90` (seconds), `30m` or `1h30m`",
        ),
        (
            "ignore: stages",
            (
                "1:9 RC1412 `ignore` cannot be `stages` | a list of field paths, "
                "`stages[Deploy].actions[*].configuration.ImageUri`"
            ),
        ),
        (
            "ignore: ['stages[']",
            (
                "1:9 RC1412 `ignore` cannot be this value | a list of field paths, "
                "`stages[Deploy].actions[*].configuration.ImageUri`"
            ),
        ),
        (
            "depends_on: [iam.roles.biuld]",
            (
                "1:14 RC1413 `depends_on` names `iam.roles.biuld`, which nothing declares | "
                "a declared address | Did you mean `iam.roles.build`?"
            ),
        ),
        (
            f"depends_on: [{ADDRESS}]",
            f"1:14 RC1413 `{ADDRESS}` cannot depend on itself | another address",
        ),
        (
            "{state: external, adopt: true}",
            (
                "1:19 RC1414 `adopt` takes a resource over, `state: external` does not | one of the "
                "two | Take `adopt` out."
            ),
        ),
        (
            "{state: absent, protect: true}",
            (
                "1:17 RC1414 `protect` keeps a resource, `state: absent` deletes it | one of the two "
                "| Take `protect` out, apply, then delete."
            ),
        ),
        (
            "previously: api",
            (
                "1:1 RC1412 `previously: api` is the key the resource has now | the key under which "
                "the resource was declared before"
            ),
        ),
    ],
)
def test_what_is_wrong(text: str, expected: str) -> None:
    assert faults(text) == [expected]


def test_lifecycle_must_be_a_mapping() -> None:
    node = ScalarNode("absent", Place("a", 3, 4))
    assert [told(each) for each in lifecycle_of(node, ADDRESS, DECLARED).faults] == [
        "3:4 RC1412 `lifecycle` cannot be `absent` | a mapping"
    ]


PIPELINE = forms()["codepipeline.pipelines"].structure()


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("stages[Deploy].actions[*].configuration.ImageUri", ""),
        ("stages[*].actions[A.b].run_order", ""),
        ("variables", ""),
        ("stags[*].actions", "stags"),
        ("stages[*].actoins[*]", "actoins"),
        ("artifact_store.region", "region"),
        ("stages.actions", "actions"),
    ],
)
def test_a_path_to_ignore_names_fields(path: str, wrong: str) -> None:
    found = unknown_step(path, PIPELINE)
    assert (found.name if found else "") == wrong


def test_a_misspelt_path_to_ignore_is_told_with_the_right_one() -> None:
    checked = lifecycle_of(mapping("ignore: [rolearn]"), ADDRESS, DECLARED, (), PIPELINE)
    (fault,) = checked.faults
    shown = [f"`{name}`" for name in list(PIPELINE.fields)[:8]]
    assert told(fault) == (
        "1:10 RC1413 `ignore` names `rolearn`, which is no field there | one of "
        f"{', '.join(shown)} or {len(PIPELINE.fields) - 8} more | Did you mean `role_arn`?"
    )


def test_a_dependency_that_is_off_falls_away() -> None:
    node = mapping("depends_on: [iam.roles.build, iam.roles.off]")
    checked = lifecycle_of(node, ADDRESS, DECLARED, {"iam.roles.off"})
    assert checked.lifecycle.depends_on == ("iam.roles.build",)
    assert checked.faults == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("90", 90), ("90s", 90), ("30m", 1800), ("1h30m", 5400), ("1h", 3600), ("0", None), ("", None),
     ("1d", None), ("m", None), ("-5s", None), ("1.5h", None)],
)  # fmt: skip
def test_durations(text: str, expected: float | None) -> None:
    assert seconds(text) == expected
