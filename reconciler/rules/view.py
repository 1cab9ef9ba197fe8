"""A stack as rules look at it: its resources by kind, its pipelines read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from reconciler.rules.pipelines.pipeline import Pipeline, pipeline_of
from reconciler.spec.stack import Resource, Stack
from reconciler.spec.values import Late, Value

WRITTEN = ("present",)
"""States of resources that are to be as the spec says; of the others it says little."""


@dataclass(frozen=True)
class View:
    """A stack. What is not in it may still exist: rules judge only what is declared."""

    stack: Stack

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[Resource, ...]]:
        """Every resource that is to be present, by the id of its kind."""
        found: dict[str, list[Resource]] = {}
        for resource in self.stack.resources:
            if resource.lifecycle.state in WRITTEN:
                found.setdefault(resource.form.kind.id, []).append(resource)
        return {kind: tuple(resources) for kind, resources in found.items()}

    def of(self, kind: str) -> tuple[Resource, ...]:
        """The resources of a kind that are to be present."""
        return self.by_kind.get(kind, ())

    @cached_property
    def pipelines(self) -> tuple[Pipeline, ...]:
        """Every pipeline, read into its stages and actions."""
        return tuple(map(pipeline_of, self.of("codepipeline.pipelines")))

    @cached_property
    def _named(self) -> Mapping[tuple[str, str], Resource]:
        return {
            (kind, resource.identity[-1]): resource
            for kind, resources in self.by_kind.items()
            for resource in resources
            if resource.identity
        }

    @cached_property
    def _by_arn(self) -> Mapping[str, Resource]:
        present = (one for resources in self.by_kind.values() for one in resources)
        return {key: one for one in present for key in (one.arn, one.address) if key}

    def named(self, kind: str, name: Value) -> Resource | None:
        """The resource of a kind with that name, where the stack declares it."""
        return self._named.get((kind, name)) if isinstance(name, str) else None

    def meant(self, value: Value) -> Resource | None:
        """The resource whose ARN a value is, known or late, where the stack declares it."""
        key = value.address if isinstance(value, Late) else value
        return self._by_arn.get(key) if isinstance(key, str) else None
