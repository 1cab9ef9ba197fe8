"""The sandbox: one object that answers AWS requests, whichever way they come.

A request is signed for a service, an account and a region; none of the three needs anything set
up. It is decoded and checked against the model, may be hit by a fault, is done inside one
transaction of the store, and encoded. What the sandbox's own services do not have goes to moto,
and what moto does not have is answered 501 with its name.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from reconciler.aws.models import Model, UnknownModel, model
from reconciler.sandbox import credentials
from reconciler.sandbox.asked import Asked, Call
from reconciler.sandbox.clock.moved import advance
from reconciler.sandbox.controls import with_controls
from reconciler.sandbox.delivery.behind import tell
from reconciler.sandbox.delivery.calls import Inside
from reconciler.sandbox.delivery.courier import Courier
from reconciler.sandbox.delivery.records import Delivery, deliveries
from reconciler.sandbox.doors import Hook, Server
from reconciler.sandbox.errors import NotCovered, Refusal
from reconciler.sandbox.faults import EXPIRED, Dropped, Fault, Faults, Hits
from reconciler.sandbox.hooks.pushes import Push, pushed
from reconciler.sandbox.hooks.webhooks import is_hook, receive
from reconciler.sandbox.messages import Request, Response
from reconciler.sandbox.neighbours import overlays, principals
from reconciler.sandbox.neighbours.moto import SERVICES as NEIGHBOURS
from reconciler.sandbox.neighbours.moto import Moto
from reconciler.sandbox.page.whole import with_page
from reconciler.sandbox.pages import Cutter
from reconciler.sandbox.policies.enforced import Anywhere, Weighed
from reconciler.sandbox.policies.enforced import refusal as weighed
from reconciler.sandbox.service import Service
from reconciler.sandbox.store import Store
from reconciler.sandbox.wire import exchange as wire
from reconciler.sandbox.wire import route
from reconciler.sandbox.world import World

DEFAULT_REGION = "us-east-1"
"""The region of a session that names none: the one of AWS's documented examples."""
_MOST_CALLS = 100_000


