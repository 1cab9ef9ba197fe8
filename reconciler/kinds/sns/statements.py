"""Amazon SNS: statements of topic policies.

Sources: the SNS API reference (SetTopicAttributes, GetTopicAttributes). A topic always has a policy;
what stands in place of an emptied one is the one that a new topic has (SNS developer guide, "Example
cases for Amazon SNS access control", and the Terraform provider's aws_sns_topic_policy, which says
that AWS's support confirmed that it cannot be deleted).
"""

from __future__ import annotations

from reconciler.kinds.words import Field, Kind, Op, Read, Refusal, Statement

_OWN_ACTIONS = (
    "SNS:GetTopicAttributes",
    "SNS:SetTopicAttributes",
    "SNS:AddPermission",
    "SNS:RemovePermission",
    "SNS:DeleteTopic",
    "SNS:Subscribe",
    "SNS:ListSubscriptionsByTopic",
    "SNS:Publish",
)
_OWN_POLICY = {
    "Version": "2008-10-17",
    "Id": "__default_policy_ID",
    "Statement": (
        {
            "Sid": "__default_statement_ID",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": _OWN_ACTIONS,
            "Resource": "{topic_arn}",
            "Condition": {"StringEquals": {"AWS:SourceOwner": "{account}"}},
        },
    ),
}
_WRITE = Op(
    "SetTopicAttributes", rename={"statement": "AttributeValue"}, sends={"AttributeName": "Policy"}
)

STATEMENTS = Kind(
    "sns.statements",
    identity=("topic_arn", "sid"),
    named=False,
    create=_WRITE,
    read=Read("GetTopicAttributes", path="Attributes.Policy"),
    update=_WRITE,
    delete=_WRITE,
    statement=Statement("statement", holder="sns.topics.policy", rest=_OWN_POLICY),
    fields={
        "topic_arn": Field(points_to="sns.topics.arn", checked=True),
        "statement": Field(document="policy"),
    },
    absent=(Refusal("NotFound"),),
    spreads=(Refusal("InvalidParameter", "PrincipalNotFound"),),
)
"""One statement of a topic's policy; what others wrote in the policy is kept."""
