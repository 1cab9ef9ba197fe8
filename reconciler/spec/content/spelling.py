"""Equalities wider than `==`: two spellings that AWS takes for one value (`Field.same`).

The spelling is for comparing only. What is sent stays as it was written, because a short spelling
may mean less elsewhere (a key id in another account).
"""

from __future__ import annotations

import re
from typing import Final

from reconciler.spec.content.meaning import ROOT_ARN
from reconciler.spec.values import Value

KMS_ARN: Final = re.compile(r"arn:aws[a-z-]*:kms:[^:]*:[^:]*:(?:key/)?(.+)")
"""A KMS key or alias by its ARN; the group is what is left of it without the ARN."""
OLD_PREFIX: Final = re.compile(r"^(arn:aws[a-z-]*):codestar-connections:")
"""ARNs of connections from before CodeStar Connections was renamed in 2024."""


def spelling(same: str, value: Value) -> Value:
    """The one spelling of all values that `same` calls equal; values other than text as they are.

    - `text`: newlines at the end do not count.
    - `kms_key`: a key by id or by ARN, an alias by name or by ARN. (An alias and the id of its key
      cannot be told equal without asking AWS.) Source: KMS Developer Guide, "Key identifiers".
    - `arn_prefix`: `codestar-connections` and `codeconnections` ARNs of one id. Source: Developer
      Tools console guide, "AWS CodeConnections rename - summary of changes".
    - `account`: an account by its number or by the ARN of its root user. Source: IAM User Guide,
      "AWS account principals".
    """
    if not isinstance(value, str):
        return value
    match same:
        case "text":
            return value.rstrip("\r\n")
        case "kms_key":
            found = KMS_ARN.fullmatch(value)
            return found[1] if found else value
        case "arn_prefix":
            return OLD_PREFIX.sub(r"\1:codeconnections:", value)
        case "account":
            root = ROOT_ARN.fullmatch(value)
            return root[1] if root else value
    return value
