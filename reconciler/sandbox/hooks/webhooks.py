"""Webhooks of CodePipeline: what a repository host or any program posts to start a pipeline.

Source: CodePipeline API Reference, PutWebhook, WebhookDefinition, WebhookFilterRule and
WebhookAuthConfiguration; GitHub documentation, "Validating webhook deliveries". Which status AWS
answers where nothing is started is not documented: 403 for who is not let in, 400 for what is no
JSON, 404 for an address that is none, else 200.
"""

from __future__ import annotations

import hmac
import ipaddress
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from reconciler.sandbox.clock.moved import At
from reconciler.sandbox.delivery.courier import Courier
from reconciler.sandbox.hooks.paths import values_at
from reconciler.sandbox.messages import Request, Response
from reconciler.sandbox.services.codepipeline.executions import Executions
from reconciler.sandbox.services.codepipeline.words import actions_of
from reconciler.sandbox.store import Store
from reconciler.sandbox.world import World

Json = dict[str, Any]
"""A JSON object."""
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_HASHES = {"x-hub-signature-256": ("sha256=", "sha256"), "x-hub-signature": ("sha1=", "sha1")}


def is_hook(request: Request) -> bool:
    """Say whether a request is for the address of a webhook: they are not signed for AWS."""
    return request.path == "/trigger" and "authorization" not in request.headers


def receive(request: Request, store: Store, at: At, courier: Courier) -> Response:
    """Answer a post to a webhook, and start its pipeline if its filters let it."""
    token = dict(request.query).get("t", "")
    with store.transaction():
        for place in list(store.state.places):
            account, region, service = place.split("/", 2)
            if service != "codepipeline":
                continue
            for name in store.table(place, "webhooks"):
                row = store.get(place, "webhooks", name) or {}
                if token and f"t={token}&" in row["url"]:
                    world = at(account, region)
                    answer = _received(request, row, world, courier)
                    courier.run(world)
                    return answer
    return _told(404, "Not Found")


def _received(request: Request, row: Json, world: World, courier: Courier) -> Response:
    definition = row["definition"]
    if not _let_in(request, definition):
        return _told(403, "Forbidden")
    payload = _payload(request)
    if payload is None:
        return _told(400, "Bad Request")
    service = courier.inside.service("codepipeline", world)
    if not isinstance(service, Executions):
        return _told(404, "Not Found")
    pipeline = service.pipelines.find(definition["targetPipeline"])
    if pipeline is None or not _matches(payload, definition, pipeline):
        return _told(200, "OK")
    arn = world.arn("codepipeline", f"webhook:{row['name']}")
    service.begin(pipeline["name"], "Webhook", arn)
    now = world.now()
    place = world.place("codepipeline")
    world.store.put(place, "webhooks", row["name"], {**row, "lastTriggered": now}, now)
    return _told(200, "OK")


def _let_in(request: Request, definition: Json) -> bool:
    """Say whether a request is authenticated as the webhook asks."""
    given = definition["authenticationConfiguration"]
    match definition["authentication"]:
        case "GITHUB_HMAC":
            return _signed(request, given["SecretToken"])
        case "IP":
            # A proxy in front of the sandbox tells the address; without one it is this machine.
            told = request.headers.get("x-forwarded-for", "127.0.0.1").split(",")[0].strip()
            return _within(told, given["AllowedIPRange"])
        case _:
            return True


def _signed(request: Request, secret: str) -> bool:
    for header, (start, name) in _HASHES.items():
        if header in request.headers:
            digest = hmac.new(secret.encode(), request.body, name).hexdigest()
            return hmac.compare_digest(start + digest, request.headers[header])
    return False


def _within(address: str, allowed: str) -> bool:
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(allowed, strict=False)
    except ValueError:
        return False


def _payload(request: Request) -> Any:
    """Return what is posted: JSON, or a form with it as GitHub may send it; None for neither."""
    text = request.body.decode("utf-8", "replace")
    if "x-www-form-urlencoded" in request.headers.get("content-type", ""):
        text = parse_qs(text).get("payload", [""])[0]
    try:
        return json.loads(text)
    except ValueError:
        return None


def _matches(payload: Any, definition: Json, pipeline: Json) -> bool:
    """Say whether every filter finds its value; `{Branch}` stands for the action's setting."""
    target = definition["targetAction"]
    actions = [one for _, one in actions_of(pipeline["declaration"]) if one["name"] == target]
    settings = actions[0].get("configuration", {}) if actions else {}
    return all(_passes(payload, rule, settings) for rule in definition["filters"])


def _passes(payload: Any, rule: Json, settings: Mapping[str, str]) -> bool:
    found = [_text(value) for value in values_at(rule["jsonPath"], payload)]
    if "matchEquals" not in rule:
        return bool(found)
    wanted = _PLACEHOLDER.sub(lambda at: settings.get(at[1], at[0]), rule["matchEquals"])
    return wanted in found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _told(status: int, text: str) -> Response:
    body = json.dumps({"message": text}).encode()
    return Response(status, body, {"content-type": "application/json"})
