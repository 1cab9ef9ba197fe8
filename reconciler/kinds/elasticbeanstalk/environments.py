"""AWS Elastic Beanstalk: environments.

Sources: the Elastic Beanstalk API reference and Developer Guide. A version and a configuration
cannot be changed in one call (InvalidParameterCombination), and nothing while one is under way. The
version moves with every deployment, the platform with managed updates. A prefix of the CNAME is not
compared: SwapEnvironmentCNAMEs exchanges the names of two environments, which is how they are
deployed, and a prefix that differs would replace both.
"""

from __future__ import annotations

from reconciler.kinds.elasticbeanstalk.options import OPTION_SETTINGS
from reconciler.kinds.words import (
    By,
    Field,
    Items,
    Kind,
    Op,
    Read,
    Recent,
    Refusal,
    Setter,
    Settles,
    Tags,
)

_UPDATES = (
    "every instance gets the new platform, by rolling or immutable updates as its options say"
)
_FIELDS = {
    "application_name": Field(points_to="elasticbeanstalk.applications.name", checked=True),
    "description": Field(default=""),
    "cname_prefix": Field(unread=True),
    "tier": Field(immutable=True),
    "tier.name": Field(default="WebServer"),
    "tier.type": Field(default=By(".name", {"Worker": "SQS/HTTP"}, "Standard")),
    "tier.version": Field(computed=True),
    "version_label": Field(computed=True),
    "template_name": Field(
        computed=True, points_to="elasticbeanstalk.configuration_templates.name", checked=True
    ),
    "solution_stack_name": Field(computed=True, newer=True, disrupts=_UPDATES),
    "platform_arn": Field(computed=True, newer=True, disrupts=_UPDATES),
    "option_settings": OPTION_SETTINGS,
    "operations_role": Field(points_to="iam.roles.arn", checked=True),
}

_PARTS = (
    Items(
        "option_settings",
        add=Op("UpdateEnvironment"),
        remove=Op("UpdateEnvironment"),
        read=Read(
            "DescribeConfigurationSettings",
            path="ConfigurationSettings",
            where={"DeploymentStatus": "deployed"},
        ),
        many="OptionSettings",
        many_removed="OptionsToRemove",
    ),
    Setter(("version_label",), put=Op("UpdateEnvironment", only=("version_label",))),
    Setter(
        ("operations_role",),
        put=Op("AssociateEnvironmentOperationsRole"),
        clear=Op("DisassociateEnvironmentOperationsRole"),
    ),
)

ENVIRONMENTS = Kind(
    "elasticbeanstalk.environments",
    prefix="environment",
    identity=("application_name", "name"),
    arn="arn:{partition}:elasticbeanstalk:{region}:{account}:environment/{application_name}/{name}",
    create=Op("CreateEnvironment"),
    read=Read(
        "DescribeEnvironments", path="Environments", sends={"IncludeDeleted": False}, whole=True
    ),
    update=Op(
        "UpdateEnvironment",
        merges=True,
        only=("description", "template_name", "solution_stack_name", "platform_arn"),
    ),
    delete=Op("TerminateEnvironment"),
    fields=_FIELDS,
    parts=_PARTS,
    tags=Tags(
        add=Op("UpdateTagsForResource", rename={"arn": "ResourceArn"}),
        remove=Op("UpdateTagsForResource", rename={"arn": "ResourceArn"}),
        read=Read("ListTagsForResource", path="ResourceTags", rename={"arn": "ResourceArn"}),
        sweep="elasticbeanstalk:environment",
        foreign=("Name", "elasticbeanstalk:*"),
    ),
    exactly_one=(("template_name", "solution_stack_name", "platform_arn"),),
    reserved={
        "group_name": "only for names that an environment manifest (env.yaml) makes",
        "options_to_remove": "an option that is null is removed",
        "id": "environments are changed by their names",
    },
    gives={"id": "EnvironmentId", "cname": "CNAME", "endpoint_url": "EndpointURL"},
    gone={"Status": ("Terminated",)},
    absent=(
        Refusal("InvalidParameterValue", "No Environment found"),
        Refusal("ResourceNotFoundException"),
    ),
    exists=(Refusal("InvalidParameterValue", "already exists"),),
    busy=(
        Refusal("InvalidParameterValue", "Must be Ready"),
        Refusal("OperationInProgressFailure"),
    ),
    settles=Settles("Status", good=("Ready",), failed=("Terminating",), every=20.0, limit=3600.0),
    holds_data="what is kept on its instances, and a database that is coupled with it",
    recent=Recent("version", at=("DateUpdated",), revision=("VersionLabel",)),
    health={
        "Health": {
            "Red": "most of its requests or instances fail; see its events",
            "Yellow": "some of its health checks fail; see its events",
        }
    },
)
"""Environments: an application that runs."""
