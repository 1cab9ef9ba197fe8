"""Amazon SNS: topics that pipelines, notifications, alarms and repositories publish to.

Sources: the SNS API reference (CreateTopic and SetTopicAttributes: attributes, values, defaults;
one attribute a call; PutDataProtectionPolicy). Who may publish is the topic's policy: the whole
document, left alone where it is not declared, for every topic has one from AWS.

Subscriptions (Subscribe, Unsubscribe, ListSubscriptionsByTopic, GetSubscriptionAttributes) are known
by their endpoint. Subscribe refuses an endpoint that is subscribed with other attributes;
SetSubscriptionAttributes alters what is there, one attribute a call (a filter is taken away by an
empty one: "Removing a subscription filter policy" of the developer guide; a redrive policy by no
value, and a nested filter is refused under the scope of attributes: Terraform's
topic_subscription.go; how the others are taken away is not verified). Another protocol alone is
subscribed anew: what is published between the two calls does not reach it. Until its
owner confirms it a subscription has no ARN; "Amazon SNS supports automatic deletion of unconfirmed
subscriptions" (AWS, 10 May 2023: after 48 hours); one that its owner took away is `Deleted` for 72
hours (AWS re:Post, "recreate a deleted Amazon SNS topic subscription").
"""

from __future__ import annotations

from reconciler.kinds.words import (
    Attribute,
    Attributes,
    Field,
    Items,
    Kind,
    Op,
    Read,
    Refusal,
    Setter,
    Tags,
)

RECEIVERS = {
    "application": "Application",
    "firehose": "Firehose",
    "http": "HTTP",
    "lambda": "Lambda",
    "sqs": "SQS",
}
"""Protocols whose deliveries can be logged → how their attributes begin."""

ROLES = {
    f"{ours}_{name}": Attribute(
        f"{theirs}{member}", f"The role that logs {what} {theirs} endpoints."
    )
    for ours, theirs in RECEIVERS.items()
    for name, member, what in (
        ("success_feedback_role_arn", "SuccessFeedbackRoleArn", "deliveries to"),
        ("failure_feedback_role_arn", "FailureFeedbackRoleArn", "what did not reach"),
    )
}
"""Who writes the status of deliveries to CloudWatch Logs."""

RATES = {
    f"{ours}_success_feedback_sample_rate": Attribute(
        f"{theirs}SuccessFeedbackSampleRate",
        f"The percentage that is logged of deliveries to {theirs} endpoints.",
        "integer",
        low=0,
        high=100,
    )
    for ours, theirs in RECEIVERS.items()
}
"""How much of it."""

CREATED = {
    "fifo_topic": Attribute("FifoTopic", "First in, first out; the name ends in .fifo.", "boolean"),
}
"""Attributes that only CreateTopic takes."""

ATTRIBUTES = {
    "display_name": Attribute("DisplayName", "The sender's name in mails and short messages."),
    "policy": Attribute("Policy", "Who may do what with the topic: the whole IAM policy."),
    "delivery_policy": Attribute("DeliveryPolicy", "How HTTP endpoints are tried again."),
    "kms_master_key_id": Attribute(
        "KmsMasterKeyId", "The KMS key that encrypts messages: id, ARN or alias."
    ),
    "signature_version": Attribute(
        "SignatureVersion", "The hash of signatures: 1 is SHA1, 2 is SHA256.", enum=("1", "2")
    ),
    "tracing_config": Attribute(
        "TracingConfig", "Whether X-Ray traces are begun.", enum=("PassThrough", "Active")
    ),
    "content_based_deduplication": Attribute(
        "ContentBasedDeduplication", "Of a FIFO topic: equal bodies are one message.", "boolean"
    ),
    "fifo_throughput_scope": Attribute(
        "FifoThroughputScope",
        "Of a FIFO topic: where equal messages are looked for.",
        enum=("Topic", "MessageGroup"),
    ),
    "archive_policy": Attribute(
        "ArchivePolicy", "Of a FIFO topic: for how long messages can be replayed."
    ),
    **ROLES,
    **RATES,
}
"""Attributes that SetTopicAttributes writes, one a call."""

SUBSCRIBED = {
    "filter_policy_scope": Attribute(
        "FilterPolicyScope",
        "What the filter looks at: a message's attributes, or its body; not without a filter.",
        enum=("MessageAttributes", "MessageBody"),
    ),
    "filter_policy": Attribute("FilterPolicy", "Which messages are delivered; the others are not."),
    "raw_message_delivery": Attribute(
        "RawMessageDelivery", "Deliver the bare message, without SNS's envelope.", "boolean"
    ),
    "redrive_policy": Attribute(
        "RedrivePolicy", "The queue for messages that cannot be delivered: deadLetterTargetArn."
    ),
    "delivery_policy": Attribute("DeliveryPolicy", "How an HTTP endpoint is tried again."),
    "subscription_role_arn": Attribute(
        "SubscriptionRoleArn", "The role that writes to a Firehose delivery stream."
    ),
    "replay_policy": Attribute(
        "ReplayPolicy", "Of a FIFO topic: which archived messages are delivered again."
    ),
}
"""Attributes of a subscription, all taken by Subscribe; a scope is altered before its filter."""

