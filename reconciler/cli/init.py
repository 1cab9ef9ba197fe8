"""`reconcile init`: a first reconcile.yaml and a first, commented spec that validates and applies."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.cli.output import save, write
from reconciler.cli.templates import SETTINGS_TEXT, SPEC_TEXT
from reconciler.errors import Fault, Usage

if TYPE_CHECKING:
    import argparse

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def run(wanted: argparse.Namespace) -> int:
    """Write the two files; refuse, writing nothing, where one of them is there already."""
    if not NAME.fullmatch(wanted.stack):
        raise Usage(
            Fault(
                "RC6403",
                f"`{wanted.stack}` cannot name a stack",
                expected="letters, digits, `_` and `-`, not beginning with `_` or `-`",
            )
        )
    folder = Path(wanted.directory)
    files = {
        folder / "reconcile.yaml": SETTINGS_TEXT.replace("PROJECT", project(folder)),
        folder / "specs" / f"{wanted.stack}.yaml": SPEC_TEXT.replace("STACK", wanted.stack),
    }
    there = [str(path) for path in files if path.exists()]
    if there:
        raise Usage(
            Fault(
                "RC6404",
                f"{' and '.join(there)} exists already; nothing was written",
                suggestion="Choose another folder, or another `--stack`.",
            )
        )
    for path, text in files.items():
        save(path, text)
        write(f"wrote {path}\n")
    write(f"Next: {enter(folder)}reconcile validate, then reconcile plan --sandbox\n")
    return 0


def project(folder: Path) -> str:
    """A project name from the folder's."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", folder.resolve().name).strip("-_") or "project"


def enter(folder: Path) -> str:
    """`cd FOLDER && ` where the files are not here."""
    return "" if folder.resolve() == Path.cwd() else f"cd {shlex.quote(str(folder))} && "
