"""Where botocore keeps its models on disk, found and read without importing botocore.

A service is a folder with one folder for each API version, of which botocore takes the newest;
in it `service-2.json` and `paginators-1.json`, plain or gzipped (botocore/loaders.py).
"""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

from reconciler.errors import Fault, ReconcileError

Json: TypeAlias = Any
"""A value as the json module reads it."""


class UnknownModel(ReconcileError):
    """A service, operation or shape that the installed botocore has no model of."""


def unknown(message: str) -> UnknownModel:
    """Return the error for a model, or a part of one, that is not there."""
    mend = "Install the versions of boto3 and botocore that this release names."
    return UnknownModel(Fault("RC9001", message, suggestion=mend))


@cache
def services() -> tuple[str, ...]:
    """Return the names of all services that the installed botocore knows, sorted."""
    found = (path.parent.parent.name for path in data_folder().glob("*/*/service-2.json*"))
    return tuple(sorted(set(found)))


@cache
def data_folder() -> Path:
    """Return the folder of botocore's data files. Raises UnknownModel without botocore."""
    spec = find_spec("botocore")
    if spec is None or not spec.submodule_search_locations:
        raise unknown("botocore is not installed, and the models of AWS's services are in it")
    return Path(spec.submodule_search_locations[0], "data")


def read(service: str, name: str) -> dict[str, Json]:
    """Return what the file `name` says of a service; empty where the service has none.

    Raises UnknownModel where there is no such service.
    """
    versions = sorted(path for path in (data_folder() / service).glob("*") if path.is_dir())
    if not versions:
        raise unknown(f"the installed botocore has no service {service!r}")
    plain, packed = versions[-1] / f"{name}.json", versions[-1] / f"{name}.json.gz"
    if packed.exists():
        found: dict[str, Json] = json.loads(gzip.decompress(packed.read_bytes()))
        return found
    return json.loads(plain.read_bytes()) if plain.exists() else {}
