"""What services are written with: tables, tags, pages, refusals, in each model's own spelling."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.aws.models import model
from reconciler.sandbox.errors import NotCovered, Refusal
from reconciler.sandbox.pages import Cutter
from reconciler.sandbox.service import Answer, Error, Service, Table, Tags, tag_list, tag_map
from reconciler.sandbox.store import Store
from reconciler.sandbox.world import Caller, Role, Roles, World

ACCOUNT, REGION = "111122223333", "eu-west-1"


class CodeArtifact(Service):
    names = ("codeartifact",)
    domains = Table(
        "name",
        exists="ConflictException",
        missing=Error(
            "ResourceNotFoundException",
            "Domain not found. '{0}' in account '{account}'",
            {"resourceId": "{0}"},
        ),
        arn="domain/{0}",
    )

    def create_domain(self, domain: str, tags: Tags = (), **_: object) -> Answer:
        row = {"name": domain, "arn": self.domains.arn(domain), "createdTime": self.world.now()}
        return {"domain": self.domains.add(row, tags)}

    def describe_domain(self, domain: str, **_: object) -> Answer:
        return {"domain": self.domains.get(domain)}

    def delete_domain(self, domain: str, **_: object) -> Answer:
        return {"domain": self.domains.remove(domain)}

    def list_domains(self, **_: object) -> Answer:
        return {"domains": list(self.domains)}


class Taggable(Service):
    names = ("events",)
    things = Table("name", arn="thing/{0}")


def world(store: Store, **more: Any) -> World:
    caller = Caller(ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT)
    return World(store, ACCOUNT, REGION, caller, **more)


def ask(at: World, operation: str, most: int | None = None, **params: Any) -> dict[str, Any]:
    """Ask the test's CodeArtifact for something, in a transaction of its own."""
    with at.store.transaction():
        service = CodeArtifact(at)
        return service.perform(service.model.operation(operation), params, Cutter(most))


def test_a_record_lives_and_dies() -> None:
    at = world(Store())
    made = ask(at, "create_domain", domain="one")["domain"]

    assert made["arn"] == f"arn:aws:codeartifact:{REGION}:{ACCOUNT}:domain/one"
    assert ask(at, "describe_domain", domain="one")["domain"] == made
    assert ask(at, "delete_domain", domain="one")["domain"] == made
    assert ask(at, "delete_domain", domain="one")["domain"] is None


def test_refusals_carry_the_tables_words_and_members() -> None:
    at = world(Store())
    with pytest.raises(Refusal) as missing:
        ask(at, "describe_domain", domain="none")
    ask(at, "create_domain", domain="one")
    with pytest.raises(Refusal) as exists:
        ask(at, "create_domain", domain="one")

    assert missing.value.code == "ResourceNotFoundException"
    assert missing.value.message == f"Domain not found. 'none' in account '{ACCOUNT}'"
    assert missing.value.members == {"resourceId": "none"}
    assert exists.value.code == "ConflictException"


def test_what_a_handler_does_to_a_record_is_its_own() -> None:
    at = world(Store())
    ask(at, "create_domain", domain="one")
    with at.store.transaction():
        CodeArtifact(at).domains.get("one")["arn"] = "changed"

    assert ask(at, "describe_domain", domain="one")["domain"]["arn"].endswith("domain/one")


