"""Where each value of a resource comes from, for `plan --explain ADDRESS`."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.engine.comparing.compare import additions
from reconciler.errors import Place
from reconciler.kinds.words import MISSING, By, Setter
from reconciler.report.escape import harmless, visible
from reconciler.report.fields import WIDEST, both
from reconciler.report.values import shown
from reconciler.spec.stack import Resource

LONGEST = 60
"""Characters of values up to which where they come from stands in one column."""


def origins_text(resource: Resource) -> str:
    """Every value that is written for one resource, and the line that says it."""
    return harmless("\n".join(_lines(resource))) + "\n"


def _lines(resource: Resource) -> Iterator[str]:
    yield f"Explained {resource.address}"
    yield f"  declared at {_told(resource.place)}{_stamped(resource)}"
    name = resource.form.kind.identity[-1]
    yield f"  {name}: {visible(resource.identity[-1])}  {_origin(resource, name)}".rstrip()
    yield from _values(resource)
    if left := [_left_out(resource, field) for field in _omitted(resource)]:
        yield f"  left out: {', '.join(left)}"


def _stamped(resource: Resource) -> str:
    return f", stamped out by {_told(resource.stamped)}" if resource.stamped else ""


def _values(resource: Resource) -> Iterator[str]:
    """A line a leaf: path, value, place."""
    leaves = [(one.path, both(one)) for one in additions(resource)]
    wide = max((len(path) for path, _ in leaves if len(path) <= WIDEST), default=0)
    broad = max((len(value) for _, value in leaves if len(value) <= LONGEST), default=0)
    for path, value in leaves:
        yield f"  {visible(path):{wide}}  {value:{broad}}  {_origin(resource, path)}".rstrip()


def _origin(resource: Resource, path: str) -> str:
    """The line of a value, and of the var that it came from; of its nearest holder where it has
    no line of its own.
    """
    while path and path not in resource.places:
        path = path.rpartition("[" if path.endswith("]") else ".")[0]
    place = resource.places.get(path, resource.place)
    var = resource.origins.get(path)
    return f"{_told(place)} ← a var at {_told(var)}" if var else _told(place)


def _omitted(resource: Resource) -> Iterator[str]:
    kind = resource.form.kind
    for field in resource.form.fields:
        if field not in (*resource.desired, *kind.identity, *kind.shorthands):
            yield field


def _left_out(resource: Resource, field: str) -> str:
    """What an omitted field means: a stated default, or who decides."""
    form = resource.form
    word = form.fields[field].word
    if any(
        field in part.fields and part.read for part in form.kind.parts if isinstance(part, Setter)
    ):
        return f"{field} (left alone)"
    if word.computed or word.open:
        return f"{field} (left to AWS)"
    if word.default is MISSING or isinstance(word.default, By):
        return field
    return f"{field} ({shown(word.default)})"


def _told(place: Place) -> str:
    return f"{place.file}:{place.line}"
