"""Every rule in action: each case's wrong spec tells exactly what it says, the mended one nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.rules.table import RULES
from tests.rules.cases import Case, cases, told

CASES = {each.name: each for each in cases()}
READY = [each for each in CASES.values() if each.ready]


@pytest.mark.parametrize("case", READY, ids=lambda case: case.name)
def test_the_wrong_spec_tells_what_the_case_says(case: Case, tmp_path: Path) -> None:
    assert sorted(told(tmp_path, case.wrong)) == sorted(case.expected)


@pytest.mark.parametrize("case", READY, ids=lambda case: case.name)
def test_the_mended_spec_tells_nothing(case: Case, tmp_path: Path) -> None:
    assert told(tmp_path, case.mended) == ()


def test_every_rule_has_a_case() -> None:
    named = {name.partition("-")[0] for name in CASES}
    assert named == {rule.code for rule in RULES}


def test_every_case_tells_of_the_rule_that_it_is_named_for() -> None:
    wrong = [
        name
        for name, case in CASES.items()
        if not any(line.startswith(f"{name.partition('-')[0]} ") for line in case.expected)
    ]
    assert not wrong


def test_every_case_is_of_kinds_that_there_are() -> None:
    assert [name for name, case in CASES.items() if not case.ready] == []
