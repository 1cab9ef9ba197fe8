"""SARIF: valid, with a place for every result, and nothing in it that could act or is secret."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reconciler.errors import Fault, Note, Place
from reconciler.plan.plan import FieldChange, Revision
from reconciler.report.sarif import drifts_sarif, faults_sarif, plans_sarif
from tests.report import plans


def closed(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": properties,
    }


TEXT = closed(("text",), text={"type": "string", "minLength": 1})
ONE = {"type": "integer", "minimum": 1}
PHYSICAL = closed(
    ("artifactLocation", "region"),
    artifactLocation=closed(
        ("uri",),
        uri={"type": "string", "pattern": r"^[^/\s\\][^\s\\]*$"},
        uriBaseId={"const": "%SRCROOT%"},
    ),
    region=closed(("startLine",), startLine=ONE, startColumn=ONE),
)
LOGICAL = closed(("fullyQualifiedName",), fullyQualifiedName={"type": "string"}, kind={"const": "resource"})  # fmt: skip
RESULT = closed(
    ("ruleId", "level", "message", "locations"),
    ruleId={"type": "string"},
    ruleIndex={"type": "integer", "minimum": 0},
    level={"enum": ["none", "note", "warning", "error"]},
    message=TEXT,
    locations={
        "type": "array",
        "minItems": 1,
        "items": closed(
            ("physicalLocation",),
            physicalLocation=PHYSICAL,
            logicalLocations={"type": "array", "items": LOGICAL},
        ),
    },
    relatedLocations={
        "type": "array",
        "items": closed(("physicalLocation",), physicalLocation=PHYSICAL, message=TEXT),
    },
)
RULE = closed(
    ("id", "shortDescription"),
    id={"type": "string"},
    shortDescription=TEXT,
    fullDescription=TEXT,
    help=TEXT,
)
DRIVER = closed(
    ("name", "version", "rules"),
    name={"const": "reconcile"},
    version={"type": "string"},
    rules={"type": "array", "uniqueItems": True, "items": RULE},
)
RUN = closed(
    ("tool", "results"),
    tool=closed(("driver",), driver=DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results={"type": "array", "items": RESULT},
)
SARIF = closed(
    ("version", "runs"),
    **{"$schema": {"type": "string", "format": "uri"}},
    version={"const": "2.1.0"},
    runs={"type": "array", "items": RUN},
)
"""The part of the OASIS schema that we write, closed: names, types and enums as SARIF 2.1.0 sections 3.13
(log), 3.14 (run), 3.19 (toolComponent), 3.27 (result), 3.28 (location), 3.29 (physicalLocation), 3.30
(region), 3.33 (logicalLocation) and 3.49 (reportingDescriptor) have them; a physical location is GitHub's
demand."""

FAULT = Fault(
    "RC1204",
    "unknown field `serviceRole`, see [this](http://evil.example) \x1b[31m",
    Place("specs/my web.yaml", 4, 6),
    expected="a field of codebuild.projects",
    suggestion="Did you mean `service_role`?",
    address="codebuild.projects.web",
    notes=(Note("it stands in a merge", Place(plans.FILE, 2)), Note("and twice")),
)


def read(text: str) -> tuple[list[Any], dict[str, Any]]:
    """Results, and the rules by their ids, of a valid log."""
    log = json.loads(text)
    assert [str(error) for error in Draft202012Validator(SARIF).iter_errors(log)] == []
    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])
    return run["results"], {rule["id"]: rule for rule in rules}


def test_a_fault_has_its_rule_its_place_and_its_help() -> None:
    [result, note], rules = read(faults_sarif([FAULT], [Fault("RC9999", "homeless")], "ci/"))

    physical = result["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "ci/specs/my%20web.yaml"
    assert physical["region"] == {"startLine": 4, "startColumn": 6}
    assert (result["level"], note["level"]) == ("error", "note")
    assert result["relatedLocations"][0]["message"]["text"] == "it stands in a merge"
    for said in ("unknown field", "expected: a field of", "and twice", "Did you mean"):
        assert said in result["message"]["text"]
    assert rules["RC1204"]["shortDescription"]["text"] == "An unknown field"
    assert rules["RC1204"]["help"]["text"]
    home = note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert home == "ci/reconcile.yaml"


def test_no_link_and_no_escape_takes_effect() -> None:
    text = faults_sarif([FAULT])

    assert "](" not in text
    assert "\x1b" not in json.loads(text)["runs"][0]["results"][0]["message"]["text"]


def test_a_plan_tells_guards_notes_and_what_was_not_read() -> None:
    plan = replace(plans.FULL, unread={"iam.roles": "denied"}, notes=(Fault("RC3004", "odd"),))

    results, rules = read(plans_sarif([plan]))

    said = {one["ruleId"]: one for one in results}
    assert said["guard/holds_data"]["level"] == "error"
    assert "--allow-replace" in said["guard/holds_data"]["message"]["text"]
    assert said["unread"]["message"]["text"] == "iam.roles could not be read: denied"
    assert said["RC3004"]["level"] == "note"
    assert not [rule for rule in rules if rule.startswith("drift")]


@pytest.mark.parametrize("told", [plans_sarif, drifts_sarif])
def test_drift_stands_at_its_declaration_and_masks_what_is_secret(told: Any) -> None:
    fields = tuple(replace(one, origin="drift") for one in plans.UPDATE.fields)
    moved = replace(plans.UPDATE, origin="drift", fields=fields)
    plan = plans.plan(moved, base=Revision("main", "a" * 40))

    [result], _ = read(told([plan]))

    assert result["ruleId"] == "drift/changed"
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 12
    text = result["message"]["text"]
    assert "web-build -> web-build-v2" in text
    assert "(sensitive)" in text
    assert '"old"' not in text
    assert "old ->" not in text


def test_what_the_specs_changed_is_no_drift() -> None:
    meant = FieldChange("description", "change", "a", "b", origin="intent")
    plan = plans.plan(
        replace(plans.UPDATE, origin="intent", fields=(meant,)), base=Revision("main", "a" * 40)
    )

    assert read(drifts_sarif([plan]))[0] == []
