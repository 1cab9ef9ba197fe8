"""Monitoring: events, polling, webhooks. What is promised of each is shown by something delivered.

The stack is applied to a local AWS, something happens there, and what arrives is what the spec asked.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from reconciler.events.named.names import NAMES, words
from reconciler.expand.notice import SUBJECTS
from reconciler.sandbox.messages import Request
from tests.laws.ground import World, stack_in, told, undone
from tests.laws.happen import happen

HEAD = """
stack: shop
sqs: {queues: {told: {}, watched: {}}}
sns: {topics: {alerts: {}}}
iam:
  roles:
    pipeline: {assume_role_policy_document: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: codepipeline.amazonaws.com}}]}, policies: {all: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "codecommit:*", Resource: "*"}]}}}
codecommit:
  repositories:
    web:
      notify: [{on: [branch-created, branch-updated], to: "${{ sqs.queues.told.arn }}"}]
eventbridge:
  rules:
    watch:
      on: {events: [pipeline-started, stage-started, action-started], of: [deliver]}
      targets: {queue: {arn: "${{ sqs.queues.watched.arn }}"}}
codepipeline:
  pipelines:
    deliver:
      START
      role_arn: ${{ iam.roles.pipeline.arn }}
      artifact_store: {type: S3, location: shop-artifacts}
      notify:
        - {on: [started], to: "${{ sns.topics.alerts.arn }}"}
        - {on: [started], to: "${{ sqs.queues.told.arn }}", message: "<name> is <state>"}
      stages:
        - name: Source
          actions:
            - SOURCE
        - name: Approve
          actions: [{name: Ask, action_type_id: {category: Approval, owner: AWS, provider: Manual}}]
