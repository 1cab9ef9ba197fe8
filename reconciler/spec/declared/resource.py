"""One declaration made a resource: read twice, judged, named, in its normal form.

A resource is judged as it is written, whatever environment is meant, and again with its references
resolved. The second judgement's faults stand at the reference and name the var they came from; what
the first has told is not told again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from reconciler.errors import Fault, Place, SpecInvalid
from reconciler.spec.content.around import Around
from reconciler.spec.content.normal import normal_structure
from reconciler.spec.content.typed import TOLD, Reading, typed
from reconciler.spec.declared.former import former_address, former_identity
from reconciler.spec.declared.identities import Identities, Named
from reconciler.spec.declared.lifecycle import Checked, lifecycle_of
from reconciler.spec.declared.nulls import never_empty
from reconciler.spec.declared.pointers import pointers, undeclared
from reconciler.spec.declared.secrets import Allowed
from reconciler.spec.declared.tags import merged_tags, tag_faults
from reconciler.spec.declared.tracing import around_places, origins_of, references_of
from reconciler.spec.declared.validate import Subject, faults_of
from reconciler.spec.declared.verdicts import Judge, checkable
from reconciler.spec.form import Form
from reconciler.spec.language.resolver import Declaration, Resolved
from reconciler.spec.nodes import MapNode, Node, ScalarNode
from reconciler.spec.stack import Resource

CASCADES = frozenset({"RC1202", "RC1208"})
"""What a value seems to lack because its reference was wrong: that fault is told already."""


@dataclass(frozen=True)
class Ground:
    """What every resource of a stack stands on, in one environment."""

    identities: Identities
    forms: Mapping[str, Form]
    judge: Judge
    allowed: Allowed
    off: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Made:
    """What became of a declaration: a resource, unless it is wrong beyond use, and the faults."""

    resource: Resource | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Read:
    """One reading of a resource: its data, what was gathered, what was wrong."""

    data: Mapping[str, Any]
    reading: Reading
    faults: tuple[Fault, ...]


def resource_of(declaration: Declaration, ground: Ground) -> Made:
    """The resource that a declaration means, with every fault of it."""
    form = ground.forms[declaration.kind]
    try:
        named = ground.identities.named(declaration.address)
        resolver = ground.identities.resolver
        resolved = resolver.resolve(declaration.node, declaration, form.structure())
        shared = resolver.resolve(declaration.tags, declaration)
    except SpecInvalid as circle:
        return Made(None, tuple(_placed(circle.faults, declaration)))
    node = resolved.node if isinstance(resolved.node, MapNode) else declaration.node
    checked = _lifecycle(node, declaration, ground)
    written = _read(form, declaration, declaration.node, {}, ground)
    final = _read(form, declaration, node, _identity(form, named), ground)
    places = final.reading.places
    tags = merged_tags(shared.node, node.get("tags"))
    found = (
        *(*named.faults, *resolved.faults, *shared.faults, *written.faults),
        *_second(final.faults, resolved),
        *checked.faults,
        *_tag_faults(form, node, tags, declaration),
        *_kept_by_aws(form, named, checked, declaration),
        *never_empty(form, node, declaration),
    )
    resource = replace(
        _resource(declaration, ground, named, final, checked),
        tags=_texts(tags) if form.kind.tags else None,
        places=around_places(declaration, form, tags) | places,
        origins=origins_of(resolved, places),
        references=references_of(resolved, shared, named, places),
    )
    notes = tuple(_notes(resource, final, resolved, ground))
    faults = unrepeated(_required(found, checked, declaration))
    return Made(replace(resource, notes=notes), faults)


def _placed(faults: Iterable[Fault], declaration: Declaration) -> Iterator[Fault]:
    """Faults with a place: the declaration's, where they have none."""
    yield from (replace(fault, place=fault.place or declaration.place) for fault in faults)


def _kept_by_aws(
    form: Form, named: Named, checked: Checked, declaration: Declaration
) -> Iterator[Fault]:
    """A name that AWS keeps for what it makes itself can be referred to, and not be written."""
    name = named.values[-1]
    if checked.lifecycle.state != "external" and name.startswith(form.kind.builtin):
        message = f"`{name}` is a name that AWS keeps for itself"
        suggestion = "To refer to what AWS made, write `lifecycle: {state: external}`."
        yield Fault("RC1216", message, declaration.place, "another name",
                    suggestion, declaration.address)  # fmt: skip


