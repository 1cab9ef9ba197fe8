"""Suggestions: the right spelling for a wrong one, and silence where nothing is near."""

import pytest

from reconciler.spec.suggest import did_you_mean, listed, nearest, snake_case, unknown_field

FIELDS = ("service_role", "description", "timeout_in_minutes", "environment", "tags")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("serviceRole", "service_role"),
        ("ServiceRole", "service_role"),
        ("service-role", "service_role"),
        ("serviceRoel", "service_role"),
        ("servicerole", "service_role"),
        ("descripton", "description"),
        ("timeoutInMinutes", "timeout_in_minutes"),
        ("enviroment", "environment"),
        ("role", "service_role"),
        ("xyzzy", ""),
        ("", ""),
    ],
)
def test_the_nearest_name(written: str, meant: str) -> None:
    assert nearest(written, FIELDS) == meant
    assert did_you_mean(written, FIELDS) == (f"Did you mean `{meant}`?" if meant else None)


@pytest.mark.parametrize(
    ("name", "ours"),
    [("KMSKeyId", "kms_key_id"), ("vpcId", "vpc_id"), ("S3Logs", "s3_logs"), ("a-b", "a_b")],
)
def test_the_apis_spelling_in_ours(name: str, ours: str) -> None:
    assert snake_case(name) == ours


def test_the_kinds_prefix_is_not_part_of_the_name() -> None:
    suggestion = unknown_field("repositoryDescription", FIELDS, "repository")
    assert suggestion == "Did you mean `description`?"


def test_a_field_of_another_kind() -> None:
    suggestion = unknown_field("buildspec", FIELDS, others={"codebuild.projects": ("buildspec",)})
    assert suggestion == (
        "`buildspec` is a field of `codebuild.projects`. Here there are `service_role`, "
        "`description`, `timeout_in_minutes`, `environment` and `tags`."
    )


def test_where_nothing_is_near_all_are_named() -> None:
    assert unknown_field("xyzzy", ("a", "b")) == "The fields here are `a` and `b`."
    assert unknown_field("xyzzy", ()) == "No field may stand here."


def test_long_lists_are_cut() -> None:
    assert listed("abcdefghij") == "`a`, `b`, `c`, `d`, `e`, `f`, `g`, `h` and 2 more"
    assert listed(["a"]) == "`a`"
    assert listed([]) == "none"
