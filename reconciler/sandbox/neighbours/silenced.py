"""What moto does beside answering, and is kept from.

- Its buckets tell nobody of their objects: moto sends to queues, topics and functions whatever their
  policies say. The sandbox tells where it is allowed.
- Its keys that only encrypt have one RSA pair between them: moto makes one for each (kms/models.py,
  `Key.__init__`), which takes 40 ms, and uses it for nothing but signing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any


@contextmanager
def silenced(service: str) -> Iterator[None]:
    """Let moto's S3 send nothing, and its KMS make no pair that nobody uses, as long as it answers."""
    if service not in _INSTEAD:
        yield
        return
    name, function, instead = _INSTEAD[service]
    module: dict[str, Any] = vars(import_module(name))
    before = module[function]
    module[function] = instead
    try:
        yield
    finally:
        module[function] = before


def _nothing(*_: object, **__: object) -> None:
    """Send nothing."""


def _pair(key_spec: str) -> Any:
    """Return the pair of a new key: its own where it can sign."""
    return _new_pair(key_spec) if key_spec.startswith(("RSA_", "ECC_")) else _shared_pair()


@cache
def _shared_pair() -> Any:
    return _new_pair("SYMMETRIC_DEFAULT")


def _new_pair(key_spec: str) -> Any:
    return vars(import_module("moto.kms.utils"))["generate_private_key"](key_spec)


_INSTEAD: dict[str, tuple[str, str, Callable[..., Any]]] = {
    "s3": ("moto.s3.notifications", "send_event", _nothing),
    "kms": ("moto.kms.models", "generate_private_key", _pair),
}
"""What is done instead, by service: the module and name of moto's function, and ours."""
