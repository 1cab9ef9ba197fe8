"""`reconcile graph`: what is declared and what it refers to, offline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reconciler.cli.output import write
from reconciler.cli.pipeline import loaded
from reconciler.errors import EXIT_OK
from reconciler.expand.expand import expanded
from reconciler.report.graph import dot, mermaid
from reconciler.spec.files.settings import environment
from reconciler.spec.resources import resolve

if TYPE_CHECKING:
    import argparse


def run(wanted: argparse.Namespace) -> int:
    """Print the graph of the selected stacks in one environment, with what they imply."""
    sources = loaded(wanted)
    chosen = environment(sources.settings, wanted.environment or "")
    stacks = [expanded(one) for one in resolve(sources, chosen.name, chosen.scopes, {})]
    write(mermaid(stacks) if wanted.format == "mermaid" else dot(stacks))
    return EXIT_OK
