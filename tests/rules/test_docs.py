"""docs/rules.md is what the rules say today."""

from __future__ import annotations

from reconciler.rules.table import RULES
from tools.rule_docs import BLOCKS, PAGE, page


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tools.rule_docs --write"


def test_every_block_of_codes_has_a_heading() -> None:
    assert {rule.code[:4] for rule in RULES} <= set(BLOCKS)
