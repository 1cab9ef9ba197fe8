"""The values of a spec once references are resolved: plain data, and three that are not yet known.

A normal value holds only scalars, tuples and mappings with text keys, and at its leaves may hold
`Late`, `Text` or `Secret`. It is what the spec room hands out as *desired* and what the engine makes
of AWS's answers as *live*; equality is Python's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool | None
"""A plain value of JSON."""


@dataclass(frozen=True)
class Late:
    """A value that AWS has not given yet: the attribute of a resource, by its address.

    An `address` of `lookup` stands for a `{lookup: ...}` that has not been read, which is so when
    specs are validated offline; `attribute` is then the lookup's text.
    """

    address: str
    attribute: str

    def __str__(self) -> str:
        return f"(known after apply: {self.address}.{self.attribute})"


@dataclass(frozen=True)
class Text:
    """Text with late holes: its parts in order, no two neighbouring parts both `str`."""

    parts: tuple[str | Late, ...]

    def __str__(self) -> str:
        return "".join(map(str, self.parts))


@dataclass(frozen=True)
class Secret:
    """Where a secret value is kept. The value itself is read at apply and never stored here.

    `provider` is `secretsmanager`, `ssm` or `env`; `name` the secret's id, the parameter's path or
    the variable; `key` a key of a JSON secret.
    """

    provider: str
    name: str
    key: str = ""

    def __str__(self) -> str:
        return f"{self.provider}:{self.name}" + (f"#{self.key}" if self.key else "")


def whole_of(secret: Secret) -> Secret:
    """The secret without the key inside its JSON: what a provider knows, and keeps versions of."""
    return Secret(secret.provider, secret.name)


Value: TypeAlias = "Scalar | Late | Text | Secret | tuple[Value, ...] | Mapping[str, Value]"
"""A value in normal form."""

ORDER = "(order)"
"""The key under which a keyed and ordered list keeps its order: a tuple of keys."""


def late_in(value: Value) -> Iterator[Late]:
    """Every late value inside `value`, in order, repeats included."""
    match value:
        case str():
            return  # most leaves are, and what comes below asks abstract classes
        case Late():
            yield value
        case Text(parts):
            yield from (part for part in parts if isinstance(part, Late))
        case tuple():
            for item in value:
                yield from late_in(item)
        case Mapping():
            for item in value.values():
                yield from late_in(item)


def is_known(value: Value) -> bool:
    """True where nothing inside `value` is late (a secret counts as known: it is never compared)."""
    return next(late_in(value), None) is None
