"""An AWS of plain dictionaries behind a plain function, for the tests of the engine's reading side.

It answers what the engine asks and counts what was asked; it knows nothing of kinds.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from reconciler.engine.deciding.ownership import owned
from reconciler.errors import Place
from reconciler.plan.calls import Answer, AwsRefused, Call
from reconciler.spec.content.normal import normal
from reconciler.spec.forms import forms
from reconciler.spec.stack import Lifecycle, Resource, Scope, Stack

ACCOUNT, REGION = "111122223333", "eu-west-1"
SCOPE = Scope("", ACCOUNT, REGION)
OWNER = "acme/shop/prod"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "codebuild.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def resource(
    address: str,
    name: str,
    desired: Mapping[str, Any],
    parents: tuple[str, ...] = (),
    **lifecycle: Any,
) -> Resource:
    """A declared resource, its fields written as specs write them."""
    kind_id = ".".join(address.split(".")[:2])
    form = forms()[kind_id]
    value = normal(form.structure(), dict(desired))
    assert isinstance(value, Mapping)
    tags: dict[str, str] | None = {} if form.kind.tags else None
    arn = ARNS[kind_id].format(name=name, account=ACCOUNT, region=REGION)
    place = Place("shop.yaml", 1, 1)
    return Resource(
        address, form, SCOPE, (*parents, name), value, place, tags, arn, Lifecycle(**lifecycle)
    )


ARNS = {
    "codecommit.repositories": "arn:aws:codecommit:{region}:{account}:{name}",
    "codebuild.projects": "arn:aws:codebuild:{region}:{account}:project/{name}",
    "codepipeline.pipelines": "arn:aws:codepipeline:{region}:{account}:{name}",
    "elasticbeanstalk.environments": "arn:aws:elasticbeanstalk:{region}:{account}:environment/{name}",
    "elasticbeanstalk.configuration_templates": "arn:aws:elasticbeanstalk:{region}:{account}:{name}",
    "codepipeline.webhooks": "arn:aws:codepipeline:{region}:{account}:webhook:{name}",
    "codebuild.report_groups": "arn:aws:codebuild:{region}:{account}:report-group/{name}",
    "eventbridge.archives": "arn:aws:events:{region}:{account}:archive/{name}",
    "eventbridge.rules": "arn:aws:events:{region}:{account}:rule/{name}",
    "iam.roles": "arn:aws:iam::{account}:role/{name}",
    "s3.buckets": "arn:aws:s3:::{name}",
}


def stack_of(*resources: Resource, project: str = "acme") -> Stack:
    """A stack of these resources."""
    return Stack("shop", project, "prod", resources, (SCOPE,), ("shop.yaml",))


def tags_of(one: Resource) -> dict[str, str]:
    """The tags that a resource has once it was applied."""
    return dict(owned(one, OWNER).tags or {})


def app(number: int) -> tuple[Resource, ...]:
    """One application: role, repository, project, pipeline, rule with a target."""
    key = f"app-{number}"
    stages = [
        {
            "name": "Source",
            "actions": [
                {
                    "name": "Code",
                    "action_type_id": {
                        "category": "Source",
                        "owner": "AWS",
                        "provider": "CodeCommit",
                        "version": "1",
                    },
                    "configuration": {"RepositoryName": key, "BranchName": "main"},
                    "output_artifacts": [{"name": "source"}],
                }
            ],
        },
        {
            "name": "Build",
            "actions": [
                {
                    "name": "Package",
                    "action_type_id": {
                        "category": "Build",
                        "owner": "AWS",
                        "provider": "CodeBuild",
                        "version": "1",
                    },
                    "configuration": {"ProjectName": key},
                    "input_artifacts": [{"name": "source"}],
                }
            ],
        },
    ]
    return (
        resource(f"iam.roles.{key}", key, {"assume_role_policy_document": TRUST}),
        resource(f"codecommit.repositories.{key}", key, {"description": f"Application {number}"}),
        resource(
            f"codebuild.projects.{key}",
            key,
            {
                "source": {"type": "CODEPIPELINE"},
                "artifacts": {"type": "CODEPIPELINE"},
                "environment": {
                    "type": "LINUX_CONTAINER",
                    "image": "aws/codebuild/standard:7.0",
                    "compute_type": "BUILD_GENERAL1_SMALL",
                    "environment_variables": {"STAGE": "prod"},
                },
                "service_role": ROLE + key,
            },
        ),
        resource(
            f"codepipeline.pipelines.{key}",
            key,
            {
                "type": "V2",
                "role_arn": ROLE + key,
                "artifact_store": {"type": "S3", "location": "artifacts"},
                "stages": stages,
            },
        ),
        resource(
            f"eventbridge.rules.{key}",
            key,
            {
                "event_pattern": {"source": ["aws.codecommit"], "detail": {"name": [key]}},
                "targets": {"pipeline": {"arn": f"arn:aws:codepipeline:{REGION}:{ACCOUNT}:{key}"}},
            },
            parents=("default",),
        ),
    )


def estate(count: int) -> tuple[Stack, "Aws"]:
    """A stack of so many applications, and an AWS in which all of it was applied."""
    resources = tuple(one for number in range(count) for one in app(number))
    aws = Aws()
    for one in resources:
        aws.put(one)
    return stack_of(*resources), aws


Handler = Callable[[Mapping[str, Any]], Answer]


@dataclass
class Aws:
    """The fake. `things`: kind → name → item as AWS writes it; `tags`: ARN → tags."""

    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    targets: dict[str, list[Any]] = field(default_factory=dict)
    parts: dict[str, Any] = field(default_factory=dict)
    denied: set[str] = field(default_factory=set)
    calls: Counter[str] = field(default_factory=Counter)
    page: int = 100

    def put(self, one: Resource) -> None:
        """Make what a resource declares, as AWS would answer it."""
        name, kind = one.identity[-1], one.form.kind.id
        self.things.setdefault(kind, {})[name] = WRITTEN[kind](self, one, name)
        self.tags[one.arn] = tags_of(one)

    def __call__(self, call: Call) -> Answer:
        """Answer one call."""
        self.calls[str(call)] += 1
        if call.operation in self.denied or str(call) in self.denied:
            raise AwsRefused(call, "AccessDeniedException", "not authorized", "", 403)
        return HANDLERS[call.operation](self, call)

    def paged(self, items: list[Any], member: str, token: Any, key: str = "NextToken") -> Answer:
        """One page of a list."""
        start = int(token or 0)
        more = {key: str(start + self.page)} if start + self.page < len(items) else {}
        return {member: items[start : start + self.page], **more}


def repository(aws: Aws, one: Resource, name: str) -> Any:
    return {
        "repositoryName": name,
        "repositoryDescription": one.desired.get("description", ""),
        "repositoryId": f"id-{name}",
        "Arn": one.arn,
        "kmsKeyId": "arn:aws:kms:eu-west-1:111122223333:key/1",
        "cloneUrlHttp": f"https://git/{name}",
    }


def project(aws: Aws, one: Resource, name: str) -> Any:
    environment: Any = one.desired["environment"]
    variables = environment["environment_variables"]
    return {
        "name": name,
        "arn": one.arn,
        "source": {"type": "CODEPIPELINE", "insecureSsl": False, "gitCloneDepth": 0},
        "artifacts": {"type": "CODEPIPELINE", "name": name, "packaging": "NONE"},
        "cache": {"type": "NO_CACHE"},
        "environment": {
            "type": environment["type"],
            "image": environment["image"],
            "computeType": environment["compute_type"],
            "privilegedMode": False,
            "imagePullCredentialsType": "CODEBUILD",
            "environmentVariables": [
                {"name": key, "value": item["value"], "type": "PLAINTEXT"}
                for key, item in variables.items()
            ],
        },
        "serviceRole": one.desired["service_role"],
        "timeoutInMinutes": 60,
        "queuedTimeoutInMinutes": 480,
        "encryptionKey": f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/aws/s3",
        "badge": {"badgeEnabled": False},
        "logsConfig": {
            "cloudWatchLogs": {"status": "ENABLED"},
            "s3Logs": {"status": "DISABLED", "encryptionDisabled": False},
        },
        "projectVisibility": "PRIVATE",
        "tags": [{"key": key, "value": text} for key, text in tags_of(one).items()],
    }


def pipeline(aws: Aws, one: Resource, name: str) -> Any:
    from reconciler.engine.calling.convert import to_api
    from reconciler.spec.content.around import Around

    around = Around().inside(one.form.structure(), one.desired)
    members = {
        shape.member: to_api(shape, one.desired[field], around)
        for field, shape in one.form.fields.items()
        if field in one.desired
    }
    for stage in members["stages"]:
        for action in stage["actions"]:
            action.update({"runOrder": 1, "inputArtifacts": action.get("inputArtifacts", [])})
    return {"name": name, "version": 3, "executionMode": "SUPERSEDED", **members}


def rule(aws: Aws, one: Resource, name: str) -> Any:
    targets: Any = one.desired["targets"]
    aws.targets[name] = [{"Id": key, "Arn": item["arn"]} for key, item in targets.items()]
    return {
        "Name": name,
        "Arn": one.arn,
        "EventBusName": "default",
        "State": "ENABLED",
        "EventPattern": json.dumps({"detail": {"name": [name]}, "source": ["aws.codecommit"]}),
    }


def role(aws: Aws, one: Resource, name: str) -> Any:
    return {
        "RoleName": name,
        "RoleId": f"AROA{name}",
        "Path": "/",
        "Arn": one.arn,
        "AssumeRolePolicyDocument": TRUST,
        "Description": "",
        "MaxSessionDuration": 3600,
        "Tags": [{"Key": key, "Value": text} for key, text in tags_of(one).items()],
    }


def bucket(aws: Aws, one: Resource, name: str) -> Any:
    return {"BucketRegion": REGION}


WRITTEN: dict[str, Callable[[Aws, Resource, str], Any]] = {
    "codecommit.repositories": repository,
    "codebuild.projects": project,
    "codepipeline.pipelines": pipeline,
    "eventbridge.rules": rule,
    "iam.roles": role,
    "s3.buckets": bucket,
}


def get_resources(aws: Aws, call: Call) -> Answer:
    (wanted,) = call.params["TagFilters"]
    found = [
        {"ResourceARN": arn, "Tags": [{"Key": key, "Value": text} for key, text in tags.items()]}
        for arn, tags in sorted(aws.tags.items())
        if tags.get(wanted["Key"]) in wanted["Values"] and ":iam:" not in arn
    ]
    token = call.params.get("PaginationToken")
    return aws.paged(found, "ResourceTagMappingList", token, "PaginationToken")


def batch(kind: str, member: str, asked: str, missing: str) -> Callable[[Aws, Call], Answer]:
    def answer(aws: Aws, call: Call) -> Answer:
        names, there = call.params[asked], aws.things.get(kind, {})
        assert len(names) <= 100
        return {
            member: [there[name] for name in names if name in there],
            missing: [name for name in names if name not in there],
        }

    return answer


def one_of(kind: str, asked: str, code: str, wrap: str = "") -> Callable[[Aws, Call], Answer]:
    def answer(aws: Aws, call: Call) -> Answer:
        item = aws.things.get(kind, {}).get(call.params[asked])
        if item is None:
            raise AwsRefused(call, code, "not there", "", 404)
        return {wrap: item} if wrap else item

    return answer


def every(
    kind: str, member: str, token: str, drop: frozenset[str]
) -> Callable[[Aws, Call], Answer]:
    def answer(aws: Aws, call: Call) -> Answer:
        items = [
            {name: value for name, value in item.items() if name not in drop}
            for item in aws.things.get(kind, {}).values()
        ]
        return aws.paged(items, member, call.params.get(token), token)

    return answer


def list_targets(aws: Aws, call: Call) -> Answer:
    if call.params["Rule"] not in aws.things["eventbridge.rules"]:
        raise AwsRefused(call, "ResourceNotFoundException", "no rule", "", 400)
    return {"Targets": aws.targets.get(call.params["Rule"], [])}


def details(aws: Aws, call: Call) -> Answer:
    assert call.params["Filter"] == ["Role"]
    drop = frozenset({"Description", "MaxSessionDuration"})
    answer = every("iam.roles", "RoleDetailList", "Marker", drop)(aws, call)
    roles = [
        {
            **item,
            "RolePolicyList": aws.parts.get(f"policies/{item['RoleName']}", []),
            "AttachedManagedPolicies": [],
        }
        for item in answer["RoleDetailList"]
    ]
    return {**answer, "RoleDetailList": roles}


def list_tags(aws: Aws, call: Call) -> Answer:
    arn = call.params.get("resourceArn") or call.params["ResourceARN"]
    tags = aws.tags.get(arn, {})
    if call.service == "codecommit":
        return {"tags": tags}
    if call.service == "events":
        return {"Tags": [{"Key": key, "Value": text} for key, text in tags.items()]}
    return {"tags": [{"key": key, "value": text} for key, text in tags.items()]}


def part(name: str, member: str, code: str) -> Callable[[Aws, Call], Answer]:
    def answer(aws: Aws, call: Call) -> Answer:
        held = aws.parts.get(f"{name}/{call.params['Bucket']}")
        if held is None and code:
            raise AwsRefused(call, code, "nothing", "", 404)
        return {member: held} if member else held or {}

    return answer


def role_policies(aws: Aws, call: Call) -> Answer:
    held = aws.parts.get(f"policies/{call.params['RoleName']}", [])
    return {"PolicyNames": [item["PolicyName"] for item in held]}


def role_policy(aws: Aws, call: Call) -> Answer:
    held = aws.parts[f"policies/{call.params['RoleName']}"]
    (item,) = [one for one in held if one["PolicyName"] == call.params["PolicyName"]]
    return {"RoleName": call.params["RoleName"], **item}


HANDLERS: dict[str, Callable[[Aws, Call], Answer]] = {
    "GetResources": get_resources,
    "BatchGetRepositories": batch(
        "codecommit.repositories", "repositories", "repositoryNames", "repositoriesNotFound"
    ),
    "BatchGetProjects": batch("codebuild.projects", "projects", "names", "projectsNotFound"),
    "GetPipeline": one_of(
        "codepipeline.pipelines", "name", "PipelineNotFoundException", "pipeline"
    ),
    "DescribeRule": one_of("eventbridge.rules", "Name", "ResourceNotFoundException"),
    "GetRole": one_of("iam.roles", "RoleName", "NoSuchEntity", "Role"),
    "HeadBucket": one_of("s3.buckets", "Bucket", "404"),
    "ListRules": every("eventbridge.rules", "Rules", "NextToken", frozenset()),
    "ListTargetsByRule": list_targets,
    "GetAccountAuthorizationDetails": details,
    "ListRoles": every("iam.roles", "Roles", "Marker", frozenset({"Tags"})),
    "ListTagsForResource": list_tags,
    "GetBucketVersioning": part("versioning", "", ""),
    "GetBucketTagging": part("tagging", "TagSet", "NoSuchTagSet"),
    "GetBucketPolicy": part("policy", "Policy", "NoSuchBucketPolicy"),
    "ListRolePolicies": role_policies,
    "GetRolePolicy": role_policy,
    "ListAttachedRolePolicies": lambda aws, call: {"AttachedPolicies": []},
    "ListOnPremisesInstances": lambda aws, call: {"instanceNames": []},
    "ListInstanceProfiles": lambda aws, call: {"InstanceProfiles": []},
}
