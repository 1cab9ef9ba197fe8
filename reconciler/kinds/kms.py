"""AWS KMS: keys with which pipelines, buckets, topics and logs are encrypted. Declarations only.

Sources: the KMS API reference and developer guide. A key has no name: it is known by the alias that is
bound to it (CreateAlias; DescribeKey takes an alias, nearly everything else the id or ARN). Deleted, it
waits for 30 days, in which a person may still cancel (ScheduleKeyDeletion). "The key rotation status of
asymmetric keys, HMAC keys and keys of a custom key store is always false" (EnableKeyRotation). A
principal that has not propagated is a MalformedPolicyDocumentException (CreateKey: "there might be a
delay before the new principal is visible to KMS"). PutKeyPolicy takes the whole policy, and refuses one
by which the caller could not write it again, unless that check is bypassed: it never is here.
"""

from __future__ import annotations

from reconciler.kinds.words import (
    Bound,
    Field,
    Inner,
    Kind,
    Op,
    Read,
    Refusal,
    Setter,
    Statement,
    Switch,
    Tags,
)

_OWN = {"arn": "KeyId"}
_NO_CHECK = "it lets a policy through by which nobody could manage the key any more"

_ALIAS = Bound(
    put=Op("CreateAlias", rename={"arn": "TargetKeyId"}, sends={"AliasName": "alias/{name}"}),
    clear=Op("DeleteAlias", sends={"AliasName": "alias/{name}"}),
    read=Read("ListAliases", path="Aliases", rename=_OWN),
    member="AliasName",
    before="alias/",
)

KEYS = Kind(
    "kms.keys",
    identity=("name",),
    arn_at="Arn",
    create=Op("CreateKey", path="KeyMetadata"),
    find=Read("DescribeKey", path="KeyMetadata", sends={"KeyId": "alias/{name}"}),
    read=Read("DescribeKey", path="KeyMetadata", rename=_OWN),
    list=Read("ListAliases", path="Aliases", whole=True),
    bound=_ALIAS,
    update=Op("UpdateKeyDescription", rename=_OWN),
    delete=Op("ScheduleKeyDeletion", rename=_OWN, sends={"PendingWindowInDays": 30}),
    fields={
        "description": Field(default=""),
        "key_usage": Field(default="ENCRYPT_DECRYPT"),
        "key_spec": Field(default="SYMMETRIC_DEFAULT"),
        "origin": Field(default="AWS_KMS"),
        "multi_region": Field(default=False),
        "xks_key_id": Field(read="XksKeyConfiguration.Id"),
        "policy": Field(document="policy"),
        "enabled": Field(default=True, disrupts="with a disabled key nothing can be decrypted"),
        "rotation.rotation_period_in_days": Field(default=365),
    },
    parts=(
        Setter(
            ("policy",),
            put=Op("PutKeyPolicy", rename=_OWN, sends={"PolicyName": "default"}),
            read=Read("GetKeyPolicy", rename=_OWN, sends={"PolicyName": "default"}),
        ),
        Inner(
            "rotation",
            create=Op("EnableKeyRotation", rename=_OWN),
            update=Op("EnableKeyRotation", rename=_OWN),
            delete=Op("DisableKeyRotation", rename=_OWN),
            read=Read("GetKeyRotationStatus", rename=_OWN, where={"KeyRotationEnabled": True}),
        ),
        Switch("enabled", on=Op("EnableKey", rename=_OWN), off=Op("DisableKey", rename=_OWN)),
    ),
    tags=Tags(
        add=Op("TagResource", rename=_OWN),
        remove=Op("UntagResource", rename=_OWN),
        read=Read("ListResourceTags", path="Tags", rename=_OWN),
        sweep="kms",
    ),
    reserved={
        "customer_master_key_spec": "what was called so is key_spec now",
        "bypass_policy_lockout_safety_check": _NO_CHECK,
    },
    gives={"id": "KeyId"},
    gone={"KeyState": ("PendingDeletion", "PendingReplicaDeletion")},
    absent=(Refusal("NotFoundException"),),
    exists=(Refusal("AlreadyExistsException"),),
    spreads=(Refusal("MalformedPolicyDocumentException", "invalid principals"),),
    holds_data="everything that is encrypted with it, and was nowhere else",
    builtin=("aws/",),
)
"""A key, known by its alias. Its deletion takes the alias at once, and the key after 30 days."""

_POLICY = Op(
    "PutKeyPolicy",
    rename={"arn": "KeyId", "statement": "Policy"},
    sends={"PolicyName": "default"},
)

KEY_STATEMENTS = Kind(
    "kms.statements",
    identity=("name", "sid"),
    named=False,
    create=_POLICY,
    read=Read("GetKeyPolicy", path="Policy", rename=_OWN, sends={"PolicyName": "default"}),
    update=_POLICY,
    delete=_POLICY,
    statement=Statement(
        "statement",
        holder="kms.keys.policy",
        sought=Read("DescribeKey", path="KeyMetadata.Arn", sends={"KeyId": "alias/{name}"}),
    ),
    fields={
        "name": Field(points_to="kms.keys.name", checked=True),
        "statement": Field(document="policy"),
    },
    reserved={"bypass_policy_lockout_safety_check": _NO_CHECK},
    absent=(Refusal("NotFoundException"),),
    spreads=(Refusal("MalformedPolicyDocumentException", "invalid principals"),),
)
"""One statement of the policy of the key with the alias `name`; what others wrote in it is kept."""
