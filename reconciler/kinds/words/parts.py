"""Words about what is kept by operations of its own: parts, tags are in `operations`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from reconciler.kinds.words.fields import By
from reconciler.kinds.words.operations import Op, Read


@dataclass(frozen=True)
class Revision:
    """An optimistic token: where a read gives it and which member of a write takes it.

    `at` is the member path in the answer of the part's read, `sent` the member of the operation
    that writes (and of the one that clears): AWS refuses the call when somebody wrote in between.
    Where a part needs several calls it is read again before each.
    """

    at: str
    sent: str


@dataclass(frozen=True)
class Setter:
    """One or more fields that an operation of their own writes.

    With a `read` it is a *part*: omitted, it is neither read nor changed; null clears it. Without,
    its fields come with the resource's read and are plain. `clear` empties it; where there is none,
    `put` is sent with the clear values. `absent` names errors of the read that mean it is empty.
    `pending`: while AWS has no value for the field (the default branch of a repository without
    commits), a difference is a pending note with this sentence, not a change. `revision`: what the
    part's read gives is sent back with its write. `adds`: `put` adds to a list and takes nothing
    away, so that `clear` goes first where something shall go.
    """

    fields: tuple[str, ...]
    put: Op
    clear: Op | None = None
    read: Read | None = None
    absent: tuple[str, ...] = ()
    pending: str = ""
    revision: Revision | None = None
    adds: bool = False


@dataclass(frozen=True)
class Items:
    """A collection kept item by item: one call adds or replaces an item, another removes it.

    `field` is keyed (its `Field.keyed`), or a list of scalars. `add` and `remove` take `size` items
    a call in the member `many` (`Targets`, removed: `many_removed`, `Ids`), or one a call, each item's
    key in the member `key` and its value in `value`: the field is then a map key → value, or, with
    no `value`, a list of keys.

    With a `read` it is a part like a Setter, unless `always`: then it is read even where it is not
    declared, and omitted means empty. `swapped`: AWS holds so few that the old must go before the
    new comes. `around`: the same for all of the resource: what goes does so before anything else of
    it is written, and what comes does so last (an external connection and upstreams shut each other
    out). `renewed`: the resource's own update may undo it, so that its items are added again
    after each. `handle`: AWS holds an item by an id of its own, in this field of the live item (or,
    where no spec may write it, in the member that `remove` calls it by), and `remove` takes that; a
    changed item then goes before it comes anew, unless all that differs in it stands in the fields of
    `alters`: setters that write them in the item that is there, found by its `handle`, in this order;
    what goes back to its default does so last, in the reverse order (a filter's scope narrows after
    its filter). `waits`: what may stand in the place of that id, while
    there is none → what a person must do: such an item is a pending note, no change, and cannot be
    removed. `Field.read` says where a bulk read of the resource has it.
    """

    field: str
    add: Op
    remove: Op
    read: Read | None = None
    many: str = ""
    many_removed: str = ""
    size: int = 1
    key: str = ""
    value: str = ""
    always: bool = False
    swapped: bool = False
    renewed: bool = False
    handle: str = ""
    alters: tuple[Setter, ...] = ()
    waits: Mapping[str, str] = dataclasses.field(default_factory=dict)
    around: bool = False


@dataclass(frozen=True)
class Switch:
    """A yes or no that one operation turns on and another off.

    It comes with the resource's own read. Where AWS does not tell (`Field.unread`), it is written
    again with every update of the resource, and before a delete it is taken to be `assumed`.
    """

    field: str
    on: Op
    off: Op
    assumed: bool | By = False
    read: ClassVar[None] = None


@dataclass(frozen=True)
class Inner:
    """A kind inside a kind, without an address: made, changed and removed by calls of its own.

    With a `read`, or with `path` (it comes inside the holder's read), it is a part: omitted, it is
    left alone; null deletes it. Fields that its create takes and its update does not are immutable:
    a change deletes and makes it again, and so does one of the holder's fields in `follows`: it was
    made for what they said. Words about its fields stand among the kind's (`webhook.url`).
    """

    field: str
    create: Op
    delete: Op
    update: Op | None = None
    read: Read | None = None
    path: str = ""
    follows: tuple[str, ...] = ()


Part = Setter | Items | Switch | Inner
"""What of a resource has a read or a write of its own."""


@dataclass(frozen=True)
class Statement:
    """The resource is one statement of a document that another resource holds (a topic's policy).

    The last field of its identity is the Sid, the fields before it say whose document; where a spec
    names no Sid, it is ours, by which we know it again. The kind's `read` leads to the document.

    - `field`: our field that holds the statement. The kind's operations then write the document, and
      all statements of one document are one step: read, merged and written once, what others wrote
      in it kept. Without it each operation takes one statement (AddPermission), and the `read` of a
      field says where it stands in the statement.
    - `holder`: the holder's kind and its field for the same document (`sns.topics.policy`): where
      that is declared, the holder's own step writes both.
    - `sought`: the holder goes by an id that AWS invents: this read of it, by the name in our identity,
      tells the id at its path, and the operations take it as their `arn`.
    - `clear` removes a document in which nothing is left. Where there is none, `rest` is written
      then, its texts templates of scope values and of the identity, or else an empty text.
    """

    field: str = ""
    holder: str = ""
    clear: Op | None = None
    rest: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    sought: Read | None = None
