"""Where a path of a plan stands in what the AWS CLI tells: found by names alone, without our models."""

import json
import re
from typing import Any

import yaml

STEP = re.compile(r"\.?([^.\[\]]+)|\[([^\]]*)\]")
KEYS = ("name", "id", "sourceidentifier", "key")
"""The members by which AWS keys the items of a list."""

PREFIXES = ("", "repository", "pipeline", "role")
MISSING = "(missing)"


def found(told: Any, path: str) -> Any:
    """What stands at the path of a plan, MISSING where nothing does."""
    if path.startswith("tags."):
        return told["tags"].get(path.removeprefix("tags."), MISSING)
    return at(told, [field or key for field, key in STEP.findall(path)])


def at(told: Any, steps: list[str]) -> Any:
    """What stands some steps further; a text that is a document is read."""
    if not steps:
        return told
    step, *rest = steps
    match told:
        case str():
            return at(document(told), steps)
        case dict():
            return in_mapping(told, steps)
        case list() if step.isdigit() and int(step) < len(told):
            return at(told[int(step)], rest)
        case list():
            items = [one for one in told if key_of(one) == step]
            return at(items[0], rest) if len(items) == 1 else MISSING
    return MISSING


def in_mapping(told: dict[str, Any], steps: list[str]) -> Any:
    """A key as it is, or a member by its name; keys of maps may hold dots."""
    for end in range(len(steps), 0, -1):
        if ".".join(steps[:end]) in told:
            return at(told[".".join(steps[:end])], steps[end:])
    wanted = steps[0].replace("_", "").lower()
    named = {name.lower(): value for name, value in told.items()}
    for prefix in PREFIXES:
        if prefix + wanted in named:
            return at(named[prefix + wanted], steps[1:])
    return MISSING


def key_of(item: Any) -> str:
    """What AWS calls an item of a list."""
    named = {name.lower(): value for name, value in item.items()}
    return str(next((named[key] for key in KEYS if key in named), MISSING))


def document(text: str) -> Any:
    """JSON or YAML as what it says; None for plain text."""
    read = yaml.safe_load(text)
    return read if isinstance(read, dict | list) else None


def same(after: Any, told: Any) -> bool:
    """Whether a value of a plan and one of the CLI say the same."""
    if isinstance(after, dict | list) and isinstance(told, str) and document(told) is not None:
        told = document(told)
    if isinstance(after, list):
        if isinstance(told, str):
            told = told.split(",")
        return sorted(map(json.dumps, after)) == sorted(map(json.dumps, listed(told)))
    if isinstance(told, list) and len(told) == 1:
        told = told[0]
    if isinstance(after, dict):
        return isinstance(told, dict) and all(
            same(value, in_mapping(told, [name])) for name, value in after.items()
        )
    return scalar(after) == scalar(told)


def listed(told: Any) -> list[Any]:
    """A list, or the one thing that AWS writes in the place of a list of one."""
    return told if isinstance(told, list) else [told]


def scalar(value: Any) -> str:
    """A scalar as AWS writes it where it keeps text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
