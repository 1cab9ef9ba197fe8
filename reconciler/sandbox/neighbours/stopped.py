"""moto's clock, made to stand at the moment at which a request was first made.

So what is replayed has the dates that a client was told.
"""

from __future__ import annotations

import datetime as real
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, tzinfo
from importlib import import_module
from types import SimpleNamespace
from typing import Any

_WATCHES = {
    "s3": ("moto.s3.models", "datetime"),
    "secretsmanager": ("moto.secretsmanager.models", "time"),
    "ecr": ("moto.ecr.models", "datetime"),
}
"""The services whose modules look at a clock of their own, and under which name."""


@contextmanager
def stopped(moment: float, service: str) -> Iterator[None]:
    """Let moto's clock stand at `moment`: nearly all its dates come from moto.core.utils.utcnow."""
    stop: Any = _stopped(moment)
    watches = [("moto.core.utils", "datetime"), *filter(None, [_WATCHES.get(service)])]
    held = [(vars(import_module(module)), name) for module, name in watches]
    before = [module[name] for module, name in held]
    for module, name in held:
        module[name] = _standing(module[name], stop, moment)
    try:
        yield
    finally:
        for (module, name), old in zip(held, before, strict=True):
            module[name] = old


def _stopped(moment: float) -> type[datetime]:
    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Stopped:
            return cls.fromtimestamp(moment, tz)

    return Stopped


def _standing(clock: Any, stop: type[datetime], moment: float) -> Any:
    """Return what stands in for a module `datetime`, a module `time` or the class `datetime`."""
    if clock is real:
        return _like(real, datetime=stop)
    return _like(time, time=lambda: moment) if clock is time else stop


def _like(module: Any, **other: Any) -> SimpleNamespace:
    names: Mapping[str, Any] = vars(module)
    return SimpleNamespace(**{**names, **other})
