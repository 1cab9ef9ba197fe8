"""Throttles hold back the calls of the service that throttles, and of no other."""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from reconciler.aws.client import Client
from reconciler.aws.failures import Refusals
from reconciler.aws.pace import FIRST, LONGEST, MOST, SLOWER, Pace
from reconciler.aws.session import Access
from reconciler.plan.calls import AnswerLost, AwsRefused, Call, Unreachable
from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.faults import Fault, Faults
from reconciler.spec.stack import Scope


@dataclass
class Time:
    """A clock that goes on only while somebody sleeps."""

    now: float = 100.0
    slept: float = 0.0

    def read(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += seconds


def paced() -> tuple[Time, Pace]:
    time = Time()
    return time, Pace(time.read, time.sleep)


def test_nothing_waits_before_the_first_throttle() -> None:
    time, pace = paced()
    for _ in range(50):
        pace.await_turn("codebuild", "")
    assert (time.slept, pace.told()) == (0.0, "")


def test_every_throttle_makes_the_distance_longer_up_to_a_bound() -> None:
    time, pace = paced()
    distances = []
    for _ in range(80):
        pace.slow("codebuild", "")
        pace.await_turn("codebuild", "")
        before = time.slept
        pace.await_turn("codebuild", "")
        distances.append(time.slept - before)
    assert distances[:3] == pytest.approx([FIRST, SLOWER * FIRST, SLOWER**2 * FIRST])
    assert max(distances) == pytest.approx(MOST)
    assert pace.told() == "codebuild throttled 80x, 1 calls/s"


def test_good_answers_make_it_fast_again_and_other_services_never_waited() -> None:
    time, pace = paced()
    pace.slow("codebuild", "")
    pace.await_turn("codepipeline", "")
    pace.await_turn("codebuild", "us")
    assert time.slept == 0.0
    for _ in range(100):
        pace.ease("codebuild", "")
    pace.await_turn("codebuild", "")
    pace.await_turn("codebuild", "")
    assert (time.slept, pace.told()) == (0.0, "")


def test_no_call_is_held_back_for_long_however_many_wait() -> None:
    time, pace = paced()
    for _ in range(80):
        pace.slow("codebuild", "")
    held = Pace(time.read, lambda _: None)  # a crowd: nobody's wait moves the clock
    held._lanes = pace._lanes
    for _ in range(100):
        held.await_turn("codebuild", "")
    before = time.slept
    pace.await_turn("codebuild", "")
    assert time.slept - before <= LONGEST


@dataclass
class Crowd:
    """24 callers of a service, 50 ms a call, on a clock that jumps from event to event."""

    refuses: Callable[[float], bool]
    now: float = 0.0
    throttled: int = 0
    _slept: float = 0.0

    def seconds(self, calls: int) -> float:
        """How long it takes until so many calls are answered; a throttled one is sent again."""
        pace = Pace(lambda: self.now, self._sleep)
        events = [(0.0, number, "free") for number in range(24)]
        while calls > 0:
            self.now, caller, event = heapq.heappop(events)
            if event == "free":
                self._slept = 0.0
                pace.await_turn("iam", "")
                heapq.heappush(events, (self.now + self._slept, caller, "send"))
                continue
            if self.refuses(self.now):
                pace.slow("iam", "")
                self.throttled += 1
                heapq.heappush(events, (self.now + 0.55, caller, "free"))
                continue
            pace.ease("iam", "")
            calls -= 1
            heapq.heappush(events, (self.now + 0.05, caller, "free"))
        return self.now

    def _sleep(self, seconds: float) -> None:
        self._slept = seconds


@pytest.mark.parametrize("rate", [5, 20, 50])
def test_a_limit_is_found_and_used(rate: int) -> None:
    left, since = [20.0], [0.0]

    def refuses(now: float) -> bool:
        left[0] = min(20.0, left[0] + (now - since[0]) * rate)
        since[0] = now
        if left[0] < 1:
            return True
        left[0] -= 1
        return False

    crowd = Crowd(refuses)
    assert crowd.seconds(300) < 1.5 * 300 / rate
    assert crowd.throttled < 150


def test_a_throttle_now_and_then_costs_little() -> None:
    count = itertools.count(1)
    crowd = Crowd(lambda _: next(count) % 20 == 0)
    assert crowd.seconds(600) < 5
    assert crowd.throttled > 20


@pytest.mark.parametrize("service", ["codebuild", "iam", "s3", "lambda"])
def test_a_throttle_that_botocore_swallows_is_seen(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    _, pace = paced()
    access = Access(attach=sandbox.attach, pace=pace)
    refusals = Refusals(AwsRefused, AnswerLost, Unreachable)
    client = Client(access, (Scope("", "", "eu-west-1"),), refusals)
    sandbox.faults = Faults([Fault("throttle", f"{service}:*", times=2)], 0)
    lists = {"iam": "ListRoles", "s3": "ListBuckets", "lambda": "ListFunctions"}
    client.send(Call(service, lists.get(service, "ListProjects")))
    assert pace.told().startswith(f"{service} throttled 2x")
