"""From specs to a converged account, through the command itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reconciler.sandbox.faults import Fault
from tests.cli.tree import ACCOUNT, REPOSITORY, SETTINGS, Tree
from tests.conftest import SOAK

ROOT = Path(__file__).parents[2]
TWO = REPOSITORY + "    tools: {description: Tools}\n"
MANY = "stack: shop\ncodecommit:\n  repositories:\n" + "".join(
    f"    r{number}: {{}}\n" for number in range(8)
)
WEB = "codecommit.repositories.web"
TOOLS = "codecommit.repositories.tools"


@pytest.fixture
def storefront(tree: Tree) -> Tree:
    """The first example of the repository, copied."""
    shutil.copytree(ROOT / "specs" / "storefront", tree.root / "specs" / "storefront")
    shutil.copy(ROOT / "reconcile.yaml", tree.root)
    return tree


@pytest.mark.parametrize("name", ["staging", "prod"])
def test_the_storefront_applies_and_is_clean_then(storefront: Tree, name: str) -> None:
    first = storefront.planned("-e", name)
    assert set(first.actions().values()) == {"create"}

    made = storefront.applied("-e", name)

    assert "failed=0" in made.out
    assert f"created={len(first.actions())}" in made.out
    again = storefront.plan("-e", name, "--detailed-exitcode")
    assert again.code == 0, again.out
    assert "No changes." in again.out


def test_the_two_environments_do_not_touch_each_other(storefront: Tree) -> None:
    storefront.applied("-e", "staging")

    assert set(storefront.planned("-e", "prod").actions().values()) == {"create"}
    assert storefront.planned("-e", "staging").actions() == {}


def test_plan_writes_nothing_and_can_say_that_changes_are_pending(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    before = tree.files()

    assert tree.plan().code == 0
    assert tree.plan("--detailed-exitcode").code == 2
    assert tree.files() == before
    assert tree.aws("codecommit").list_repositories()["repositories"] == []
    tree.applied()
    assert tree.plan("--detailed-exitcode").code == 0


def test_expect_applies_exactly_what_was_reviewed(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    digest = tree.planned().json["digest"]
    tree.write("specs/shop.yaml", REPOSITORY.replace("The shop", "Another"))

    stale = tree.run("apply", "--sandbox", str(tree.state), "--expect", digest)

    assert stale.code == 5
    assert "not the one that was approved" in stale.err
    assert tree.aws("codecommit").list_repositories()["repositories"] == []
    tree.write("specs/shop.yaml", REPOSITORY)
    for given in (f"sha256:{digest}", digest[:8]):
        ran = tree.run("apply", "--sandbox", str(tree.state), "--expect", given)
        assert ran.code == 0, ran.err  # the second time there is nothing left to do
    assert "No changes." in ran.out


def test_expect_is_bound_to_what_is_live(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.applied()
    tree.write("specs/shop.yaml", REPOSITORY.replace("The shop", "Another"))
    digest = tree.planned().json["digest"]
    hands = tree.aws("codecommit")
    hands.update_repository_description(repositoryName="web", repositoryDescription="By hand")

    assert tree.run("apply", "--sandbox", str(tree.state), "--expect", digest).code == 5


def test_apply_without_a_terminal_needs_a_yes(tree: Tree) -> None:
    tree.specs(REPOSITORY)

    ran = tree.run("apply", "--sandbox", str(tree.state))

    assert ran.code == 64
    assert "--yes" in ran.err
    assert f"--expect {tree.planned().json['digest'][:16]}" in ran.err
    assert "+ create   codecommit.repositories.web" in ran.out


def test_what_is_made_says_whose_it_is(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.applied()

    arn = tree.aws("codecommit").get_repository(repositoryName="web")["repositoryMetadata"]["Arn"]
    tags = tree.aws("codecommit").list_tags_for_resource(resourceArn=arn)["tags"]

    assert tags == {"reconcile:owner": "acme/shop/test", "reconcile:address": WEB}


def test_what_exists_already_is_adopted_only_when_told(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.aws("codecommit").create_repository(repositoryName="web", repositoryDescription="Mine")

    plan = tree.planned()
    assert plan.actions() == {WEB: "adopt"}
    assert plan.blocked() == {WEB: ["adopt"]}
    refused = tree.apply()
    assert refused.code == 6
    assert f"--adopt {WEB}" in refused.err
    assert tree.planned("--adopt", WEB).blocked() == {}

    tree.applied("--adopt", WEB)

    assert tree.planned().actions() == {}


def test_the_spec_may_say_adopt_too(tree: Tree) -> None:
    tree.specs(REPOSITORY.replace("The shop", "The shop, lifecycle: {adopt: true}"))
    tree.aws("codecommit").create_repository(repositoryName="web")

    assert tree.planned().blocked() == {}
    tree.applied()
    assert tree.planned().actions() == {}


def test_what_another_stack_owns_is_taken_only_when_told(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.applied()
    tree.specs(REPOSITORY.replace("stack: shop", "stack: other"))

    plan = tree.plan()
    assert "it belongs to acme/shop/test" in plan.out
    assert tree.apply().code == 6
    tree.applied("--take-over", WEB)

    assert tree.planned().actions() == {}


def test_of_what_is_anothers_no_value_is_shown(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    hands = tree.aws("codecommit")
    hands.create_repository(
        repositoryName="web",
        repositoryDescription="theirs alone",
        tags={"reconcile:owner": "acme/other/test"},
    )

    for form in ("text", "json", "markdown"):
        assert "theirs alone" not in tree.plan("--format", form).out


def with_state(state: str) -> str:
    return REPOSITORY.replace("The shop", f"The shop, lifecycle: {{state: {state}}}")


def test_what_is_declared_absent_goes(tree: Tree) -> None:
    tree.specs(TWO)
    tree.applied()
    tree.specs(with_state("absent"))

    assert tree.planned().blocked() == {WEB: ["holds_data"]}
    tree.applied("--allow-delete", WEB)

    left = tree.aws("codecommit").list_repositories()["repositories"]
    assert [one["repositoryName"] for one in left] == ["tools"]


def test_what_is_external_is_never_written_and_must_be_there(tree: Tree) -> None:
    tree.specs(with_state("external"))

    missing = tree.plan()
    assert "declared external, and is not there" in missing.out
    assert "No changes" not in missing.out
    assert tree.apply().code == 6
    hands = tree.aws("codecommit")
    hands.create_repository(repositoryName="web", repositoryDescription="Theirs")
    assert tree.planned().actions() == {}
    tree.applied()
    live = hands.get_repository(repositoryName="web")["repositoryMetadata"]
    assert live["repositoryDescription"] == "Theirs"


def test_what_is_released_loses_our_tags_and_nothing_else(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.applied()
    tree.specs(with_state("released").replace("The shop", "Changed"))

    assert tree.planned().actions() == {WEB: "forget"}
    tree.applied()

    hands = tree.aws("codecommit")
    live = hands.get_repository(repositoryName="web")["repositoryMetadata"]
    assert live["repositoryDescription"] == "The shop"
    assert hands.list_tags_for_resource(resourceArn=live["Arn"])["tags"] == {}
    assert tree.planned().actions() == {}


def test_what_needs_a_value_of_something_absent_is_refused_and_not_begun(tree: Tree) -> None:
    gone = REPOSITORY.replace("description: The shop", "lifecycle: {state: absent}")
    tree.specs(
        gone
        + "eventbridge:\n  rules:\n    nightly:\n      schedule_expression: rate(1 day)\n"
        + "      description: Clones ${{ codecommit.repositories.web.clone_url_http }}\n"
    )

    told = tree.plan().out
    assert (
        "BLOCKED  eventbridge.rules.nightly: codecommit.repositories.web is declared absent, and is "
        "not there: nothing will tell its clone_url_http" in told
    )
    assert tree.apply().code == 6


def test_orphans_are_shown_and_pruned_only_when_told(tree: Tree) -> None:
    tree.specs(TWO)
    tree.applied()
    tree.specs(REPOSITORY)

    plan = tree.plan()
    assert f"{TOOLS}: it is ours by its tags, and no spec declares it" in plan.out
    assert "No changes. 1 resource of shop matches what is live." in plan.out
    assert tree.planned().actions() == {}
    pruned = tree.planned("--prune")
    assert pruned.actions() == {TOOLS: "delete"}
    assert pruned.blocked() == {TOOLS: ["holds_data"]}

    tree.applied("--prune", "--allow-delete", TOOLS)

    left = tree.aws("codecommit").list_repositories()["repositories"]
    assert [one["repositoryName"] for one in left] == ["web"]


def test_what_no_spec_declares_is_not_counted_as_unchanged(tree: Tree) -> None:
    tree.specs(TWO)
    tree.applied()
    tree.specs(REPOSITORY.replace("The shop", "A shop"))

    assert "Plan     1 update; 0 unchanged, 1 not declared" in tree.plan().out


def test_prune_needs_to_know_all_that_is_declared(tree: Tree) -> None:
    tree.specs(TWO)
    tree.applied()
    tree.specs(REPOSITORY, "")
    assert "there is no reconcile.yaml" in tree.plan("--prune", "--region", "eu-west-1").out
    tree.specs(REPOSITORY)
    tree.write("specs/broken.yaml", "stack: [")
    assert tree.plan("--prune").code == 4
    (tree.root / "specs/broken.yaml").unlink()
    tree.fails([Fault("deny", "codebuild:*")])
    tree.write("specs/more.yaml", "stack: shop\n" + BUILD)
    assert tree.apply("--prune", "--allow-delete", TOOLS).code == 6


BUILD = """\
codebuild:
  projects:
    build:
      source: {type: NO_SOURCE, buildspec: "version: 0.2"}
      artifacts: {type: NO_ARTIFACTS}
      environment: {type: LINUX_CONTAINER, image: x, compute_type: BUILD_GENERAL1_SMALL}
      service_role: arn:aws:iam::111122223333:role/build
