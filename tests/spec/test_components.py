"""Components: stamped out under addresses of their own, what they refer to, and what is refused."""

from pathlib import Path

import pytest

from reconciler.errors import Place, SpecInvalid
from reconciler.spec.load import load, lookups_needed
from reconciler.spec.resources import check, resolve
from reconciler.spec.stack import Resource, Scope
from tests.spec.repository import write

SCOPES = (Scope("", "111122223333", "eu-west-1"),)
TRUST = "{Version: 2012-10-17, Statement: []}"
SERVICE = f"""
component: service
names: ${{{{ stack }}}}-${{{{ self.key }}}}
tags: {{service: "${{{{ instance }}}}"}}
vars: {{image: null, what: "a ${{{{ vars.size }}}} one", size: small}}
codebuild:
  projects:
    build:
      description: ${{{{ vars.what }}}} of ${{{{ vars.team }}}} on ${{{{ vars.branch }}}}
      source: {{type: NO_SOURCE, buildspec: "version: 0.2"}}
      artifacts: {{type: NO_ARTIFACTS}}
      environment: {{type: LINUX_CONTAINER, image: "${{{{ vars.image }}}}", compute_type: BUILD_GENERAL1_SMALL}}
      service_role: ${{{{ iam.roles.build.arn }}}}
      lifecycle: {{depends_on: [iam.roles.build, iam.roles.shared]}}
iam: {{roles: {{build: {{assume_role_policy_document: {TRUST}}}}}}}
"""
SHOP = f"""
stack: shop
vars: {{team: web, branch: main, big: large}}
use:
  service:
    cart: {{image: "standard:7.0"}}
    mail: {{image: "standard:6.0", size: "${{{{ vars.big }}}}", when: {{environment: prod}}}}
iam: {{roles: {{build: {{assume_role_policy_document: {TRUST}}}, shared: {{assume_role_policy_document: {TRUST}, description: "for ${{{{ codebuild.projects.cart/build.name }}}}"}}}}}}
"""


def resources(root: Path, environment: str = "prod") -> dict[str, Resource]:
    """What the stack declares, by address."""
    (stack,) = resolve(load(root), environment, SCOPES, {})
    return {one.address: one for one in stack.resources}


def shop(root: Path, service: str = SERVICE, stack: str = SHOP) -> Path:
    """A repository with a component and the stack that uses it."""
    return write(root, {"specs/service.yaml": service, "specs/shop.yaml": stack})


def test_every_instance_is_declared_under_an_address_of_its_own(tmp_path: Path) -> None:
    found = resources(shop(tmp_path))
    assert [*found] == [
        "codebuild.projects.cart/build",
        "codebuild.projects.mail/build",
        "iam.roles.build",
        "iam.roles.cart/build",
        "iam.roles.mail/build",
        "iam.roles.shared",
    ]
    cart, mail = found["codebuild.projects.cart/build"], found["codebuild.projects.mail/build"]
    assert (cart.identity, mail.identity) == (("shop-cart-build",), ("shop-mail-build",))
    assert cart.desired["environment"]["image"] == "standard:7.0"  # type: ignore[call-overload, index]
    assert cart.tags == {"service": "cart"}


def test_a_component_finds_its_own_first_and_then_the_stacks(tmp_path: Path) -> None:
    found = resources(shop(tmp_path))
    cart, mail = found["codebuild.projects.cart/build"], found["codebuild.projects.mail/build"]
    assert cart.desired["service_role"] == "arn:aws:iam::111122223333:role/shop-cart-build"
    assert cart.desired["description"] == "a small one of web on release"
    assert mail.desired["description"] == "a large one of web on release"
    assert cart.lifecycle.depends_on == ("iam.roles.cart/build", "iam.roles.shared")
    assert found["iam.roles.shared"].desired["description"] == "for shop-cart-build"
    assert ("service_role", "iam.roles.cart/build") in cart.references


