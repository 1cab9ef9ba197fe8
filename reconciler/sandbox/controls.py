"""What AWS has no operation for, on a sandbox's port: its clock, faults, enforcement, a handshake.

`POST /_sandbox/NAME` with a JSON object, `content-type: application/json` (which no web page can send
to another's port unasked), answers a JSON object:

- `advance` {"seconds": 60}: move the clock on; schedules fire and polling sources poll.
- `reset` {}: forget all resources, calls and deliveries.
- `faults` {"faults": [{"kind": "throttle", "on": "codebuild:*", "chance": 0.5}], "seed": 1}: what
  goes wrong from now on; an empty list for nothing.
- `enforce` {"on": true}: weigh every call by the caller's policies.
- `handshake` {"arn": "...", "status": "AVAILABLE"}: what a person does in the console for a
  connection or a host.
- `push` {"repository": "acme/shop", "branch": "main", "files": ["src/a.py"]} (or "tag"): a push to a
  repository that connections reach.
- `approval` {"account": "123456789012", "region": "eu-west-1", "pipeline": "deliver", "stage": "Prod",
  "action": "Ask"}: the newest execution has come to a manual approval, of which others are told.
- `deliveries` {}: every delivery, made and refused, with its reason.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Protocol

from reconciler.sandbox.delivery.courier import Courier
from reconciler.sandbox.delivery.records import Delivery
from reconciler.sandbox.doors import Handle
from reconciler.sandbox.faults import Fault, Faults
from reconciler.sandbox.hooks.approvals import Approval, reached
from reconciler.sandbox.hooks.pushes import Push
from reconciler.sandbox.messages import Request, Response
from reconciler.sandbox.services.codeconnections.service import complete_handshake
from reconciler.sandbox.store import Store
from reconciler.sandbox.world import World

PREFIX = "/_sandbox/"
"""How the paths of controls begin; no AWS service has such a path."""

NAMES = ("advance", "approval", "deliveries", "enforce", "faults", "handshake", "push", "reset")
"""What can be asked."""


class Controlled(Protocol):
    """What is controlled: a sandbox."""

    store: Store
    courier: Courier
    faults: Faults
    enforce: bool

    @property
    def deliveries(self) -> Sequence[Delivery]:
        """All deliveries, in their order."""

    def at(self, account: str, region: str, /) -> World:
        """The world as the sandbox itself sees it."""

    def advance(self, seconds: float, /) -> None:
        """Move the clock on."""

    def push(self, what: Push, /) -> None:
        """Push to a repository."""

    def reset(self) -> None:
        """Forget everything."""


def with_controls(sandbox: Controlled, handle: Handle) -> Handle:
    """Return what answers controls, and leaves every other request to `handle`."""

    def answer(request: Request) -> Response:
        if not request.path.startswith(PREFIX):
            return handle(request)
        name = request.path.removeprefix(PREFIX)
        if name not in NAMES:
            return _told(404, {"error": f"no control `{name}`", "expected": list(NAMES)})
        if request.method != "POST" or not _is_json(request):
            return _told(405, {"error": "a control is a POST of application/json"})
        try:
            return _told(200, _done(sandbox, name, json.loads(request.body or b"{}")))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            return _told(400, {"error": f"{name}: {type(error).__name__}: {error}"})

    return answer


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0] == "application/json"


def _done(sandbox: Controlled, name: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
    match name:
        case "advance":
            sandbox.advance(float(given["seconds"]))
        case "approval":
            reached(Approval(**given), sandbox.store, sandbox.at, sandbox.courier)
        case "reset":
            sandbox.reset()
        case "faults":
            rules = [Fault(**rule) for rule in given["faults"]]
            sandbox.faults = Faults(rules, int(given.get("seed", 0)))
        case "enforce":
            sandbox.enforce = bool(given["on"])
        case "handshake":
            complete_handshake(sandbox.store, given["arn"], given.get("status", "AVAILABLE"))
        case "push":
            sandbox.push(Push(**given))
        case "deliveries":
            return {"deliveries": [asdict(one) for one in sandbox.deliveries]}
    return {"done": name}


def _told(status: int, body: Mapping[str, Any]) -> Response:
    headers = {"content-type": "application/json", "cache-control": "no-store"}
    return Response(status, json.dumps(body, default=str).encode(), headers)
