"""The walk-throughs of AWS's user guides, command after command, as somebody types them.

Each is a guide's sequence for the AWS CLI with its own form of arguments; what one command answers
is what the next is given, so an answer that is only plausible is found out. The page is named with
each; what a page does beyond AWS's API (npm, an agent on a machine) is left out and named too.
"""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.outside.cli import ACCOUNT, REGION, Cli, kept
from tools.outsider import CLI, NO_CLI, is_whole

pytestmark = pytest.mark.skipif(not is_whole(CLI), reason=NO_CLI)


@pytest.fixture(scope="module")
def aws(environ: dict[str, str]) -> Iterator[Cli]:
    with kept(environ) as cli:
        yield cli


def written(path: Path, value: Any) -> str:
    """The argument that names a file with this JSON in it."""
    path.write_text(json.dumps(value), encoding="utf-8")
    return f"file://{path}"


def trusting(service: str) -> dict[str, Any]:
    """The trust policy of a role that a service assumes."""
    principal = {"Service": f"{service}.amazonaws.com"}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def role(aws: Cli, folder: Path, name: str, service: str) -> str:
    """The ARN of a new role that a service may assume."""
    trust = written(folder / f"{name}-Trust.json", trusting(service))
    made = aws("iam", "create-role", "--role-name", name, "--assume-role-policy-document", trust)
    arn: str = made["Role"]["Arn"]
    return arn


def action(name: str, category: str, provider: str, **settings: Any) -> dict[str, Any]:
    """One action of a pipeline, owned by AWS."""
    kind = {"category": category, "owner": "AWS", "provider": provider, "version": "1"}
    return {"name": name, "actionTypeId": kind, "runOrder": 1, **settings}


def my_first_pipeline(role_arn: str, bucket: str) -> dict[str, Any]:
    """pipeline.json of the CodePipeline guide ("Create a pipeline (CLI)"): CodeCommit, CodeDeploy."""
    source = action(
        "Source",
        "Source",
        "CodeCommit",
        inputArtifacts=[],
        outputArtifacts=[{"name": "MyApp"}],
        configuration={"RepositoryName": "MyDemoRepo", "BranchName": "main"},
    )
    deploy = action(
        "Deploy-CodeDeploy-Application",
        "Deploy",
        "CodeDeploy",
        inputArtifacts=[{"name": "MyApp"}],
        outputArtifacts=[],
        configuration={
            "ApplicationName": "CodePipelineDemoApplication",
            "DeploymentGroupName": "CodePipelineDemoFleet",
        },
    )
    return {
        "pipeline": {
            "roleArn": role_arn,
            "stages": [
                {"name": "Source", "actions": [source]},
                {"name": "Staging", "actions": [deploy]},
            ],
            "artifactStore": {"type": "S3", "location": bucket},
            "name": "MyFirstPipeline",
            "version": 1,
        }
    }


def commit(aws: Cli) -> None:
    """Make the first commit of a new repository, which the branch then stands on."""
    named = ("--repository-name", "MyDemoRepo")
    aws("codecommit", "create-repository", *named, "--repository-description", "My demonstration")
    made = aws(
        *("codecommit", "create-commit", *named, "--branch-name", "main"),
        *("--put-files", "filePath=index.html,fileContent=aGVsbG8="),
    )
    branch = aws("codecommit", "get-branch", *named, "--branch-name", "main")["branch"]
    assert branch == {"branchName": "main", "commitId": made["commitId"]}


