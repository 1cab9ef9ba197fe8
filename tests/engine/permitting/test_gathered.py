"""What the resources of a stack take, and on what."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from reconciler.aws.models import model
from reconciler.engine.permitting.bound import Grant, grants, is_at_home
from reconciler.engine.permitting.gathered import Run, granted
from reconciler.engine.permitting.needs import actions_of
from reconciler.kinds import permits, weighed
from reconciler.kinds.permits import Verb
from reconciler.kinds.probes import PROBES
from reconciler.kinds.table import KINDS
from reconciler.sandbox.policies.actions import action_of
from reconciler.spec.compiling.used import operations_of
from reconciler.spec.forms import forms
from reconciler.spec.stack import Resource, Scope, Stack
from tests.laws.ground import ACCOUNT, REGION, stack_in

HERE = f"{REGION}:{ACCOUNT}"
PROJECT = """
    environment: {type: LINUX_CONTAINER, image: "aws/codebuild/standard:7.0", compute_type: BUILD_GENERAL1_SMALL}
    artifacts: {type: NO_ARTIFACTS}
    source: {type: NO_SOURCE, buildspec: "version: 0.2"}
"""

PROBED = [
    (probe.client, read.name)
    for probe in PROBES
    for read in (probe.one, probe.many, probe.whole)
    if read
]
"""The operations by which what nobody declares is looked for."""


def stack(folder: Path, text: str) -> Stack:
    return stack_in(folder, {"a.yaml": f"stack: shop\n{text}"})


def taken(resource: Resource, verb: Verb) -> dict[str, set[str]]:
    return by_action(grants(resource, verb))


def by_action(found: Iterable[Grant]) -> dict[str, set[str]]:
    actions: dict[str, set[str]] = {}
    for grant in found:
        actions.setdefault(grant.action, set()).add(grant.resource)
    return actions


def test_a_resource_is_bound_to_its_own_arn(tmp_path: Path) -> None:
    (web,) = stack(tmp_path, "codecommit: {repositories: {web: {}}}").resources
    found = taken(web, "apply")
    assert found["codecommit:CreateRepository"] == {f"arn:aws:codecommit:{HERE}:web"}
    assert "codecommit:PutRepositoryTriggers" not in found, "a part that is not declared"
    assert "codecommit:CreateRepository" not in taken(web, "plan")


def test_what_takes_no_resource_is_not_bound(tmp_path: Path) -> None:
    (domain,) = stack(tmp_path, "codeartifact: {domains: {all: {}}}").resources
    found = taken(domain, "apply")
    assert found["codeartifact:CreateDomain"] == {"*"}
    assert found["codeartifact:DeleteDomain"] == {f"arn:aws:codeartifact:{HERE}:domain/all"}


def test_roles_are_handed_on_to_their_service_alone(tmp_path: Path) -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/build"
    text = f"codebuild:\n  projects:\n   api:{PROJECT}    service_role: {role}\n"
    (project,) = stack(tmp_path, text).resources
    when = (("iam:PassedToService", "codebuild.amazonaws.com"),)
    passed = [one for one in grants(project, "apply") if one.action == "iam:PassRole"]
    assert passed == [Grant("iam:PassRole", role, when)]
    assert "iam:PassRole" not in taken(project, "plan")


def test_roles_of_other_accounts_are_not_handed_on() -> None:
    scope = Scope("", ACCOUNT, REGION)
    assert is_at_home(f"arn:aws:iam::{ACCOUNT}:role/build", scope)
    assert is_at_home("build", scope)
    assert not is_at_home("arn:aws:iam::444455556666:role/build", scope)
    assert not is_at_home("", scope)


@pytest.mark.parametrize(
    ("state", "writes"),
    [("present", True), ("absent", True), ("external", False), ("released", False)],
)
def test_only_what_is_ours_is_written(tmp_path: Path, state: str, *, writes: bool) -> None:
    text = f"codecommit: {{repositories: {{web: {{lifecycle: {{state: {state}}}}}}}}}"
    (web,) = stack(tmp_path, text).resources
    found = taken(web, "apply")
    assert ("codecommit:DeleteRepository" in found) is writes
    assert ("codecommit:UntagResource" in found) is (state != "external")
    assert "codecommit:BatchGetRepositories" in found


def test_secrets_are_known_to_a_plan_and_read_by_an_apply(tmp_path: Path) -> None:
    text = (
        "codebuild: {source_credentials: {github: {server_type: GITHUB, "
        'auth_type: PERSONAL_ACCESS_TOKEN, token: {secret: "secretsmanager:ci/token#key"}}}}'
    )
    (credentials,) = stack(tmp_path, text).resources
    arn = f"arn:aws:secretsmanager:{HERE}:secret:ci/token-??????"
    assert taken(credentials, "plan")["secretsmanager:DescribeSecret"] == {arn}
    assert "secretsmanager:GetSecretValue" not in taken(credentials, "plan")
    assert taken(credentials, "apply")["secretsmanager:GetSecretValue"] == {arn}


def test_a_secret_that_is_named_by_its_arn_is_meant_alone(tmp_path: Path) -> None:
    arn = "arn:aws:secretsmanager:eu-west-1:444455556666:secret:token-AbCdEf"
    text = (
        "codebuild: {source_credentials: {github: {server_type: GITHUB, "
        f'auth_type: PERSONAL_ACCESS_TOKEN, token: {{secret: "secretsmanager:{arn}"}}}}}}}}'
    )
    (credentials,) = stack(tmp_path, text).resources
    assert taken(credentials, "apply")["secretsmanager:GetSecretValue"] == {arn}


def test_lookups_and_the_lock_are_read_where_they_are(tmp_path: Path) -> None:
    lookups = (("ssm", "/net/subnets"), ("cfn-output", "net/vpc"), ("cfn-export", "x"))
    run = Run(
        stack(tmp_path, "codecommit: {repositories: {web: {}}}"),
        lookups,
        ("locks", "ci/a.lock.json"),
    )
    found = by_action(grant for _, grant in granted([run], (), "apply"))
    assert found["ssm:GetParameter"] == {f"arn:aws:ssm:{HERE}:parameter/net/subnets"}
    assert found["cloudformation:DescribeStacks"] == {f"arn:aws:cloudformation:{HERE}:stack/net/*"}
    assert found["cloudformation:ListExports"] == {"*"}
    assert found["s3:PutObject"] == {"arn:aws:s3:::locks/ci/a.lock.json"}
    reading = by_action(grant for _, grant in granted([run], (), "plan"))
    assert "s3:PutObject" not in reading


def test_orphans_that_no_sweep_knows_are_looked_for(tmp_path: Path) -> None:
    run = Run(stack(tmp_path, "codecommit: {repositories: {web: {}}}"))
    found = by_action(grant for _, grant in granted([run], forms().values(), "plan"))
    assert found["iam:GetAccountAuthorizationDetails"] == {"*"}
    assert found["tag:GetResources"] == {"*"}
    assert "iam:CreateRole" not in found


def test_the_data_names_operations_fields_and_kinds_that_there_are() -> None:
    used = {(kind.client, op.name) for kind in KINDS for op in operations_of(kind)} | {*PROBED}
    named = {*weighed.UNBOUND, *weighed.OTHERS, *permits.BESIDES}
    assert named - used == set()
    assert {*weighed.RESOURCES, *permits.NOTES} - {kind.id for kind in KINDS} == set()
    assert all(name in forms()[kind].fields for kind, name in permits.FIELDS)
    assert {*permits.PASSED} <= {kind.client for kind in KINDS}


def test_the_sandbox_weighs_every_operation_by_an_action_of_ours() -> None:
    for kind in KINDS:
        service = model(kind.client)
        for op in operations_of(kind):
            asked = action_of(service.operation(op.name)).lower()
            assert asked in {one.lower() for one in actions_of(kind.client, op.name)}
    for client, name in PROBED:
        asked = action_of(model(client).operation(name)).lower()
        assert asked in {one.lower() for one in actions_of(client, name)}
