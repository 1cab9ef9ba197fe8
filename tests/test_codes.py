"""Codes: every one that is told stands in the table, and every one of the table is told."""

from __future__ import annotations

import re
from pathlib import Path

import reconciler
from reconciler.codes import BLOCKS, CODES
from reconciler.rules.table import RULES

PACKAGE = Path(reconciler.__path__[0])
OWN = (PACKAGE / "codes.py", PACKAGE / "rules")
"""Where codes are declared: the table, and the rules that bring theirs."""


def told() -> set[str]:
    files = (
        path for path in PACKAGE.rglob("*.py") if not any(path.is_relative_to(own) for own in OWN)
    )
    texts = (path.read_text(encoding="utf-8") for path in files)
    return {code for text in texts for code in re.findall(r'(?<=["\[])RC\d{4}(?=["\]])', text)}


def test_every_code_has_a_title_and_every_title_is_used() -> None:
    assert told() == set(CODES)


def test_every_title_is_one_codes_own() -> None:
    assert len(set(CODES.values())) == len(CODES)


def test_a_rule_brings_a_code_of_its_own_in_the_rules_blocks() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert not set(codes) & set(CODES)
    assert all(code.startswith("RC2") for code in codes)


def test_titles_of_rules_are_their_own_too() -> None:
    assert len({*CODES.values(), *(rule.title for rule in RULES)}) == len(CODES) + len(RULES)


def test_every_other_code_is_explained_by_its_block() -> None:
    assert {code[:4] for code in CODES} == set(BLOCKS)
