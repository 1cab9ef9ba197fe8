"""Kinds whose id AWS invents are found by the name that a spec gives them."""

from collections import Counter
from dataclasses import replace

import pytest

from reconciler.engine.reading.finding import found, found_one, identified
from reconciler.engine.reading.groups import Group, jobs_of
from reconciler.engine.reading.read import Target
from reconciler.errors import ReconcileError
from reconciler.kinds.words import Bound, Kind, Op, Read
from reconciler.plan.calls import Answer, Call
from reconciler.spec.form import Form, Shape, Signature
from reconciler.spec.stack import Scope

SCOPE = Scope("", "111122223333", "eu-west-1")
LIST = Read("ListLinks", path="Links", whole=True)
KIND = Kind(
    "test.links",
    ("name",),
    Op("Make"),
    Read("GetLink", path="Link", rename={"arn": "LinkArn"}),
    Op("Drop"),
    find=LIST,
    arn_at="LinkArn",
)
FORM = Form(
    KIND,
    {"name": Shape("string", "LinkName")},
    {"ListLinks": Signature({}, ("NextToken", "NextToken")), "GetLink": Signature({})},
)
RENAMED = ("codestar-connections", "codeconnections")
LINKS = [
    {"LinkName": "a", "LinkArn": "arn:a"},
    {"LinkName": "b", "LinkArn": "arn:b1"},
    {"LinkName": "b", "LinkArn": "arn:b2"},
]


def aws(call: Call) -> Answer:
    if call.operation == "ListLinks":
        page = int(call.params.get("NextToken", 0))
        more = {"NextToken": str(page + 1)} if page + 1 < len(LINKS) else {}
        return {"Links": LINKS[page : page + 1], **more}
    return {"Link": {"LinkName": "x", "LinkArn": call.params["LinkArn"], "Status": "OK"}}


def target(name: str, arn: str = "", form: Form = FORM) -> Target:
    return Target(f"test.links.{name}", form, SCOPE, (name,), arn)


def test_a_name_is_looked_up_and_its_id_read() -> None:
    assert found(aws, [target("a"), target("c")]) == {
        "test.links.a": {"LinkName": "x", "LinkArn": "arn:a", "Status": "OK"},
        "test.links.c": None,
    }


def test_where_the_list_tells_all_nothing_more_is_read() -> None:
    whole = replace(FORM, kind=replace(KIND, read=LIST))

    assert found(aws, [target("a", form=whole)]) == {"test.links.a": LINKS[0]}


def test_a_name_that_two_bear_is_an_error_and_a_pinned_id_settles_it() -> None:
    with pytest.raises(ReconcileError, match="arn:b1, arn:b2"):
        found(aws, [target("b")])

    item = found(aws, [target("b", "arn:b2")])["test.links.b"]
    assert item is not None
    assert item["LinkArn"] == "arn:b2"


def test_a_pinned_id_may_be_spelt_by_the_service_s_older_name() -> None:
    old, new = (f"arn:aws:{name}:eu-west-1:1:connection/b" for name in RENAMED)
    held = [{"LinkName": "b", "LinkArn": old}, {"LinkName": "b", "LinkArn": "arn:b2"}]
    whole = replace(FORM, kind=replace(KIND, read=LIST))

    def links(call: Call) -> Answer:
        return {"Links": held}

    assert found(links, [target("b", new, whole)]) == {"test.links.b": held[0]}


def test_what_a_pinned_id_does_not_find_is_looked_up_by_its_name() -> None:
    whole = replace(FORM, kind=replace(KIND, read=LIST))

    assert found(aws, [target("a", "arn:gone", whole)]) == {"test.links.a": LINKS[0]}


def test_where_a_list_gives_ids_alone_each_is_read_once() -> None:
    get = Read("GetLink", path="Link", rename={"arn": "LinkArn"})
    kind = replace(KIND, find=replace(LIST, each=get), read=get)
    asked = Counter[str]()

    def ids_alone(call: Call) -> Answer:
        asked[call.operation] += 1
        if call.operation == "ListLinks":
            return {"Links": [{"LinkArn": one["LinkArn"]} for one in LINKS]}
        return {"Link": next(one for one in LINKS if one["LinkArn"] == call.params["LinkArn"])}

    form = replace(FORM, kind=kind)
    assert found(ids_alone, [target("a", form=form), target("c", form=form)]) == {
        "test.links.a": LINKS[0],
        "test.links.c": None,
    }
    assert asked == {"ListLinks": 1, "GetLink": 3}


def test_what_is_going_away_bears_its_name_no_more() -> None:
    going = replace(KIND, read=LIST, gone={"Status": ("DELETING",)})
    held = [{"LinkName": "b", "LinkArn": "arn:1", "Status": "DELETING"}, LINKS[1]]

    def links(call: Call) -> Answer:
        return {"Links": held}

    form = replace(FORM, kind=going)
    assert found(links, [target("b", form=form)]) == {"test.links.b": LINKS[1]}


def test_a_group_of_such_a_kind_is_one_job() -> None:
    group = Group(FORM, SCOPE, (target("a"),))

    (job,) = jobs_of(aws, group, "acme/shop/prod")

    assert set(job.calls().items) == {"test.links.a"}
    assert job.lost == ("test.links",)


def test_an_answer_about_the_name_alone_needs_no_list_and_an_orphan_learns_its_name() -> None:
    own = {"arn": "Id"}
    alias = Op("Bind", rename=own, sends={"Alias": "alias/{name}"})
    kind = replace(
        KIND,
        find=Read("Show", path="Link", sends={"Id": "alias/{name}"}),
        read=Read("Show", path="Link", rename=own),
        bound=Bound(alias, alias, Read("Aliases", path="Names", rename=own), "Alias", "alias/"),
    )
    shapes = {"name": Shape("string", "Alias")}
    form = Form(kind, shapes, {name: Signature({}) for name in ("Show", "Aliases")})
    asked: list[tuple[str, object]] = []

    def keys(call: Call) -> Answer:
        asked.append((call.operation, call.params["Id"]))
        names = [{"Alias": f"alias/{name}"} for name in "yx"]
        return {"Link": {"LinkArn": "arn:k/1"}, "Names": names}

    (job,) = jobs_of(keys, Group(form, SCOPE, (target("x", form=form),)), "")
    assert job.calls().items == {"test.links.x": {"LinkArn": "arn:k/1"}}
    assert asked == [("Show", "alias/x")]
    stray = Target("test.links.x", form, SCOPE, ("1",), "arn:k/1")
    item = found_one(keys, stray)
    assert item
    assert identified(stray, item).identity == ("x",)
    assert asked[1:] == [("Show", "arn:k/1"), ("Aliases", "arn:k/1")]
