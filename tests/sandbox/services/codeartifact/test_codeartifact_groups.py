"""CodeArtifact's package groups: patterns, parents, restrictions, lists of repositories."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.sandbox.services.codeartifact.patterns import (
    arn_path,
    associated,
    parent,
    parsed,
    within,
)

Json = dict[str, Any]
DOMAIN = {"domain": "acme"}
SPACE = {"domain": "acme", "packageGroup": "/npm/space/*"}
SPECIFIC = "ALLOW_SPECIFIC_REPOSITORIES"


@pytest.fixture
def codeartifact(client: Callable[..., Any]) -> Any:
    """The domain `acme` with repositories `one` and `two` and groups for npm and its `space`."""
    made = client("codeartifact")
    made.create_domain(**DOMAIN)
    for name in ("one", "two"):
        made.create_repository(**DOMAIN, repository=name)
    for pattern in ("/npm/*", "/npm/space/*"):
        made.create_package_group(**DOMAIN, packageGroup=pattern)
    return made


def restriction(codeartifact: Any, pattern: str, kind: str = "PUBLISH") -> Json:
    found = codeartifact.describe_package_group(**DOMAIN, packageGroup=pattern)["packageGroup"]
    shown: Json = found["originConfiguration"]["restrictions"][kind]
    return shown


def lists(codeartifact: Any, kind: str = "PUBLISH") -> list[str]:
    pages = codeartifact.get_paginator("list_allowed_repositories_for_group").paginate(
        **SPACE, originRestrictionType=kind
    )
    return [name for page in pages for name in page["allowedRepositories"]]


def allowed(*names: str, kind: str = "PUBLISH") -> list[Json]:
    return [{"repositoryName": name, "originRestrictionType": kind} for name in names]


@pytest.mark.parametrize(
    "pattern",
    [
        "/*",
        "/npm/*",
        "/maven/com.anycompany~",
        "/npm/space/*",
        "/npm/space/anycompany-ui~",
        "/maven/org.apache.logging.log4j/log4j-core$",
        "/pypi//requests$",
        "/npm//react$",
    ],
)
def test_patterns_of_the_user_guide(pattern: str) -> None:
    assert parsed(pattern) is not None
    assert within("/*", pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "npm/*",
        "/npm",
        "/npm/",
        "/npm/space",
        "/npm/space$",
        "/npm/space/name",
        "/npm/space-~",
        "/npm/space/x/*",
        "/python//requests$",
        "/pypi/space/requests$",
        "/pypi/space~",
        "/maven//core$",
        "/npm/~",
    ],
)
def test_what_is_no_pattern(codeartifact: Any, refused: Callable[..., Any], pattern: str) -> None:
    assert parsed(pattern) is None
    with refused("ValidationException"):
        codeartifact.create_package_group(**DOMAIN, packageGroup=pattern)


def test_a_prefix_ends_where_a_word_ends() -> None:
    assert associated(("npm", "space", "foo-bar"), ["/*", "/npm/space/foo~"])[1] == "STRONG"
    assert associated(("npm", "space", "food"), ["/*", "/npm/space/foo~"]) == ("/*", "STRONG")
    assert within("/npm/space/foo~", "/npm/space/foo-bar~")
    assert not within("/npm/space/foo~", "/npm/space/food$")
    assert parent("/npm/space/foo-bar$", ["/*", "/npm/*", "/npm/space/foo~"]) == "/npm/space/foo~"


def test_variations_belong_to_a_group_weakly() -> None:
    groups = ["/*", "/npm/*", "/npm//anycompany-spicy-client$"]
    spicy = "/npm//anycompany-spicy-client$"

    assert associated(("npm", "", "anycompany-spicy-client"), groups) == (spicy, "STRONG")
    assert associated(("npm", "", "AnyCompany_spicy..client"), groups) == (spicy, "WEAK")
    assert associated(("npm", "", "anycompanyspicyclient"), groups) == ("/npm/*", "STRONG")


def test_arns_escape_suffixes_in_small_letters() -> None:
    assert arn_path("/npm/*") == "/npm/%2a"
    assert arn_path("/nuget//alpha$") == "/nuget//alpha%24"
    assert arn_path("/nuget//alpha%beta%gamma~") == "/nuget//alpha%25beta%25gamma~"


WORD = st.text("ab-.", min_size=1, max_size=4)
PATTERNS = st.one_of(
    st.just("/*"),
    st.just("/npm/*"),
    st.builds("/npm/{}~".format, WORD),
    st.builds("/npm/{}/*".format, WORD),
    st.builds("/npm/{}/{}~".format, WORD, WORD),
    st.builds("/npm/{}/{}$".format, WORD, WORD),
).filter(lambda one: parsed(one) is not None)


@given(PATTERNS, PATTERNS, PATTERNS)
def test_lying_within_is_an_order(one: str, two: str, three: str) -> None:
    assert within(one, one)
    assert within("/*", one)
    assert not (within(one, two) and within(two, one)) or one == two
    assert not (within(one, two) and within(two, three)) or within(one, three)


def test_every_domain_has_the_root_group(codeartifact: Any, refused: Callable[..., Any]) -> None:
    root = {**DOMAIN, "packageGroup": "/*"}
    found = codeartifact.describe_package_group(**root)["packageGroup"]

    assert found["arn"].endswith(":package-group/acme/%2a")
    assert "parent" not in found
    assert restriction(codeartifact, "/*") == {
        "mode": "ALLOW",
        "effectiveMode": "ALLOW",
        "repositoriesCount": 0,
    }
    with refused("ValidationException", "cannot be deleted"):
        codeartifact.delete_package_group(**root)
    with refused("ValidationException"):
        codeartifact.update_package_group_origin_configuration(
            **root, restrictions={"PUBLISH": "INHERIT"}
        )
    with refused("ConflictException"):
        codeartifact.create_package_group(**root)


def test_a_new_group_inherits_from_the_first_that_does_not(codeartifact: Any) -> None:
    shown = restriction(codeartifact, "/npm/space/*")
    assert (shown["mode"], shown["effectiveMode"]) == ("INHERIT", "ALLOW")
    assert shown["inheritedFrom"]["pattern"] == "/*"
    codeartifact.update_package_group_origin_configuration(
        **DOMAIN, packageGroup="/npm/*", restrictions={"PUBLISH": "BLOCK"}
    )

    shown = restriction(codeartifact, "/npm/space/*")
    assert shown["effectiveMode"] == "BLOCK"
    assert shown["inheritedFrom"]["pattern"] == "/npm/*"
    assert (
        restriction(codeartifact, "/npm/space/*", "EXTERNAL_UPSTREAM")["effectiveMode"] == "ALLOW"
    )


def test_children_of_a_deleted_group_go_to_its_parent(codeartifact: Any) -> None:
    def above() -> str:
        found = codeartifact.describe_package_group(**SPACE)["packageGroup"]
        return str(found["parent"]["pattern"])

    assert above() == "/npm/*"
    children = codeartifact.list_sub_package_groups(**DOMAIN, packageGroup="/*")["packageGroups"]
    assert [one["pattern"] for one in children] == ["/npm/*"]
    gone = codeartifact.delete_package_group(**DOMAIN, packageGroup="/npm/*")
    assert gone["packageGroup"]["pattern"] == "/npm/*"
    assert above() == "/*"


def test_lists_change_by_what_is_added_and_removed(
    codeartifact: Any, refused: Callable[..., Any]
) -> None:
    change = codeartifact.update_package_group_origin_configuration
    with refused("ValidationException", "allowed repository list"):
        change(**SPACE, addAllowedRepositories=allowed("one"))
    made = change(
        **SPACE, restrictions={"PUBLISH": SPECIFIC}, addAllowedRepositories=allowed("one", "two")
    )

    assert made["allowedRepositoryUpdates"] == {"PUBLISH": {"ADDED": ["one", "two"]}}
    assert restriction(codeartifact, "/npm/space/*")["repositoriesCount"] == 2
    made = change(
        **SPACE,
        addAllowedRepositories=allowed("one"),
        removeAllowedRepositories=allowed("two"),
    )
    assert made["allowedRepositoryUpdates"] == {"PUBLISH": {"REMOVED": ["two"]}}
    assert lists(codeartifact) == ["one"]
    assert lists(codeartifact, "EXTERNAL_UPSTREAM") == []
    with refused("ResourceNotFoundException"):
        change(**SPACE, addAllowedRepositories=allowed("nowhere"))
    with refused("ValidationException", "100"):
        change(**SPACE, addAllowedRepositories=allowed(*["one"] * 101))
    codeartifact.delete_repository(**DOMAIN, repository="one")
    assert lists(codeartifact) == []


@pytest.mark.parametrize("survives", [False, True])
def test_a_list_goes_with_its_restriction_unless_the_coin_says_no(
    tails: Any, survives: bool
) -> None:
    coins = ("codeartifact.allowed_lists_survive",) if survives else ()
    codeartifact = tails(*coins)("codeartifact")
    codeartifact.create_domain(**DOMAIN)
    codeartifact.create_repository(**DOMAIN, repository="one")
    codeartifact.create_package_group(**SPACE)
    change = codeartifact.update_package_group_origin_configuration
    specific = {"PUBLISH": SPECIFIC}
    change(**SPACE, restrictions=specific, addAllowedRepositories=allowed("one"))
    change(**SPACE, restrictions={"PUBLISH": "BLOCK"})
    assert lists(codeartifact) == []
    change(**SPACE, restrictions=specific)

    assert lists(codeartifact) == (["one"] if survives else [])


def test_texts_and_tags_of_a_group(codeartifact: Any) -> None:
    made = codeartifact.create_package_group(
        **DOMAIN,
        packageGroup="/maven/com.acme~",
        contactInfo="team@acme.example",
        description="Ours",
        tags=[{"key": "team", "value": "web"}],
    )["packageGroup"]
    key = {**DOMAIN, "packageGroup": "/maven/com.acme~"}
    changed = codeartifact.update_package_group(**key, description="All ours")["packageGroup"]

    assert (changed["contactInfo"], changed["description"]) == ("team@acme.example", "All ours")
    assert made["arn"].endswith(":package-group/acme/maven/com.acme~")
    tags = codeartifact.list_tags_for_resource(resourceArn=made["arn"])["tags"]
    assert tags == [{"key": "team", "value": "web"}]


def test_groups_are_listed_by_prefix_in_pages(codeartifact: Any) -> None:
    pages = list(codeartifact.get_paginator("list_package_groups").paginate(**DOMAIN))
    assert [len(page["packageGroups"]) for page in pages] == [2, 1]
    found = codeartifact.list_package_groups(**DOMAIN, prefix="/npm/space")["packageGroups"]
    assert [one["pattern"] for one in found] == ["/npm/space/*"]
    how = codeartifact.get_associated_package_group(
        **DOMAIN, format="npm", namespace="space", package="ui"
    )
    assert how["packageGroup"]["pattern"] == "/npm/space/*"
    assert how["associationType"] == "STRONG"
