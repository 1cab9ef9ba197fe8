"""How things that nobody declares are looked for: what a rule, a trigger or a pipeline points at.

Only whether they are there is asked. Words of `Read` that count here: `rename` (which of {arn}, {name},
{last} and {first}, the last and first segment of the name, travels in which member), `many` and `size`,
`path`, `match` (which of them an item has where), `where`, `sends`. An item that is text ends in the name.

Sources: the API reference of each service, at the operation; ARNs: Service Authorization Reference,
"Resource types"; ECS DescribeClusters: a deleted cluster may be shown as INACTIVE for a time; SQS
ListQueues pages only where MaxResults is sent; Lambda and Step Functions list neither versions nor aliases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reconciler.kinds.words import Read, Refusal


@dataclass(frozen=True)
class Probe:
    """How one sort of thing is looked for.

    - `sort`: what it is, in a sentence. `service`, `resource`: how its ARN reads after the partition,
      and after the account.
    - `client`: boto3's. `one`: reads one; `many`: a batch; `whole`: a list of all, page by page by its
      `page` (the members of the request's and the answer's token).
    - `absent`: refusals that mean not there. `builtin`: names that AWS always has.
    """

    sort: str
    service: str
    resource: str
    client: str
    absent: tuple[Refusal, ...] = ()
    one: Read | None = None
    many: Read | None = None
    whole: Read | None = None
    page: tuple[str, str] = ("", "")
    builtin: tuple[str, ...] = ()


_NOT_FOUND: Final = (Refusal("ResourceNotFoundException"),)

PROBES: Final[tuple[Probe, ...]] = (
    Probe(
        "role",
        "iam",
        "role/",
        "iam",
        (Refusal("NoSuchEntity"),),
        one=Read("GetRole", path="Role", rename={"last": "RoleName"}, match={"arn": "Arn"}),
        whole=Read("ListRoles", path="Roles", match={"arn": "Arn"}, sends={"MaxItems": 1000}),
        page=("Marker", "Marker"),
    ),
    Probe(
        "function",
        "lambda",
        "function:",
        "lambda",
        _NOT_FOUND,
        one=Read("GetFunctionConfiguration", rename={"arn": "FunctionName"}),
        whole=Read("ListFunctions", path="Functions", match={"arn": "FunctionArn"}),
        page=("Marker", "NextMarker"),
    ),
    Probe(
        "topic",
        "sns",
        "",
        "sns",
        (Refusal("NotFound"),),
        one=Read("GetTopicAttributes", rename={"arn": "TopicArn"}),
        whole=Read("ListTopics", path="Topics", match={"arn": "TopicArn"}),
        page=("NextToken", "NextToken"),
    ),
    Probe(
        "queue",
        "sqs",
        "",
        "sqs",
        (Refusal("AWS.SimpleQueueService.NonExistentQueue"), Refusal("QueueDoesNotExist")),
        one=Read("GetQueueUrl", rename={"name": "QueueName"}),
        whole=Read("ListQueues", path="QueueUrls", sends={"MaxResults": 1000}),
        page=("NextToken", "NextToken"),
    ),
    Probe(
        "log group",
        "logs",
        "log-group:",
        "logs",
        _NOT_FOUND,
        one=Read(
            "DescribeLogGroups",
            path="logGroups",
            rename={"name": "logGroupNamePrefix"},
            match={"name": "logGroupName"},
        ),
        whole=Read("DescribeLogGroups", path="logGroups", match={"name": "logGroupName"}),
        page=("nextToken", "nextToken"),
    ),
    Probe(
        "build project",
        "codebuild",
        "project/",
        "codebuild",
        many=Read(
            "BatchGetProjects", path="projects", many="names", size=100, match={"name": "name"}
        ),
    ),
    Probe(
        "pipeline",
        "codepipeline",
        "",
        "codepipeline",
        (Refusal("PipelineNotFoundException"),),
        one=Read("GetPipeline", rename={"name": "name"}),
        whole=Read("ListPipelines", path="pipelines", match={"name": "name"}),
        page=("nextToken", "nextToken"),
    ),
    Probe(
        "state machine",
        "states",
        "stateMachine:",
        "stepfunctions",
        (Refusal("StateMachineDoesNotExist"), Refusal("ResourceNotFound")),
        one=Read("DescribeStateMachine", rename={"arn": "stateMachineArn"}),
        whole=Read("ListStateMachines", path="stateMachines", match={"arn": "stateMachineArn"}),
        page=("nextToken", "nextToken"),
    ),
    Probe(
        "cluster",
        "ecs",
        "cluster/",
        "ecs",
        many=Read(
            "DescribeClusters",
            path="clusters",
            many="clusters",
            size=100,
            rename={"arn": "clusters"},
            match={"arn": "clusterArn"},
            where={"status": "ACTIVE"},
        ),
    ),
    Probe(
        "task definition",
        "ecs",
        "task-definition/",
        "ecs",
        (Refusal("ClientException", "Unable to describe task definition"),),
        one=Read(
            "DescribeTaskDefinition",
            path="taskDefinition",
            rename={"arn": "taskDefinition"},
            where={"status": "ACTIVE"},
        ),
    ),
    Probe(
        "event bus",
        "events",
        "event-bus/",
        "events",
        _NOT_FOUND,
        one=Read("DescribeEventBus", rename={"name": "Name"}),
        whole=Read("ListEventBuses", path="EventBuses", match={"name": "Name"}),
        page=("NextToken", "NextToken"),
        builtin=("default",),
    ),
    Probe(
        "API destination",
        "events",
        "api-destination/",
        "events",
        _NOT_FOUND,
        one=Read(
            "DescribeApiDestination",
            rename={"first": "Name"},
            match={"arn": "ApiDestinationArn"},
        ),
        whole=Read(
            "ListApiDestinations", path="ApiDestinations", match={"arn": "ApiDestinationArn"}
        ),
        page=("NextToken", "NextToken"),
    ),
    Probe(
        "stream",
        "kinesis",
        "stream/",
        "kinesis",
        _NOT_FOUND,
        one=Read("DescribeStreamSummary", rename={"name": "StreamName"}),
        whole=Read("ListStreams", path="StreamNames"),
        page=("NextToken", "NextToken"),
    ),
    Probe(
        "delivery stream",
        "firehose",
        "deliverystream/",
        "firehose",
        _NOT_FOUND,
        one=Read("DescribeDeliveryStream", rename={"name": "DeliveryStreamName"}),
    ),
    Probe(
        "job queue",
        "batch",
        "job-queue/",
        "batch",
        many=Read(
            "DescribeJobQueues",
            path="jobQueues",
            many="jobQueues",
            size=100,
            rename={"arn": "jobQueues"},
            match={"arn": "jobQueueArn"},
        ),
    ),
)
"""Every sort that is looked for; of any other nobody asks whether it is there."""
