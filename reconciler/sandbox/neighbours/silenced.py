"""moto's buckets, kept from telling anybody of their objects: the sandbox does, where it is allowed.

moto sends to queues, topics and functions whatever their policies say.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any


@contextmanager
def silenced(service: str) -> Iterator[None]:
    """Let moto's S3 send nothing, as long as it answers."""
    if service != "s3":
        yield
        return
    module: dict[str, Any] = vars(import_module("moto.s3.notifications"))
    before = module["send_event"]
    module["send_event"] = _nothing
    try:
        yield
    finally:
        module["send_event"] = before


def _nothing(*_: object, **__: object) -> None:
    """Send nothing."""
