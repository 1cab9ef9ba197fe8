"""IAM: roles that the services using them cannot assume.

Sources: each service's user guide on its service role; the refusals are CodeBuild's "is not
authorized to perform: sts:AssumeRole", CodePipeline's and CodeDeploy's InvalidRoleException, and
EventBridge's "cannot be assumed by principal".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import here, items, keyed, structure, text
from reconciler.rules.view import View
from reconciler.spec.stack import Resource
from reconciler.spec.suggest import listed
from reconciler.spec.values import Value

USERS: Final[Mapping[str, Mapping[str, str]]] = {
    "codebuild.projects": {"service_role": "codebuild.amazonaws.com"},
    "codebuild.fleets": {"fleet_service_role": "codebuild.amazonaws.com"},
    "codedeploy.deployment_groups": {"service_role_arn": "codedeploy.amazonaws.com"},
    "codepipeline.pipelines": {"role_arn": "codepipeline.amazonaws.com"},
    "eventbridge.rules": {"targets.role_arn": "events.amazonaws.com"},
    "elasticbeanstalk.applications": {
        "resource_lifecycle_config.service_role": "elasticbeanstalk.amazonaws.com"
    },
}
"""Kind → field that holds a role → the service that assumes it. Roles of single actions are assumed
by the pipeline's own role, and are not in it."""
STACK_ACTIONS: Final = ("CloudFormation",)
"""Providers of actions whose RoleArn CloudFormation assumes."""


def uses(view: View) -> Iterator[tuple[Resource, str, Value, str]]:
    """Every role that a service uses: the resource, the field's path, the role, the service."""
    for kind, fields in USERS.items():
        for resource in view.of(kind):
            for path, service in fields.items():
                for where, value in held(resource.desired, path.split(".")):
                    yield resource, where, value, service
    for each in view.pipelines:
        for action in each.actions:
            if action.provider in STACK_ACTIONS:
                where = f"{action.path}.configuration.RoleArn"
                value = action.configuration.get("RoleArn")
                yield each.resource, where, value, "cloudformation.amazonaws.com"


def held(value: Value, steps: list[str], path: str = "") -> Iterator[tuple[str, Value]]:
    """The values at a path of fields, through keyed lists on the way, each with its own path."""
    name, *rest = steps
    here_ = f"{path}.{name}" if path else name
    inner = structure(value).get(name)
    if not rest:
        yield here_, inner
    elif name == "targets":
        for key, one in keyed(inner).items():
            yield from held(one, rest, f"{here_}[{key}]")
    else:
        yield from held(inner, rest, here_)


def assumed(view: View) -> Iterator[Finding]:
    """Roles of this stack whose trust lacks the service that uses them."""
    for resource, path, value, service in uses(view):
        role = view.meant(value)
        if role is None or role.form.kind.id != "iam.roles":
            continue
        trusted = services(role.desired.get("assume_role_policy_document"))
        if trusted is not None and service not in trusted:
            told = f"{role.address} cannot be assumed by {service}"
            wanted = f"a role that trusts {service}"
            who = listed(sorted(trusted)) if trusted else "no service"
            note = here(role, "assume_role_policy_document", f"it trusts {who}")
            yield Finding(resource, path, told, wanted, notes=(note,))


def services(document: Value) -> frozenset[str] | None:
    """The services that a trust policy lets assume the role; None where it cannot be told."""
    if not isinstance(document, Mapping):
        return None
    statements = document.get("Statement")
    found: set[str] = set()
    for one in (statements,) if isinstance(statements, Mapping) else items(statements):
        principals = structure(one).get("Principal")
        if principals == "*" or "*" in items(structure(principals).get("AWS")):
            return None
        if structure(one).get("Effect") == "Allow" and _assumes(structure(one)):
            named = items(structure(principals).get("Service"))
            if not all(isinstance(name, str) for name in named):
                return None
            found.update(map(text, named))
    return frozenset(found)


def _assumes(statement: Mapping[str, Value]) -> bool:
    actions = {text(one).lower() for one in items(statement.get("Action"))}
    return bool(actions & {"sts:assumerole", "sts:*", "*"})


RULES: Final = (
    Rule(
        "RC2701",
        "A role that the service using it cannot assume",
        "The trust policy of a role says who may assume it; a service that is not in it is refused, "
        "at once or when it first works.",
        "Add the service to the role's `assume_role_policy_document`: `Principal: {Service: NAME}`.",
        assumed,
    ),
)
"""Rules about roles."""
