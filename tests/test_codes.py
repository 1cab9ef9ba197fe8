"""Codes: every one that is told stands in the table, and every one of the table is told."""

from __future__ import annotations

import re
from pathlib import Path

import reconciler
from reconciler.codes import CODES

PACKAGE = Path(reconciler.__path__[0])


def told() -> set[str]:
    files = (path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "codes.py")
    texts = (path.read_text(encoding="utf-8") for path in files)
    return {code for text in texts for code in re.findall(r'(?<=["\[])RC\d{4}(?=["\]])', text)}


def test_every_code_has_a_title_and_every_title_is_used() -> None:
    assert told() == set(CODES)


def test_every_title_is_one_codes_own() -> None:
    assert len(set(CODES.values())) == len(CODES)
