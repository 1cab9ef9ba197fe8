"""`plan --explain ADDRESS`: where each value of a resource comes from."""

from tests.cli.tree import Tree

COMPONENT = """\
component: service
names: ${{ stack }}-${{ self.key }}
tags: {service: "${{ instance }}"}
vars: {minutes: 30}
codebuild:
  projects:
    build:
      description: Builds ${{ instance }}
      source: {type: NO_SOURCE, buildspec: "version: 0.2"}
      artifacts: {type: NO_ARTIFACTS}
      environment: {type: LINUX_CONTAINER, image: "${{ vars.image }}", compute_type: BUILD_GENERAL1_SMALL}
      service_role: arn:aws:iam::111122223333:role/build
      timeout_in_minutes: ${{ vars.minutes }}
"""
SHOP = """\
stack: shop
vars: {image: "standard:7.0"}
use:
  service:
    cart:
      minutes: 20
"""


def test_every_value_is_told_with_its_line_and_its_var(tree: Tree) -> None:
    tree.specs(SHOP)
    tree.write("specs/service.yaml", COMPONENT)
    said = tree.plan("--explain", "codebuild.projects.cart/build").out
    told = said[said.index("Explained") :].splitlines()
    shown = {line.split()[0]: line for line in told[3:]}
    assert told[:3] == [
        "Explained codebuild.projects.cart/build",
        "  declared at specs/service.yaml:7, stamped out by specs/shop.yaml:5",
        "  name: shop-cart-build  specs/service.yaml:2",
    ]
    assert shown["description"].split("Builds cart")[1].strip() == "specs/service.yaml:8"
    assert "20  " in shown["timeout_in_minutes"]
    assert "specs/service.yaml:13 ← a var at specs/shop.yaml:6" in shown["timeout_in_minutes"]
    assert "specs/service.yaml:11 ← a var at specs/shop.yaml:2" in shown["environment.image"]
    assert shown["tags.service"].split() == ["tags.service", "cart", "specs/service.yaml:3"]
    assert "left out:" in told[-1]
    assert "badge_enabled (false)" in told[-1]


def test_an_address_that_is_not_there_is_wrong_usage(tree: Tree) -> None:
    tree.specs(SHOP)
    tree.write("specs/service.yaml", COMPONENT)
    ran = tree.plan("--explain", "codebuild.projects.build")
    assert ran.code == 64
    assert "Did you mean `codebuild.projects.cart/build`?" in ran.err


def test_an_item_that_its_name_says_in_full_has_no_value(tree: Tree) -> None:
    address = "codedeploy.deployment_groups.web"
    tree.specs(
        "stack: shop\ncodedeploy:\n  applications: {shop: {}}\n  deployment_groups:\n    web: "
        "{application_name: shop, service_role_arn: 'arn:aws:iam::111122223333:role/deploy', "
        "alarm_configuration: {enabled: true, alarms: [{name: loud}]}}\n"
    )

    told = tree.plan("--explain", address).out.partition(f"Explained {address}")[2]

    (line,) = (one for one in told.splitlines() if "alarms[loud]" in one)
    assert line.split() == ["alarm_configuration.alarms[loud]", "specs/shop.yaml:5"]
