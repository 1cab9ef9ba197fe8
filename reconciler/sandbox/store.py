"""All state of one sandbox, changed in transactions.

A place is `account/region/service`. Records are kept as JSON text: so what is read is always a
copy, and a save joins texts instead of writing thousands of records anew.

Every change is made inside a `transaction`, which holds the lock (of the thread and, with a file,
of the process), takes back all of it when the operation is refused, and saves before the answer
leaves: what a client was told is on disk.
"""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reconciler.sandbox import state
from reconciler.sandbox.state import Record, State, Texts

__all__ = ["Past", "Record", "Store", "Texts"]

_HISTORY = 10_000


@dataclass(frozen=True)
class Past:
    """What a record was before it was changed: `text` is None where it was not there."""

    at: float
    place: str
    table: str
    key: str
    text: str | None
    order: tuple[str, ...] | None

    @property
    def before(self) -> Record | None:
        """The record as it was, or None."""
        return None if self.text is None else json.loads(self.text)


class Store:
    """The state, its lock and its file. Raises NotASandbox where the file is something else."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file
        self.state = State()
        self.history: deque[Past] = deque(maxlen=_HISTORY)
        self._lock = threading.RLock()
        self._undo: list[Past] = []
        self._dirty = False
        self._seen: tuple[int, int, int] | None = None
        with self.transaction():
            pass  # so that a file of another kind is refused now, and not at the first request

    @contextmanager
    def transaction(self) -> Iterator[State]:
        """Hold the lock; on an error take back every change, else save what changed."""
        with self._lock, state.locked(self.file):
            self._reload()
            before = (self.state.ids, self.state.offset, len(self.state.journal))
            self._undo, self._dirty = [], False
            try:
                yield self.state
            except BaseException:
                self._take_back()
                self.state.ids, self.state.offset = before[:2]
                del self.state.journal[before[2] :]
                raise
            if self._dirty:
                self._save()
            self.history.extend(self._undo)

    def table(self, place: str, name: str) -> Texts:
        """Return a table to look at; what is changed in it is neither saved nor taken back."""
        return self.state.places.get(place, {}).get(name, {})

    def get(self, place: str, name: str, key: str) -> Record | None:
        """Return a copy of one record, or None."""
        text = self.table(place, name).get(key)
        return None if text is None else json.loads(text)

    def table_at(self, place: str, name: str, moment: float) -> Texts:
        """Return a table as it was at `moment` (seconds since 1970, by the sandbox's clock)."""
        table = dict(self.table(place, name))
        for past in reversed(self.history):
            if past.at <= moment:
                break
            if (past.place, past.table) == (place, name):
                _restore(table, past)
        return table

    def put(self, place: str, name: str, key: str, record: Record, at: float) -> None:
        """Write a record, inside a transaction."""
        table = self._open(place, name)
        self._undo.append(Past(at, place, name, key, table.get(key), None))
        table[key] = state.encoded(record)
        self._dirty = True

    def remove(self, place: str, name: str, key: str, at: float) -> None:
        """Take a record away, inside a transaction.

        A lagging read may have shown a record that is gone already; then there is nothing to do.
        """
        table = self.state.places.get(place, {}).get(name, {})
        if key not in table:
            return
        self._undo.append(Past(at, place, name, key, table[key], tuple(table)))
        del table[key]
        self._close(place, name)
        self._dirty = True

    def journal(self, entry: dict[str, Any]) -> None:
        """Append a request that the services behind the door must see again in a new process."""
        self.state.journal.append(entry)
        self._dirty = True

    def next_id(self) -> int:
        """Count one on; part of the transaction, so a refused operation uses no number."""
        self.state.ids += 1
        self._dirty = True
        return self.state.ids

    def now(self) -> float:
        """Return the time in seconds since 1970, by the sandbox's clock."""
        return round(time.time() + self.state.offset, 3)

    def move_clock(self, seconds: float) -> None:
        """Let the sandbox's clock run ahead by so many seconds more."""
        with self.transaction():
            self.state.offset += seconds
            self._dirty = True

    def reset(self) -> None:
        """Forget everything but the clock. `epoch` tells other processes that it happened."""
        with self.transaction():
            self.state.places.clear()
            self.state.journal.clear()
            self.state.ids, self.state.epoch = 0, self.state.epoch + 1
            self.history.clear()
            self._dirty = True

    def dump(self) -> dict[str, Any]:
        """Return all state as JSON, to be compared or written."""
        loaded: dict[str, Any] = json.loads(state.text(self.state))
        return loaded

    def _take_back(self) -> None:
        """Undo the changes of the running transaction, the last one first."""
        for past in reversed(self._undo):
            _restore(self._open(past.place, past.table), past)
            self._close(past.place, past.table)

    def _open(self, place: str, name: str) -> Texts:
        """Return a table to write in, made where it was not."""
        return self.state.places.setdefault(place, {}).setdefault(name, {})

    def _close(self, place: str, name: str) -> None:
        """Take away what is empty, so that equal states are written equally."""
        if not self.state.places[place][name]:
            del self.state.places[place][name]
        if not self.state.places[place]:
            del self.state.places[place]

    def _reload(self) -> None:
        """Read the file if another process has written it since."""
        if self.file is None or (seen := state.stamp(self.file)) == self._seen:
            return
        self.state, self._seen = state.load(self.file), seen
        self.history.clear()

    def _save(self) -> None:
        """Write the file, if there is one."""
        if self.file is not None:
            state.save(self.file, self.state)
            self._seen = state.stamp(self.file)


def _restore(table: Texts, past: Past) -> None:
    """Put one record of a table back to what it was, and where it stood."""
    if past.text is None:
        table.pop(past.key, None)
        return
    table[past.key] = past.text
    if past.order is not None:
        held = {key: table[key] for key in past.order if key in table}
        rest = {key: text for key, text in table.items() if key not in held}
        table.clear()
        table.update(held | rest)