def started_by_pushes(aws: Cli, folder: Path) -> None:
    """Let a push start MyFirstPipeline instead of polling.

    CodePipeline User Guide, pipelines-trigger-source-repo-changes-cli.html: "Create an EventBridge
    rule that starts your CodeCommit pipeline (CLI)", and "edit your pipeline's PollForSourceChanges".
    The page's put-targets lacks the role and is refused by AWS: pull request 18 of its repository,
    awsdocs/aws-codepipeline-user-guide, has the message.
    """
    arn = role(aws, folder, "Role-for-MyRule", "events")
    pipeline = f"arn:aws:codepipeline:{REGION}:{ACCOUNT}:MyFirstPipeline"
    start = {"Effect": "Allow", "Action": ["codepipeline:StartPipelineExecution"]}
    allowed = {"Version": "2012-10-17", "Statement": [{**start, "Resource": [pipeline]}]}
    policy = written(folder / "permissionspolicyforCWE.json", allowed)
    named = ("--role-name", "Role-for-MyRule", "--policy-document", policy)
    aws(
        "iam", "put-role-policy", *named, "--policy-name", "CodePipeline-Permissions-Policy-For-CWE"
    )
    pattern = {
        "source": ["aws.codecommit"],
        "detail-type": ["CodeCommit Repository State Change"],
        "resources": [f"arn:aws:codecommit:{REGION}:{ACCOUNT}:MyDemoRepo"],
        "detail": {"referenceType": ["branch"], "referenceName": ["main"]},
    }
    rule = ("--name", "MyCodeCommitRepoRule", "--event-pattern", json.dumps(pattern))
    aws("events", "put-rule", *rule, "--role-arn", arn)
    put = ("events", "put-targets", "--rule", "MyCodeCommitRepoRule", "--targets")
    assert "RoleArn is required for target" in aws.refused(*put, f"Id=1,Arn={pipeline}")
    assert aws(*put, f"Id=1,Arn={pipeline},RoleArn={arn}")["FailedEntries"] == []
    held = aws("codepipeline", "get-pipeline", "--name", "MyFirstPipeline")
    del held["metadata"]
    held["pipeline"]["stages"][0]["actions"][0]["configuration"]["PollForSourceChanges"] = "false"
    file = written(folder / "pipeline.json", held)
    assert (
        aws("codepipeline", "update-pipeline", "--cli-input-json", file)["pipeline"]["version"] == 2
    )


def pushed(aws: Cli) -> str:
    """The id of another commit on the branch that the pipeline is fed from."""
    named = ("--repository-name", "MyDemoRepo", "--branch-name", "main")
    tip = aws("codecommit", "get-branch", *named)["branch"]["commitId"]
    made = aws(
        *("codecommit", "create-commit", *named, "--parent-commit-id", tip),
        *("--put-files", "filePath=index.html,fileContent=aGVsbG8h"),
    )
    return str(made["commitId"])


def test_a_pipeline(aws: Cli, tmp_path: Path) -> None:
    """CodePipeline User Guide: pipelines-create.html ("Create a pipeline (CLI)"), then
    pipelines-trigger-source-repo-changes-cli.html, pipelines-view-cli.html and transitions.html.
    """
    commit(aws)
    arn = role(aws, tmp_path, "CodePipeline_Service_Role", "codepipeline")
    place = f"LocationConstraint={REGION}"
    bucket = f"codepipeline-{REGION}-1234567890"
    aws("s3api", "create-bucket", "--bucket", bucket, "--create-bucket-configuration", place)
    file = written(tmp_path / "pipeline.json", my_first_pipeline(arn, bucket))
    made = aws("codepipeline", "create-pipeline", "--cli-input-json", file)["pipeline"]
    assert (made["name"], made["version"]) == ("MyFirstPipeline", 1)

    named = ("--name", "MyFirstPipeline")
    state = aws("codepipeline", "get-pipeline-state", *named)
    assert [stage["stageName"] for stage in state["stageStates"]] == ["Source", "Staging"]
    started = aws("codepipeline", "start-pipeline-execution", *named)["pipelineExecutionId"]
    runs = aws("codepipeline", "list-pipeline-executions", "--pipeline-name", "MyFirstPipeline")
    assert started in [one["pipelineExecutionId"] for one in runs["pipelineExecutionSummaries"]]
    source = aws("codepipeline", "get-pipeline-state", *named)["stageStates"][0]
    assert source["latestExecution"]["pipelineExecutionId"] == started
    started_by_pushes(aws, tmp_path)
    started_with(aws, pushed(aws))
    switched(aws)
    aws("codepipeline", "delete-pipeline", *named)
    assert "(PipelineNotFoundException)" in aws.refused("codepipeline", "get-pipeline", *named)