def test_lists_are_cut_into_pages_of_any_size() -> None:
    at = world(Store())
    names = [f"domain-{number}" for number in range(7)]
    for name in names:
        ask(at, "create_domain", domain=name)
    for size in range(1, 9):
        found, token, pages = [], None, 0
        while True:
            params: dict[str, Any] = {"nextToken": token} if token else {}
            page = ask(at, "list_domains", **params, maxResults=size)
            found += [row["name"] for row in page["domains"]]
            token, pages = page.get("nextToken"), pages + 1
            if token is None:
                break
        assert (found, pages) == (names, -(-7 // size))


def test_an_option_caps_every_page_whatever_is_asked() -> None:
    at = world(Store())
    for name in ("aa", "bb", "cc"):
        ask(at, "create_domain", domain=name)

    assert len(ask(at, "list_domains", most=2, maxResults=1000)["domains"]) == 2
    assert len(ask(at, "list_domains", most=2)["domains"]) == 2


@pytest.mark.parametrize("token", ["nonsense", "WyJMaXN0WCIsIDJd", "eyJhIjoxfQ==", "W10="])
def test_a_token_of_nowhere_is_refused(token: str) -> None:
    with pytest.raises(Refusal, match="token"):
        ask(world(Store()), "list_domains", nextToken=token)


@pytest.mark.parametrize(
    ("service", "arn", "tags", "keys"),
    [
        ("codeartifact", "resourceArn", [{"key": "a", "value": "1"}], "tagKeys"),
        ("codepipeline", "resourceArn", [{"key": "a", "value": "1"}], "tagKeys"),
        ("codecommit", "resourceArn", {"a": "1"}, "tagKeys"),
        ("events", "ResourceARN", [{"Key": "a", "Value": "1"}], "TagKeys"),
        ("codedeploy", "ResourceArn", [{"Key": "a", "Value": "1"}], "TagKeys"),
        ("codestar-notifications", "Arn", {"a": "1"}, "TagKeys"),
        ("codeguru-reviewer", "resourceArn", {"a": "1"}, "TagKeys"),
        ("codeconnections", "ResourceArn", [{"Key": "a", "Value": "1"}], "TagKeys"),
    ],
)
def test_tags_in_every_spelling(service: str, arn: str, tags: Any, keys: str) -> None:
    class Named(Taggable):
        names = (service,)

    at = world(Store())

    def ask_tags(method: str, **params: Any) -> Any:
        with at.store.transaction():
            return Named(at).perform(model(service).operation(method), params, Cutter())

    with at.store.transaction():
        Named(at).things.add({"name": "t"})
        held = Named(at).things.arn("t")
    ask_tags("tag_resource", **{arn: held, keys.replace("Keys", "s"): tags})
    listed = ask_tags("list_tags_for_resource", **{arn: held})
    ask_tags("untag_resource", **{arn: held, keys: ["a"]})
    gone = ask_tags("list_tags_for_resource", **{arn: held})

    assert list(listed.values()) == [tags]
    assert [tag_map(part) for part in gone.values()] == [{}]
    with pytest.raises(Refusal, match=r"NotFound|DoesNotExist|InvalidArn"):
        ask_tags("list_tags_for_resource", **{arn: held + "x"})


def test_tags_that_aws_keeps_for_itself_and_too_many_are_refused() -> None:
    at = world(Store())
    held = ask(at, "create_domain", domain="one")["domain"]["arn"]
    for tags in (
        [{"key": "aws:x", "value": ""}],
        [{"key": f"k{n}", "value": ""} for n in range(51)],
    ):
        with pytest.raises(Refusal):
            ask(at, "tag_resource", resourceArn=held, tags=tags)


def test_everything_tagged_is_found_and_so_is_what_once_was() -> None:
    at = world(Store())
    ask(at, "create_domain", domain="never")
    ask(at, "create_domain", domain="still", tags=[{"key": "a", "value": "1"}])
    ask(at, "create_domain", domain="once", tags=[{"key": "a", "value": "1"}])
    arn = at.arn("codeartifact", "domain/once")
    ask(at, "untag_resource", resourceArn=arn, tagKeys=["a"])
    ask(at, "create_domain", domain="gone", tags=[{"key": "a", "value": "1"}])
    ask(at, "delete_domain", domain="gone")

    found = {row.arn.rpartition("/")[2]: row.tags for row in at.tagged()}
    assert found == {"still": {"a": "1"}, "once": {}}
    assert [*at.at(region="us-east-1").tagged(), *at.at(account="444455556666").tagged()] == []


def test_what_is_not_written_is_named() -> None:
    with pytest.raises(NotCovered, match="codeartifact CreateRepository"):
        ask(world(Store()), "create_repository", domain="a", repository="b")


def test_ids_repeat_with_the_seed_and_never_within_a_run() -> None:
    first, again, other = (world(Store(), seed=seed) for seed in (1, 1, 2))
    ids = [first.uuid() for _ in range(5)]

    assert ids == [again.uuid() for _ in range(5)]
    assert len({*ids, other.uuid()}) == 6
    assert len(first.token(8, "abc")) == 8


def test_reads_may_lag() -> None:
    at = world(Store())
    ask(at, "create_domain", domain="one")
    at.store.move_clock(100)
    ask(at, "create_domain", domain="two")

    late = world(at.store, lag=50.0)
    assert [row["name"] for row in ask(late, "list_domains")["domains"]] == ["one"]


@pytest.mark.parametrize(
    ("statement", "trusted"),
    [
        ({"Effect": "Allow", "Principal": {"Service": "a.b"}, "Action": "sts:AssumeRole"}, True),
        ({"Effect": "Allow", "Principal": {"Service": ["x", "a.b"]}, "Action": ["sts:*"]}, True),
        ({"Effect": "Allow", "Principal": {"Service": "x"}, "Action": "sts:AssumeRole"}, False),
        ({"Effect": "Deny", "Principal": {"Service": "a.b"}, "Action": "sts:AssumeRole"}, False),
        ({"Effect": "Allow", "Principal": {"Service": "a.b"}, "Action": "sts:TagSession"}, False),
        ({"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}, False),
    ],
)
def test_a_service_may_assume_what_trusts_it(statement: dict[str, Any], trusted: bool) -> None:
    role = Role("arn", {"Statement": [statement]}, created=0.0)

    assert Roles({"arn": role}.get, now=100.0).trusted("arn", "a.b") is trusted
    assert not Roles({"arn": role}.get, now=100.0, spread=101.0).trusted("arn", "a.b")
    assert not Roles({"arn": role}.get, now=100.0).trusted("other", "a.b")


def test_tag_lists_and_maps_are_one() -> None:
    tags = {"a": "1", "b": ""}
    assert tag_map(tag_list(tags)) == tag_map(tag_list(tags, "Key", "Value")) == tags
