"""What differs, and what does not: words of fields, the height of a change, masks."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.engine.comparing.align import aligned
from reconciler.engine.comparing.compare import additions, compare, removals
from reconciler.engine.deciding.ownership import ADDRESS, OWNER, owned
from reconciler.engine.live import Live
from reconciler.errors import Place
from reconciler.kinds.words import EMPTY, By, Field, Inner, Items, Kind, Op, Read, Setter, Tags
from reconciler.plan.plan import FieldChange
from reconciler.spec.content.around import Around
from reconciler.spec.content.normal import normal
from reconciler.spec.form import Form, Shape
from reconciler.spec.stack import Lifecycle, Resource, Scope
from reconciler.spec.values import Late, Secret

SCOPE = Scope("", "111122223333", "eu-west-1")
TEXT = Shape("string", "text")
OWNERS = {OWNER: "acme/shop/prod", ADDRESS: "test.things.one"}


def word(shape: Shape, **words: Any) -> Shape:
    return replace(shape, word=Field(**words))


def structure(**fields: Shape) -> Shape:
    return Shape("structure", fields=fields)


def listed(item: Shape, **words: Any) -> Shape:
    return Shape("list", item=item, word=Field(**words))


ACTION = structure(
    name=TEXT,
    run_order=word(Shape("integer"), default=1),
    provider=TEXT,
    configuration=Shape(
        "map",
        item=TEXT,
        word=Field(
            keys=By(
                ".provider",
                {"GitHub": {"OAuthToken": Field(secret=True), "Poll": Field(default="true")}},
                {},
            )
        ),
    ),
)
STAGE = structure(name=TEXT, actions=listed(ACTION, keyed="name", ordered=True))
FIELDS = {
    "name": TEXT,
    "description": word(TEXT, default=""),
    "minutes": word(Shape("integer"), default=By("size", {"small": 15}, 60)),
    "size": TEXT,
    "path": word(TEXT, immutable=True, default="/"),
    "key": word(TEXT, same="kms_key", default="alias/aws/s3"),
    "branch": word(TEXT, computed=True),
    "token": word(TEXT, secret=True),
    "once": word(TEXT, unread=True),
    "platform": word(TEXT, newer=True),
    "parameter": structure(
        value=word(TEXT, unread=By(".hidden", {"true": True}, False)), hidden=Shape("boolean")
    ),
    "options": word(Shape("map", item=TEXT), open=True),
    "labels": Shape("map", item=TEXT),
    "subnets": listed(TEXT, set=True),
    "commands": listed(TEXT),
    "rules": listed(structure(name=TEXT, value=TEXT), noise=({"name": "aws", "value": "*"},)),
    "variables": listed(
        structure(name=TEXT, value=TEXT, type=word(TEXT, default="PLAIN")),
        keyed="name",
        short="value",
    ),
    "stages": listed(STAGE, keyed="name", ordered=True),
    "policy": word(TEXT, document="policy"),
    "buildspec": word(TEXT, document="yaml"),
    "cache": word(structure(type=TEXT, modes=listed(TEXT, set=True)), default={"type": "NO"}),
    "flag": structure(bridge=Shape("structure")),
    "hook": structure(kind=word(TEXT, immutable=True), filter=TEXT),
    "triggers": listed(structure(name=TEXT, arn=TEXT), keyed="name"),
    "targets": listed(structure(id=TEXT, arn=TEXT), keyed="id"),
}
KIND = Kind(
    "test.things",
    ("name",),
    Op("Make"),
    Read("Get"),
    Op("Drop"),
    parts=(
        Inner("hook", Op("MakeHook"), Op("DropHook"), path="hook"),
        Setter(("triggers",), Op("PutTriggers"), read=Read("GetTriggers")),
        Items("targets", Op("Add"), Op("Take"), read=Read("ListTargets"), always=True),
    ),
    tags=Tags(inside=True),
)
FORM = Form(KIND, FIELDS, {})


def thing(
    desired: Mapping[str, Any], tags: Mapping[str, str] = EMPTY, **lifecycle: Any
) -> Resource:
    value = normal(FORM.structure(), dict(desired))
    assert isinstance(value, Mapping)
    place = Place("shop.yaml", 3)
    made = Resource(
        "test.things.one", FORM, SCOPE, ("one",), value, place, tags, "", Lifecycle(**lifecycle)
    )
    return owned(made, "acme/shop/prod")


def found(fields: Mapping[str, Any], tags: Mapping[str, str] = EMPTY) -> Live:
    value = normal(FORM.structure(), dict(fields))
    assert isinstance(value, Mapping)
    return Live(FORM, SCOPE, ("one",), value, tags={**OWNERS, **tags})


def lines(changes: Iterable[FieldChange]) -> list[tuple[Any, ...]]:
    return [(one.op, one.path, one.before, one.after) for one in changes]


def differences(desired: Mapping[str, Any], live: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return lines(compare(thing(desired), found(live)).fields)


@pytest.mark.parametrize(
    ("desired", "live"),
    [
        ({}, {"description": "", "minutes": 60, "path": "/", "subnets": [], "cache": {}}),
        ({"minutes": 60}, {}),
        ({"size": "small"}, {"size": "small", "minutes": 15}),
        ({"cache": {"type": "NO"}}, {}),
        ({}, {"cache": {"type": "NO"}}),
        ({}, {"branch": "main", "key": "arn:aws:kms:eu-west-1:1:alias/aws/s3"}),
        ({"key": "1-2"}, {"key": "arn:aws:kms:eu-west-1:111122223333:key/1-2"}),
        ({"once": "written"}, {}),
        (
            {"platform": "Linux v4.7.2 with Python 3.12"},
            {"platform": "Linux v4.10.0 with Python 3.12"},
        ),
        ({"options": {"a": "1"}}, {"options": {"a": "1", "b": "2"}}),
        ({"options": {"b": None}}, {"options": {"a": "1"}}),
        ({"subnets": ["b", "a"]}, {"subnets": ["a", "b"]}),
        ({"variables": {"A": "1"}}, {"variables": [{"name": "A", "value": "1", "type": "PLAIN"}]}),
        ({"variables": {"B": "2", "A": "1"}}, {"variables": {"A": "1", "B": "2"}}),
        (
            {"policy": {"Statement": {"Action": "a"}}},
            {"policy": '{"Statement":[{"Action":["a"]}]}'},
        ),
        ({"buildspec": {"version": 0.2}}, {"buildspec": "version: 0.2\n"}),
        ({}, {"hook": {"kind": "x"}, "triggers": [{"name": "t", "arn": "a"}]}),
        ({"hook": None, "triggers": None}, {}),
        ({"rules": []}, {"rules": [{"name": "aws", "value": "anything"}]}),
        ({"token": Secret("ssm", "/ci/token")}, {"token": "****"}),
        ({"description": None}, {"description": ""}),
    ],
)
def test_what_is_one_value_is_no_difference(desired: Any, live: Any) -> None:
    assert differences(desired, live) == []


@pytest.mark.parametrize(
    ("desired", "live", "expected"),
    [
        ({"size": "big"}, {}, ("add", "size", None, "big")),
        ({"minutes": 30}, {"minutes": 60}, ("change", "minutes", 60, 30)),
        ({}, {"minutes": 30}, ("change", "minutes", 30, 60)),
        ({}, {"size": "big"}, ("remove", "size", "big", None)),
        ({"branch": "main"}, {"branch": "dev"}, ("change", "branch", "dev", "main")),
        ({"token": Secret("ssm", "/t")}, {}, ("add", "token", None, Secret("ssm", "/t"))),
        ({"options": {"a": None}}, {"options": {"a": "1"}}, ("remove", "options.a", "1", None)),
        ({"labels": {}}, {"labels": {"a": "1"}}, ("remove", "labels.a", "1", None)),
        (
            {"subnets": ["a", "c"]},
            {"subnets": ["a", "b"]},
            ("change", "subnets", ("a", "b"), ("a", "c")),
        ),
        ({"commands": ["x"]}, {"commands": ["x", "y"]}, ("change", "commands", ("x", "y"), ("x",))),
        (
            {"variables": {"A": "1"}},
            {"variables": {"A": "1", "B": "2"}},
            ("remove", "variables[B]", {"value": "2"}, None),
        ),
        (
            {"policy": {"Statement": [{"Action": ["a", "b"]}]}},
            {"policy": '{"Statement":[{"Action":"a"}]}'},
            ("change", "policy.Statement[0].Action", ("a",), ("a", "b")),
        ),
        (
            {"buildspec": {"version": 0.2, "phases": {"build": {"commands": ["x"]}}}},
            {"buildspec": "version: 0.2\nphases: {build: {commands: [y]}}"},
            ("change", "buildspec.phases.build.commands", ("y",), ("x",)),
        ),
        (
            {"cache": {"type": "S3"}},
            {"cache": {"type": "NO"}},
            ("change", "cache.type", "NO", "S3"),
        ),
        ({"cache": {"type": "S3"}}, {}, ("add", "cache", None, {"type": "S3"})),
        ({}, {"cache": {"type": "S3"}}, ("change", "cache", {"type": "S3"}, {"type": "NO"})),
        (
            {"cache": {"type": "NO", "modes": ["a"]}},
            {"cache": {"type": "NO"}},
            ("add", "cache.modes", None, ("a",)),
        ),
        ({"flag": {"bridge": {}}}, {"flag": {}}, ("add", "flag.bridge", None, {})),
        ({"hook": None}, {"hook": {"filter": "f"}}, ("remove", "hook", {"filter": "f"}, None)),
        (
            {},
            {"targets": [{"id": "t", "arn": "a"}]},
            ("remove", "targets[t]", {"arn": "a"}, None),
        ),
        (
            {"rules": [{"name": "a", "value": "1"}]},
            {"rules": [{"name": "a", "value": "2"}, {"name": "aws", "value": "x"}]},
            ("change", "rules[0].value", "2", "1"),
        ),
    ],
)
def test_one_difference_is_one_line(desired: Any, live: Any, expected: Any) -> None:
    assert differences(desired, live) == [expected]


def test_what_aws_hides_only_where_a_sibling_says_so_is_compared_elsewhere() -> None:
    hidden = {"parameter": {"value": "a", "hidden": True}}
    assert differences(hidden, {"parameter": {"hidden": True}}) == []
    shown = {"parameter": {"value": "a", "hidden": False}}
    assert differences(shown, {"parameter": {"value": "b", "hidden": False}}) == [
        ("change", "parameter.value", "b", "a")
    ]


@pytest.mark.parametrize(
    "live", ["Linux v4.7.1 with Python 3.12", "Linux v4.7.3 with Python 3.13", "Linux"]
)
def test_an_older_version_and_another_text_are_differences(live: str) -> None:
    wanted = "Linux v4.7.2 with Python 3.12"
    assert differences({"platform": wanted}, {"platform": live}) == [
        ("change", "platform", live, wanted)
    ]


def stages(*names: str, order: int = 1) -> list[dict[str, Any]]:
    return [{"name": name, "actions": [{"name": "Do", "run_order": order}]} for name in names]


def test_a_leaf_deep_inside_keyed_lists_is_named_by_their_keys() -> None:
    changed = differences({"stages": stages("A", "B", order=2)}, {"stages": stages("A", "B")})

    assert changed == [
        ("change", "stages[A].actions[Do].run_order", 1, 2),
        ("change", "stages[B].actions[Do].run_order", 1, 2),
    ]


def test_swapped_stages_are_one_change() -> None:
    changed = differences({"stages": stages("A", "B")}, {"stages": stages("B", "A")})

    assert changed == [("change", "stages (order)", ("B", "A"), ("A", "B"))]


def test_an_inserted_stage_is_one_change_that_says_where() -> None:
    wanted = thing({"stages": stages("A", "B", "C")})

    (change,) = compare(wanted, found({"stages": stages("A", "C")})).fields

    assert (change.op, change.path, change.note) == ("add", "stages[B]", "inserted after A")


def test_a_removed_stage_is_one_change() -> None:
    changed = differences({"stages": stages("A", "C")}, {"stages": stages("A", "B", "C")})

    assert [(op, path) for op, path, *_ in changed] == [("remove", "stages[B]")]


def test_an_immutable_field_replaces_but_not_where_it_is_a_part_s_own() -> None:
    wanted = thing({"path": "/ci/", "hook": {"kind": "new"}})

    path, hook = compare(wanted, found({"path": "/", "hook": {"kind": "old"}})).fields[::-1]

    assert (path.path, path.replaces) == ("path", True)
    assert (hook.path, hook.replaces) == ("hook.kind", False)


def test_a_late_value_differs_from_any_live_one_but_not_where_nothing_could_be_read() -> None:
    late = Late("iam.roles.build", "id")
    wanted, live = thing({"size": late}), found({"size": "r-1"})

    assert lines(compare(wanted, live).fields) == [("change", "size", "r-1", late)]
    assert compare(wanted, live, unknown=frozenset({"iam.roles.build"})).fields == ()


def test_live_secrets_are_masked_by_word_and_by_key() -> None:
    wanted = thing({"stages": [{"name": "S", "actions": [{"name": "Git", "provider": "GitHub"}]}]})
    configuration = {"OAuthToken": "****", "Owner": "me"}
    action = {"name": "Git", "provider": "GitHub", "configuration": configuration}
    live = found(
        {"stages": [{"name": "S", "actions": [action]}], "labels": {"db_password": "x", "b": "y"}}
    )

    masks = {one.path: one.sensitive for one in compare(wanted, live).fields}

    assert masks == {
        "labels.b": False,
        "labels.db_password": True,
        "stages[S].actions[Git].configuration.OAuthToken": True,
        "stages[S].actions[Git].configuration.Owner": False,
    }


def test_an_item_that_is_all_secret_is_one_masked_line() -> None:
    live = found({"variables": [{"name": "TOKEN", "value": "x"}]})

    (change,) = compare(thing({}), live).fields

    assert (change.path, change.sensitive) == ("variables[TOKEN]", True)


def test_what_a_spec_says_is_shown_whatever_it_is_called() -> None:
    wanted = thing({"variables": {"TOKEN": {"value": "x", "type": "SECRETS"}}})

    (change,) = compare(wanted, found({})).fields

    assert (change.path, change.sensitive) == ("variables[TOKEN]", False)


def test_of_an_item_with_a_secret_among_others_only_that_is_masked() -> None:
    action = {"name": "Git", "provider": "GitHub", "configuration": {"OAuthToken": "*", "O": "me"}}
    wanted = thing({"stages": [{"name": "S", "actions": []}]})
    live = found({"stages": [{"name": "S", "actions": [action]}]})

    changed = compare(wanted, live).fields

    assert {one.path for one in changed if one.sensitive} == {
        "stages[S].actions[Git].configuration.OAuthToken"
    }
    assert len(changed) == 3


def test_ignored_paths_are_counted_and_not_shown() -> None:
    wanted = thing(
        {"stages": stages("A", order=2), "size": "big"}, ignore=("stages[*].actions[Do].run_order",)
    )

    compared = compare(wanted, found({"stages": stages("A")}))

    assert lines(compared.fields) == [("add", "size", None, "big")]
    assert compared.ignored == 1


def test_tags_are_plain_but_for_those_of_aws_of_others_and_our_own() -> None:
    wanted = thing({}, {"team": "web", "same": "1"})
    live = found(
        {}, {"same": "1", "by-hand": "x", "aws:x": "1", "cost:a": "2", "reconcile:protect": "yes"}
    )

    changed = compare(wanted, live, ignored_tags=("cost:*",)).fields

    assert lines(changed) == [
        ("remove", "tags.by-hand", "x", None),
        ("add", "tags.team", None, "web"),
    ]


def test_a_change_stands_where_its_field_does_or_the_nearest_around_it() -> None:
    places = {"stages[A]": Place("shop.yaml", 9), "size": Place("shop.yaml", 5)}
    wanted = replace(thing({"stages": stages("A", order=2), "size": "x"}), places=places)

    changed = compare(wanted, found({"stages": stages("A"), "labels": {"gone": "1"}})).fields

    assert [(one.path, one.place and one.place.line) for one in changed] == [
        ("labels.gone", 3),
        ("size", 5),
        ("stages[A].actions[Do].run_order", 9),
    ]


def test_what_is_created_and_deleted_is_told_leaf_by_leaf() -> None:
    data = {"cache": {"type": "S3", "modes": ["a", "b"]}, "labels": {"x": "1"}}

    assert lines(additions(thing(data, {"team": "web"}))) == [
        ("add", "cache.type", None, "S3"),
        ("add", "cache.modes", None, ("a", "b")),
        ("add", "labels.x", None, "1"),
        ("add", f"tags.{ADDRESS}", None, "test.things.one"),
        ("add", f"tags.{OWNER}", None, "acme/shop/prod"),
        ("add", "tags.team", None, "web"),
    ]
    assert lines(removals(None, found(data))) == [
        ("remove", "cache.type", "S3", None),
        ("remove", "cache.modes", ("a", "b"), None),
        ("remove", "labels.x", "1", None),
    ]


WORDS = st.text("abc", min_size=1, max_size=3)
THINGS = st.fixed_dictionaries(
    {},
    optional={
        "description": WORDS,
        "minutes": st.integers(1, 90),
        "size": WORDS,
        "key": WORDS,
        "labels": st.dictionaries(WORDS, WORDS, max_size=3),
        "subnets": st.lists(WORDS, max_size=3),
        "commands": st.lists(WORDS, max_size=3),
        "variables": st.dictionaries(WORDS, WORDS, max_size=3),
        "cache": st.fixed_dictionaries({}, optional={"type": WORDS, "modes": st.lists(WORDS)}),
        "targets": st.dictionaries(WORDS, st.builds(lambda arn: {"arn": arn}, WORDS), max_size=2),
    },
)


@given(THINGS)
def test_what_is_live_as_declared_differs_in_nothing(data: Any) -> None:
    assert differences(data, data) == []


@given(THINGS, THINGS)
def test_unequal_sides_have_a_difference_and_equal_ones_have_none(one: Any, other: Any) -> None:
    compared = compare(thing(one), found(other))
    back = compare(thing(other), found(one))

    assert bool(compared.fields) == bool(back.fields)
    assert len({change.path for change in compared.fields}) == len(compared.fields)
    assert all(change.before != change.after for change in compared.fields)


def test_a_value_by_which_aws_chooses_is_met_by_whatever_is_live() -> None:
    shape = Shape("string", word=Field(chooses=("auto",)))
    for live, wanted, equal in (("a", "auto", True), (None, "auto", False), ("a", "b", False)):
        theirs, ours = aligned(shape, live, wanted, Around(), frozenset())
        assert (theirs == ours) is equal


@pytest.mark.parametrize(
    ("desired", "live", "seen"),
    [
        ({"Poll": "true"}, {}, 0),
        ({}, {"Poll": "true"}, 0),
        ({"Poll": "false"}, {}, 1),
        ({}, {"Poll": "false"}, 1),
        ({"Other": "true"}, {}, 1),
    ],
)
def test_a_key_that_says_what_aws_makes_of_its_absence_says_nothing(
    desired: dict[str, str], live: dict[str, str], seen: int
) -> None:
    def staged(configuration: dict[str, str]) -> dict[str, Any]:
        action = {"name": "Do", "provider": "GitHub", "configuration": configuration}
        return {"stages": [{"name": "A", "actions": [action]}]}

    assert len(differences(staged(desired), staged(live))) == seen
