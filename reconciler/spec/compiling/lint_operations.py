"""What a kind says of operations, against the members and errors of the service model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from reconciler.aws.models import Model, Operation, Shape
from reconciler.kinds.words import Inner, Items, Kind, Op, Read, Setter
from reconciler.spec.compiling.members import field_name, is_token, shape_at
from reconciler.spec.compiling.used import operations_of
from reconciler.spec.form import Form

UNMODELLED: Final[Mapping[str, str]] = {
    "404": "S3 answers HeadBucket without a body, so that the status is all there is",
    "NotFound": "as 404, in the spelling of older SDKs",
    "ValidationException": "a common error of AWS's JSON services, in no operation's list",
    "ConcurrentModificationException": "answered by CodePipeline, modelled for other operations",
    "OperationAborted": "in S3's list of error codes, which the model does not carry",
    "AWS.SimpleQueueService.NonExistentQueue": "the code that SDKs show for QueueDoesNotExist",
    "AWS.SimpleQueueService.QueueDeletedRecently": "the code that SDKs show for QueueDeletedRecently",
    "QueueAlreadyExists": "the code that SDKs show for QueueNameExists",
    "NoSuchBucketPolicy": "in S3's list of error codes",
    "NoSuchLifecycleConfiguration": "in S3's list of error codes",
    "NoSuchPublicAccessBlockConfiguration": "in S3's list of error codes",
    "OwnershipControlsNotFoundError": "in S3's list of error codes",
    "ServerSideEncryptionConfigurationNotFoundError": "in S3's list of error codes",
    "InvalidParameterValue": "a common error of AWS's query services (Elastic Beanstalk)",
    "EntityAlreadyExistsException": "the spelling of the model's shape; AWS sends the code",
    "NoSuchEntityException": "the spelling of the model's shape; AWS sends the code",
}
"""Error codes that AWS answers with and its models do not list → why."""


def refusal_faults(kind: Kind, service: Model) -> Iterator[str]:
    """Yield the error codes that neither the model nor `UNMODELLED` knows."""
    refusals = chain(kind.absent, kind.exists, kind.spreads, kind.busy)
    codes = [refusal.code for refusal in refusals]
    codes += [code for part in kind.parts if isinstance(part, Setter) for code in part.absent]
    unknown = dict.fromkeys(code for code in codes if code not in {*service.errors, *UNMODELLED})
    yield from (f"{service.service} has no error {code}" for code in unknown)


def operation_faults(kind: Kind, service: Model) -> Iterator[str]:
    """Yield what is wrong with the operations as they are used."""
    fillers = _fillers(kind, service)
    for op in operations_of(kind):
        operation = service.operation(op.name)
        yield from _naming_faults(op, operation)
        yield from _choosing_faults(op, operation)
        filled = fillers.get(id(op), frozenset())
        yield from _unfilled(kind, op, operation, filled)


def _naming_faults(op: Op | Read, operation: Operation) -> Iterator[str]:
    """Yield members that are named and do not exist."""
    inside = operation.input
    if isinstance(op, Op) and op.wrap:
        if op.wrap not in inside.members:
            yield f"{op.name} has no member {op.wrap} to wrap in"
            return
        inside = inside.members[op.wrap]
    for field, member in op.rename.items():
        if not (shape_at(inside, member) or shape_at(operation.input, member)):
            yield f"{op.name}: {field} is renamed to {member}, which it does not take"
    for member in op.sends:
        if not shape_at(operation.input, member):
            yield f"{op.name} sends {member}, which it does not take"
    for listed in _answered(op):
        if not shape_at(operation.output, listed):
            yield f"{op.name} does not answer with {listed}"
    if isinstance(op, Read) and op.many and not shape_at(operation.input, op.many):
        yield f"{op.name} has no member {op.many} for many"


def _choosing_faults(op: Op | Read, operation: Operation) -> Iterator[str]:
    """Yield members by which items are told apart and that the answer does not have."""
    landing = shape_at(operation.output, op.path) or operation.output
    for path in op.where if isinstance(op, Read) else ():
        if not shape_at(landing, path):
            yield f"{op.name} does not answer with {path}"


def _answered(op: Op | Read) -> Iterator[str]:
    """Yield the members that an answer must have."""
    named = (op.path, op.failures, op.leftovers) if isinstance(op, Op) else (op.path, op.failures)
    yield from (member for member in named if member)


def _unfilled(
    kind: Kind, op: Op | Read, operation: Operation, filled: frozenset[str]
) -> Iterator[str]:
    """Yield required members that neither identity nor words nor constants fill."""
    if op in (kind.create, kind.update) or _is_create(kind, op):
        return
    for member in operation.input.required:
        shape = operation.input.members[member]
        name = field_name(kind, op, member)
        if not (_is_filled(kind, op, member, name, shape) or member in filled or name in filled):
            yield f"{op.name} requires {member}, which nothing fills"


def _is_create(kind: Kind, op: Op | Read) -> bool:
    """Tell whether all that the operation takes is a field: creates and updates of inner kinds."""
    inner = (part for part in kind.parts if isinstance(part, Inner))
    return any(op is part.create or op is part.update for part in inner)


def _is_filled(kind: Kind, op: Op | Read, member: str, name: str, shape: Shape) -> bool:
    """Tell whether a member is filled by what every operation has at hand."""
    constants = {path.partition(".")[0] for path in op.sends}
    constants |= {*op.over} if isinstance(op, Read) else set()
    renamed = {path.partition(".")[0] for path in op.rename.values()}
    own = {op.wrap} if isinstance(op, Op) else {op.many}
    return (
        name in {*kind.identity, "arn", "tags", "tag_keys"}
        or member in constants | renamed | own
        or (kind.attributes is not None and member == kind.attributes.member)
        or is_token(shape, name)
    )


def alter_faults(form: Form) -> Iterator[str]:
    """Yield fields of items that are altered and do not exist, and items that cannot be found."""
    for part in form.kind.parts:
        if not isinstance(part, Items):
            continue
        item = form.fields[part.field].item
        for one in part.alters:
            missing = [name for name in one.fields if not item or name not in item.fields]
            yield from (f"{part.field} alters {name}, which no item has" for name in missing)
            if not part.handle or part.handle not in one.put.rename:
                yield f"{one.put.name} alters an item of {part.field} without its handle"


def _fillers(kind: Kind, service: Model) -> Mapping[int, frozenset[str]]:
    """Return, by the identity of an operation value, what its part fills in it."""
    found: dict[int, frozenset[str]] = {}
    for part in kind.parts:
        match part:
            case Setter():
                token = frozenset({part.revision.sent} if part.revision else ())
                found[id(part.put)] = token | frozenset(part.fields)
                found[id(part.clear)] = token
            case Items():
                keys = frozenset({part.key, part.value, part.many, part.many_removed} - {""})
                keys |= frozenset(_own_members(kind, part, service))
                found[id(part.add)] = found[id(part.remove)] = keys
                found |= {id(one.put): frozenset(one.fields) for one in part.alters}
                if part.read and part.read.each:
                    found[id(part.read.each)] = keys
            case _:
                continue
    return found


def _own_members(kind: Kind, part: Items, service: Model) -> Iterator[str]:
    """Yield what an item fills in the calls that add and remove it, where it is all they take."""
    if part.many or part.key:
        return
    word = kind.fields.get(part.field)
    for member in service.operation(part.add.name).input.members:
        if field_name(kind, part.add, member) not in kind.identity:
            yield member
    if word:
        yield word.keyed