WAITS = {
    "PendingConfirmation": "confirm it from the message that AWS sent to the endpoint; unconfirmed it ends after 48 hours",
    "Deleted": "it was taken away by its endpoint's owner; AWS forgets it after 72 hours",
}
"""What AWS shows in place of a subscription's ARN while there is none."""

SUBSCRIPTIONS = Items(
    "subscriptions",
    add=Op(
        "Subscribe",
        rename={"arn": "TopicArn"},
        sends={"ReturnSubscriptionArn": True},
        attributes=Attributes("Attributes", SUBSCRIBED),
    ),
    remove=Op("Unsubscribe", rename={"subscription_arn": "SubscriptionArn"}),
    read=Read(
        "ListSubscriptionsByTopic",
        path="Subscriptions",
        rename={"arn": "TopicArn"},
        each=Read("GetSubscriptionAttributes", rename={"subscription_arn": "SubscriptionArn"}),
    ),
    handle="subscription_arn",
    alters=tuple(
        Setter(
            (field,),
            put=Op(
                "SetSubscriptionAttributes",
                rename={"subscription_arn": "SubscriptionArn", field: "AttributeValue"},
                sends={"AttributeName": attribute.name},
            ),
        )
        for field, attribute in SUBSCRIBED.items()
    ),
    waits=WAITS,
)
"""Who gets what is published."""

FIELDS = {
    "subscriptions": Field(keyed="endpoint", short="protocol"),
    "subscriptions.protocol": Field(
        disrupts="the subscription is made anew, and misses what is published meanwhile"
    ),
    "subscriptions.endpoint": Field(points_to="sqs.queues.arn", maybe=True),
    "subscriptions.filter_policy": Field(document="json", default={}),
    "subscriptions.filter_policy_scope": Field(default="MessageAttributes"),
    "subscriptions.raw_message_delivery": Field(default=False),
    "subscriptions.redrive_policy": Field(document="json"),
    "subscriptions.delivery_policy": Field(document="json", clear=""),
    "subscriptions.subscription_role_arn": Field(points_to="iam.roles.arn"),
    "subscriptions.replay_policy": Field(document="json", clear={}),
    "fifo_topic": Field(default=False),
    "display_name": Field(default=""),
    "policy": Field(
        document="policy"
    ),  # SNS refuses an empty one, "Policy is empty" (ACK, issue 1867)
    "delivery_policy": Field(document="json", clear=""),
    "data_protection_policy": Field(document="json", clear=""),
    "kms_master_key_id": Field(same="kms_key", points_to="kms.keys.arn", default=""),
    "signature_version": Field(default="1"),
    "tracing_config": Field(default="PassThrough"),
    "content_based_deduplication": Field(default=False),
    "fifo_throughput_scope": Field(default="Topic"),
    "archive_policy": Field(document="json", clear={}),
    **{name: Field(default="", points_to="iam.roles.arn") for name in ROLES},
    **{name: Field(default=0) for name in RATES},
}
"""The fields of which something is to be said."""

READ = Read("GetTopicAttributes", path="Attributes", rename={"arn": "TopicArn"})
"""All attributes of a topic; one that was never set may be missing."""

TOPICS = Kind(
    "sns.topics",
    identity=("name",),
    arn="arn:{partition}:sns:{region}:{account}:{name}",
    create=Op("CreateTopic"),
    read=READ,
    list=Read("ListTopics", path="Topics", whole=True),
    delete=Op("DeleteTopic", rename={"arn": "TopicArn"}),
    fields=FIELDS,
    attributes=Attributes("Attributes", {**CREATED, **ATTRIBUTES}),
    parts=(
        *(
            Setter(
                (field,),
                put=Op(
                    "SetTopicAttributes",
                    rename={"arn": "TopicArn", field: "AttributeValue"},
                    sends={"AttributeName": attribute.name},
                ),
                read=READ if field == "policy" else None,
            )
            for field, attribute in ATTRIBUTES.items()
        ),
        Setter(
            ("data_protection_policy",),
            put=Op("PutDataProtectionPolicy", rename={"arn": "ResourceArn"}),
            read=Read("GetDataProtectionPolicy", rename={"arn": "ResourceArn"}),
        ),
        SUBSCRIPTIONS,
    ),
    tags=Tags(
        add=Op("TagResource", rename={"arn": "ResourceArn"}),
        remove=Op("UntagResource", rename={"arn": "ResourceArn"}),
        read=Read("ListTagsForResource", path="Tags", rename={"arn": "ResourceArn"}),
        sweep="sns",
    ),
    absent=(Refusal("NotFound"), Refusal("ResourceNotFound")),
    busy=(Refusal("ConcurrentAccess"),),
    spreads=(Refusal("InvalidParameter", "Invalid principal"),),
)
"""A topic. CreateTopic of a name that is taken answers with the topic that there is."""
