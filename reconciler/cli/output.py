"""Where reports go: stdout, files, in colour or not. The only place that writes to the screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from reconciler.errors import Fault, ReconcileError, Usage


def write(text: str) -> None:
    """Write to stdout; a reader that went away (`| head`) ends the program quietly."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str) -> None:
    """Write a line to stderr."""
    sys.stderr.write(text.rstrip("\n") + "\n")
    sys.stderr.flush()


def wants_colour(choice: str) -> bool:
    """Whether stdout is to be coloured.

    `auto`: a terminal that is not dumb; NO_COLOR (no-color.org) and FORCE_COLOR have the last word.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def publish(
    texts: Mapping[str, Callable[[], str]], wanted: str, reports: list[str], colour: str
) -> None:
    """Write the report: in the `wanted` format to stdout, and to every `FORMAT=PATH` of `reports`.

    `texts` makes the report in each format that there is.
    """
    text = texts[wanted]()
    if wanted == "text" and wants_colour(colour):
        from reconciler.report.style import coloured

        text = coloured(text)
    write(text)
    for report in reports:
        name, _, path = report.partition("=")
        save(Path(path), texts[name]())


def check_reports(reports: list[str], formats: tuple[str, ...]) -> None:
    """Refuse, before anything is done, a `--report` that cannot be written."""
    for report in reports:
        name, mark, path = report.partition("=")
        if not mark or not path or name not in formats:
            expected = " or ".join(f"{known}=PATH" for known in formats)
            raise Usage(Fault("RC6401", f"--report {report} is not understood", expected=expected))


def save(path: Path, text: str) -> None:
    """Write a file, its folders too; an error names the path."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ReconcileError(Fault("RC6402", f"cannot write {path}: {error.strerror}")) from error


def file_lines(root: Path) -> Callable[[str], tuple[str, ...]]:
    """A reader of spec lines for error messages: file name → its lines, none where unreadable."""

    def lines(name: str) -> tuple[str, ...]:
        try:
            return tuple((root / name).read_text(encoding="utf-8", errors="replace").splitlines())
        except OSError:
            return ()

    return lines