"""


def test_prune_stays_inside_target_and_exclude(tree: Tree) -> None:
    tree.specs(TWO)
    tree.applied()
    tree.specs(REPOSITORY)

    assert tree.planned("--prune", "--target", WEB).actions() == {}
    assert tree.planned("--prune", "--exclude", "*.tools").actions() == {}


def test_target_and_exclude_choose(tree: Tree) -> None:
    tree.specs(TWO)

    assert tree.planned("--target", "*.web").actions() == {WEB: "create"}
    assert tree.planned("--exclude", "*.web").actions() == {TOOLS: "create"}
    tree.applied("--target", WEB)
    assert tree.planned().actions() == {TOOLS: "create"}


ROLES = """\
stack: shop
iam:
  roles:
    build:
      path: %s
      lifecycle: {protect: true}
      assume_role_policy_document: &trust
        Version: 2012-10-17
        Statement:
          - {Effect: Allow, Principal: {Service: codebuild.amazonaws.com}, Action: sts:AssumeRole}
    other:
      assume_role_policy_document: *trust
      policies:
        as:
          Version: 2012-10-17
          Statement:
            - Effect: Allow
              Action: s3:*
              Resource: "*"
              Condition: {StringLike: {aws:userId: "${{ iam.roles.build.id }}:*"}}
