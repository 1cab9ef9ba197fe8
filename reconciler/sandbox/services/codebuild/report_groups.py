"""CodeBuild: report groups and the reports in them.

Sources: CodeBuild API Reference, CreateReportGroup, UpdateReportGroup, BatchGetReportGroups,
ListReportGroups, DeleteReportGroup, ListReportsForReportGroup, BatchGetReports, DeleteReport;
live reads recorded by go-to-k/cdk-real-drift (2026) for what an export shows unsent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reconciler.sandbox.service import Answer, Error, Table, tag_list, tag_map
from reconciler.sandbox.services.checks import refuse_tags
from reconciler.sandbox.services.codebuild.defaults import Json
from reconciler.sandbox.services.codebuild.projects import INVALID, Projects

_KIND = ":report-group/"
_SORTS = {"CREATED_TIME": "created", "LAST_MODIFIED_TIME": "lastModified"}


class ReportGroups(Projects):
    """Report groups, by name; reports come from builds whose buildspec names them."""

    report_groups = Table(
        "name",
        exists=Error(
            "ResourceAlreadyExistsException",
            "Report group already exists: arn:aws:codebuild:{region}:{account}:report-group/{0}",
        ),
        missing=Error(
            "ResourceNotFoundException",
            "Report group not found: arn:aws:codebuild:{region}:{account}:report-group/{0}",
        ),
        arn="report-group/{0}",
    )
    reports = Table("arn")

    def create_report_group(
        self, name: str, exportConfig: Json, tags: Any = (), **given: str
    ) -> Answer:
        """Create a report group."""
        refuse_tags(self, tag_map(tags), INVALID, INVALID)
        now = self.world.now()
        row = {
            "arn": self.report_groups.arn(name),
            "name": name,
            "type": given["type"],
            "exportConfig": self._export(exportConfig),
            "created": now,
            "lastModified": now,
            "status": "ACTIVE",
        }
        self.report_groups.add(row, tags)
        return {"reportGroup": self._told_group(row)}

    def update_report_group(
        self, arn: str, exportConfig: Json | None = None, tags: Any = None
    ) -> Answer:
        """Change what is sent, each whole; terraform-provider-aws sends only what changed, tags
        too (internal/service/codebuild/report_group.go), so what is not sent stays.
        """
        row = self.report_groups.get(_name(arn))
        refuse_tags(self, tag_map(tags), INVALID, INVALID)
        if exportConfig is not None:
            row["exportConfig"] = self._export(exportConfig)
        self.report_groups.put({**row, "lastModified": self.world.now()})
        if tags is not None:
            self.report_groups.retag(row["name"], tags=tags)
        return {"reportGroup": self._told_group(self.report_groups.get(row["name"]))}

    def batch_get_report_groups(self, reportGroupArns: Sequence[str]) -> Answer:
        """Show up to 100 report groups by ARN; those that are missing are named."""
        self._settle_builds()
        rows = {arn: self.report_groups.find(_name(arn)) for arn in reportGroupArns}
        return {
            "reportGroups": [self._told_group(row) for row in rows.values() if row is not None],
            "reportGroupsNotFound": [arn for arn, row in rows.items() if row is None],
        }

    def list_report_groups(
        self, sortBy: str = "CREATED_TIME", sortOrder: str = "ASCENDING", **_: object
    ) -> Answer:
        """List the ARNs of all report groups. The order unless asked is unverified."""
        self._settle_builds()
        member = _SORTS.get(sortBy, "name")
        rows = sorted(self.report_groups, key=lambda row: (row[member], row["name"]))
        arns = [row["arn"] for row in rows]
        return {"reportGroups": arns[::-1] if sortOrder == "DESCENDING" else arns}

    def delete_report_group(self, arn: str, deleteReports: bool = False) -> Answer:
        """Delete a report group: "If you call DeleteReportGroup for a report group that contains
        one or more reports, an exception is thrown", unless they are to go too.
        """
        self._settle_builds()
        held = [row["arn"] for row in self.reports if row["reportGroupArn"] == arn]
        if held and not deleteReports:
            raise self.refuse(
                INVALID,
                f"Cannot delete report group {arn}: it contains reports. Delete its reports "
                "first, or set deleteReports to true.",
            )
        for report in held:
            self.reports.remove(report)
        row = self.report_groups.remove(_name(arn))
        if row is not None:
            self.policies.remove(arn)
        elif self.coin("codebuild.delete_missing_refused"):
            raise self.refuse(INVALID, f"Report group not found: {arn}")
        return None

    def list_reports_for_report_group(self, reportGroupArn: str, **_: object) -> Answer:
        """List the ARNs of the reports in a group."""
        self._settle_builds()
        self.report_groups.get(_name(reportGroupArn))
        rows = [row for row in self.reports if row["reportGroupArn"] == reportGroupArn]
        return {"reports": [row["arn"] for row in rows]}

    def list_reports(self, **_: object) -> Answer:
        """List the ARNs of all reports."""
        self._settle_builds()
        return {"reports": [row["arn"] for row in self.reports]}

    def batch_get_reports(self, reportArns: Sequence[str]) -> Answer:
        """Show reports; those that are missing are named."""
        rows = {arn: self.reports.find(arn) for arn in reportArns}
        return {
            "reports": [row for row in rows.values() if row is not None],
            "reportsNotFound": [arn for arn, row in rows.items() if row is None],
        }

    def delete_report(self, arn: str) -> Answer:
        """Delete a report; no error is declared for one that is missing."""
        self.reports.remove(arn)
        return None

    def put_resource_policy(self, policy: str, resourceArn: str) -> Answer:
        """Write the policy of a project or of a report group."""
        if _KIND not in resourceArn:
            return super().put_resource_policy(policy, resourceArn)
        self.report_groups.get(_name(resourceArn))
        if not policy.lstrip().startswith("{"):
            raise self.refuse(INVALID, "Invalid resource policy: it must be a JSON document")
        self.policies.put({"arn": resourceArn, "policy": policy})
        return {"resourceArn": resourceArn}

    def _report(self, build: Json, name: str, at: float) -> str:
        """Write the report of a build, and the group if it is not there: named by the project and
        the buildspec's name for it (User Guide, "Report group naming"). Returns its ARN.
        """
        group = _name(name) if _KIND in name else f"{build['projectName']}-{name}"
        if group not in self.report_groups:
            self.create_report_group(group, {"exportConfigType": "NO_EXPORT"}, type="TEST")
        arn = self.arn(f"report/{group}:{self.world.uuid()}")
        row = {
            "arn": arn,
            "type": "TEST",
            "name": group,
            "reportGroupArn": self.report_groups.arn(group),
            "executionId": build["arn"],
            "status": "SUCCEEDED",
            "created": at,
        }
        self.reports.put(row)
        return arn

    def _settle_builds(self) -> None:
        """Let builds end that are due, for reports come from them."""

    def _export(self, given: Json) -> Json:
        """Return an export as it is kept: to S3 with its defaults, or none."""
        kind = given.get("exportConfigType")
        if kind is None:
            raise self.refuse(INVALID, "Invalid export config: exportConfigType is required")
        if kind == "NO_EXPORT":
            return {"exportConfigType": kind}
        place = given.get("s3Destination", {})
        if not place.get("bucket"):
            raise self.refuse(INVALID, "Invalid export config: an S3 bucket is required")
        defaults = {"packaging": "NONE", "path": "", "encryptionDisabled": False}
        return {"exportConfigType": kind, "s3Destination": {**defaults, **place}}

    def _told_group(self, row: Json) -> Json:
        tags = dict(sorted(self.report_groups.tags(row["name"]).items()))
        return {**row, "tags": tag_list(tags)}


def _name(arn: str) -> str:
    """Return the name of a report group that is given by ARN."""
    return arn.split(_KIND, 1)[-1]
