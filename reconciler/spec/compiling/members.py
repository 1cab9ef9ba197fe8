"""What an operation takes, in our words: the members of its input and the fields they are.

Field names are the API's own in snake_case, without the kind's prefix at the top (`repositoryName`
is `name`); `rename` of the operation, then of the kind, says what that rule does not find.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reconciler.aws.models import Operation, Page, Shape, snake
from reconciler.kinds.words import Attributes, Kind, Op, Read

TOKENS = frozenset({"client_request_token", "client_token", "idempotency_token"})
"""Members that make a repeated call harmless: filled by the engine or the SDK, never by a spec."""
_PAGE_TOKENS = ("nextToken", "NextToken", "Marker", "ContinuationToken")
TAGS = frozenset({"tags", "tag_keys"})
"""Members that carry tags, which are no field of their own."""


class Unfit(Exception):
    """A kind says what its service model does not have: a defect of the kind, found by `lint`."""


@dataclass(frozen=True)
class Taken:
    """One input member as a field.

    `path` leads to it from the input, or from inside the wrap where the operation has one (but for
    members that stand beside the wrap). `required`: the call fails without it.
    """

    field: str
    path: str
    shape: Shape
    required: bool


def taken(kind: Kind, op: Op | Read, operation: Operation) -> Mapping[str, Taken]:
    """Return every member that `op` takes, by our field name, in the model's order.

    The members in the wrap win over those beside it. Constants (`sends`), page tokens and the
    member of a batch (`many`) are the operation's own business and are left out. Raises Unfit where
    there is nothing of the wrap's name.
    """
    wrap = op.wrap if isinstance(op, Op) else ""
    silent = _silent(op, page_of(operation))
    outer = _members(kind, op, operation.input, silent | {wrap})
    beside = {item.field: item for item in outer}
    if not wrap:
        return beside
    if wrap not in operation.input.members:
        raise Unfit(f"{op.name} has no member {wrap}")
    inner = _members(kind, op, operation.input.members[wrap], silent)
    return beside | {item.field: item for item in inner}


def fields_taken(kind: Kind, op: Op, operation: Operation) -> Mapping[str, Taken]:
    """Return those of `taken` that are fields of a spec: no tags, tokens, reserved ones, nor ids that
    AWS gave and takes back (`rename` has them under the name that the kind `gives` them).
    """
    return {
        name: item
        for name, item in taken(kind, op, operation).items()
        if name not in TAGS
        and name != "arn"
        and name not in kind.reserved
        and not (name in kind.gives and name in {**kind.rename, **op.rename})
        and not is_token(item.shape, name)
        and (not op.only or name in op.only)
    }


def page_of(operation: Operation) -> Page | None:
    """Return how an operation is paged, also where its model only shows a token on both sides."""
    sides = (operation.input.members, operation.output.members)
    token = next((name for name in _PAGE_TOKENS if all(name in side for side in sides)), None)
    return operation.page or (Page(token, token, None, "") if token else None)


def is_token(shape: Shape, field: str) -> bool:
    """Tell whether a member is a client token."""
    return field in TOKENS or bool(shape.traits.get("idempotencyToken"))


def field_name(kind: Kind, op: Op | Read, member: str) -> str:
    """Return our name of a top member of `op`."""
    for rename in (op.rename, kind.rename):
        for field, renamed in rename.items():
            if renamed == member:
                return field
    name = snake(member)
    return name.removeprefix(f"{kind.prefix}_") if kind.prefix else name


def attributes_of(kind: Kind, op: Op | Read) -> Attributes | None:
    """Return the texts in a map that an operation takes: its own, or else the kind's."""
    return (op.attributes if isinstance(op, Op) else None) or kind.attributes


def _silent(op: Op | Read, page: Page | None) -> frozenset[str]:
    """Return the top members that carry no field."""
    constants = {path for path in op.sends if "." not in path}
    batch = {op.many} if isinstance(op, Read) else set()
    paging = {page.token_in, page.limit or ""} if page else set()
    return frozenset(constants | batch | paging)


def _members(
    kind: Kind, op: Op | Read, structure: Shape, silent: frozenset[str]
) -> Iterator[Taken]:
    """Yield the members of one structure, and those that `rename` finds deeper in it."""
    texts = attributes_of(kind, op)
    for member, shape in structure.members.items():
        if texts and member == texts.member and shape.type == "map":
            for field, one in texts.fields.items():
                yield Taken(field, f"{member}.{one.name}", shape.value, required=False)
        elif member not in silent:
            field = field_name(kind, op, member)
            yield Taken(field, member, shape, member in structure.required)
    for field, path in op.rename.items():
        if "." in path and (found := shape_at(structure, path)):
            yield Taken(field, path, found, required=False)


def shape_at(shape: Shape, path: str) -> Shape | None:
    """Return what stands at a dotted member path, through lists and maps, or None.

    In a map of scalars (SNS and SQS attributes) a member is a key of it.
    """
    for member in path.split(".") if path else ():
        if shape.type == "map" and not innermost(shape).members:
            shape = shape.value
            continue
        shape = innermost(shape)
        if member == "*":
            continue
        if member not in shape.members:
            return None
        shape = shape.members[member]
    return shape


def innermost(shape: Shape) -> Shape:
    """Return what lists and maps hold at last."""
    while shape.type in ("list", "map"):
        shape = shape.element if shape.type == "list" else shape.value
    return shape
