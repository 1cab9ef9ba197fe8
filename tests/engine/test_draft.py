"""What is decided for every state of a resource, in which order, and what the digest binds."""

from dataclasses import replace
from typing import Any

import pytest

from reconciler.engine.deciding.ownership import ADDRESS, OWNER, PROTECT
from reconciler.engine.draft import draft
from reconciler.engine.live import Draft
from reconciler.engine.observe import observe
from reconciler.kinds.words import Settles
from reconciler.plan.options import Options
from reconciler.plan.plan import Action, Change
from reconciler.spec.compiling.shapes import fixed
from reconciler.spec.forms import forms
from reconciler.spec.stack import Resource, Stack
from reconciler.spec.values import Late, Text
from tests.engine.estate import OWNER as OURS
from tests.engine.estate import Aws, app, estate, resource, stack_of

WEB = "codecommit.repositories.web"


def drafted(stack: Stack, aws: Aws, **options: Any) -> Draft:
    chosen = Options(**options)
    return draft(stack, observe(stack, forms().values(), aws, chosen), chosen)


def only(made: Draft) -> Change:
    (change,) = made.plan.changes
    return change


def repository(**lifecycle: Any) -> Resource:
    return resource(WEB, "web", {"description": "The shop"}, **lifecycle)


def with_repository(tags: dict[str, str] | None = None, **members: Any) -> Aws:
    aws, one = Aws(), repository()
    aws.put(one)
    aws.things["codecommit.repositories"]["web"].update(members)
    if tags is not None:
        aws.tags[one.arn] = tags
    return aws


def test_what_is_not_there_is_created() -> None:
    change = only(drafted(stack_of(repository()), Aws()))

    assert (change.action, change.reason) == (Action.CREATE, "it is not there")
    assert [one.path for one in change.fields] == [
        "description",
        "tags.reconcile:address",
        "tags.reconcile:owner",
    ]
    assert change.calls == ("codecommit:CreateRepository",)
    assert (change.name, change.fingerprint) == ("web", "")


def test_what_is_there_as_declared_is_left_alone() -> None:
    change = only(drafted(stack_of(repository()), with_repository()))

    assert change.action is Action.NOOP
    assert (change.fields, change.calls, change.fingerprint) == ((), (), "")


def test_what_differs_is_updated_by_the_calls_that_its_kind_has() -> None:
    change = only(drafted(stack_of(repository()), with_repository(repositoryDescription="old")))

    assert change.action is Action.UPDATE
    assert change.calls == ("codecommit:UpdateRepositoryDescription",)
    assert change.fingerprint


def test_what_nobody_owns_is_adopted_only_when_asked_to() -> None:
    aws = with_repository({})

    blocked = only(drafted(stack_of(repository()), aws))
    asked = only(drafted(stack_of(repository()), aws, adopt=(WEB,)))
    told = only(drafted(stack_of(repository(adopt=True)), aws))

    assert [one.action for one in (blocked, asked, told)] == [Action.ADOPT] * 3
    assert [one.override for one in blocked.blocks] == [f"--adopt {WEB}"]
    assert asked.blocks == told.blocks == ()
    assert asked.calls == ("codecommit:TagResource",)


@pytest.mark.parametrize(
    ("tags", "owner"),
    [
        ({OWNER: "other/shop/prod"}, "other/shop/prod"),
        ({OWNER: OURS, "aws:cloudformation:stack-name": "legacy"}, "CloudFormation stack legacy"),
    ],
)
def test_what_is_another_s_is_blocked_and_its_values_are_not_shown(
    tags: dict[str, str], owner: str
) -> None:
    aws = with_repository(tags, repositoryDescription="their secret plan")

    change = only(drafted(stack_of(repository()), aws))
    taken = only(drafted(stack_of(repository()), aws, take_over=(WEB,)))

    assert change.action is Action.ADOPT
    (block,) = change.blocks
    assert owner in block.message
    assert block.override == f"--take-over {WEB}"
    assert [one.sensitive for one in change.fields if one.path == "description"] == [True]
    assert taken.blocks == ()


