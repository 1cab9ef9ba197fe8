"""Who sends by itself, besides EventBridge: what is live after an apply lets it in, and nobody else.

The sandbox passes on what a bucket tells a queue; for a topic, a function and roles, which it does not
play, it weighs the live policy as it does for every delivery (sandbox.delivery.permits).
"""

import json
from pathlib import Path
from typing import Any

import pytest

from reconciler.sandbox.delivery.permits import Sender, by_policy
from reconciler.sandbox.policies.decision import Asking, Policies, decide
from reconciler.sandbox.policies.principals import session_of
from tests.expand.hearers import function
from tests.laws.ground import ACCOUNT, World, stack_in, told, undone

PLACE = f"eu-west-1:{ACCOUNT}"
TOPIC, QUEUE = f"arn:aws:sns:{PLACE}:alerts", f"arn:aws:sqs:{PLACE}:jobs"
FUNCTION = f"arn:aws:lambda:{PLACE}:function:hear"
BUCKET, ROLE = "arn:aws:s3:::acme-uploads", f"arn:aws:iam::{ACCOUNT}:role/deliver"

STORED = f"""
stack: shop
sns: {{topics: {{alerts: {{}}}}}}
sqs: {{queues: {{jobs: {{}}}}}}
s3:
  buckets:
    uploads:
      name: acme-uploads
      notification_configuration:
        topic_configurations: {{t: {{topic_arn: "${{{{ sns.topics.alerts.arn }}}}", events: ['s3:ObjectRemoved:*']}}}}
        queue_configurations: {{q: {{queue_arn: "${{{{ sqs.queues.jobs.arn }}}}", events: ['s3:ObjectCreated:*']}}}}
        lambda_function_configurations: {{f: {{lambda_function_arn: '{FUNCTION}', events: ['s3:ObjectRestore:*']}}}}
"""


@pytest.fixture
def world(world: World) -> World:
    """An empty one, with a function that somebody else made."""
    function(world)
    return world


