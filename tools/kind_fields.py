"""The fields of a kind as Markdown tables: what a field takes, what leaving it out means, what it does."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from reconciler.kinds.table import KINDS
from reconciler.kinds.words import MISSING, By, Field, Inner, Items, Kind, Setter
from reconciler.spec.form import Form, Shape

LINKED = {kind.id for kind in KINDS}
"""The kinds that have a page."""

SENTENCE = 220
"""The most characters of AWS's own words about a field: its reference has the rest."""

CHOICES = 12
"""The most values that a cell lists."""

HEAD = "| field | takes | left out | |\n| --- | --- | --- | --- |"
"""The head of every table of fields."""


def tables(form: Form) -> Iterator[str]:
    """The table of the fields, and one for each field that holds more."""
    parts = frozenset(part_names(form.kind))
    kind = form.kind
    top = [
        row(name, shape, kind, top_level(name, kind, parts)) for name, shape in form.fields.items()
    ]
    tags = "| `tags` | map of strings | none | Beside those of the file and of reconcile.yaml. |"
    yield "\n".join([HEAD, *top, *([tags] if kind.tags else [])])
    told: dict[str, list[str]] = {}
    for name, shape in form.fields.items():
        rows = [row(path, one, kind) for path, one in inside(shape)]
        if rows:
            yield "\n".join([f"### `{name}`\n", *without_known(rows, told)])
        told[name] = rows


def without_known(rows: list[str], told: Mapping[str, list[str]]) -> list[str]:
    """A table that says of another one before it what it takes from there."""
    for name, known in told.items():
        more = [one for one in rows if one not in known]
        if len(known) > 3 and {*map(path_of, known)} <= {*map(path_of, rows)} and len(more) < 4:
            table = ["", HEAD, *more] if more else []
            return [f"What `{name}` takes{', with:' if more else '.'}", *table]
    return [HEAD, *rows]


def path_of(told: str) -> str:
    """The first cell of a row."""
    return told.split("|", 2)[1]


def top_level(name: str, kind: Kind, parts: frozenset[str]) -> str:
    """What only a field of the resource itself can be, when it is left out."""
    if name == kind.identity[-1] and kind.named:
        return "by `names` from the key"
    if name == kind.identity[-1] and kind.statement:
        return "made of owner and address"
    return "left alone (part)" if name in parts else ""


def part_names(kind: Kind) -> Iterator[str]:
    """The fields that are neither read nor changed unless they are declared."""
    for part in kind.parts:
        match part:
            case Setter() if part.read:
                yield from part.fields
            case Items() if part.read and not part.always:
                yield part.field
            case Inner() if part.read or part.path:
                yield part.field


def inside(shape: Shape, path: str = "") -> Iterator[tuple[str, Shape]]:
    """Every field below one, with its path from there; `[*]` is any item, or any key."""
    if shape.item:
        yield from inside(shape.item, f"{path}[*]" if path else "")
    for name, inner in shape.fields.items():
        here = f"{path}.{name}" if path else name
        yield here, inner
        yield from inside(inner, here)


def row(path: str, shape: Shape, kind: Kind, absent: str = "") -> str:
    """One field as a row of its table."""
    told = " ".join(notes(shape, kind))
    return f"| `{path}` | {taken(shape)} | {absent or left_out(shape)} | {told} |"


def taken(shape: Shape) -> str:
    """What a field takes, with bounds and values."""
    word = shape.word
    if word.document:
        return {"pattern": "event pattern", "yaml": "YAML document"}.get(
            word.document, "JSON document"
        )
    match shape.type:
        case "string" | "integer" | "number" | "boolean":
            return scalar(shape)
        case "list":
            item = taken(shape.item) if shape.item else "anything"
            return f"{collection(word)} of {plural(item)}{limits(shape)}"
        case "map":
            item = taken(shape.item) if shape.item else "anything"
            return f"map of {plural(item)}{limits(shape)}"
        case "structure":
            return "mapping"
        case _:
            return "free document"


def collection(word: Field) -> str:
    """What a list is called: by a key, as a set, or in order."""
    if word.keyed:
        key = word.keyed
        named = f"list, or map by `{key}`," if "." not in key else f"list, keyed by `{key}`,"
        return f"ordered {named}" if word.ordered else named
    if word.table:
        return f"map by `{word.table.by[0]}` and `{word.table.by[1]}`"
    return "set" if word.set else "list"


def plural(item: str) -> str:
    """What a list holds, in more than one."""
    for one in ("string", "integer", "mapping", "boolean", "number", "list", "set"):
        if item.startswith(one):
            return f"{one}s{item.removeprefix(one)}"
    return item


def scalar(shape: Shape) -> str:
    """A value: its type and bounds, or the values that there are."""
    if shape.word.csv:
        return "list of strings (AWS keeps a comma list)"
    if not shape.enum:
        return f"{shape.type}{limits(shape)}"
    shown = " · ".join(f"`{one}`" for one in shape.enum[:CHOICES])
    more = len(shape.enum) - CHOICES
    return f"{shown} and {more} more" if more > 0 else shown


