"""AWS CodeArtifact: domains, repositories and package groups.

Sources: the CodeArtifact API reference and service model. Where the API reference is silent, the
handlers of aws-cloudformation-resource-providers-codeartifact: any list of upstreams is refused for
a repository with an external connection, an empty one too (repository, Translator); 100 changes of
allowed repositories a request (packagegroup, Translator).
"""

from __future__ import annotations

import dataclasses

from reconciler.kinds.words import Field, Kind, Op, Read, Refusal, Revision, Setter, Tags

ARN = {"arn": "resourceArn"}
TAGS = Tags(
    add=Op("TagResource", rename=ARN),
    remove=Op("UntagResource", rename=ARN),
    read=Read("ListTagsForResource", path="tags", rename=ARN),
)
ABSENT = (Refusal("ResourceNotFoundException"),)
EXISTS = (Refusal("ConflictException", "already exists"),)
REVISION = Revision(at="policy.revision", sent="policyRevision")
OWNER = "domains of other accounts are declared in a scope of that account"

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
            revision=REVISION,
        ),
    ),
    tags=dataclasses.replace(TAGS, sweep="codeartifact:domain"),
    gives={"owner": "owner", "s3_bucket_arn": "s3BucketArn"},
    absent=ABSENT,
    exists=EXISTS,
    holds_data="the packages of all repositories of the domain",
)
