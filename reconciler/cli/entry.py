"""From a command line to an exit code: dispatch, and every error as a message.

A `ReconcileError` is told by its faults and exits with its code. Anything else is a bug: the
traceback goes to a file, the screen gets one sentence, the exit code is 70.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from reconciler.errors import EXIT_BUG, Fault, Interrupted, ReconcileError, Usage

if TYPE_CHECKING:
    import argparse

Command: TypeAlias = "Callable[[argparse.Namespace], int]"
"""A command: what was asked → the exit code."""


def main(arguments: list[str]) -> int:
    """Run one command line (without the program's name) and return the exit code."""
    wanted = None
    try:
        from reconciler.cli.arguments import parsed

        wanted = parsed(arguments)
        return command(wanted)(wanted)
    except ReconcileError as error:
        tell(error, "text" if wanted is None else getattr(wanted, "format", "text"))
        report(error, [] if wanted is None else getattr(wanted, "report", []))
        return 128 + error.signal if isinstance(error, Interrupted) else error.exit_code
    except KeyboardInterrupt:
        return 130
    except Exception:  # noqa: BLE001 -- the last resort: whatever it is, it is our bug
        return bug()


def command(wanted: argparse.Namespace) -> Command:
    """The function of the command; each stands in a module of its own, imported when it is run."""
    match wanted.command:
        case "plan":
            from reconciler.cli.plan import run as plan

            return plan
        case "apply":
            from reconciler.cli.apply import run as apply

            return apply
        case "lock":
            from reconciler.cli.lock import run as lock

            return lock
        case "status":
            from reconciler.cli.status import run as status

            return status
        case "drift":
            from reconciler.cli.drift import run as drift

            return drift
        case "import":
            from reconciler.cli.import_ import run as import_

            return import_
        case _:
            return offline(wanted)


def offline(wanted: argparse.Namespace) -> Command:
    """The functions of commands that ask AWS nothing."""
    match wanted.command:
        case "init":
            from reconciler.cli.init import run as init

            return init
        case "validate":
            from reconciler.cli.validate import run as validate

            return validate
        case "event":
            from reconciler.cli.event import run as event

            return event
        case "explain":
            from reconciler.cli.explain import run as explain

            return explain
        case "iam-policy":
            from reconciler.cli.iam_policy import run as iam_policy

            return iam_policy
        case "schema":
            from reconciler.cli.schema import run as schema

            return schema
        case "sandbox":
            from reconciler.cli.sandbox import run as sandbox

            return sandbox
        case _:
            return drawn(wanted)


def drawn(wanted: argparse.Namespace) -> Command:
    """The functions of commands that say what specs, or this command line, are like."""
    match wanted.command:
        case "graph":
            from reconciler.cli.graph import run as graph

            return graph
        case "completion":
            from reconciler.cli.completion import run as completion

            return completion
        case _:
            return introduce


def introduce(wanted: argparse.Namespace) -> int:
    """What `reconcile` alone says: its version, or how it is used."""
    from reconciler import __version__
    from reconciler.cli.arguments import parser
    from reconciler.cli.output import write

    if wanted.version:
        write(f"reconcile {__version__}\n")
        return 0
    write(parser().format_help())
    return Usage.exit_code


def tell(error: ReconcileError, form: str) -> None:
    """The faults of an error: on stderr for people, on stdout for programs that asked for JSON."""
    from reconciler.cli.output import file_lines, say, write
    from reconciler.cli.tree import root_above

    if form == "json":
        from reconciler.report.faults_json import faults_json

        write(faults_json(error.faults, error.exit_code))
        return
    from reconciler.report.faults import faults_text

    say(faults_text(error.faults, file_lines(root_above(Path.cwd()))))


def report(error: ReconcileError, reports: list[str]) -> None:
    """The faults in every report that was asked for; what writes them is loaded only then."""
    if reports:
        from reconciler.cli.failed import save_faults

        save_faults(error, reports)


def bug() -> int:
    """Keep the traceback in a file and say where it is."""
    import traceback

    from reconciler.cli.output import say
    from reconciler.report.faults import faults_text

    with tempfile.NamedTemporaryFile(
        "w", prefix="reconcile-bug-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write(f"arguments: {sys.argv[1:]}\n\n{traceback.format_exc()}")
    last = traceback.format_exc().strip().splitlines()[-1]
    fault = Fault(
        "RC7000",
        f"this is a bug in reconcile ({last})",
        suggestion=f"Please report it with {file.name}; nothing more was done.",
    )
    say(faults_text([fault], lambda _: ()))
    return EXIT_BUG
