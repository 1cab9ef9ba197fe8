"""The services that moto answers, behind the same door: iam, s3, sns, sqs, lambda and others.

moto's state is global to a process and cannot be saved, so every request that changed something
is kept in the store's journal, without credentials, and a new process sees them again. moto's
random source is seeded and its clock set before each, so ids and dates come out the same. One
sandbox a process: a second one takes moto over and starts it anew.

moto is imported on the first request for one of its services.
"""

from __future__ import annotations

import json
import math
import re
import time
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any, ClassVar
from urllib.parse import unquote

from reconciler.aws.models import Operation
from reconciler.sandbox.errors import NotCovered, Refusal
from reconciler.sandbox.messages import Request, Response
from reconciler.sandbox.neighbours import buckets, managed, mended, overlays, permissions
from reconciler.sandbox.neighbours.journal import entry_of, prepared
from reconciler.sandbox.neighbours.silenced import silenced
from reconciler.sandbox.neighbours.stopped import stopped
from reconciler.sandbox.store import Store
from reconciler.sandbox.world import Role, Tagged

SERVICES = (
    "dynamodb",
    "ec2",
    "ecr",
    "iam",
    "kms",
    "lambda",
    "logs",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
    "stepfunctions",
)
"""botocore's names of the services that are left to moto."""

_READS = re.compile("Get|List|Describe|Head|Search|Lookup|Filter|Simulate|Test|Validate|BatchGet")
_UNCOVERED = re.compile(r"arn:[^:]+:iam::\d+:(role|user)/")
_GET_RESOURCES = {
    "x-amz-target": "ResourceGroupsTaggingAPI_20170126.GetResources",
    "content-type": "application/x-amz-json-1.1",
}
_ROLE = re.compile(r"arn:(aws[\w-]*):iam::(\d{12}):role/(?:.*/)?([^/]+)")


