"""How one resource, a batch of them, or all of a scope are asked for, as kinds say it.

Each function makes the calls of one `Read` and gives back items as AWS wrote them; `observe`
decides what is read and when. Every call is a read: it changes nothing and may be repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from reconciler.engine.calling.convert import at
from reconciler.engine.reading.refused import refusals_in
from reconciler.kinds.words import EMPTY, MISSING, By, Kind, Read, Refusal
from reconciler.plan.calls import Answer, AwsRefused, Call, Send
from reconciler.spec.form import Form
from reconciler.spec.stack import Scope

Item: TypeAlias = Mapping[str, Any]
"""A resource as AWS wrote it in an answer."""

DENIED = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "Forbidden",
        "UnauthorizedOperation",
        "403",
    }
)
"""Codes by which AWS says that the caller may not (IAM User Guide, "Troubleshoot access denied
error messages"; `403` is what a HEAD request, which has no body, leaves of it)."""


@dataclass(frozen=True)
class Target:
    """One resource to be read: whose, where, under which identity and (where known) ARN.

    `parts` are the fields of parts with a read of their own that are wanted.
    """

    address: str
    form: Form
    scope: Scope
    identity: tuple[str, ...]
    arn: str = ""
    parts: frozenset[str] = frozenset()

    @property
    def names(self) -> dict[str, Any]:
        """The identity fields with their values."""
        return dict(zip(self.form.kind.identity, self.identity, strict=True))


def is_denied(refused: AwsRefused) -> bool:
    """Whether AWS refused for want of permission."""
    return refused.code in DENIED


def means(refusals: Iterable[Refusal], refused: AwsRefused) -> bool:
    """Whether a refusal is one of these: its code, and the piece of message where one is told."""
    return any(one.code == refused.code and one.contains in refused.message for one in refusals)


def is_there(kind: Kind, item: Item | None) -> bool:
    """Whether an item is a resource: neither missing nor in a state that means gone."""
    if item is None:
        return False
    return not any(_is_in(at(item, path), states) for path, states in kind.gone.items())


def _is_in(state: Any, states: tuple[str, ...]) -> bool:
    return state is not None and ("*" in states or str(state) in states)


def parameters(form: Form, read: Read, names: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """What a read sends: the names its operation takes, and its constants filled in."""
    signature = form.calls.get(read.name)
    members = {**(signature.members if signature else EMPTY), **read.rename}
    sent = {members[field]: value for field, value in names.items() if field in members and value}
    constants = {member: constant(value, scope, names) for member, value in read.sends.items()}
    return {**sent, **{member: value for member, value in constants.items() if value is not None}}


def constant(value: Any, scope: Scope, names: Mapping[str, Any] = EMPTY) -> Any:
    """A constant of a kind as it is sent from this scope: templates filled, lists as lists.

    `names` are places of the resource's own besides those of the scope.
    """
    own = {"region": scope.region, "account": scope.account, "partition": scope.partition}
    places = {**names, **own}
    match value:
        case By():
            chosen = value.cases.get(places.get(value.field, ""), value.otherwise)
            return None if chosen is MISSING else constant(chosen, scope, names)
        case str():
            return value.format_map(places) if "{" in value else value
        case tuple():
            return [constant(item, scope, names) for item in value]
        case Mapping():
            return {member: constant(item, scope, names) for member, item in value.items()}
    return value


def answers(
    send: Send, form: Form, read: Read, params: Mapping[str, Any], scope: Scope
) -> Iterator[Answer]:
    """The answers of a read, page by page; a token that comes twice in a row ends them."""
    signature = form.calls.get(read.name)
    page = signature.page if signature else None
    token: Any = None
    while True:
        more: dict[str, Any] = {page[0]: token} if page and token else {}
        answer = send(Call(form.kind.client, read.name, {**params, **more}, scope.name))
        yield answer
        following = at(answer, page[1]) if page else None
        if not following or following == token:
            return
        token = following


def listed(send: Send, form: Form, read: Read, names: Mapping[str, Any], scope: Scope) -> list[Any]:
    """Everything at `read.path`, of all pages."""
    params = parameters(form, read, names, scope)
    found: list[Any] = []
    for answer in answers(send, form, read, params, scope):
        found += at(answer, read.path) or ()
    return [item for item in found if is_meant(read, item)]


def listed_within(
    send: Send, form: Form, read: Read, names: Mapping[str, Any], scope: Scope
) -> list[Any]:
    """As `listed`; nothing where what the list is bound to (an event bus) is not there yet."""
    try:
        return listed(send, form, read, names, scope)
    except AwsRefused as refused:
        if names and means(form.kind.absent, refused):
            return []
        raise


def is_meant(read: Read, item: Any) -> bool:
    """Whether an item of an answer is one that the read is about."""
    return all(at(item, path) == value for path, value in read.where.items())


def single(send: Send, target: Target, read: Read) -> Item | None:
    """One resource by a read of its own; None where AWS says that it is not there."""
    names = {**target.names, "arn": target.arn}
    params = parameters(target.form, read, names, target.scope)
    try:
        answer = send(Call(target.form.kind.client, read.name, params, target.scope.name))
    except AwsRefused as refused:
        if means(target.form.kind.absent, refused):
            return None
        raise
    item = at(answer, read.path)
    if isinstance(item, list | tuple):
        item = by_identity(target.form, read, item).get(target.identity)
    return item if isinstance(item, Mapping) else None


def batch(send: Send, targets: Sequence[Target], read: Read) -> dict[str, Item | None]:
    """Many of one kind and scope in one call, by address.

    A strict batch is halved when refused; of any other one it is the holder that is not there.
    """
    form, scope = targets[0].form, targets[0].scope
    by_arn = read.rename.get("arn") == read.many
    names = [target.arn if by_arn else target.identity[-1] for target in targets]
    parents = dict(zip(form.kind.identity[:-1], targets[0].identity[:-1], strict=True))
    params = with_names(parameters(form, read, parents, scope), read.many, names)
    call = Call(form.kind.client, read.name, params, scope.name)
    try:
        answer = send(call)
    except AwsRefused as refused:
        if not means(form.kind.absent, refused):
            raise
        if not read.strict:
            return dict.fromkeys(target.address for target in targets)
        return _halved(send, targets, read)
    for unread in refusals_in(read, call, answer):
        if not means(form.kind.absent, unread):
            raise unread
    found = by_identity(form, read, at(answer, read.path) or (), targets[0].identity[:-1])
    if found and read.joined:
        more = _completing(send, targets, read.joined, names)
        found = {identity: {**more.get(identity, {}), **one} for identity, one in found.items()}
    return {target.address: found.get(target.identity) for target in targets}


def with_names(params: Mapping[str, Any], many: str, names: Sequence[str]) -> dict[str, Any]:
    """What a batch sends: the names at the path `many`, through lists into each item."""
    head, _, rest = many.partition(".")
    inner = params.get(head)
    if not rest:
        return {**params, head: list(names)}
    if isinstance(inner, list):
        return {**params, head: [with_names(one, rest, names) for one in inner]}
    return {**params, head: with_names(inner or {}, rest, names)}


def _completing(
    send: Send, targets: Sequence[Target], read: Read, names: Sequence[str]
) -> dict[tuple[str, ...], Item]:
    """What a second read, a batch of the same names, says of a first one's items."""
    form, scope, parents = targets[0].form, targets[0].scope, targets[0].identity[:-1]
    own = dict(zip(form.kind.identity[:-1], parents, strict=True))
    params = with_names(parameters(form, read, own, scope), read.many, names)
    pages = answers(send, form, read, params, scope)
    items = [item for answer in pages for item in at(answer, read.path) or ()]
    return by_identity(form, read, items, parents)


def by_identity(
    form: Form, read: Read, items: Iterable[Any], parents: tuple[str, ...] = ()
) -> dict[tuple[str, ...], Item]:
    """Items by their identity; identity fields that an item does not tell are the parents'."""
    told = (item for item in items if isinstance(item, Mapping))
    return {identity_in(form, read, item, parents): item for item in told}


def identity_in(
    form: Form, read: Read, item: Item, parents: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Whose an item is: the members that hold its identity, parents where it does not tell."""
    told = []
    for number, field in enumerate(form.kind.identity):
        shape = form.fields[field]
        value = at(item, read.match.get(field) or shape.word.read or shape.member)
        told.append(str(value) if value else parents[number] if number < len(parents) else "")
    return tuple(told)


def _halved(send: Send, targets: Sequence[Target], read: Read) -> dict[str, Item | None]:
    if len(targets) == 1:
        return {targets[0].address: None}
    middle = len(targets) // 2
    return {**batch(send, targets[:middle], read), **batch(send, targets[middle:], read)}
