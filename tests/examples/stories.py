"""What the documented examples take to be there: the resources that their pages refer to.

A story is what to make first, parents before children, by boto3. Where AWS makes up an id, the pages
show a placeholder for it: a story returns patterns of these, with the ids that the sandbox made.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.sandbox.services.codebuild.projects import minimal
from tests.sandbox.services.codedeploy.test_codedeploy_groups import ECS
from tests.sandbox.services.codepipeline.pipelines import action, github, pipeline, stage
from tests.sandbox.services.codepipeline.pipelines import build as builds
from tests.sandbox.services.conftest import make_role
from tests.sandbox.services.elasticbeanstalk.test_elasticbeanstalk import STACK

Client = Callable[[str], Any]
Ids = Mapping[str, str]
ARN = "arn:aws:{}:us-east-1:123456789012:{}"


@dataclass(frozen=True)
class Story:
    """What is made, part after part; before each the clock moves on by so many seconds."""

    service: str
    parts: tuple[Callable[[Client], Ids], ...] = ()
    wait: float = 0.0


POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "codeartifact:ReadFromRepository",
                "Resource": "*",
            }
        ],
    }
)
FILES = {"policy.json": POLICY, "ExampleSolution.py": "print()"}
"""Files that pages name without showing them."""


def domain(client: Client) -> Ids:
    """CodeArtifact: a domain. The pages' accounts are two, here they are one."""
    client("codeartifact").create_domain(domain="test-domain")
    return {"111122223333": "123456789012"}


def repositories(client: Client) -> Ids:
    """CodeArtifact: two repositories of it, with policies."""
    artifacts = client("codeartifact")
    where = {"domain": "test-domain", "repository": "test-repo"}
    artifacts.create_repository(domain="test-domain", repository="a-repo", description="One")
    artifacts.create_repository(**where, description="A test repository")
    artifacts.put_domain_permissions_policy(domain="test-domain", policyDocument=POLICY)
    artifacts.put_repository_permissions_policy(policyDocument=POLICY, **where)
    return {}


def connected(client: Client) -> Ids:
    """CodeArtifact: a connection to npm."""
    where = {"domain": "test-domain", "repository": "test-repo"}
    name = "public:npmjs"
    client("codeartifact").associate_external_connection(externalConnection=name, **where)
    return {}


def projects(client: Client) -> Ids:
    """CodeBuild: credentials and projects on GitHub, a report group."""
    codebuild = client("codebuild")
    made = codebuild.import_source_credentials(
        token="t", serverType="GITHUB", authType="PERSONAL_ACCESS_TOKEN"
    )
    given = minimal(make_role(client, "codebuild"), tags=[{"key": "team", "value": "web"}])
    where = {"type": "GITHUB", "location": "https://github.com/acme/api.git"}
    hub = {**where, "buildspec": "buildspec.yml", "gitCloneDepth": 1}
    given |= {"source": hub, "artifacts": {"type": "NO_ARTIFACTS"}}
    given |= {"secondarySources": [], "secondaryArtifacts": []}
    for name in ("my-project", "my-demo-project", "codebuild-demo-project", "Project2"):
        codebuild.create_project(**{**given, "name": name})
    export = {"exportConfigType": "NO_EXPORT"}
    for name in ("my-report-group", "cli-created-report-group"):
        codebuild.create_report_group(name=name, type="TEST", exportConfig=export)
    return {
        "arn-of-your-credentials": made["arn"],
        "<report-group-name>": "my-report-group",
        "<project-name>(?!:)": "my-project",
    }


def built(client: Client) -> Ids:
    """CodeBuild: webhooks, and builds."""
    codebuild = client("codebuild")
    for name in ("my-project", "Project2"):
        codebuild.create_webhook(projectName=name)
    made = codebuild.start_build(projectName="my-demo-project")["build"]["id"]
    return {r"my-demo-project:[0-9a-f-]+EXAMPLE\b": made, "<project-name>:<build-ID>": made}


def repository(client: Client) -> Ids:
    """CodeCommit: a repository."""
    tags = {"Status": "Secret", "Team": "Saanvi"}
    client("codecommit").create_repository(repositoryName="MyDemoRepo", tags=tags)
    return {}


def committed(client: Client) -> Ids:
    """CodeCommit: a commit in it."""
    codecommit = client("codecommit")
    files = [{"filePath": "a", "fileContent": b"a"}]
    made = codecommit.create_commit(repositoryName="MyDemoRepo", branchName="main", putFiles=files)[
        "commitId"
    ]
    return {"317f8570EXAMPLE": made, "4c925148EXAMPLE": made}


TEMPLATES = ("2-approver-rule-for-main", "1-approver-rule", "1-approver-for-all-pull-requests")
LATER = ("1-approver-rule-for-all-pull-requests", "1-approval-rule-for-all")


