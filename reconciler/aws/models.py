"""The service models that botocore ships, read as plain JSON without importing botocore.

Importing botocore costs about 100 ms and most commands never call AWS: validation, schemas and
the sandbox need only the models, which are data files inside the botocore package. A `Model` is
one service, an `Operation` one call, a `Shape` one type as used in one place: the traits of the
member that refers to it are laid over those of the type it names, as botocore does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from types import MappingProxyType

from reconciler.aws.model_files import Json, UnknownModel, read, services, unknown
from reconciler.aws.model_pages import Page, derived_page, listed_pages

__all__ = [
    "Json",
    "Model",
    "Operation",
    "Page",
    "Shape",
    "UnknownModel",
    "error_code",
    "model",
    "services",
    "snake",
]

PROTOCOLS = ("json", "rest-json", "rest-xml", "smithy-rpc-v2-cbor", "query", "ec2")
"""The order in which botocore 1.44 prefers the protocols that a model offers
(botocore.utils.PRIORITY_ORDERED_SUPPORTED_PROTOCOLS): JSON comes before CBOR."""

# Source of both expressions and of the special case: botocore.xform_name (botocore/__init__.py).
_FIRST_CAP = re.compile("(.)([A-Z][a-z]+)")
_END_CAP = re.compile("([a-z0-9])([A-Z])")
_PLURAL_ACRONYM = re.compile("[A-Z]{2,}s$")


@cache
def snake(name: str) -> str:
    """Return `name` as boto3 spells it: `BatchGetProjects` becomes `batch_get_projects`.

    The same rules as botocore's xform_name, without its table of exceptions: that holds only
    operations of services that this tool has nothing to do with (tests compare the two).
    """
    if "_" in name:
        return name
    if plural := _PLURAL_ACRONYM.search(name):
        tail = plural.group()
        name = f"{name[: -len(tail)]}_{tail.lower()}"
    return _END_CAP.sub(r"\1_\2", _FIRST_CAP.sub(r"\1_\2", name)).lower()


@dataclass(frozen=True, eq=False)
class Shape:
    """One type where it is used: `traits` are the model's own, the member's over the type's.

    `type` is structure, list, map, string, blob, timestamp, boolean, integer, long, float or
    double. Compared by identity: shapes may contain themselves.
    """

    model: Model = field(repr=False)
    name: str
    traits: Mapping[str, Json] = field(repr=False)

    @cached_property
    def type(self) -> str:
        """The model's word for what this is."""
        return str(self.traits["type"])

    @cached_property
    def members(self) -> Mapping[str, Shape]:
        """Members of a structure by the model's names; empty for any other type."""
        members = self.traits.get("members", {})
        return MappingProxyType({name: self.model.at(ref) for name, ref in members.items()})

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Names of the members that must be given."""
        return tuple(self.traits.get("required", ()))

    @cached_property
    def element(self) -> Shape:
        """What a list holds."""
        return self.model.at(self.traits["member"])

    @cached_property
    def key(self) -> Shape:
        """What a map is keyed by."""
        return self.model.at(self.traits["key"])

    @cached_property
    def value(self) -> Shape:
        """What a map holds."""
        return self.model.at(self.traits["value"])

    @cached_property
    def enum(self) -> tuple[str, ...]:
        """The values a string may have; empty where any may be."""
        return tuple(self.traits.get("enum", ()))

    @property
    def pattern(self) -> str | None:
        """The Java expression that a string must match as a whole, as the model writes it."""
        return self.traits.get("pattern")

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Least and greatest: characters of a string, items of a list or map, or the number."""
        return self.traits.get("min"), self.traits.get("max")

    @property
    def documentation(self) -> str:
        """AWS's description, as HTML."""
        return str(self.traits.get("documentation", ""))

    def wire_name(self, member: str) -> str:
        """Return the name that `member` has in a request or answer (its locationName)."""
        return str(self.members[member].traits.get("locationName", member))