"""
BUILD_ROLE = "iam.roles.build"


def test_a_replacement_says_why_and_takes_its_dependents_along(tree: Tree) -> None:
    tree.specs(ROLES % "/ci/")
    tree.applied()
    tree.specs(ROLES % "/builds/")

    plan = tree.plan()

    assert "± replace  iam.roles.build" in plan.out
    assert "forced by: path" in plan.out
    assert "~   path  /ci/ -> /builds/  forces replacement" in plan.out
    assert "~ update   iam.roles.other" in plan.out
    assert "(known after apply: iam.roles.build.id)" in plan.out
    assert tree.planned().blocked() == {BUILD_ROLE: ["protect"]}
    assert tree.apply().code == 6
    tree.applied("--allow-replace", BUILD_ROLE)
    assert tree.planned().actions() == {}


def test_a_person_can_protect_a_live_resource(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.applied()
    tree.specs(with_state("absent"))
    hands = tree.aws("codecommit")
    arn = hands.get_repository(repositoryName="web")["repositoryMetadata"]["Arn"]
    hands.tag_resource(resourceArn=arn, tags={"reconcile:protect": "true"})
    assert tree.planned().blocked() == {WEB: ["protect", "holds_data"]}
    assert tree.apply().code == 6
    tree.applied("--allow-delete", WEB)
    assert hands.list_repositories()["repositories"] == []


def test_many_deletes_need_a_word_of_their_own(tree: Tree) -> None:
    tree.specs(MANY)
    tree.applied()
    tree.specs("stack: shop\ncodecommit: {repositories: {r0: {}, r1: {}, r2: {}, r3: {}}}\n")
    allowed = [f"--allow-delete=codecommit.repositories.r{number}" for number in range(4, 8)]

    refused = tree.apply("--prune", *allowed)

    assert refused.code == 6
    assert "4 of 8 resources would be deleted" in refused.err
    assert "--allow-many-deletes" in refused.err
    tree.applied("--prune", "--allow-many-deletes", *allowed)
    assert len(tree.planned().json["scopes"][0]["changes"]) == 4


def test_a_stack_that_declares_nothing_is_not_pruned_by_accident(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.applied()
    tree.specs("stack: shop\n")

    refused = tree.apply("--prune", "--allow-delete", WEB)

    assert refused.code == 6
    assert "--allow-empty" in refused.err
    tree.applied("--prune", "--allow-delete", WEB, "--allow-empty")
    assert tree.aws("codecommit").list_repositories()["repositories"] == []


def test_skip_blocked_applies_the_rest(tree: Tree) -> None:
    tree.specs(TWO)
    tree.aws("codecommit").create_repository(repositoryName="web")

    assert tree.apply().code == 6
    ran = tree.applied("--skip-blocked")

    assert "created=1" in ran.out
    assert "blocked=1" in ran.out
    assert tree.planned().actions() == {WEB: "adopt"}


def test_a_default_branch_waits_for_the_first_push(tree: Tree) -> None:
    tree.specs(REPOSITORY.replace("The shop", "The shop, default_branch: main"))
    tree.applied()

    plan = tree.plan("--detailed-exitcode")

    assert plan.code == 0, plan.out
    assert "Pending" in plan.out
    assert "default_branch" in plan.out


def test_ignored_fields_are_left_to_others(tree: Tree) -> None:
    tree.specs(REPOSITORY.replace("The shop", "The shop, lifecycle: {ignore: [description]}"))
    tree.applied()
    hands = tree.aws("codecommit")
    hands.update_repository_description(repositoryName="web", repositoryDescription="By hand")

    assert tree.planned().actions() == {}
    tree.applied()
    live = hands.get_repository(repositoryName="web")["repositoryMetadata"]
    assert live["repositoryDescription"] == "By hand"


def test_every_apply_leaves_a_record(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    digest = tree.planned().json["digest"]
    ran = tree.applied()

    (record,) = tree.records()

    assert record["digest"] == digest
    assert record["summary"] == {"created": 1}
    assert record["scopes"][0]["account"] == ACCOUNT
    assert "reconcile-out/apply-shop-" in ran.out


def test_a_failure_stops_what_depends_on_it_and_running_again_resumes(storefront: Tree) -> None:
    storefront.fails([Fault("deny", "codebuild:CreateProject")])

    ran = storefront.apply("-e", "staging")

    assert ran.code == 3
    assert "codebuild.projects.build        failed" in ran.out
    assert "error[RC5102] codebuild.projects.build" in ran.out
    assert "Run again" in ran.out
    storefront.fails([])
    storefront.applied("-e", "staging")
    assert storefront.planned("-e", "staging").actions() == {}


def test_a_failure_before_anything_was_written_has_its_cause_as_code(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.fails([Fault("deny", "codecommit:CreateRepository")])

    assert tree.apply().code == 8


def test_several_stacks_are_refused_together_before_the_first_write(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.write("specs/z.yaml", "stack: zoo\ncodecommit: {repositories: {zebra: {}}}\n")
    tree.aws("codecommit").create_repository(repositoryName="zebra")

    assert tree.apply().code == 6
    assert len(tree.aws("codecommit").list_repositories()["repositories"]) == 1
    tree.applied("specs/shop.yaml")
    assert tree.plan("--detailed-exitcode", "specs/shop.yaml").code == 0
    assert tree.plan("--detailed-exitcode").code == 2


def test_the_stack_after_a_failed_one_is_not_begun(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.write("specs/z.yaml", "stack: zoo\ncodecommit: {repositories: {zebra: {}}}\n")
    tree.fails([Fault("deny", "codecommit:CreateRepository", times=1)])

    ran = tree.apply()

    assert ran.code == 8
    assert "Not begun: zoo" in ran.err


def test_a_failure_after_another_stack_was_made_is_partly_done(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.write("specs/z.yaml", "stack: zoo\ncodecommit: {repositories: {zebra: {}}}\n")
    tree.fails([Fault("deny", "codecommit:CreateRepository", after=1)])

    ran = tree.apply("--format", "json")

    assert ran.code == 3
    statuses = [one["outcomes"][0]["status"] for one in ran.json["applies"]]
    assert statuses == ["created", "failed"]


def test_settings_guards_are_those_of_reconcile_yaml(tree: Tree) -> None:
    tree.specs(MANY, SETTINGS + "guards: {max_deletes: 4}\n")
    tree.applied()
    tree.specs(
        "stack: shop\ncodecommit: {repositories: {r0: {}, r1: {}, r2: {}, r3: {}}}\n",
        SETTINGS + "guards: {max_deletes: 4}\n",
    )

    plan = tree.planned("--prune")

    assert plan.json["blocked"] == []
    assert set(plan.actions().values()) == {"delete"}


def test_a_plan_reads_the_same_in_every_process(storefront: Tree) -> None:
    """Each with an order of its own in sets: this one, and others."""
    texts = {re.sub(r"\d+\.\d s", "", storefront.run("plan", "-e", "staging", "--sandbox").out)}
    for seed in ("1", "2", "3", "4") if SOAK else ("1",):
        ran = subprocess.run(
            [sys.executable, "-m", "reconciler", "plan", "-e", "staging", "--sandbox"],
            cwd=storefront.root,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        )
        texts.add(re.sub(r"\d+\.\d s", "", ran.stdout))

    assert len(texts) == 1
