"""What a written spec says, before it is text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reconciler.spec.form import Form
from reconciler.spec.values import Value


@dataclass(frozen=True)
class Entry:
    """One resource as it shall be written.

    - `fields`: field → normal value, identity fields that must be written included, in the order in
      which they stand; a `Late` in it is written as the reference that it stands for.
    - `lifecycle`: what is said there. `remarks`: sentences for people, each a comment above the key.
    """

    form: Form
    key: str
    fields: Mapping[str, Value]
    tags: Mapping[str, str] = field(default_factory=dict)
    lifecycle: Mapping[str, Value] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Its place in the spec."""
        return f"{self.form.kind.id}.{self.key}"


@dataclass(frozen=True)
class Document:
    """A whole spec file: the stack, tags that all its resources share, and the resources.

    `remarks` are comments at its end.
    """

    stack: str
    entries: tuple[Entry, ...]
    tags: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
