"""What moto has otherwise of SSM's parameters: their ARN, their policies, and what a tier allows.

Sources: SSM API reference, PutParameter ("you can't revert an advanced parameter to a standard
parameter"; policies are for advanced ones, a JSON array; the default tier is the account's),
DescribeParameters (ParameterInlinePolicy: PolicyText is the JSON of one policy); Systems Manager
User Guide, "Assigning parameter policies" (`[{}]` takes all policies away).
"""

from __future__ import annotations

import json
from typing import Any, Final

from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.messages import Response
from reconciler.sandbox.neighbours.asked import Asked, json_of

_TYPES: Final = ("Expiration", "ExpirationNotification", "NoChangeNotification")


def described(asked: Asked) -> Response:
    """Show moto's descriptions with ARNs, and each policy as the text that it is.

    moto answers with ten at a time and a token after every tenth; AWS with as many as were asked for.
    """
    answer = asked.moto(asked.params)
    if answer.status != 200:
        return answer
    page = json.loads(answer.body)
    while (token := page.get("NextToken")) and len(page["Parameters"]) < asked.params.get(
        "MaxResults", 10
    ):
        more = json.loads(asked.moto({**asked.params, "NextToken": token}).body)
        page = {**more, "Parameters": page["Parameters"] + more["Parameters"]}
    page["Parameters"] = [_shown(asked, one) for one in page["Parameters"]]
    return json_of(page)


def put(asked: Asked) -> Response:
    """Refuse what a tier does not allow; the tier that AWS shall choose is chosen."""
    held = _held(asked, asked.params["Name"])
    was = held[-1].tier if held else None
    policies = _policies(asked.params.get("Policies") or "[]")
    wanted = asked.params.get("Tier")
    if wanted == "Intelligent-Tiering":
        large = len(asked.params["Value"].encode()) > 4096
        wanted = "Advanced" if policies or large or was == "Advanced" else "Standard"
    if was == "Advanced" and wanted == "Standard":
        message = "This parameter uses the advanced-parameter tier. You can't downgrade it."
        raise Refusal("ValidationException", message)
    if policies and (wanted or was or "Standard") == "Standard":
        message = "Parameter policies need the advanced-parameter tier."
        raise Refusal("ValidationException", message)
    changed: dict[str, Any] = {**asked.params, **({"Tier": wanted} if wanted else {})}
    if "Policies" in changed:
        changed["Policies"] = json.dumps(policies)
    return asked.moto(changed)


def _policies(text: str) -> list[Any]:
    """Return the policies that are asked for; an empty one is none."""
    found = [one for one in json.loads(text) if one]
    for one in found:
        if not isinstance(one, dict) or one.get("Type") not in _TYPES:
            raise Refusal("InvalidPolicyTypeException", "The policy type isn't supported.")
        if one.get("Version") != "1.0" or not one.get("Attributes"):
            raise Refusal("InvalidPolicyAttributeException", "A policy attribute is invalid.")
    return found


def _shown(asked: Asked, one: dict[str, Any]) -> dict[str, Any]:
    from moto.utilities.utils import get_partition

    place = f"arn:{get_partition(asked.region)}:ssm:{asked.region}:{asked.account}:parameter"
    policies = [
        {"PolicyText": json.dumps(policy), "PolicyType": policy["Type"], "PolicyStatus": "Pending"}
        for policy in json.loads(_held(asked, one["Name"])[-1].policies or "[]")
    ]
    return {**one, "ARN": f"{place}/{one['Name'].lstrip('/')}", "Policies": policies}


def _held(asked: Asked, name: str) -> list[Any]:
    """Return every version of a parameter, the newest last."""
    from moto.ssm.models import ssm_backends

    return list(vars(ssm_backends[asked.account][asked.region])["_parameters"].get(name, ()))
