"""Words about operations: how fields travel in them, and how answers are read."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reconciler.kinds.words.attributes import Attributes


@dataclass(frozen=True)
class Op:
    """One operation and how the resource's fields travel in it.

    - `wrap`: the member in which the fields stand (`pipeline`).
    - `rename`: our field → the member of this operation, where the prefix rule does not find it.
    - `sends`: members (dotted where nested) with a constant value, a template of scope values, or a
      `By` on `region`; a case of None sends nothing.
    - `only`: the fields that are sent, where the operation accepts more than belongs here.
    - `merges`: an update that keeps what is omitted: changed fields are sent, removed ones as their
      clear value. Without it the desired state is sent whole.
    - `resend`: fields that a merging update loses unless they are sent again; sent where they have
      a value.
    - `path`: where in the answer the resource stands; with `arn_at`, a create tells there what id
      AWS invented.
    - `failures`: the member of a 200 answer that lists refusals. `leftovers`: the one that lists
      what AWS could not clean up: done all the same, and a note to a person.
    - `attributes`: the fields that stand as texts in a map which this operation takes, where they
      are not the kind's own (what an item of an `Items` has of its own).
    """

    name: str
    wrap: str = ""
    rename: Mapping[str, str] = dataclasses.field(default_factory=dict)
    sends: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    only: tuple[str, ...] = ()
    merges: bool = False
    resend: tuple[str, ...] = ()
    path: str = ""
    failures: str = ""
    leftovers: str = ""
    attributes: Attributes | None = None


@dataclass(frozen=True)
class Read:
    """How a resource, or one of its parts, is read.

    - `path`: where in the answer the resource stands (`repositories` for a batch: a list).
    - `many`, `size`: the member that takes many identities, and how many at most a call. Where it takes
      ARNs, `rename` says so: {arn: that member}.
    - `whole`: one paged call answers for all of them in the scope (`ListRules`); the engine asks it
      once. `per`: the identity fields (a parent) that such a call is bound to; of a `list` any fields,
      one of which points to the kind whose live resources it is asked for.
    - `strict`: the batch fails whole when one identity is unknown. `failures`: as in `Op`; what is
      only not there is no failure.
    - `bulk`: serves from 10 resources up; below, and where AWS denies it, the kind's single read does.
    - `match`: our identity field → the member of an item that says whose it is, where the names
      do not tell.
    - `rename`, `sends`: as in `Op`.
    - `where`: member path of an item → the value that it must have: others are not meant.
    - `joined`: a second read whose fields complete this one (roles: details and list; of a batch, a
      batch of the same names, whose `many` may be a path: `ParameterFilters.Values`).
    - `inside`: what stands at `path` is JSON as text; of it, the texts at this dotted path count.
    - `each`: a read a level down, once per item of the answer: (`field` of the item's key, Read).
    - `over`: a member → values: the list is asked once for each, and every item takes the value in
      that member; an item that is text is the key of an `Items`.
    """

    name: str
    path: str = ""
    many: str = ""
    size: int = 0
    whole: bool = False
    per: tuple[str, ...] = ()
    strict: bool = False
    failures: str = ""
    bulk: bool = False
    match: Mapping[str, str] = dataclasses.field(default_factory=dict)
    rename: Mapping[str, str] = dataclasses.field(default_factory=dict)
    sends: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    where: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    inside: str = ""
    over: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    joined: Read | None = None
    each: Read | None = None


@dataclass(frozen=True)
class Tags:
    """How the kind is tagged.

    `inside`: the tags come with the resource's own read. `body`: they are a field of create and
    update too, with no operations of their own (CodeBuild). `sweep`: the type by which the
    tagging API knows the resource, `codecommit:repository` or `codecommit` (several where a
    service was renamed); empty where that API does not know it (IAM roles). `put`: an operation that replaces the whole set (S3).
    `created`: the create call takes tags; where not, tagging is the next call. `owned`: where
    `sweep` is empty, the list of what may be ours: {owner_tag} and {owner} in what it sends are our
    ownership tag and its value. It is read, and each of what it names, where something shall be
    pruned; where it can be limited to ours, also where the kind is declared.

    `foreign`: keys, or prefixes ending in `*`, of tags that the service puts there by itself and that
    nobody else may write: they are as if they were not there.

    An operation that takes a list of names gets the one name in a list; a `remove` that takes tags
    where others take keys gets the live tags, and is called before `add`.
    """

    add: Op | None = None
    remove: Op | None = None
    read: Read | None = None
    put: Op | None = None
    clear: Op | None = None
    inside: bool = False
    body: bool = False
    created: bool = True
    sweep: str | tuple[str, ...] = ""
    owned: Read | None = None
    foreign: tuple[str, ...] = ()