def policy(world: World, target: str) -> Any:
    """The live policy of a target."""
    match target:
        case _ if target == TOPIC:
            found = world.boto("sns").get_topic_attributes(TopicArn=TOPIC)["Attributes"]["Policy"]
        case _ if target == QUEUE:
            url = world.boto("sqs").get_queue_url(QueueName="jobs")["QueueUrl"]
            said = world.boto("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])
            found = said["Attributes"]["Policy"]
        case _:
            found = world.boto("lambda").get_policy(FunctionName="hear")["Policy"]
    return json.loads(found)


def test_what_a_bucket_tells_reaches_its_queue_topic_and_function(
    world: World, tmp_path: Path
) -> None:
    stack = stack_in(tmp_path, {"s.yaml": STORED})
    world.sent.clear()
    assert undone(world.apply(stack)) == []
    writes = world.writes()
    last = writes.index("s3:PutBucketNotificationConfiguration")
    for first in ("sqs:SetQueueAttributes", "sns:SetTopicAttributes", "lambda:AddPermission"):
        assert writes.index(first) < last  # S3 tries its destinations when they are set

    url = world.boto("sqs").get_queue_url(QueueName="jobs")["QueueUrl"]
    world.boto("s3").put_object(Bucket="acme-uploads", Key="in.zip", Body=b"x")
    heard = world.boto("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    records = [one for message in heard for one in json.loads(message["Body"]).get("Records", ())]
    assert [one["s3"]["object"]["key"] for one in records] == ["in.zip"]

    for target in (QUEUE, TOPIC, FUNCTION):
        for bucket, account, lets in (
            (BUCKET, ACCOUNT, True),
            ("arn:aws:s3:::other", ACCOUNT, False),
            (BUCKET, "999999999999", False),
        ):
            sender = Sender("s3.amazonaws.com", bucket, account)
            assert by_policy(sender, target, [policy(world, target)]).allowed is lets
    assert told(world.plan(stack).plan.to_do) == []


@pytest.mark.parametrize(
    ("kind", "action", "target"),
    [("sns", "sns:Publish", TOPIC), ("sqs", "sqs:SendMessage", QUEUE)],
)
def test_a_bucket_is_let_in_as_its_guide_says(
    tmp_path: Path, kind: str, action: str, target: str
) -> None:
    """S3 User Guide, "Granting permissions to publish event notification messages to a destination".

    The guide's own example leaves the region and account of the bucket's ARN to stars: a bucket's
    ARN has neither, so its plain ARN is the same and says less.
    """
    stack = stack_in(tmp_path, {"s.yaml": STORED})
    (made,) = [one for one in stack.resources if one.form.kind.id == f"{kind}.statements"]
    assert made.desired["statement"] == {
        "Effect": "Allow",
        "Principal": {"Service": ("s3.amazonaws.com",)},
        "Action": (action,),
        "Resource": (target,),
        "Condition": {
            "ArnLike": {"aws:SourceArn": (BUCKET,)},
            "StringEquals": {"aws:SourceAccount": (ACCOUNT,)},
        },
    }


ROLES = """
stack: shop
sns: {topics: {alerts: {}}}
iam:
  roles:
    deliver:
      assume_role_policy_document: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: SERVICE.amazonaws.com}}]}
"""
GROUP = """
codedeploy:
  applications: {shop: {compute_platform: Server}}
  deployment_groups:
    live:
      application_name: shop
      service_role_arn: ${{ iam.roles.deliver.arn }}
      trigger_configurations:
        failed: {trigger_events: [DeploymentFailure], trigger_target_arn: "${{ sns.topics.alerts.arn }}"}
"""
PIPELINE = """
codepipeline:
  pipelines:
    live:
      start: manual
      role_arn: ${{ iam.roles.deliver.arn }}
      artifact_store: {type: S3, location: shop-artifacts}
      stages:
        - name: Source
          actions: [{name: Web, action_type_id: {category: Source, owner: AWS, provider: S3}, configuration: {S3Bucket: uploads, S3ObjectKey: in.zip}, output_artifacts: [{name: in}]}]
        - name: Approve
          actions: [{name: Ask, action_type_id: {category: Approval, owner: AWS, provider: Manual}, configuration: {NotificationArn: "${{ sns.topics.alerts.arn }}"}}]
"""


@pytest.mark.parametrize(("service", "text"), [("codedeploy", GROUP), ("codepipeline", PIPELINE)])
def test_a_topic_lets_in_the_role_that_publishes_and_no_other(
    world: World, tmp_path: Path, service: str, text: str
) -> None:
    """CodeDeploy User Guide, "Grant Amazon SNS permissions to a CodeDeploy service role", and
    CodePipeline User Guide, "Grant Amazon SNS permissions to a CodePipeline service role".

    Both say it in the role's policy: Allow, sns:Publish, the topic. Here the topic says the same of
    the role, which in one account is enough (IAM User Guide, "Policy evaluation logic").
    """
    stack = stack_in(tmp_path, {"s.yaml": ROLES.replace("SERVICE", service) + text})
    (made,) = [one for one in stack.resources if one.form.kind.id == "sns.statements"]
    assert made.desired["statement"] == {
        "Effect": "Allow",
        "Principal": {"AWS": (ROLE,)},
        "Action": ("sns:Publish",),
        "Resource": (TOPIC,),
    }
    assert undone(world.apply(stack)) == []
    said = policy(world, TOPIC)
    ours = {**said, "Statement": [one for one in said["Statement"] if "Reconcile" in one["Sid"]]}
    for role, lets in ((ROLE, True), (f"{ROLE}-other", False)):
        asking = Asking(session_of(role, service), "sns:Publish", TOPIC, {})
        assert decide(asking, Policies(resource=ours)).allowed is lets
    assert told(world.plan(stack).plan.to_do) == []
