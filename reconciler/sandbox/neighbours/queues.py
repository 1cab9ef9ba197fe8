"""What moto lacks of SQS: bounds, the allow policy, and the minute after a delete.

Sources: SQS API reference: SetQueueAttributes (bounds of the attributes; RedriveAllowPolicy),
CreateQueue ("If you delete a queue, you must wait at least 60 seconds before creating a queue with
the same name": QueueDeletedRecently).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.messages import Response
from reconciler.sandbox.neighbours.asked import Asked, json_of

MINUTE: Final = 60.0
"""Seconds for which the name of a deleted queue cannot be used."""

_BOUNDS: Final = {
    "DelaySeconds": (0, 900),
    "KmsDataKeyReusePeriodSeconds": (60, 86400),
    "MaximumMessageSize": (1024, 1048576),
    "MessageRetentionPeriod": (60, 1209600),
    "ReceiveMessageWaitTimeSeconds": (0, 20),
    "VisibilityTimeout": (0, 43200),
}


_FIFO: Final = {"ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"}


def create(asked: Asked) -> Response:
    """Refuse a name that was deleted just now, and attributes out of their bounds."""
    from moto.core.utils import unix_time

    name, deleted = asked.params["QueueName"], vars(_backend(asked)).get("deleted", {})
    if unix_time() - deleted.get(name, 0) < MINUTE:
        message = "You must wait 60 seconds after deleting a queue before you can create another "
        raise Refusal("QueueDeletedRecently", f"{message}with the same name.")
    given = asked.params.get("Attributes", {})
    fifo = str(given.get("FifoQueue", "false")).lower() == "true"
    if name.endswith(".fifo") and not fifo:
        message = "Can only include alphanumeric characters, hyphens, or underscores. "
        raise Refusal("InvalidParameterValue", f"{message}1 to 80 in length", 400)
    _check(given, fifo=fifo)
    return asked.moto(asked.params)


def set_attributes(asked: Asked) -> Response:
    """Refuse attributes out of their bounds."""
    fifo = asked.params["QueueUrl"].endswith(".fifo")
    _check(asked.params["Attributes"], fifo=fifo)
    return asked.moto(asked.params)


def delete(asked: Asked) -> Response:
    """Let moto delete the queue, and remember when."""
    from moto.core.utils import unix_time

    answer = asked.moto(asked.params)
    if answer.status == 200:
        held = vars(_backend(asked))
        name = asked.params["QueueUrl"].rpartition("/")[2]
        held["deleted"] = {**held.get("deleted", {}), name: unix_time()}
    return answer


def shown(asked: Asked) -> Response:
    """Add the allow policy to moto's answer, and leave out what was emptied."""
    answer, names = asked.moto(asked.params), asked.params.get("AttributeNames", ())
    if answer.status != 200:
        return answer
    queue = _backend(asked).get_queue(asked.params["QueueUrl"].rpartition("/")[2])
    allowed = vars(queue).get("redrive_allow_policy")
    attributes: dict[str, Any] = json.loads(answer.body).get("Attributes", {})
    if {"All", "RedriveAllowPolicy"} & {*names}:
        attributes["RedriveAllowPolicy"] = allowed
    return json_of({"Attributes": {name: text for name, text in attributes.items() if text}})


def _check(attributes: Mapping[str, str], *, fifo: bool) -> None:
    alien = _FIFO & {*attributes}
    if alien and not fifo:
        raise Refusal("InvalidAttributeName", f"Unknown Attribute {min(alien)}.")
    if (policy := attributes.get("Policy")) and not json.loads(policy).get("Statement"):
        raise Refusal("InvalidAttributeValue", "Invalid value for the parameter Policy.")
    for name, (low, high) in _BOUNDS.items():
        text = attributes.get(name, str(low))
        if not text.isdecimal() or not low <= int(text) <= high:
            raise Refusal("InvalidAttributeValue", f"Invalid value for the parameter {name}.")


def _backend(asked: Asked) -> Any:
    from moto.sqs.models import sqs_backends

    return sqs_backends[asked.account][asked.region]
