"""Every CI/CD event that AWS documents can be named, has a sample, and is what its own name waits for."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.errors import Usage
from reconciler.events.catalogue import CATALOGUE
from reconciler.events.named.names import NAMES, pattern_of
from reconciler.events.pattern import compiled
from reconciler.trial.samples import FIRED, names, sample_of
from reconciler.trial.trial import trial
from tests.laws.ground import ACCOUNT, REGION, stack_in

ISSUE = {
    "pipeline": "CodePipeline Pipeline Execution State Change",
    "stage": "CodePipeline Stage Execution State Change",
    "action": "CodePipeline Action Execution State Change",
    "build": "CodeBuild Build State Change",
    "phase": "CodeBuild Build Phase Change",
    "deployment": "CodeDeploy Deployment State-change Notification",
    "instance": "CodeDeploy Instance State-change Notification",
    "branch": "CodeCommit Repository State Change",
    "pull-request": "CodeCommit Pull Request State Change",
    "package": "CodeArtifact Package Version State Change",
    "review": "AWS API Call via CloudTrail",
    "image": "ECR Image Action",
    "object": "Object Created",
    "schedule": "Scheduled Event",
}
"""What can be named, by how its names begin."""


@pytest.mark.parametrize("sort", ISSUE)
def test_every_sort_of_event_has_names_samples_and_patterns_that_match(sort: str) -> None:
    found = [(name, kind) for name, _, kind in names() if name.startswith(f"{sort}-")]
    assert ISSUE[sort] in {kind for _, kind in found}
    for name, kind in found:
        event = sample_of(name, None, ACCOUNT, REGION)
        assert event["detail-type"] == kind
        if name != FIRED:
            group, word = NAMES[name]
            assert compiled(pattern_of(group, [word], ())).matches(event)


def test_no_type_of_event_is_without_a_name() -> None:
    assert {kind for _, _, kind in names()} == {kind.detail_type for kind in CATALOGUE}


SPEC = """
stack: shop
sqs: {queues: {jobs: {}}}
s3: {buckets: {uploads: {name: acme-uploads}, other: {name: acme-other}}}
eventbridge:
  rules:
    stored: {on: {events: [object-created], of: [acme-uploads]}, targets: {t: {arn: "${{ sqs.queues.jobs.arn }}"}}}
    nightly: {schedule_expression: rate(1 day), targets: {t: {arn: "${{ sqs.queues.jobs.arn }}", input: {a: 1}}}}
    weekly: {schedule_expression: rate(7 days), targets: {t: {arn: "${{ sqs.queues.jobs.arn }}"}}}
"""


def test_objects_and_schedules_are_tried_against_the_rules_that_are_theirs(tmp_path: Path) -> None:
    stack = stack_in(tmp_path, {"s.yaml": SPEC})
    found = {one.address: one for one in stack.resources}

    def matching(name: str, address: str) -> list[str]:
        event = sample_of(name, found[address], ACCOUNT, REGION)
        return [one.address for one in trial(name, event, [stack]).matching]

    assert matching("object-created", "s3.buckets.uploads") == ["eventbridge.rules.stored"]
    assert matching("object-created", "s3.buckets.other") == []
    assert matching(FIRED, "eventbridge.rules.nightly") == ["eventbridge.rules.nightly"]
    event = sample_of(FIRED, found["eventbridge.rules.nightly"], ACCOUNT, REGION)
    (one,) = trial(FIRED, event, [stack]).matching
    assert [sent.text for sent in one.sent] == ['{"a":1}']
    with pytest.raises(Usage, match="not about"):
        sample_of(FIRED, found["s3.buckets.other"], ACCOUNT, REGION)
    with pytest.raises(Usage, match="not about"):
        sample_of("object-created", found["eventbridge.rules.nightly"], ACCOUNT, REGION)
