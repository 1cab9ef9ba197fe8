"""What moto lacks of SNS's subscriptions: those that wait for their owner, and refusals.

Sources: SNS API reference: Subscribe ("If the endpoint type is HTTP/S or email ... the endpoint owner
must run the ConfirmSubscription action"; ReturnSubscriptionArn), ListSubscriptionsByTopic (the word
`PendingConfirmation` in place of an ARN). That a pending one cannot be removed: NixOS/nixops pull
request 532 and xmidt-org/webpa-common issue 362; what is said of its ARN: hashicorp/terraform issue
2776 and AWS re:Post. The other texts of refusals are not verified.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.messages import Response
from reconciler.sandbox.neighbours.asked import Asked
from reconciler.sandbox.neighbours.topics import enveloped

WAITING: Final = "PendingConfirmation"
"""What is shown in place of the ARN of a subscription that its owner has not confirmed."""

_CONFIRMED_BY_HAND: Final = frozenset({"email", "email-json", "http", "https"})

_ALTERED: Final = frozenset(
    {"DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy", "ReplayPolicy"}
)
"""The attributes that go when they are set to nothing."""


def subscribe(asked: Asked) -> Response:
    """Let moto subscribe an endpoint; refuse one that is subscribed with other attributes."""
    given = _attributes(asked.params)
    before = _found(asked)
    if before is not None and any(not _same(before, name, text) for name, text in given.items()):
        raise _invalid("Attributes Reason: Subscription already exists with different attributes")
    answer = asked.moto(_without_replay(asked.params))
    made = _found(asked)
    if answer.status != 200 or made is None:
        return answer
    made.attributes |= {name: text for name, text in given.items() if name == "ReplayPolicy"}
    if before is None and made.protocol in _CONFIRMED_BY_HAND:
        made.attributes[WAITING] = True
        vars(made)["publish"] = _unheard
    told = asked.params.get("ReturnSubscriptionArn") == "true" or not made.attributes[WAITING]
    return answer if told else _hidden(answer, made, "pending confirmation")


def listed(asked: Asked) -> Response:
    """Let moto list subscriptions, those without their ARN that wait for their owner."""
    answer = asked.moto(asked.params)
    for one in _subscriptions(asked).values():
        answer = _hidden(answer, one, WAITING) if one.attributes[WAITING] else answer
    return answer


def shown(asked: Asked) -> Response:
    """Let moto show a subscription, by an ARN."""
    _checked(asked)
    return asked.moto(asked.params)


def unsubscribe(asked: Asked) -> Response:
    """Let moto take a subscription away, unless its owner has not confirmed it."""
    held = _subscriptions(asked).get(_checked(asked))
    if held is not None and held.attributes[WAITING]:
        raise _invalid(
            "SubscriptionArn Reason: Cannot unsubscribe a subscription that is pending confirmation"
        )
    return asked.moto(asked.params)


def alter(asked: Asked) -> Response:
    """Let moto set one attribute, ReplayPolicy too; an empty one is none.

    A nested filter is refused under the scope of attributes (Terraform's topic_subscription.go).
    """
    held = _subscriptions(asked).get(_checked(asked))
    name, text = asked.params["AttributeName"], asked.params.get("AttributeValue", "")
    if held is None or name not in _ALTERED:
        return asked.moto(asked.params)
    after = {**held.attributes, name: text}
    if _is_nested(after.get("FilterPolicy")) and after.get("FilterPolicyScope") != "MessageBody":
        raise _invalid(
            "FilterPolicy: Filter policy scope MessageAttributes does not support nested"
        )
    if name == "ReplayPolicy":
        held.attributes[name], answer = text, enveloped("SetSubscriptionAttributes", "")
    else:
        answer = asked.moto(asked.params)
    empty = [key for key in _ALTERED if held.attributes.get(key) in {None, "", "{}"}]
    for key in empty:
        held.attributes.pop(key, None)
    return answer


def _is_nested(policy: str | None) -> bool:
    filters = json.loads(policy or "{}")
    return any(isinstance(one, Mapping) for one in filters.values())


def _checked(asked: Asked) -> str:
    arn = str(asked.params.get("SubscriptionArn", ""))
    elements = arn.count(":") + 1
    if elements < 6:
        raise _invalid(
            f"SubscriptionArn Reason: An ARN must have at least 6 elements, not {elements}"
        )
    return arn


def _invalid(why: str) -> Refusal:
    return Refusal("InvalidParameter", f"Invalid parameter: {why}", 400)


def _unheard(*_: object, **__: object) -> None:
    """What is published to a subscription that nobody confirmed: it is not delivered."""


def _hidden(answer: Response, subscription: Any, word: str) -> Response:
    body = answer.body.replace(subscription.arn.encode(), word.encode())
    return replace(answer, body=body)


def _attributes(params: Mapping[str, Any]) -> dict[str, str]:
    """The attributes in a request's pairs: `Attributes.entry.1.key`, `Attributes.entry.1.value`."""
    keys = [name for name in params if name.startswith("Attributes.") and name.endswith(".key")]
    return {params[name]: params.get(f"{name.removesuffix('key')}value", "") for name in keys}


def _without_replay(params: Mapping[str, Any]) -> dict[str, Any]:
    """The request without the one attribute that moto does not know, the others counted anew."""
    left = {name: one for name, one in params.items() if not name.startswith("Attributes.")}
    kept = [pair for pair in _attributes(params).items() if pair[0] != "ReplayPolicy"]
    for number, (key, value) in enumerate(kept, 1):
        left |= {
            f"Attributes.entry.{number}.key": key,
            f"Attributes.entry.{number}.value": value,
        }
    return left


def _same(subscription: Any, name: str, text: str) -> bool:
    return bool(_meant(subscription.attributes.get(name)) == _meant(text))


def _meant(value: Any) -> Any:
    """A text as the JSON that it may be, so that spaces and the order of keys mean nothing."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _found(asked: Asked) -> Any:
    names = ("TopicArn", "Endpoint", "Protocol")
    wanted = tuple(asked.params.get(name) for name in names)
    every = _subscriptions(asked).values()
    return next((s for s in every if (s.topic.arn, s.endpoint, s.protocol) == wanted), None)


def _subscriptions(asked: Asked) -> dict[str, Any]:
    from moto.sns.models import sns_backends

    found: dict[str, Any] = sns_backends[asked.account][asked.region].subscriptions
    return found
