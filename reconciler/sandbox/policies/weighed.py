"""On which resources IAM weighs an operation of the CI/CD services, where a name alone does not tell.

Source: Service Authorization Reference, the page of each service, tables "Actions" (resource types) and
"Resource types" (ARNs). An operation that is not here is weighed by what its input names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Final
from urllib.parse import quote

from reconciler.sandbox.service import Service
from reconciler.sandbox.services.elasticbeanstalk.environments import Environments

NOTHING: Final = "*"
"""What a policy must say of an operation that takes no resource."""

_NEW: Final = "notificationrule/new"  # AWS is about to choose its id.
_PACKAGE_GROUP: Final = "package-group/{domain}{packageGroup:hex}"
_GROUP_NAME: Final = "currentDeploymentGroupName|deploymentGroupName|deploymentGroupNames"
_GROUP: Final = f"deploymentgroup:{{applicationName}}/{{{_GROUP_NAME}}}"
_ENVIRONMENT: Final = "environment/{ApplicationName}/{EnvironmentName}"
_TEMPLATE: Final = "configurationtemplate/{ApplicationName}/{TemplateName}"

_RULES: Final[Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    "codeartifact": (
        ("Create.*|ListDomains|ListRepositories", (NOTHING,)),
        (".*Domain.*|ListPackageGroups", ("domain/{domain}",)),
        (".*(PackageGroup.*|ForGroup)", (_PACKAGE_GROUP,)),
        (".*(Repository|ExternalConnection).*", ("repository/{domain}/{repository}",)),
    ),
    "codebuild": (
        (".*SourceCredentials", (NOTHING,)),
        ("BatchGetFleets", ("fleet/{names}:*",)),
        ("CreateFleet", ("fleet/{name}:new",)),
        ("(Batch)?[A-Z][a-z]+(Projects?|Webhook)", ("project/{name|names|projectName}",)),
        (".*ReportGroups?", ("report-group/{arn|reportGroupArns|name}",)),
    ),
    # CodeCommit User Guide, permissions reference: a policy must name the old and the new name.
    "codecommit": (("UpdateRepositoryName", ("{oldName}", "{newName}")),),
    "codeconnections": (
        ("CreateConnection|CreateHost|List(Hosts|RepositoryLinks|Sync.*)", (NOTHING,)),
        ("(Delete|Get|Update)SyncConfiguration", (NOTHING,)),
        (".*Connection|CreateRepositoryLink", ("connection/{ConnectionArn}",)),
        (".*Host", ("host/{HostArn}",)),
        (".*(RepositoryLink|SyncConfiguration)", ("repository-link/{RepositoryLinkId}",)),
    ),
    "codedeploy": (
        (".*DeploymentConfig", ("deploymentconfig:{deploymentConfigName}",)),
        (".*DeploymentGroups?", (_GROUP,)),
        (".*OnPremisesInstances?", ("instance/{instanceName|instanceNames}",)),
    ),
    "codeguruprofiler": (
        ("Create.*|ListProfilingGroups", (NOTHING,)),
        (".*", ("profilingGroup/{profilingGroupName}",)),
    ),
    "codepipeline": (
        ("List(Webhooks|ActionTypes|Pipelines)", (NOTHING,)),
        ("PutWebhook", ("webhook:{webhook.name}", "{webhook.targetPipeline}")),
        (".*Webhook.*", ("webhook:{name|webhookName}",)),
        (".*CustomActionType", ("actiontype:Custom/{category}/{provider}/{version}",)),
        (".*StageTransition", ("{pipelineName}/{stageName}",)),
        (".*Pipeline.*", ("{pipeline.name|pipelineName|name}",)),
    ),
    "codestar-notifications": (("CreateNotificationRule", (_NEW,)),),
    "ecr": (("DescribeRepositories", ("repository/{repositoryNames}",)),),
    "elasticbeanstalk": (
        ("(Create|Update|Terminate|Associate|Disassociate)Environment.*", (_ENVIRONMENT,)),
        (".*(ConfigurationTemplate|ConfigurationSettings)", (_TEMPLATE, _ENVIRONMENT)),
    ),
    "events": (
        ("(Put|Remove)Permission", (NOTHING,)),
        (".*EventBus", ("event-bus/{Name}",)),
        (".*Archive", ("archive/{ArchiveName}",)),
        (".*Connection", ("connection/{Name}",)),
        ("CreateApiDestination", ("api-destination/{Name}", "connection/{ConnectionArn}")),
        (".*ApiDestination", ("api-destination/{Name}",)),
    ),
    "kms": (
        ("CreateKey|List(Aliases|Keys)", (NOTHING,)),
        ("(Create|Update)Alias", ("{AliasName}", "key/{TargetKeyId}")),
        ("DeleteAlias", ("{AliasName}",)),
    ),
    "logs": (
        ("DescribeLogGroups", (NOTHING,)),
        (".*", ("log-group:{logGroupName|logGroupIdentifier}",)),
    ),
    "ssm": (
        ("GetParameters", ("parameter{Names:path}",)),
        (".*(ToResource|ForResource|FromResource)", ("parameter{ResourceId:path}",)),
    ),
}
"""Service → operation's pattern → the ends of the ARNs, the first that fits. A hole takes the first
member that is there, `a.b` inside of a structure; a list gives an ARN for each. A member that is an
ARN itself stands alone.
"""
_PREFIXES: Final = {"codeguruprofiler": "codeguru-profiler"}
_HOLE: Final = re.compile(r"\{([^}:]+)(?::(\w+))?\}")


def weighed_on(
    service: str, operation: str, params: Mapping[str, Any], owner: Service
) -> list[str] | None:
    """Return the ARNs on which an operation is weighed; None where no rule, or no member, says."""
    known = _with_application(params, owner)
    for pattern, ends in _RULES.get(service, ()):
        if re.fullmatch(pattern, operation):
            found = [arn for end in ends for arn in _arns(end, service, known, owner)]
            return found or None
    return None


def _with_application(params: Mapping[str, Any], owner: Service) -> Mapping[str, Any]:
    """Return the input with the application of the environment that it names alone."""
    name = params.get("EnvironmentName")
    if not isinstance(owner, Environments) or not name or "ApplicationName" in params:
        return params
    there = [row for row in owner.environments if row["EnvironmentName"] == name]
    return {**params, "ApplicationName": there[-1]["ApplicationName"]} if there else params


def _arns(end: str, service: str, params: Mapping[str, Any], owner: Service) -> Iterator[str]:
    """Yield the ARNs that one end makes of the input."""
    if end == NOTHING:
        yield NOTHING
        return
    holes = _HOLE.findall(end)
    texts = _HOLE.sub("{}", end)
    for values in product(*(_values(params, names, spelling) for names, spelling in holes)):
        made = texts.format(*values)
        prefix = _PREFIXES.get(service, service)
        yield made[made.find("arn:") :] if "arn:" in made else owner.world.arn(prefix, made)


def _values(params: Mapping[str, Any], names: str, spelling: str) -> list[str]:
    """Return what the first member of these that is there holds, as ARNs spell it."""
    for name in names.split("|"):
        held: Any = params
        for part in name.split("."):
            held = held.get(part) if isinstance(held, Mapping) else None
        if held:
            return [
                _spelt(str(one), spelling) for one in (held if isinstance(held, list) else [held])
            ]
    return []


def _spelt(text: str, spelling: str) -> str:
    match spelling:
        case "hex":
            return re.sub("%..", lambda code: code[0].lower(), quote(text, safe="/~@:+,=;!&'()"))
        case "path":
            return f"/{text.lstrip('/')}"
        case _:
            return text
