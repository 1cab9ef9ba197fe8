"""What of a live resource is worth saying in a spec.

Left out is what says nothing: defaults, what AWS computes, what it adds by itself, what it never
tells. A secret becomes a reference to be filled in, and what looks like one is hidden and left as
it is (`lifecycle.ignore`); names and ARNs of other resources become references to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from reconciler.engine.comparing.align import default_of
from reconciler.engine.comparing.compare import compared_live
from reconciler.engine.comparing.leeway import is_noise
from reconciler.engine.comparing.paths import TAGS, Spot, root
from reconciler.engine.comparing.secrecy import looks_secret
from reconciler.engine.importing.referring import References
from reconciler.engine.live import Live
from reconciler.errors import Fault, Place
from reconciler.kinds.words import By
from reconciler.spec.content.around import Around
from reconciler.spec.form import Form, Shape
from reconciler.spec.language.references import pieces
from reconciler.spec.values import ORDER, Late, Secret, Value
from reconciler.spec.writing.scalars import literal

FILL_ME_IN: Final = Secret("env", "FILL_ME_IN")
"""What stands for a secret until somebody says where it is kept."""
HIDDEN: Final = "FILL_ME_IN"
"""What stands for a text that looks like a secret and that the kind does not know to be one."""
NOWHERE: Final = Place("")
"""The place of text that is only asked how it would be read."""
PLAIN: Final = "PLAINTEXT"
"""The type of values that stand for themselves; those of other types only name a secret."""


@dataclass(frozen=True)
class Teller:
    """What one resource is told by: where it will stand, and what may be referred to.

    Gathered are paths: of what was `hidden`, of what AWS leaves `untold`, and of text that would be
    `mistaken` for another tool's spelling of a reference.
    """

    address: str
    references: References
    region: str
    hidden: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    mistaken: list[str] = field(default_factory=list)


def told(live: Live, teller: Teller) -> dict[str, Value]:
    """The fields that a spec says of a live resource, without those of its identity."""
    form = live.form
    data = {name: one for name, one in compared_live(live).items() if name != TAGS}
    kept = {**data, **_needed(form, live.fields)}
    around = Around().inside(
        form.structure(),
        {**live.outputs, **kept, **dict(zip(form.kind.identity, live.identity, strict=True))},
    )
    spot = replace(root(form, kept), around=around)
    made = _structure(spot, kept, teller, frozenset(_needed(form, live.fields)))
    return {name: made[name] for name in form.fields if name in made}


def _needed(form: Form, fields: Mapping[str, Value]) -> dict[str, Value]:
    """Of fields of which one must be given, one that is live: a computed one only for want of others."""
    found: dict[str, Value] = {}
    for group in form.kind.exactly_one:
        there = [name for name in group if fields.get(name) not in (None, "", (), {})]
        there.sort(key=lambda name: form.fields[name].word.computed)
        found |= {name: fields[name] for name in there[:1]}
    return found


def _value(spot: Spot, value: Value, teller: Teller, *, suspect: bool = False) -> Value:
    """What is said of a value; None where it is left out. `suspect`: its name is that of a secret."""
    match value:
        case Mapping() if spot.shape.type == "structure":
            return _structure(spot, value, teller)
        case Mapping():
            return _entries(spot, value, teller)
        case tuple():
            return _items(spot, value, teller)
        case None | bool() | int() | float():
            return FILL_ME_IN if spot.secret and value is not None else value
        case str():
            return _text(spot, value, teller, suspect=suspect)
    return value


def _text(spot: Spot, text: str, teller: Teller, *, suspect: bool) -> Value:
    if spot.secret:
        return FILL_ME_IN
    found = teller.references.text(text, spot, teller.address)
    if any(isinstance(one, Fault) for one in pieces(literal(text), NOWHERE)):
        teller.mistaken.append(spot.path)
    if found != text or not suspect or not text or text.startswith("arn:"):
        return found
    if spot.shape.enum or spot.document in {"policy", "pattern"}:
        return text
    teller.hidden.append(spot.path)
    return HIDDEN


def _structure(
    spot: Spot, value: Mapping[str, Value], teller: Teller, needed: frozenset[str] = frozenset()
) -> dict[str, Value]:
    inner = spot.around if not spot.path else spot.around.inside(spot.shape, value)
    here = replace(spot, around=inner)
    made: dict[str, Value] = {}
    for name, one in value.items():
        shape = spot.shape.fields.get(name)
        if shape is None or _is_untold(shape, inner):
            continue
        said = _value(_below(here, name, value), one, teller)
        chosen = shape.word.computed and not (shape.required or name in needed)
        if chosen and not _is_a_choice(shape, said, teller):
            continue
        if said is not None and (said != {} or one == {}):
            made[name] = said
    return {**made, **_untold(here, made, teller)}


def _below(spot: Spot, step: str | int, value: Mapping[str, Value]) -> Spot:
    """One step further; the root keeps what is known of it besides its own fields."""
    if spot.path or not isinstance(value, Mapping):
        return spot.down(step, value)
    below = spot.down(step, value)
    secret = spot.around.settle(below.shape.word.secret) is True
    return replace(below, around=spot.around, secret=below.secret or secret)


def _is_untold(shape: Shape, around: Around) -> bool:
    """Whether AWS never tells what is there, and it is no secret."""
    unread = around.settle(shape.word.unread) is True
    return unread and around.settle(shape.word.secret) is not True


def _is_a_choice(shape: Shape, said: Value, teller: Teller) -> bool:
    """Whether what AWS chooses where nothing is said looks like somebody's choice: a whole structure,
    another resource of the spec, a region that is not the own.
    """
    if isinstance(said, Mapping | Late):
        return True
    return shape.member == "region" and said != teller.region


def _untold(spot: Spot, made: Mapping[str, Value], teller: Teller) -> dict[str, Value]:
    """The secrets that must be given and never come back; others that may be there are noted."""
    found: dict[str, Value] = {}
    for name, shape in spot.shape.fields.items():
        if name in made:
            continue
        unread = spot.around.settle(shape.word.unread) is True
        by_sibling = isinstance(shape.word.secret, By)
        secret = spot.around.settle(shape.word.secret) is True
        if secret and (shape.required or (unread and by_sibling)):
            found[name] = FILL_ME_IN
        elif unread and (shape.required or secret):
            teller.untold.append(f"{spot.path}.{name}".lstrip("."))
    return found


def _entries(spot: Spot, value: Mapping[str, Value], teller: Teller) -> Value:
    """A map, a keyed list, or a mapping in a document."""
    made: dict[str, Value] = {}
    for key, one in value.items():
        if key == ORDER:
            continue
        below = spot.down(key, value)
        if not _is_left(spot, below, key, one):
            said = _entry(below, key, one, value, teller)
            made |= {} if said is None else {key: said}
    if not made and (spot.shape.word.open or spot.shape.word.noise) and value:
        return None
    order = value.get(ORDER)
    return (
        {**made, ORDER: tuple(k for k in order if k in made)} if isinstance(order, tuple) else made
    )


def _entry(
    spot: Spot, key: str, value: Value, around: Mapping[str, Value], teller: Teller
) -> Value:
    """One entry; a bare text under the name of a secret, or the `value` beside such a `name`, is suspect."""
    named = around.get("name") if key == "value" and spot.document else key
    kind = around.get("type", PLAIN) if spot.document else PLAIN
    suspect = isinstance(named, str) and looks_secret((named,)) and kind == PLAIN
    if suspect and isinstance(value, Mapping) and spot.shape.type == "structure":
        return _suspect(spot, value, teller)
    return _value(spot, value, teller, suspect=suspect)


def _suspect(spot: Spot, value: Mapping[str, Value], teller: Teller) -> Value:
    """An item under the name of a secret: its value is suspect, unless its type says that it names one."""
    made = _structure(spot, value, teller)
    types = [name for name, shape in spot.shape.fields.items() if shape.word.default == PLAIN]
    if not types or any(value.get(name, PLAIN) != PLAIN for name in types):
        return made
    texts = [name for name in made if name not in types and isinstance(made[name], str)]
    for name in texts:
        made[name] = _text(spot.down(name, value), str(made[name]), teller, suspect=True)
    return made


def _is_left(spot: Spot, below: Spot, key: str, value: Value) -> bool:
    """Whether an entry says nothing: AWS added it, or it is what AWS makes of its absence."""
    keyed = spot.shape.word.keyed
    item = (
        {keyed: key, **value}
        if isinstance(value, Mapping) and keyed and "." not in keyed
        else value
    )
    if spot.shape.word.noise and is_noise(spot.shape, item):
        return True
    return spot.shape.word.open and value == default_of(below.shape, below.around)


def _items(spot: Spot, value: tuple[Value, ...], teller: Teller) -> Value:
    kept = [one for one in value if not is_noise(spot.shape, one)]
    if value and not kept:
        return None
    return tuple(_value(spot.down(number, value), one, teller) for number, one in enumerate(kept))
