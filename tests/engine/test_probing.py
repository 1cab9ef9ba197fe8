"""Looking for what nobody declares: few calls, and nothing that AWS says ends a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from reconciler.aws.models import model
from reconciler.engine.reading.probing import Looked, Sought, askings, looked_for
from reconciler.kinds.probes import PROBES, Probe
from reconciler.kinds.words import Read
from reconciler.plan.calls import Answer, AnswerLost, AwsRefused, Call, Unreachable
from tests.engine.estate import SCOPE

HERE = f"{SCOPE.region}:{SCOPE.account}"


class Wire:
    """Answers calls from a table of operation → answer or error, and remembers them."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.said = said
        self.sent: list[Call] = []

    def __call__(self, call: Call) -> Answer:
        self.sent.append(call)
        said = self.said[call.operation]
        if callable(said):
            said = said(call)
        if isinstance(said, Exception):
            raise said
        assert isinstance(said, Mapping)
        return said

    @property
    def operations(self) -> list[str]:
        return [call.operation for call in self.sent]


def sought(service: str, *names: str) -> list[Sought]:
    return [Sought(SCOPE, f"arn:aws:{service}:{HERE}:{name}") for name in names]


def refused(code: str, message: str = "") -> Any:
    return lambda call: AwsRefused(call, code, message)


def missing(wire: Wire, some: list[Sought]) -> list[str]:
    found = looked_for(wire, some, 2)
    assert found.unknown == {}
    return sorted(one.arn.rpartition(":")[2] for one in found.missing)


def test_nothing_sought_costs_nothing() -> None:
    wire = Wire({})
    assert looked_for(wire, sought("redshift", "cluster:dwh"), 2) == Looked()
    assert looked_for(wire, sought("events", "event-bus/default"), 2) == Looked()
    assert wire.sent == []


def test_projects_and_clusters_are_read_a_hundred_a_call() -> None:
    names = [f"p{number}" for number in range(150)]
    wire = Wire({"BatchGetProjects": {"projects": [{"name": one} for one in names[1:]]}})
    assert missing(wire, sought("codebuild", *(f"project/{one}" for one in names))) == [
        "project/p0"
    ]
    assert wire.operations == ["BatchGetProjects", "BatchGetProjects"]
    clusters = sought("ecs", "cluster/a", "cluster/b", "cluster/c")
    told = [
        {"clusterArn": clusters[0].arn, "status": "ACTIVE"},
        {"clusterArn": clusters[1].arn, "status": "INACTIVE"},
    ]
    wire = Wire({"DescribeClusters": {"clusters": told}})
    assert missing(wire, clusters) == ["cluster/b", "cluster/c"]


def test_ten_of_a_sort_are_looked_up_in_its_list_page_by_page() -> None:
    topics = sought("sns", *(f"t{number}" for number in range(10)))
    pages: list[Answer] = [
        {"Topics": [{"TopicArn": one.arn} for one in topics[:5]], "NextToken": "more"},
        {"Topics": [{"TopicArn": one.arn} for one in topics[5:9]]},
    ]
    wire = Wire({"ListTopics": lambda call: pages[1 if "NextToken" in call.params else 0]})
    assert missing(wire, topics) == ["t9"]
    assert wire.operations == ["ListTopics", "ListTopics"]


def test_a_list_that_is_denied_falls_back_on_single_reads() -> None:
    queues = sought("sqs", *(f"q{number}" for number in range(10)))

    def url(call: Call) -> Any:
        if call.params["QueueName"] == "q3":
            return AwsRefused(call, "AWS.SimpleQueueService.NonExistentQueue", "no")
        return {"QueueUrl": "https://there"}

    wire = Wire({"ListQueues": refused("AccessDenied"), "GetQueueUrl": url})
    assert missing(wire, queues) == ["q3"]
    assert wire.operations.count("GetQueueUrl") == 10


