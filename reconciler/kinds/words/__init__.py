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
- In a `rename`, the keys are our fields, and also `arn` (the resource's ARN), what the kind `gives`
  (an id that AWS invented and wants back), `tags` and `tag_keys`;
  `scope` values are written as templates: {region}, {account}, {partition}.
"""

from __future__ import annotations

from reconciler.kinds.words.attributes import Attribute, Attributes
from reconciler.kinds.words.fields import EMPTY, MISSING, By, Field, Missing, Table
from reconciler.kinds.words.kind import Bound, Kind, Refusal, Settles, Shorthand
from reconciler.kinds.words.operations import Op, Read, Tags
from reconciler.kinds.words.parts import (
    Inner,
    Items,
    Part,
    Revision,
    Setter,
    Statement,
    Switch,
)
from reconciler.kinds.words.recent import Recent

__all__ = [
    "EMPTY",
    "MISSING",
    "Attribute",
    "Attributes",
    "Bound",
    "By",
    "Field",
    "Inner",
    "Items",
    "Kind",
    "Missing",
    "Op",
    "Part",
    "Read",
    "Recent",
    "Refusal",
    "Revision",
    "Setter",
    "Settles",
    "Shorthand",
    "Statement",
    "Switch",
    "Table",
    "Tags",
]
