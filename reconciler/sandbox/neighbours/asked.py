"""A request to moto's services as a mended operation sees it, and how it answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from reconciler.sandbox.messages import Response


@dataclass(frozen=True)
class Asked:
    """One request: its parameters, where it is made, and moto's own answer on demand.

    `params` are the members of a JSON request, or the pairs of a form. `moto` answers the same
    operation with the parameters that it is given.
    """

    params: Mapping[str, Any]
    account: str
    region: str
    moto: Callable[[Mapping[str, Any]], Response]


def json_of(members: Mapping[str, Any]) -> Response:
    """Return an answer of a JSON service with these members."""
    body = json.dumps(members).encode()
    return Response(200, body, {"content-type": "application/x-amz-json-1.1"})
