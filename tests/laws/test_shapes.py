"""Values drawn from the shapes of every kind: what AWS takes is applied once, and is then no news."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from reconciler.errors import ReconcileError
from reconciler.plan.options import Options
from reconciler.rules.judge import judged
from reconciler.spec.load import load
from reconciler.spec.resources import outcome_of
from tests.conftest import SOAK, Tried
from tests.laws.ground import SCOPE, World, stack_in, told, undone
from tests.laws.shapes import BASES, TRUST, specs

EXAMPLES = 300 if SOAK else 12
REPLACING = Options(allow_replace=("iam.roles.one",))


@pytest.mark.parametrize("kind_id", sorted(BASES))
def test_what_is_drawn_and_applied_is_no_news(
    shared_world: World, tried: Tried, kind_id: str, tmp_path: Path
) -> None:
    """From empty, and then as an update of what was drawn before it."""
    world, taken = shared_world, list[bool]()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=not SOAK,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(specs(kind_id), specs(kind_id))
    def law(first: dict[str, Any], second: dict[str, Any]) -> None:
        furnished(world)
        taken.extend(is_taken(world, tmp_path, kind_id, body) for body in (first, second))

    law()
    tried("drawn resources that AWS took", sum(taken))
    assert sum(taken) >= EXAMPLES // 2, f"AWS took {sum(taken)} of {len(taken)}"


def is_taken(world: World, folder: Path, kind_id: str, body: dict[str, Any]) -> bool:
    """Apply a drawn body to what is there; False where the spec or AWS refuses it, and says so."""
    section, kind = kind_id.split(".")
    text = json.dumps({"stack": "drawn", section: {kind: {"one": body}}}, ensure_ascii=False)
    try:
        stack = stack_in(folder, {"one.yaml": text})
    except ReconcileError:
        return False
    if outcome_of(load(folder, ()), "", (SCOPE,), {}, judged).faults:
        return False
    outcome = world.apply(stack, REPLACING)
    if undone(outcome):
        errors = [one.error for one in outcome.outcomes if one.error]
        assert all("AWS refused" in error.message for error in errors), errors
        return False
    assert told(world.plan(stack).plan.to_do) == []
    world.sent.clear()
    world.apply(stack)
    assert world.writes() == []
    return True


def furnished(world: World) -> None:
    """An empty account with a role that everything may use."""
    world.fresh()
    world.furnish()
    world.boto("iam").create_role(RoleName="any", AssumeRolePolicyDocument=json.dumps(TRUST))
