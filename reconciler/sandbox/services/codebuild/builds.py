"""CodeBuild: builds, as records. Nothing is built: a build succeeds after a while by the clock.

Sources: CodeBuild API Reference, StartBuild, StopBuild, RetryBuild, BatchGetBuilds, ListBuilds,
ListBuildsForProject, BatchDeleteBuilds, ListCuratedEnvironmentImages; CodeBuild User Guide,
"Docker images provided by CodeBuild" and "Test report group naming".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reconciler.sandbox.service import Answer, Table
from reconciler.sandbox.services.codebuild.builds_settings import overridden, report_names
from reconciler.sandbox.services.codebuild.defaults import Json
from reconciler.sandbox.services.codebuild.events import tell_build
from reconciler.sandbox.services.codebuild.projects import INVALID
from reconciler.sandbox.services.codebuild.report_groups import ReportGroups

_TAKES = 30.0
_REMEMBERED = 300.0
"""Seconds. StartBuild: "The token is included in the StartBuild request and is valid for 5 minutes"."""
_IMAGES = {
    ("UBUNTU", "BASE"): ("aws/codebuild/standard:6.0", "aws/codebuild/standard:7.0"),
    ("AMAZON_LINUX", "BASE"): (
        "aws/codebuild/amazonlinux-x86_64-standard:5.0",
        "aws/codebuild/amazonlinux-aarch64-standard:3.0",
    ),
    ("WINDOWS_SERVER", "BASE"): ("aws/codebuild/windows-base:2019-3.0",),
}


class Builds(ReportGroups):
    """Builds of projects, numbered from 1 for each project."""

    builds = Table("id")

    def start_build(
        self, projectName: str, idempotencyToken: str | None = None, **given: Any
    ) -> Answer:
        """Start a build of a project, with its settings overridden; one with the same token is
        the same build.
        """
        self._settle_builds()
        project = self.projects.get(projectName)
        if idempotencyToken and (held := self._tokened(projectName, idempotencyToken)):
            return {"build": held}
        settings = overridden(self._shown(project), given)
        self._check_role(settings["serviceRole"])
        made = {**settings, **self._begun(projectName), "token": idempotencyToken, "given": given}
        build = self.builds.put(made)
        tell_build(self.world, build)
        return {"build": build}

    def retry_build(self, idempotencyToken: str | None = None, **of: str) -> Answer:
        """Start a build as a build was."""
        row = self._build(of.get("id", ""))
        given = {**row["given"], "sourceVersion": row.get("sourceVersion")}
        return self.start_build(row["projectName"], idempotencyToken, **given)

    def batch_get_builds(self, ids: Sequence[str]) -> Answer:
        """Show builds; those that are missing are named."""
        self._settle_builds()
        rows = {id_: self.builds.find(id_) for id_ in ids}
        return {
            "builds": [row for row in rows.values() if row is not None],
            "buildsNotFound": [id_ for id_, row in rows.items() if row is None],
        }

    def list_builds(self, sortOrder: str = "DESCENDING", **_: object) -> Answer:
        """List the ids of all builds, the newest first unless asked otherwise."""
        ids = [row["id"] for row in self.builds]
        return {"ids": ids if sortOrder == "ASCENDING" else ids[::-1]}

    def list_builds_for_project(
        self, projectName: str, sortOrder: str = "DESCENDING", **_: object
    ) -> Answer:
        """List the ids of a project's builds, the newest first unless asked otherwise."""
        self.projects.get(projectName)
        ids = [row["id"] for row in self.builds if row["projectName"] == projectName]
        return {"ids": ids if sortOrder == "ASCENDING" else ids[::-1]}

    def stop_build(self, **of: str) -> Answer:
        """Stop a build that is running; one that ended stays as it is."""
        self._settle_builds()
        row = self._build(of["id"])
        if not row["buildComplete"]:
            row = self.builds.put({**row, **_ended("STOPPED", self.world.now())})
            tell_build(self.world, row)
        return {"build": row}

    def batch_delete_builds(self, ids: Sequence[str]) -> Answer:
        """Delete builds by id or ARN; those that run are told, with a 200."""
        self._settle_builds()
        deleted, kept = [], []
        for name in ids:
            id_ = name.split(":build/", 1)[-1]
            row = self.builds.find(id_)
            if row is not None and row["buildComplete"]:
                self.builds.remove(id_)
                deleted.append(row["arn"])
            else:
                code = "BUILD_IN_PROGRESS" if row else "BUILD_NOT_FOUND"
                kept.append({"id": name, "statusCode": code})
        return {"buildsDeleted": deleted, "buildsNotDeleted": kept}

    def invalidate_project_cache(self, projectName: str) -> Answer:
        """Forget the cache of a project, of which there is none here."""
        self.projects.get(projectName)
        return None

    def list_curated_environment_images(self) -> Answer:
        """List images that CodeBuild has, by platform and language."""
        return {
            "platforms": [
                {
                    "platform": platform,
                    "languages": [
                        {
                            "language": language,
                            "images": [{"name": name, "description": name} for name in names],
                        }
                    ],
                }
                for (platform, language), names in _IMAGES.items()
            ]
        }

    def ticked(self) -> None:
        """Let builds end that are due."""
        self._settle_builds()

    def _tokened(self, project: str, token: str) -> Json | None:
        """Return the build that a short time ago was started with a token."""
        since = self.world.now() - _REMEMBERED
        rows = (row for row in self.builds if row["projectName"] == project)
        return next((r for r in rows if r["token"] == token and r["startTime"] > since), None)

    def _build(self, id_: str) -> Json:
        row = self.builds.find(id_.split(":build/", 1)[-1])
        if row is None:
            code = "ResourceNotFoundException" if ":" in id_ else INVALID
            raise self.refuse(code, f"Build not found: {id_}")
        return row

    def _begun(self, name: str) -> Json:
        """Return what is new in a new build."""
        id_ = self.world.uuid()
        numbers = [row["buildNumber"] for row in self.builds if row["projectName"] == name]
        group = f"/aws/codebuild/{name}"
        return {
            "id": f"{name}:{id_}",
            "arn": self.arn(f"build/{name}:{id_}"),
            "buildNumber": max(numbers, default=0) + 1,
            "startTime": self.world.now(),
            "currentPhase": "QUEUED",
            "buildStatus": "IN_PROGRESS",
            "buildComplete": False,
            "projectName": name,
            "initiator": self.world.caller.arn.rsplit(":", 1)[-1],
            "artifacts": {"location": ""},
            "logs": {
                "cloudWatchLogs": {"status": "ENABLED"},
                "groupName": group,
                "streamName": id_,
            },
        }

    def _settle_builds(self) -> None:
        """Let builds end that are due: they succeed, with the reports that their buildspec names."""
        for row in self.builds:
            ends = row["startTime"] + _TAKES
            if row["buildComplete"] or ends > self.world.now():
                continue
            names = report_names(row["source"].get("buildspec", ""))
            arns = [self._report(row, name, ends) for name in names]
            after = {**row, **_ended("SUCCEEDED", ends), "reportArns": arns}
            tell_build(self.world, self.builds.put(after))


def _ended(status: str, at: float) -> Json:
    return {
        "buildStatus": status,
        "buildComplete": True,
        "currentPhase": "COMPLETED",
        "endTime": at,
    }
