"""Elastic Beanstalk, put together from its parts, its configuration settings and its tags.

Sources: Elastic Beanstalk API Reference, DescribeConfigurationSettings,
DescribeConfigurationOptions, ValidateConfigurationSettings, DeleteEnvironmentConfiguration,
ListTagsForResource, UpdateTagsForResource.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.sandbox.service import Answer, tag_list, tag_map
from reconciler.sandbox.services.elasticbeanstalk.health import Health
from reconciler.sandbox.services.elasticbeanstalk.options import (
    Setting,
    described,
    faults,
    merged,
    shown,
)
from reconciler.sandbox.services.elasticbeanstalk.platforms import INVALID, Json
from reconciler.sandbox.services.elasticbeanstalk.templates import COMBINATION, MISSING


class ElasticBeanstalk(Health):
    """Applications, versions, configuration templates, environments."""

    def describe_configuration_settings(
        self,
        ApplicationName: str,
        TemplateName: str | None = None,
        EnvironmentName: str | None = None,
    ) -> Answer:
        """Show the settings of a template, or of an environment: the deployed ones, and a draft
        that is on its way or failed.
        """
        row = self._described_set(ApplicationName, TemplateName, EnvironmentName)
        base = {name: row.get(name) for name in ("ApplicationName", "Description", "DateCreated")}
        base |= {name: row[name] for name in ("SolutionStackName", "PlatformArn", "DateUpdated")}
        if EnvironmentName is None:
            told = {**base, "TemplateName": TemplateName, "OptionSettings": shown(row["settings"])}
            return {"ConfigurationSettings": [told]}
        base["EnvironmentName"] = EnvironmentName
        sets = [(row["settings"], "pending" if row["Status"] == "Launching" else "deployed")]
        if draft := row.get("draft"):
            sets.append((draft["settings"], draft["status"]))
        return {
            "ConfigurationSettings": [
                {**base, "DeploymentStatus": status, "OptionSettings": shown(settings)}
                for settings, status in sets
            ]
        }

    def describe_configuration_options(self, Options: Sequence[Setting] = (), **of: Any) -> Answer:
        """Show the options that there are, or those of them that are asked for."""
        platform = self._described_platform(of)
        wanted = {(one.get("Namespace"), one.get("OptionName")) for one in Options}
        rows = [
            row for row in described() if not wanted or (row["Namespace"], row["Name"]) in wanted
        ]
        return {**platform, "Options": rows}

    def validate_configuration_settings(
        self,
        ApplicationName: str,
        OptionSettings: Sequence[Setting],
        TemplateName: str | None = None,
        EnvironmentName: str | None = None,
    ) -> Answer:
        """Say what is wrong with settings, if anything."""
        if TemplateName and EnvironmentName:
            raise self._both()
        self._settle()
        self.applications.get(ApplicationName)
        held: list[Json] = []
        if TemplateName or EnvironmentName:
            row = self._described_set(ApplicationName, TemplateName, EnvironmentName)
            held = row["settings"]
        return {"Messages": faults(OptionSettings, merged(held, OptionSettings, ()))}

    def delete_environment_configuration(
        self, ApplicationName: str, EnvironmentName: str
    ) -> Answer:
        """Drop the draft of an environment, which is pending or failed."""
        row = self._described_set(ApplicationName, None, EnvironmentName)
        self.environments.put({**row, "draft": None})
        return None

    def list_tags_for_resource(self, ResourceArn: str) -> Answer:
        """List tags. Environments also have those that the service gives them: its name and id
        (terraform-provider-aws leaves out Name and elasticbeanstalk:...).
        """
        tags = self._held(ResourceArn)
        row = self._environment_of(ResourceArn)
        if row is not None:
            name = row["EnvironmentName"]
            tags |= {
                "Name": name,
                "elasticbeanstalk:environment-id": row["EnvironmentId"],
                "elasticbeanstalk:environment-name": name,
            }
        return {"ResourceArn": ResourceArn, "ResourceTags": tag_list(tags, "Key", "Value")}

    def update_tags_for_resource(
        self,
        ResourceArn: str,
        TagsToAdd: Sequence[Mapping[str, str]] = (),
        TagsToRemove: Sequence[str] = (),
    ) -> Answer:
        """Add and remove tags; those of an environment go to its resources, which takes a while
        ("Tagging resources in your Elastic Beanstalk environments").
        """
        if not TagsToAdd and not TagsToRemove:
            raise self.refuse(MISSING, "TagsToAdd or TagsToRemove must be specified.")
        held = self._held(ResourceArn)
        row = self._environment_of(ResourceArn)
        added = tag_map(TagsToAdd)
        if set(added) & set(TagsToRemove):
            raise self.refuse(COMBINATION, "A tag cannot be both added and removed.")
        self._check_tags(added)
        after = {key: text for key, text in held.items() if key not in TagsToRemove} | added
        self._check_tags(after)
        if row is not None:
            if row["Status"] != "Ready":
                raise self.refuse(
                    "OperationInProgressFailure",
                    "Unable to perform the specified operation because another operation that "
                    "affects an element in this activity is already in progress.",
                )
            self._begin(row, "Updating")
        self.retag(ResourceArn, after)
        return None

    def _described_set(
        self, application: str, template: str | None, environment: str | None
    ) -> Json:
        """Return a template or an environment of an application."""
        self._settle()
        if template and environment:
            raise self._both()
        if not template and not environment:
            raise self.refuse(MISSING, "TemplateName or EnvironmentName must be specified.")
        self.applications.get(application)
        if template:
            return self.templates.get(application, template)
        row = self._environment(EnvironmentName=environment)
        if row["ApplicationName"] != application:
            raise self.refuse(
                INVALID, f"No Environment found for EnvironmentName = '{environment}'."
            )
        return row

    def _described_platform(self, of: Mapping[str, Any]) -> Json:
        """Return the platform whose options are asked for."""
        if of.get("TemplateName") or of.get("EnvironmentName"):
            row = self._described_set(
                of.get("ApplicationName", ""), of.get("TemplateName"), of.get("EnvironmentName")
            )
        else:
            row = self._source("", of)[0]
        return {name: row[name] for name in ("SolutionStackName", "PlatformArn")}

    def _environment_of(self, arn: str) -> Json | None:
        return next((row for row in self._living() if row["EnvironmentArn"] == arn), None)

    def _held(self, arn: str) -> dict[str, str]:
        """Return the tags of a resource; refuse one that does not exist."""
        self._settle()
        tags = self.tags_of(arn)
        if tags is None:
            raise self.refuse("ResourceNotFoundException", f"Resource not found for arn: {arn}")
        return tags

    def _both(self) -> Exception:
        return self.refuse(COMBINATION, "You cannot specify both TemplateName and EnvironmentName.")
