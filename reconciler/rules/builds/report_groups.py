"""Where report groups export their reports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import at, given
from reconciler.rules.view import View

DESTINATION: Final = "export_config.s3_destination"
"""Where a group says to which bucket it exports."""


def exports(view: View) -> Iterator[Finding]:
    """Groups that say where to, and export nothing."""
    for group in view.of("codebuild.report_groups"):
        kind = at(group.desired, "export_config.export_config_type")
        if kind == "NO_EXPORT" and given(at(group.desired, DESTINATION)):
            told = "a report group with NO_EXPORT has no `s3_destination`"
            yield Finding(group, DESTINATION, told)


RULES: Final = (
    Rule(
        "RC2109",
        "A destination of reports that are not exported",
        "`s3_destination` says where the reports of an export to S3 go (API Reference, "
        "ReportExportConfig). With NO_EXPORT it means nothing; whether CodeBuild keeps it is not "
        "documented, and where it does not, every plan would show it anew.",
        "Take `s3_destination` out, or write `export_config_type: S3`.",
        exports,
    ),
)
"""Rules about report groups."""
