"""What live values stand for: the attributes of other resources that a spec would refer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reconciler.engine.comparing.paths import Spot
from reconciler.spec.content.spelling import spelling
from reconciler.spec.form import Form
from reconciler.spec.values import Late, Text

SELF = "self"
"""How a resource refers to itself."""
JOINTS = ("/", ":")
"""What may follow an ARN where something inside the resource is meant."""


@dataclass(frozen=True)
class Known:
    """A resource to which references may be written: where it stands, and its attributes."""

    address: str
    form: Form
    attributes: Mapping[str, str]

    def names(self, attribute: str) -> bool:
        """Whether an attribute is worth a reference: no word of AWS's own, by which it is known too."""
        kind = self.form.kind
        return kind.named or attribute not in kind.identity

    def invents(self, attribute: str) -> bool:
        """Whether AWS chooses this attribute, so that nobody knows it before there is a resource."""
        kind = self.form.kind
        return bool(kind.arn_at) if attribute == "arn" else attribute in kind.gives


@dataclass(frozen=True)
class References:
    """Every resource to which references may be written.

    `arns`: ARN → resource. `values`: kind and attribute → value → resource; of two with the same value
    none is meant.
    """

    arns: Mapping[str, Known]
    values: Mapping[tuple[str, str], Mapping[str, Known]] = field(default_factory=dict)

    def text(self, text: str, spot: Spot, own: str, *, early: bool = False) -> str | Late | Text:
        """Text with a reference in the place of what it names; `own`: the address it is said by.

        `early`: it must be known before anything is made.
        """
        kind, _, attribute = spot.shape.word.points_to.rpartition(".")
        found = self.values.get((kind, attribute), {}).get(_one_spelling(spot, text))
        possible = found and found.names(attribute) and not (early and found.invents(attribute))
        if found and possible and found.address != own:
            return Late(found.address, attribute)
        return self._by_arn(text, own, early=early)

    def _by_arn(self, text: str, own: str, *, early: bool) -> str | Late | Text:
        if not text.startswith("arn:"):
            return text
        for arn in _beginnings(text):
            found = self.arns.get(arn)
            if found is None or ((early or found.address == own) and found.invents("arn")):
                continue
            late = Late(SELF if found.address == own else found.address, "arn")
            return late if arn == text else Text((late, text[len(arn) :]))
        return text


def references(known: Iterable[Known]) -> References:
    """The references that may be written to these resources."""
    arns: dict[str, Known] = {}
    values: dict[tuple[str, str], dict[str, Known]] = {}
    twice: set[tuple[str, str, str]] = set()
    for one in known:
        kind = one.form.kind.id
        for attribute, value in one.attributes.items():
            told = values.setdefault((kind, attribute), {})
            for spelt in {value, str(spelling("arn_prefix", value))} if value else ():
                if told.setdefault(spelt, one) is not one:
                    twice.add((kind, attribute, spelt))
        if one.attributes.get("arn"):
            arns.setdefault(one.attributes["arn"], one)
    for kind, attribute, value in twice:
        values[kind, attribute].pop(value, None)
    return References(arns, values)


def _one_spelling(spot: Spot, text: str) -> str:
    """Text in the spelling by which equal ones are found."""
    word = spot.shape.word.same
    return str(spelling(word, text)) if word == "arn_prefix" else text


def _beginnings(text: str) -> list[str]:
    """The text, and what of it stands before each joint, longest first."""
    ends = [at for at, sign in enumerate(text) if sign in JOINTS]
    return [text, *(text[:end] for end in reversed(ends))]