class Sandbox:
    """A local AWS. `file` keeps its state (several processes may share it); without, it forgets.

    `page_size` caps every page of every list; `faults` go wrong on purpose; `seed` decides ids
    and chance; `spread` is for how many seconds a new role cannot be assumed; `account` is whose
    the keys are that name none; `services` are the classes that answer (all, if not given).

    Set `enforce` to have every call weighed by the policies of who asks and of what is asked for
    (the root of an account may do everything in it).
    """

    def __init__(
        self,
        file: Path | None = None,
        *,
        page_size: int | None = None,
        faults: Iterable[Fault] = (),
        seed: int = 0,
        spread: float = 0.0,
        account: str = credentials.DEFAULT_ACCOUNT,
        services: Sequence[type[Service]] | None = None,
    ) -> None:
        self.store = Store(file)
        self.calls: list[Call] = []
        self.faults = Faults(faults, seed)
        self.page_size = page_size
        self.seed = seed
        self.spread = spread
        self.account = account
        self.enforce = False
        from reconciler.sandbox.services import SERVICES

        self._services = {name: of for of in services or SERVICES for name in of.names}
        self._moto = Moto(self.store, seed)
        self.courier = Courier(Inside(self._services, self._moto))

    def handle(self, request: Request) -> Response:
        """Answer one request. Raises Dropped where a fault ends the connection."""
        if is_hook(request):
            return receive(request, self.store, self.at, self.courier)
        scope = route.scope(request)
        if scope is None:
            return wire.unsigned(request)
        key, region, service = scope
        token = request.headers.get("x-amz-security-token")
        caller = credentials.caller(key, token, self.account)
        if service == "s3":
            request = overlays.by_path(request)
        try:
            found = wire.find(self._model(service), request)
        except NotCovered as error:
            return wire.not_covered(error, request)
        hits = self.faults.hits(service, found.name, f"{caller.account}/{region}")
        hits = EXPIRED if credentials.ends(token) <= self.store.now() else hits
        return self._logged(Asked(request, found, caller, region, hits))

    def attach(self, session: Any) -> Any:
        """Let a boto3 or botocore session speak with this sandbox, without a socket; return it.

        Clients made from it before are not reached. A session that was given no credentials gets
        the sandbox's own, and none are looked for on the machine; one that was given some (of an
        assumed role, say) keeps them: nothing that it signs leaves the process.
        """
        inner = getattr(session, "_session", session)
        if vars(inner).get("_credentials") is None:
            keys = self.credentials()
            inner.set_credentials(keys.access_key_id, keys.secret_access_key)
        if inner.get_config_variable("region") is None:
            inner.set_config_variable("region", DEFAULT_REGION)
        inner.register("before-send.*", Hook(self.handle))
        return session

    def serve(self, port: int = 0, host: str = "127.0.0.1") -> Server:
        """Answer on a port (0: any free one) until the server is closed; browsers get a page."""
        return Server(with_controls(self, with_page(self, self.at)), port, host)

    def credentials(self, account: str | None = None) -> credentials.Keys:
        """Return the keys that act as an account (the sandbox's own, if not given)."""
        return credentials.keys_of_account(account or self.account)

    def advance(self, seconds: float) -> None:
        """Move the clock on: scheduled rules fire on the way, sources are polled at the end."""
        advance(seconds, self.store, self.at, self.courier)

    def push(self, what: Push) -> None:
        """Push to a repository at its provider, of which connections tell."""
        pushed(what, self.store, self.at, self.courier)

    def reset(self) -> None:
        """Forget all resources and calls."""
        self.store.reset()
        self.calls.clear()

    @property
    def deliveries(self) -> Sequence[Delivery]:
        """All deliveries of events and messages, made and refused, in their order."""
        return deliveries(self.store)

    def dump(self) -> dict[str, Any]:
        """Return all state as JSON: what two moments are compared by."""
        return self.store.dump()

    def covered(self) -> Sequence[str]:
        """Return botocore's names of all services that answer here, moto's among them, sorted."""
        return sorted({*self._services, *NEIGHBOURS})

    def _model(self, service: str) -> Model:
        if service not in self._services and service not in NEIGHBOURS:
            raise NotCovered(f"{service} is not in the sandbox")
        try:
            return model(service)
        except UnknownModel as error:
            raise NotCovered(f"{service} is not a service of AWS") from error

    def _logged(self, asked: Asked) -> Response:
        """Answer, and keep what was asked and how it ended (a dropped connection is status 0)."""
        params: dict[str, Any] | None = None
        status = 0
        try:
            params = wire.read(asked.operation, asked.request)
            response = self._with_faults(asked, params)
            status = response.status
        except Refusal as error:
            response = wire.fail(asked.model, error)
            status = response.status
        except NotCovered as error:
            response = wire.not_covered(error, asked.request)
            status = response.status
        finally:
            told = (asked.model.service, asked.operation.name, params)
            self.calls.append(Call(*told, asked.caller.account, asked.region, status))
            del self.calls[:-_MOST_CALLS]
        return response

    def _with_faults(self, asked: Asked, params: dict[str, Any]) -> Response:
        hits = asked.hits
        if hits.has("reset"):
            raise Dropped
        if wait := hits.seconds("slow"):
            time.sleep(wait)
        if refusal := hits.refusal(asked.model, asked.operation.name, asked.caller.arn):
            raise refusal
        response = self._done(asked, params)
        if hits.has("lost"):
            raise Dropped
        return response

    def _done(self, asked: Asked, params: dict[str, Any]) -> Response:
        """Do what is asked, inside one transaction, by the service that has it."""
        of = self._services.get(asked.model.service)
        with self.store.transaction():
            world = self._world(asked)
            service = None if of is None else of(world, asked.model.service)
            if self.enforce:
                self._weigh(asked, params, service or Anywhere(world))
            if service is None:
                return self._behind(asked, params, world)
            answer = service.perform(asked.operation, params, self._cutter(asked.hits))
            self.courier.run(world)
        return wire.write(asked.operation, answer)

    def _weigh(self, asked: Asked, params: dict[str, Any], service: Service) -> None:
        """Refuse what the caller may not do."""
        call = Weighed(asked.operation, asked.request, params, service)
        if bad := weighed(call, self.courier.inside):
            raise bad

    def _behind(self, asked: Asked, params: dict[str, Any], world: World) -> Response:
        """Let moto do what is asked, unless AWS would refuse what moto does not."""
        bad = principals.refusal(asked.operation, asked.request, params, world)
        if bad is not None:
            raise bad
        request = overlays.capped(asked.operation, asked.request, self.page_size)
        place = asked.caller.account, asked.region
        response = self._moto.answer(asked.operation, request, *place, world.lag)
        if response.status < 400:
            tell(asked.operation, asked.request, params, world, self.courier.inside)
            self.courier.run(world)
        return response

    def _world(self, asked: Asked) -> World:
        return World(
            self.store,
            asked.caller.account,
            asked.region,
            asked.caller,
            seed=self.seed,
            spread=max(self.spread, asked.hits.seconds("propagate")),
            lag=asked.hits.seconds("lag"),
            neighbours=self._moto,
        )

    def at(self, account: str, region: str) -> World:
        """Return the world as the sandbox itself sees it, acting for an account."""
        who = credentials.root(account)
        return World(
            self.store, account, region, who, self.seed, self.spread, neighbours=self._moto
        )

    def _cutter(self, hits: Hits) -> Cutter:
        order = (self.faults.order,) if hits.has("shuffle") else ()
        return Cutter(self.page_size, *order)
