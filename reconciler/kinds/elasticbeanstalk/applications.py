"""AWS Elastic Beanstalk: applications.

Sources: the Elastic Beanstalk API reference. An application has a version lifecycle from the start,
off and with AWS's own figures (terraform-provider-aws leaves the same ones out); once it has a
service role, the role can be changed and never removed (ApplicationResourceLifecycleConfig).
"""

from __future__ import annotations

from reconciler.kinds.words import Field, Kind, Op, Read, Refusal, Setter, Tags

_COUNT = {"enabled": False, "max_count": 200, "delete_source_from_s3": False}
_AGE = {"enabled": False, "max_age_in_days": 180, "delete_source_from_s3": False}
_RULES = {"max_count_rule": _COUNT, "max_age_rule": _AGE}
_LIFECYCLE = "resource_lifecycle_config"
_VERSIONS = f"{_LIFECYCLE}.version_lifecycle_config"

BEANSTALK_APPLICATIONS = Kind(
    "elasticbeanstalk.applications",
    prefix="application",
    identity=("name",),
    arn="arn:{partition}:elasticbeanstalk:{region}:{account}:application/{name}",
    create=Op("CreateApplication"),
    read=Read("DescribeApplications", path="Applications", whole=True),
    update=Op("UpdateApplication", merges=True),
    delete=Op("DeleteApplication"),
    fields={
        "description": Field(default=""),
        _LIFECYCLE: Field(clear={"version_lifecycle_config": _RULES}),
        f"{_LIFECYCLE}.service_role": Field(computed=True, points_to="iam.roles.arn", checked=True),
        _VERSIONS: Field(default=_RULES, insisted=True),
        f"{_VERSIONS}.max_count_rule": Field(default=_COUNT, insisted=True),
        f"{_VERSIONS}.max_count_rule.max_count": Field(default=200, insisted=True),
        f"{_VERSIONS}.max_count_rule.delete_source_from_s3": Field(default=False, insisted=True),
        f"{_VERSIONS}.max_age_rule": Field(default=_AGE, insisted=True),
        f"{_VERSIONS}.max_age_rule.max_age_in_days": Field(default=180, insisted=True),
        f"{_VERSIONS}.max_age_rule.delete_source_from_s3": Field(default=False, insisted=True),
    },
    parts=(Setter((_LIFECYCLE,), put=Op("UpdateApplicationResourceLifecycle")),),
    tags=Tags(
        add=Op("UpdateTagsForResource", rename={"arn": "ResourceArn"}),
        remove=Op("UpdateTagsForResource", rename={"arn": "ResourceArn"}),
        read=Read("ListTagsForResource", path="ResourceTags", rename={"arn": "ResourceArn"}),
        sweep="elasticbeanstalk:application",
    ),
    absent=(
        Refusal("InvalidParameterValue", "No Application named"),
        Refusal("ResourceNotFoundException"),
    ),
    exists=(Refusal("InvalidParameterValue", "already exists"),),
    holds_data="every version of the application (their source bundles stay in S3)",
    takes=("elasticbeanstalk.configuration_templates",),
)
"""Applications: what environments, versions and configuration templates belong to.

DeleteApplication deletes versions and saved configurations along; while environments run, AWS refuses
it (TerminateEnvByForce is not sent).
"""