def test_an_immutable_field_makes_a_replacement_that_says_so() -> None:
    aws, role = Aws(), app(0)[0]
    aws.put(role)
    moved = replace(role, desired={**role.desired, "path": "/ci/"})

    change = only(drafted(stack_of(moved), aws))

    assert (change.action, change.reason) == (Action.REPLACE, "path cannot change in place")
    assert [one.path for one in change.fields if one.replaces] == ["path"]
    assert change.calls == ("iam:DeleteRole", "iam:CreateRole")
    assert "deletes it and makes it again" in change.effects


def test_what_depends_on_a_replaced_resource_is_in_the_same_plan() -> None:
    aws, (role, *_) = Aws(), app(0)
    project = app(0)[2]
    aws.put(role)
    aws.put(project)
    aws.things["codebuild.projects"]["app-0"]["description"] = "id-AROAapp-0"
    late = Text(("id-", Late(role.address, "id")))
    dependent = replace(project, desired={**project.desired, "description": late})
    moved = replace(role, desired={**role.desired, "path": "/ci/"})

    still = drafted(stack_of(role, dependent), aws).plan
    changed = drafted(stack_of(moved, dependent), aws)

    assert still.to_do == ()
    assert [(one.address, one.action) for one in changed.plan.to_do] == [
        (role.address, Action.REPLACE),
        (project.address, Action.UPDATE),
    ]
    (field,) = changed.plan.to_do[1].fields
    assert (field.before, field.after) == ("id-AROAapp-0", late)
    assert role.address not in changed.outputs


def test_what_is_declared_absent_is_deleted_and_data_is_guarded() -> None:
    stack = stack_of(repository(state="absent"))

    change = only(drafted(stack, with_repository()))
    lifted = only(drafted(stack, with_repository(), allow_delete=(WEB,)))
    gone = only(drafted(stack, Aws()))

    assert change.action is Action.DELETE
    assert [(one.guard, one.override) for one in change.blocks] == [
        ("holds_data", f"--allow-delete {WEB}")
    ]
    assert "destroys every commit" in " ".join(change.effects)
    assert lifted.blocks == ()
    assert gone.action is Action.NOOP


def test_what_is_another_s_is_not_deleted_though_declared_absent() -> None:
    aws = with_repository({OWNER: "other/shop/prod"})

    change = only(drafted(stack_of(repository(state="absent")), aws, allow_delete=(WEB,)))

    assert [one.guard for one in change.blocks] == ["foreign"]


def test_an_external_resource_must_be_there_and_is_never_touched() -> None:
    there = only(drafted(stack_of(repository(state="external")), with_repository({})))
    missing = drafted(stack_of(repository(state="external")), Aws()).plan

    assert (there.action, there.blocks) == (Action.NOOP, ())
    assert [one.guard for one in missing.changes[0].blocks] == ["external"]
    assert missing.blocked


def test_what_is_released_loses_our_tags_and_nothing_else() -> None:
    released = stack_of(repository(state="released"))

    change = only(drafted(released, with_repository(repositoryDescription="any")))
    again = only(drafted(released, with_repository({"team": "web"})))

    assert change.action is Action.FORGET
    assert [(one.op, one.path) for one in change.fields] == [
        ("remove", f"tags.{ADDRESS}"),
        ("remove", f"tags.{OWNER}"),
    ]
    assert change.calls == ("codecommit:UntagResource",)
    assert again.action is Action.NOOP


def test_a_protected_resource_is_not_deleted() -> None:
    aws, role = Aws(), replace(app(0)[0])
    aws.put(role)
    aws.things["iam.roles"]["app-0"]["Tags"].append({"Key": PROTECT, "Value": "yes"})
    absent = replace(role, lifecycle=replace(role.lifecycle, state="absent"))

    change = only(drafted(stack_of(absent), aws))

    assert [(one.guard, one.override) for one in change.blocks] == [
        ("protect", f"--allow-delete {role.address}")
    ]


def test_orphans_are_always_shown_and_deleted_only_when_pruning() -> None:
    _, aws = estate(2)
    kept = stack_of(*app(0))

    shown = drafted(kept, aws).plan
    pruned = drafted(kept, aws, prune=True, allow_many_deletes=True).plan

    notes = [one for one in shown.changes if one.pending]
    assert shown.to_do == ()
    assert {one.address for one in notes} == {one.address for one in app(1)}
    assert {one.action for one in pruned.to_do} == {Action.DELETE}
    assert len(pruned.to_do) == 5
    assert pruned.changes[0].fields


