"""AWS Elastic Beanstalk: configuration templates (saved configurations).

Sources: the Elastic Beanstalk API reference. A template starts from one of a platform, another
template or an environment, for good; DescribeConfigurationSettings tells only the platform.
"""

from __future__ import annotations

from reconciler.kinds.elasticbeanstalk.options import OPTION_SETTINGS
from reconciler.kinds.words import Field, Items, Kind, Op, Read, Refusal, Tags

CONFIGURATION_TEMPLATES = Kind(
    "elasticbeanstalk.configuration_templates",
    prefix="template",
    identity=("application_name", "name"),
    arn="arn:{partition}:elasticbeanstalk:{region}:{account}"
    ":configurationtemplate/{application_name}/{name}",
    create=Op("CreateConfigurationTemplate"),
    read=Read("DescribeConfigurationSettings", path="ConfigurationSettings"),
    list=Read(
        "DescribeApplications",
        path="Applications.ConfigurationTemplates",
        many="ApplicationNames",
        per=("application_name",),
        whole=True,
    ),
    update=Op("UpdateConfigurationTemplate", merges=True, only=("description",)),
    delete=Op("DeleteConfigurationTemplate"),
    fields={
        "application_name": Field(points_to="elasticbeanstalk.applications.name", checked=True),
        "description": Field(default=""),
        "solution_stack_name": Field(computed=True),
        "platform_arn": Field(computed=True),
        "source_configuration": Field(unread=True),
        "source_configuration.application_name": Field(
            points_to="elasticbeanstalk.applications.name"
        ),
        "source_configuration.template_name": Field(
            points_to="elasticbeanstalk.configuration_templates.name", checked=True
        ),
        "environment_id": Field(unread=True, points_to="elasticbeanstalk.environments.id"),
        "option_settings": OPTION_SETTINGS,
    },
    parts=(
        Items(
            "option_settings",
            add=Op("UpdateConfigurationTemplate"),
            remove=Op("UpdateConfigurationTemplate"),
            many="OptionSettings",
            many_removed="OptionsToRemove",
        ),
    ),
    tags=Tags(
        add=Op("UpdateTagsForResource", rename={"arn": "ResourceArn"}),
        remove=Op("UpdateTagsForResource", rename={"arn": "ResourceArn"}),
        read=Read("ListTagsForResource", path="ResourceTags", rename={"arn": "ResourceArn"}),
        sweep="elasticbeanstalk:configurationtemplate",
    ),
    exactly_one=(
        ("solution_stack_name", "platform_arn", "source_configuration", "environment_id"),
    ),
    absent=(
        Refusal("InvalidParameterValue", "No Configuration Template named"),
        Refusal("InvalidParameterValue", "No Application named"),
        Refusal("ResourceNotFoundException"),
    ),
    exists=(Refusal("InvalidParameterValue", "already exists"),),
)
"""Configuration templates: a platform and options, kept under a name."""