class Moto:
    """moto, brought to the state that the store's journal says."""

    _owner: ClassVar[Moto | None] = None

    def __init__(self, store: Store, seed: int = 0) -> None:
        self.store = store
        self.seed = seed
        self._replayed = 0
        self._epoch = -1

    def answer(
        self, asked: Operation, request: Request, account: str, region: str, lag: float = 0.0
    ) -> Response:
        """Let moto answer a request, inside a transaction; keep it if it changed something.

        A read may lag: it shows what was there `lag` seconds ago. moto is brought to the journal
        as it was then, and catches up with the next request.
        """
        service, operation = asked.model.service, asked.name
        if _READS.match(operation):
            self._catch_up(self._seen(lag))
            return self._read(asked, entry_of(service, request, account, region, self._now()))
        self._catch_up()
        tags = None
        if (service, operation) == ("s3", "CreateBucket"):
            request, tags = overlays.split_bucket_tags(request)
        if (service, operation) == ("sqs", "SetQueueAttributes"):
            held = entry_of(service, overlays.policy_asked(request), account, region, self._now())
            request = overlays.with_policy(request, self._ask(held, None))
        entry = entry_of(service, request, account, region, self._now())
        response = self._write(asked, entry)
        if tags is not None and response.status < 400:
            self._write(asked, entry_of(service, tags, account, region, self._now()))
        return response

    def _read(self, asked: Operation, entry: dict[str, Any]) -> Response:
        """Ask for what moto's state shows now, with what moto itself leaves out."""
        found = overlays.shown(asked.model.service, asked.name, self._ask(entry, None))
        return buckets.shown(asked.name, entry, self.store.state.journal[: self._replayed], found)

    def _write(self, asked: Operation, entry: dict[str, Any]) -> Response:
        """Ask for a change, and keep it if it was made.

        Where moto may have spoiled what was there before it refused, it is brought to the
        journal's state again.
        """
        name = asked.model.service, asked.name
        try:
            response = self._ask(entry, len(self.store.state.journal))
        except Refusal as error:
            self._epoch = -1
            raise buckets.fault(*name, error) from error
        if response.status < 400:
            self.store.journal(entry)
            self._replayed += 1
        elif name in buckets.UNDONE:
            self._epoch = -1
        return response

    def role(self, arn: str, /) -> Role | None:
        """Return the IAM role of that ARN."""
        found = _ROLE.fullmatch(arn)
        if found is None or not self.store.state.journal:
            return None
        self._catch_up()
        from moto.iam.models import iam_backends

        partition, account, name = found.groups()
        held = iam_backends[account][partition].roles
        role = next((row for row in held.values() if row.name == name and row.arn == arn), None)
        if role is None:
            return None
        created = role.create_date.replace(tzinfo=UTC).timestamp()
        trust = json.loads(unquote(role.assume_role_policy_document))
        return Role(arn, trust, created)

    def tagged(self, account: str, region: str, lag: float = 0.0, /) -> Iterator[Tagged]:
        """Yield the tagged resources of moto's services, as its own GetResources finds them.

        Roles and users of IAM are not among them: the tagging API does not cover these two
        (Tagging AWS Resources User Guide, "Services that support the Resource Groups Tagging API").
        """
        if not self.store.state.journal:
            return
        self._catch_up(self._seen(lag))
        token = ""
        while True:
            body = json.dumps({"PaginationToken": token, "ResourcesPerPage": 100}).encode()
            request = Request("POST", "/", _GET_RESOURCES, body)
            entry = entry_of("resourcegroupstaggingapi", request, account, region, self._now())
            page = json.loads(self._ask(entry, None).body)
            for row in page["ResourceTagMappingList"]:
                if not _UNCOVERED.match(row["ResourceARN"]):
                    tags = {tag["Key"]: tag["Value"] for tag in row["Tags"]}
                    yield Tagged(row["ResourceARN"], tags)
            if not (token := page.get("PaginationToken", "")):
                break
        yield from _repositories(account, region)

    def _now(self) -> float:
        return time.time() + self.store.state.offset

    def _seen(self, lag: float) -> int:
        """Return how many of the journal's requests were made `lag` seconds ago or earlier."""
        journal = self.store.state.journal
        return bisect_right(journal, self._now() - lag, key=_made_at) if lag else len(journal)

    def _catch_up(self, wanted: int | None = None) -> None:
        """Bring moto to the first so many requests of the journal, or to all of it.

        What is new is replayed; all of it after a reset, or where moto has seen more than wanted.
        """
        state = self.store.state
        wanted = len(state.journal) if wanted is None else wanted
        if (Moto._owner, self._epoch) != (self, state.epoch) or self._replayed > wanted:
            _forget()
            Moto._owner, self._epoch, self._replayed = self, state.epoch, 0
        while self._replayed < wanted:
            self._ask(state.journal[self._replayed], self._replayed)
            self._replayed += 1

    def _ask(self, entry: Mapping[str, Any], number: int | None) -> Response:
        """Answer one request at the time it was first made: by moto, mended where it must be."""
        from moto.moto_api._internal import mock_random

        managed.provide(entry, self.seed)
        if number is not None:
            mock_random.seed(f"{self.seed}/{number}")
        service = entry["service"]
        with stopped(math.floor(entry["at"]), service), silenced(service):
            try:
                own = permissions.answered(entry, _moto) or mended.answered(entry, _moto)
                return own or _moto(entry)
            except (NotImplementedError, ImportError) as error:
                raise NotCovered(f"{service}: {error}") from error
            except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
                # A fault in moto is one of the service's, as a client of AWS would see it.
                raise Refusal("InternalFailure", f"moto failed: {error!r}", 500) from error


def _moto(entry: Mapping[str, Any]) -> Response:
    """Return moto's own answer to a kept request."""
    from moto.core.botocore_stubber import BotocoreStubber

    answer = BotocoreStubber().process_request(prepared(entry))
    if answer is None:
        raise NotCovered(f"{entry['service']} is not in the sandbox")
    status, headers, body = answer
    raw = body.encode() if isinstance(body, str) else body
    return Response(status, raw, {key.lower(): str(held) for key, held in headers.items()})


def _repositories(account: str, region: str) -> Iterator[Tagged]:
    """Yield the tagged repositories of ECR: moto's GetResources leaves them out.

    Tagging AWS Resources User Guide, "Services that support the Resource Groups Tagging API":
    Amazon Elastic Container Registry.
    """
    from moto.ecr.models import ecr_backends

    backend = ecr_backends[account][region]
    for repository in backend.repositories.values():
        if tags := backend.tagger.get_tag_dict_for_resource(repository.arn):
            yield Tagged(repository.arn, tags)


def _made_at(entry: Mapping[str, Any]) -> float:
    return float(entry["at"])


def _forget() -> None:
    """Empty moto, whatever was in it."""
    from moto.moto_api._internal.models import moto_api_backend

    moto_api_backend.reset()