def test_texts_of_lists_end_in_names() -> None:
    queues = sought("sqs", *(f"q{number}" for number in range(10)))
    urls = [f"https://sqs.eu-west-1.amazonaws.com/1/q{number}" for number in range(1, 10)]
    assert missing(Wire({"ListQueues": {"QueueUrls": urls}}), queues) == ["q0"]
    streams = sought("kinesis", *(f"stream/s{number}" for number in range(10)))
    names = [f"s{number}" for number in range(9)]
    assert missing(Wire({"ListStreams": {"StreamNames": names}}), streams) == ["stream/s9"]


def test_an_alias_of_a_function_is_in_no_list() -> None:
    functions = sought("lambda", *(f"function:f{number}:live" for number in range(12)))
    wire = Wire({"GetFunctionConfiguration": {"FunctionArn": "x"}})
    assert missing(wire, functions) == []
    assert wire.operations == ["GetFunctionConfiguration"] * 12


@pytest.mark.parametrize(
    "said",
    [
        refused("AccessDeniedException", "not you"),
        refused("NotCovered", "later"),
        lambda call: AnswerLost(call, "reset"),
        lambda call: Unreachable(call, "https://there", "no route"),
    ],
)
def test_what_aws_does_not_tell_is_unknown_and_ends_nothing(said: Any) -> None:
    (task,) = sought("ecs", "task-definition/web:3")
    found = looked_for(Wire({"DescribeTaskDefinition": said}), [task], 2)
    assert found.missing == frozenset()
    assert found.unknown[task].startswith("ecs:DescribeTaskDefinition: ")


def test_the_same_name_under_another_path_or_id_is_another_one() -> None:
    role = Sought(SCOPE, f"arn:aws:iam::{SCOPE.account}:role/ci/events")
    other = {"Role": {"Arn": f"arn:aws:iam::{SCOPE.account}:role/events"}}
    wire = Wire({"GetRole": other})
    assert missing(wire, [role]) == ["role/ci/events"]
    assert wire.sent[0].params == {"RoleName": "events"}
    (hook,) = sought("events", "api-destination/hook/11112222")
    wire = Wire({"DescribeApiDestination": {"ApiDestinationArn": f"{hook.arn[:-1]}3"}})
    assert missing(wire, [hook]) == ["api-destination/hook/11112222"]
    assert wire.sent[0].params == {"Name": "hook"}


def test_a_log_group_s_name_may_begin_another_s() -> None:
    (group,) = sought("logs", "log-group:/ci/events:*")
    wire = Wire({"DescribeLogGroups": {"logGroups": [{"logGroupName": "/ci/events-2"}]}})
    assert missing(wire, [group]) == ["*"]
    wire = Wire({"DescribeLogGroups": {"logGroups": [{"logGroupName": "/ci/events"}]}})
    assert missing(wire, [group]) == []


def test_one_thing_that_many_point_at_is_looked_for_once() -> None:
    assert len(list(askings(sought("sns", "t", "t", "t")))) == 1


@pytest.mark.parametrize("probe", PROBES, ids=lambda one: str(one.sort))
def test_every_probe_is_as_the_service_s_model_says(probe: Probe) -> None:
    operations = model(probe.client).operations
    for read in filter(None, (probe.one, probe.many, probe.whole)):
        operation = operations[read.name]
        takes = {*operation.input.members}
        assert {*read.sends, *read.rename.values(), read.many} - {""} <= takes
        assert read.path in {"", *operation.output.members}
        item = operation.output.members[read.path] if read.path else operation.output
        item = item.element if item.type == "list" else item
        assert {*read.match.values(), *read.where} <= {*item.members}
        required = {*operation.input.required}
        assert required <= {*read.sends, *read.rename.values(), read.many}
    if probe.whole:
        whole = operations[probe.whole.name]
        assert probe.page[0] in whole.input.members
        assert probe.page[1] in whole.output.members
    assert probe.many or probe.one


def test_a_read_is_one_of_its_probe() -> None:
    (asked,) = askings(sought("codepipeline", "deliver"))
    assert isinstance(asked.read, Read)
    assert asked.read is asked.probe.one