def started_with(aws: Cli, tip: str) -> None:
    """The newest execution was started by a rule, and has that commit."""
    runs = aws("codepipeline", "list-pipeline-executions", "--pipeline-name", "MyFirstPipeline")
    newest = runs["pipelineExecutionSummaries"][0]
    assert newest["trigger"]["triggerType"] == "CloudWatchEvent"
    assert [one["revisionId"] for one in newest["sourceRevisions"]] == [tip]
    asked = ("--pipeline-execution-id", newest["pipelineExecutionId"])
    shown = aws(
        *("codepipeline", "get-pipeline-execution", "--pipeline-name", "MyFirstPipeline", *asked)
    )["pipelineExecution"]
    (revision,) = shown["artifactRevisions"]
    assert (revision["name"], revision["revisionId"]) == ("MyApp", tip)


def switched(aws: Cli) -> None:
    """Disable the way into a stage and enable it again."""
    stage = ("--pipeline-name", "MyFirstPipeline", "--stage-name", "Staging")
    inbound = ("--transition-type", "Inbound")
    aws("codepipeline", "disable-stage-transition", *stage, *inbound, "--reason", "My Reason")
    held = transition(aws)
    assert (held["enabled"], held["disabledReason"]) == (False, "My Reason")
    aws("codepipeline", "enable-stage-transition", *stage, *inbound)
    assert transition(aws)["enabled"] is True


def transition(aws: Cli) -> Any:
    """The way into the stage Staging, as the pipeline's state shows it."""
    query = ("--query", "stageStates[?stageName=='Staging'].inboundTransitionState")
    (held,) = aws("codepipeline", "get-pipeline-state", "--name", "MyFirstPipeline", *query)
    return held


def test_a_build_project(aws: Cli, tmp_path: Path) -> None:
    """CodeBuild User Guide, "Getting started using the AWS CLI": getting-started-cli-create-build-
    project.html, -run-build.html, -monitor-build.html, -clean-up.html; update-project-cli.html.
    """
    arn = role(aws, tmp_path, "CodeBuildServiceRole", "codebuild")
    project = Cli(aws.env)("codebuild", "create-project", "--generate-cli-skeleton")
    buckets = [f"codebuild-{REGION}-{ACCOUNT}-{side}-bucket" for side in ("input", "output")]
    for bucket in buckets:
        aws.said("s3", "mb", f"s3://{bucket}")
    filled = {
        "name": "codebuild-demo-project",
        "source": {"type": "S3", "location": f"{buckets[0]}/MessageUtil.zip"},
        "artifacts": {"type": "S3", "location": buckets[1]},
        "environment": {
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/standard:5.0",
            "computeType": "BUILD_GENERAL1_SMALL",
        },
        "serviceRole": arn,
    }
    assert set(filled) <= set(project)
    file = written(tmp_path / "create-project.json", filled)
    made = aws("codebuild", "create-project", "--cli-input-json", file)["project"]
    assert made["arn"] == f"arn:aws:codebuild:{REGION}:{ACCOUNT}:project/codebuild-demo-project"
    assert made["encryptionKey"] == f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/aws/s3"
    assert (made["timeoutInMinutes"], made["artifacts"]["packaging"]) == (60, "NONE")
    names = ("--names", "codebuild-demo-project", "none-such")
    found = aws("codebuild", "batch-get-projects", *names)
    assert found == {"projects": [made], "projectsNotFound": ["none-such"]}

    change = {"name": made["name"], "environment": {**made["environment"], "privilegedMode": True}}
    file = written(tmp_path / "update-project.json", change)
    after = aws("codebuild", "update-project", "--cli-input-json", file)["project"]
    assert after == {
        **made,
        "environment": {**made["environment"], "privilegedMode": True},
        "lastModified": after["lastModified"],
    }

    build = aws("codebuild", "start-build", "--project-name", made["name"])["build"]
    assert (build["buildStatus"], build["projectName"]) == ("IN_PROGRESS", made["name"])
    # The page shows SUBMITTED, the CLI's newer example page for start-build QUEUED.
    assert (build["buildComplete"], build["currentPhase"]) == (False, "QUEUED")
    (seen,) = aws("codebuild", "batch-get-builds", "--ids", build["id"])["builds"]
    assert (seen["arn"], seen["buildNumber"]) == (build["arn"], 1)
    aws("codebuild", "delete-project", "--name", made["name"])
    assert aws("codebuild", "list-projects")["projects"] == []


