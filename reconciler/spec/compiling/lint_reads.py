"""What a kind expects to read, against what AWS answers: a field that never comes back is drift for
ever, unless the kind says that it is `unread`.
"""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.aws import models
from reconciler.aws.models import Model
from reconciler.kinds.words import Inner, Items, Kind, Read, Setter
from reconciler.spec.compiling.members import innermost, shape_at
from reconciler.spec.form import Form, Shape


def read_faults(form: Form, service: Model) -> Iterator[str]:
    """Yield fields and outputs that the kind's reads do not answer with.

    A statement stands in a document, whose keys no model knows.
    """
    kind = form.kind
    for read in (kind.read, kind.single):
        if read is None:
            continue
        answers = _answers(read, service)
        for name in _expected(form) if not kind.statement else ():
            yield from _missing(form.fields[name], name, answers, read.name)
        for attribute, path in kind.gives.items():
            if not any(shape_at(answer, path) for answer in answers):
                yield f"gives {attribute} from {path}, which {read.name} does not answer"
    yield from _state_faults(kind, service)
    yield from _unreserved(form, service)


def _answers(read: Read, service: Model) -> list[models.Shape]:
    """Return the structures that a read and what completes it land on."""
    found = []
    for one in (read, read.joined):
        landing = shape_at(service.operation(one.name).output, one.path) if one else None
        if landing:
            found.append(innermost(landing))
    return found


def _expected(form: Form) -> Iterator[str]:
    """Yield the fields that come with the resource's own read."""
    apart = {
        name
        for part in form.kind.parts
        if part.read
        for name in (part.fields if isinstance(part, Setter) else (part.field,))
    }
    inner = {part.field for part in form.kind.parts if isinstance(part, Inner)}
    texts = form.kind.attributes.fields if form.kind.attributes else {}
    for name in form.fields:
        if name not in {*form.kind.identity, *apart, *inner, *texts}:
            yield name


def _missing(shape: Shape, path: str, answers: list[models.Shape], source: str) -> Iterator[str]:
    """Yield the fields at and below `shape` that none of the answers has."""
    if shape.word.unread is True:
        return
    where = shape.word.read or shape.member
    found = next((there for answer in answers if (there := shape_at(answer, where))), None)
    if found is None:
        yield f"{path}: {source} does not answer with {where}"
        return
    below = shape
    while below.item and not below.fields:
        below = below.item
    if not shape.word.read:
        for name, field in below.fields.items():
            yield from _missing(field, f"{path}.{name}", [innermost(found)], source)


def _state_faults(kind: Kind, service: Model) -> Iterator[str]:
    """Yield member paths about state and being that the read does not answer with."""
    answers = _answers(kind.read, service)
    settles = (kind.settles.state, kind.settles.reason) if kind.settles else ()
    for path in (kind.arn_at, kind.managed, *settles, *kind.gone, *kind.health):
        if path and not any(shape_at(answer, path) for answer in answers):
            yield f"{kind.read.name} does not answer with {path}"


def _unreserved(form: Form, service: Model) -> Iterator[str]:
    """Yield reserved paths that the API does not take: a reason without a matter."""
    kind = form.kind
    ops = [op for op in (kind.create, kind.update) if op]
    inner = {part.field: part for part in kind.parts if isinstance(part, Inner)}
    for path in kind.reserved:
        head, _, rest = path.partition(".")
        if head in inner and rest:
            part = inner[head]
            taken = [service.operation(op.name) for op in (part.create, part.update) if op]
            if not any(_takes(operation.input, rest, "") for operation in taken):
                yield f"reserved {path}, which the API does not take"
            continue
        shapes = [
            shape_at(service.operation(op.name).input, op.wrap) or service.nothing for op in ops
        ]
        items = [part for part in kind.parts if isinstance(part, Items) and part.field == head]
        shapes += [service.operation(part.add.name).input for part in items]
        setters = [part for part in kind.parts if isinstance(part, Setter)]
        shapes += [service.operation(part.put.name).input for part in setters]
        if not any(_takes(shape, path, kind.prefix) for shape in shapes):
            yield f"reserved {path}, which the API does not take"


def _takes(shape: models.Shape, path: str, prefix: str) -> bool:
    """Tell whether a structure has what a field path names."""
    head, _, rest = path.partition(".")
    for member, inner in innermost(shape).members.items():
        name = models.snake(member)
        if head in (name, name.removeprefix(f"{prefix}_")):
            return not rest or _takes(inner, rest, "")
    return False
