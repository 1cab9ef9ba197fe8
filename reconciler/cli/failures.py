"""Calls that failed while planning, as errors with an exit code: AWS said no, or never answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from reconciler.engine.reading.read import is_denied
from reconciler.errors import Fault, NotAuthorised, Note, ReconcileError
from reconciler.plan.calls import AnswerLost, AwsRefused, Call, Unreachable


@contextmanager
def told() -> Iterator[None]:
    """Raise a ReconcileError in place of a failed call that ended the run; nothing was written."""
    try:
        yield
    except AwsRefused as refused:
        raise _refused(refused) from refused
    except AnswerLost as lost:
        message = f"{_named(lost.call)} was never answered: {lost.cause}"
        suggestion = "It was a read: nothing was changed. Run again."
        raise ReconcileError(Fault("RC6420", message, suggestion=suggestion)) from lost
    except Unreachable as unreachable:
        message = f"{unreachable.endpoint} cannot be reached: {unreachable.cause}"
        suggestion = "Check the network, the region and the endpoint; nothing was changed."
        raise ReconcileError(Fault("RC6421", message, suggestion=suggestion)) from unreachable


def _refused(refused: AwsRefused) -> ReconcileError:
    request = f"  request {refused.request_id}" if refused.request_id else ""
    note = Note(f"aws: {refused.call.operation} {refused.code}{request}")
    named = _named(refused.call)
    message = f"{named}: {refused.message or refused.code}"
    if is_denied(refused):
        suggestion = f"Whoever plans needs permission for {named}; nothing was changed."
        return NotAuthorised(Fault("RC6422", message, suggestion=suggestion, notes=(note,)))
    return ReconcileError(
        Fault("RC6423", message, suggestion="Nothing was changed.", notes=(note,))
    )


def _named(call: Call) -> str:
    """The call as an IAM policy would name it: `sts:GetCallerIdentity`."""
    return f"{call.service}:{call.operation}"
