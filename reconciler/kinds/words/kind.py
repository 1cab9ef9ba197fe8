"""The kind itself, and the words about its time and being."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from reconciler.kinds.words.attributes import Attributes
from reconciler.kinds.words.fields import By, Field
from reconciler.kinds.words.operations import Op, Read, Tags
from reconciler.kinds.words.parts import Part, Statement
from reconciler.kinds.words.recent import Recent


@dataclass(frozen=True)
class Settles:
    """A state that must come to rest: the member path that holds it and what its values mean.

    `good` ends the wait, `failed` ends it with an error (`reason` is the member path that says why),
    `human` ends it with a pending note: what was just made always passes through the first of these,
    and `todo` (a template of scope values, or a `By` on `partition`) says what a person must do. Every
    other value is waited on, `every` seconds apart, at most `limit` seconds.
    """

    state: str
    good: tuple[str, ...]
    failed: tuple[str, ...] = ()
    human: tuple[str, ...] = ()
    reason: str = ""
    todo: str | By = ""
    every: float = 5.0
    limit: float = 600.0


@dataclass(frozen=True)
class Bound:
    """A name that is bound to a resource by a call of its own, for its create takes none (an alias).

    `put` binds it right after the create, to the ARN that AWS invented; `clear` takes it away before
    the delete. No operation takes the last field of the identity as it is: both send it in a
    template. `read` lists the names of what is known by its ARN alone (an orphan): they stand in the
    `member` of an item, after `before`.
    """

    put: Op
    clear: Op
    read: Read
    member: str
    before: str = ""


@dataclass(frozen=True)
class Refusal:
    """An error that means something particular: its code, and a piece of its message where the
    code alone is too wide.
    """

    code: str
    contains: str = ""


@dataclass(frozen=True)
class Shorthand:
    """A field that no operation takes: what it implies, as more resources, is expand's to say.

    `doc` is for editors. It is text (one of `values`, where there are any) or of the `type`, unless
    `fields` make it a structure or `item` a list. Words about it and what it holds (`short`,
    `keyed`, `secret`, `points_to`) stand among the kind's `fields`, as for any other field.
    """

    doc: str
    values: tuple[str, ...] = ()
    type: Literal["string", "integer", "boolean"] = "string"
    fields: Mapping[str, Shorthand] = dataclasses.field(default_factory=dict)
    item: Shorthand | None = None
    required: bool = False


@dataclass(frozen=True)
class Kind:
    """A type of AWS resource as a value.

    Identity
    - `id`: `section.subsection`, as specs write it. `service`: boto3's client name where it differs.
    - `identity`: the fields that together name one live resource, parents first.
    - `prefix`: stripped from members to make field names. `rename`: field → member for the rest.
    - `arn`: a template of {partition} {region} {account} and fields ({/name}: with one slash before
      it, whether the name begins with one or not; {name:hex}: escaped) where AWS derives the ARN
      from names (or a `By` of such). Where AWS invents it, `arn_at` is its member path in the read; the
      template is then empty, or has {id} for what AWS adds to the names.
    - `find`: AWS invents the id; the natural key is found by this read: in a `whole` list, where two
      matches are an error, or in an answer about it alone. `bound`: how it comes by that key.
      (The create's answer tells the id at once: its `path`, then `arn_at`.)
    - `inherits`: name → the identity field that points to the holder: a field of the holder's on
      which words may depend (`By`); `gives` of the same name is what the live resource says of it.
    - `named`: whether `names` may name it (its identity is free text of the user's).

    Operations: `create`, `read`, `single` (when `read` is a bulk one), `list` (it names all that there
    is; where it is left out `read` does; of statements, whose documents there are), `update`, `delete`,
    `first` (what a delete must clear before it: parts' fields, in order), `renames` (gives what is
    there another name in place, with all that it holds: {old} and {new} in what it `sends`, as
    members of the operation's own, are the last field of the identity; a `bound` name needs no word).

    Content: `fields` (path → Field), `attributes` (fields that AWS keeps as texts in a map), `parts`, `tags`, `exactly_one` (groups of fields of which one
    must be given), `shorthands` (field → `Shorthand`; what it implies is expand's to say), `reserved` (field paths that the API takes and specs may not write, and why),
    `gives` (attribute → member path of the read: what references may use besides `arn` and the
    identity), `gone` (member path → values that mean not there; `*` for any).

    Time: `absent` (refusals that mean not there), `exists` (already there), `spreads` (a new role
    has not propagated), `busy` (repeat later), `settles`.

    Danger and life: `holds_data`, `takes` (kinds whose resources AWS deletes with it, each with a `list`
    bound to it: what nobody declares of them is told, and asked for, before it is deleted), `builtin` (prefixes of names that AWS owns), `managed` (member
    path that, when set, says AWS owns it), `ended` (why no new one can be made), `spent` (why
    a deleted name is not free at once, so that nothing can be replaced),
    `modified` (member path of the read at which AWS says when it last changed: by that, a secret that
    was rotated since is noticed where a kind has no tags), `disrupts`, `health` (member path → state → sentence; the state `*` is any, and is told), `starts` (creating it starts work).
    `recent`: what it did last, which `status` tells.
    """

    id: str
    identity: tuple[str, ...]
    create: Op
    read: Read
    delete: Op
    service: str = ""
    prefix: str = ""
    rename: Mapping[str, str] = dataclasses.field(default_factory=dict)
    arn: str | By = ""
    arn_at: str = ""
    find: Read | None = None
    bound: Bound | None = None
    inherits: Mapping[str, str] = dataclasses.field(default_factory=dict)
    named: bool = True
    single: Read | None = None
    list: Read | None = None
    update: Op | None = None
    renames: Op | None = None
    first: tuple[str, ...] = ()
    fields: Mapping[str, Field] = dataclasses.field(default_factory=dict)
    attributes: Attributes | None = None
    parts: tuple[Part, ...] = ()
    tags: Tags | None = None
    statement: Statement | None = None
    exactly_one: tuple[tuple[str, ...], ...] = ()
    shorthands: Mapping[str, Shorthand] = dataclasses.field(default_factory=dict)
    reserved: Mapping[str, str] = dataclasses.field(default_factory=dict)
    gives: Mapping[str, str] = dataclasses.field(default_factory=dict)
    gone: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    absent: tuple[Refusal, ...] = ()
    exists: tuple[Refusal, ...] = ()
    spreads: tuple[Refusal, ...] = ()
    busy: tuple[Refusal, ...] = ()
    settles: Settles | None = None
    holds_data: str = ""
    takes: tuple[str, ...] = ()
    builtin: tuple[str, ...] = ()
    managed: str = ""
    ended: str = ""
    modified: str = ""
    spent: str = ""
    disrupts: str = ""
    health: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)
    recent: Recent | None = None

    @property
    def section(self) -> str:
        """The AWS service as specs write it: `codebuild`."""
        return self.id.partition(".")[0]

    @property
    def is_renamable(self) -> bool:
        """Whether AWS can give what is there another name."""
        return self.renames is not None or self.bound is not None

    @property
    def client(self) -> str:
        """The name under which boto3 knows the service."""
        return self.service or self.section
