"""What one request asks, once it is understood, and what is kept of it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reconciler.aws.models import Model, Operation
from reconciler.sandbox.faults import Hits
from reconciler.sandbox.messages import Request
from reconciler.sandbox.world import Caller


@dataclass(frozen=True)
class Call:
    """One call that reached the sandbox: `params` are None where they could not be read."""

    service: str
    operation: str
    params: Mapping[str, Any] | None
    account: str
    region: str
    status: int


@dataclass(frozen=True)
class Asked:
    """One request, understood: what is asked, by whom and where, and what goes wrong with it."""

    request: Request
    operation: Operation
    caller: Caller
    region: str
    hits: Hits

    @property
    def model(self) -> Model:
        """The model of the service that is asked."""
        return self.operation.model
