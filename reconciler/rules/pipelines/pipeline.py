"""A pipeline read into stages and actions, with the paths at which they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from reconciler.kinds.actions.table import ACTION_TYPES
from reconciler.kinds.actions.word import ActionType
from reconciler.rules.values import keyed, structure, text
from reconciler.spec.stack import Resource
from reconciler.spec.values import Value


@dataclass(frozen=True)
class Action:
    """One action. `moment`: its stage's number and its run order: equal moments run side by side.

    `inputs` and `outputs` are names of artifacts in order. `path`: where it stands in the resource.
    """

    name: str
    path: str
    category: str
    owner: str
    provider: str
    moment: tuple[int, int]
    configuration: Mapping[str, Value]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    fields: Mapping[str, Value] = field(default_factory=dict)

    @property
    def type(self) -> ActionType | None:
        """What is known of its type; None for custom ones and those that are not known."""
        return ACTION_TYPES.get((self.category, self.owner, self.provider))

    @property
    def is_connection(self) -> bool:
        """Whether it is a source over a connection."""
        return self.provider == "CodeStarSourceConnection"

    @property
    def namespace(self) -> str:
        """The namespace of its output variables, "" without one."""
        return text(self.fields.get("namespace"))


@dataclass(frozen=True)
class Stage:
    """One stage, its actions in the order in which they are written."""

    name: str
    path: str
    fields: Mapping[str, Value]
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Pipeline:
    """One pipeline."""

    resource: Resource
    stages: tuple[Stage, ...]

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """Every action, stage by stage."""
        return tuple(action for stage in self.stages for action in stage.actions)

    @property
    def sources(self) -> Iterator[Action]:
        """Every source action."""
        return (action for action in self.actions if action.category == "Source")

    @property
    def is_v2(self) -> bool:
        """Whether it is of type V2, which it is where none is written."""
        return self.resource.desired.get("type") != "V1"


def pipeline_of(resource: Resource) -> Pipeline:
    """A resource of `codepipeline.pipelines` as a pipeline."""
    stages = keyed(resource.desired.get("stages"))
    return Pipeline(
        resource,
        tuple(_stage(name, number, held) for number, (name, held) in enumerate(stages.items())),
    )


def _stage(name: str, number: int, held: Mapping[str, Value]) -> Stage:
    path = f"stages[{name}]"
    actions = keyed(held.get("actions"))
    read = (_action(one, f"{path}.actions[{one}]", number, actions[one]) for one in actions)
    return Stage(name, path, held, tuple(read))


def _action(name: str, path: str, stage: int, held: Mapping[str, Value]) -> Action:
    kind = structure(held.get("action_type_id"))
    order = held.get("run_order")
    return Action(
        name,
        path,
        text(kind.get("category")),
        text(kind.get("owner")),
        text(kind.get("provider")),
        (stage, order if isinstance(order, int) else 1),
        structure(held.get("configuration")),
        tuple(keyed(held.get("input_artifacts"))),
        tuple(keyed(held.get("output_artifacts"))),
        held,
    )
