"""Resources that nobody wrote: their addresses, names and ARNs."""

from pathlib import Path

from reconciler.expand.derive import derived, named
from reconciler.spec.stack import Resource
from tests.laws.ground import stack_in

REPOSITORY = (
    "stack: s\ntags: {team: web}\ncodecommit: {repositories: {web: {description: The shop}}}\n"
)


def parent(folder: Path) -> Resource:
    """A written resource."""
    (one,) = stack_in(folder, {"s.yaml": REPOSITORY}).resources
    return one


def test_a_derived_resource_stands_under_its_parent(tmp_path: Path) -> None:
    web = parent(tmp_path)
    rule = derived(web, "eventbridge.rules", "push", ("default", "push"), {"description": "x"})
    assert rule.address == "eventbridge.rules.web+push"
    assert (rule.parent, rule.place, rule.tags) == (web.address, web.place, {"team": "web"})
    assert rule.arn == "arn:aws:events:eu-west-1:123456789012:rule/push"
    assert rule.desired == {"description": "x"}


def test_arns_follow_the_bus_and_the_path(tmp_path: Path) -> None:
    web = parent(tmp_path)
    rule = derived(web, "eventbridge.rules", "push", ("other", "push"), {})
    role = derived(web, "iam.roles", "start", ("start",), {"path": "/reconcile/"})
    assert rule.arn == "arn:aws:events:eu-west-1:123456789012:rule/other/push"
    assert role.arn == "arn:aws:iam::123456789012:role/reconcile/start"


def test_names_are_cut_so_that_they_stay_apart() -> None:
    long = ["x" * 70 + end for end in "ab"]
    cut = [named(text, 64) for text in long]
    assert named("shop-deliver_Web", 64) == "shop-deliver_Web"
    assert len({*cut}) == 2
    assert all(len(text) <= 64 for text in cut)
    assert named("a b", 64) != named("a-b", 64)