def test_a_codeartifact_repository_with_upstream(aws: Cli) -> None:
    """CodeArtifact User Guide, getting-started-cli.html, from create-domain to delete-domain.

    Left out: `npm install`, and `list-packages`, which would show what it brought.
    """
    domain = ("--domain", "my-domain")
    owned = (*domain, "--domain-owner", ACCOUNT)
    aws("codeartifact", "create-domain", *domain)
    aws("codeartifact", "create-repository", *owned, "--repository", "my-repo")
    store = (*owned, "--repository", "npm-store")
    aws("codeartifact", "create-repository", *store)
    public = ("--external-connection", "public:npmjs")
    linked = aws("codeartifact", "associate-external-connection", *store, *public)["repository"]
    (link,) = linked["externalConnections"]
    assert (link["externalConnectionName"], link["packageFormat"]) == ("public:npmjs", "npm")
    mine = ("--repository", "my-repo", *owned)
    aws("codeartifact", "update-repository", *mine, "--upstreams", "repositoryName=npm-store")
    seen = aws("codeartifact", "describe-repository", *mine)["repository"]
    assert seen["upstreams"] == [{"repositoryName": "npm-store"}]
    url = aws("codeartifact", "get-repository-endpoint", *mine, "--format", "npm")
    host = f"my-domain-{ACCOUNT}.d.codeartifact.{REGION}.amazonaws.com"
    assert url == {"repositoryEndpoint": f"https://{host}/npm/my-repo/"}
    told = aws.said("codeartifact", "login", "--tool", "npm", *mine, "--dry-run")
    assert f"https://{host}/npm/my-repo/" in told
    assert "(ConflictException)" in aws.refused("codeartifact", "delete-domain", *owned)
    for repository in (mine, store):
        gone = aws("codeartifact", "delete-repository", *repository)["repository"]
        assert gone["name"] in ("my-repo", "npm-store")
    domain_gone = aws("codeartifact", "delete-domain", *owned)["domain"]
    assert (domain_gone["status"], domain_gone["repositoryCount"]) == ("Deleted", 0)


def deployed(aws: Cli, folder: Path, group: tuple[str, ...]) -> None:
    """Push a revision, deploy it, and look how it goes."""
    source = folder / "WordPress"
    source.mkdir()
    (source / "appspec.yml").write_text("version: 0.0\nos: linux\n", encoding="utf-8")
    aws.said("s3", "mb", "s3://codedeploydemobucket")
    place = ("--s3-location", "s3://codedeploydemobucket/WordPressApp.zip")
    aws.said(
        *("deploy", "push", *group[:2], *place, "--ignore-hidden-files", "--source", str(source))
    )
    revision = "bucket=codedeploydemobucket,bundleType=zip,key=WordPressApp.zip"
    made = aws(
        *("deploy", "create-deployment", *group, "--s3-location", revision),
        *("--deployment-config-name", "CodeDeployDefault.OneAtATime"),
    )["deploymentId"]
    assert aws("deploy", "list-deployments", *group, "--query", "deployments") == [made]
    status = ("--query", "deploymentInfo.status")
    found = aws("deploy", "get-deployment", "--deployment-id", made, *status)
    assert found in ("Created", "InProgress", "Succeeded")


