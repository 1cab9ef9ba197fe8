"""A lock on a store that writes on condition: taken by one, kept alive, taken over from the dead."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import Event, Lock, Thread

import pytest

from reconciler.engine import lock
from reconciler.engine.lock import Claim, Kept, claim_in, taken
from reconciler.engine.waiting import WallClock
from reconciler.errors import Fault, LockHeld
from reconciler.plan.calls import AnswerLost, Call
from tests.engine.ground import Turned

MINE = Claim("mine", "me@here", "acme/shop/test", "2026-01-02T00:00:00+00:00", 30)
HERS = Claim("hers", "ann@desk", "acme/shop/test", "2026-01-01T00:00:00+00:00", 60)


@dataclass
class Place:
    """A store in memory; `loses`: so many answers of writes that were done."""

    content: bytes | None = None
    mark: int = 0
    loses: int = 0
    lock: Lock = field(default_factory=Lock)

    def read(self) -> tuple[str, bytes] | None:
        return None if self.content is None else (str(self.mark), self.content)

    def write(self, content: bytes, mark: str | None) -> str | None:
        with self.lock:
            if mark != (None if self.content is None else str(self.mark)):
                return None
            self.content, self.mark = content, self.mark + 1
            if self.loses:
                self.loses -= 1
                raise AnswerLost(Call("s3", "PutObject"), "reset")
            return str(self.mark)

    def remove(self, mark: str) -> bool:
        with self.lock:
            if self.content is None or mark != str(self.mark):
                return False
            self.content = None
            return True


@dataclass
class Watched(Turned):
    """A clock during whose first waits something happens in the place."""

    place: Place = field(default_factory=Place)
    happens: str = ""

    def wait(self, seconds: float, stop: Event) -> None:
        super().wait(seconds, stop)
        if self.happens == "beat":
            self.place.write(replace(HERS, beats=1).content, str(self.place.mark))
        if self.happens == "release":
            self.place.content = None
        self.happens = ""


def silent(_: Claim) -> None:
    """Tell nobody."""


def test_one_of_many_takes_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "BEAT", 0.0)
    monkeypatch.setattr(lock, "BEAT", 0.01)
    place, won, lost = Place(), list[Kept](), list[object]()

    def contend(number: int) -> None:
        claim = replace(MINE, id=str(number))
        try:
            mark = taken(place, claim, WallClock(), silent)
        except LockHeld as held:
            lost.append(str(held))
        else:
            won.append(Kept(place, claim, mark, WallClock(), lost.append))

    threads = [Thread(target=contend, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    won[0].release()
    assert (len(won), len(lost), place.content) == (1, 11, None)


def test_who_holds_it_and_lives_is_named() -> None:
    place = Place(HERS.content)
    clock = Watched(place=place, happens="beat")

    with pytest.raises(LockHeld) as held:
        taken(place, MINE, clock, silent)

    assert "being applied by ann@desk, since 2026-01-01" in str(held.value)
    assert clock.time < 10


def test_the_dead_are_waited_for_as_long_as_their_lease_and_then_taken_over() -> None:
    place, clock, told = Place(HERS.content), Turned(), list[Claim]()

    mark = taken(place, MINE, clock, told.append)

    assert 60 <= clock.time < 70
    assert told == [HERS]
    assert place.read() == (mark, MINE.content)


def test_a_lock_that_is_given_back_meanwhile_is_taken_at_once() -> None:
    place = Place(HERS.content)
    clock = Watched(place=place, happens="release")

    taken(place, MINE, clock, silent)

    assert clock.time < 10
    assert claim_in(place.content or b"") == MINE


def test_a_claim_whose_answer_was_lost_is_found_again() -> None:
    place, clock = Place(loses=1), Turned()

    mark = taken(place, MINE, clock, silent)

    assert place.read() == (mark, MINE.content)
    assert clock.time == 0


def test_a_take_over_is_lost_to_whoever_was_faster() -> None:
    place = Place(HERS.content)

    @dataclass
    class Faster(Turned):
        def wait(self, seconds: float, stop: Event) -> None:
            super().wait(seconds, stop)
            place.mark += 1

    with pytest.raises(LockHeld):
        taken(place, MINE, Faster(), silent)
    assert place.content == HERS.content


def test_what_is_no_claim_still_holds_and_is_taken_over() -> None:
    place, clock = Place(b"not json"), Turned()

    taken(place, MINE, clock, silent)

    assert clock.time >= MINE.lease


def kept(place: Place, monkeypatch: pytest.MonkeyPatch) -> tuple[Kept, list[str], Event]:
    """A lock that is held, with a fast heart."""
    monkeypatch.setattr(lock, "BEAT", 0.002)
    mark = place.write(MINE.content, None)
    lost, happened = list[str](), Event()

    def told(why: Fault) -> None:
        lost.append(why.message)
        happened.set()

    return Kept(place, MINE, mark or "", WallClock(), told), lost, happened


def test_a_heartbeat_moves_the_mark_and_a_release_removes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = Place()
    held, lost, happened = kept(place, monkeypatch)
    before = place.mark
    for _ in range(1000):
        if happened.wait(0.002) or place.mark > before + 1:
            break
    place.loses = 1
    for _ in range(1000):
        if happened.wait(0.002) or not place.loses:
            break

    held.release()

    assert (place.content, lost) == (None, [])
    assert place.mark > before + 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (HERS.content, f"was taken over by ann@desk, since {HERS.since}"),
        (None, "somebody broke the lock of acme/shop/test"),
    ],
)
def test_a_lock_that_is_another_s_is_told_to_its_holder_and_left_to_the_other(
    monkeypatch: pytest.MonkeyPatch, content: bytes | None, why: str
) -> None:
    place = Place()
    held, lost, happened = kept(place, monkeypatch)
    with place.lock:
        place.content, place.mark = content, place.mark + 1

    assert happened.wait(10)
    held.release()

    assert [one for one in lost if why not in one] == []
    assert (len(lost), place.content) == (1, content)


def test_a_lock_that_cannot_be_written_for_a_lease_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    class Cut(Place):
        def write(self, content: bytes, mark: str | None) -> str | None:
            if mark:
                raise AnswerLost(Call("s3", "PutObject"), "reset")
            return super().write(content, mark)

    monkeypatch.setattr(lock, "BEAT", 0.002)
    place, lost, happened = Cut(), list[str](), Event()
    mark = place.write(MINE.content, None)

    def told(why: Fault) -> None:
        lost.append(why.message)
        happened.set()

    held = Kept(place, replace(MINE, lease=0), mark or "", WallClock(), told)
    assert happened.wait(10)
    held.release()

    assert "cannot be kept" in lost[0]
