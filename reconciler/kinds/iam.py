"""AWS IAM: the roles that builds, pipelines and rules work with, and the profiles of instances.

Sources: the IAM API reference. `GetAccountAuthorizationDetails` has no description and no session
duration, `ListRoles` neither tags nor policies nor a boundary: together they are a role. An instance
profile holds one role ("this quota cannot be increased", AddRoleToInstanceProfile) and its list shows
no tags (ListInstanceProfiles); that a new role is not found at once is the Terraform provider's experience.
"""

from __future__ import annotations

from reconciler.kinds.words import Field, Items, Kind, Op, Read, Refusal, Setter, Tags

FIELDS = {
    "path": Field(default="/"),
    "assume_role_policy_document": Field(document="policy"),
    "description": Field(default=""),
    "max_session_duration": Field(default=3600),
    "permissions_boundary": Field(read="PermissionsBoundary.PermissionsBoundaryArn"),
    "policies": Field(document="policy", read="RolePolicyList"),
    "managed_policy_arns": Field(set=True, read="AttachedManagedPolicies"),
}
"""The fields of a role of which something is to be said."""

ROLES = Kind(
    "iam.roles",
    prefix="role",
    identity=("name",),
    arn="arn:{partition}:iam::{account}:role{path}{name}",
    create=Op("CreateRole"),
    read=Read(
        "GetAccountAuthorizationDetails",
        path="RoleDetailList",
        sends={"Filter": ("Role",)},
        whole=True,
        bulk=True,
        joined=Read("ListRoles", path="Roles", whole=True),
    ),
    single=Read("GetRole", path="Role"),
    update=Op("UpdateRole"),
    delete=Op("DeleteRole"),
    first=("policies", "managed_policy_arns"),
    fields=FIELDS,
    parts=(
        Setter(
            ("assume_role_policy_document",),
            put=Op(
                "UpdateAssumeRolePolicy",
                rename={"assume_role_policy_document": "PolicyDocument"},
            ),
        ),
        Setter(
            ("permissions_boundary",),
            put=Op("PutRolePermissionsBoundary"),
            clear=Op("DeleteRolePermissionsBoundary"),
        ),
        Items(
            "policies",
            add=Op("PutRolePolicy"),
            remove=Op("DeleteRolePolicy"),
            read=Read("ListRolePolicies", path="PolicyNames", each=Read("GetRolePolicy")),
            key="PolicyName",
            value="PolicyDocument",
            always=True,
        ),
        Items(
            "managed_policy_arns",
            add=Op("AttachRolePolicy"),
            remove=Op("DetachRolePolicy"),
            read=Read("ListAttachedRolePolicies", path="AttachedPolicies"),
            key="PolicyArn",
            always=True,
        ),
    ),
    tags=Tags(add=Op("TagRole"), remove=Op("UntagRole"), inside=True),
    gives={"id": "RoleId"},
    absent=(Refusal("NoSuchEntity"), Refusal("NoSuchEntityException")),
    exists=(Refusal("EntityAlreadyExists"), Refusal("EntityAlreadyExistsException")),
    busy=(Refusal("ConcurrentModification"), Refusal("DeleteConflict")),
    spreads=(Refusal("MalformedPolicyDocument", "Invalid principal"),),
    builtin=("AWSServiceRoleFor",),
)
"""A role."""

INSTANCE_PROFILES = Kind(
    "iam.instance_profiles",
    prefix="instance_profile",
    identity=("name",),
    arn="arn:{partition}:iam::{account}:instance-profile{path}{name}",
    create=Op("CreateInstanceProfile"),
    read=Read("GetInstanceProfile", path="InstanceProfile"),
    list=Read("ListInstanceProfiles", path="InstanceProfiles", whole=True),
    delete=Op("DeleteInstanceProfile"),
    first=("roles",),
    fields={
        "path": Field(default="/"),
        "roles": Field(set=True, read="Roles", points_to="iam.roles.name", checked=True),
    },
    parts=(
        Items(
            "roles",
            add=Op("AddRoleToInstanceProfile"),
            remove=Op("RemoveRoleFromInstanceProfile"),
            key="RoleName",
            swapped=True,
        ),
    ),
    tags=Tags(
        add=Op("TagInstanceProfile"),
        remove=Op("UntagInstanceProfile"),
        inside=True,
        owned=Read("ListInstanceProfiles", path="InstanceProfiles"),
    ),
    gives={"id": "InstanceProfileId"},
    absent=(Refusal("NoSuchEntity"), Refusal("NoSuchEntityException")),
    exists=(Refusal("EntityAlreadyExists"), Refusal("EntityAlreadyExistsException")),
    spreads=(
        Refusal("NoSuchEntity", "The role with name"),
        Refusal("NoSuchEntityException", "The role with name"),
    ),
    busy=(Refusal("ConcurrentModification"), Refusal("DeleteConflict")),
)
"""Instance profiles: how EC2 instances get a role."""
