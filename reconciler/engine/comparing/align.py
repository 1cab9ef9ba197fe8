"""Both sides of a comparison, brought to where equality is Python's.

`aligned` takes from each side what must not count, given the other: what AWS computes and the spec
leaves out, what the spec leaves to others, equal spellings, secrets. `stripped` takes from one side
what says nothing: defaults, and empty values, which AWS and specs use alike for "not there".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reconciler.engine.comparing.leeway import EMPTY_VALUES, alike, is_newer, is_noise
from reconciler.kinds.words import MISSING, Inner, Items, Switch
from reconciler.spec.content import documents
from reconciler.spec.content.around import NOTHING, Around
from reconciler.spec.content.meaning import sorted_set
from reconciler.spec.content.normal import is_document, item_shape, key_words, normal, value_shape
from reconciler.spec.form import Form, Shape
from reconciler.spec.values import ORDER, Secret, Value, late_in

Pair = tuple[Value, Value]
"""The live side and the wanted side of one value."""


def unmanaged(form: Form, wanted: Iterable[str]) -> frozenset[str]:
    """The fields of parts that the spec leaves out, and so leaves alone."""
    optional = (
        name
        for part in form.kind.parts
        if (part.read is not None and not (isinstance(part, Items) and part.always))
        or (isinstance(part, Inner) and part.path)
        for name in ((part.field,) if isinstance(part, Items | Inner | Switch) else part.fields)
    )
    return frozenset(optional) - frozenset(wanted)


def aligned(
    shape: Shape, live: Value, wanted: Value, around: Around, unknown: frozenset[str]
) -> Pair:
    """The two sides without what must not count; `unknown` are addresses whose outputs could not
    be read, so that what refers to them cannot be compared.
    """
    if _is_beyond_comparing(live, wanted, unknown):
        return live, live
    if live not in EMPTY_VALUES and isinstance(wanted, str) and wanted in shape.word.chooses:
        return live, live
    if is_document(shape):
        return (_documents(shape, live) if isinstance(wanted, Mapping) else live), wanted
    match live, wanted:
        case Mapping(), Mapping() if shape.type == "structure":
            return _structures(shape, live, wanted, around, unknown)
        case Mapping(), None if shape.type == "structure":
            return _structures(shape, live, {}, around, unknown)[0], None
        case Mapping(), None if shape.word.open or shape.word.noise:
            return _entries(shape, live, {}, around, unknown)[0], None
        case Mapping(), Mapping():
            return _entries(shape, live, wanted, around, unknown)
        case tuple(), tuple():
            return _items(shape, live, wanted, around, unknown)
        case _ if alike(shape, live, wanted) or is_newer(shape, live, wanted):
            return live, live
    return live, wanted


def stripped(shape: Shape, value: Value, around: Around) -> Value:
    """`value` without defaults and without fields that are empty.

    Items of lists and maps stay even where nothing is left of them, because that they are there
    means something; so do structures that have no fields at all.
    """
    if is_document(shape):
        return value
    match value:
        case Mapping() if shape.type == "structure":
            return _stripped_structure(shape, value, around)
        case Mapping():
            return {
                key: one if key == ORDER else stripped(_entry(shape, key, around), one, around)
                for key, one in value.items()
            }
        case tuple():
            item = item_shape(shape)
            left = tuple(stripped(item, one, around) for one in value)
            return sorted_set(left) if shape.word.set else left
    return value


def default_of(shape: Shape, around: Around) -> Value:
    """What AWS makes of the field where it is omitted, in normal form; None where none is stated."""
    default = around.settle(shape.word.default)
    return None if default is MISSING else normal(shape, default, around)


def _is_beyond_comparing(live: Value, wanted: Value, unknown: frozenset[str]) -> bool:
    """A secret is never compared, only its being there; nor is what could not be read."""
    if isinstance(wanted, Secret):
        return live not in EMPTY_VALUES
    scalar = not isinstance(wanted, Mapping | tuple)
    return bool(unknown) and scalar and any(late.address in unknown for late in late_in(wanted))


def _documents(shape: Shape, live: Value) -> Value:
    """The live document read as a tree, where specs may have written one and AWS keeps text."""
    if shape.word.document != "yaml" or not isinstance(live, str):
        return live
    tree = documents.parse(shape.word.document, live)
    return live if tree is None else tree


def _structures(
    shape: Shape,
    live: Mapping[str, Value],
    wanted: Mapping[str, Value],
    around: Around,
    unknown: frozenset[str],
) -> tuple[dict[str, Value], dict[str, Value]]:
    inner = around.inside(shape, wanted)
    ours: dict[str, Value] = {}
    theirs: dict[str, Value] = {}
    for name in {**live, **wanted}:
        field = shape.fields.get(name, NOTHING)
        word, want = field.word, wanted.get(name)
        if inner.settle(word.unread) is True or (word.computed and want is None):
            continue
        theirs[name], ours[name] = aligned(field, live.get(name), want, inner, unknown)
    return theirs, ours


def _entries(
    shape: Shape,
    live: Mapping[str, Value],
    wanted: Mapping[str, Value],
    around: Around,
    unknown: frozenset[str],
) -> Pair:
    """Two maps, or two keyed lists, entry by entry; the order only where it differs."""
    kept = {key: one for key, one in live.items() if key in wanted or not _is_left(shape, key, one)}
    ours: dict[str, Value] = {}
    theirs: dict[str, Value] = {}
    for key in {**kept, **wanted}:
        if key == ORDER:
            continue
        entry = _entry(shape, key, around)
        if entry.word.unread is True or _is_unset(entry, kept.get(key), wanted.get(key), around):
            continue
        pair = aligned(entry, kept.get(key), wanted.get(key), around, unknown)
        theirs |= {key: pair[0]} if key in kept else {}
        ours |= {key: pair[1]} if wanted.get(key) is not None else {}
    if _common(live.get(ORDER), ours) == _common(wanted.get(ORDER), theirs):
        return theirs, ours
    return _with_order(theirs, kept), _with_order(ours, wanted)


def _is_unset(entry: Shape, live: Value, wanted: Value, around: Around) -> bool:
    """Whether one side says only what AWS makes of its absence on the other."""
    if (wanted is None) is (live is None):
        return False
    return (live if wanted is None else wanted) == default_of(entry, around)


def _common(order: Value, others: Mapping[str, Value]) -> tuple[Value, ...]:
    """The order of those keys that the other side has too: only among them can it differ."""
    return tuple(key for key in order if key in others) if isinstance(order, tuple) else ()


def _is_left(shape: Shape, key: str, item: Value) -> bool:
    """Whether a live entry that no spec declares is nobody's fault: left to others, or AWS's own."""
    if key == ORDER:
        return False
    if isinstance(item, Mapping) and shape.word.keyed and "." not in shape.word.keyed:
        item = {shape.word.keyed: key, **item}  # a key that lies deeper is still in it
    return shape.word.open or is_noise(shape, item)


def _with_order(entries: dict[str, Value], source: Mapping[str, Value]) -> dict[str, Value]:
    order = source.get(ORDER)
    if not isinstance(order, tuple):
        return entries
    return {**entries, ORDER: tuple(key for key in order if key in entries)}


def _items(
    shape: Shape,
    live: tuple[Value, ...],
    wanted: tuple[Value, ...],
    around: Around,
    unknown: frozenset[str],
) -> Pair:
    """Two lists, item by item; the items of a set have no partners and stay as they are."""
    kept = tuple(one for one in live if one in wanted or not is_noise(shape, one))
    if shape.word.set:
        return kept, wanted
    item = item_shape(shape)
    pairs = [aligned(item, *pair, around, unknown) for pair in zip(kept, wanted, strict=False)]
    common = len(pairs)
    return (
        tuple(pair[0] for pair in pairs) + kept[common:],
        tuple(pair[1] for pair in pairs) + wanted[common:],
    )


def _entry(shape: Shape, key: str, around: Around) -> Shape:
    """The shape of one value of a map or of one item of a keyed list."""
    if shape.type == "map":
        return value_shape(shape, key_words(shape, around), key)
    return item_shape(shape)


def _stripped_structure(
    shape: Shape, value: Mapping[str, Value], around: Around
) -> dict[str, Value]:
    inner = around.inside(shape, value)
    made: dict[str, Value] = {}
    for name, one in value.items():
        field = shape.fields.get(name, NOTHING)
        left = stripped(field, one, inner)
        if not _says_nothing(field, left, inner):
            made[name] = left
    return made


def _says_nothing(field: Shape, value: Value, around: Around) -> bool:
    """Whether a field is as good as omitted: empty, or what its default comes to."""
    if value is None or (value in EMPTY_VALUES and not _is_flag(field)):
        return True
    if field.word.default is MISSING:
        return False
    default = stripped(field, default_of(field, around), around)
    return value == default or alike(field, value, default)


def _is_flag(field: Shape) -> bool:
    """A structure without fields says something by being there (S3's EventBridgeConfiguration)."""
    return field.type == "structure" and not field.fields
