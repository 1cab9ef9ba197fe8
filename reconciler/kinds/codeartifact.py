"""AWS CodeArtifact: domains, repositories and package groups.

Sources: the CodeArtifact API reference and service model. Where the API reference is silent, the
handlers of aws-cloudformation-resource-providers-codeartifact: any list of upstreams is refused for
a repository with an external connection, an empty one too (repository, Translator); 100 changes of
allowed repositories a request (packagegroup, Translator).
"""

from __future__ import annotations

import dataclasses

from reconciler.kinds.words import Field, Kind, Op, Read, Refusal, Revision, Setter, Tags

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
