"""Codes explained: what `reconcile explain` says of one, or of all."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from types import MappingProxyType

from reconciler.codes import BLOCKS, CODES, NOTES
from reconciler.rules.table import RULES

FORMAT = "reconcile.codes/1"
"""The format of the JSON."""


@dataclass(frozen=True)
class Explained:
    """One code: `severity` is that of a rule, "" where the code alone does not tell."""

    code: str
    title: str
    why: str
    mend: str
    severity: str = ""


@cache
def explained() -> Mapping[str, Explained]:
    """Every code of the tool, in order."""
    rules = {
        rule.code: Explained(rule.code, rule.title, rule.why, rule.mend, rule.severity)
        for rule in RULES
    }
    others = {
        code: Explained(code, title, *NOTES.get(code, BLOCKS[code[:4]]))
        for code, title in CODES.items()
    }
    return MappingProxyType(dict(sorted((others | rules).items())))


def explained_text(codes: Iterable[Explained]) -> str:
    """One code in full, or many a line each."""
    told = tuple(codes)
    if len(told) == 1:
        return _full(told[0])
    return "".join(f"{one.code}  {one.title}\n" for one in told)


def _full(one: Explained) -> str:
    severity = f" ({one.severity})" if one.severity else ""
    why, mend = (textwrap.indent(textwrap.fill(text, 94), "  ") for text in (one.why, one.mend))
    return f"{one.code}  {one.title}{severity}\n\nWhy\n{why}\n\nWhat to do\n{mend}\n"


def explained_json(codes: Iterable[Explained]) -> str:
    """Codes as JSON."""
    data = {"format": FORMAT, "codes": [asdict(one) for one in codes]}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
