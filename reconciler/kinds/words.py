"""The vocabulary of kinds: every word with which a kind may say how AWS holds one sort of resource.

AWS's service models hold names, types, bounds, enums and documentation. A kind adds only how one
resource uses the operations. The vocabulary is closed: values, no hooks, no functions. What a kind
cannot say becomes a new word here, with support in the engine and a law in the tests; a word that
no kind uses is deleted. `docs/adr/0002-vocabulary.md` shows the five hard kinds that settled it.

Conventions
- *field*: our snake_case name, the API's own without the kind's `prefix` (`repositoryName` with
  prefix `repository` is `name`); a *path* is fields joined by dots, and passes through lists and
  maps without a mark (`stages.actions.run_order`).
- *member*: the API's own spelling (`repositoryName`); a dotted member path leads into an answer.
- An operation is named as the API names it (`BatchGetProjects`).
- A word about a text (`document`, `csv`, `secret`, `same`, `points_to`) on a list or a map is about
  its items; a word about a list (`set`, `keyed`) holds on every level of nested lists.
- In a `rename`, the keys are our fields, and also `arn` (the resource's ARN), `tags` and `tag_keys`;
  `scope` values are written as templates: {region}, {account}, {partition}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal


class Missing:
    """The type of `MISSING`: no default is stated (None would be a value)."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


@dataclass(frozen=True)
class By:
    """A word that depends on the value of another field.

    `field` is a path from the resource's root, or, with a leading dot, from the structure that
    holds the field (`.action_type_id.provider`). `cases` maps its value to the word's value;
    `otherwise` serves every other one.
    """

    field: str
    cases: Mapping[str, Any]
    otherwise: Any = MISSING


