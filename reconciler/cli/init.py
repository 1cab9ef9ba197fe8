"""`reconcile init`: a first reconcile.yaml and a first stack, commented or out of the gallery."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.cli.output import save, write
from reconciler.cli.templates import first_files, gallery_files
from reconciler.errors import Fault, Usage

if TYPE_CHECKING:
    import argparse

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
"""A stack's name, as the spec language has names."""

SETTINGS = "reconcile.yaml"
"""The settings' file, beside the specs."""

FIRST = "delivery"
"""How the first stack is called where nobody says it."""


def run(wanted: argparse.Namespace) -> int:
    """Write the files; refuse, writing nothing, where a spec is there already.

    A reconcile.yaml that is there stays as it is: so a second stack joins the first.
    """
    if wanted.stack is not None and not NAME.fullmatch(wanted.stack):
        raise Usage(
            Fault(
                "RC6403",
                f"`{wanted.stack}` cannot name a stack",
                expected="letters, digits, `_` and `-`, not beginning with `_` or `-`",
            )
        )
    folder = Path(wanted.directory)
    files = {folder / path: text for path, text in begun(wanted, project(folder)).items()}
    settings = folder / SETTINGS
    kept = settings.exists()
    refuse_to_overwrite([path for path in files if path != settings and path.exists()])
    for path, text in files.items():
        if kept and path == settings:
            write(f"kept {path} as it is\n")
            continue
        save(path, text)
        write(f"wrote {path}\n")
    of_gallery = wanted.template is not None and not kept
    write(f"Next: {enter(folder)}reconcile validate, then {plan(of_gallery)}\n")
    write("For your editor: reconcile schema --write schemas\n")
    return 0


def refuse_to_overwrite(there: list[Path]) -> None:
    """Raise Usage where specs are there already."""
    if there:
        exist = "exists" if len(there) == 1 else "exist"
        raise Usage(
            Fault(
                "RC6404",
                f"{' and '.join(map(str, there))} {exist} already; nothing was written",
                suggestion="Choose another folder, or another `--stack`.",
            )
        )


def begun(wanted: argparse.Namespace, name: str) -> dict[str, str]:
    """The files, path → text, of the project of that name."""
    if wanted.template is None:
        return first_files(name, wanted.stack or FIRST)
    return gallery_files(name, wanted.template, wanted.stack)


def plan(of_gallery: bool) -> str:
    """The plan that can be tried at once; the gallery's settings have two environments."""
    chosen = " --environment staging" if of_gallery else ""
    return f"reconcile plan{chosen} --sandbox"


def project(folder: Path) -> str:
    """A project name from the folder's."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", folder.resolve().name).strip("-_") or "project"


def enter(folder: Path) -> str:
    """`cd FOLDER && ` where the files are not here."""
    return "" if folder.resolve() == Path.cwd() else f"cd {shlex.quote(str(folder))} && "
