"""Elastic Beanstalk: configuration templates.

Sources: Elastic Beanstalk API Reference, CreateConfigurationTemplate,
UpdateConfigurationTemplate, DeleteConfigurationTemplate; messages as the reports named below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.sandbox.service import Answer, tag_map
from reconciler.sandbox.services.elasticbeanstalk.options import Setting, faults, merged
from reconciler.sandbox.services.elasticbeanstalk.platforms import INVALID, Json
from reconciler.sandbox.services.elasticbeanstalk.versions import Versions

MISSING = "MissingRequiredParameter"
"""Elastic Beanstalk's code for something that was not sent."""
COMBINATION = "InvalidParameterCombination"
"""Elastic Beanstalk's code for things that must not be sent together."""
_MOST_TEMPLATES = 2000


class Templates(Versions):
    """Configuration templates: a platform and settings, kept under a name."""

    def create_configuration_template(
        self,
        ApplicationName: str,
        TemplateName: str,
        Description: str | None = None,
        OptionSettings: Sequence[Setting] = (),
        Tags: Any = (),
        **source: Any,
    ) -> Answer:
        """Create a template from a platform, an environment or another template."""
        self._settle()
        self.applications.get(ApplicationName)
        self._check_tags(tag_map(Tags))
        platform, held = self._source(ApplicationName, source)
        settings = self._merged(held, OptionSettings)
        if len(self.templates) >= _MOST_TEMPLATES:
            raise self.refuse(
                "TooManyConfigurationTemplatesException",
                "The maximum number of configuration templates was exceeded.",
            )
        now = self.world.now()
        row = {
            "ApplicationName": ApplicationName,
            "TemplateName": TemplateName,
            "Description": Description,
            "SolutionStackName": platform["SolutionStackName"],
            "PlatformArn": platform["PlatformArn"],
            "settings": settings,
            "DateCreated": now,
            "DateUpdated": now,
        }
        return self.templates.add(row, Tags)

    def update_configuration_template(
        self,
        ApplicationName: str,
        TemplateName: str,
        Description: str | None = None,
        OptionSettings: Sequence[Setting] = (),
        OptionsToRemove: Sequence[Setting] = (),
    ) -> Answer:
        """Change what is sent: "if a property is not provided, its value remains unchanged. To
        clear such properties, specify an empty string".
        """
        self.applications.get(ApplicationName)
        row = self.templates.get(ApplicationName, TemplateName)
        row["settings"] = self._merged(row["settings"], OptionSettings, OptionsToRemove)
        if Description is not None:
            row["Description"] = Description or None
        return self.templates.put({**row, "DateUpdated": self.world.now()})

    def delete_configuration_template(self, ApplicationName: str, TemplateName: str) -> Answer:
        """Delete a template; environments that were made from it keep their copy."""
        if self.templates.remove(ApplicationName, TemplateName) is None:
            self._missing(
                f"No Configuration Template named '{ApplicationName}/{TemplateName}' found."
            )
        return None

    def _source(self, application: str, given: Mapping[str, Any]) -> tuple[Json, list[Json]]:
        """Return the platform and the settings that a new template or environment starts from."""
        stack, arn = given.get("SolutionStackName"), given.get("PlatformArn")
        if stack and arn:
            raise self.refuse(
                COMBINATION, "You cannot specify both SolutionStackName and PlatformArn."
            )
        if source := given.get("SourceConfiguration"):
            held = self.templates.get(
                source.get("ApplicationName", application), source.get("TemplateName", "")
            )
            if stack and stack != held["SolutionStackName"]:
                # "The solution stack of the source configuration template must match".
                raise self.refuse(
                    COMBINATION, "The solution stack must match that of the source configuration."
                )
            return held, held["settings"]
        if environment := given.get("EnvironmentId"):
            held = self._environment(EnvironmentId=environment)
            return held, held["settings"]
        if not stack and not arn:
            raise self.refuse(
                MISSING, "A solution stack, a platform, or a source of settings must be specified."
            )
        return self._platform(stack, arn), []

    def _environment(
        self, EnvironmentId: str | None = None, EnvironmentName: str | None = None
    ) -> Json:
        """Return an environment that is not terminated, by its id or its name or both."""
        if not EnvironmentId and not EnvironmentName:
            raise self.refuse(MISSING, "EnvironmentId or EnvironmentName must be specified.")
        for row in self._living():
            named = EnvironmentName in (None, row["EnvironmentName"])
            if named and EnvironmentId in (None, row["EnvironmentId"]):
                return row
        # boto/boto pull request 3765.
        asked = (
            f"EnvironmentId = '{EnvironmentId}'"
            if EnvironmentId
            else f"EnvironmentName = '{EnvironmentName}'"
        )
        raise self.refuse(INVALID, f"No Environment found for {asked}.")

    def _merged(
        self, held: Sequence[Setting], given: Sequence[Setting], gone: Sequence[Setting] = ()
    ) -> list[Json]:
        """Return settings with changes; refuse those that are not valid.

        Code and message: pulumi/pulumi-aws issue 3461.
        """
        both = [one for one in given if merged([one], (), gone) == []]
        if both:
            raise self.refuse(
                COMBINATION,
                f"Option {both[0].get('OptionName')} cannot be both set and removed.",
            )
        after = merged(held, given, gone)
        if found := faults(given, after):
            texts = ", ".join(one["Message"] for one in found)
            raise self.refuse(
                "ConfigurationValidationException", f"Configuration validation exception: {texts}"
            )
        return after
