"""Lambda's permissions as statements of a function's policy, where moto keeps or shows them otherwise.

moto forgets event source tokens and the auth type of URLs, lets one condition overwrite another,
takes one id twice, and shows every statement under every alias. Lambda Developer Guide, "Viewing
resource-based IAM policies in Lambda" (each alias and version has a policy of its own) and its
examples of add-permission (an account is shown as its root ARN); AddPermission, API reference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.messages import Response

_POLICY = re.compile(r"/2015-03-31/functions/([^/]+)/policy$")
_CONDITIONS = {
    "SourceArn": ("ArnLike", "AWS:SourceArn"),
    "SourceAccount": ("StringEquals", "AWS:SourceAccount"),
    "PrincipalOrgID": ("StringEquals", "aws:PrincipalOrgID"),
    "EventSourceToken": ("StringEquals", "lambda:EventSourceToken"),
    "FunctionUrlAuthType": ("StringEquals", "lambda:FunctionUrlAuthType"),
    "InvokedViaFunctionUrl": ("Bool", "lambda:InvokedViaFunctionUrl"),
}


def answered(
    entry: Mapping[str, Any], moto: Callable[[Mapping[str, Any]], Response]
) -> Response | None:
    """Answer what is about the policy of a function, moto asked in between; None for all else."""
    if entry["service"] != "lambda" or not _function(entry):
        return None
    if entry["method"] == "GET":
        return _shown(entry, moto(entry))
    if entry["method"] != "POST":
        return moto(entry)
    policy = _policy(entry)
    _refuse_repeated(entry, policy)
    answer = moto(entry)
    if answer.status < 400:
        policy.statements[-1] = _statement(json.loads(entry["body"]), policy.statements[-1])
    return answer


def _refuse_repeated(entry: Mapping[str, Any], policy: Any) -> None:
    """Refuse a statement id that the policy of this function or alias has already."""
    sid, qualifier = json.loads(entry["body"])["StatementId"], _qualifier(entry)
    if any(one["Sid"] == sid and _is_of(one, qualifier) for one in policy.statements):
        message = (
            f"The statement id ({sid}) provided already exists. Please provide a new statement id, "
            "or remove the existing statement."
        )
        raise Refusal("ResourceConflictException", message, 409)


def _statement(asked: Mapping[str, Any], made: Mapping[str, Any]) -> dict[str, Any]:
    """The statement that was just added, as Lambda keeps it."""
    return {
        "Sid": asked["StatementId"],
        "Effect": "Allow",
        "Principal": _principal(asked["Principal"]),
        "Action": asked["Action"],
        "Resource": made["Resource"],
        **_conditions(asked),
    }


def _shown(entry: Mapping[str, Any], answer: Response) -> Response:
    """Return the policy of the function, alias or version that was asked for, and of no other."""
    if answer.status != 200:
        return answer
    told = json.loads(answer.body)
    policy = json.loads(told["Policy"])
    mine = [one for one in policy["Statement"] if _is_of(one, _qualifier(entry))]
    if not mine:
        message = "The resource you requested does not exist."
        raise Refusal("ResourceNotFoundException", message, 404)
    text = json.dumps({**policy, "Statement": mine})
    return replace(answer, body=json.dumps({**told, "Policy": text}).encode())


def _policy(entry: Mapping[str, Any]) -> Any:
    """The policy to which a request adds a statement, as moto has it."""
    from moto.awslambda.models import lambda_backends

    backend = lambda_backends[entry["account"]][entry["region"]]
    return backend.get_function(_function(entry), _qualifier(entry) or None).policy


def _function(entry: Mapping[str, Any]) -> str:
    """The function whose policy a request is about, "" for none."""
    found = _POLICY.match(urlsplit(entry["target"]).path)
    return unquote(found[1]) if found else ""


def _qualifier(entry: Mapping[str, Any]) -> str:
    return str(parse_qs(urlsplit(entry["target"]).query).get("Qualifier", [""])[0])


def _is_of(statement: Mapping[str, Any], qualifier: str) -> bool:
    """Whether a statement is about a function itself, or this alias or version of it."""
    return str(statement["Resource"]).partition(":function:")[2].partition(":")[2] == qualifier


def _principal(name: str) -> Any:
    if name == "*":
        return name
    if re.fullmatch(r"\d{12}", name):
        return {"AWS": f"arn:aws:iam::{name}:root"}
    return {"AWS" if name.startswith("arn:") else "Service": name}


def _conditions(asked: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, dict[str, str]] = {}
    for member, (operator, key) in _CONDITIONS.items():
        if member in asked:
            value = asked[member]
            text = str(value).lower() if isinstance(value, bool) else value
            found.setdefault(operator, {})[key] = text
    return {"Condition": found} if found else {}