"""
COMMITS = "{name: Web, action_type_id: {category: Source, owner: AWS, provider: CodeCommit}, configuration: {RepositoryName: '${{ codecommit.repositories.web.name }}', BranchName: main}, output_artifacts: [{name: in}]}"
GITHUB = "{name: Web, action_type_id: {category: Source, owner: ThirdParty, provider: GitHub}, configuration: {Owner: acme, Repo: shop, Branch: main, OAuthToken: {secret: 'env:TOKEN'}}, output_artifacts: [{name: in}]}"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:alerts"


def applied(world: World, folder: Path, start: str = "", source: str = COMMITS) -> None:
    """The stack, made so; a second plan has nothing to do."""
    text = HEAD.replace("START", f"start: {start}" if start else "type: V2")
    stack = stack_in(folder, {"s.yaml": text.replace("SOURCE", source)})
    assert undone(world.apply(stack)) == []
    assert told(world.plan(stack).plan.to_do) == []
    for queue in ("told", "watched"):  # a new pipeline runs once, whatever starts it
        received(world, queue)


def push(world: World) -> None:
    """Somebody pushes the first commit."""
    world.boto("codecommit").put_file(
        repositoryName="web", branchName="main", fileContent=b"x", filePath="a"
    )


def sent_to(world: World, target: str) -> list[Any]:
    """What was delivered to a target, as JSON, in order."""
    return [
        json.loads(one.body)
        for one in world.sandbox.deliveries
        if one.target.endswith(f":{target}") and one.outcome == "delivered"
    ]


def received(world: World, name: str) -> list[Any]:
    """What a queue really holds."""
    sqs = world.boto("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    found = []
    while held := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += [json.loads(one["Body"]) for one in held]
    return found


def starts(world: World) -> list[str]:
    """How the executions of the pipeline were started."""
    pages = world.boto("codepipeline").get_paginator("list_pipeline_executions")
    return [
        one["trigger"]["triggerType"]
        for page in pages.paginate(pipelineName="deliver")
        for one in page["pipelineExecutionSummaries"]
        if one["trigger"]["triggerType"] != "CreatePipeline"
    ]


def test_events_are_the_default_and_a_push_starts_the_pipeline_once(
    world: World, tmp_path: Path
) -> None:
    applied(world, tmp_path)
    push(world)
    assert starts(world) == ["CloudWatchEvent"]


def test_events_reach_a_queue_and_a_topic_in_readable_words(world: World, tmp_path: Path) -> None:
    applied(world, tmp_path)
    queue = world.boto("sqs").create_queue(QueueName="mail")["QueueUrl"]
    mail = "arn:aws:sqs:eu-west-1:123456789012:mail"
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": mail,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    world.boto("sqs").set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    world.boto("sns").subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint=mail)

    push(world)

    text = sent_to(world, "alerts")[-1]
    assert text.startswith("Pipeline deliver: STARTED https://eu-west-1.console.aws.amazon.com/")
    assert [json.loads(one["Message"]) for one in received(world, "mail")] == [text]
    said = received(world, "told")
    (commit,) = (one for one in said if not isinstance(one, str))
    assert commit["message"].startswith("Branch [referenceName] of web: referenceCreated, commit ")
    assert commit["referenceName"] == "main"
    assert [one for one in said if isinstance(one, str)] == ["deliver is STARTED"]


def test_a_rule_s_pattern_waits_for_pipelines_stages_and_actions(
    world: World, tmp_path: Path
) -> None:
    applied(world, tmp_path)
    push(world)
    events = received(world, "watched")
    assert {one["source"] for one in events} == {"aws.codepipeline"}
    assert {one["detail"]["pipeline"] for one in events} == {"deliver"}
    assert {one["detail-type"].split()[1] for one in events} == {"Pipeline", "Stage", "Action"}
    assert {one["detail"]["state"] for one in events} == {"STARTED"}


def test_a_target_that_does_not_let_eventbridge_in_gets_nothing_and_the_plan_finds_it(
    world: World, tmp_path: Path
) -> None:
    applied(world, tmp_path)
    sqs = world.boto("sqs")
    url = sqs.get_queue_url(QueueName="told")["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    before = len(world.sandbox.deliveries)
    push(world)
    assert received(world, "told") == []
    new = list(world.sandbox.deliveries)[before:]
    refused = [one for one in new if one.target.endswith(":told")]
    assert {one.outcome for one in refused} == {"refused"}
    assert "sqs:SendMessage" in refused[0].reason
    text = HEAD.replace("START", "type: V2").replace("SOURCE", COMMITS)
    (change,) = world.plan(stack_in(tmp_path, {"s.yaml": text})).plan.to_do
    assert change.address == "sqs.statements.told+events"


def test_polling_asks_at_intervals_and_starts_the_pipeline_then(
    world: World, tmp_path: Path
) -> None:
    applied(world, tmp_path, "polling")
    world.sandbox.advance(60)
    push(world)
    assert starts(world) == []
    world.sandbox.advance(60)
    assert starts(world) == ["PollForSourceChanges"]
    world.sandbox.advance(180)
    assert starts(world) == ["PollForSourceChanges"]  # nothing has happened since it was asked


def test_a_webhook_starts_the_pipeline_as_soon_as_it_is_posted_to(
    world: World, tmp_path: Path
) -> None:
    hook = "{sources: {Web: {by: webhook, authentication: UNAUTHENTICATED, register: false}}}"
    applied(world, tmp_path, hook, GITHUB)
    (made,) = world.boto("codepipeline").list_webhooks()["webhooks"]
    parts = urlsplit(made["url"])
    world.sandbox.advance(3600)
    assert starts(world) == []  # nobody asks: it is told when something happens, and only then
    for branch in ("next", "main"):
        body = json.dumps({"ref": f"refs/heads/{branch}"}).encode()
        target = f"{parts.path}?{parts.query}"
        answer = world.sandbox.handle(Request("POST", target, {"host": "x"}, body))
        assert (answer.status, len(starts(world))) == (200, int(branch == "main"))
    assert starts(world) == ["Webhook"]


def test_logs_functions_and_chats_are_told_with_what_they_need(
    world: World, tmp_path: Path
) -> None:
    world.furnish()
    text = """
