"""What is configured and cannot work: each fault is made live, and told in every report with its line."""

from __future__ import annotations

import json

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.services.codeconnections.service import complete_handshake
from tests.cli.tree import ACCOUNT, REGION, Tree
from tests.expand.hearers import make_function

HERE = f"{REGION}:{ACCOUNT}"
FUNCTION = f"arn:aws:lambda:{HERE}:function:orders"
THEIRS = f"arn:aws:sqs:{HERE}:theirs"
SPEC = f"""\
stack: shop
codeconnections:
  connections:
    hub: {{provider_type: GitHub}}
codepipeline:
  webhooks:
    github:
      target_pipeline: ${{{{ codepipeline.pipelines.deliver.name }}}}
      target_action: Code
      filters: {{$.ref: "refs/heads/main"}}
      authentication: GITHUB_HMAC
      authentication_configuration: {{secret_token: {{secret: "env:TOKEN"}}}}
  pipelines:
    deliver:
      role_arn: arn:aws:iam::{ACCOUNT}:role/theirs
      artifact_store: {{type: S3, location: acme-art}}
      start: manual
      stages:
        - name: Source
          actions:
            - name: Code
              action_type_id: {{category: Source, owner: ThirdParty, provider: GitHub}}
              configuration: {{Owner: acme, Repo: shop, Branch: main, OAuthToken: {{secret: "env:TOKEN"}}}}
              output_artifacts: [{{name: code}}]
        - name: Approve
          actions:
            - name: Ok
              action_type_id: {{category: Approval, owner: AWS, provider: Manual}}
s3: {{buckets: {{artifacts: {{name: acme-art}}}}}}
sns: {{topics: {{alerts: {{}}}}}}
sqs: {{queues: {{dead: {{}}}}}}
notifications:
  rules:
    told:
      resource: ${{{{ codepipeline.pipelines.deliver.arn }}}}
      detail_type: BASIC
      event_type_ids: [codepipeline-pipeline-pipeline-execution-failed]
      targets: {{"arn:aws:sns:{HERE}:alerts": SNS}}
eventbridge:
  rules:
    calls:
      schedule_expression: rate(1 day)
      targets: {{it: {{arn: "{FUNCTION}", dead_letter_config: {{arn: "{THEIRS}"}}}}}}
    kept:
      schedule_expression: rate(1 day)
      permissions: manual
      targets:
        it: {{arn: "${{{{ sns.topics.alerts.arn }}}}", dead_letter_config: {{arn: "${{{{ sqs.queues.dead.arn }}}}"}}}}
"""
FAULTS = {
    "codeconnections.connections.hub": ("it is PENDING. Complete the handshake in the console", 4),
    "codepipeline.webhooks.github": ("the provider could not be told to call it: Not Found", 7),
    "codepipeline.pipelines.deliver": (
        f"role_arn: the role arn:aws:iam::{ACCOUNT}:role/theirs is not there",
        15,
    ),
    "notifications.rules.told": ("a target cannot be reached: does the topic's policy let", 34),
    "eventbridge.rules.calls": (f"the function {FUNCTION} is not there. Make it, or write", 43),
    "eventbridge.rules.kept": (
        "does not let events.amazonaws.com in, and `permissions` is manual",
        44,
    ),
}
"""What is told of each, once all is broken: a sentence, and the line of the spec."""
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "codepipeline.amazonaws.com"},
        }
    ],
}


def made(tree: Tree) -> None:
    """Everything as it should be, what others own too."""
    tree.patch.setenv("TOKEN", "t0ken-of-nobody")
    tree.specs(SPEC)
    make_function(tree.aws, "orders")
    tree.aws("sqs").create_queue(QueueName="theirs")
    tree.aws("iam").create_role(RoleName="theirs", AssumeRolePolicyDocument=json.dumps(TRUST))
    tree.applied()
    (hub,) = tree.aws("codeconnections").list_connections()["Connections"]
    complete_handshake(Sandbox(tree.state, account=ACCOUNT).store, hub["ConnectionArn"])
    allow(tree)


def allow(tree: Tree) -> None:
    """Let EventBridge send to the dead letters and the topic of the rule that is kept by hand."""
    source = {"ArnEquals": {"aws:SourceArn": f"arn:aws:events:{HERE}:rule/kept"}}
    who = {"Service": "events.amazonaws.com"}
    may = {"Sid": "byhand", "Effect": "Allow", "Principal": who}
    queues, topics = tree.aws("sqs"), tree.aws("sns")
    send = {
        **may,
        "Condition": source,
        "Action": "sqs:SendMessage",
        "Resource": f"arn:aws:sqs:{HERE}:dead",
    }
    url = queues.get_queue_url(QueueName="dead")["QueueUrl"]
    policy = json.dumps({"Version": "2012-10-17", "Statement": [send]})
    queues.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    topic = f"arn:aws:sns:{HERE}:alerts"
    held = json.loads(topics.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])
    held["Statement"].append({**may, "Action": "sns:Publish", "Resource": topic})
    topics.set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(held)
    )


def broken(tree: Tree) -> None:
    """Everything broken by hands that are not ours."""
    (hub,) = tree.aws("codeconnections").list_connections()["Connections"]
    tree.bend("codeconnections", "connections", hub["ConnectionArn"], ConnectionStatus="PENDING")
    tree.bend("codepipeline", "webhooks", "github", errorCode="404", errorMessage="Not Found")
    topic = f"arn:aws:sns:{HERE}:alerts"
    tree.bend("codestar-notifications", "targets", topic, TargetStatus="UNREACHABLE")
    tree.aws("iam").delete_role(RoleName="theirs")
    tree.aws("lambda").delete_function(FunctionName="orders")
    queues = tree.aws("sqs")
    queues.delete_queue(QueueUrl=queues.get_queue_url(QueueName="theirs")["QueueUrl"])
    url = queues.get_queue_url(QueueName="dead")["QueueUrl"]
    queues.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})


def test_each_fault_is_told_with_address_line_and_what_to_do(tree: Tree) -> None:
    made(tree)
    healthy = tree.plan().out
    assert "No changes." in healthy
    assert not [sentence for sentence, _ in FAULTS.values() if sentence in healthy]
    status = ("status", "--sandbox", str(tree.state), "--detailed-exitcode")
    assert tree.run(*status).code == 0

    broken(tree)

    plan, data = tree.plan().out, tree.planned().json
    told = tree.run(*status)
    assert told.code == 2
    as_json = tree.run(*status, "--format", "json").json
    health = {one["address"]: one for one in as_json["stacks"][0]["resources"]}
    comment = tree.plan("--format", "markdown").out
    summary = tree.run(*status, "--format", "markdown").out
    faults = [
        *data["notes"],
        *(one for made in data["scopes"][0]["changes"] for one in made["pending"]),
    ]
    for address, (sentence, line) in FAULTS.items():
        (said,) = [one for one in plan.splitlines() if address in one and sentence in one]
        assert said.endswith(f"(specs/shop.yaml:{line})")
        assert said in comment
        assert sentence in told.out
        assert sentence in " ".join(health[address]["problems"])
        assert health[address]["health"] in {"ill", "waits"}
        assert f"** {address} (specs/shop.yaml:" in summary.replace("\\", "")
        assert any(one["address"] == address and one["source"]["line"] == line for one in faults)
    assert f"targets[it].dead_letter_config.arn: the queue {THEIRS} is not there" in plan
    assert '"Action": ["sqs:SendMessage"]' in plan
