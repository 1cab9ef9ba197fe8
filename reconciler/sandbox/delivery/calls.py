"""Calls from inside: the sandbox asking its own services and moto's, while it holds the lock.

A call that came through the door would wait for that lock for ever. Nothing that is asked here is
logged, weighed or hit by a fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reconciler.aws.models import model
from reconciler.sandbox import credentials
from reconciler.sandbox.doors import Hook
from reconciler.sandbox.errors import NotCovered, Refusal
from reconciler.sandbox.messages import Request, Response
from reconciler.sandbox.neighbours import overlays
from reconciler.sandbox.neighbours.moto import Moto
from reconciler.sandbox.service import Service
from reconciler.sandbox.wire import exchange as wire
from reconciler.sandbox.wire import route
from reconciler.sandbox.world import World


class Inside:
    """The services of one sandbox, asked from inside."""

    def __init__(self, services: Mapping[str, type[Service]], moto: Moto) -> None:
        self.services = services
        self._moto = moto
        self._clients: dict[tuple[str, str, str], Any] = {}

    def service(self, name: str, world: World) -> Service | None:
        """Return one of the sandbox's own services as it stands in a world; None without it."""
        of = self.services.get(name)
        return None if of is None else of(world, name)

    def client(self, service: str, account: str, region: str) -> Any:
        """Return a botocore client of one of moto's services, acting as the account itself."""
        at = service, account, region
        if at not in self._clients:
            self._clients[at] = self._made(*at)
        return self._clients[at]

    def _made(self, service: str, account: str, region: str) -> Any:
        from botocore.config import Config
        from botocore.session import Session

        session: Any = Session()
        keys = credentials.keys_of_account(account)
        session.set_credentials(keys.access_key_id, keys.secret_access_key)
        session.register("before-send.*", Hook(self._answer))
        once = Config(retries={"max_attempts": 0})
        return session.create_client(service, region_name=region, config=once)

    def _answer(self, request: Request) -> Response:
        scope = route.scope(request)
        if scope is None:
            raise ValueError("a call from inside is always signed")
        key, region, service = scope
        account = credentials.caller(key, None).account
        if service == "s3":
            request = overlays.by_path(request)
        try:
            found = wire.find(model(service), request)
            return self._moto.answer(found, request, account, region)
        except Refusal as error:
            return wire.fail(model(service), error)
        except NotCovered as error:
            return wire.not_covered(error, request)
