"""Where reports go: stdout, files, in colour or not. The only place that writes to the screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from reconciler.cli.blot import for_files
from reconciler.errors import Fault, ReconcileError, Usage


def write(text: str) -> None:
    """Write to stdout; what the terminal's encoding does not have is written as `?`."""
    emit(sys.stdout, text)


def say(text: str) -> None:
    """Write a line to stderr."""
    emit(sys.stderr, text.rstrip("\n") + "\n")


def emit(stream: TextIO, text: str) -> None:
    """Write at once; that the reader went away (`| head`) is no error: the rest goes nowhere."""
    try:
        stream.write(encodable(text, stream.encoding))
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def encodable(text: str, encoding: str | None) -> str:
    """`text` with what an encoding cannot say replaced by `?`."""
    known = encoding or "utf-8"
    return text.encode(known, "replace").decode(known)


def write_report(text: str, colour: str) -> None:
    """Write a report for people to stdout, coloured where it should be."""
    if wants_colour(colour):
        from reconciler.report.style import coloured

        text = coloured(text)
    write(text)


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
    if wanted == "text":
        write_report(texts[wanted](), colour)
    else:
        write(texts[wanted]())
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
        check_writable(Path(path))


def check_writable(path: Path) -> None:
    """Raise a ReconcileError where a file could not be written; leaves no new file behind."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        return  # a pipe: opening it twice would end it for its reader
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        new = not path.exists()
        with path.open("a", encoding="utf-8"):
            pass
        if new:
            path.unlink()


def save(path: Path, text: str) -> None:
    """Write a file, its folders too; an error names the path."""
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(for_files(text), encoding="utf-8", errors="replace")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise a ReconcileError in place of what the system says about a file."""
    try:
        yield
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
