"""Amazon SQS: queues that receive what rules, topics and dead-letter configurations send.

Sources: the SQS API reference (SetQueueAttributes: attributes, bounds and defaults; CreateQueue:
"you must wait 60 seconds after deleting a queue before you can create another with the same name")
and developer guide ("queue and message identifiers": how a queue's URL is made of its name).
"""

from __future__ import annotations

from reconciler.kinds.words import (
    Attribute,
    Attributes,
    By,
    Field,
    Kind,
    Op,
    Read,
    Refusal,
    Setter,
    Statement,
    Tags,
)

URL = By(
    "partition",
    {"aws-cn": "https://sqs.{region}.amazonaws.com.cn/{account}/{name}"},
    "https://sqs.{region}.amazonaws.com/{account}/{name}",
)
"""Where a queue is, which is how every operation but the create names it."""

DAY = 86400
"""Seconds."""

ATTRIBUTES = {
    "visibility_timeout": Attribute(
        "VisibilityTimeout",
        "Seconds for which a message that was received is hidden from others.",
        "integer",
        low=0,
        high=DAY // 2,
    ),
    "message_retention_period": Attribute(
        "MessageRetentionPeriod",
        "Seconds for which a message is kept.",
        "integer",
        low=60,
        high=14 * DAY,
    ),
    "maximum_message_size": Attribute(
        "MaximumMessageSize",
        "Bytes that a message may have.",
        "integer",
        low=1024,
        high=1048576,
    ),
    "delay_seconds": Attribute(
        "DelaySeconds", "Seconds before a new message is shown.", "integer", low=0, high=900
    ),
    "receive_message_wait_time_seconds": Attribute(
        "ReceiveMessageWaitTimeSeconds",
        "Seconds that a receive waits for a message.",
        "integer",
        low=0,
        high=20,
    ),
    "policy": Attribute("Policy", "Who may do what with the queue: the whole IAM policy."),
    "redrive_policy": Attribute(
        "RedrivePolicy",
        "Where messages go that were received too often: deadLetterTargetArn, maxReceiveCount.",
    ),
    "redrive_allow_policy": Attribute(
        "RedriveAllowPolicy",
        "Which queues may use this one for their dead letters: redrivePermission, sourceQueueArns.",
    ),
    "kms_master_key_id": Attribute(
        "KmsMasterKeyId", "The KMS key that encrypts messages: id, ARN or alias."
    ),
    "kms_data_key_reuse_period_seconds": Attribute(
        "KmsDataKeyReusePeriodSeconds",
        "Seconds for which a data key is used again before KMS is asked.",
        "integer",
        low=60,
        high=DAY,
    ),
    "sqs_managed_sse_enabled": Attribute(
        "SqsManagedSseEnabled", "Encryption with keys of SQS's own.", "boolean"
    ),
    "fifo_queue": Attribute(
        "FifoQueue", "First in, first out; the name must end in .fifo.", "boolean"
    ),
    "content_based_deduplication": Attribute(
        "ContentBasedDeduplication", "Of a FIFO queue: equal bodies are one message.", "boolean"
    ),
    "deduplication_scope": Attribute(
        "DeduplicationScope",
        "Of a FIFO queue: where equal messages are looked for.",
        enum=("queue", "messageGroup"),
    ),
    "fifo_throughput_limit": Attribute(
        "FifoThroughputLimit",
        "Of a FIFO queue: what its quota of throughput is counted for.",
        enum=("perQueue", "perMessageGroupId"),
    ),
}
"""A queue's attributes that can be written (SQS API Reference, SetQueueAttributes, CreateQueue)."""

FIELDS = {
    "visibility_timeout": Field(default=30),
    "message_retention_period": Field(default=4 * DAY),
    "maximum_message_size": Field(computed=True),
    "delay_seconds": Field(default=0),
    "receive_message_wait_time_seconds": Field(default=0),
    "policy": Field(document="policy", clear=""),
    "redrive_policy": Field(document="json", clear=""),
    "redrive_allow_policy": Field(document="json", clear=""),
    "kms_master_key_id": Field(same="kms_key", points_to="kms.keys.arn", default=""),
    "kms_data_key_reuse_period_seconds": Field(
        default=300, unread=By("kms_master_key_id", {"": True}, False)
    ),
    "sqs_managed_sse_enabled": Field(computed=True),
    "fifo_queue": Field(default=False),
    "content_based_deduplication": Field(default=False),
    "deduplication_scope": Field(default="queue"),
    "fifo_throughput_limit": Field(default="perQueue"),
}
"""The largest message was 256 KiB until August 2025, 1 MiB since: AWS's choice is left alone. So is
SQS's own encryption, which is on for new queues unless they have a key."""

READ = Read(
    "GetQueueAttributes",
    path="Attributes",
    sends={"QueueUrl": URL, "AttributeNames": ("All",)},
)
"""All attributes of a queue."""

QUEUES = Kind(
    "sqs.queues",
    prefix="queue",
    identity=("name",),
    arn="arn:{partition}:sqs:{region}:{account}:{name}",
    create=Op("CreateQueue"),
    read=READ,
    list=Read("ListQueues", path="QueueUrls", whole=True),
    update=Op(
        "SetQueueAttributes",
        sends={"QueueUrl": URL},
        only=tuple(name for name in ATTRIBUTES if name not in {"policy", "fifo_queue"}),
        merges=True,
    ),
    delete=Op("DeleteQueue", sends={"QueueUrl": URL}),
    fields=FIELDS,
    attributes=Attributes("Attributes", ATTRIBUTES),
    parts=(
        Setter(
            ("policy",),
            put=Op("SetQueueAttributes", sends={"QueueUrl": URL}, only=("policy",)),
            read=READ,
        ),
    ),
    tags=Tags(
        add=Op("TagQueue", sends={"QueueUrl": URL}),
        remove=Op("UntagQueue", sends={"QueueUrl": URL}),
        read=Read("ListQueueTags", path="Tags", sends={"QueueUrl": URL}),
        sweep="sqs",
    ),
    absent=(
        Refusal("QueueDoesNotExist"),
        Refusal("AWS.SimpleQueueService.NonExistentQueue"),
    ),
    exists=(Refusal("QueueNameExists"), Refusal("QueueAlreadyExists")),
    busy=(
        Refusal("QueueDeletedRecently"),
        Refusal("AWS.SimpleQueueService.QueueDeletedRecently"),
    ),
    holds_data="every message that nobody has received yet",
)
"""A queue. Deleted, its name is free again after 60 seconds."""

_POLICY = Op(
    "SetQueueAttributes",
    rename={"statement": "Attributes.Policy"},
    sends={"QueueUrl": URL},
    only=("statement",),
)

QUEUE_STATEMENTS = Kind(
    "sqs.statements",
    identity=("name", "sid"),
    named=False,
    create=_POLICY,
    read=Read(
        "GetQueueAttributes",
        path="Attributes.Policy",
        sends={"QueueUrl": URL, "AttributeNames": ("Policy",)},
    ),
    update=_POLICY,
    delete=_POLICY,
    statement=Statement("statement", holder="sqs.queues.policy"),
    fields={
        "name": Field(points_to="sqs.queues.name", checked=True),
        "statement": Field(document="policy"),
    },
    absent=(
        Refusal("QueueDoesNotExist"),
        Refusal("AWS.SimpleQueueService.NonExistentQueue"),
    ),
)
"""One statement of the policy of the queue `name`; what others wrote in the policy is kept."""
