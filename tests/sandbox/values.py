"""Values of any shape of a model, in boto3's types, and the same as JSON."""

from __future__ import annotations

import base64
import random
from datetime import UTC, datetime
from typing import Any

from reconciler.aws.models import Shape

_DEEP = 6
_TEXT = "Zé/ %x+&=<y>'\"#?"


def value(shape: Shape, rng: random.Random, depth: int = 0) -> Any:
    """Return a value that boto3 accepts: every member, unless it lies too deep."""
    match shape.type:
        case "structure":
            return _structure(shape, rng, depth)
        case "list":
            return [value(shape.element, rng, depth + 1) for _ in range(_count(shape, rng))]
        case "map":
            count = _count(shape, rng)
            keys = list(shape.key.enum[:count]) or [
                f"key-number-{number}" for number in range(count)
            ]
            return {key: value(shape.value, rng, depth + 1) for key in keys}
        case _:
            return _scalar(shape, rng)


def _structure(shape: Shape, rng: random.Random, depth: int) -> dict[str, Any]:
    names = [name for name in shape.members if depth < _DEEP or name in shape.required]
    if shape.traits.get("union"):
        names = [rng.choice(names)]
    return {name: value(shape.members[name], rng, depth + 1) for name in names}


def _count(shape: Shape, rng: random.Random) -> int:
    least, most = shape.bounds
    return int(max(least or 0, min(most or 2, rng.choice([1, 2]))))


def _scalar(shape: Shape, rng: random.Random) -> Any:
    least, most = shape.bounds
    match shape.type:
        case "boolean":
            return rng.random() < 0.5
        case "integer" | "long":
            return int(max(least or 0, min(most or 9_999, rng.randrange(1, 9_999))))
        case "float" | "double":
            return float(max(least or 0, min(most or 9.5, rng.choice([0.5, 7.25]))))
        case "timestamp":
            return datetime(2026, 1, rng.randrange(1, 28), 9, 30, rng.randrange(60), tzinfo=UTC)
        case "blob":
            return bytes(rng.randrange(256) for _ in range(max(int(least or 0), 5)))
        case _:
            return _text(shape, rng, int(least or 1))


def _text(shape: Shape, rng: random.Random, least: int) -> str:
    if shape.enum:
        return rng.choice(shape.enum)
    plain = shape.traits.get("location") in {"header", "headers"}
    text = "plain" if plain else _TEXT
    return (text * (least // len(text) + 1))[: max(least, rng.randrange(1, len(text)))]


def plain(held: Any) -> Any:
    """Return a boto3 value as the sandbox keeps it: numbers for times, base64 for blobs."""
    if isinstance(held, dict):
        return {key: plain(part) for key, part in held.items()}
    if isinstance(held, list):
        return [plain(part) for part in held]
    if isinstance(held, datetime):
        return held.timestamp()
    return base64.b64encode(held).decode() if isinstance(held, bytes) else held
