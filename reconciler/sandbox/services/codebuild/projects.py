"""CodeBuild: build projects.

Source: CodeBuild API Reference, CreateProject, UpdateProject, BatchGetProjects, ListProjects,
DeleteProject, UpdateProjectVisibility; the reports named below.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reconciler.sandbox.service import Answer, Error, Table, tag_list, tag_map
from reconciler.sandbox.services.checks import refuse_tags
from reconciler.sandbox.services.codebuild.checks import project_fault
from reconciler.sandbox.services.codebuild.defaults import Json, materialised
from reconciler.sandbox.services.coins import Tossed

_PRINCIPAL = "codebuild.amazonaws.com"
_EMPTY_CLEARS = ("vpcConfig", "buildBatchConfig")
_SORTS = {"CREATED_TIME": "created", "LAST_MODIFIED_TIME": "lastModified"}
INVALID = "InvalidInputException"
"""CodeBuild's code for whatever is wrong with what was sent."""


class Projects(Tossed):
    """Projects: what was sent is kept, what the service fills in is added when it is shown."""

    names = ("codebuild",)
    projects = Table(
        "name",
        exists=Error(
            "ResourceAlreadyExistsException",
            "Project already exists : arn:aws:codebuild:{region}:{account}:project/{0}",
        ),
        missing=Error(
            "ResourceNotFoundException",
            "Project cannot be found: arn:aws:codebuild:{region}:{account}:project/{0}",
        ),
        arn="project/{0}",
    )
    policies = Table("arn")

    def create_project(self, name: str, tags: Any = (), **given: Any) -> Answer:
        """Create a project. Its role must exist, trust CodeBuild, and have propagated."""
        refuse_tags(self, tag_map(tags), INVALID, INVALID)
        now = self.world.now()
        row = {"name": name, "arn": self.projects.arn(name), "created": now, **given}
        row = {**row, "lastModified": now, "badgeId": self.world.uuid()}
        if name not in self.projects:
            self._check(row)
        self.projects.add(self._settled(row), tags)
        return {"project": self._shown(row)}

    def update_project(self, name: str, **given: Any) -> Answer:
        """Change the members that are sent, each whole; what is not sent stays.

        Tags are the exception: not sent, they go (comment in terraform-provider-aws,
        internal/service/codebuild/project.go), although a live capture of September 2026 has them
        stay (radkawar/stackd, testdata/aws/codebuild). An empty `vpcConfig` or `buildBatchConfig` takes
        it away (as that provider clears them), a `concurrentBuildLimit` of -1 too
        (UpdateProject: "To remove this value, set it to -1").
        """
        row = self.projects.get(name)
        refuse_tags(self, tag_map(given.get("tags")), INVALID, INVALID)
        kept = (
            tag_list(self.projects.tags(name)) if self.coin("codebuild.update_keeps_tags") else ()
        )
        tags = given.pop("tags", kept)
        after = {**row, **given, "lastModified": self.world.now()}
        if after.get("concurrentBuildLimit") == -1:
            del after["concurrentBuildLimit"]
        self._check(after)
        self.projects.put(self._settled(after))
        self.projects.retag(name, tags=tags)
        return {"project": self._shown(after)}

    def batch_get_projects(self, names: Sequence[str]) -> Answer:
        """Show up to 100 projects by name or ARN; those that are missing are named."""
        rows = {name: self.projects.find(self._name_in(name)) for name in names}
        return {
            "projects": [self._shown(row) for row in rows.values() if row is not None],
            "projectsNotFound": [name for name, row in rows.items() if row is None],
        }

    def list_projects(self, sortBy: str = "NAME", sortOrder: str = "", **_: object) -> Answer:
        """List the names of all projects."""
        member = _SORTS.get(sortBy, "name")
        rows = sorted(self.projects, key=lambda row: (row[member], row["name"]))
        names = [row["name"] for row in rows]
        return {"projects": names[::-1] if sortOrder == "DESCENDING" else names}

    def delete_project(self, name: str) -> Answer:
        """Delete a project. Only InvalidInputException is declared, so what is said of one that
        is missing is a coin.
        """
        row = self.projects.remove(self._name_in(name))
        if row is not None:
            self.policies.remove(row["arn"])
        elif self.coin("codebuild.delete_missing_refused"):
            raise self.refuse(INVALID, f"Project cannot be found: {self.projects.arn(name)}")
        return None

    def update_project_visibility(
        self, projectArn: str, projectVisibility: str, resourceAccessRole: str | None = None
    ) -> Answer:
        """Make a project's builds public or private."""
        row = self.projects.get(self._name_in(projectArn))
        if resourceAccessRole:
            self._check_role(resourceAccessRole)
        public = projectVisibility == "PUBLIC_READ"
        alias = row.get("publicProjectAlias") or self.world.token(32)
        row["projectVisibility"] = projectVisibility
        row["publicProjectAlias"] = alias if public else None
        row["resourceAccessRole"] = resourceAccessRole or row.get("resourceAccessRole")
        self.projects.put(row)
        return {
            "projectArn": row["arn"],
            "publicProjectAlias": row["publicProjectAlias"],
            "projectVisibility": projectVisibility,
        }

    def put_resource_policy(self, policy: str, resourceArn: str) -> Answer:
        """Write the policy of a project."""
        self.projects.get(self._name_in(resourceArn))
        if not policy.lstrip().startswith("{"):
            raise self.refuse(INVALID, "Invalid resource policy: it must be a JSON document")
        self.policies.put({"arn": resourceArn, "policy": policy})
        return {"resourceArn": resourceArn}

    def get_resource_policy(self, resourceArn: str) -> Answer:
        """Show the policy of a project; refused where there is none."""
        row = self.policies.find(resourceArn)
        if row is None:
            raise self.refuse(
                "ResourceNotFoundException", f"Resource policy not found: {resourceArn}"
            )
        return {"policy": row["policy"]}

    def delete_resource_policy(self, resourceArn: str) -> Answer:
        """Take a policy away; no error is declared for one that is missing."""
        self.policies.remove(resourceArn)
        return None

    def _name_in(self, name: str) -> str:
        """Return the name that a name or an ARN of this place names."""
        start = self.projects.arn("")
        return name.removeprefix(start)

    def _check(self, row: Json) -> None:
        """Refuse a project that is not valid as a whole."""
        if fault := project_fault(row, self.world.account):
            raise self.refuse(INVALID, fault)
        self._check_role(row["serviceRole"])
        if batch := row.get("buildBatchConfig", {}).get("serviceRole"):
            self._check_role(batch)

    def _check_role(self, role: str) -> None:
        """Refuse a role that CodeBuild cannot assume (yet).

        Message: terraform-provider-aws waits for "ot authorized to perform" after CreateProject
        and UpdateProject; in full in public reports of a role that is too new.
        """
        if not self.world.roles.trusted(role, _PRINCIPAL):
            raise self.refuse(
                INVALID, f"CodeBuild is not authorized to perform: sts:AssumeRole on {role}"
            )

    def _settled(self, row: Json) -> Json:
        """Return a record as it is kept: without what was cleared, its key as an ARN."""
        kept = {member: value for member, value in row.items() if value is not None}
        for member in _EMPTY_CLEARS:
            if kept.get(member) == {}:
                del kept[member]
        # "If you don't specify a value, CodeBuild uses the managed CMK for Amazon S3"; an alias
        # reads back as its ARN (transcripts of BatchGetProjects).
        key = kept.get("encryptionKey", "alias/aws/s3")
        kept["encryptionKey"] = self.world.arn("kms", key) if key.startswith("alias/") else key
        return kept

    def _shown(self, row: Json) -> Json:
        """Return a project as it is shown."""
        kept = materialised(self._settled(row), self.coin)
        badge: Json = {"badgeEnabled": bool(row.get("badgeEnabled"))}
        if badge["badgeEnabled"]:
            host = f"https://codebuild.{self.world.region}.amazonaws.com/badges"
            badge["badgeRequestUrl"] = f"{host}?uuid={row['badgeId']}&branch=main"
        # The live captures show sourceVersion ""; of description no source tells.
        if self.coin("codebuild.empty_text_hidden"):
            kept = {name: kept[name] for name in kept if kept[name] != ""}
        if "vpcConfig" not in kept and self.coin("codebuild.empty_vpc_shown"):
            kept["vpcConfig"] = {}
        webhook = row.get("webhook")
        hidden = {} if webhook is None else {"webhook": {**webhook, "secret": None}}
        tags = tag_list(dict(sorted(self.projects.tags(row["name"]).items())))
        shown = tags or self.coin("codebuild.empty_lists_shown")
        return {**kept, **hidden, "badge": badge, "tags": tags if shown else None}
