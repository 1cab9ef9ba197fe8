"""The published files: every form and schema as text, and whether a directory still agrees.

`reconcile schema` writes them, `make check` asks whether they are stale; a change of a kind or of
the installed boto3 shows as a diff in them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from reconciler.kinds.table import KINDS
from reconciler.kinds.words import Kind
from reconciler.spec.compiling.compile import compile_kind
from reconciler.spec.files.settings_schema import settings_schema
from reconciler.spec.forms import encoded
from reconciler.spec.schemas.schema import section_schema
from reconciler.spec.schemas.schema_parts import Schema
from reconciler.spec.schemas.schema_stack import stack_schema


def render_all() -> Mapping[str, str]:
    """Return path (relative to `schemas/`) → text of every published file.

    Needs the service models that boto3 brings; takes about a second.
    """
    sections = {
        section: [compile_kind(kind) for kind in kinds]
        for section, kinds in groupby(sorted(KINDS, key=_section), key=_section)
    }
    rendered = {
        "reconcile.schema.json": schema_text(settings_schema()),
        "stack.schema.json": schema_text(stack_schema(sections)),
    }
    for section, forms in sections.items():
        rendered[f"{section}.schema.json"] = schema_text(section_schema(section, forms))
        rendered[f"forms/{section}.json"] = encoded(forms)
    return dict(sorted(rendered.items()))


def stale(directory: Path) -> tuple[str, ...]:
    """Return the paths under `directory` that differ from what would be written now.

    Missing files are among them, and files that nothing would write.
    """
    wanted = render_all()
    there = {
        str(path.relative_to(directory)): path.read_text(encoding="utf-8")
        for path in directory.rglob("*.json")
    }
    names = sorted({*wanted, *there})
    return tuple(name for name in names if wanted.get(name) != there.get(name))


def schema_text(schema: Schema) -> str:
    """Return a schema as it is written to a file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _section(kind: Kind) -> str:
    return kind.section
