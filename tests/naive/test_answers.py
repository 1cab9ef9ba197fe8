"""Naive readers of answers: a 200 is success, what was asked for came back, in one page, as sent.

Each client here has one bug that reconcilers have had, and what it then believes is wrong, as it
would be on AWS.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from reconciler.sandbox.app import Sandbox
from tests.naive.conftest import code_of
from tests.sandbox.services.codepipeline.pipelines import build, connection, pipeline, stage

Client = Callable[..., Any]
Json = dict[str, Any]
PATTERN = json.dumps({"source": ["acme"]})
QUEUE = "arn:aws:sqs:eu-west-1:123456789012:jobs"


def test_it_does_not_page(client: Client) -> None:
    """It reads one page of repositories, misses one that exists, and is refused in creating it.

    CodeCommit API Reference, ListRepositories, `nextToken` (here a page has two entries, there up
    to 1,000).
    """

    def ensure(codecommit: Any, name: str) -> None:
        found = codecommit.list_repositories()["repositories"]
        if name not in [one["repositoryName"] for one in found]:
            codecommit.create_repository(repositoryName=name)

    codecommit = client("codecommit")
    for name in ("api", "docs", "web"):
        codecommit.create_repository(repositoryName=name)
    assert code_of(lambda: ensure(codecommit, "web")) == "RepositoryNameExistsException"


def test_it_pages_only_where_boto3_has_a_paginator(client: Client) -> None:
    """It looks for a connection by name in what it gets, and makes another one of that name.

    botocore has no paginator for ListConnections although its output has a NextToken; a
    connection is known by its ARN, and CreateConnection declares no error for a name that is
    taken (CodeConnections API Reference).
    """

    def ensure(connections: Any, name: str) -> None:
        if connections.can_paginate("list_connections"):
            pytest.fail("botocore has learnt to page: this client is not naive any more")
        found = connections.list_connections()["Connections"]
        if name not in [one["ConnectionName"] for one in found]:
            connections.create_connection(ConnectionName=name, ProviderType="GitHub")

    connections = client("codeconnections")
    for name in ("api", "docs", "web", "web"):
        ensure(connections, name)
    assert connection_names(connections) == ["api", "docs", "web", "web"]


def connection_names(connections: Any) -> list[str]:
    names: list[str] = []
    token: dict[str, str] = {}
    while True:
        page = connections.list_connections(**token)
        names += [one["ConnectionName"] for one in page["Connections"]]
        if "NextToken" not in page:
            return names
        token = {"NextToken": page["NextToken"]}


def test_it_ignores_repositories_not_found(client: Client) -> None:
    """It pairs what it asked for with what came back, and believes the wrong one.

    CodeCommit API Reference, BatchGetRepositories: missing ones are told in
    `repositoriesNotFound`, with a 200.
    """

    def ids(codecommit: Any, *names: str) -> dict[str, str]:
        found = codecommit.batch_get_repositories(repositoryNames=list(names))["repositories"]
        return {name: one["repositoryName"] for name, one in zip(names, found, strict=False)}

    codecommit = client("codecommit")
    codecommit.create_repository(repositoryName="web")
    assert ids(codecommit, "api", "web") == {"api": "web"}


def test_it_waits_for_a_missing_project_to_be_refused(client: Client, project: Json) -> None:
    """It takes "no exception" for "it is there".

    CodeBuild API Reference, BatchGetProjects, `projectsNotFound`: "The names of build projects
    for which information could not be found."
    """

    def exists(codebuild: Any, name: str) -> bool:
        try:
            codebuild.batch_get_projects(names=[name])
        except ClientError:
            return False
        return True

    assert exists(client("codebuild"), "nowhere")


def test_it_ignores_the_error_message_of_a_batch(client: Client, role: Any) -> None:
    """It indexes the groups that it asked for.

    CodeDeploy API Reference, BatchGetDeploymentGroups, `errorMessage`: "Information about errors
    that might have occurred during the API call."
    """
    codedeploy = client("codedeploy")
    codedeploy.create_application(applicationName="shop", computePlatform="Server")
    answer = codedeploy.batch_get_deployment_groups(
        applicationName="shop", deploymentGroupNames=["prod"]
    )
    with pytest.raises(IndexError):
        answer["deploymentGroupsInfo"][0]
    assert "prod" in answer["errorMessage"]


def test_it_ignores_failed_entries(tails: Any) -> None:
    """It puts two targets, gets a 200, and one of them is not there.

    EventBridge API Reference, PutTargets: "This action can partially fail if too many requests
    are made at the same time. If that happens, FailedEntryCount is non-zero in the response".
    """
    _, clients = tails("events.first_put_targets_fails_in_part")
    events = clients("events")
    events.put_rule(Name="push", EventPattern=PATTERN)
    targets = [{"Id": "1", "Arn": QUEUE}, {"Id": "2", "Arn": f"{QUEUE}-2"}]

    status = events.put_targets(Rule="push", Targets=targets)["ResponseMetadata"]["HTTPStatusCode"]

    found = events.list_targets_by_rule(Rule="push")["Targets"]
    assert (status, [one["Id"] for one in found]) == (200, ["1"])


def test_it_ignores_the_errors_of_a_batch(client: Client) -> None:
    """It associates a template with two repositories; the review rule is on one of them.

    CodeCommit API Reference, BatchAssociateApprovalRuleTemplateWithRepositories: `errors`, "a list
    of any errors that might have occurred", comes with a 200.
    """
    codecommit = client("codecommit")
    codecommit.create_repository(repositoryName="web")
    content = {"Version": "2018-11-08", "Statements": [APPROVERS]}
    codecommit.create_approval_rule_template(
        approvalRuleTemplateName="two", approvalRuleTemplateContent=json.dumps(content)
    )
    codecommit.batch_associate_approval_rule_template_with_repositories(
        approvalRuleTemplateName="two", repositoryNames=["web", "wbe"]
    )
    found = codecommit.list_repositories_for_approval_rule_template(approvalRuleTemplateName="two")
    assert found["repositoryNames"] == ["web"]


APPROVERS = {
    "Type": "Approvers",
    "NumberOfApprovalsNeeded": 2,
    "ApprovalPoolMembers": ["arn:aws:sts::123456789012:assumed-role/reviewers/*"],
}


def test_it_ignores_failed_resources(client: Client) -> None:
    """It tags through the tagging API, which answers 200 for what is not there.

    Resource Groups Tagging API Reference, TagResources, `FailedResourcesMap`: "A map containing a
    key-value pair for each failed item".
    """
    codecommit, tagging = client("codecommit"), client("resourcegroupstaggingapi")
    web = codecommit.create_repository(repositoryName="web")["repositoryMetadata"]["Arn"]
    gone = web.replace("web", "gone")
    tagging.tag_resources(ResourceARNList=[web, gone], Tags={"team": "web"})
    found = tagging.get_resources(ResourceARNList=[web, gone])["ResourceTagMappingList"]
    assert [one["ResourceARN"] for one in found] == [web]


def test_it_treats_200_as_success(client: Client, sandbox: Sandbox) -> None:
    """The rule and its target are there, and no event ever arrives: the queue has no policy.

    EventBridge User Guide on resource-based policies of targets: PutTargets does not look at them;
    events that may not be sent fail, unseen by who made the rule.
    """
    events = client("events")
    url = client("sqs").create_queue(QueueName="jobs")["QueueUrl"]
    events.put_rule(Name="push", EventPattern=PATTERN)
    answer = events.put_targets(Rule="push", Targets=[{"Id": "1", "Arn": QUEUE}])
    assert answer["FailedEntryCount"] == 0

    events.put_events(Entries=[{"Source": "acme", "DetailType": "probe", "Detail": "{}"}])

    assert "Messages" not in client("sqs").receive_message(QueueUrl=url)
    assert sandbox.deliveries[-1].outcome == "refused"


def test_it_takes_created_for_usable(client: Client, role: Any) -> None:
    """It creates a connection and a pipeline over it: both are taken, and no source is read.

    CodeConnections API Reference, CreateConnection: "The connection is in pending status
    until the third-party connection handshake is completed from the console."
    """
    connections, codepipeline = client("codeconnections"), client("codepipeline")
    made = connections.create_connection(ConnectionName="web", ProviderType="GitHub")
    source = stage("Source", connection(ConnectionArn=made["ConnectionArn"]))
    codepipeline.create_pipeline(
        pipeline=pipeline(role("codepipeline"), source, stage("Build", build()))
    )
    found = connections.get_connection(ConnectionArn=made["ConnectionArn"])["Connection"]
    assert found["ConnectionStatus"] == "PENDING"


def test_it_assumes_that_an_alias_reads_back(client: Client, project: Json) -> None:
    """It compares `alias/aws/s3` with what it reads, and updates the project at every run.

    CodeBuild API Reference, Project, `encryptionKey`: the ARN of the key, or of the alias, is
    shown; in transcripts of BatchGetProjects an alias reads back as its ARN.
    """
    codebuild = client("codebuild")
    for _ in range(2):
        codebuild.update_project(name="api", encryptionKey="alias/aws/s3", tags=project["tags"])
        found = codebuild.batch_get_projects(names=["api"])["projects"][0]
        assert found["encryptionKey"] != "alias/aws/s3"
        assert found["encryptionKey"].endswith(":alias/aws/s3")


def test_it_compares_what_it_sent_with_what_is_shown(client: Client, project: Json) -> None:
    """It compares whole structures: what AWS fills in is a difference that no update ends.

    CodeBuild API Reference, ProjectEnvironment; live reads recorded by go-to-k/cdk-real-drift
    (2026) show privilegedMode and imagePullCredentialsType where neither was sent.
    """
    found = client("codebuild").batch_get_projects(names=["api"])["projects"][0]
    added = found["environment"].keys() - project["environment"].keys()
    assert found["environment"] != project["environment"]
    assert {"privilegedMode", "imagePullCredentialsType"} <= added


def test_it_compares_the_order_of_lists(client: Client, role: Any) -> None:
    """It compares the branches of a trigger as lists: they come back in another order.

    go-to-k/cdk-real-drift, live reads (2026): the patterns of a trigger's filters are sets, which
    AWS reorders.
    """
    codepipeline = client("codepipeline")
    patterns = ["release/*", "main", "hotfix/*"]
    push = {"sourceActionName": "Commit", "push": [{"branches": {"includes": patterns}}]}
    desired = pipeline(
        role("codepipeline"),
        stage("Source", connection()),
        stage("Build", build()),
        pipelineType="V2",
        triggers=[{"providerType": "CodeStarSourceConnection", "gitConfiguration": push}],
    )
    codepipeline.create_pipeline(pipeline=desired)
    live = codepipeline.get_pipeline(name="deliver")["pipeline"]["triggers"][0]
    shown = live["gitConfiguration"]["push"][0]["branches"]["includes"]
    assert shown != patterns
    assert sorted(shown) == sorted(patterns)


def test_it_compares_documents_as_text(tails: Any) -> None:
    """It compares the pattern of a rule as text: it is put again at every run.

    go-to-k/cdk-real-drift, live reads (2026): EventBridge shows the keys of a pattern in another
    order (LocalStack recorded the same text, so it is a coin here).
    """
    _, clients = tails("events.pattern_reordered")
    events = clients("events")
    sent = json.dumps({"source": ["aws.codecommit"], "detail": {"event": ["referenceUpdated"]}})
    events.put_rule(Name="push", EventPattern=sent)
    shown = events.describe_rule(Name="push")["EventPattern"]
    assert shown != sent
    assert json.loads(shown) == json.loads(sent)


def test_it_reads_back_the_secret_of_a_webhook(client: Client, role: Any) -> None:
    """It keeps no secret, and looks for the webhook's in the project at the next run.

    CodeBuild API Reference, CreateWebhook shows `secret`; reads of the project do not
    (terraform-provider-aws keeps it from the create for that reason).
    """
    codebuild = client("codebuild")
    codebuild.import_source_credentials(
        token="ghp_1", serverType="GITHUB", authType="PERSONAL_ACCESS_TOKEN"
    )
    codebuild.create_project(**hooked(role("codebuild")))
    assert codebuild.create_webhook(projectName="api")["webhook"]["secret"]
    found = codebuild.batch_get_projects(names=["api"])["projects"][0]
    with pytest.raises(KeyError):
        found["webhook"]["secret"]


def hooked(role: str) -> Json:
    image = "aws/codebuild/standard:7.0"
    machine = {"type": "LINUX_CONTAINER", "image": image, "computeType": "BUILD_GENERAL1_SMALL"}
    source = {"type": "GITHUB", "location": "https://github.com/acme/api.git"}
    given = {"source": source, "artifacts": {"type": "NO_ARTIFACTS"}, "environment": machine}
    return {"name": "api", "serviceRole": role, **given}


def test_it_writes_what_it_read(client: Client, role: Any) -> None:
    """It reads a deployment group, changes a member and sends the rest as it came.

    CodeDeploy API Reference: `autoScalingGroups` are names where they are written, and objects
    with a name and a hook where they are read.
    """
    codedeploy = client("codedeploy")
    codedeploy.create_application(applicationName="shop", computePlatform="Server")
    codedeploy.create_deployment_group(
        applicationName="shop",
        deploymentGroupName="prod",
        serviceRoleArn=role("codedeploy"),
        autoScalingGroups=["web"],
    )
    live = codedeploy.get_deployment_group(applicationName="shop", deploymentGroupName="prod")
    groups = live["deploymentGroupInfo"]["autoScalingGroups"]
    with pytest.raises(Exception, match="Invalid type for parameter autoScalingGroups"):
        codedeploy.update_deployment_group(
            applicationName="shop", currentDeploymentGroupName="prod", autoScalingGroups=groups
        )


def test_it_takes_shown_for_alive(client: Client, sandbox: Sandbox) -> None:
    """It looks for an environment by name, and finds the one that was terminated.

    Elastic Beanstalk Developer Guide on terminating: what ended stays visible for about an hour.
    """
    from tests.sandbox.services.elasticbeanstalk.test_elasticbeanstalk import STACK

    beanstalk = client("elasticbeanstalk")
    beanstalk.create_application(ApplicationName="shop")
    names = {"ApplicationName": "shop", "EnvironmentName": "prod"}
    beanstalk.create_environment(SolutionStackName=STACK, **names)
    sandbox.advance(60)
    beanstalk.terminate_environment(EnvironmentName="prod")
    sandbox.advance(60)
    found = beanstalk.describe_environments(EnvironmentNames=["prod"])["Environments"]
    assert [one["Status"] for one in found] == ["Terminated"]


def test_it_takes_readable_for_registered(client: Client) -> None:
    """It reads an on-premises instance, and takes the answer for "it is registered".

    CodeDeploy API Reference, GetOnPremisesInstance, `deregisterTime`: "If the on-premises
    instance was deregistered, the time at which".
    """
    codedeploy = client("codedeploy")
    user = client("iam").create_user(UserName="box")["User"]["Arn"]
    codedeploy.register_on_premises_instance(instanceName="box", iamUserArn=user)
    codedeploy.deregister_on_premises_instance(instanceName="box")
    found = codedeploy.get_on_premises_instance(instanceName="box")["instanceInfo"]
    assert found["instanceName"] == "box"
    assert "deregisterTime" in found