def test_a_deployment_group_and_an_instance_on_premises(aws: Cli, tmp_path: Path) -> None:
    """CodeDeploy User Guide, "Tutorial: Deploy WordPress": tutorials-wordpress-upload-application
    .html and -deploy-application.html; on-premises-instances-register.html. Left out: the agent.
    """
    arn = role(aws, tmp_path, "CodeDeployServiceRole", "codedeploy")
    app = ("--application-name", "WordPress_App")
    aws("deploy", "create-application", *app)
    group = (*app, "--deployment-group-name", "WordPress_DepGroup")
    made = aws(
        *("deploy", "create-deployment-group", *group),
        *("--deployment-config-name", "CodeDeployDefault.OneAtATime"),
        *("--ec2-tag-filters", "Key=Name,Value=CodeDeployDemo,Type=KEY_AND_VALUE"),
        *("--on-premises-instance-tag-filters", "Key=Name,Value=OnPrem,Type=KEY_AND_VALUE"),
        *("--service-role-arn", arn),
    )["deploymentGroupId"]
    seen = aws("deploy", "get-deployment-group", *group)["deploymentGroupInfo"]
    tags = {"Key": "Name", "Value": "CodeDeployDemo", "Type": "KEY_AND_VALUE"}
    assert (seen["deploymentGroupId"], seen["serviceRoleArn"]) == (made, arn)
    assert seen["ec2TagFilters"] == [tags]
    assert seen["onPremisesInstanceTagFilters"] == [{**tags, "Value": "OnPrem"}]

    deployed(aws, tmp_path, (*app, "--deployment-group-name", "WordPress_DepGroup"))
    user = aws("iam", "create-user", "--user-name", "CodeDeployUser-OnPrem")["User"]["Arn"]
    name = "AssetTag12010298EX"
    one = ("--instance-name", name)
    aws("deploy", "register-on-premises-instance", *one, "--iam-user-arn", user)
    labels = ("--tags", "Key=Name,Value=OnPrem")
    aws("deploy", "add-tags-to-on-premises-instances", "--instance-names", name, *labels)
    filters = ("--tag-filters", "Key=Name,Value=OnPrem,Type=KEY_AND_VALUE")
    assert aws("deploy", "list-on-premises-instances", *filters) == {"instanceNames": [name]}
    info = aws("deploy", "get-on-premises-instance", *one)["instanceInfo"]
    assert (info["iamUserArn"], info["tags"]) == (user, [{"Key": "Name", "Value": "OnPrem"}])
    aws("deploy", "deregister-on-premises-instance", *one)
    assert aws("deploy", "list-on-premises-instances", "--registration-status", "Registered") == {
        "instanceNames": []
    }


def function(aws: Cli, folder: Path) -> str:
    """The ARN of a new Lambda function."""
    arn = role(aws, folder, "lambda-ex", "lambda")
    with zipfile.ZipFile(folder / "function.zip", "w") as packed:
        packed.writestr("index.py", "def handler(event, context):\n    return event\n")
    made = aws(
        *("lambda", "create-function", "--function-name", "LogEvent", "--runtime", "python3.12"),
        *("--zip-file", f"fileb://{folder / 'function.zip'}", "--handler", "index.handler"),
        *("--role", arn),
    )
    found: str = made["FunctionArn"]
    return found