@pytest.mark.parametrize(
    ("stack", "options", "why"),
    [
        (stack_of(*app(0), project=""), {}, "reconcile.yaml"),
        (stack_of(*app(0)), {"complete": False}, "loaded"),
    ],
)
def test_half_a_stack_is_never_pruned(stack: Stack, options: Any, why: str) -> None:
    aws = Aws()
    for one in app(1):
        aws.put(one)
        aws.tags[one.arn] = {OWNER: stack.owner, ADDRESS: one.address}

    plan = drafted(stack, aws, prune=True, **options).plan

    assert [one.action for one in plan.to_do] == [Action.CREATE] * 5
    (block,) = plan.blocks
    assert block.guard == "prune"
    assert why in block.message


def test_nothing_is_pruned_while_a_kind_could_not_be_read() -> None:
    _, aws = estate(2)
    aws.denied = {"GetPipeline"}

    plan = drafted(stack_of(*app(0)), aws, prune=True).plan

    assert plan.to_do == ()
    assert "codepipeline.pipelines" in plan.blocks[0].message


def test_targets_and_excludes_choose_what_is_in_the_plan() -> None:
    stack = stack_of(*app(0), *app(1))

    chosen = drafted(stack, Aws(), targets=("iam.*", "*.app-1"), excludes=("codebuild.*",)).plan

    assert {one.address for one in chosen.changes} == {
        "iam.roles.app-0",
        "iam.roles.app-1",
        "codecommit.repositories.app-1",
        "codepipeline.pipelines.app-1",
        "eventbridge.rules.app-1",
    }


def test_the_default_branch_of_an_empty_repository_is_a_note() -> None:
    wanted = resource(WEB, "web", {"description": "The shop", "default_branch": "main"})

    created = only(drafted(stack_of(wanted), Aws()))
    waiting = only(drafted(stack_of(wanted), with_repository()))
    pushed = only(drafted(stack_of(wanted), with_repository(defaultBranch="dev")))

    assert (waiting.action, waiting.fields) == (Action.NOOP, ())
    (note,) = waiting.pending
    assert note.suggestion is not None
    assert "push a commit" in note.suggestion
    assert "default_branch" not in {one.path for one in created.fields}
    assert len(created.pending) == 1
    assert [one.path for one in pushed.fields] == ["default_branch"]


def test_a_state_that_waits_for_a_person_is_a_note() -> None:
    form = forms()["codecommit.repositories"]
    settles = Settles(
        "state", good=("READY",), human=("PENDING",), todo="finish the handshake", limit=600
    )
    waiting = replace(repository(), form=replace(form, kind=replace(form.kind, settles=settles)))

    change = only(drafted(stack_of(waiting), with_repository(state="PENDING")))
    created = only(drafted(stack_of(waiting), Aws()))

    (note,) = change.pending
    assert (note.message, note.suggestion) == ("it is PENDING", "Finish the handshake.")
    assert [one.message for one in created.pending] == ["it will be PENDING"]
    assert created.effects == ()


def test_a_kind_that_aws_has_closed_is_not_created() -> None:
    form = forms()["codecommit.repositories"]
    closed = replace(form, kind=replace(form.kind, ended="AWS takes no new ones since 2025"))

    change = only(drafted(stack_of(replace(repository(), form=closed)), Aws()))

    assert change.action is Action.NOOP
    assert [one.message for one in change.pending] == ["AWS takes no new ones since 2025"]


def test_what_aws_has_closed_is_not_replaced_either() -> None:
    """Its delete would work, and its create would not."""
    form = forms()["codebuild.projects"]
    fields = {**form.fields, "source": fixed(form.fields["source"])}
    closed = replace(form, fields=fields, kind=replace(form.kind, ended="AWS takes no new ones"))
    aws, wanted = Aws(), replace(app(0)[2], form=closed)
    aws.put(wanted)
    aws.things["codebuild.projects"]["app-0"]["source"] = {"type": "NO_SOURCE"}

    change = only(drafted(stack_of(wanted), aws))

    assert (change.action, change.calls) == (Action.NOOP, ())
    assert [one.message for one in change.pending] == ["AWS takes no new ones"]


