"""What every resource of every kind may say beside its fields: the schemas that all of them share."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from reconciler.spec.language.references import BUILT_IN

Schema: TypeAlias = dict[str, Any]
"""A JSON Schema, or a piece of one."""

_SCALAR: Final = ["string", "number", "boolean"]
_TEXTS: Final = {"type": [*_SCALAR, "array"], "items": {"type": _SCALAR}}
_ADDRESSES: Final = {"type": "array", "items": {"type": "string", "minLength": 1}}

FILE: Final[Schema] = {
    "description": "A file of the repository, relative to this one: its text is taken as it is, "
    "a document as if it stood here.",
}
"""The one key of a value that a file holds."""
SECRET: Final[Schema] = {
    "type": "object",
    "properties": {
        "secret": {
            "type": "string",
            "pattern": r"^(?:secretsmanager:|ssm:|env:)\S",
            "description": "Where the value is kept: `secretsmanager:NAME`, "
            "`secretsmanager:NAME#KEY`, `ssm:/PATH` or `env:VARIABLE`. It is read at apply, "
            "never compared, printed or stored.",
            "examples": ["secretsmanager:ci/github#token", "ssm:/ci/token", "env:GITHUB_TOKEN"],
        }
    },
    "required": ["secret"],
    "additionalProperties": False,
}
"""A secret, by where it is kept."""
WHEN: Final[Schema] = {
    "description": "Where this is declared at all, `{environment: [stg, prod]}`: each key is "
    "`environment`, `account`, `region` or a var (`vars.source`), each value one or several "
    "texts; all keys must hold.",
    "type": "object",
    "minProperties": 1,
    "properties": dict.fromkeys(BUILT_IN, _TEXTS),
    "patternProperties": {r"^vars\.[^.]": _TEXTS},
    "additionalProperties": False,
}
"""The condition under which something is declared at all."""
TAGS: Final[Schema] = {
    "description": "Tags of the resource, beside those of the file and of reconcile.yaml; "
    "null takes one of those away.",
    "if": {"type": "string", "pattern": r"\$\{\{"},
    "else": {
        "type": "object",
        "maxProperties": 50,
        "propertyNames": {"minLength": 1, "maxLength": 128, "pattern": "^(?![aA][wW][sS]:)"},
        "additionalProperties": {"type": [*_SCALAR, "null"], "maxLength": 256},
    },
}
"""Tags of a resource or of a file."""
LIFECYCLE: Final[Schema] = {
    "description": "How the tool treats the resource; nothing of it is sent to AWS.",
    "type": "object",
    "properties": {
        "state": {
            "enum": ["present", "absent", "external", "released"],
            "default": "present",
            "description": "`present`: made and kept as declared. `absent`: deleted. `external`: "
            "must exist, is read and referred to, never written. `released`: our tags come off, "
            "nothing else.",
            "enumDescriptions": [
                "Made and kept as declared.",
                "Deleted.",
                "Belongs to others: must exist, is referred to, never written.",
                "Let go: our tags come off and nothing else.",
            ],
        },
        "protect": {
            "type": "boolean",
            "default": False,
            "description": "Refuse every plan that deletes or replaces it.",
        },
        "ignore": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "description": "Paths of fields that are left to others, "
            "`stages[Deploy].actions[*].configuration.ImageUri`.",
        },
        "depends_on": {
            **_ADDRESSES,
            "description": "Addresses that must be there first, where no reference says so.",
        },
        "adopt": {
            "type": "boolean",
            "default": False,
            "description": "Take an existing resource that carries no owner's tag.",
        },
        "previously": {
            "type": "string",
            "minLength": 1,
            "description": "The key under which it was declared before.",
        },
        "id": {
            "type": "string",
            "minLength": 1,
            "description": "The ARN, where its name does not tell which one is meant.",
        },
        "scope": {
            "type": "string",
            "description": "A scope of the environment, another account or region.",
        },
        "timeout": {
            "type": ["integer", "string"],
            "minimum": 1,
            "pattern": "^(?:[0-9]{1,6}|(?=[0-9])(?:[0-9]{1,4}h)?(?:[0-9]{1,5}m)?(?:[0-9]{1,6}s)?)$",
            "description": "How long to wait for it to settle: seconds, or `30m`, `1h30m`.",
        },
    },
    "additionalProperties": False,
}
"""The reserved mapping of every resource."""
