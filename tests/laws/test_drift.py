"""Any single field that is changed by hand shows as exactly that one line, and is put back."""

import pytest

from reconciler.engine.draft import draft
from reconciler.engine.live import Observed
from reconciler.plan.plan import Action, Applied
from reconciler.spec.stack import Stack
from tests.conftest import SOAK
from tests.laws.drifts import Drift, drifts
from tests.laws.ground import PLAIN, World, lines, storefront, told, undone, wide, with_resource

STRIDE = 1 if SOAK else 12
"""Of every so many drifts one is tried; the long run tries all."""

SILENT = {
    "codebuild.projects.github removed artifacts.name": "AWS chooses one",
    "codebuild.projects.github removed artifacts.packaging": "AWS chooses one",
    "codebuild.projects.github removed artifacts.namespace_type": "AWS chooses one",
    "codebuild.projects.github removed secondary_artifacts[reports].name": "AWS chooses one",
    "codebuild.projects.github removed resource_access_role": "AWS keeps it",
    "codebuild.projects.github removed webhook": "a part, left alone",
    "codebuild.projects.github removed policy": "a part, left alone",
    "codecommit.repositories.web removed triggers": "a part, left alone",
    "codecommit.repositories.web removed triggers[all].branches": "written as its default",
    "codepipeline.pipelines.triggered removed type": "written as its default",
    "codepipeline.pipelines.triggered removed stages[Build].actions[One].region": "AWS keeps it",
    "eventbridge.rules.nightly removed targets": "a part, left alone",
    "s3.buckets.artifacts removed ownership_controls": "a part, left alone",
    "codebuild.projects.build removed logs_config.s3_logs": "written as its default",
    "codepipeline.pipelines.deliver removed type": "written as its default",
    "eventbridge.rules.push removed targets": "a part that is not declared is left alone",
    "s3.buckets.artifacts removed versioning_configuration": "a part, left alone",
    "s3.buckets.artifacts removed server_side_encryption_configuration": "a part, left alone",
    "s3.buckets.artifacts removed public_access_block_configuration": "a part, left alone",
    "s3.buckets.artifacts removed lifecycle_configuration": "a part, left alone",
    "s3.buckets.artifacts removed policy": "a part, left alone",
    "s3.buckets.artifacts removed lifecycle_configuration.rules[expire-artifacts].filter": "empty",
    "s3.buckets.artifacts removed lifecycle_configuration.rules[expire-artifacts].filter.prefix": "empty",
}
"""Drifts that change nothing at AWS, and why."""

DOUBLE = {
    "codebuild.projects.github changed secondary_artifacts[reports].type": "the location goes too",
}
"""Drifts that AWS lets take another field along."""

IMMUTABLE = {"path"}
"""What AWS cannot change in place; everything else must never replace a resource."""

STACKS = {"storefront": storefront, "wide": wide}
CASES = [(name, one.address) for name, made in STACKS.items() for one in made().resources]
LEAST = {
    "codebuild.projects.build": 60,
    "codepipeline.pipelines.deliver": 50,
    "eventbridge.rules.push": 17,
    "s3.buckets.artifacts": 20,
    "iam.roles.build": 34,
    "iam.roles.pipeline": 38,
    "codebuild.projects.github": 60,
    "codepipeline.pipelines.triggered": 50,
    "eventbridge.rules.nightly": 25,
}
"""How many drifts AWS lets happen, at least: a law over nothing would hold."""


@pytest.mark.parametrize("part", range(2))
@pytest.mark.parametrize(("name", "address"), CASES)
def test_any_single_change_by_hand(world: World, name: str, address: str, part: int) -> None:
    stack = STACKS[name]()
    world.furnish()
    assert undone(world.apply(stack)) == []
    before = world.observe(stack)
    (resource,) = (one for one in stack.resources if one.address == address)
    tried = list(drifts(resource))[part * STRIDE :: 2 * STRIDE]
    refused = [str(drift) for drift in tried if not is_mended(world, stack, before, drift)]
    assert len(tried) - len(refused) >= LEAST.get(address, 0) // (2 * STRIDE) - 2, refused


def is_mended(world: World, stack: Stack, before: Observed, drift: Drift) -> bool:
    """Whether a drift was made, seen as one line and put back; False where AWS refuses to make it."""
    made = draft(with_resource(stack, drift.changed), before, PLAIN)
    outcome = world.make(made)
    if undone(outcome):
        assert refused_by_aws(outcome), f"{drift}: {undone(outcome)}"
        world.apply(stack)  # moto changes what it refuses
        return False
    seen = world.plan(stack)
    assert_seen(drift, [(address, one.path) for address, one in lines(seen)], told(seen.plan.to_do))
    wanted = Action.REPLACE if drift.path in IMMUTABLE else Action.UPDATE
    assert {change.action for change in seen.plan.to_do} <= {wanted}, told(seen.plan.to_do)
    assert undone(world.make(seen)) == [], str(drift)
    return True


def refused_by_aws(outcome: Applied) -> bool:
    """Whether the only thing that went wrong is that AWS does not take the value."""
    errors = [one.error for one in outcome.outcomes if one.error]
    return all(
        "AWS refused" in error.message or "Parameter validation" in error.message
        for error in errors
    )


def assert_seen(drift: Drift, shown: list[tuple[str, str]], whole: list[str]) -> None:
    """A leaf is one line at its path; what held several leaves is a line each, all below its path."""
    if str(drift) in SILENT:
        assert shown == [], f"{drift}: {whole}"
        return
    assert shown, f"{drift} is not seen"
    assert {address for address, _ in shown} == {drift.address}, f"{drift}: {whole}"
    if drift.how != "removed" and str(drift) not in DOUBLE:
        assert [path for _, path in shown] == [drift.path], f"{drift}: {whole}"
        return
    if str(drift) in DOUBLE:
        return
    assert all(is_near(path, drift.path) for _, path in shown), f"{drift}: {whole}"


def is_near(path: str, where: str) -> bool:
    """Whether a line tells of what was removed: at it, below it, or of what is empty without it."""
    return path.startswith(where) or where.startswith(path)


def test_the_last_drift_leaves_nothing_behind(world: World) -> None:
    stack = storefront()
    world.apply(stack)
    for resource in stack.resources:
        drift = next(one for one in drifts(resource) if one.how == "changed")
        world.apply(with_resource(stack, drift.changed))
    assert world.plan(stack).plan.to_do
    assert undone(world.apply(stack)) == []
    assert world.plan(stack).plan.to_do == ()
