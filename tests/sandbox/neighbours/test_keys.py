"""What the door mends of moto's keys."""

from __future__ import annotations

import json

from tests.sandbox.delivery.builds import client, sandbox
from tests.sandbox.neighbours.test_mended import code


def test_the_period_of_rotation_is_kept_and_by_default_a_year() -> None:
    kms = client(sandbox(), "kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    assert "RotationPeriodInDays" not in kms.get_key_rotation_status(KeyId=key)
    kms.enable_key_rotation(KeyId=key)
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == 365
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=90)
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == 90


def test_a_disabled_key_is_known_by_its_arn_and_does_not_begin_to_rotate() -> None:
    kms = client(sandbox(), "kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    kms.disable_key(KeyId=key)
    assert code(kms.enable_key_rotation, KeyId=key) == "DisabledException"
    kms.enable_key(KeyId=key)
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "PendingDeletion"


def test_a_policy_that_locks_out_who_writes_it_is_refused() -> None:
    kms = client(sandbox(), "kms")
    key = kms.create_key(Policy=policy("Allow", "kms:*"))["KeyMetadata"]["KeyId"]
    refused = "MalformedPolicyDocumentException"
    for bad in (policy("Deny", "kms:*"), policy("Allow", "kms:Decrypt")):
        assert code(kms.put_key_policy, KeyId=key, PolicyName="default", Policy=bad) == refused
        assert code(kms.create_key, Policy=bad) == refused
    kms.put_key_policy(
        KeyId=key,
        PolicyName="default",
        Policy=policy("Deny", "kms:*"),
        BypassPolicyLockoutSafetyCheck=True,
    )


def policy(effect: str, action: str) -> str:
    """A key policy of one statement about the whole account."""
    who = {"AWS": "arn:aws:iam::123456789012:root"}
    statement = {"Effect": effect, "Principal": who, "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_each_key_that_signs_does_so_with_a_pair_of_its_own() -> None:
    kms = client(sandbox(), "kms")
    how = {"KeyUsage": "SIGN_VERIFY", "KeySpec": "ECC_NIST_P256"}
    first, second = (kms.create_key(**how)["KeyMetadata"]["KeyId"] for _ in range(2))
    signed = {"Message": b"hello", "SigningAlgorithm": "ECDSA_SHA_256"}
    signature = kms.sign(KeyId=first, **signed)["Signature"]
    assert kms.verify(KeyId=first, Signature=signature, **signed)["SignatureValid"]
    assert not kms.verify(KeyId=second, Signature=signature, **signed)["SignatureValid"]
