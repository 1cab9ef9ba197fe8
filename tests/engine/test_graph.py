"""The order of steps: hard and soft edges, cycles, deletes."""

from pathlib import Path

import pytest

from reconciler.engine.applying.graph import Graph, graph, ordered
from reconciler.engine.draft import draft
from reconciler.engine.live import Draft, Live, Observed
from reconciler.errors import SpecInvalid
from reconciler.plan.options import Options
from tests.engine.ground import SMALL, stack_of

TRUST = """
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Action: "sts:AssumeRole",
                     Principal: {Service: codebuild.amazonaws.com}}]
"""


def drafted(folder: Path, text: str) -> Draft:
    stack = stack_of(folder, text)
    return draft(stack, Observed({one.address: None for one in stack.resources}), Options())


def positions(made: Graph) -> dict[tuple[str, str], int]:
    """(address, part) → place in the order."""
    return {(node.address, made.steps[node].part): number for number, node in enumerate(made.order)}


def test_everything_comes_after_what_it_names(tmp_path: Path) -> None:
    at = positions(graph(drafted(tmp_path, SMALL).work))
    deliver = at["codepipeline.pipelines.deliver", ""]
    assert at["iam.roles.deliver", ""] < deliver
    assert at["codebuild.projects.build", ""] < deliver
    assert at["codecommit.repositories.web", ""] < deliver
    assert at["s3.buckets.artifacts", ""] < deliver
    assert deliver < at["eventbridge.rules.push", "targets"]
    assert at["iam.roles.deliver", ""] < at["s3.buckets.artifacts", "policy"]


def test_what_is_used_is_complete_before_its_policy_is_right(tmp_path: Path) -> None:
    made = graph(drafted(tmp_path, SMALL).work)
    at = positions(made)
    assert at["iam.roles.deliver", "policies"] < at["codepipeline.pipelines.deliver", ""]
    dropped = {(edge.before.address, edge.after.address) for edge in made.dropped}
    assert ("codepipeline.pipelines.deliver", "iam.roles.deliver") in dropped


def test_the_order_is_the_same_for_any_order_of_files(tmp_path: Path) -> None:
    work = drafted(tmp_path, SMALL).work
    turned = dict(reversed(list(work.items())))
    assert graph(work).order == graph(turned).order
    assert set(ordered(work)) == set(work)


def test_a_circle_of_hard_edges_is_named_in_full(tmp_path: Path) -> None:
    text = f"""
stack: round
iam:
  roles:
    one:
      assume_role_policy_document: {TRUST}
      lifecycle: {{depends_on: [iam.roles.three]}}
    two:
      assume_role_policy_document: {TRUST}
      lifecycle: {{depends_on: [iam.roles.one]}}
    three:
      assume_role_policy_document: {TRUST}
      lifecycle: {{depends_on: [iam.roles.two]}}
"""
    with pytest.raises(SpecInvalid) as caught:
        drafted(tmp_path, text)
    (fault,) = caught.value.faults
    for key in ("one", "two", "three"):
        assert f"iam.roles.{key}" in fault.message
    assert len(fault.notes) == 3
    assert fault.place is not None


def test_depends_on_orders_what_no_reference_does(tmp_path: Path) -> None:
    text = f"""
stack: after
iam:
  roles:
    a:
      assume_role_policy_document: {TRUST}
      lifecycle: {{depends_on: [iam.roles.z]}}
    z:
      assume_role_policy_document: {TRUST}
"""
    assert ordered(drafted(tmp_path, text).work) == ("iam.roles.z", "iam.roles.a")


def test_a_value_that_aws_invents_is_waited_for(tmp_path: Path) -> None:
    text = f"""
stack: late
iam:
  roles:
    z:
      assume_role_policy_document: {TRUST}
    a:
      description: "beside ${{{{ iam.roles.z.id }}}}"
      assume_role_policy_document: {TRUST}
"""
    made = graph(drafted(tmp_path, text).work)
    assert [node.address for node in made.order] == ["iam.roles.z", "iam.roles.a"]
    assert made.wants == {"iam.roles.z": frozenset({"id"})}


@pytest.mark.parametrize("read", [True, False])
def test_what_the_items_of_a_list_point_at_is_deleted_after_what_holds_the_list(
    tmp_path: Path, read: bool
) -> None:
    text = """
stack: rules
codecommit:
  approval_rule_templates:
    a: {content: {Version: "2018-11-08"}, lifecycle: {state: absent}}
  repositories:
    b: {approval_rule_templates: [a], lifecycle: {state: absent}}
"""
    stack = stack_of(tmp_path, text)
    found = {
        one.address: Live(one.form, one.scope, one.identity, dict(one.desired) if read else {})
        for one in stack.resources
    }
    options = Options(allow_delete=("codecommit.repositories.b",))
    made = graph(draft(stack, Observed(found), options).work)
    assert [node.address for node in made.order] == [
        "codecommit.repositories.b",
        "codecommit.approval_rule_templates.a",
    ]


def test_a_word_of_awss_own_orders_where_something_is_declared_under_it(tmp_path: Path) -> None:
    text = f"""
stack: hooks
codebuild:
  projects:
    api:
      source: {{type: GITHUB, location: "https://github.com/acme/shop.git"}}
      artifacts: {{type: NO_ARTIFACTS}}
      environment: {{type: LINUX_CONTAINER, image: a, compute_type: BUILD_GENERAL1_SMALL}}
      service_role: ${{{{ iam.roles.z.arn }}}}
      webhook: {{filter_groups: [[{{type: EVENT, pattern: PUSH}}]]}}
  source_credentials:
    z: {{server_type: GITHUB, auth_type: CODECONNECTIONS, token: "arn:aws:codeconnections:eu-west-1:1:connection/a"}}
iam:
  roles:
    z:
      assume_role_policy_document: {TRUST}
"""
    at = positions(graph(drafted(tmp_path, text).work))
    assert at["codebuild.source_credentials.z", ""] < at["codebuild.projects.api", ""]