def reviewed(client: Client) -> Ids:
    """CodeCommit: a branch, a trigger, and approval rule templates, one of them in use."""
    codecommit = client("codecommit")
    head = codecommit.get_branch(repositoryName="MyDemoRepo", branchName="main")["branch"]
    for name in ("MyNewBranch", "feature-randomizationfeature"):
        codecommit.create_branch(
            repositoryName="MyDemoRepo", branchName=name, commitId=head["commitId"]
        )
    topic = ARN.format("sns", "MyCodeCommitTopic")
    trigger = {"name": "one", "destinationArn": topic, "branches": [], "events": ["all"]}
    codecommit.put_repository_triggers(repositoryName="MyDemoRepo", triggers=[trigger])
    templates(client, TEMPLATES)
    codecommit.associate_approval_rule_template_with_repository(
        approvalRuleTemplateName="2-approver-rule-for-main", repositoryName="MyDemoRepo"
    )
    return {}


def templates(client: Client, names: Sequence[str] = LATER) -> Ids:
    """CodeCommit: approval rule templates."""
    approvers = {"Type": "Approvers", "NumberOfApprovalsNeeded": 2, "ApprovalPoolMembers": ["*"]}
    for name in names:
        client("codecommit").create_approval_rule_template(
            approvalRuleTemplateName=name,
            approvalRuleTemplateDescription="Approvals",
            approvalRuleTemplateContent=json.dumps(
                {"Version": "2018-11-08", "Statements": [approvers]}
            ),
        )
    return {}


def applications(client: Client) -> Ids:
    """CodeDeploy: applications."""
    for name in ("WordPress_App", "MyOther_App", "my-codedeploy-application", "testApp"):
        client("codedeploy").create_application(applicationName=name, computePlatform="Server")
    user = client("iam").create_user(UserName="CodeDeployDemoUser-OnPrem")["User"]["Arn"]
    role = make_role(client, "codedeploy", "CodeDeployDemo-2")
    return {
        r"arn:aws:iam::80398EXAMPLE:user/[\w-]+": user,
        r"arn:aws:iam::80398EXAMPLE:role/[\w-]+": role,
    }


def groups(client: Client) -> Ids:
    """CodeDeploy: groups, a configuration, instances."""
    codedeploy = client("codedeploy")
    role = make_role(client, "codedeploy")
    for app, *names in (
        ("WordPress_App", "WordPress_DG"),
        ("my-codedeploy-application", "my-deployment-group-1", "my-deployment-group-2"),
    ):
        for name in names:
            codedeploy.create_deployment_group(
                applicationName=app, deploymentGroupName=name, serviceRoleArn=role
            )
    codedeploy.create_application(applicationName="ecs-deployment", computePlatform="ECS")
    codedeploy.create_deployment_group(
        applicationName="ecs-deployment",
        deploymentGroupName="ecs-deployment-dg",
        serviceRoleArn=role,
        **ECS,
    )
    hosts = {"type": "FLEET_PERCENT", "value": 75}
    codedeploy.create_deployment_config(
        deploymentConfigName="ThreeQuartersHealthy", minimumHealthyHosts=hosts
    )
    for name in ("AssetTag12010298EX", "AssetTag23121309EX"):
        user = client("iam").create_user(UserName=name)["User"]["Arn"]
        codedeploy.register_on_premises_instance(instanceName=name, iamUserArn=user)
    return {}


def deployed(client: Client) -> Ids:
    """CodeDeploy: a deployment, and the revision that it brings."""
    at = {
        "bucket": "amzn-s3-demo-bucket",
        "key": "WordPressApp.zip",
        "bundleType": "zip",
        "eTag": "dd56cfdEXAMPLE8e768f9d77fEXAMPLE",
    }
    made = client("codedeploy").create_deployment(
        applicationName="WordPress_App",
        deploymentGroupName="WordPress_DG",
        revision={"revisionType": "S3", "s3Location": at},
        description="My demo deployment",
    )["deploymentId"]
    return {"d-A1B2C3123": made}


def pipelines(client: Client) -> Ids:
    """CodePipeline: pipelines, one with a source at GitHub."""
    role = make_role(client, "codepipeline")
    values = {"S3Bucket": "demo", "S3ObjectKey": "app.zip"}
    bucket = action("Source", "Source/S3", configuration=values, output=["code"])
    beta = [stage("Source", bucket), stage("Beta", builds()), stage("Deploy", builds())]
    for name in ("MyFirstPipeline", "MyPipeline", "myPipeline"):
        declared = {**pipeline(role, *beta), "name": name}
        client("codepipeline").create_pipeline(pipeline=declared)
    hub = {**github("t"), "name": "source_action_name"}
    declared = {**pipeline(role, stage("Source", hub), beta[1]), "name": "pipeline_name"}
    client("codepipeline").create_pipeline(pipeline=declared)
    return {}


