"""Everything that AWS can be told of the services of CI/CD is in a kind, or left out with a reason."""

from pathlib import Path
from typing import Any

import yaml

from reconciler.aws.models import model, snake
from reconciler.kinds.table import KINDS
from reconciler.kinds.words import Items, Kind, Op
from reconciler.spec.compiling.members import TAGS, is_token, taken
from reconciler.spec.compiling.used import operations_of

LEFT_OUT: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "left_out.yaml").read_text())
READING = (
    "BatchGet",
    "BatchDescribe",
    "Check",
    "Describe",
    "Evaluate",
    "Get",
    "List",
    "Poll",
    "Retrieve",
    "Test",
    "Validate",
)
"""Beginnings of operations that change nothing."""


def test_every_operation_that_changes_something_is_used_or_left_out() -> None:
    told = {
        service: [name for names in reasons.values() for name in names]
        for service, reasons in LEFT_OUT["operations"].items()
    }
    for service, names in told.items():
        used = {op.name for kind in KINDS if kind.client == service for op in operations_of(kind)}
        every = {name for name in model(service).operations if not name.startswith(READING)}
        assert every - used == {*names}, service
        assert len(names) == len({*names})


def test_every_member_of_a_writing_operation_is_a_field_or_left_out() -> None:
    told = {(kind, path) for kind, paths in LEFT_OUT["members"].items() for path in paths}
    missing = {(kind.id, path) for kind in KINDS for path in unsaid(kind)}
    assert missing == told


def unsaid(kind: Kind) -> set[str]:
    """Members of the kind's writing operations that nothing fills: `CreateProject.tags`."""
    service, found = model(kind.client), set[str]()
    for op in operations_of(kind):
        if not isinstance(op, Op):
            continue
        operation = service.operation(op.name)
        filled = {path.partition(".")[0] for path in (*op.sends, *op.rename.values(), op.wrap)}
        filled |= {
            item.path.partition(".")[0]
            for item in taken(kind, op, operation).values()
            if not op.only or item.field in {*op.only, *kind.identity, "arn", *TAGS}
        }
        filled |= in_items(kind, op)
        found |= {
            f"{op.name}.{member}"
            for member, shape in operation.input.members.items()
            if member not in filled and not is_token(shape, snake(member))
        }
    return found


def in_items(kind: Kind, op: Op) -> set[str]:
    """The members that carry items, or a part's document."""
    parts = [
        part for part in kind.parts if isinstance(part, Items) and op in (part.add, part.remove)
    ]
    return {name for part in parts for name in (part.many, part.many_removed, part.key, part.value)}
