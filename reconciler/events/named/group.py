"""What a group of named types of events is, and how the words of one are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from reconciler.events.catalogue import Kind, kinds

Detail: TypeAlias = Mapping[str, Any]
"""What a pattern asks of an event's `detail`."""


@dataclass(frozen=True)
class Group:
    """Types of events of one sort.

    - `words`: word → what tells it from the others of the group.
    - `about`: the fields of `detail` that name what it is about, parents first; () where the name of
      what it is about is in `resources`, as an ARN, or (`placed` false) where no field tells it.
    - `arn`: the ARN of what an event's `resources` name, a template of scope values and its name.
    - `state`: the field that tells what happened. `text`: the message, with `<names>`; `link`: where
      the console shows it, behind its host.
    """

    name: str
    detail_type: str
    words: Mapping[str, Detail]
    text: str
    link: str = ""
    about: tuple[str, ...] = ()
    placed: bool = True
    state: str = ""
    chat: Mapping[str, str] = field(default_factory=dict)
    arn: str = "arn:{partition}:codecommit:{region}:{account}:{name}"

    @property
    def kind(self) -> Kind:
        """The type of event, as the catalogue has it."""
        return kinds(None, self.detail_type)[0]

    @property
    def told(self) -> str:
        """The field of `detail` that tells what happened."""
        return self.state or self.kind.state


def states(name: str, **words: str) -> dict[str, Detail]:
    """Return words by the value of one field of `detail`, with `_` for `-`."""
    return {word.replace("_", "-"): {name: [value]} for word, value in words.items()}


def same(name: str, *values: str) -> dict[str, Detail]:
    """Return words that are the values themselves: `TIMED_OUT` is `timed-out`."""
    return {value.lower().replace("_", "-"): {name: [value]} for value in values}
