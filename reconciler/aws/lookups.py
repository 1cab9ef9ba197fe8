"""What a `{lookup: ...}` in vars stands for: a value that is kept in AWS and read at plan.

`ssm:/path` is a parameter (a StringList is a list, a SecureString is refused: secrets are `{secret:
...}`), `cfn-export:NAME` an export of a CloudFormation stack, `cfn-output:STACK/KEY` an output.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from reconciler.aws.identity import Ask
from reconciler.errors import Fault, SpecInvalid

FORM = "RC6010"
"""A text that is no lookup."""

NOT_FOUND = "RC6011"
"""A lookup that names nothing."""

SECURE = "RC6012"
"""A lookup of a secret."""

Found: TypeAlias = str | tuple[str, ...]
"""A text, or the items of a list."""


def looked_up(ask: Ask, text: str, scope: str = "") -> Found:
    """The value of a lookup. Raises SpecInvalid where it names nothing, or a secret.

    A refusal of AWS's (a parameter that is not there) passes through as `ask` raises it.
    """
    provider, _, name = text.partition(":")
    match provider:
        case "ssm":
            return _parameter(ask, name, scope)
        case "cfn-export":
            return _export(ask, name, scope)
        case "cfn-output" if "/" in name:
            stack, _, key = name.rpartition("/")
            return _output(ask, stack, key, scope)
        case _:
            expected = "ssm:/PATH, cfn-export:NAME or cfn-output:STACK/KEY"
            raise SpecInvalid(Fault(FORM, f"`{text}` is no lookup", expected=expected))


def _parameter(ask: Ask, name: str, scope: str) -> Found:
    found = ask("ssm", "GetParameter", {"Name": name}, scope)["Parameter"]
    match found.get("Type"):
        case "StringList":
            return tuple(str(found["Value"]).split(","))
        case "SecureString":
            suggestion = f'Write {{secret: "ssm:{name}"}} in the field that needs it.'
            message = f"parameter {name} is a SecureString, and lookups are shown in plans"
            raise SpecInvalid(Fault(SECURE, message, suggestion=suggestion))
        case _:
            return str(found["Value"])


def _export(ask: Ask, name: str, scope: str) -> str:
    more: dict[str, Any] = {}
    while True:
        answer = ask("cloudformation", "ListExports", more, scope)
        for export in answer.get("Exports", ()):
            if export["Name"] == name:
                return str(export["Value"])
        if not answer.get("NextToken"):
            raise SpecInvalid(Fault(NOT_FOUND, f"no CloudFormation stack exports `{name}`"))
        more = {"NextToken": answer["NextToken"]}


def _output(ask: Ask, stack: str, key: str, scope: str) -> str:
    stacks = ask("cloudformation", "DescribeStacks", {"StackName": stack}, scope)["Stacks"]
    outputs: Mapping[str, str] = {
        one["OutputKey"]: one["OutputValue"] for found in stacks for one in found.get("Outputs", ())
    }
    if key not in outputs:
        expected = "one of " + ", ".join(sorted(outputs)) if outputs else None
        message = f"CloudFormation stack {stack} has no output `{key}`"
        raise SpecInvalid(Fault(NOT_FOUND, message, expected=expected))
    return outputs[key]
