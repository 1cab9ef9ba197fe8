"""A call that AWS does not answer does not hold an apply that was asked to stop."""

from __future__ import annotations

import time

import pytest

from tests.cli.test_output import INTERRUPTED, MANY, program
from tests.cli.tree import Tree

GRACE = 6.0
"""Seconds from the signal to the end."""


@pytest.mark.soak
@pytest.mark.parametrize(("number", "code"), [(2, 130), (15, 143)])
def test_a_call_that_is_never_answered_is_left_after_the_grace(
    tree: Tree, number: int, code: int
) -> None:
    tree.specs(MANY)
    slow = INTERRUPTED.replace("import os, sys", "import os, sys, time").replace(
        "int(sys.argv[1]))", "int(sys.argv[1])); time.sleep(30)"
    )
    began = time.monotonic()

    run = program(
        tree,
        "-c",
        slow,
        str(number),
        "apply",
        "--sandbox",
        str(tree.state),
        "--yes",
        "--parallel=2",
    )
    out, err = run.communicate(timeout=60)

    assert run.returncode == code, out + err
    assert time.monotonic() - began < GRACE + 8  # the start of the process comes before the signal
    (record,) = tree.records()
    assert sum(record["summary"].values()) == 6
    assert any(one["wrote"] for one in record["outcomes"])  # what was under way may have been done
    tree.applied()
    assert tree.planned().actions() == {}
