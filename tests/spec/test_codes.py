"""Codes: every one that the spec room tells is in a table, once, and every one there is told."""

from __future__ import annotations

import re
from pathlib import Path

import reconciler.spec
from reconciler.spec.codes import CODES
from reconciler.spec.field_codes import FIELD_CODES

ROOM = Path(reconciler.spec.__path__[0])
TABLES = {"codes.py", "field_codes.py"}


def test_every_code_has_a_title_and_every_title_is_used() -> None:
    told = {
        code
        for path in ROOM.glob("*.py")
        if path.name not in TABLES
        for code in re.findall(r"\bRC\d{4}\b", path.read_text(encoding="utf-8"))
    }
    assert told == {*CODES, *FIELD_CODES}


def test_no_code_is_given_twice() -> None:
    assert not set(CODES) & set(FIELD_CODES)
    titles = [*CODES.values(), *FIELD_CODES.values()]
    assert len(set(titles)) == len(titles)