stack: shop
logs: {groups: {audit: {name: /aws/events/audit}}}
codecommit:
  repositories:
    web:
      notify:
        - {on: [branch-created], to: "${{ logs.groups.audit.arn }}"}
        - {on: [branch-created], to: "arn:aws:lambda:eu-west-1:123456789012:function:deploy-hook"}
        - {on: [pull-request-merged], to: "arn:aws:chatbot::123456789012:chat-configuration/slack-channel/ops"}
"""
    stack = stack_in(tmp_path, {"s.yaml": text})
    assert undone(world.apply(stack)) == []
    assert told(world.plan(stack).plan.to_do) == []
    push(world)
    (logged,) = sent_to(world, "/aws/events/audit")
    (heard,) = sent_to(world, "function:deploy-hook")
    assert logged["detail"]["referenceName"] == heard["referenceName"] == "main"
    assert heard["message"].startswith("Branch [referenceName] of web: referenceCreated")
    rules = world.boto("codestar-notifications")
    (arn,) = [one["Arn"] for one in rules.list_notification_rules()["NotificationRules"]]
    made = rules.describe_notification_rule(Arn=arn)
    assert [one["TargetType"] for one in made["Targets"]] == ["AWSChatbotSlack"]
    events = [one["EventTypeId"] for one in made["EventTypes"]]
    assert events == ["codecommit-repository-pull-request-merged"]


def test_events_of_one_s_own_applications_and_of_services_reach_functions_and_topics(
    world: World, tmp_path: Path
) -> None:
    world.furnish()
    hear = "arn:aws:lambda:eu-west-1:123456789012:function:deploy-hook"
    text = f"""
stack: shop
sns: {{topics: {{news: {{}}}}}}
codecommit: {{repositories: {{web: {{}}}}}}
eventbridge:
  rules:
    own: {{event_pattern: {{source: [acme.shop], detail-type: [Order placed]}}, targets: &both {{hear: {{arn: "{hear}"}}, news: {{arn: "${{{{ sns.topics.news.arn }}}}"}}}}}}
    pushes: {{on: [branch-created], targets: *both}}
"""
    assert undone(world.apply(stack_in(tmp_path, {"s.yaml": text}))) == []
    entry = {"Source": "acme.shop", "Detail": '{"number": 7}'}
    entries = [{**entry, "DetailType": kind} for kind in ("Order placed", "Order sent")]
    world.boto("events").put_events(Entries=entries)
    push(world)
    for target in ("function:deploy-hook", "news"):
        told_of = [(one["source"], one["detail-type"]) for one in sent_to(world, target)]
        assert told_of == [
            ("acme.shop", "Order placed"),
            ("aws.codecommit", "CodeCommit Repository State Change"),
        ]


ACTING = """
stack: shop
sns: {topics: {alerts: {}}}
sqs: {queues: {passed-on: {}}}
logs: {groups: {states: {name: /aws/events/states}}}
eventbridge:
  event_buses: {incidents: {}}
  rules:
    failures:
      on: {events: [pipeline-failed], of: [deliver]}
      targets:
        notify: {arn: "${{ sns.topics.alerts.arn }}"}
        capture: {arn: "${{ logs.groups.states.arn }}"}
        correct: {arn: "${{ codebuild.projects.roll-back.arn }}"}
        initiate: {arn: "${{ eventbridge.event_buses.incidents.arn }}"}
    incidents:
      event_bus_name: ${{ eventbridge.event_buses.incidents.name }}
      event_pattern: {source: [aws.codepipeline]}
      targets: {queue: {arn: "${{ sqs.queues.passed-on.arn }}"}}
codebuild:
  projects:
    roll-back:
      source: {type: NO_SOURCE, buildspec: back.yml}
      artifacts: {type: NO_ARTIFACTS}
      environment: {type: LINUX_CONTAINER, image: "aws/codebuild/standard:7.0", compute_type: BUILD_GENERAL1_SMALL}
      service_role: ${{ iam.roles.build.arn }}
