"""Naive orders and retries: what goes first, what is tried again, where, and how soon.

Each client here has one bug that reconcilers have had, and is refused, or makes a second one of
what is there, as it would on AWS.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.faults import Fault, Faults
from tests.naive.conftest import code_of
from tests.sandbox.services.codebuild.projects import minimal
from tests.sandbox.services.codepipeline.pipelines import pipeline
from tests.sandbox.services.conftest import make_role
from tests.sandbox.services.elasticbeanstalk.test_elasticbeanstalk import ASG, STACK, option

Client = Callable[..., Any]
Json = dict[str, Any]
PATTERN = json.dumps({"source": ["aws.codecommit"]})
QUEUE = "arn:aws:sqs:eu-west-1:123456789012:jobs"


def test_it_deletes_a_rule_with_its_targets(client: Client) -> None:
    """It deletes the rule, and takes the targets to go with it.

    EventBridge API Reference, DeleteRule: "Before you can delete the rule, you must remove all
    targets, using RemoveTargets."
    """
    events = client("events")
    events.put_rule(Name="push", EventPattern=PATTERN)
    events.put_targets(Rule="push", Targets=[{"Id": "1", "Arn": QUEUE}])
    assert code_of(lambda: events.delete_rule(Name="push")) == "ValidationException"
    assert events.describe_rule(Name="push")["State"] == "ENABLED"


def test_it_deletes_a_domain_before_its_repositories(client: Client) -> None:
    """It deletes parents first.

    CodeArtifact API Reference, DeleteDomain: "You cannot delete a domain that contains
    repositories."
    """
    codeartifact = client("codeartifact")
    codeartifact.create_domain(domain="acme")
    codeartifact.create_repository(domain="acme", repository="web")
    assert code_of(lambda: codeartifact.delete_domain(domain="acme")) == "ConflictException"


def test_it_deletes_a_configuration_that_is_in_use(client: Client, role: Any) -> None:
    """It replaces a deployment configuration under the groups that use it.

    CodeDeploy API Reference, DeleteDeploymentConfig: "A deployment configuration cannot be
    deleted if it is currently in use."
    """
    codedeploy = client("codedeploy")
    codedeploy.create_application(applicationName="shop", computePlatform="Server")
    codedeploy.create_deployment_config(
        deploymentConfigName="half", minimumHealthyHosts={"type": "FLEET_PERCENT", "value": 50}
    )
    codedeploy.create_deployment_group(
        applicationName="shop",
        deploymentGroupName="prod",
        serviceRoleArn=role("codedeploy"),
        deploymentConfigName="half",
    )
    delete = codedeploy.delete_deployment_config
    assert code_of(lambda: delete(deploymentConfigName="half")) == "DeploymentConfigInUseException"


def test_it_deletes_a_template_that_is_associated(client: Client) -> None:
    """It deletes an approval rule template that a repository still uses.

    CodeCommit API Reference, ApprovalRuleTemplateInUseException: "The approval rule template is
    associated with one or more repositories. You cannot delete a template that is associated".
    """
    codecommit = client("codecommit")
    codecommit.create_repository(repositoryName="web")
    approvers = {"Type": "Approvers", "NumberOfApprovalsNeeded": 2, "ApprovalPoolMembers": ["*"]}
    codecommit.create_approval_rule_template(
        approvalRuleTemplateName="two",
        approvalRuleTemplateContent=json.dumps(
            {"Version": "2018-11-08", "Statements": [approvers]}
        ),
    )
    codecommit.associate_approval_rule_template_with_repository(
        approvalRuleTemplateName="two", repositoryName="web"
    )
    code = code_of(lambda: codecommit.delete_approval_rule_template(approvalRuleTemplateName="two"))
    assert code == "ApprovalRuleTemplateInUseException"


def test_it_creates_again_after_a_lost_answer(session: Any, sandbox: Sandbox) -> None:
    """It tries a create again whose answer did not come, as SDKs do: now there are two.

    CodeConnections API Reference, CreateConnection takes no client token, and a connection is
    known by its ARN, so nothing tells that the second is the first.
    """
    once = Config(retries={"total_max_attempts": 1})
    connections = session.client("codeconnections", config=once)
    sandbox.faults = Faults([Fault("lost", "codeconnections:CreateConnection", times=1)], seed=0)

    def create(name: str) -> None:
        for _ in range(3):
            try:
                connections.create_connection(ConnectionName=name, ProviderType="GitHub")
            except HTTPClientError:
                continue
            return

    create("web")
    found = connections.list_connections()["Connections"]
    assert [one["ConnectionName"] for one in found] == ["web", "web"]


def test_it_takes_a_lost_answer_for_a_failure(session: Any, sandbox: Sandbox) -> None:
    """It tries a create again, and reports the refusal: its own first try holds the name.

    CodeCommit API Reference, CreateRepository: RepositoryNameExistsException.
    """
    once = Config(retries={"total_max_attempts": 1})
    codecommit = session.client("codecommit", config=once)
    sandbox.faults = Faults([Fault("lost", "codecommit:CreateRepository", times=1)], seed=0)

    def create(name: str) -> None:
        try:
            codecommit.create_repository(repositoryName=name)
        except HTTPClientError:
            codecommit.create_repository(repositoryName=name)

    assert code_of(lambda: create("web")) == "RepositoryNameExistsException"


def test_it_takes_a_limit_for_a_throttle(client: Client, session: Any, sandbox: Sandbox) -> None:
    """It retries LimitExceededException with patience: five targets are all that a rule takes.

    EventBridge API Reference, LimitExceededException: "The request failed because it attempted to
    create resource beyond the allowed service quota"; User Guide, "Quotas", targets for a rule.
    """
    once = Config(retries={"total_max_attempts": 1})
    events = session.client("events", config=once)
    events.put_rule(Name="push", EventPattern=PATTERN)
    targets = [{"Id": str(number), "Arn": f"{QUEUE}-{number}"} for number in range(6)]

    def put() -> str:
        code = ""
        for _ in range(4):
            try:
                events.put_targets(Rule="push", Targets=targets)
            except ClientError as error:
                code = error.response["Error"]["Code"]
            else:
                return ""
        return code

    assert put() == "LimitExceededException"
    assert [call.operation for call in sandbox.calls].count("PutTargets") == 4
    assert events.list_targets_by_rule(Rule="push")["Targets"] == []


@pytest.mark.parametrize("service", ["codebuild", "codepipeline", "codedeploy"])
def test_it_does_not_wait_for_propagation(
    service: str, client: Client, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It uses a role as soon as it is made; ten seconds later the same call is taken.

    IAM User Guide on troubleshooting: changes are not visible everywhere at once; the codes are
    those that terraform-provider-aws waits for.
    """
    monkeypatch.setattr(sandbox, "spread", 10.0)
    role = make_role(client, service)

    def create() -> None:
        match service:
            case "codebuild":
                client("codebuild").create_project(**minimal(role))
            case "codepipeline":
                client("codepipeline").create_pipeline(pipeline=pipeline(role))
            case _:
                client("codedeploy").create_deployment_group(
                    applicationName="shop", deploymentGroupName="prod", serviceRoleArn=role
                )

    client("codedeploy").create_application(applicationName="shop", computePlatform="Server")
    codes = {
        "codebuild": "InvalidInputException",
        "codepipeline": "InvalidStructureException",
        "codedeploy": "InvalidRoleException",
    }
    assert code_of(create) == codes[service]
    sandbox.advance(11)
    create()