@dataclass(frozen=True)
class Field:
    """What the model does not say of one field.

    Being
    - `immutable`: cannot change under the same identity; a change is a *replace*. Derived where a
      field is taken by the create and by nothing else; said here where AWS refuses anyway.
    - `computed`: AWS or a deployment chooses it; omitted is left alone.
    - `open`: a map of which omitted keys are left alone.
    - `unread`: accepted on write, never returned: cannot be compared.
    - `default`: what AWS makes of an omitted field, so that omitted and default are one value.
    - `clear`: what is sent to empty the field where the API merges; `MISSING`: the default is sent.

    Form
    - `keyed`: a list that AWS keys by this field of its items; specs may write it as a map (not
      where the field is a dotted path, `git_configuration.source_action_name`), and it is compared
      by key. `ordered`: the order means something too and is compared as one leaf.
      `short`: the field that a bare value in such a map stands for.
    - `set`: a list whose order means nothing.
    - `document`: text that is a document: `json` (compared by meaning), `policy` (json, and IAM's
      equal spellings are equal), `pattern` (json, an event pattern), `yaml` (a buildspec).
    - `csv`: text that is a comma list, written as a list.
    - `strings`: a structure or map whose values AWS keeps as text.
    - `keys`: words for some keys of a free-form map, key → Field, or a `By` of such maps.
    - `same`: the name of an equality wider than `==`: `kms_key` (alias, id and ARN), `text`
      (trailing newlines), `arn_prefix` (codestar-connections and codeconnections).
    - `noise`: patterns of list items that AWS adds by itself; a live item that fits one and is not
      declared is not drift. In a pattern `"*"` stands for any scalar.

    Place
    - `read`: the member path in the answer of the read, where it differs from the one written.
    - `points_to`: holds another resource's attribute, `iam.roles.arn`; orders the change after it.
      `checked`: AWS refuses the call when that resource is not there (a hard edge).
    - `secret`: may hold (and must only hold) a secret reference; True, or a `By`.
    - `disrupts`: what changing it does to work that is running, one sentence for the plan.
    """

    immutable: bool = False
    computed: bool = False
    open: bool = False
    unread: bool = False
    default: Any = MISSING
    clear: Any = MISSING
    keyed: str = ""
    ordered: bool = False
    short: str = ""
    set: bool = False
    document: Literal["", "json", "policy", "pattern", "yaml"] = ""
    csv: bool = False
    strings: bool = False
    keys: Mapping[str, Field] | By = field(default_factory=dict)
    same: Literal["", "kms_key", "text", "arn_prefix"] = ""
    noise: tuple[Mapping[str, Any], ...] = ()
    read: str = ""
    points_to: str = ""
    checked: bool = False
    secret: bool | By = False
    disrupts: str = ""


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
    - `resend`: fields that a merging update loses unless they are sent again.
    - `path`: where in the answer the resource stands.
    - `failures`: the member of a 200 answer that lists refusals.
    """

    name: str
    wrap: str = ""
    rename: Mapping[str, str] = field(default_factory=dict)
    sends: Mapping[str, Any] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    merges: bool = False
    resend: tuple[str, ...] = ()
    path: str = ""
    failures: str = ""


@dataclass(frozen=True)
class Read:
    """How a resource, or one of its parts, is read.

    - `path`: where in the answer the resource stands (`repositories` for a batch: a list).
    - `many`, `size`: the member that takes many identities, and how many at most a call.
    - `whole`: one paged call answers for all of them in the scope (`ListRules`); the engine asks it
      once. `per`: the identity fields (a parent) that such a call is bound to.
    - `strict`: the batch fails whole when one identity is unknown.
    - `bulk`: serves from 10 resources up; below, and where AWS denies it, the kind's single read does.
    - `match`: our identity field → the member of an item that says whose it is, where the names
      do not tell.
    - `rename`, `sends`: as in `Op`.
    - `joined`: a second read whose fields complete this one (roles: details and list).
    - `each`: a read a level down, once per item of the answer: (`field` of the item's key, Read).
    """

    name: str
    path: str = ""
    many: str = ""
    size: int = 0
    whole: bool = False
    per: tuple[str, ...] = ()
    strict: bool = False
    bulk: bool = False
    match: Mapping[str, str] = field(default_factory=dict)
    rename: Mapping[str, str] = field(default_factory=dict)
    sends: Mapping[str, Any] = field(default_factory=dict)
    joined: Read | None = None
    each: Read | None = None


@dataclass(frozen=True)
class Tags:
    """How the kind is tagged.

    `inside`: the tags come with the resource's own read. `body`: they are a field of create and
    update too, with no operations of their own (CodeBuild). `sweep`: the type by which the
    tagging API knows the resource, `codecommit:repository` or `codecommit`; empty where that API
    does not know it (IAM roles). `put`: an operation that replaces the whole set (S3).
    `created`: the create call takes tags; where not, tagging is the next call.
    """

    add: Op | None = None
    remove: Op | None = None
    read: Read | None = None
    put: Op | None = None
    clear: Op | None = None
    inside: bool = False
    body: bool = False
    created: bool = True
    sweep: str = ""


@dataclass(frozen=True)
class Setter:
    """One or more fields that an operation of their own writes.

    With a `read` it is a *part*: omitted, it is neither read nor changed; null clears it. Without,
    its fields come with the resource's read and are plain. `clear` empties it; where there is none,
    `put` is sent with the clear values. `absent` names errors of the read that mean it is empty.
    `pending`: while AWS has no value for the field (the default branch of a repository without
    commits), a difference is a pending note with this sentence, not a change.
    """

    fields: tuple[str, ...]
    put: Op
    clear: Op | None = None
    read: Read | None = None
    absent: tuple[str, ...] = ()
    pending: str = ""


@dataclass(frozen=True)
class Items:
    """A collection kept item by item: one call adds or replaces an item, another removes it.

    `field` is keyed (its `Field.keyed`), or a list of scalars. `add` and `remove` take `size` items
    a call in the member `many` (`Targets`, removed: `many_removed`, `Ids`), or one a call, each item's
    key in the member `key` and its value in `value`: the field is then a map key → value, or, with
    no `value`, a list of keys.

    With a `read` it is a part like a Setter, unless `always`: then it is read even where it is not
    declared, and omitted means empty. `Field.read` says where a bulk read of the resource has it.
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
    absent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Switch:
    """A yes or no that one operation turns on and another off; `per` element of a keyed list."""

    field: str
    on: Op
    off: Op
    read: Read | None = None
    per: str = ""


@dataclass(frozen=True)
class Inner:
    """A kind inside a kind, without an address: made, changed and removed by calls of its own.

    With a `read`, or with `path` (it comes inside the holder's read), it is a part: omitted, it is
    left alone; null deletes it. Fields that its create takes and its update does not are immutable:
    a change deletes and makes it again.
    """

    field: str
    create: Op
    delete: Op
    update: Op | None = None
    read: Read | None = None
    path: str = ""
    fields: Mapping[str, Field] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    revision: str = ""


Part = Setter | Items | Switch | Inner


@dataclass(frozen=True)
class Statement:
    """The resource is one statement of a document that another resource holds."""

    document: str
    put: Op
    remove: Op | None
    read: Read
    sid: str = "Sid"
    revision: str = ""


@dataclass(frozen=True)
class Settles:
    """A state that must come to rest: the member path that holds it and what its values mean.

    `good` ends the wait, `failed` ends it with an error (`reason` is the member path that says why),
    `human` ends it with a pending note (`todo` says what a person must do); every other value is
    waited on, `every` seconds apart, at most `limit` seconds.
    """

    state: str
    good: tuple[str, ...]
    failed: tuple[str, ...] = ()
    human: tuple[str, ...] = ()
    reason: str = ""
    todo: str = ""
    every: float = 5.0
    limit: float = 600.0


@dataclass(frozen=True)
class Refusal:
    """An error that means something particular: its code, and a piece of its message where the
    code alone is too wide.
    """

    code: str
    contains: str = ""


@dataclass(frozen=True)
class Kind:
    """A type of AWS resource as a value.

    Identity
    - `id`: `section.subsection`, as specs write it. `service`: boto3's client name where it differs.
    - `identity`: the fields that together name one live resource, parents first.
    - `prefix`: stripped from members to make field names. `rename`: field → member for the rest.
    - `arn`: a template of {partition} {region} {account} and fields where AWS derives the ARN from
      names (or a `By` of such); empty where AWS invents it, then `arn_at` is its member path in the
      read.
    - `find`: AWS invents the id; the natural key is found by this read. Two matches are an error.
    - `named`: whether `names` may name it (its identity is free text of the user's).

    Operations: `create`, `read`, `single` (when `read` is a bulk one), `list`, `update`, `delete`,
    `first` (what a delete must clear before it: parts' fields, in order).

    Content: `fields` (path → Field), `parts`, `tags`, `exactly_one` (groups of fields of which one
    must be given), `reserved` (field paths that the API takes and specs may not write, and why),
    `gives` (attribute → member path of the read: what references may use besides `arn` and the
    identity), `gone` (member path → values that mean not there).

    Time: `absent` (refusals that mean not there), `exists` (already there), `spreads` (a new role
    has not propagated), `busy` (repeat later), `settles`, `serial` (one write at a time in a scope),
    `cooldown` (seconds between writes).

    Danger and life: `holds_data`, `builtin` (prefixes of names that AWS owns), `managed` (member
    path that, when set, says AWS owns it), `ended` (why no new one can be made), `once` (one per
    scope), `disrupts`, `health` (member path → state → sentence), `starts` (creating it starts work).
    """

    id: str
    identity: tuple[str, ...]
    create: Op
    read: Read
    delete: Op
    service: str = ""
    prefix: str = ""
    rename: Mapping[str, str] = field(default_factory=dict)
    arn: str | By = ""
    arn_at: str = ""
    find: Read | None = None
    named: bool = True
    single: Read | None = None
    list: Read | None = None
    update: Op | None = None
    first: tuple[str, ...] = ()
    fields: Mapping[str, Field] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    tags: Tags | None = None
    statement: Statement | None = None
    exactly_one: tuple[tuple[str, ...], ...] = ()
    reserved: Mapping[str, str] = field(default_factory=dict)
    gives: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    absent: tuple[Refusal, ...] = ()
    exists: tuple[Refusal, ...] = ()
    spreads: tuple[Refusal, ...] = ()
    busy: tuple[Refusal, ...] = ()
    settles: Settles | None = None
    serial: bool = False
    cooldown: float = 0.0
    holds_data: str = ""
    builtin: tuple[str, ...] = ()
    managed: str = ""
    ended: str = ""
    once: bool = False
    disrupts: str = ""
    health: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def section(self) -> str:
        """The AWS service as specs write it: `codebuild`."""
        return self.id.partition(".")[0]

    @property
    def client(self) -> str:
        """The name under which boto3 knows the service."""
        return self.service or self.section