def test_a_wait_without_people_is_told() -> None:
    form = forms()["codecommit.repositories"]
    settles = Settles("state", good=("READY",), limit=600)
    waiting = replace(repository(), form=replace(form, kind=replace(form.kind, settles=settles)))

    created = only(drafted(stack_of(waiting), Aws()))

    assert created.effects == ("waits up to 10 minutes until it is ready",)


def test_changes_stand_in_the_order_in_which_they_are_made_and_the_rest_last() -> None:
    aws = Aws()
    aws.put(app(0)[1])

    plan = drafted(stack_of(*reversed(app(0))), aws).plan

    order = [one.address for one in plan.changes]
    assert order[-1] == "codecommit.repositories.app-0"
    assert order.index("iam.roles.app-0") < order.index("codebuild.projects.app-0")
    assert order.index("iam.roles.app-0") < order.index("codepipeline.pipelines.app-0")


def test_a_plan_disrupts_what_its_kind_says() -> None:
    stack, aws = estate(1)
    aws.things["codepipeline.pipelines"]["app-0"]["executionMode"] = "QUEUED"

    (change,) = drafted(stack, aws).plan.to_do

    assert change.effects == (
        "executions that are running when a pipeline is saved are not completed",
    )


def test_the_digest_binds_what_is_done_and_to_what() -> None:
    old = with_repository(repositoryDescription="old")
    stack = stack_of(repository())

    digest = drafted(stack, old).plan.digest

    assert digest == drafted(stack, old, parallel=1).plan.digest
    other_place = replace(repository(), place=replace(repository().place, line=99))
    assert digest == drafted(stack_of(other_place), old).plan.digest
    assert digest != drafted(stack, with_repository(repositoryDescription="other")).plan.digest
    assert digest != drafted(stack, old, adopt=(WEB,)).plan.digest
    assert digest != drafted(stack, with_repository()).plan.digest


def test_a_field_that_is_not_compared_does_not_move_the_fingerprint() -> None:
    stack = stack_of(repository())
    one = with_repository(repositoryDescription="old", defaultBranch="main")
    other = with_repository(repositoryDescription="old", defaultBranch="dev")

    assert drafted(stack, one).plan.digest == drafted(stack, other).plan.digest


def test_what_stands_inside_a_replaced_resource_goes_and_comes_back_with_it() -> None:
    role, rule = app(0)[0], app(0)[4]
    shape = rule.form.fields["event_bus_name"]
    word = replace(shape.word, points_to="iam.roles.name")
    fields = {**rule.form.fields, "event_bus_name": replace(shape, word=word)}
    inside = replace(rule, form=replace(rule.form, fields=fields), identity=("app-0", "app-0"))
    aws = Aws()
    aws.put(role)
    aws.put(inside)
    aws.things["eventbridge.rules"]["app-0"]["EventBusName"] = "app-0"
    moved = replace(role, desired={**role.desired, "path": "/ci/"})

    still = drafted(stack_of(role, inside), aws, adopt=(inside.address,)).plan
    plan = drafted(stack_of(moved, inside), aws, adopt=(inside.address,)).plan

    assert [one.action for one in still.to_do if one.action is Action.REPLACE] == []
    taken = {one.address: one for one in plan.to_do}
    assert taken[inside.address].action is Action.REPLACE
    assert role.address in taken[inside.address].reason


def test_a_kind_that_could_not_be_read_leaves_what_refers_to_it_alone() -> None:
    role, project = app(0)[0], app(0)[2]
    aws = Aws(denied={"GetAccountAuthorizationDetails", "GetRole"})
    aws.put(role)
    aws.put(project)
    waiting = replace(
        project, desired={**project.desired, "service_role": Late(role.address, "arn")}
    )

    plan = drafted(stack_of(role, waiting), aws).plan

    assert plan.to_do == ()
    assert [one.address for one in plan.changes] == [project.address]
    assert "iam.roles" in plan.unread