@dataclass(frozen=True, eq=False)
class Operation:
    """One call of a service."""

    model: Model = field(repr=False)
    name: str
    traits: Mapping[str, Json] = field(repr=False)

    @cached_property
    def method(self) -> str:
        """The name that boto3 gives to this call."""
        return snake(self.name)

    @cached_property
    def input(self) -> Shape:
        """What is sent; an empty structure where the model names none."""
        reference = self.traits.get("input")
        return self.model.at(reference) if reference else self.model.nothing

    @cached_property
    def output(self) -> Shape:
        """What is answered; an empty structure where the model names none."""
        reference = self.traits.get("output")
        return self.model.at(reference) if reference else self.model.nothing

    @cached_property
    def errors(self) -> Mapping[str, Shape]:
        """The errors that this operation declares, by the code that a client sees."""
        shapes = (self.model.at(ref) for ref in self.traits.get("errors", ()))
        return MappingProxyType({error_code(shape): shape for shape in shapes})

    @property
    def http(self) -> Mapping[str, Json]:
        """Method, requestUri and, where it is not 200, responseCode."""
        http: Mapping[str, Json] = self.traits["http"]
        return http

    @cached_property
    def page(self) -> Page | None:
        """How the answer is cut into pages, or None where it comes whole."""
        return self.model.pages.get(self.name) or derived_page(
            self.input.members, self.output.members
        )


@dataclass(frozen=True, eq=False)
class Model:
    """One service: its metadata, its operations and its shapes, all as botocore ships them."""

    service: str
    raw: Mapping[str, Json] = field(repr=False)
    pages: Mapping[str, Page] = field(repr=False)

    @property
    def metadata(self) -> Mapping[str, Json]:
        """The model's words about itself: serviceId, protocols, targetPrefix and the like."""
        metadata: Mapping[str, Json] = self.raw["metadata"]
        return metadata

    @cached_property
    def protocol(self) -> str:
        """The protocol that boto3 speaks with this service."""
        offered = self.metadata.get("protocols") or [self.metadata["protocol"]]
        return next(known for known in PROTOCOLS if known in offered)

    @property
    def signing_name(self) -> str:
        """The service's name in the credential scope of a signed request."""
        return str(self.metadata.get("signingName", self.metadata["endpointPrefix"]))

    @cached_property
    def operations(self) -> Mapping[str, Operation]:
        """All operations by the model's names, as `CreateProject`."""
        raw = self.raw["operations"]
        return MappingProxyType({name: Operation(self, name, raw[name]) for name in raw})

    @cached_property
    def methods(self) -> Mapping[str, Operation]:
        """All operations by boto3's names, as `create_project`."""
        return MappingProxyType({op.method: op for op in self.operations.values()})

    @cached_property
    def nothing(self) -> Shape:
        """A structure without members, for operations that take or answer nothing."""
        return Shape(self, "Unit", MappingProxyType({"type": "structure", "members": {}}))

    def operation(self, name: str) -> Operation:
        """Return the operation of that name, in the model's or in boto3's spelling."""
        if found := self.operations.get(name) or self.methods.get(name):
            return found
        raise unknown(f"{self.service} has no operation {name}")

    def shape(self, name: str) -> Shape:
        """Return the type of that name."""
        if name in self.raw["shapes"]:
            return Shape(self, name, self.raw["shapes"][name])
        raise unknown(f"{self.service} has no shape {name}")

    def at(self, reference: Mapping[str, Json]) -> Shape:
        """Return the shape that a model's `{"shape": NAME, ...}` means where it stands."""
        name = reference["shape"]
        return Shape(self, name, {**self.raw["shapes"][name], **reference})

    @cached_property
    def errors(self) -> Mapping[str, Shape]:
        """All error structures of the service, by the code that a client sees."""
        raw = self.raw["shapes"]
        shapes = (self.shape(name) for name in raw if raw[name].get("exception"))
        return MappingProxyType({error_code(shape): shape for shape in shapes})


def error_code(shape: Shape) -> str:
    """Return the code by which clients know an error: the model's own, else the shape's name."""
    return str(shape.traits.get("error", {}).get("code", shape.name))


@cache
def model(service: str) -> Model:
    """Return the newest model of a service, by botocore's name for it (`codebuild`, `events`).

    Raises UnknownModel where the installed botocore has none. Read once a process.
    """
    raw = read(service, "service-2")
    pages = read(service, "paginators-1").get("pagination", {})
    return Model(service, raw, listed_pages(pages))
