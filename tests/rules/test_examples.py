"""What the documentation shows keeps the rules: every kind's example, and the stacks of specs/."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.rules.judge import judged
from reconciler.spec.load import load
from reconciler.spec.resources import check
from tests.rules.cases import SETTINGS

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "docs" / "kinds").rglob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_the_example_of_a_kind_keeps_every_rule(path: Path, tmp_path: Path) -> None:
    (tmp_path / "reconcile.yaml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / path.name).write_bytes(path.read_bytes())
    told = check(load(tmp_path), judged)
    assert [fault for fault in told.faults if fault.code.startswith("RC2")] == []
