"""Reads side by side: jobs on threads, what AWS denied of them, and a count of what was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Generic, Self, TypeVar

from reconciler.engine.reading.read import is_denied
from reconciler.plan.calls import Answer, AwsRefused, Call, Send

T = TypeVar("T")
"""What a job is about."""
T_co = TypeVar("T_co", covariant=True)
"""What a job brings."""


@dataclass(frozen=True)
class Job(Generic[T_co]):
    """Calls that are made one after another, for one result.

    `lost`: what has not been read when AWS denies them (kind ids, or a phrase). `instead` are made
    then.
    """

    calls: Callable[[], T_co]
    lost: tuple[str, ...]
    instead: tuple[Job[T_co], ...] = ()


@dataclass(frozen=True)
class Denied(Generic[T]):
    """A job that AWS denied, and what it said."""

    job: Job[T]
    reason: str


@dataclass(eq=False)
class Counted:
    """A `Send` that counts the calls it passes on; safe between threads."""

    send: Send
    calls: int = 0
    lock: Lock = field(default_factory=Lock, repr=False)

    def __call__(self, call: Call) -> Answer:
        """As the `Send` behind it."""
        with self.lock:
            self.calls += 1
        return self.send(call)


@dataclass(frozen=True)
class Crew:
    """Threads that do jobs; `denied` gathers what AWS denied: name → why."""

    pool: Executor
    denied: dict[str, str]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Cancel what has not begun, as after an error, and wait for what has."""
        self.pool.shutdown(wait=True, cancel_futures=True)

    def results(self, jobs: Iterable[Job[T]]) -> list[T]:
        """The results of all jobs that were allowed, or of what is done instead.

        The first error that is no denial is raised as it is.
        """
        futures = [self.pool.submit(partial(_attempted, job)) for job in jobs]
        outcomes = [future.result() for future in futures]
        refused = [outcome for outcome in outcomes if isinstance(outcome, Denied)]
        for one in refused:
            self.denied.update(dict.fromkeys(one.job.lost, one.reason))
        again = [job for one in refused for job in one.job.instead]
        allowed = [outcome for outcome in outcomes if not isinstance(outcome, Denied)]
        return allowed + self.results(again) if again else allowed


def crew(parallel: int) -> Crew:
    """A crew of at most `parallel` threads, for a `with` block."""
    return Crew(ThreadPoolExecutor(max_workers=max(1, parallel), thread_name_prefix="read"), {})


class _InTurn(Executor):
    """Does each job at once, in the thread that asks for it, which is one of many already."""

    def submit(self, fn: Callable[..., T], /, *args: object, **kwargs: object) -> Future[T]:
        """The result of a job, which is done."""
        made: Future[T] = Future()
        made.set_result(fn(*args, **kwargs))
        return made


def in_turn() -> Crew:
    """A crew without threads, for a `with` block: it raises what a job raises as it is."""
    return Crew(_InTurn(), {})


def _attempted(job: Job[T]) -> T | Denied[T]:
    try:
        return job.calls()
    except AwsRefused as refused:
        if is_denied(refused):
            return Denied(job, f"{refused.call}: {refused.code} {refused.message}".rstrip())
        raise
