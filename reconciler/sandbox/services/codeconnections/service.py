"""CodeConnections, put together from its parts, and the handshake that only people do.

On AWS, a person completes a connection, or sets up a host, in the console: no API does it. Here
`complete_handshake` stands for that person.
"""

from __future__ import annotations

import time

from reconciler.sandbox.services.codeconnections.links import Links
from reconciler.sandbox.store import Store


class CodeConnections(Links):
    """Connections, hosts, repository links and sync configurations, under both names."""


def complete_handshake(store: Store, arn: str, status: str = "AVAILABLE") -> None:
    """Do what a person does in the console: a connection, or a host, becomes AVAILABLE.

    `complete_handshake(sandbox.store, arn)`; `status="ERROR"` for a handshake that fails. Account
    and region are those of the ARN. Raises KeyError where there is no such connection or host.
    """
    region, account, resource = arn.split(":", 5)[3:]
    place = f"{account}/{region}/{CodeConnections.names[0]}"
    host = resource.startswith("host/")
    table, member = ("hosts", "Status") if host else ("connections", "ConnectionStatus")
    with store.transaction():
        row = store.get(place, table, arn)
        if row is None:
            raise KeyError(arn)
        store.put(place, table, arn, {**row, member: status}, time.time() + store.state.offset)
