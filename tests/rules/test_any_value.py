"""Whatever stands in a field, rules find or do not find: they never break."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.rules.judge import judged
from reconciler.spec.load import load
from reconciler.spec.resources import check
from reconciler.spec.stack import Expanded, Resource, Stack
from reconciler.spec.values import Late, Secret, Text, Value
from tests.rules.cases import SETTINGS, cases
from tests.rules.test_examples import EXAMPLES

ODD: tuple[Value, ...] = (
    None,
    "",
    "text",
    "arn:aws",
    0,
    True,
    (),
    {},
    ("a", None, {}),
    {"(order)": ("gone",)},
    Late("iam.roles.build", "arn"),
    Text(("a", Late("iam.roles.build", "arn"))),
    Secret("env", "TOKEN"),
)
"""Values of every sort, in places where rules expect others."""


@cache
def stacks() -> tuple[Stack, ...]:
    """Every stack of the examples and of the cases that are ready."""
    texts = [path.read_text(encoding="utf-8") for path in EXAMPLES]
    texts += [case.wrong for case in cases() if case.ready]
    return tuple(stack for text in texts for stack in resolved(text))


def resolved(spec: str) -> tuple[Stack, ...]:
    found: list[Stack] = []

    def keep(stack: Stack) -> Expanded:
        found.append(stack)
        return Expanded(stack)

    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "reconcile.yaml").write_text(SETTINGS, encoding="utf-8")
        (root / "specs").mkdir()
        (root / "specs" / "a.yaml").write_text(spec, encoding="utf-8")
        check(load(root), keep)
    return tuple(found)


def paths(value: Value, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    inner = value.items() if isinstance(value, Mapping) else ()
    items = enumerate(value) if isinstance(value, tuple) else ()
    for step, item in (*inner, *items):
        yield from paths(item, (*path, step))


def put(value: Value, path: tuple[str | int, ...], new: Value) -> Value:
    if not path:
        return new
    step, *rest = path
    if isinstance(value, Mapping):
        return {**value, str(step): put(value[str(step)], tuple(rest), new)}
    assert isinstance(value, tuple)
    assert isinstance(step, int)
    return (*value[:step], put(value[step], tuple(rest), new), *value[step + 1 :])


def changed(resource: Resource, number: int, new: Value) -> Resource:
    places = list(paths(resource.desired))
    if not places:
        return resource
    desired = put(resource.desired, places[number % len(places)], new)
    assert isinstance(desired, Mapping)
    return replace(resource, desired=desired)


@given(
    which=st.integers(0, 10_000),
    spots=st.lists(
        st.tuples(st.integers(0, 10_000), st.sampled_from(ODD)), min_size=1, max_size=40
    ),
)
def test_rules_judge_any_values(which: int, spots: list[tuple[int, Value]]) -> None:
    stack = stacks()[which % len(stacks())]
    for number, new in spots:
        resources = tuple(changed(one, number, new) for one in stack.resources)
        judged(replace(stack, resources=resources))


@pytest.mark.parametrize(
    "target",
    [*ODD, {"arn": f"arn:aws:sqs:eu-west-1:{'1' * 12}:jobs", "role_arn": "arn:aws"}],
    ids=repr,
)
def test_a_target_may_be_anything(target: Value) -> None:
    """Drawn values found it: who reaches queues by a role took each target for a structure."""
    rules = (
        (stack, one)
        for stack in stacks()
        for one in stack.resources
        if one.form.kind.id == "eventbridge.rules"
    )
    stack, rule = next(rules)
    other = replace(rule, desired={**rule.desired, "targets": {"one": target}})
    judged(
        replace(stack, resources=tuple(other if one is rule else one for one in stack.resources))
    )
