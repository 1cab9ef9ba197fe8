"""What a sandbox remembers, and its file: one JSON document, whole at every moment.

The file is written next to itself, flushed and renamed: a process killed at any time leaves the
old state or the new one. Only its owner may read it, for the journal holds what was sent to the
services, secrets too.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reconciler.errors import Fault, ReconcileError

FORMAT = "reconcile.sandbox/1"
"""What the file says of itself."""
Record = dict[str, Any]
"""One resource, or what a service keeps of it: JSON."""
Texts = dict[str, str]
"""Records of one table as JSON text by key, in the order in which they were added."""
_ENCODER = json.JSONEncoder(separators=(",", ":"))


class NotASandbox(ReconcileError):
    """The file that was given holds something else; it is left as it is."""


@dataclass
class State:
    """All of it. `offset` is how far the clock was moved, in seconds; `epoch` counts resets."""

    places: dict[str, dict[str, Texts]] = field(default_factory=dict)
    journal: list[dict[str, Any]] = field(default_factory=list)
    ids: int = 0
    offset: float = 0.0
    epoch: int = 0


def encoded(value: Any) -> str:
    """Return a value as JSON text."""
    return _ENCODER.encode(value)


def text(state: State) -> str:
    """Return the state as the file holds it. Records are text already and only joined."""
    places = _joined(
        (place, _joined((name, _joined(texts.items())) for name, texts in tables.items()))
        for place, tables in state.places.items()
    )
    rest = {"format": FORMAT, **vars(state)}
    del rest["places"]
    return f'{{"places":{places},{encoded(rest)[1:]}'


def load(file: Path) -> State:
    """Return what a file holds; nothing where there is none. Raises NotASandbox."""
    try:
        raw = json.loads(file.read_bytes() or f'{{"format":"{FORMAT}"}}')
    except FileNotFoundError:
        return State()
    except (ValueError, RecursionError, OSError) as error:
        raise _foreign(file) from error
    if not isinstance(raw, dict) or raw.pop("format", None) != FORMAT:
        raise _foreign(file)
    raw["places"] = {
        place: {
            name: {key: encoded(record) for key, record in table.items()}
            for name, table in tables.items()
        }
        for place, tables in raw.get("places", {}).items()
    }
    return State(**raw)


def save(file: Path, state: State) -> None:
    """Write the file whole. The caller holds the lock."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.touch(mode=0o600)
    with fresh.open("w", encoding="utf-8") as handle:
        handle.write(text(state))
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(file)


@contextmanager
def locked(file: Path | None) -> Iterator[None]:
    """Keep other processes out. The lock file stays: to delete it would open a race."""
    if file is None:
        yield
        return
    try:
        handle = file.with_name(f"{file.name}.lock").open("a")
    except OSError as error:
        raise _foreign(file, f"cannot be written: {error.strerror}") from error
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def stamp(file: Path) -> tuple[int, int, int] | None:
    """Return what changes whenever the file is written; None where there is none."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _joined(members: Iterable[tuple[str, str]]) -> str:
    """Return a JSON object of members whose values are JSON already."""
    return "{" + ",".join(f"{encoded(key)}:{held}" for key, held in members) + "}"


def _foreign(file: Path, why: str = "is not the state of a sandbox") -> NotASandbox:
    """Return the error for a file that is not ours."""
    message = f"{file} {why}"
    mend = "Name a new file, or one that `--sandbox` made."
    return NotASandbox(Fault("RC9101", message, expected=f"a {FORMAT} file", suggestion=mend))