def started(client: Client) -> Ids:
    """CodePipeline: a webhook, and an execution."""
    codepipeline = client("codepipeline")
    codepipeline.put_webhook(
        webhook={
            "name": "my-webhook",
            "targetPipeline": "pipeline_name",
            "targetAction": "source_action_name",
            "filters": [{"jsonPath": "$.ref"}],
            "authentication": "GITHUB_HMAC",
            "authenticationConfiguration": {"SecretToken": "secret"},
        }
    )
    made = codepipeline.start_pipeline_execution(name="MyFirstPipeline")["pipelineExecutionId"]
    return {r"\b(?:d|b59babff-5f34)-EXAMPLE": made}


def connections(client: Client) -> Ids:
    """CodeStar Connections: a connection and a host."""
    service = client("codestar-connections")
    made = service.create_connection(ConnectionName="MyConnection", ProviderType="Bitbucket")
    host = service.create_host(
        Name="MyHost",
        ProviderType="GitHubEnterpriseServer",
        ProviderEndpoint="https://my-instance.dev",
    )["HostArn"]
    return {
        r"arn:aws:codestar-connections:[\w-]*:\d+:connection/aEXAMPLE[\w-]+": made["ConnectionArn"],
        r"arn:aws:codestar-connections:[\w-]* ?:\d+:host/[\w-]+": host,
    }


def notified(client: Client) -> Ids:
    """CodeStar Notifications: a rule."""
    made = client("codestar-notifications").create_notification_rule(
        Name="MyOldRule",
        EventTypeIds=["codecommit-repository-pull-request-merged"],
        Resource=ARN.format("codecommit", "MyDemoRepo"),
        Targets=[{"TargetType": "SNS", "TargetAddress": ARN.format("sns", "MyNotificationTopic")}],
        DetailType="FULL",
        Tags={"Team": "web"},
    )["Arn"]
    return {r"arn:aws:codestar-notifications:[\w-]+:\d+:notificationrule/\w+-EXAMPLE": made}


def shop(client: Client) -> Ids:
    """Elastic Beanstalk: applications, with versions."""
    beanstalk = client("elasticbeanstalk")
    for name in ("my-app", "sampleapp"):
        beanstalk.create_application(ApplicationName=name)
    for label in ("v1", "v2", "22a0-stage-150819_182129", "22a0-stage-150819_185942"):
        beanstalk.create_application_version(
            ApplicationName="my-app",
            VersionLabel=label,
            Description=label,
            SourceBundle={"S3Bucket": "my-bucket", "S3Key": "sample.war"},
        )
    return {r"64bit Amazon Linux 20[\d.]+ v[\d.]+ running [^\"]*": STACK}


def environments(client: Client) -> Ids:
    """Elastic Beanstalk: environments, which take a while."""
    beanstalk = client("elasticbeanstalk")
    ids = {}
    for name in ("my-env", "my-env-blue", "my-env-green"):
        made = beanstalk.create_environment(
            ApplicationName="my-app",
            EnvironmentName=name,
            SolutionStackName=STACK,
            VersionLabel="v1",
        )
        ids[f"\\be-{'rpqsewtp2j' if name == 'my-env' else name}"] = made["EnvironmentId"]
    return ids


def configured(client: Client) -> Ids:
    """Elastic Beanstalk: templates."""
    for name in ("my-template", "my-app-v1"):
        client("elasticbeanstalk").create_configuration_template(
            ApplicationName="my-app", TemplateName=name, SolutionStackName=STACK
        )
    return {}


def updating(client: Client) -> Ids:
    """Elastic Beanstalk: an update that has not ended."""
    client("elasticbeanstalk").update_environment(EnvironmentName="my-env", VersionLabel="v2")
    return {}


def rules(client: Client) -> Ids:
    """EventBridge: rules with a target."""
    for name in ("DailyLambdaFunction", "MyDailyRule", "EC2InstanceStateChanges"):
        client("events").put_rule(Name=name, ScheduleExpression="rate(1 day)")
    return {}


STORIES: Mapping[str, Story] = {
    "codeartifact": Story("codeartifact", (domain, repositories, connected)),
    "codebuild": Story("codebuild", (projects, built)),
    "codecommit": Story("codecommit", (repository, committed, reviewed, templates)),
    "codepipeline": Story("codepipeline", (pipelines, started)),
    "codestar-connections": Story("codestar-connections", (connections,)),
    "codestar-notifications": Story("codestar-notifications", (notified,)),
    "deploy": Story("codedeploy", (applications, groups, deployed)),
    "elasticbeanstalk": Story("elasticbeanstalk", (shop, environments, configured, updating), 60),
    "events": Story("events", (rules,)),
    "resourcegroupstaggingapi": Story("resourcegroupstaggingapi"),
    "sts": Story("sts"),
}
"""The CLI's name of a service -> what its examples take to be there."""