def _lifecycle(node: MapNode, declaration: Declaration, ground: Ground) -> Checked:
    return lifecycle_of(
        node.get("lifecycle"),
        declaration.address,
        ground.identities.declared,
        ground.off,
        ground.forms[declaration.kind].structure(),
    )


def _identity(form: Form, named: Named) -> dict[str, str]:
    """Identity fields as data; a name that is wrong is told already."""
    values = zip(form.kind.identity, named.values, strict=True)
    return {name: value or TOLD for name, value in values}


def _read(
    form: Form, declaration: Declaration, node: MapNode, identity: Mapping[str, str], ground: Ground
) -> Read:
    """The data of a node and everything that is wrong with it.

    Without an `identity` (as written) names count as given: they may follow from the key.
    """
    reading = Reading(declaration.address, ground.allowed)
    data = typed(form, node, reading)
    names = identity or {name: data.get(name) or TOLD for name in form.kind.identity}
    judged = checkable({**data, **names})
    verdicts = ground.judge.verdicts(form.kind.id, judged)
    subject = Subject(declaration.address, form, node, declaration.place, judged, ground.forms)
    told = faults_of(subject, verdicts) if verdicts else ()
    return Read(data, reading, (*reading.faults, *told))


def _second(faults: Iterable[Fault], resolved: Resolved) -> Iterator[Fault]:
    """The faults of the second judgement: with the var's place, without what a fault caused."""
    for fault in faults:
        if resolved.faults and fault.code in CASCADES:
            continue
        origin = resolved.origins.get(fault.place) if fault.place else None
        yield replace(fault, notes=(*fault.notes, origin)) if origin else fault


def _required(
    faults: Iterable[Fault], checked: Checked, declaration: Declaration
) -> Iterator[Fault]:
    """Only what is to be present must be complete; an external resource is just named."""
    relaxed = checked.lifecycle.state != "present"
    for fault in faults:
        if not (relaxed and fault.code in CASCADES and fault.place == declaration.place):
            yield fault


def unrepeated(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults without those that say the same of the same place again."""
    kept: dict[tuple[str, str, Place | None], Fault] = {}
    for fault in faults:
        kept.setdefault((fault.code, fault.message, fault.place), fault)
    return tuple(kept.values())


def _tag_faults(
    form: Form, node: MapNode, tags: dict[str, tuple[Node, Place]], declaration: Declaration
) -> Iterator[Fault]:
    written = node.get("tags")
    if written is None or isinstance(written, MapNode) or _is_null(written):
        if form.kind.tags:
            yield from tag_faults(tags, declaration.address)
        elif written is not None:
            message = f"{form.kind.id} cannot be tagged"
            yield Fault("RC1204", message, node.place_of("tags"), "no `tags`",
                        "Take them out: AWS keeps no tags of it.", declaration.address)  # fmt: skip
        return
    yield Fault("RC1201", "`tags` is no mapping", written.place, "a mapping, key to text",
                None, declaration.address)  # fmt: skip


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and (node.is_null or node.empty)


def _texts(tags: dict[str, tuple[Node, Place]]) -> dict[str, str]:
    return {key: node.text for key, (node, _) in tags.items() if isinstance(node, ScalarNode)}


def _resource(
    declaration: Declaration, ground: Ground, named: Named, final: Read, checked: Checked
) -> Resource:
    form = ground.forms[declaration.kind]
    desired = normal_structure(form.structure(), final.data)
    assert isinstance(desired, Mapping)
    unsent = {*form.kind.identity, *form.kind.shorthands}
    arn = ground.identities.arn(declaration.address)
    formerly = former_address(declaration.address, checked.lifecycle.previously)
    return Resource(
        declaration.address,
        form,
        declaration.scope,
        named.values,
        {name: value for name, value in desired.items() if name not in unsent},
        declaration.place,
        arn=arn if isinstance(arn, str) else "",
        lifecycle=checked.lifecycle,
        formerly=formerly,
        past=former_identity(ground.identities, declaration.address, formerly),
        implied={name: one for name, one in desired.items() if name in form.kind.shorthands},
        stamped=declaration.instance.place if declaration.instance else None,
    )


def _notes(resource: Resource, final: Read, resolved: Resolved, ground: Ground) -> Iterator[Fault]:
    referred = {use.place for use in resolved.uses}
    for pointer in pointers(resource.form.structure(), final.data, Around()):
        place = resource.places.get(pointer.path, resource.place)
        if place not in referred:
            account = resource.scope.account
            note = undeclared(pointer, ground.identities, place, resource.address, account)
            if note:
                yield note
