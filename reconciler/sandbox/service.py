"""What the services of the sandbox are written with.

A service is a class: its tables, and a method for each operation, named as boto3 names it, with
the members of the model's input as keywords. A method checks first, then changes, then returns
what to show. What it need not do: decode, check types and bounds (done from the model before it
is called), cut pages (it returns all), tag, untag and list tags (read off the model), take back
changes of an operation that is refused, save. What happened it tells with `streams.emit`.

    class CodeArtifact(Service):
        names = ("codeartifact",)
        domains = Table("name", exists="ConflictException", arn="domain/{0}")

        def create_domain(self, domain: str, tags: Tags = (), **_: object) -> Answer:
            row = {
                "name": domain,
                "owner": self.world.account,
                "arn": self.domains.arn(domain),
                "createdTime": self.world.now(),          # timestamps are seconds since 1970
            }
            return {"domain": self.domains.add(row, tags)}

        def describe_domain(self, domain: str, **_: object) -> Answer:
            return {"domain": self.domains.get(domain)}   # refuses with the table's `missing`

        def list_domains(self, **_: object) -> Answer:    # returns all; pages are cut from it
            return {"domains": list(self.domains)}

        def delete_domain(self, domain: str, **_: object) -> Answer:
            if any(row["domainName"] == domain for row in self.repositories):
                raise self.refuse("ConflictException", "...", resourceId=domain)
            return {"domain": self.domains.remove(domain)}   # None where there was none

Records may hold more than is shown: members that the model's output does not have are left out
when the answer is written. A member whose value is None is left out too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, TypeAlias

from reconciler.aws.models import Model, Operation, model
from reconciler.sandbox import tags
from reconciler.sandbox.errors import NotCovered, Refusal
from reconciler.sandbox.pages import Cutter
from reconciler.sandbox.tables import Error, Rows, Table, copied
from reconciler.sandbox.tags import tag_list, tag_map
from reconciler.sandbox.world import World

__all__ = [
    "Answer",
    "Error",
    "Refusal",
    "Rows",
    "Service",
    "Table",
    "Tags",
    "copied",
    "tag_list",
    "tag_map",
]

Answer: TypeAlias = dict[str, Any] | None
"""What an operation shows; None for those that answer nothing."""
Tags: TypeAlias = Sequence[Mapping[str, str]] | Mapping[str, str]
"""Tags as a client sends them, in the service's spelling."""
Handler: TypeAlias = Callable[..., Answer]
"""A method of a service that answers an operation."""


class Service:
    """One AWS service, for one request: `self.world` is where, when and by whom it is asked.

    `names` are botocore's names for it; all of them share one state, kept under the first.
    `arn_name` is the service's word in ARNs, where that is not its first name.
    """

    names: ClassVar[tuple[str, ...]]
    arn_name: ClassVar[str | None] = None

    def __init__(self, world: World, called: str | None = None) -> None:
        self.world = world
        self.model: Model = model(called or self.names[0])

    @property
    def place(self) -> str:
        """Where this service keeps the records of the account and region it is asked in."""
        return self.world.place(self.names[0])

    def arn(self, resource: str) -> str:
        """Return the ARN of a resource of this service, account and region."""
        return self.world.arn(self.arn_name or self.names[0], resource)

    def refuse(self, code: str, message: str = "", **members: Any) -> Refusal:
        """Return the error to raise: the code that clients see, and the model's other members."""
        return Refusal(code, message, **members)

    def tags_of(self, arn: str) -> dict[str, str] | None:
        """Return the tags of a resource of this service; None where there is no such resource."""
        return tags.Tagging(self.world, self.place).get(arn)

    def retag(self, arn: str, given: Tags) -> None:
        """Replace the tags of a resource of this service."""
        tags.Tagging(self.world, self.place).replace(arn, tag_map(given))

    def heard(self, event: Mapping[str, Any]) -> None:
        """Do what this service does when an event comes by on the default bus of its account and
        region (CodeStar Notifications: send it on). Nothing, unless a service says otherwise.
        """

    def sent(self, target: str, delivered: bool) -> None:
        """Take note of what became of a message that this service sent (`streams.post`)."""

    def ticked(self) -> None:
        """Do what is due, when the clock was moved: let a build end. Reading may do it too."""

    @classmethod
    def covered(cls, name: str) -> Mapping[str, Handler]:
        """Return the handlers of this class by boto3's names, for one of the service's names."""
        return _handlers(cls.__mro__, name)

    def perform(
        self, operation: Operation, params: Mapping[str, Any], cutter: Cutter
    ) -> dict[str, Any]:
        """Do an operation whose input was checked, and return what to answer.

        Raises Refusal for what AWS would refuse, NotCovered for what is not written.
        """
        handler = self.covered(self.model.service).get(operation.method)
        if handler is not None:
            answer = handler(self, **params) or {}
        elif operation.method in tags.OPERATIONS:
            tagging = tags.Tagging(self.world, self.place)
            answer = tags.answer(operation, params, tagging, self.refuse)
        else:
            raise NotCovered(f"{self.model.service} {operation.name} is not in the sandbox")
        return cutter.cut(operation, params, answer, self.refuse)


@cache
def _handlers(lineage: tuple[type, ...], name: str) -> Mapping[str, Handler]:
    """Return the methods of a class and its parents that are operations of that model."""
    found: dict[str, Handler] = {}
    for part in reversed(lineage):
        found.update({key: held for key, held in vars(part).items() if callable(held)})
    return {key: held for key, held in found.items() if key in model(name).methods}
