"""A plan that shows every form of line, made by hand; no AWS and no spec is needed for a report."""

from __future__ import annotations

from reconciler.errors import Fault, Place
from reconciler.plan.plan import Action, Applied, Block, Change, FieldChange, Outcome, Plan
from reconciler.spec.stack import Scope
from reconciler.spec.values import Late, Secret, Text

SCOPE = Scope("", "111122223333", "eu-west-1")
FILE = "specs/web.yaml"


def at(line: int, column: int = 3) -> Place:
    """A place in the spec."""
    return Place(FILE, line, column)


CREATE = Change(
    address="codebuild.projects.scan",
    kind="codebuild.projects",
    scope=SCOPE,
    action=Action.CREATE,
    reason="declared, and not there",
    place=at(41),
    name="web-scan",
    calls=("codebuild:CreateProject",),
    effects=("waits up to 60 s for the role to propagate",),
    fields=(
        FieldChange("source.type", "add", after="CODEPIPELINE"),
        FieldChange("badge_enabled", "add", after=True),
        FieldChange("service_role", "add", after=Late("iam.roles.build", "arn")),
        FieldChange(
            "source.location", "add", after=Text(("https://", Late("x.y.z", "host"), "/web"))
        ),
        FieldChange("token", "add", after=Secret("secretsmanager", "ci/sonar", "token")),
    ),
)
UPDATE = Change(
    address="codepipeline.pipelines.web",
    kind="codepipeline.pipelines",
    scope=SCOPE,
    action=Action.UPDATE,
    reason="differs from the spec",
    place=at(12),
    calls=("codepipeline:UpdatePipeline",),
    effects=("executions that are running when a pipeline is saved are not completed",),
    fingerprint="ab12",
    ignored=1,
    fields=(
        FieldChange(
            "stages[Build].actions[Compile].configuration.ProjectName",
            "change",
            "web-build",
            "web-build-v2",
            place=at(27),
        ),
        FieldChange("stages (order)", "change", ("Source", "Build"), ("Build", "Source")),
        FieldChange("triggers[main]", "remove", {"branches": ("hotfix/*",)}),
        FieldChange("environment.OAuthToken", "change", "old", "new", sensitive=True),
        FieldChange("buildspec", "change", "a:\n  - npm test\nb: 1", "a:\n  - npm ci\nb: 1"),
        FieldChange("description", "change", "Web \x1b[31mred\u202e", "Web"),
    ),
)
REPLACE = Change(
    address="codecommit.repositories.web",
    kind="codecommit.repositories",
    scope=SCOPE,
    action=Action.REPLACE,
    reason="domain cannot change in place",
    place=at(7),
    calls=("codecommit:DeleteRepository", "codecommit:CreateRepository"),
    effects=("destroys every commit, branch and pull request of the repository",),
    blocks=(
        Block(
            "holds_data",
            "replacing it destroys every commit",
            "--allow-replace codecommit.repositories.web",
        ),
    ),
    fields=(FieldChange("domain", "change", "acme-old", "acme", replaces=True),),
)
DELETE = Change(
    address="eventbridge.rules.nightly",
    kind="eventbridge.rules",
    scope=SCOPE,
    action=Action.DELETE,
    reason="owned by this stack, and declared by no spec",
    calls=("events:RemoveTargets", "events:DeleteRule"),
)
SAME = Change("iam.roles.build", "iam.roles", SCOPE, Action.NOOP, "equal", at(3))
PENDING = Change(
    "codecommit.repositories.tools",
    "codecommit.repositories",
    SCOPE,
    Action.NOOP,
    "equal",
    at(9),
    pending=(
        Fault(
            "RC2001",
            "default_branch is pending:",
            suggestion="the repository has no branch yet; push a commit, then run apply again",
        ),
    ),
)


def plan(*changes: Change, **more: object) -> Plan:
    """A plan of these changes."""
    values: dict[str, object] = {
        "stack": "web",
        "owner": "acme/web/prod",
        "environment": "prod",
        "changes": changes,
        "scopes": (SCOPE,),
        "calls": 41,
        "seconds": 3.14,
        "digest": "9c1e7a40d2b35f6680aa11",
    }
    return Plan(**(values | more))  # type: ignore[arg-type]


FULL = plan(CREATE, UPDATE, REPLACE, DELETE, SAME, PENDING)
APPLIED = Applied(
    plan=FULL,
    seconds=38.0,
    calls=73,
    outcomes=(
        Outcome(
            CREATE.address, CREATE.kind, Action.CREATE, "created", at(41), 4.2, 2.5, wrote=True
        ),
        Outcome(
            UPDATE.address,
            UPDATE.kind,
            Action.UPDATE,
            "failed",
            at(12),
            1.1,
            error=Fault(
                "RC5001",
                "UpdatePipeline: InvalidStageDeclarationException: no such artifact (request 3f0c)",
                at(12),
                suggestion="No change was made to it.",
                address=UPDATE.address,
            ),
        ),
        Outcome(REPLACE.address, REPLACE.kind, Action.REPLACE, "blocked", at(7)),
        Outcome(
            DELETE.address,
            DELETE.kind,
            Action.DELETE,
            "skipped",
            blocked_by="codepipeline.pipelines.web",
        ),
        Outcome(SAME.address, SAME.kind, Action.NOOP, "ok", at(3)),
    ),
)
