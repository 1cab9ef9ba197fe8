"""Words about one field."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

EMPTY: Final[Mapping[str, Any]] = MappingProxyType({})
"""The mapping of nothing."""


class Missing:
    """The type of `MISSING`: no default is stated (None would be a value)."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()
"""No default is stated: what AWS makes of an omitted field is not known."""


@dataclass(frozen=True)
class By:
    """A word that depends on the value of another field.

    `field` is a path from the resource's root, a name that the kind `inherits`, or, with a leading dot, from the structure that
    holds the field (`.action_type_id.provider`). `cases` maps its value to the word's value;
    `otherwise` serves every other one.
    """

    field: str
    cases: Mapping[str, Any]
    otherwise: Any = MISSING


@dataclass(frozen=True)
class Table:
    """A list of rows that AWS keys by two of their members, written as a map in a map.

    `by` are the two members (an option's namespace and its name), `value` is the one that the inner
    map holds. Under the first keys in `where` a row is also told apart by the member `within`, which
    is written before its first key, `ScaleUp.aws:autoscaling:scheduledaction` (as saved
    configurations of Elastic Beanstalk write it); elsewhere that member says nothing.
    """

    by: tuple[str, str]
    value: str
    within: str = ""
    where: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """What the model does not say of one field.

    Being
    - `immutable`: cannot change under the same identity; a change is a *replace*. Derived where a
      field is taken by the create and by nothing else; said here where AWS refuses anyway.
    - `final`: values that AWS never goes back from: leaving one is a *replace*.
    - `computed`: AWS or a deployment chooses it; omitted is left alone.
    - `chooses`: values by which AWS is asked to choose; whatever is live is then as wanted.
    - `open`: a map of which omitted keys are left alone.
    - `unread`: accepted on write, never returned: cannot be compared; True, or a `By`.
    - `default`: what AWS makes of an omitted field, so that omitted and default are one value.
    - `insisted`: AWS refuses a request without it, although its model does not say so, or nobody
      knows what AWS makes of that: where it is omitted its default is sent (not by an update that
      merges).
    - `clear`: what is sent to empty the field where the API merges; `MISSING`: the default is sent.

    Form
    - `keyed`: a list that AWS keys by this field of its items; specs may write it as a map (not
      where the field is a dotted path, `git_configuration.source_action_name`), and it is compared
      by key. `ordered`: the order means something too and is compared as one leaf.
      `short`: the field that a bare value in such a map stands for, or in the place of a structure.
    - `set`: a list whose order means nothing.
    - `table`: a list that is written as a map in a map (`Table`); what is said of `open` and `keys`
      is said of the outer map, and `open` holds for the inner ones too.
    - `document`: text that is a document: `json` (compared by meaning), `policy` (json, and IAM's
      equal spellings are equal), `pattern` (json, an event pattern), `yaml` (a buildspec).
    - `csv`: text that is a comma list, written as a list.
    - `strings`: a structure or map whose values AWS keeps as text.
    - `keys`: words for some keys of a free-form map, key → Field, or a `By` of such maps.
    - `same`: the name of an equality wider than `==`: `kms_key` (alias, id and ARN), `text`
      (trailing newlines), `arn_prefix` (codestar-connections and codeconnections), `account` (its
      number and the ARN of its root).
    - `noise`: patterns of list items, or of a map's values, that AWS adds by itself; a live one that
      fits and is not declared is not drift. In a pattern `"*"` stands for any scalar, `"awseb-*"` for any text that
      starts so.
    - `since`: a switch that does something once (`rotateSecret`), written as a day: what AWS did last
      before that day, by the time that `read` tells, is done again.
    - `newer`: a text with a version, which AWS raises by itself: a live one that differs only by a
      newer version is left alone.

    Place
    - `read`: the member path in the answer of the read, where it differs from the one written; of
      several, parted by ` | `, the first that is there.
    - `points_to`: holds another resource's attribute, `iam.roles.arn`; orders the change after it.
      `checked`: AWS refuses the call when that resource is not there (a hard edge). `maybe`: it may
      as well be a word of AWS's own, so that nothing is noted of one that names nothing declared.
      `follows`: AWS keeps what it names by its id: once that is renamed, it reads the new name.
    - `holds`: AWS does not delete what the field names while it does: where that is replaced, the
      field is emptied before and written again after.
    - `secret`: holds nothing but a secret reference (True), or may hold one ("may"); or a `By`.
    - `disrupts`: what changing it does to work that is running, one sentence for the plan.
    """

    immutable: bool = False
    final: tuple[str, ...] = ()
    computed: bool = False
    chooses: tuple[str, ...] = ()
    open: bool = False
    unread: bool | By = False
    default: Any = MISSING
    insisted: bool = False
    clear: Any = MISSING
    keyed: str = ""
    ordered: bool = False
    short: str = ""
    set: bool = False
    table: Table | None = None
    document: Literal["", "json", "policy", "pattern", "yaml"] = ""
    csv: bool = False
    strings: bool = False
    keys: Mapping[str, Field] | By = dataclasses.field(default_factory=dict)
    same: Literal["", "kms_key", "text", "arn_prefix", "account"] = ""
    noise: tuple[Mapping[str, Any] | str, ...] = ()
    since: bool = False
    newer: bool = False
    read: str = ""
    points_to: str = ""
    checked: bool = False
    holds: bool = False
    maybe: bool = False
    follows: bool = False
    secret: bool | Literal["may"] | By = False
    disrupts: str = ""