def test_it_creates_in_the_wrong_region(client: Client) -> None:
    """It takes the session's region, not the spec's: it finds nothing there, and makes a second.

    CodeCommit User Guide, "Regions": repositories are specific to a region, and so are names.
    """

    def ensure(codecommit: Any, name: str) -> str:
        missing = codecommit.exceptions.RepositoryDoesNotExistException
        try:
            found = codecommit.get_repository(repositoryName=name)
        except missing:
            found = codecommit.create_repository(repositoryName=name)
        arn: str = found["repositoryMetadata"]["Arn"]
        return arn

    regions = "eu-west-1", "us-east-1"
    arns = {ensure(client("codecommit", region), "web") for region in regions}
    assert {arn.split(":")[3] for arn in arns} == set(regions)


def test_it_updates_what_may_be_missing(client: Client, role: Any) -> None:
    """It takes UpdatePipeline for an upsert, as PutRule and PutWebhook are.

    CodePipeline API Reference, UpdatePipeline: it "updates a specified pipeline", and declares no
    error for one that is not there.
    """
    update = client("codepipeline").update_pipeline
    declared = pipeline(role("codepipeline"))
    assert code_of(lambda: update(pipeline=declared)) == "PipelineNotFoundException"


def test_it_does_not_wait_until_ready(client: Client) -> None:
    """It creates an environment, and configures it in the next call.

    Users report it as "Environment named prod is in an invalid state for this operation. Must be
    Ready."
    """
    beanstalk = client("elasticbeanstalk")
    beanstalk.create_application(ApplicationName="shop")
    names = {"ApplicationName": "shop", "EnvironmentName": "prod"}
    beanstalk.create_environment(SolutionStackName=STACK, **names)
    settings = [option(ASG, "MaxSize", "7")]
    update = beanstalk.update_environment
    code = code_of(lambda: update(EnvironmentName="prod", OptionSettings=settings))
    assert code == "InvalidParameterValue"


def test_it_changes_version_and_options_in_one_call(client: Client, sandbox: Sandbox) -> None:
    """It sends all that differs in one UpdateEnvironment.

    ingenieux/beanstalker issue 8: "You cannot update the application version and make
    configuration updates at the same time".
    """
    beanstalk = client("elasticbeanstalk")
    beanstalk.create_application(ApplicationName="shop")
    beanstalk.create_application_version(ApplicationName="shop", VersionLabel="v2")
    names = {"ApplicationName": "shop", "EnvironmentName": "prod"}
    beanstalk.create_environment(SolutionStackName=STACK, **names)
    sandbox.advance(60)
    both = {"VersionLabel": "v2", "OptionSettings": [option(ASG, "MaxSize", "7")]}
    update = beanstalk.update_environment
    code = code_of(lambda: update(EnvironmentName="prod", **both))
    assert code == "InvalidParameterCombination"


def test_it_asks_for_all_at_once(client: Client) -> None:
    """It asks for 101 projects in one batch.

    CodeBuild API Reference, BatchGetProjects, `names`: 1 to 100 of them; its only error:
    InvalidInputException.
    """
    names = [f"project-{number}" for number in range(101)]
    get = client("codebuild").batch_get_projects
    assert code_of(lambda: get(names=names)) == "InvalidInputException"


def test_it_sets_a_default_branch_before_the_first_push(client: Client) -> None:
    """It declares `main` for a new repository, which has no branch yet.

    CodeCommit API Reference, UpdateDefaultBranch, errors: BranchDoesNotExistException.
    """
    codecommit = client("codecommit")
    codecommit.create_repository(repositoryName="web")
    update = codecommit.update_default_branch
    code = code_of(lambda: update(repositoryName="web", defaultBranchName="main"))
    assert code == "BranchDoesNotExistException"
