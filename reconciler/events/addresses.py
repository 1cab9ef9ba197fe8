"""IP addresses: ranges of `cidr`, and addresses that a pattern names as they are.

Semantics and words: aws/event-ruler, CIDR.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from typing import TypeAlias

from reconciler.events.errors import InvalidPattern
from reconciler.events.fields import Value

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
"""An address of either version."""
_IPV6 = re.compile(r"[0-9a-fA-F:]*:[0-9a-fA-F:]*")


def same_address(text: str) -> Callable[[Value], bool] | None:
    """Return the test for an IPv6 address in any spelling; None where the text is none."""
    address = _address(text) if _IPV6.fullmatch(text) else None
    if address is None:
        return None
    return lambda value: isinstance(value, str) and _address(value) == address


def cidr(text: str) -> Callable[[Value], bool]:
    """Return the test of a range, which starts at the address as given. Raises InvalidPattern."""
    start, slash, bits = text.partition("/")
    if not slash or "/" in bits or not start or not bits:
        raise InvalidPattern("Malformed CIDR, one '/' required")
    if not re.fullmatch(r"[+-]?\d+", bits):
        raise InvalidPattern("Malformed CIDR, mask bits must be an integer")
    if int(bits) < 0:
        raise InvalidPattern("Malformed CIDR, mask bits must not be negative")
    address = _address(start)
    if address is None:
        raise InvalidPattern(f"Nonstandard IP address: {start}")
    return _range(address, int(bits))


def _range(address: Address, bits: int) -> Callable[[Value], bool]:
    most = address.max_prefixlen - 1
    if bits > most:
        raise InvalidPattern(f"IPv{address.version} mask bits must be < {most + 1}")
    network = ipaddress.ip_network(f"{address}/{bits}", strict=False)
    least, greatest = int(address), int(network.broadcast_address)

    def inside(value: Value) -> bool:
        found = _address(value) if isinstance(value, str) else None
        if found is None or found.version != address.version:
            return False
        return least <= int(found) <= greatest

    return inside


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
