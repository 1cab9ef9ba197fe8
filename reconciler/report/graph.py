"""The resources of stacks and what they refer to, as a graph for Graphviz or Mermaid.

Source: "The DOT Language" (graphviz.org): an ID in double quotes, a quote in it escaped. Mermaid
"Flowcharts": nodes with plain ids, labels in double quotes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reconciler.report.escape import visible
from reconciler.spec.stack import Resource, Stack


def edges(stack: Stack) -> tuple[tuple[str, str], ...]:
    """(address, address that it needs), each once, sorted: references and `depends_on`.

    What nobody wrote needs what it was implied by only where it refers to it.
    """
    here = {one.address for one in stack.resources}
    pairs = {(one.address, other) for one in stack.resources for other in _needs(one)}
    return tuple(sorted((one, other) for one, other in pairs if other in here and other != one))


def dot(stacks: Iterable[Stack]) -> str:
    """For Graphviz: a cluster a stack, an arrow from each resource to what it needs."""
    return "\n".join(_dot(stacks)) + "\n"


def mermaid(stacks: Iterable[Stack]) -> str:
    """For Mermaid, which GitHub and GitLab show inside Markdown."""
    return "\n".join(_mermaid(stacks)) + "\n"


def _needs(one: Resource) -> Iterator[str]:
    yield from (address for _, address in one.references)
    yield from one.lifecycle.depends_on


def _dot(stacks: Iterable[Stack]) -> Iterator[str]:
    yield "digraph reconcile {"
    yield "  rankdir=LR; node [shape=box];"
    for number, stack in enumerate(stacks):
        yield f"  subgraph cluster_{number} {{"
        yield f"    label={_quoted(stack.name)};"
        for one in stack.resources:
            style = " [style=dashed]" if one.parent else ""
            yield f"    {_quoted(f'{stack.name}/{one.address}')}{style};"
        for end, other in edges(stack):
            yield f"    {_quoted(f'{stack.name}/{end}')} -> {_quoted(f'{stack.name}/{other}')};"
        yield "  }"
    yield "}"


def _mermaid(stacks: Iterable[Stack]) -> Iterator[str]:
    yield "flowchart LR"
    for number, stack in enumerate(stacks):
        ids = {one.address: f"s{number}n{at}" for at, one in enumerate(stack.resources)}
        yield f"  subgraph s{number}[{_label(stack.name)}]"
        yield from (f"    {ids[one.address]}[{_label(one.address)}]" for one in stack.resources)
        yield "  end"
        yield from (f"  {ids[one]} --> {ids[other]}" for one, other in edges(stack))


def _quoted(text: str) -> str:
    return '"' + visible(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _label(text: str) -> str:
    return '"' + visible(text).replace('"', "#quot;") + '"'
