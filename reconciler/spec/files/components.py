"""Components: files without a stack of their own, stamped out by the `use` of a stack's file.

```yaml
component: service                       stack: shop
vars: {image: null, timeout: 20}         use:
codebuild:                                 service:
  projects:                                  cart: {image: "aws/codebuild/standard:7.0"}
    build: ...                               mail: {image: ..., when: {environment: prod}}
```
declares `codebuild.projects.cart/build` and `codebuild.projects.mail/build`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from reconciler.errors import Fault, Place
from reconciler.spec.files.headers import NAME, Instance, SourceFile
from reconciler.spec.files.settings import NOTHING
from reconciler.spec.files.sources import twice
from reconciler.spec.nodes import MapNode, Node, ScalarNode
from reconciler.spec.suggest import did_you_mean, listed

WHEN: Final = "when"
"""The key of an instance that is no var: its condition."""


def by_name(files: Iterable[SourceFile], faults: list[Fault]) -> dict[str, SourceFile]:
    """The components among the files, by their names; two of one name are a fault."""
    found: dict[str, SourceFile] = {}
    for file in files:
        first = found.setdefault(file.component, file)
        if first is not file:
            what = f"the component `{file.component}`"
            faults.append(twice("RC1107", what, file.stack_place, first.stack_place))
    return found


def stamped(
    file: SourceFile, components: Mapping[str, SourceFile], faults: list[Fault]
) -> Iterator[SourceFile]:
    """A file of the stack for each instance that `use` asks for."""
    for name, instances in file.use.items():
        place = file.use.place_of(name)
        if name not in components:
            message = f"there is no component `{name}`"
            expected = listed(components, " or ") or "a file with `component: NAME`"
            near = did_you_mean(name, components)
            faults.append(Fault("RC1117", message, place, expected, near))
        elif not isinstance(instances, MapNode):
            faults.append(_no_mapping(f"use.{name}", instances, "instance → its vars"))
        else:
            for key, given in instances.items():
                yield from _instance(
                    file, components[name], key, instances.place_of(key), given, faults
                )


def _instance(
    file: SourceFile,
    component: SourceFile,
    key: str,
    place: Place,
    given: Node,
    faults: list[Fault],
) -> Iterator[SourceFile]:
    if not NAME.fullmatch(key):
        expected = "letters, digits, `_` and `-`"
        faults.append(Fault("RC1106", f"`{key}` is no name of an instance", place, expected))
        return
    if isinstance(given, ScalarNode) and (given.is_null or given.empty):
        given = NOTHING
    if not isinstance(given, MapNode):
        faults.append(_no_mapping(f"use.{component.component}.{key}", given, "its vars"))
        return
    values = {name: node for name, node in given.items() if name != WHEN}
    faults.extend(_wrong_vars(component, values, given, place))
    own = MapNode(values, given.place, given.key_places)
    instance = Instance(key, place, own, component.vars, given.get(WHEN))
    yield dataclasses.replace(
        component,
        stack=file.stack,
        stack_place=file.stack_place,
        names=component.names or file.names,
        instance=instance,
    )


def _wrong_vars(
    component: SourceFile, given: Mapping[str, Node], written: MapNode, place: Place
) -> Iterator[Fault]:
    """Vars that the component does not have, and those that it must be given and is not."""
    for name in given:
        if name not in component.vars:
            message = f"the component `{component.component}` has no var `{name}`"
            known = listed(component.vars.entries, " or ") or "no vars"
            near = did_you_mean(name, component.vars.entries)
            yield Fault("RC1118", message, written.place_of(name), known, near)
    for name, default in component.vars.items():
        if _is_null(default) and _is_null(given.get(name, default)):
            message = f"the component `{component.component}` must be given `{name}`"
            yield Fault("RC1118", message, place, f"`{name}: …`")


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.is_null


def _no_mapping(what: str, node: Node, expected: str) -> Fault:
    return Fault("RC1117", f"`{what}` is not a mapping", node.place, expected)
