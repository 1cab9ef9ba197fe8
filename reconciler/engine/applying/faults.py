"""What went wrong with a change, as one fault: what AWS said, what was done by then, what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from reconciler.aws import failures
from reconciler.engine.applying import resolve_secrets, settle
from reconciler.engine.reading.read import is_denied, means
from reconciler.errors import (
    Fault,
    GuardRefused,
    NotAuthorised,
    Note,
    ReconcileError,
    WaitTimedOut,
)
from reconciler.kinds.words import Kind
from reconciler.plan.calls import AnswerLost, AwsRefused, Unreachable
from reconciler.plan.plan import Change

REFUSED = "RC5101"
"""AWS said no."""

DENIED = "RC5102"
"""AWS said no for want of permission."""

EXISTS = "RC5103"
"""Something of that name is there, and it is not ours."""

LOST = "RC5104"
"""A call that was sent and never answered."""

UNREACHABLE = "RC5105"
"""A call that could not be sent."""

BUSY = "RC5106"
"""AWS said no for as long as was waited, because something else was under way."""

CallFailed: TypeAlias = AwsRefused | AnswerLost | Unreachable
"""What can become of a call other than an answer."""


def exit_code_of(fault: Fault) -> int:
    """The exit code of an apply that wrote nothing because of this fault: that of its cause."""
    causes: dict[str, type[ReconcileError]] = {
        DENIED: NotAuthorised,
        failures.CREDENTIALS: NotAuthorised,
        failures.ROLE: NotAuthorised,
        resolve_secrets.NOT_ALLOWED: GuardRefused,
        settle.TIMED_OUT: WaitTimedOut,
        BUSY: WaitTimedOut,
    }
    return causes.get(fault.code, ReconcileError).exit_code


def fault_of(
    error: CallFailed | ReconcileError,
    change: Change,
    kind: Kind,
    calls: tuple[str, ...],
    blotted: Callable[[str], str],
) -> Fault:
    """The one fault that is told of a failed change; `calls` are those that were accepted before."""
    done = f"done before: {', '.join(calls)}" if calls else "no change was made to it"
    match error:
        case AwsRefused():
            fault = _refused(error, kind, blotted)
        case AnswerLost(call, cause):
            message = f"{call} was sent and never answered: {blotted(cause)}"
            suggestion = "It may have been done. Run again: what is there is read first."
            fault = Fault(LOST, message, suggestion=suggestion)
        case Unreachable(call, endpoint, cause):
            message = f"{call.service} cannot be reached at {endpoint}: {blotted(cause)}"
            suggestion = "Check the network, the region and the endpoint, then run again."
            fault = Fault(UNREACHABLE, message, suggestion=suggestion)
        case _:
            fault = _own(error, blotted)
    return replace(
        fault,
        place=fault.place or change.place,
        address=change.address,
        notes=(*fault.notes, Note(done)),
    )


def _own(error: ReconcileError, blotted: Callable[[str], str]) -> Fault:
    """Our own error as one fault, the further ones as its notes."""
    first, *others = error.faults
    notes = tuple(Note(blotted(other.message), other.place) for other in others)
    return replace(first, message=blotted(first.message), notes=(*first.notes, *notes))


def _refused(refused: AwsRefused, kind: Kind, blotted: Callable[[str], str]) -> Fault:
    call = refused.call
    said = blotted(refused.message) or "(AWS gave no message)"
    request = f"  request {refused.request_id}" if refused.request_id else ""
    note = Note(f"aws: {call.operation} {refused.code}{request}")
    if is_denied(refused):
        suggestion = f"Whoever runs this needs permission for {call} on it."
        return Fault(DENIED, f"AWS denied {call}: {said}", suggestion=suggestion, notes=(note,))
    if means(kind.exists, refused):
        suggestion = "Take it over with `lifecycle: {adopt: true}`, or choose another name."
        message = f"something of that name is there already: {said}"
        return Fault(EXISTS, message, suggestion=suggestion, notes=(note,))
    if means(kind.busy, refused):
        message = f"AWS refused {call} for as long as was waited: {said}"
        suggestion = "Something else is changing it, or uses it; run again when that has ended."
        return Fault(BUSY, message, suggestion=suggestion, notes=(note,))
    later: str | None = None
    if means(kind.spreads, refused):
        later = "If the role was made just now, run again; else mend its trust policy."
    return Fault(REFUSED, f"AWS refused {call}: {said}", suggestion=later, notes=(note,))
