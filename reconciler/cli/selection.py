"""Addresses on the command line: each must mean something, or nobody would notice a misspelt one."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from reconciler.errors import Fault, Usage

if TYPE_CHECKING:
    import argparse


def refuse_unknown(wanted: argparse.Namespace, known: Collection[str]) -> None:
    """Raise Usage, with a fault for each, where an option names no resource of the stacks.

    `known` are the addresses that are declared in this environment, or ours and declared nowhere.
    """
    faults = [unknown(option, text, known) for option, text in named(wanted, known)]
    if faults:
        raise Usage(*faults)


def named(wanted: argparse.Namespace, known: Collection[str]) -> Iterator[tuple[str, str]]:
    """The options, with what they say, that match no address."""
    for option, glob in (
        *(("--target", glob) for glob in wanted.target),
        *(("--exclude", glob) for glob in wanted.exclude),
    ):
        if not any(fnmatchcase(address, glob) for address in known):
            yield option, glob
    for option, address in (
        *(("--adopt", address) for address in wanted.adopt),
        *(("--take-over", address) for address in wanted.take_over),
        *(("--allow-delete", address) for address in wanted.allow_delete),
        *(("--allow-replace", address) for address in wanted.allow_replace),
        *(("--rotate", address) for address in getattr(wanted, "rotate", ())),
        *(("--explain", address) for address in wanted.explain),
    ):
        if address not in known:
            yield option, address


def unknown(option: str, text: str, known: Collection[str]) -> Fault:
    """What is wrong with one of them, and what was probably meant."""
    close = difflib.get_close_matches(text, known, n=1)
    return Fault(
        "RC6412",
        f"{option} {text} names no resource of this run",
        expected=f"an address, as in `{min(known)}`" if known else None,
        suggestion=f"Did you mean `{close[0]}`?" if close else None,
    )
