"""AWS CodeArtifact: domains, repositories and package groups.

Sources: the CodeArtifact API reference and service model. Where the API reference is silent, the
handlers of aws-cloudformation-resource-providers-codeartifact: any list of upstreams is refused for
a repository with an external connection, an empty one too (repository, Translator); 100 changes of
allowed repositories a request (packagegroup, Translator).
"""

from __future__ import annotations

import dataclasses

from reconciler.kinds.shorthands import notify
from reconciler.kinds.words import Field, Items, Kind, Op, Read, Refusal, Revision, Setter, Tags

_ARN = {"arn": "resourceArn"}
_TAGS = Tags(
    add=Op("TagResource", rename=_ARN),
    remove=Op("UntagResource", rename=_ARN),
    read=Read("ListTagsForResource", path="tags", rename=_ARN),
)
_ABSENT = (Refusal("ResourceNotFoundException"),)
_EXISTS = (Refusal("ConflictException", "already exists"),)
_REVISION = Revision(at="policy.revision", sent="policyRevision")

DOMAINS = Kind(
    "codeartifact.domains",
    identity=("name",),
    rename={"name": "domain"},
    arn="arn:{partition}:codeartifact:{region}:{account}:domain/{name}",
    create=Op("CreateDomain"),
    read=Read("DescribeDomain", path="domain"),
    list=Read("ListDomains", path="domains", whole=True),
    delete=Op("DeleteDomain"),
    fields={
        "name": Field(read="name"),
        "encryption_key": Field(computed=True, same="kms_key", points_to="kms.keys.arn"),
        "policy": Field(document="policy"),
    },
    parts=(
        Setter(
            ("policy",),
            put=Op("PutDomainPermissionsPolicy", rename={"policy": "policyDocument"}),
            clear=Op("DeleteDomainPermissionsPolicy"),
            read=Read("GetDomainPermissionsPolicy", path="policy.document"),
            absent=("ResourceNotFoundException",),
            revision=_REVISION,
        ),
    ),
    tags=dataclasses.replace(_TAGS, sweep="codeartifact:domain"),
    gives={"owner": "owner", "s3_bucket_arn": "s3BucketArn"},
    absent=_ABSENT,
    exists=_EXISTS,
    holds_data="the packages of all repositories of the domain",
)
"""A domain: the packages of its repositories, each kept once, and who may use them."""

_IN_DOMAIN = {
    "domain_owner": Field(default="{account}"),
    "domain": Field(read="domainName", points_to="codeartifact.domains.name", checked=True),
}
_TEXT = Field(default="", clear="")

REPOSITORIES = Kind(
    "codeartifact.repositories",
    identity=("domain_owner", "domain", "name"),
    rename={"name": "repository"},
    arn="arn:{partition}:codeartifact:{region}:{domain_owner}:repository/{domain}/{name}",
    create=Op("CreateRepository"),
    read=Read("DescribeRepository", path="repository"),
    list=Read("ListRepositories", path="repositories", whole=True),
    update=Op("UpdateRepository", merges=True, resend=("description",)),
    delete=Op("DeleteRepository"),
    fields={
        **_IN_DOMAIN,
        "name": Field(read="name"),
        "description": _TEXT,
        "upstreams": Field(keyed="repository_name", ordered=True, default=(), clear=()),
        "upstreams.repository_name": Field(
            points_to="codeartifact.repositories.name", checked=True
        ),
        "external_connections": Field(
            set=True, default=(), read="externalConnections.externalConnectionName"
        ),
        "policy": Field(document="policy"),
    },
    parts=(
        Items(
            "external_connections",
            add=Op("AssociateExternalConnection"),
            remove=Op("DisassociateExternalConnection"),
            key="externalConnection",
            around=True,
        ),
        Setter(
            ("policy",),
            put=Op("PutRepositoryPermissionsPolicy", rename={"policy": "policyDocument"}),
            clear=Op("DeleteRepositoryPermissionsPolicy"),
            read=Read("GetRepositoryPermissionsPolicy", path="policy.document"),
            absent=("ResourceNotFoundException",),
            revision=_REVISION,
        ),
    ),
    tags=dataclasses.replace(_TAGS, sweep="codeartifact:repository"),
    shorthands={"notify": notify("package repository")},
    gives={"administrator_account": "administratorAccount"},
    absent=_ABSENT,
    exists=_EXISTS,
    holds_data="every package of the repository",
)
"""A repository of packages, those it asks when it lacks one, and who may use it."""

_ORIGINS = ("EXTERNAL_UPSTREAM", "INTERNAL_UPSTREAM", "PUBLISH")
_INHERITED = Field(default="INHERIT", insisted=True)

PACKAGE_GROUPS = Kind(
    "codeartifact.package_groups",
    identity=("domain_owner", "domain", "pattern"),
    named=False,
    rename={"pattern": "packageGroup"},
    arn="arn:{partition}:codeartifact:{region}:{domain_owner}:package-group/{domain}{pattern:hex}",
    create=Op("CreatePackageGroup"),
    read=Read("DescribePackageGroup", path="packageGroup"),
    list=Read(
        "ListPackageGroups", path="packageGroups", whole=True, per=("domain_owner", "domain")
    ),
    update=Op("UpdatePackageGroup", merges=True, resend=("description", "contact_info")),
    delete=Op("DeletePackageGroup"),
    fields={
        **_IN_DOMAIN,
        "pattern": Field(read="pattern"),
        "description": _TEXT,
        "contact_info": _TEXT,
        "restrictions": Field(
            read="originConfiguration.restrictions.*.mode",
            default=dict.fromkeys(_ORIGINS, "INHERIT"),
            keys=dict.fromkeys(_ORIGINS, _INHERITED),
            noise=("INHERIT",),
        ),
        "allowed_repositories": Field(set=True),
        "allowed_repositories.repository_name": Field(
            points_to="codeartifact.repositories.name", checked=True
        ),
    },
    parts=(
        Setter(("restrictions",), put=Op("UpdatePackageGroupOriginConfiguration")),
        Items(
            "allowed_repositories",
            add=Op("UpdatePackageGroupOriginConfiguration"),
            remove=Op("UpdatePackageGroupOriginConfiguration"),
            read=Read(
                "ListAllowedRepositoriesForGroup",
                path="allowedRepositories",
                over={"originRestrictionType": _ORIGINS},
            ),
            many="addAllowedRepositories",
            many_removed="removeAllowedRepositories",
            size=100,
            key="repositoryName",
            around=True,
        ),
    ),
    tags=dataclasses.replace(_TAGS, sweep="codeartifact:package-group"),
    absent=_ABSENT,
    exists=_EXISTS,
    builtin=("/*",),
)
"""The packages whose names fit a pattern, and where their versions may come from."""
