"""Whose a resource is, and which of its tags are ours to compare."""

import pytest

from reconciler.engine.deciding.ownership import (
    ADDRESS,
    OWNER,
    Standing,
    is_ignored,
    managed_tags,
    owned,
    owner_named,
    standing,
)
from reconciler.engine.live import Live
from reconciler.spec.forms import forms
from tests.engine.estate import SCOPE, resource

ME = "acme/shop/prod"


def live(tags: dict[str, str] | None, managed: bool = False) -> Live:
    return Live(forms()["codecommit.repositories"], SCOPE, ("web",), {}, tags=tags, managed=managed)


@pytest.mark.parametrize(
    ("tags", "managed", "expected"),
    [
        ({OWNER: ME}, False, Standing.OWNED),
        ({}, False, Standing.UNOWNED),
        ({OWNER: ""}, False, Standing.UNOWNED),
        (None, False, Standing.UNTAGGABLE),
        ({OWNER: "acme/shop/dev"}, False, Standing.FOREIGN),
        ({OWNER: ME, "aws:cloudformation:stack-name": "s"}, False, Standing.CLOUDFORMATION),
        ({OWNER: ME}, True, Standing.AWS),
    ],
)
def test_tags_tell_whose_a_resource_is(
    tags: dict[str, str] | None, managed: bool, expected: Standing
) -> None:
    assert standing(live(tags, managed), ME) is expected


def test_an_owner_is_named_as_people_know_it() -> None:
    assert owner_named(live({OWNER: "a/b/c"})) == "a/b/c"
    assert owner_named(live({"aws:cloudformation:stack-name": "s"})) == "CloudFormation stack s"
    assert owner_named(live({}, managed=True)) == "AWS"


def test_what_we_make_says_whose_it_is_and_where_it_stands() -> None:
    wanted = owned(resource("codecommit.repositories.web", "web", {}), ME)

    assert wanted.tags == {OWNER: ME, ADDRESS: "codecommit.repositories.web"}


def test_tags_of_others_are_not_compared() -> None:
    tags = {"team": "web", "aws:x": "1", "cost:a": "1", "map": "1", PROTECTED: "1", OWNER: ME}

    assert managed_tags(tags, (OWNER,), ("cost:*", "map")) == {"team": "web", OWNER: ME}
    assert managed_tags(tags, (), ()) == {"team": "web", "cost:a": "1", "map": "1"}


PROTECTED = "reconcile:protect"


def test_an_ignored_tag_is_a_key_or_a_prefix() -> None:
    assert is_ignored("cost:a", ("cost:*",))
    assert is_ignored("cost", ("cost",))
    assert not is_ignored("costs", ("cost",))
