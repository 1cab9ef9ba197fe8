"""Templates: parameters and outputs, in JSON, with values that need no resource.

Source: CloudFormation User Guide, "Template sections" (Parameters, Outputs), "Pseudo parameters
reference", "Intrinsic function reference" (Ref, Fn::Sub, Fn::Join). What a value needs beyond these is
not covered, and neither is a resource but AWS::CloudFormation::WaitConditionHandle, which makes
nothing; templates in YAML are not either.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reconciler.sandbox.errors import NotCovered, Refusal

Json = Mapping[str, Any]
"""A JSON object that is only looked at."""
_MAKES_NOTHING = "AWS::CloudFormation::WaitConditionHandle"
_NAMED = re.compile(r"\$\{([^}!]+)\}")


def parsed(text: str) -> Json:
    """Return a template. Raises Refusal for what is none, NotCovered for what is not made here."""
    if not text.lstrip().startswith("{"):
        raise NotCovered("cloudformation: templates in YAML are not in the sandbox; write JSON")
    try:
        template = json.loads(text)
    except ValueError as error:
        raise invalid("Template format error: JSON not well-formed.") from error
    resources = template.get("Resources", {})
    if not resources:
        raise invalid("Template format error: At least one Resources member must be defined.")
    for one in resources.values():
        if one.get("Type") != _MAKES_NOTHING:
            raise NotCovered(
                f"cloudformation: resources of type {one.get('Type')} are not made here"
            )
    found: Json = template
    return found


def parameters(template: Json, given: Sequence[Json], before: Mapping[str, str]) -> dict[str, str]:
    """Return the values of the parameters: sent, kept from before, or the defaults."""
    declared: Json = template.get("Parameters", {})
    sent = {
        one["ParameterKey"]: before.get(one["ParameterKey"])
        if one.get("UsePreviousValue")
        else one.get("ParameterValue")
        for one in given
    }
    if strange := sorted(set(sent) - set(declared)):
        raise invalid(f"Parameters: [{', '.join(strange)}] do not exist in the template")
    values = {name: sent.get(name, one.get("Default")) for name, one in declared.items()}
    if missing := [name for name, value in values.items() if value is None]:
        raise invalid(f"Parameters: [{', '.join(missing)}] must have values")
    return {name: str(value) for name, value in values.items()}


def outputs(template: Json, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield the outputs as DescribeStacks shows them; `names` are parameters and pseudo ones."""
    for key, one in template.get("Outputs", {}).items():
        if "Condition" in one:
            raise NotCovered("cloudformation: conditions of outputs are not in the sandbox")
        export = one.get("Export", {}).get("Name")
        yield {
            "OutputKey": key,
            "OutputValue": _value(one["Value"], names),
            "Description": one.get("Description"),
            "ExportName": None if export is None else _value(export, names),
        }


def _value(value: Any, names: Mapping[str, str]) -> str:
    match value:
        case {"Ref": str(name)} if name in names:
            return names[name]
        case {"Fn::Sub": str(text)} if set(_NAMED.findall(text)) <= set(names):
            return _NAMED.sub(lambda found: names[found[1]], text)
        case {"Fn::Join": [str(between), [*parts]]}:
            return between.join(_value(part, names) for part in parts)
        case str() | int() | float():
            return str(value)
        case _:
            raise NotCovered(
                f"cloudformation: a value of {json.dumps(value)} is not in the sandbox"
            )


def invalid(message: str) -> Refusal:
    """Return the error that CloudFormation has for most of what is wrong."""
    return Refusal("ValidationError", message)
