"""References in one resource's nodes, replaced by what they stand for.

The typed walk (`spec.content.typed`) knows what attributes a kind has and how names become ARNs; this
module knows where references may stand and what they may say. They meet in `Attributes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from reconciler.errors import Fault, Note, Place
from reconciler.spec.files.headers import Instance
from reconciler.spec.form import Shape
from reconciler.spec.nodes import MapNode, Node, ScalarNode
from reconciler.spec.stack import Scope
from reconciler.spec.values import Value


@dataclass(frozen=True)
class Declaration:
    """One resource as it is written, for one environment: `when` applied, references unresolved.

    - `kind`: `codebuild.projects`; `key`: its local name; `address`: both.
    - `node`: what stands under the key, without `when`. It is a mapping always (anything else was
      a fault).
    - `tags`: the tags of `reconcile.yaml` and of the file, merged, unresolved; the resource's own
      `tags` stand in `node` and win.
    - `names`: the template of the file, or else of `reconcile.yaml`; None: the key is the name.
    - `scope`: the environment's own, or the one that `lifecycle.scope` names.
    - `place`: of the key. `instance`: of which component it was stamped out, if of any; then
      `key` is what names are made of, `cart-build`, and the address says `cart/build`.
    """

    address: str
    kind: str
    key: str
    node: MapNode
    place: Place
    scope: Scope
    tags: MapNode
    names: Node | None = None
    instance: Instance | None = None


@dataclass(frozen=True)
class NoAttribute:
    """The answer of `Attributes` where a resource has no such attribute; `known` are those it has."""

    known: tuple[str, ...]


Attributes: TypeAlias = Callable[[str, str], "Value | NoAttribute"]
"""`(address, attribute) -> value`, supplied by the typed walk.

Asked only for addresses that are declared in this environment, and for `name` and `arn` of the
resource itself (`self`). Answers a known value, a `Late` for what AWS invents, or `NoAttribute`.
It may raise `SpecInvalid` (identities that name each other in a circle); the resolver then collects
the faults and gives those without a place the reference's.
"""


@dataclass(frozen=True)
class Use:
    """A reference that was written: where, and what it names. `attribute` may hold dots."""

    place: Place
    address: str
    attribute: str


@dataclass(frozen=True)
class Resolved:
    """What became of a node.

    - `node`: nodes of any sort; `ValueNode(Late | Text | Secret)` where a value is not known.
      What a reference became carries the *reference's* place. A reference to what is off in this
      environment, or to a null var, is a null scalar. A node with a fault became a null scalar too.
    - `uses`: every reference to a resource, `self` excepted, in the order met.
    - `origins`: place of a reference → a note naming where the var it came from stands; add it to
      faults that are found at that place.
    """

    node: Node
    uses: tuple[Use, ...] = ()
    faults: tuple[Fault, ...] = ()
    origins: Mapping[Place, Note] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """What references may name besides resources, for one stack in one environment.

    - `accounts`: environment → account, for `${{ environments.NAME.account }}`.
    - `vars`: settings', the stack's and the environment's, merged, unresolved.
    - `lookups`: text of a lookup → its value (text, or a tuple for a StringList); a lookup that
      is not in it is late.
    """

    stack: str
    environment: str
    accounts: Mapping[str, str]
    vars: MapNode
    lookups: Mapping[str, Value]


@dataclass(frozen=True)
class Owner:
    """Whose text is read: its scope, and address and key where it is a resource's.

    `named`: whether its name is known by now; it is not while `names` makes it. `instance`: whose
    vars and resources are found before the stack's.
    """

    scope: Scope
    address: str = ""
    key: str = ""
    named: bool = True
    instance: Instance | None = None


@dataclass(frozen=True)
class Resolver:
    """Substitutes references.

    `root`: the repository, for `{file: …}`. `declared`: the addresses of this environment; `off`:
    those that `when` turned off.
    """

    root: Path
    facts: Facts
    declared: frozenset[str]
    off: frozenset[str]
    attributes: Attributes

    def resolve(self, node: Node, owner: Declaration, shape: Shape | None = None) -> Resolved:
        """`node`, which stands in `owner`, with every reference replaced.

        With the `shape` of the node (`form.structure()` for a whole resource) two more things are
        done that need to know what the schema says: items of lists (and of keyed lists written as
        maps) lose their `when` and, where it does not hold, go, before their references are read;
        and `{file: path}` where text is wanted becomes the file's text, or where the field is a
        document, the document as if it stood there.
        """
        return self._walked(node, _owner(owner, named=True), shape)

    def name(self, owner: Declaration) -> Resolved:
        """The name that `names` gives a resource without `name:`; without a template, its key."""
        if owner.names is None:
            return Resolved(ScalarNode(owner.key, owner.place, plain=False))
        return self._walked(owner.names, _owner(owner, named=False))

    def value(self, node: Node, scope: Scope, instance: Instance | None = None) -> Resolved:
        """`node`, which belongs to no resource (a condition, a var, a lookup's text)."""
        return self._walked(node, Owner(scope, instance=instance))

    def _walked(self, node: Node, owner: Owner, shape: Shape | None = None) -> Resolved:
        from reconciler.spec.language.substitution import Substitution

        walk = Substitution(self, owner)
        result = walk.whole(node, shape)
        faults = tuple(dict.fromkeys(walk.faults))
        return Resolved(result, tuple(walk.uses), faults, walk.origins)


def _owner(owner: Declaration, *, named: bool) -> Owner:
    return Owner(owner.scope, owner.address, owner.key, named, owner.instance)


def within(address: str, instance: Instance) -> str:
    """What an address means inside an instance: `codebuild.projects.cart/build`, if that is there."""
    kind, _, key = address.rpartition(".")
    return f"{kind}.{instance.name}/{key}"
