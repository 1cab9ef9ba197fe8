"""What moto lacks of SNS: attributes that it stores and does not show, and data protection.

Sources: SNS API reference: GetTopicAttributes, SetTopicAttributes, PutDataProtectionPolicy,
GetDataProtectionPolicy (an empty policy takes it away). Subscriptions are in `subscriptions`.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Any, Final

from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.messages import Response
from reconciler.sandbox.neighbours.asked import Asked

_HIDDEN: Final = (
    "ArchivePolicy",
    "FifoThroughputScope",
    "SignatureVersion",
    "TracingConfig",
    *(
        f"{protocol}{name}"
        for protocol in ("Application", "Firehose", "HTTP", "Lambda", "SQS")
        for name in (
            "SuccessFeedbackRoleArn",
            "SuccessFeedbackSampleRate",
            "FailureFeedbackRoleArn",
        )
    ),
)
_NAMESPACE: Final = "http://sns.amazonaws.com/doc/2010-03-31/"


def shown(asked: Asked) -> Response:
    """Add to moto's answer the attributes that moto stores and does not show."""
    answer = asked.moto(asked.params)
    if answer.status != 200:
        return answer
    held = vars(_topic(asked, asked.params["TopicArn"]))
    entries = "".join(
        f"<entry><key>{name}</key><value>{escape(str(held[_stored(name)]), quote=False)}</value></entry>"
        for name in _HIDDEN
        if held.get(_stored(name))
    )
    more = f"{entries}</Attributes>".encode()
    whole = answer.body.replace(b"<Attributes/>", b"<Attributes></Attributes>")
    return replace(answer, body=whole.replace(b"</Attributes>", more))


def create(asked: Asked) -> Response:
    """Let moto make the topic, and keep its data protection policy."""
    answer = asked.moto({k: v for k, v in asked.params.items() if k != "DataProtectionPolicy"})
    if answer.status == 200 and "DataProtectionPolicy" in asked.params:
        name = asked.params["Name"]
        arns = [arn for arn in _topics(asked) if arn.endswith(f":{name}")]
        vars(_topic(asked, arns[0]))["protection"] = asked.params["DataProtectionPolicy"]
    return answer


def put_protection(asked: Asked) -> Response:
    """Keep a data protection policy on its topic."""
    topic = _topic(asked, asked.params["ResourceArn"])
    vars(topic)["protection"] = asked.params.get("DataProtectionPolicy", "")
    return enveloped("PutDataProtectionPolicy", "")


def protection(asked: Asked) -> Response:
    """Show a topic's data protection policy, empty where it has none."""
    held = str(vars(_topic(asked, asked.params["ResourceArn"])).get("protection", ""))
    told = (
        f"<DataProtectionPolicy>{escape(held, quote=False)}</DataProtectionPolicy>" if held else ""
    )
    return enveloped("GetDataProtectionPolicy", told)


def enveloped(operation: str, inside: str) -> Response:
    """An answer of SNS with this inside its result."""
    result = f"<{operation}Result>{inside}</{operation}Result>"
    meta = "<ResponseMetadata><RequestId>0</RequestId></ResponseMetadata>"
    text = f'<{operation}Response xmlns="{_NAMESPACE}">{result}{meta}</{operation}Response>'
    return Response(200, text.encode(), {"content-type": "text/xml"})


def _stored(name: str) -> str:
    from moto.core.utils import camelcase_to_underscores

    return str(camelcase_to_underscores(name))


def _topic(asked: Asked, arn: str) -> Any:
    if arn not in _topics(asked):
        raise Refusal("NotFound", "Topic does not exist", 404)
    return _topics(asked)[arn]


def _topics(asked: Asked) -> dict[str, Any]:
    from moto.sns.models import sns_backends

    topics: dict[str, Any] = sns_backends[asked.account][asked.region].topics
    return topics
