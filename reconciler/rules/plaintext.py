"""Values in plain text that look like secrets: environment variables of builds, actions, Beanstalk."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from reconciler.rules.beanstalk import holders, options
from reconciler.rules.builds.projects import projects
from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import at, items, keyed, structure, text
from reconciler.rules.view import View
from reconciler.spec.stack import Resource
from reconciler.spec.values import Value

NAME = re.compile(
    r"(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)"
    r"(?:_?[0-9]+)?$",
    re.IGNORECASE,
)
"""How names of secrets end; TOKEN_URL or SECRET_NAME are none."""
VALUE = re.compile(
    r"AKIA[0-9A-Z]{16}|ASIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,}"
    r"|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,}|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)
"""Tokens that tell themselves: AWS's access keys, GitHub's and GitLab's tokens, Slack's, PEM keys."""
HARMLESS = re.compile(
    r"#\{|\$|^(?:true|false|yes|no|none|null|[0-9]{1,4}|)$|^arn:|^/|^https?://", re.IGNORECASE
)
"""Values that hold no secret themselves: variables, switches, small numbers, names of places."""


def looks_secret(name: str, value: str) -> bool:
    """Whether a variable looks like a secret, by its name or by its value."""
    if VALUE.search(value):
        return True
    return bool(NAME.search(name)) and not HARMLESS.search(value)


def variables(view: View) -> Iterator[tuple[Resource, str, str, str]]:
    """Every variable in plain text: its resource, path, name, value."""
    for project in projects(view):
        path = "environment.environment_variables"
        held = keyed(at(project.desired, path))
        yield from ((project, *one) for one in _plain(path, held))
    for each in view.pipelines:
        for action in each.actions:
            own = keyed(action.fields.get("environment_variables"))
            path = f"{action.path}.environment_variables"
            yield from ((each.resource, *one) for one in _plain(path, own))
            for one in items(action.configuration.get("EnvironmentVariables")):
                variable = structure(one)
                if variable.get("type", "PLAINTEXT") == "PLAINTEXT":
                    where = f"{action.path}.configuration.EnvironmentVariables"
                    name, value = text(variable.get("name")), text(variable.get("value"))
                    yield each.resource, where, name, value
    for resource in holders(view):
        space = "aws:elasticbeanstalk:application:environment"
        for name, value in options(resource).get(space, {}).items():
            yield resource, f"option_settings.{space}.{name}", name, value


def _plain(path: str, held: Mapping[str, Mapping[str, Value]]) -> Iterator[tuple[str, str, str]]:
    for name, one in held.items():
        if one.get("type", "PLAINTEXT") == "PLAINTEXT":
            yield f"{path}[{name}]", name, text(one.get("value"))


def plaintext(view: View) -> Iterator[Finding]:
    """Variables in plain text that look like secrets; the values are not told."""
    for resource, path, name, value in variables(view):
        if value and looks_secret(name, value):
            told = f"the variable `{name}` looks like a secret, and stands in plain text"
            yield Finding(resource, path, told, "a reference to where the secret is kept")


RULES: Final = (
    Rule(
        "RC2711",
        "A variable in plain text that looks like a secret",
        "Whoever may read the project, the pipeline or the environment reads its plain variables, and "
        "they stand in git. CodeBuild takes PARAMETER_STORE and SECRETS_MANAGER instead, Beanstalk its "
        "namespace environmentsecrets.",
        "Keep it in Secrets Manager: `{type: SECRETS_MANAGER, value: NAME:KEY}`; change the secret that "
        "stood here.",
        plaintext,
        "note",
    ),
)
"""Rules about secrets."""
