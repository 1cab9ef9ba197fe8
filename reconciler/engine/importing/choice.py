"""What shall be imported: kinds, names, tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from reconciler.spec.form import Form


@dataclass(frozen=True)
class Wish:
    """One thing that was asked for: every resource of these kinds whose name fits.

    `said`: how it was asked for, for messages. `name`: a name, or a glob of names; "" for all.
    """

    said: str
    kinds: frozenset[str]
    name: str = ""

    def fits(self, kind: str, identity: tuple[str, ...]) -> bool:
        """Whether something of this kind and identity is asked for."""
        return kind in self.kinds and (not self.name or _is_named(identity, self.name))


@dataclass(frozen=True)
class Choice:
    """Everything that was asked for; a resource must fit one wish, one of `names`, and all `tags`.

    `names` are globs (none: any name will do), `tags` are keys and values that it must carry.
    """

    wishes: tuple[Wish, ...]
    names: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def kinds(self) -> frozenset[str]:
        """Every kind of which something is asked for."""
        return frozenset(kind for wish in self.wishes for kind in wish.kinds)

    def forms(self, forms: Mapping[str, Form]) -> tuple[Form, ...]:
        """The forms of those kinds; of kinds without tags none where tags are asked for."""
        chosen = (form for form in forms.values() if form.kind.id in self.kinds)
        return tuple(form for form in chosen if form.kind.tags or not self.tags)

    def fits(self, kind: str, identity: tuple[str, ...]) -> bool:
        """Whether something of this kind and identity is asked for."""
        wished = any(wish.fits(kind, identity) for wish in self.wishes)
        return wished and (not self.names or any(_is_named(identity, one) for one in self.names))

    def is_tagged(self, tags: Mapping[str, str] | None) -> bool:
        """Whether live tags are those that are asked for."""
        have = tags or {}
        return all(have.get(key) == value for key, value in self.tags.items())


def _is_named(identity: tuple[str, ...], glob: str) -> bool:
    """Whether a name, alone or with those of its parents before it (`shop/web`), fits a glob."""
    return fnmatchcase(identity[-1], glob) or fnmatchcase("/".join(identity), glob)