def queue(aws: Cli, folder: Path, rule: str) -> tuple[str, str]:
    """The URL and ARN of a new queue to which a rule may send."""
    url = aws("sqs", "create-queue", "--queue-name", "MyQueue")["QueueUrl"]
    asked = ("--queue-url", url, "--attribute-names", "QueueArn")
    arn = aws("sqs", "get-queue-attributes", *asked)["Attributes"]["QueueArn"]
    statement = {
        "Sid": "AllowEventsToMyQueue",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": rule}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    file = written(folder / "set-queue-attributes.json", {"Policy": policy})
    aws("sqs", "set-queue-attributes", "--queue-url", url, "--attributes", file)
    return url, arn


def topic_to_queue(aws: Cli, folder: Path) -> tuple[str, str]:
    """The ARN of a topic to which EventBridge may publish, the URL of a queue that hears it."""
    topic = aws("sns", "create-topic", "--name", "MyTopic")["TopicArn"]
    attributes = aws("sns", "get-topic-attributes", "--topic-arn", topic)["Attributes"]
    policy = json.loads(attributes["Policy"])
    publish = {
        "Sid": "PublishEventsToMyTopic",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic,
    }
    policy["Statement"].append(publish)
    value = ("--attribute-name", "Policy", "--attribute-value", json.dumps(policy))
    aws("sns", "set-topic-attributes", "--topic-arn", topic, *value)
    url = aws("sqs", "create-queue", "--queue-name", "MyTopicQueue")["QueueUrl"]
    asked = ("--queue-url", url, "--attribute-names", "QueueArn")
    arn = aws("sqs", "get-queue-attributes", *asked)["Attributes"]["QueueArn"]
    hears = ("--protocol", "sqs", "--notification-endpoint", arn)
    aws("sns", "subscribe", "--topic-arn", topic, *hears)
    return topic, url


def log_group(aws: Cli) -> str:
    """The ARN of a log group to which EventBridge may write."""
    name = "/aws/events/MyGroup"
    aws("logs", "create-log-group", "--log-group-name", name)
    statement = {
        "Sid": "TrustEventsToStoreLogEvent",
        "Effect": "Allow",
        "Principal": {"Service": ["events.amazonaws.com", "delivery.logs.amazonaws.com"]},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/events/*:*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    named = ("--policy-name", "TrustEvents", "--policy-document", policy)
    aws("logs", "put-resource-policy", *named)
    return f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{name}"


def received(aws: Cli, url: str) -> Any:
    """What the one message in a queue says."""
    got = aws("sqs", "receive-message", "--queue-url", url, "--max-number-of-messages", "10")
    (message,) = got["Messages"]
    return json.loads(message["Body"])


def test_a_rule_with_targets_gets_its_event_delivered(aws: Cli, tmp_path: Path) -> None:
    """EventBridge User Guide, eb-use-resource-based.html (permissions of Lambda, SQS, SNS and
    logs), eb-putevents.html; the CLI's example pages for put-rule, put-targets and put-events.
    That the function was run cannot be read back: functions do not run here.
    """
    pattern = ("--event-pattern", '{"source":["com.mycompany.myapp"]}')
    rule = aws("events", "put-rule", "--name", "MyRule", *pattern)["RuleArn"]
    logs = function(aws, tmp_path)
    aws(
        *("lambda", "add-permission", "--function-name", "LogEvent", "--statement-id", "MyId"),
        *("--action", "lambda:InvokeFunction", "--principal", "events.amazonaws.com"),
        *("--source-arn", rule),
    )
    url, arn = queue(aws, tmp_path, rule)
    topic, heard = topic_to_queue(aws, tmp_path)
    places = (logs, arn, topic, log_group(aws))
    ids = [f"Id={place},Arn={one}" for place, one in enumerate(places, 1)]
    put = aws("events", "put-targets", "--rule", "MyRule", "--targets", *ids)
    assert put == {"FailedEntryCount": 0, "FailedEntries": []}
    entry = {
        "Source": "com.mycompany.myapp",
        "Detail": '{"key1": "value1", "key2": "value2"}',
        "Resources": ["resource1", "resource2"],
        "DetailType": "myDetailType",
    }
    entries = written(tmp_path / "putevents.json", [entry, {**entry, "Source": "other"}])
    sent = aws("events", "put-events", "--entries", entries)
    assert (sent["FailedEntryCount"], len(sent["Entries"])) == (0, 2)

    event = received(aws, url)
    assert event["id"] == sent["Entries"][0]["EventId"]
    assert event["detail"] == {"key1": "value1", "key2": "value2"}
    assert (event["account"], event["region"]) == (ACCOUNT, REGION)
    assert json.loads(received(aws, heard)["Message"]) == event
    named = ("--log-group-name", "/aws/events/MyGroup")
    (line,) = aws("logs", "filter-log-events", *named)["events"]
    assert json.loads(line["message"]) == event
    assert "ValidationException" in aws.refused("events", "delete-rule", "--name", "MyRule")
