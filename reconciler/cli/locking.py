"""The lock in S3 (`lock` in reconcile.yaml): who may apply a stack now. Only writers take it.

Source: Amazon S3 User Guide, "Conditional requests": PutObject with If-None-Match: * writes only
where there is no object, with If-Match only over the object of that ETag, DeleteObject likewise;
else 412 PreconditionFailed, or 409 ConditionalRequestConflict where two came at once.
"""

from __future__ import annotations

import getpass
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Event, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from reconciler.aws.pace import Pace
from reconciler.cli.output import say
from reconciler.engine.lock import FAILED, Claim, Kept, taken
from reconciler.engine.waiting import WallClock
from reconciler.errors import Fault, Usage
from reconciler.plan.calls import AwsRefused, Call, Send
from reconciler.report.escape import visible
from reconciler.spec.files.settings import Lock, Settings
from reconciler.spec.load import Sources
from reconciler.spec.stack import Scope, owner_of

if TYPE_CHECKING:
    from reconciler.aws.client import Client

SCOPE = "lock"
"""The name of the scope in which the lock's calls are made, which no environment has."""

NOT_SO = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey", "412", "409"})
"""What S3 answers where the condition of a write does not hold."""

ABSENT = frozenset({"NoSuchKey", "404"})
"""What S3 answers where there is no object."""

RUNS = ("CI_JOB_URL", "BUILD_URL", "CODEBUILD_BUILD_URL", "CIRCLE_BUILD_URL")
"""Variables in which GitLab, Jenkins, CodeBuild and CircleCI say which run this is (their manuals)."""

GRACE = 5.0
"""Seconds that giving locks back may take when a signal ends the run."""


@dataclass(frozen=True)
class Bucket:
    """An object in S3 as a store of one lock."""

    send: Send
    bucket: str
    key: str

    def read(self) -> tuple[str, bytes] | None:
        """ETag and content; None where there is no object."""
        answer = self._asked("GetObject", ABSENT)
        return None if answer is None else (str(answer["ETag"]), answer["Body"].read())

    def write(self, content: bytes, mark: str | None) -> str | None:
        """The new ETag; None where the object is not the one that `mark` says."""
        condition = {"IfMatch": mark} if mark else {"IfNoneMatch": "*"}
        told = {"Body": content, "ContentType": "application/json", **condition}
        answer = self._asked("PutObject", NOT_SO, told)
        return None if answer is None else str(answer["ETag"])

    def remove(self, mark: str) -> bool:
        """Whether the object of that ETag was removed."""
        return self._asked("DeleteObject", NOT_SO, {"IfMatch": mark}) is not None

    def _asked(
        self, operation: str, no: frozenset[str], more: Mapping[str, Any] | None = None
    ) -> Mapping[str, Any] | None:
        where = {"Bucket": self.bucket, "Key": self.key}
        call = Call("s3", operation, {**where, **(more or {})}, SCOPE, writes=more is not None)
        try:
            return self.send(call)
        except AwsRefused as refused:
            if refused.code in no:
                return None
            raise


def store_of(client: Client, lock: Lock, main: Scope, owner: str) -> Bucket:
    """The lock of one stack, through a client of its own: its calls wait for nobody's."""
    from reconciler.aws.client import Client as Sending

    scope = replace(main, name=SCOPE, region=lock.region or main.region)
    access = replace(client.access, planning=False, pace=Pace())
    own = Sending(access, (scope,), client.refusals)
    return Bucket(own.send, lock.bucket, lock.key(owner))


def lock_of(settings: Settings) -> Lock:
    """The lock that reconcile.yaml states; raises Usage where it states none."""
    if settings.lock is None:
        message = "reconcile.yaml states no `lock`"
        suggestion = "Write `lock: {s3: s3://BUCKET/PREFIX}` there to keep two applies apart."
        raise Usage(Fault("RC6419", message, suggestion=suggestion))
    return settings.lock


class Locks:
    """The locks of a run, given back when its context ends. `lost`: why one is not ours any more, or
    None.
    """

    def __init__(self) -> None:
        self.lost: Fault | None = None
        self._stop = Event()
        self._kept: list[Kept] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def take(self, client: Client, sources: Sources, environment: str, main: Scope) -> None:
        """Take the lock of each selected stack, where reconcile.yaml states one; raises LockHeld."""
        lock = sources.settings.lock
        for owner in owners_of(sources, environment) if lock else ():
            assert lock is not None
            store = store_of(client, lock, main, owner)
            claim = claim_of(owner, lock.lease)
            mark = taken(store, claim, WallClock(), waited_for)
            self._kept.append(Kept(store, claim, mark, WallClock(), self._lost))

    def release(self) -> None:
        """Give all locks back; what cannot be given back is abandoned after its lease."""
        while self._kept:
            kept = self._kept.pop()
            try:
                kept.release()
            except FAILED as error:
                say(
                    f"The lock of {kept.claim.stack} could not be given back: {visible(str(error))}"
                )

    def release_soon(self) -> None:
        """As `release`, for a signal's handler: whatever it interrupted may never go on."""
        thread = Thread(target=self.release, daemon=True)
        thread.start()
        thread.join(GRACE)

    def stops(self, stop: Event) -> None:
        """From now on this is set where a lock is not ours any more, also where it is so already."""
        self._stop = stop
        if self.lost:
            stop.set()

    def _lost(self, why: Fault) -> None:
        self.lost = why
        self._stop.set()


def owners_of(sources: Sources, environment: str) -> tuple[str, ...]:
    """Whose the locks of the selected stacks are, sorted: who takes several takes them in one order."""
    project = sources.settings.project
    return tuple(sorted(owner_of(project, stack, environment) for stack in sources.stacks))


def claim_of(owner: str, lease: int) -> Claim:
    """The claim of this run."""
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return Claim(uuid4().hex, holder(os.environ), owner, since, lease)


def holder(environ: Mapping[str, str]) -> str:
    """Who runs this: the CI's run where there is one, else who, where, and which process."""
    if run := next((environ[name] for name in RUNS if environ.get(name)), ""):
        return run
    if environ.get("GITHUB_RUN_ID"):
        server, repository = environ.get("GITHUB_SERVER_URL", ""), environ.get("GITHUB_REPOSITORY")
        return f"{server}/{repository}/actions/runs/{environ['GITHUB_RUN_ID']}"
    try:
        who = getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        who = str(os.getuid())
    return f"{who}@{socket.gethostname()} (process {os.getpid()})"


def waited_for(claim: Claim) -> None:
    """Tell whose lock is there, while it is found out whether that run lives."""
    say(f"Locked by {visible(claim.holder)} since {visible(claim.since)}; does that run live?")