def limits(shape: Shape) -> str:
    """Bounds of a number, of a length or of how many, where they say something."""
    low, high = (None if one is None else int(one) for one in (shape.low, shape.high))
    if shape.type in ("integer", "number"):
        low = low if low is not None and low > -(2**31) else None
    elif low in (0, 1) and high is None:
        low = None
    match low, high:
        case None, None:
            return ""
        case None, top:
            return f", up to {top}"
        case bottom, None:
            return f", {bottom} or more"
        case bottom, top:
            return f", {bottom} to {top}" if bottom != top else f", {bottom}"


def left_out(shape: Shape) -> str:
    """What it means to leave a field out, which is what its class says."""
    word = shape.word
    if shape.required:
        return "**required**"
    if word.computed:
        return "AWS's choice (computed)"
    if word.open:
        return "keys left alone (open)"
    if isinstance(word.default, By):
        return by(word.default)
    return f"`{value(word.default)}`" if word.default is not MISSING else ""


def notes(shape: Shape, kind: Kind) -> Iterator[str]:
    """What AWS says of a field, and what the kind does."""
    word = shape.word
    if doc := first_sentence(shape.doc):
        yield escaped(doc)
    if word.immutable:
        yield "**Replaces** the resource."
    if word.final:
        yield f"**Replaces** the resource where it leaves {listed(word.final)}."
    if word.points_to:
        yield f"Points to {linked(word.points_to, kind)}{', which must exist' if word.checked else ''}."
    if word.secret and word.secret != "may":
        what = "Its values may be secrets" if shape.type == "map" else "**Secret**"
        yield f"{what}{where(word.secret)}: written as `{{secret: …}}`."
    if word.unread:
        yield f"AWS never returns it{where(word.unread)}: drift cannot be seen."
    yield from forms_of(word)
    if word.disrupts:
        yield f"Changing it: {word.disrupts}."


def forms_of(word: Field) -> Iterator[str]:
    """What may be written in its place, and what is left alone."""
    if word.short:
        yield f"A bare value stands for `{word.short}`."
    if word.chooses:
        yield f"With {listed(word.chooses)} AWS chooses."
    if word.newer:
        yield "A newer version that AWS put there is left alone."
    if word.strings and word.keys:
        yield "Its keys are described with the providers."


def first_sentence(doc: str) -> str:
    """The first sentence of AWS's words, cut where it is long."""
    text = re.sub(r"\s+", " ", doc).strip()
    ends = re.finditer(r"(?<!e\.g)(?<!i\.e)(?<!etc)[.:] (?=[A-Z\"`(])", text)
    sentence = next((text[: one.start() + 1] for one in ends), text)
    sentence = sentence[:-1] + "." if sentence.endswith(":") else sentence
    if len(sentence) <= SENTENCE:
        return sentence
    return sentence[:SENTENCE].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def escaped(text: str) -> str:
    """Text that Markdown takes as it is."""
    return re.sub(r"([\\`*_<>|\[\]])", r"\\\1", text).replace("\n", " ")


def linked(points_to: str, kind: Kind) -> str:
    """The kind and attribute that a field holds, as a link to its page."""
    target, _, attribute = points_to.rpartition(".")
    if target not in LINKED:
        return f"`{target}` (`{attribute}`)"
    section, _, name = target.partition(".")
    path = f"{name}.md" if section == kind.section else f"../{section}/{name}.md"
    return f"[`{target}`]({path}) (`{attribute}`)"


def where(word: bool | By) -> str:
    """When a word holds; nothing where it always does."""
    if not isinstance(word, By):
        return ""
    cases = [str(case) for case, held in word.cases.items() if held]
    field = word.field.lstrip(".")
    if word.otherwise is True:
        others = [str(case) for case, held in word.cases.items() if not held]
        return f" unless `{field}` is {listed(others)}"
    return f" where `{field}` is {listed(cases) if any(cases) else 'not set'}"


def by(word: By) -> str:
    """A default that follows another field."""
    values: dict[str, list[str]] = {}
    for case, held in word.cases.items():
        values.setdefault(value(held), []).append(str(case))
    cases = [f"`{held}` for {', '.join(some)}" for held, some in values.items()]
    rest = f", else `{value(word.otherwise)}`" if word.otherwise is not MISSING else ""
    return f"by `{word.field.lstrip('.')}`: {'; '.join(cases)}{rest}"


def listed(values: Any) -> str:
    """Values as code, parted by commas."""
    return ", ".join(f"`{one}`" for one in values)


def value(held: Any) -> str:
    """A default as a spec would write it."""
    return json.dumps(plain(held), ensure_ascii=False).replace("|", "\\|")


def plain(held: Any) -> Any:
    """A constant of a kind as plain data."""
    match held:
        case tuple():
            return [plain(one) for one in held]
        case Mapping():
            return {key: plain(one) for key, one in held.items()}
        case _:
            return held
