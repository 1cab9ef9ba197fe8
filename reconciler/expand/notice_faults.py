"""What is wrong with whom `notify` tells of what, and what is to be known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reconciler.errors import Fault, Note, Place
from reconciler.events.named.group import Group
from reconciler.events.named.messages import known, message
from reconciler.events.named.names import chat_type, words
from reconciler.expand.notice import SUBJECTS, Notice
from reconciler.spec.suggest import did_you_mean, listed


def no_target(notice: Notice) -> Fault:
    """Whoever shall be told takes no text."""
    message = f"`{notice.to}` is nobody who can be told of an event"
    expected = "the ARN of a topic, a queue, a function, a log group, or a chat client"
    mend = "Anything else is a target of a rule: `eventbridge.rules`, with `on`."
    return _fault("RC4033", message, notice, "to", expected, mend)


def no_chat(notice: Notice) -> Iterator[Fault]:
    """Chats are told of some events only, in words that AWS chooses."""
    known_here = words(SUBJECTS[notice.parent.form.kind.id])
    told = [word for word, name in known_here.items() if chat_type(name)]
    for word, name in known_here.items():
        if name in notice.names and not chat_type(name):
            message = f"a chat client cannot be told of `{word}`"
            expected = (
                listed([f"`{one}`" for one in told], " or ") if told else "a topic or a queue"
            )
            yield _fault("RC4034", message, notice, "on", expected)
    if notice.text:
        message = "what a chat client is told is in words of AWS's own"
        yield _fault("RC4034", message, notice, "message", "no `message`")


def no_line(notice: Notice, groups: Iterable[Group]) -> tuple[Fault, ...]:
    """Names in a line of a log that may hold a quote, with which EventBridge could write no line."""
    if notice.service != "logs" or not notice.text:
        return ()
    free = dict.fromkeys(name for one in groups for name in message(one, notice.text, "aws").free)
    mend = "Leave `message` out, and the log gets the whole event; or tell a topic, a queue or a function."
    expected = "no field that people write"
    return tuple(
        _fault(
            "RC4038",
            f"a log line cannot hold `<{name}>`: it may hold a quote",
            notice,
            "message",
            expected,
            mend,
        )
        for name in free
    )


def no_name(notice: Notice, groups: Iterable[Group]) -> tuple[Fault, ...]:
    """Names in a text that the events do not have."""
    return tuple(_no_name(notice, groups))


def _no_name(notice: Notice, groups: Iterable[Group]) -> Iterator[Fault]:
    for group in groups:
        try:
            message(group, notice.text, "aws")
        except KeyError as error:
            (name,) = error.args
            near = did_you_mean(name, known(group))
            told = f"an event of `{group.name}` has no `<{name}>`"
            yield _fault("RC4035", told, notice, "message", listed(known(group)), near)


def twice(notice: Notice, name: str, first: Place) -> Fault:
    """One event, told twice to the same."""
    message = f"`{name}` is told to `{notice.to}` twice"
    notes = (Note("it is told of here first", first),)
    return _fault("RC4036", message, notice, "on", notes=notes)


def whole_application(notice: Notice) -> Fault:
    """A chat is told of applications, not of groups."""
    group = notice.parent.identity[-1]
    message = (
        f"the chat client is told of every deployment of the application, not of `{group}` only"
    )
    mend = "A topic is told of one group."
    return _fault("RC4037", message, notice, "to", suggestion=mend)


def _fault(
    code: str,
    message: str,
    notice: Notice,
    field: str,
    expected: str | None = None,
    suggestion: str | None = None,
    notes: tuple[Note, ...] = (),
) -> Fault:
    place = notice.place(field)
    return Fault(code, message, place, expected, suggestion, notice.parent.address, notes)
