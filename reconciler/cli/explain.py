"""`reconcile explain`: why a code is told, and how to mend what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reconciler.cli.output import check_reports, publish
from reconciler.errors import EXIT_OK, Fault, Usage
from reconciler.report.explained import Explained, explained, explained_json, explained_text
from reconciler.spec.suggest import did_you_mean

if TYPE_CHECKING:
    import argparse


def run(wanted: argparse.Namespace) -> int:
    """Explain the codes that were given, or list them all."""
    check_reports(wanted.report, ("text", "json"))
    told = tuple(map(one, wanted.codes)) or tuple(explained().values())
    publish(
        {"text": lambda: text(told, wanted.codes), "json": lambda: explained_json(told)},
        wanted.format,
        wanted.report,
        wanted.color,
    )
    return EXIT_OK


def text(told: tuple[Explained, ...], codes: list[str]) -> str:
    """Those that were asked for in full, all of them a line each."""
    if not codes:
        return explained_text(told)
    return "\n".join(explained_text((each,)) for each in told)


def one(code: str) -> Explained:
    """A code explained. Raises Usage for one that there is not."""
    known = explained()
    if code.upper() in known:
        return known[code.upper()]
    near = [each for each in known if each.startswith(code.upper()[:5])]
    mend = did_you_mean(code.upper(), near or known)
    mend = mend or "`reconcile explain` without a code lists them all."
    raise Usage(Fault("RC6415", f"`{code}` is no code of reconcile", None, "a code such as RC2041",
                      mend))  # fmt: skip
