"""The policies that AWS manages (arn:aws:iam::aws:policy/...): there in every account.

IAM User Guide, "AWS managed policies": they are created and administered by AWS, with ARNs of
their own account, `aws`. moto carries their documents (as IAM listed them) but makes all of them
for every account at its first use, a fifth of a second each time, or none. Here one is made when
a request names it, and all of them when they are listed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from urllib.parse import unquote

_NAMED = re.compile(r"arn:aws[\w-]*:iam::aws:policy/(?:[\w+=,.@-]+/)*([\w+=,.@-]+)")


def provide(entry: Mapping[str, Any], seed: int) -> None:
    """Make the AWS-managed policies that a request to IAM is about, where moto has them not.

    Their ids come from the seed and their names, so whoever asks first, they are the same.
    """
    if entry["service"] != "iam" or "body" not in entry:
        return
    names = _about(unquote(entry["body"]))
    if not names:
        return
    from moto.iam.models import AWSManagedPolicy, iam_backends
    from moto.moto_api._internal import mock_random
    from moto.utilities.utils import get_partition

    backend = iam_backends[entry["account"]][get_partition(entry["region"])]
    there = {policy.name for policy in backend.aws_managed_policies}
    for name in names:
        if name in there or name not in _documents():
            continue
        mock_random.seed(f"{seed}/{name}")
        made = AWSManagedPolicy.from_data(
            name, backend.account_id, backend.region_name, _documents()[name]
        )
        backend.aws_managed_policies.append(made)
        backend.managed_policies[made.arn] = made


def _about(body: str) -> Iterable[str]:
    """Return the names of the AWS-managed policies that a form is about."""
    listed = "Action=ListPolicies&" in f"{body}&" and "Scope=Local" not in body
    return _documents() if listed else _NAMED.findall(body)


@cache
def _documents() -> Mapping[str, Any]:
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    found: dict[str, Any] = json.loads(aws_managed_policies_data)
    return found
