"""What goes wrong on purpose: rules that are looked up for each request, in order, seeded.

    Fault("throttle", "codebuild:Create*", times=2)      the first two are throttled
    Fault("lost", "*:*", after=5, times=1)               the sixth is done and its answer lost
    Fault("lag", "codepipeline:Get*", seconds=3)         reads show the state of three seconds ago

Kinds: `throttle`, `500` and `503` answer an error and do nothing; `reset` drops the connection
before anything is done, `lost` after it; `slow` waits for `seconds`; `lag` lets reads see the
state of `seconds` ago, those of moto's services too; `propagate` makes roles younger than `seconds`
not assumable; `shuffle` returns lists in another order; `deny` refuses for want of permission,
`expired` because the caller's credentials are no longer valid.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal, TypeAlias

from reconciler.aws.models import Model
from reconciler.sandbox.errors import Refusal

Kind: TypeAlias = Literal[
    "throttle",
    "500",
    "503",
    "reset",
    "lost",
    "slow",
    "lag",
    "propagate",
    "shuffle",
    "deny",
    "expired",
]
"""What may go wrong; the module says what each word means."""
Order: TypeAlias = Callable[[Sequence[Any]], Sequence[Any]]
"""How a server orders what it lists."""


class Dropped(Exception):
    """The connection ends without an answer: the door must drop it."""


@dataclass(frozen=True)
class Fault:
    """One rule: what happens (`kind`) to which calls.

    `on` is a glob over `service:Operation` (botocore's service, the model's operation), `place`
    one over `account/region`. The first `after` matching calls are spared, then at most `times`
    are hit, each with probability `chance`.
    """

    kind: Kind
    on: str = "*:*"
    place: str = "*"
    after: int = 0
    times: int | None = None
    chance: float = 1.0
    seconds: float = 0.0


@dataclass(frozen=True)
class Hits:
    """The faults that hit one request."""

    faults: tuple[Fault, ...] = ()

    def has(self, kind: Kind) -> bool:
        """Say whether a fault of that kind hits."""
        return any(fault.kind == kind for fault in self.faults)

    def seconds(self, kind: Kind) -> float:
        """Return the longest time of the faults of that kind, 0 where none hits."""
        return max((fault.seconds for fault in self.faults if fault.kind == kind), default=0.0)

    def refusal(self, model: Model, operation: str, caller: str) -> Refusal | None:
        """Return the error to answer instead of doing anything, if there is one."""
        found = next((f.kind for f in self.faults if f.kind in _REFUSALS), None)
        return _REFUSALS[found](model, operation, caller) if found else None


EXPIRED = Hits((Fault("expired"),))
"""What hits who signs with temporary keys that have run out."""


class Faults:
    """All rules of a sandbox, what they have counted, and the one source of chance."""

    def __init__(self, rules: Iterable[Fault] = (), seed: int = 0) -> None:
        self.rules = list(rules)
        self._seed = seed
        self._lock = threading.Lock()
        self._random = random.Random(seed)
        self._seen: dict[int, int] = {}
        self._hit: dict[int, int] = {}

    def hits(self, service: str, operation: str, place: str) -> Hits:
        """Return what hits this call, and count it."""
        name = f"{service}:{operation}"
        with self._lock:
            found = [
                rule
                for number, rule in enumerate(self.rules)
                if fnmatchcase(name, rule.on)
                and fnmatchcase(place, rule.place)
                and self._due(number, rule)
            ]
        return Hits(tuple(found))

    def hit(self) -> dict[Kind, int]:
        """Return how many times each kind of fault has happened."""
        with self._lock:
            found: dict[Kind, int] = {}
            for number, times in self._hit.items():
                kind = self.rules[number].kind
                found[kind] = found.get(kind, 0) + times
            return found

    def order(self, items: Sequence[Any]) -> Sequence[Any]:
        """Return a list in another order, the same one for the same list: pages must fit."""
        mixed = list(items)
        random.Random(f"{self._seed}/{len(mixed)}").shuffle(mixed)
        return mixed

    def _due(self, number: int, rule: Fault) -> bool:
        seen = self._seen[number] = self._seen.get(number, 0) + 1
        hit = self._hit.get(number, 0)
        if seen <= rule.after or (rule.times is not None and hit >= rule.times):
            return False
        if rule.chance < 1.0 and self._random.random() >= rule.chance:
            return False
        self._hit[number] = hit + 1
        return True


def _throttled(model: Model, _operation: str, _caller: str) -> Refusal:
    """Return a throttle as each protocol spells it, with codes that botocore knows as such.

    botocore/data/_retry.json; TooManyRequestsException is lambda's own (its model), SlowDown S3's
    (S3 API Reference, "Error responses").
    """
    match model.service, model.protocol:
        case "lambda", _:
            return Refusal("TooManyRequestsException", "Rate exceeded", 429)
        case _, "rest-xml":
            return Refusal("SlowDown", "Please reduce your request rate.", 503)
        case _, "query":
            return Refusal("Throttling", "Rate exceeded", 400)
        case _, "rest-json":
            return Refusal("ThrottlingException", "Rate exceeded", 429)
        case _:
            return Refusal("ThrottlingException", "Rate exceeded", 400)


def _failed(*_: object) -> Refusal:
    return Refusal("InternalFailure", "The request processing has failed.", 500)


def _unavailable(*_: object) -> Refusal:
    return Refusal("ServiceUnavailable", "The request has failed due to a temporary failure.", 503)


def _denied(model: Model, operation: str, caller: str) -> Refusal:
    """Return AWS's refusal for want of permission (IAM User Guide, "Access denied messages")."""
    xml = model.protocol in {"query", "rest-xml"}
    action = f"{model.signing_name}:{operation}"
    message = (
        f"User: {caller} is not authorized to perform: {action} "
        f"because no identity-based policy allows the {action} action"
    )
    status = 400 if model.protocol == "json" else 403
    return Refusal("AccessDenied" if xml else "AccessDeniedException", message, status)


def _expired(model: Model, *_: object) -> Refusal:
    """Return AWS's refusal of a session token that ran out (AWS API references, "Common errors")."""
    code = "ExpiredToken" if model.protocol in {"query", "rest-xml"} else "ExpiredTokenException"
    status = 400 if model.protocol in {"json", "rest-xml"} else 403
    return Refusal(code, "The security token included in the request is expired", status)


_REFUSALS: dict[str, Callable[[Model, str, str], Refusal]] = {
    "throttle": _throttled,
    "500": _failed,
    "503": _unavailable,
    "deny": _denied,
    "expired": _expired,
}
