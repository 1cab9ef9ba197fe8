"""Tables of records: what a service declares (`Table`) and what it works with (`Rows`)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.store import Record
from reconciler.sandbox.tags import TAGS, Tagging, tag_map

if TYPE_CHECKING:
    from reconciler.sandbox.service import Service

_COPIER = json.JSONEncoder(separators=(",", ":"))


@dataclass(frozen=True)
class Error:
    """The error of a table: its code and message, in which `{0}` is the first part of the key.

    `members` names members of the model's error structure; their values are such texts too.
    `{account}` and `{region}` may be used in all of them.
    """

    code: str
    message: str = ""
    members: Mapping[str, str] = field(default_factory=dict)


class Table:
    """A table of a service, keyed by members of its records.

    `exists` and `missing` are what `add` and `get` refuse with (a code, or an `Error` with a
    message); `arn` is the last part of a record's ARN: `{0}` is the first part of the key,
    `{id}` a member of the record. Records of a table with `arn` can be tagged.
    """

    def __init__(
        self,
        *key: str,
        exists: str | Error = "ResourceAlreadyExistsException",
        missing: str | Error = "ResourceNotFoundException",
        arn: str | None = None,
    ) -> None:
        self.key = key
        self.arn = arn
        self.exists = exists if isinstance(exists, Error) else Error(exists, "{0} already exists")
        self.missing = missing if isinstance(missing, Error) else Error(missing, "{0} not found")
        self.name = ""
        self.arn_of_record = bool(re.search(r"\{[^0-9]", arn or ""))

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, service: Service, owner: type) -> Rows:
        return Rows(self, service)


@dataclass(frozen=True)
class Rows:
    """The records of one table in one place, in the order in which they were added.

    What comes out is a copy, so a handler may change it freely; what was changed goes back by
    `put`. Keys are given as arguments, in the order in which the table names them.
    """

    table: Table
    service: Service

    def __iter__(self) -> Iterator[Record]:
        return iter([json.loads(text) for text in self._held().values()])

    def __len__(self) -> int:
        return len(self._held())

    def __contains__(self, key: object) -> bool:
        parts = key if isinstance(key, tuple) else (key,)
        return _key(parts) in self._held()

    def find(self, *key: str) -> Record | None:
        """Return the record of that key, or None."""
        text = self._held().get(_key(key))
        return None if text is None else json.loads(text)

    def get(self, *key: str) -> Record:
        """Return the record of that key; refuse with the table's `missing` where there is none."""
        if (found := self.find(*key)) is not None:
            return found
        raise self._refusal(self.table.missing, key)

    def add(self, record: Mapping[str, Any], tags: Any = ()) -> Record:
        """Write a new record and its tags (a map, or a list in any spelling).

        Refuses with the table's `exists` where the key is taken. Returns the record.
        """
        key = self._key_of(record)
        if _key(key) in self._held():
            raise self._refusal(self.table.exists, key)
        made = self.put(record)
        if self.table.arn is not None:
            self._tagging.start(self.arn(*key), tag_map(tags))
        return made

    def put(self, record: Mapping[str, Any]) -> Record:
        """Write a record over the one of its key, or as a new one without tags. Returns it."""
        world, key = self.service.world, _key(self._key_of(record))
        world.store.put(self.service.place, self.table.name, key, dict(record), world.now())
        shown: Record = copied(dict(record))
        return shown

    def remove(self, *key: str) -> Record | None:
        """Take the record and its tags away and return it; None where there was none."""
        found = self.find(*key)
        if found is None:
            return None
        if self.table.arn is not None:
            self._tagging.end(self.arn(*key))
        world = self.service.world
        world.store.remove(self.service.place, self.table.name, _key(key), world.now())
        return found

    def arn(self, *key: str) -> str:
        """Return the ARN of the record of that key, which need not be there yet."""
        template = self.table.arn or ""
        named = self.find(*key) or {} if self.table.arn_of_record else {}
        return self.service.arn(template.format(*key, **named))

    def tags(self, *key: str) -> dict[str, str]:
        """Return the tags of the record of that key."""
        return self._tagging.get(self.arn(*key)) or {}

    def retag(self, *key: str, tags: Any) -> None:
        """Replace all tags of the record of that key."""
        self._tagging.replace(self.arn(*key), tag_map(tags))

    @property
    def _tagging(self) -> Tagging:
        return Tagging(self.service.world, self.service.place)

    def _held(self) -> Mapping[str, str]:
        world = self.service.world
        if world.lag and self.table.name != TAGS:
            moment = world.now() - world.lag
            return world.store.table_at(self.service.place, self.table.name, moment)
        return world.store.table(self.service.place, self.table.name)

    def _key_of(self, record: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(str(record[part]) for part in self.table.key)

    def _refusal(self, error: Error, key: tuple[str, ...]) -> Refusal:
        world = self.service.world
        told = {"account": world.account, "region": world.region}
        members = {name: text.format(*key, **told) for name, text in error.members.items()}
        return self.service.refuse(error.code, error.message.format(*key, **told), **members)


def copied(value: Any) -> Any:
    """Return a copy of a JSON value that shares nothing with it (tuples become lists)."""
    return json.loads(_COPIER.encode(value))


def _key(parts: tuple[Any, ...]) -> str:
    """Return the text under which a record is kept: the name itself where that is the key."""
    return str(parts[0]) if len(parts) == 1 else json.dumps(parts, separators=(",", ":"))
