"""Amazon ECR: the repositories that builds push images to and deployments pull them from.

Sources: the Amazon ECR API reference (DescribeRepositories fails as a whole where one name is not
known; encryption is chosen at creation) and user guide ("Encryption at rest": AES256 by default).
"""

from __future__ import annotations

from reconciler.kinds.words import Field, Kind, Op, Read, Refusal, Setter, Tags

IMAGE_REPOSITORIES = Kind(
    "ecr.repositories",
    prefix="repository",
    identity=("name",),
    arn="arn:{partition}:ecr:{region}:{account}:repository/{name}",
    create=Op("CreateRepository"),
    read=Read(
        "DescribeRepositories", many="repositoryNames", size=100, strict=True, path="repositories"
    ),
    list=Read("DescribeRepositories", path="repositories", whole=True),
    delete=Op("DeleteRepository"),
    fields={
        "image_tag_mutability": Field(default="MUTABLE"),
        "image_tag_mutability_exclusion_filters": Field(keyed="filter", short="filter_type"),
        "image_scanning_configuration": Field(default={"scan_on_push": False}),
        "image_scanning_configuration.scan_on_push": Field(default=False, insisted=True),
        "encryption_configuration": Field(default={"encryption_type": "AES256"}),
        "encryption_configuration.kms_key": Field(
            computed=True, same="kms_key", points_to="kms.keys.arn", checked=True
        ),
        "policy_text": Field(document="policy"),
        "lifecycle_policy_text": Field(document="json"),
    },
    parts=(
        Setter(
            ("image_tag_mutability", "image_tag_mutability_exclusion_filters"),
            put=Op("PutImageTagMutability"),
        ),
        Setter(("image_scanning_configuration",), put=Op("PutImageScanningConfiguration")),
        Setter(
            ("policy_text",),
            put=Op("SetRepositoryPolicy"),
            clear=Op("DeleteRepositoryPolicy"),
            read=Read("GetRepositoryPolicy"),
            absent=("RepositoryPolicyNotFoundException",),
        ),
        Setter(
            ("lifecycle_policy_text",),
            put=Op("PutLifecyclePolicy"),
            clear=Op("DeleteLifecyclePolicy"),
            read=Read("GetLifecyclePolicy"),
            absent=("LifecyclePolicyNotFoundException",),
        ),
    ),
    tags=Tags(
        add=Op("TagResource", rename={"arn": "resourceArn"}),
        remove=Op("UntagResource", rename={"arn": "resourceArn"}),
        read=Read("ListTagsForResource", path="tags", rename={"arn": "resourceArn"}),
        sweep="ecr:repository",
    ),
    gives={"uri": "repositoryUri"},
    reserved={
        "registry_id": "the registry is the scope's account",
        "force": "a policy that locks its own author out is refused by AWS, and rightly",
    },
    absent=(Refusal("RepositoryNotFoundException"),),
    exists=(Refusal("RepositoryAlreadyExistsException"),),
    holds_data="every image of the repository",
)
"""A repository of images; deleted only when it holds none (AWS refuses otherwise)."""
