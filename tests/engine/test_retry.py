"""What is sent again, how long, and what is not."""

from threading import Event

import pytest

from reconciler.engine.applying.retry import Patience, Watch, persisted, reason_to_wait
from reconciler.engine.waiting import News, Stopped, Waiting
from reconciler.kinds.codebuild.projects import PROJECTS
from reconciler.plan.calls import Answer, AwsRefused, Call, Unreachable
from tests.engine.ground import Turned

CALL = Call("codebuild", "CreateProject", writes=True)
THROTTLED = AwsRefused(CALL, "ThrottlingException", "Rate exceeded")
UNSPREAD = AwsRefused(CALL, "InvalidInputException", "Not authorized to perform: sts:AssumeRole")
WRONG = AwsRefused(CALL, "InvalidInputException", "Invalid image")
QUOTA = AwsRefused(CALL, "LimitExceededException", "too many")


class Server:
    """Refuses `times` times, then answers."""

    def __init__(self, error: Exception, times: int) -> None:
        self.error, self.times, self.calls = error, times, 0

    def __call__(self, call: Call) -> Answer:
        self.calls += 1
        if self.calls <= self.times:
            raise self.error
        return {"ok": True}


def watching(news: list[News], clock: Turned | None = None, stop: Event | None = None) -> Watch:
    return Watch("a.b.c", clock or Turned(), news.append, stop or Event())


def sent(server: Server, clock: Turned, news: list[News], *, fresh: bool = True) -> Answer:
    return persisted(
        CALL,
        server,
        watching(news, clock),
        lambda refused: reason_to_wait(PROJECTS, refused, Patience(), fresh=fresh),
    )


@pytest.mark.parametrize("error", [THROTTLED, UNSPREAD, Unreachable(CALL, "https://x", "refused")])
def test_what_did_nothing_is_sent_again_and_told(error: Exception) -> None:
    server, clock, news = Server(error, 3), Turned(), list[News]()
    assert sent(server, clock, news) == {"ok": True}
    assert server.calls == 4
    assert clock.time > 0
    assert [type(one) for one in news] == [Waiting] * 3


@pytest.mark.parametrize("error", [WRONG, QUOTA])
def test_a_last_word_is_not_argued_with(error: AwsRefused) -> None:
    server, clock = Server(error, 99), Turned()
    with pytest.raises(AwsRefused):
        sent(server, clock, [])
    assert server.calls == 1
    assert clock.time == 0


@pytest.mark.parametrize(
    ("fresh", "limit"), [(True, Patience().spread), (False, Patience().settled)]
)
def test_a_role_that_never_spreads_is_given_up_at_the_deadline(fresh: bool, limit: float) -> None:
    clock = Turned()
    with pytest.raises(AwsRefused):
        sent(Server(UNSPREAD, 10**6), clock, [], fresh=fresh)
    assert clock.time == pytest.approx(limit)


def test_an_endpoint_that_never_answers_is_given_up() -> None:
    server, clock = Server(Unreachable(CALL, "https://x", "refused"), 10**6), Turned()
    with pytest.raises(Unreachable):
        sent(server, clock, [])
    assert 2 < server.calls < 20


def test_a_stop_ends_the_wait() -> None:
    stop = Event()
    stop.set()
    pauses = watching([], stop=stop).pauses("x", 10, 1, 2)
    with pytest.raises(Stopped):
        next(pauses)


def test_pauses_grow_to_their_most_and_end_at_the_limit() -> None:
    clock = Turned()
    left = list(watching([], clock).pauses("x", 30, 1, 4))
    assert clock.time == pytest.approx(30)
    assert 7 <= len(left) <= 14
    assert left[-1] == pytest.approx(0)
