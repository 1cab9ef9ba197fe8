"""Policies of least privilege as text (the documents, as IAM takes them) and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reconciler.engine.permitting.policy import INLINE, MANAGED, Policy
from reconciler.report.faults_json import dumped

FORMAT = "reconcile.iam-policy/1"
"""The name and version of the JSON form."""


def policies_text(policies: Sequence[Policy]) -> str:
    """The documents one after another, nothing else: one alone goes to `aws iam` as it is."""
    return "".join(dumped(one.document) for one in policies)


def policies_json(policies: Sequence[Policy], verb: str, notes: Sequence[str]) -> str:
    """The documents with whose they are, and how long."""
    return dumped({"format": FORMAT, "verb": verb, "policies": data(policies), "notes": [*notes]})


def data(policies: Sequence[Policy]) -> list[dict[str, Any]]:
    """Each policy as JSON data."""
    return [
        {"account": one.account, "characters": one.size, "document": one.document}
        for one in policies
    ]


def lengths(policies: Sequence[Policy]) -> Iterator[str]:
    """What a person must know of policies that do not fit into one managed policy."""
    for account in dict.fromkeys(one.account for one in policies):
        some = [one for one in policies if one.account == account]
        where = f" of account {account}" if account else ""
        if len(some) > 1:
            yield (
                f"the policy{where} is split into {len(some)}: together they are more than the "
                f"{INLINE:,} characters of a role's inline policies; attach each as a managed policy"
            )
        elif some[0].size > MANAGED:
            yield (
                f"the policy{where} has {some[0].size:,} characters, more than the {MANAGED:,} of a "
                "managed policy: make it an inline policy of the role"
            )
