"""null where nothing can be taken away: what AWS always keeps of a resource."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.errors import Fault
from reconciler.kinds.words import MISSING, Setter
from reconciler.spec.form import Form
from reconciler.spec.language.resolver import Declaration
from reconciler.spec.nodes import MapNode, ScalarNode


def never_empty(form: Form, node: MapNode, declaration: Declaration) -> Iterator[Fault]:
    """What AWS keeps of every such resource, a key's policy or a bucket's versioning, and no call
    empties.
    """
    for part in form.kind.parts:
        if not isinstance(part, Setter) or part.read is None or part.clear is not None:
            continue
        for name in part.fields:
            shape, written = form.fields[name], node.get(name)
            is_null = isinstance(written, ScalarNode) and written.is_null
            if is_null and shape.word.clear is MISSING:
                message = f"`{name}` is null, and AWS keeps one of everything of {form.kind.id}"
                suggestion = (
                    "Leave it out to leave what is live alone, or write what shall be there."
                )
                yield Fault("RC1217", message, node.place_of(name), f"a {name}, or no `{name}`",
                            suggestion, declaration.address)  # fmt: skip
