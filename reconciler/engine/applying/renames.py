"""What must be done before a name changes: what is known by the old one alone goes first. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reconciler.engine.applying.edges import HARD, Edge, Node
from reconciler.engine.live import RENAME, Live, Work


def rename_edges(work: Mapping[str, Work]) -> Iterator[Edge]:
    """Every delete of what is inside something that is renamed, before that is renamed.

    Afterwards AWS would know it under another name, and say of this one that it is not there.
    """
    for address, one in work.items():
        for number, step in enumerate(one.steps):
            if step.verb == RENAME and one.live:
                for gone in _deletes_inside(work, one.live):
                    yield Edge(HARD, gone, Node(address, number), "bears the old name inside")


def _deletes_inside(work: Mapping[str, Work], holder: Live) -> Iterator[Node]:
    for address, one in work.items():
        if one.live and _is_inside(one.live, holder):
            deletes = (n for n, step in enumerate(one.steps) if step.verb == "delete")
            yield from (Node(address, number) for number in deletes)


def _is_inside(live: Live, holder: Live) -> bool:
    """Whether a live thing says in its identity that another one holds it."""
    held = zip(live.form.kind.identity[:-1], live.identity, strict=False)
    return live.scope == holder.scope and any(
        live.form.fields[field].word.points_to.rpartition(".")[0] == holder.form.kind.id
        and value == holder.identity[-1]
        for field, value in held
        if field in live.form.fields
    )