iam:
  roles:
    build: {assume_role_policy_document: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: codebuild.amazonaws.com}}]}}
"""


def test_targets_notify_capture_the_state_correct_and_initiate_events(
    world: World, tmp_path: Path
) -> None:
    assert undone(world.apply(stack_in(tmp_path, {"s.yaml": ACTING}))) == []
    happen(world, "pipeline-failed", pipeline="another")
    assert world.sandbox.deliveries == []
    event = happen(world, "pipeline-failed", pipeline="deliver")
    assert sent_to(world, "alerts") == [event]
    assert sent_to(world, "/aws/events/states") == [event]
    assert received(world, "passed-on") == [event]
    builds = world.boto("codebuild").list_builds_for_project(projectName="roll-back")["ids"]
    assert len(builds) == 1


WATCHED = """
stack: shop
sqs: {queues: {told: {}}}
iam:
  roles:
    all: {assume_role_policy_document: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: [codepipeline.amazonaws.com, codebuild.amazonaws.com, codedeploy.amazonaws.com]}}]}}
codecommit: {repositories: {web: {notify: NOTIFY(repository)}}}
codeartifact:
  domains: {acme: {}}
  repositories: {npm: {domain: acme, notify: NOTIFY(package repository)}}
codebuild:
  projects:
    api:
      source: {type: NO_SOURCE, buildspec: build.yml}
      artifacts: {type: NO_ARTIFACTS}
      environment: {type: LINUX_CONTAINER, image: "aws/codebuild/standard:7.0", compute_type: BUILD_GENERAL1_SMALL}
      service_role: ${{ iam.roles.all.arn }}
      notify: NOTIFY(project)
codedeploy:
  applications: {shop: {compute_platform: Server}}
  deployment_groups: {live: {application_name: shop, service_role_arn: "${{ iam.roles.all.arn }}", notify: NOTIFY(deployment group)}}
codepipeline:
  pipelines:
    deliver:
      start: manual
      role_arn: ${{ iam.roles.all.arn }}
      artifact_store: {type: S3, location: shop-artifacts}
      notify: NOTIFY(pipeline)
      stages:
        - {name: Source, actions: [{name: Web, action_type_id: {category: Source, owner: AWS, provider: S3}, configuration: {S3Bucket: uploads, S3ObjectKey: in.zip}, output_artifacts: [{name: in}]}]}
        - {name: Approve, actions: [{name: Ask, action_type_id: {category: Approval, owner: AWS, provider: Manual}}]}
"""


def notice_of(subject: str) -> str:
    """Everything that may be told of a subject, to the queue; an approval is an action, told once."""
    every = [word for word, name in words(subject).items() if NAMES[name][0].name != "approval"]
    return f"[{{on: [{', '.join(every)}], to: '${{{{ sqs.queues.told.arn }}}}'}}]"


def test_every_named_event_of_what_is_watched_is_told_once_whatever_people_wrote(
    world: World, tmp_path: Path
) -> None:
    text = re.sub(r"NOTIFY\(([^)]+)\)", lambda found: notice_of(found[1]), WATCHED)
    stack = stack_in(tmp_path, {"s.yaml": text})
    assert undone(world.apply(stack)) == []
    received(world, "told")
    about = {
        SUBJECTS[one.form.kind.id]: one for one in stack.resources if one.form.kind.id in SUBJECTS
    }
    for subject, resource in about.items():
        for name in words(subject).values():
            if NAMES[name][0].name == "approval":
                continue
            happen(world, name, resource, title='Say "hi"', referenceName='a"b')
            (told_of,) = received(world, "told")
            said = told_of if isinstance(told_of, str) else told_of["message"]
            assert "<" not in said
            if name.startswith("branch-"):
                assert told_of["referenceName"] == 'a"b'
            happen(world, name)
            assert received(world, "told") == []  # another of its sort