def test_what_use_gives_speaks_of_the_stack(tmp_path: Path) -> None:
    given = SHOP.replace('size: "${{ vars.big }}"', 'size: "${{ vars.size }}"').replace(
        "big: large", "size: huge"
    )
    found = resources(shop(tmp_path, stack=given))
    assert found["codebuild.projects.mail/build"].desired["description"] == (
        "a huge one of web on release"
    )


def test_an_instance_that_is_off_is_not_declared(tmp_path: Path) -> None:
    found = resources(shop(tmp_path), "dev")
    assert "iam.roles.cart/build" in found
    assert "iam.roles.mail/build" not in found


def test_a_component_that_nothing_uses_declares_nothing(tmp_path: Path) -> None:
    root = shop(tmp_path, stack="stack: shop\n")
    assert resources(root) == {}
    assert check(load(root)).faults == ()


def test_a_path_to_a_component_selects_the_stacks_that_use_it(tmp_path: Path) -> None:
    root = shop(tmp_path)
    write(root, {"specs/other.yaml": "stack: other\n"})
    assert load(root, (root / "specs/service.yaml",)).stacks == ("shop",)
    assert load(root).paths == ("specs/other.yaml", "specs/service.yaml", "specs/shop.yaml")


def test_lookups_of_instances_are_asked_for(tmp_path: Path) -> None:
    service = SERVICE.replace("size: small", 'size: {lookup: "ssm:/size/${{ instance }}"}')
    sources = load(shop(tmp_path, service))
    needed = lookups_needed(sources, "shop", "prod", SCOPES)
    assert [one.text for one in needed] == ["ssm:/size/cart", "ssm:/size/mail"]
    (stack,) = resolve(sources, "prod", SCOPES, {"ssm:/size/cart": "S", "ssm:/size/mail": "M"})
    assert next(one.desired.get("description") for one in stack.resources) == (
        "a S one of web on release"
    )


@pytest.mark.parametrize(
    ("was", "now", "code", "said"),
    [
        ('{image: "standard:7.0"}', "{}", "RC1118", "must be given `image`"),
        ('{image: "standard:7.0"}', "{image: null}", "RC1118", "must be given `image`"),
        ('{image: "standard:7.0"}', "{imag: x, image: y}", "RC1118", "has no var `imag`"),
        ('{image: "standard:7.0"}', "[a]", "RC1117", "not a mapping"),
        ("    cart:", "    a b:", "RC1106", "no name of an instance"),
        ("  service:", "  servise:", "RC1117", "no component `servise`"),
        ("cart/build", "cart/bild", "RC1302", "`codebuild.projects.cart/bild` is not declared"),
        ("vars.big", "instance", "RC1302", "no instance outside a component"),
        ("vars.big", "vars.none", "RC1302", "there is no `none`"),
    ],
)
def test_what_is_wrong_with_a_use_is_told(
    tmp_path: Path, was: str, now: str, code: str, said: str
) -> None:
    assert was in SHOP
    faults = check(load(shop(tmp_path, stack=SHOP.replace(was, now)))).faults
    meant = [fault for fault in faults if said in fault.message]
    assert [fault.code for fault in meant] == [code], faults
    assert [fault.place.file for fault in meant if fault.place] == ["specs/shop.yaml"]


def test_two_components_of_one_name_are_told(tmp_path: Path) -> None:
    root = shop(tmp_path)
    write(root, {"specs/twice.yaml": "component: service\n"})
    (fault,) = load(root).faults
    assert (fault.code, fault.place) == ("RC1107", Place("specs/twice.yaml", 1, 1))
    assert fault.notes[0].place == Place("specs/service.yaml", 2, 1)


def test_vars_of_an_instance_in_a_circle_are_told(tmp_path: Path) -> None:
    with pytest.raises(SpecInvalid) as told:
        resources(shop(tmp_path, SERVICE.replace("size: small", 'size: "${{ vars.what }}"')))
    assert {fault.code for fault in told.value.faults} == {"RC1304"}
