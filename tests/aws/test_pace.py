"""Throttles hold back the calls of the service that throttles, and of no other."""

from dataclasses import dataclass

import pytest

from reconciler.aws.client import Client
from reconciler.aws.failures import Refusals
from reconciler.aws.pace import FIRST, LONGEST, MOST, Pace
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


def test_every_throttle_doubles_the_distance_up_to_a_bound() -> None:
    time, pace = paced()
    distances = []
    for _ in range(8):
        pace.slow("codebuild", "")
        pace.await_turn("codebuild", "")
        before = time.slept
        pace.await_turn("codebuild", "")
        distances.append(round(time.slept - before, 3))
    assert distances[:4] == [FIRST, 2 * FIRST, 4 * FIRST, 8 * FIRST]
    assert max(distances) == MOST
    assert pace.told() == "codebuild throttled 8x, 1 calls/s"


def test_good_answers_make_it_fast_again_and_other_services_never_waited() -> None:
    time, pace = paced()
    pace.slow("codebuild", "")
    pace.await_turn("codepipeline", "")
    pace.await_turn("codebuild", "us")
    assert time.slept == 0.0
    for _ in range(40):
        pace.ease("codebuild", "")
    pace.await_turn("codebuild", "")
    pace.await_turn("codebuild", "")
    assert (time.slept, pace.told()) == (0.0, "")


def test_no_call_is_held_back_for_long_however_many_wait() -> None:
    time, pace = paced()
    for _ in range(8):
        pace.slow("codebuild", "")
    held = Pace(time.read, lambda _: None)  # a crowd: nobody's wait moves the clock
    held._lanes = pace._lanes
    for _ in range(100):
        held.await_turn("codebuild", "")
    before = time.slept
    pace.await_turn("codebuild", "")
    assert time.slept - before <= LONGEST


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
