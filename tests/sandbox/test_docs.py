"""docs/sandbox.md says what the code does, and the coins are told from both sides."""

from __future__ import annotations

from typing import get_args

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.faults import Kind
from reconciler.sandbox.services import COINS
from tools import sandbox_coins, sandbox_docs


def test_the_page_is_up_to_date() -> None:
    again = "python -m tools.sandbox_docs --write"
    assert sandbox_docs.PAGE.read_text(encoding="utf-8") == sandbox_docs.page(), again


def test_every_coin_is_told_from_both_sides_and_tossed_somewhere() -> None:
    told = sandbox_docs.coins()
    assert sorted(sandbox_coins.HEADS) == sorted(COINS)
    assert [name for name in COINS if f"`{name}`" not in told] == []
    assert [line for line in told.splitlines() if line.endswith("|  |")] == []


def test_every_service_that_answers_is_on_the_page() -> None:
    told = sandbox_docs.page()
    assert [name for name in Sandbox().covered() if f"`{name}`" not in told] == []


def test_every_kind_of_fault_is_told() -> None:
    told = sandbox_docs.faults_told()
    assert [kind for kind in get_args(Kind) if f"`{kind}`" not in told] == []


def test_a_doubt_is_found_in_comments_and_docstrings() -> None:
    source = (
        '"""What it does. How long\nthat takes is unverified."""\n'
        "def one():\n    # It is so.\n    # Wording is ours.\n    return 1  # all is known\n"
        'def two():\n    """What it is, is not documented."""\n    return coin("x")\n'
    )
    assert sandbox_docs.doubted(source) == [
        ("", "How long that takes is unverified."),
        (".one", "Wording is ours."),
    ]
