"""Naive updates: replacing where the API merges, merging where it replaces, echoing what was read.

Each client here has one bug that reconcilers have had. None of the calls is refused: what goes
wrong is what is there afterwards, as it would be on AWS.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.services.seals import holds
from tests.sandbox.services.codepipeline.pipelines import build, connection, github, pipeline, stage
from tests.sandbox.services.elasticbeanstalk.test_elasticbeanstalk import ASG, STACK, option

Client = Callable[..., Any]
Json = dict[str, Any]
PATTERN = json.dumps({"source": ["aws.codecommit"]})
QUEUE = "arn:aws:sqs:eu-west-1:123456789012:jobs"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:news"


def projects(codebuild: Any) -> Json:
    found: Json = codebuild.batch_get_projects(names=["api"])["projects"][0]
    return found


def test_it_echoes_a_mask_back(client: Client, role: Any, sandbox: Sandbox) -> None:
    """The token is read as `****`, and sent back so with another branch: now it *is* `****`.

    CodePipeline API Reference, ActionConfigurationProperty: the asterisks preserve the secret
    only "without changing any other values of the action". What happens else is a coin.
    """

    def change_branch(codepipeline: Any) -> None:
        live = codepipeline.get_pipeline(name="deliver")["pipeline"]
        live["stages"][0]["actions"][0]["configuration"]["Branch"] = "release"
        codepipeline.update_pipeline(pipeline=live)

    codepipeline = client("codepipeline")
    stages = stage("Source", github("ghp_secret")), stage("Build", build())
    codepipeline.create_pipeline(pipeline=pipeline(role("codepipeline"), *stages))
    assert holds(kept_token(sandbox), "ghp_secret")

    change_branch(codepipeline)

    assert holds(kept_token(sandbox), "****")


def kept_token(sandbox: Sandbox) -> str:
    """The seal of the token that the service would use: no read shows it."""
    place = sandbox.dump()["places"]["123456789012/eu-west-1/codepipeline"]
    (row,) = place["pipelines"].values()
    return str(row["declaration"]["stages"][0]["actions"][0]["configuration"]["OAuthToken"])


def test_it_loses_tags_on_update(client: Client, project: Json) -> None:
    """It updates the description, and sends the tags only where they changed.

    A comment in terraform-provider-aws, internal/service/codebuild/project.go, which resends them
    for that reason. One live capture has them stay, so `codebuild.update_keeps_tags` is a coin.
    """

    def describe(codebuild: Any, name: str, description: str) -> None:
        codebuild.update_project(name=name, description=description)

    codebuild = client("codebuild")
    assert len(projects(codebuild)["tags"]) == 2
    describe(codebuild, "api", "The web API")
    assert projects(codebuild).get("tags", []) == []


def test_it_expects_what_it_omits_to_be_cleared(client: Client, project: Json) -> None:
    """The description left the spec, so it leaves the call, and stays on AWS for ever.

    CodeBuild API Reference, UpdateProject: members are changed where they are sent.
    """

    def put(codebuild: Any, desired: Json) -> None:
        codebuild.update_project(**desired)

    codebuild = client("codebuild")
    put(codebuild, {key: project[key] for key in project if key != "description"})
    assert projects(codebuild)["description"] == "The API"


def test_it_sends_only_what_changed_inside_a_structure(client: Client, project: Json) -> None:
    """It changes the image alone; its variables are gone, for a structure is replaced whole.

    CodeBuild API Reference, UpdateProject, `environment`: "Information to be changed about the
    build environment" is a whole ProjectEnvironment; terraform-provider-aws resends all of it.
    """

    def new_image(codebuild: Any, image: str) -> None:
        needed = {key: project["environment"][key] for key in ("type", "computeType")}
        codebuild.update_project(name="api", environment={**needed, "image": image})

    codebuild = client("codebuild")
    assert projects(codebuild)["environment"]["environmentVariables"] != []
    new_image(codebuild, "aws/codebuild/standard:7.0")
    assert projects(codebuild)["environment"]["environmentVariables"] == []


def test_it_puts_a_rule_without_the_old_fields(client: Client) -> None:
    """It changes the description of a rule that an operator has disabled, and that starts it.

    EventBridge API Reference, PutRule: "If you omit arguments in PutRule, the old values for those
    arguments are not kept. Instead, they are replaced with null values."
    """

    def redescribe(events: Any) -> None:
        events.put_rule(Name="push", Description="Pushes to main", EventPattern=PATTERN)

    events = client("events")
    events.put_rule(Name="push", EventPattern=PATTERN)
    events.disable_rule(Name="push")
    redescribe(events)
    assert events.describe_rule(Name="push")["State"] == "ENABLED"


def test_it_puts_new_tags_with_the_rule(client: Client) -> None:
    """It sends the tags with PutRule at every run; they count at the first only.

    EventBridge API Reference, PutRule: "If you are updating an existing rule, any tags you
    specify in the PutRule operation are ignored".
    """

    def put(events: Any, team: str) -> str:
        tags = [{"Key": "team", "Value": team}]
        arn: str = events.put_rule(Name="push", EventPattern=PATTERN, Tags=tags)["RuleArn"]
        return arn

    events = client("events")
    put(events, "web")
    arn = put(events, "shop")
    tags = events.list_tags_for_resource(ResourceARN=arn)["Tags"]
    assert tags == [{"Key": "team", "Value": "web"}]


def test_it_puts_targets_as_if_they_replaced_all(client: Client) -> None:
    """It moved a rule to another queue, under another id: now events go to both.

    EventBridge API Reference, PutTargets: "Adds the specified targets to the specified rule, or
    updates the targets if they are already associated with the rule."
    """

    def put(events: Any, *targets: Json) -> None:
        events.put_targets(Rule="push", Targets=list(targets))

    events = client("events")
    events.put_rule(Name="push", EventPattern=PATTERN)
    put(events, {"Id": "old", "Arn": QUEUE})
    put(events, {"Id": "new", "Arn": f"{QUEUE}-2"})
    found = events.list_targets_by_rule(Rule="push")["Targets"]
    assert [one["Id"] for one in found] == ["old", "new"]


def test_it_puts_one_trigger_as_if_it_were_added(client: Client) -> None:
    """It adds its trigger to a repository, and the one of another team is gone.

    CodeCommit API Reference, PutRepositoryTriggers: "Replaces all triggers for a repository."
    """

    def add(codecommit: Any, name: str) -> None:
        one = {"name": name, "destinationArn": TOPIC, "branches": [], "events": ["all"]}
        codecommit.put_repository_triggers(repositoryName="web", triggers=[one])

    codecommit = client("codecommit")
    codecommit.create_repository(repositoryName="web")
    add(codecommit, "theirs")
    add(codecommit, "ours")
    found = codecommit.get_repository_triggers(repositoryName="web")["triggers"]
    assert [one["name"] for one in found] == ["ours"]


def test_it_adds_an_upstream_as_if_it_merged(client: Client) -> None:
    """It sends the new upstream alone, and the repository loses the others.

    CodeArtifact API Reference, UpdateRepository, `upstreams`: the list that is sent is the
    repository's; User Guide, "Add or remove upstream repositories": give all that shall be there.
    """

    def add_upstream(codeartifact: Any, name: str) -> None:
        codeartifact.update_repository(
            domain="acme", repository="web", upstreams=[{"repositoryName": name}]
        )

    codeartifact = client("codeartifact")
    codeartifact.create_domain(domain="acme")
    for name in ("npm", "shared", "web"):
        codeartifact.create_repository(domain="acme", repository=name)
    add_upstream(codeartifact, "npm")
    add_upstream(codeartifact, "shared")
    found = codeartifact.describe_repository(domain="acme", repository="web")["repository"]
    assert [one["repositoryName"] for one in found["upstreams"]] == ["shared"]


def test_it_updates_a_pipeline_without_triggers(client: Client, role: Any) -> None:
    """The triggers left the spec; UpdatePipeline, which replaces all else, keeps them.

    terraform-provider-aws, internal/service/codepipeline/codepipeline.go: a V2 pipeline is sent
    an empty list of triggers, for they stay where they are omitted.
    """
    codepipeline = client("codepipeline")
    stages = stage("Source", connection(DetectChanges="false")), stage("Build", build())
    desired = pipeline(role("codepipeline"), *stages, pipelineType="V2")
    push = {"sourceActionName": "Commit", "push": [{"branches": {"includes": ["main"]}}]}
    trigger = {"providerType": "CodeStarSourceConnection", "gitConfiguration": push}
    codepipeline.create_pipeline(pipeline={**desired, "triggers": [trigger]})

    codepipeline.update_pipeline(pipeline=desired)

    assert codepipeline.get_pipeline(name="deliver")["pipeline"]["triggers"] == [trigger]


def test_it_updates_a_pipeline_at_every_run(client: Client, role: Any) -> None:
    """It does not compare: each run makes a version, and what is running may not be completed.

    CodePipeline API Reference, UpdatePipeline: it "increases the version number of the pipeline
    by 1"; User Guide, "Edit a pipeline", for what is running.
    """
    codepipeline = client("codepipeline")
    desired = pipeline(role("codepipeline"))
    codepipeline.create_pipeline(pipeline=desired)
    for _ in range(3):
        codepipeline.update_pipeline(pipeline=desired)
    assert codepipeline.get_pipeline(name="deliver")["pipeline"]["version"] == 4


def test_it_leaves_alarms_out_to_switch_them_off(client: Client, role: Any) -> None:
    """The alarms left the spec, and go on to stop deployments.

    go-to-k/cdk-real-drift, live (2026): what UpdateDeploymentGroup does not send stays;
    terraform-provider-aws sends `enabled: false` for it.
    """
    codedeploy = client("codedeploy")
    codedeploy.create_application(applicationName="shop", computePlatform="Server")
    names = {"applicationName": "shop", "serviceRoleArn": role("codedeploy")}
    alarms = {"enabled": True, "alarms": [{"name": "errors"}]}
    codedeploy.create_deployment_group(
        deploymentGroupName="prod", alarmConfiguration=alarms, **names
    )

    codedeploy.update_deployment_group(currentDeploymentGroupName="prod", **names)

    found = codedeploy.get_deployment_group(applicationName="shop", deploymentGroupName="prod")
    assert found["deploymentGroupInfo"]["alarmConfiguration"]["enabled"] is True


def test_it_leaves_an_option_out_to_reset_it(client: Client, sandbox: Sandbox) -> None:
    """The option left the spec; the environment keeps it, for it is not in OptionsToRemove.

    Elastic Beanstalk API Reference, UpdateEnvironment: OptionSettings changes "the specified
    configuration options", OptionsToRemove removes "custom user-defined" ones.
    """
    beanstalk = client("elasticbeanstalk")
    beanstalk.create_application(ApplicationName="shop")
    names = {"ApplicationName": "shop", "EnvironmentName": "prod"}
    most, least = option(ASG, "MaxSize", "7"), option(ASG, "MinSize", "2")
    beanstalk.create_environment(SolutionStackName=STACK, OptionSettings=[most, least], **names)
    sandbox.advance(60)

    beanstalk.update_environment(OptionSettings=[least], **names)
    sandbox.advance(60)

    told = beanstalk.describe_configuration_settings(**names)["ConfigurationSettings"][0]
    assert ("MaxSize", "7") in {
        (one["OptionName"], one.get("Value")) for one in told["OptionSettings"]
    }
