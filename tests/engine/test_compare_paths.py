"""Paths as users read them, and as patterns that leave something to others."""

import pytest

from reconciler.engine.comparing.paths import is_under, place_of, root
from reconciler.engine.deciding.effects import effects
from reconciler.errors import Place
from reconciler.plan.plan import Action, FieldChange
from reconciler.spec.forms import forms
from reconciler.spec.values import ORDER

PIPELINE = forms()["codepipeline.pipelines"]


def test_a_path_names_fields_keys_and_items() -> None:
    spot = root(PIPELINE, {})

    stage = spot.down("stages", {}).down("Build", {})
    action = stage.down("actions", {}).down("Compile", {})

    assert action.down("run_order", {}).path == "stages[Build].actions[Compile].run_order"
    assert action.down("configuration", {}).down("Image", {}).path == (
        "stages[Build].actions[Compile].configuration.Image"
    )
    assert stage.down("before_entry", {}).down("conditions", {}).down(0, ()).path == (
        "stages[Build].before_entry.conditions[0]"
    )
    assert spot.down("stages", {}).down(ORDER, {}).path == "stages (order)"


def test_only_names_that_users_chose_are_kept_as_keys() -> None:
    spot = root(PIPELINE, {}).down("stages", {}).down("Build", {}).down("name", {})

    assert (spot.field, spot.keys) == ("stages", ("Build",))


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("stages[Deploy].actions[A].run_order", "stages[Deploy].actions[*].run_order", True),
        ("stages[Deploy].actions[A.b].run_order", "stages[*].actions[*].run_order", True),
        ("stages[Deploy].actions[A].run_order", "stages[Deploy]", True),
        ("stages (order)", "stages", True),
        ("stagesX", "stages", False),
        ("stages[Deployer]", "stages[Deploy]", False),
        ("tags.team", "tags.*", True),
        ("tags.team", "description", False),
        ("a.b.c", "a.*.c", True),
        ("a.b.d.c", "a.*.c", False),
    ],
)
def test_a_pattern_names_a_path_and_all_below_it(path: str, pattern: str, expected: bool) -> None:
    assert is_under(path, (pattern,)) is expected


def test_a_place_is_the_value_s_own_or_the_nearest_around() -> None:
    places = {"stages[Build]": Place("a.yaml", 5), "stages": Place("a.yaml", 2)}
    whole = Place("a.yaml", 1)

    assert place_of(places, "stages[Build].actions[A].run_order", whole) == Place("a.yaml", 5)
    assert place_of(places, "stages (order)", whole) == Place("a.yaml", 2)
    assert place_of(places, "stages[Other].name", whole) == Place("a.yaml", 2)
    assert place_of(places, "role_arn", whole) is whole


def test_a_change_of_tags_disturbs_nothing() -> None:
    tags = (FieldChange("tags.team", "add", None, "web"),)
    role = (FieldChange("role_arn", "change", "a", "b"),)

    assert effects(PIPELINE, Action.UPDATE, tags) == ()
    assert effects(PIPELINE, Action.UPDATE, role) == (PIPELINE.kind.disrupts,)
    assert effects(PIPELINE, Action.CREATE, role) == ()
