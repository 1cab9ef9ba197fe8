"""What JSON Schema says of a resource, one verdict an error, each value judged once.

Every resource is judged with the schema that editors use. jsonschema-rs says whether anything is
wrong, which is nearly always no and then takes microseconds; only what it refuses goes to jsonschema,
which says what (docs/adr/0003-two-validators.md). Equal data of one kind are equal verdicts, so the
spec as written and the spec resolved for each of many environments cost one judgement where they are
the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reconciler.spec.content.walks import Step
from reconciler.spec.values import Late, Secret, Text


@dataclass(frozen=True)
class Verdict:
    """One schema error: the `word` that was broken (`required`), its `wanted`, at which `path`.

    `names`: the fields it is about (missing, or unknown). `in_key`: it is about the key that ends
    the path, not about a value. `inner`: what each alternative of an `anyOf` or `oneOf` found wrong.
    """

    word: str
    wanted: Any
    value: Any
    path: tuple[Step, ...]
    names: tuple[str, ...] = ()
    in_key: bool = False
    inner: tuple[Verdict, ...] = ()


@dataclass(frozen=True)
class Judge:
    """Validators over the schemas of kinds. `schema_of`: kind id → its JSON Schema (2020-12)."""

    schema_of: Callable[[str], Mapping[str, Any]]
    _judged: dict[tuple[str, str], tuple[Verdict, ...]] = field(default_factory=dict)
    _validators: dict[str, Any] = field(default_factory=dict)
    _gates: dict[str, Any] = field(default_factory=dict)

    def verdicts(self, kind_id: str, data: Any) -> tuple[Verdict, ...]:
        """Every error of the plain data of one resource, in the order of their paths."""
        key = (kind_id, json.dumps(data, ensure_ascii=False))
        if key not in self._judged:
            wrong = not self._gate(kind_id).is_valid(data)
            self._judged[key] = self._told(kind_id, data) if wrong else ()
        return self._judged[key]

    def _told(self, kind_id: str, data: Any) -> tuple[Verdict, ...]:
        errors = self._validator(kind_id).iter_errors(data)
        found = [verdict for error in errors for verdict in _verdicts(error, ())]
        return tuple(sorted(found, key=lambda each: str(each.path)))

    def _gate(self, kind_id: str) -> Any:
        if kind_id not in self._gates:
            from jsonschema_rs import Draft202012Validator

            self._gates[kind_id] = Draft202012Validator(dict(self.schema_of(kind_id)))
        return self._gates[kind_id]

    def _validator(self, kind_id: str) -> Any:
        if kind_id not in self._validators:
            from jsonschema import Draft202012Validator

            self._validators[kind_id] = Draft202012Validator(self.schema_of(kind_id))
        return self._validators[kind_id]


def _verdicts(error: Any, before: tuple[Step, ...]) -> Iterator[Verdict]:
    path = (*before, *error.relative_path)
    if "propertyNames" in error.relative_schema_path:
        yield Verdict(
            error.validator,
            error.validator_value,
            error.instance,
            (*path, error.instance),
            (),
            True,
        )
        return
    inner = tuple(verdict for each in error.context or () for verdict in _verdicts(each, path))
    yield Verdict(
        error.validator or "never", error.validator_value, error.instance, path, _names(error), False,
        inner,
    )  # fmt: skip


def _names(error: Any) -> tuple[str, ...]:
    """The fields that are missing or too many."""
    instance = error.instance if isinstance(error.instance, Mapping) else {}
    match error.validator:
        case "required":
            return tuple(name for name in error.validator_value if name not in instance)
        case "additionalProperties" | "unevaluatedProperties":
            known = error.schema.get("properties", {})
            return tuple(name for name in instance if name not in known)
        case "dependentRequired":
            wanted: Iterable[str] = (
                name
                for key in error.validator_value
                if key in instance
                for name in error.validator_value[key]
            )
            return tuple(name for name in wanted if name not in instance)
    return ()


def checkable(data: Any) -> Any:
    """Read data as the JSON that the schema judges: late values as references, nulls left out.

    A written null is *shall not be there*, so a required field that is null is missing.
    """
    match data:
        case Late(address, attribute):
            return f"${{{{ {address}.{attribute} }}}}"
        case Text(parts):
            return "".join(part if isinstance(part, str) else checkable(part) for part in parts)
        case Secret():
            return {"secret": str(data)}
        case Mapping():
            return {key: checkable(value) for key, value in data.items() if value is not None}
        case list() | tuple():
            return [checkable(item) for item in data if item is not None]
    return data
