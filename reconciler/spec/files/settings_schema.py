"""What `reconcile.yaml` may say: the JSON Schema that editors use and by which it is read."""

from __future__ import annotations

from typing import Any, Final

NAME: Final = "^[A-Za-z0-9][A-Za-z0-9_-]*$"
"""The pattern of projects, environments and scopes."""
ACCOUNT: Final = "^[0-9]{12}$"
"""The pattern of an account id."""
ROLE: Final = "^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$"
"""The pattern of a role's ARN."""

_ROLES: Final[dict[str, Any]] = {
    "account": {
        "type": "string",
        "pattern": ACCOUNT,
        "description": "The account, 12 digits. Another one that is reached is refused.",
    },
    "region": {
        "type": "string",
        "pattern": "^[a-z]{2,}(-[a-z]+)+-[0-9]+$",
        "description": "The region, `eu-west-1`.",
    },
    "role_arn": {
        "type": "string",
        "pattern": ROLE,
        "description": "The role that is assumed to apply, and to plan where no other is given.",
    },
    "plan_role_arn": {
        "type": "string",
        "pattern": ROLE,
        "description": "The role that is assumed to plan: it needs to read only.",
    },
}
_VARS: Final = {"type": "object", "description": "Values for `${{ vars.NAME }}`."}
_SCOPE: Final = {"type": "object", "properties": _ROLES, "additionalProperties": False}
_ENVIRONMENT: Final = {
    "type": "object",
    "properties": {
        **_ROLES,
        "vars": {**_VARS, "description": "Vars that win over the stack's in this environment."},
        "scopes": {
            "type": "object",
            "propertyNames": {"pattern": NAME},
            "additionalProperties": _SCOPE,
            "description": "More accounts or regions, by a name for `lifecycle.scope`. What is left"
            " out is the environment's.",
        },
    },
    "additionalProperties": False,
}
_LOCK: Final = {
    "type": "object",
    "properties": {
        "s3": {
            "type": "string",
            "pattern": "^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?$",
            "description": "Where the lock lies: `s3://BUCKET/PREFIX`.",
        },
        "region": _ROLES["region"],
        "lease": {
            "type": "integer",
            "minimum": 30,
            "maximum": 3600,
            "default": 120,
            "description": "Seconds without a heartbeat after which a lock counts as abandoned.",
        },
    },
    "required": ["s3"],
    "additionalProperties": False,
}
_GUARDS: Final = {
    "type": "object",
    "properties": {
        "max_delete_percent": {
            "type": "integer",
            "minimum": 0,
            "maximum": 100,
            "default": 25,
            "description": "Largest share of owned resources that one apply may delete, in percent;"
            " refused only where `max_deletes` is exceeded too.",
        },
        "max_deletes": {
            "type": "integer",
            "minimum": 0,
            "default": 3,
            "description": "Deletes that are always allowed, whatever their share.",
        },
    },
    "additionalProperties": False,
}
SETTINGS: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "project": {
            "type": "string",
            "pattern": NAME,
            "description": "The first part of every owner's tag: `PROJECT/STACK/ENVIRONMENT`.",
        },
        "specs": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "minItems": 1,
            "default": ["specs/**/*.yaml"],
            "description": "Where specs are, as globs from the root of the repository.",
        },
        "environments": {
            "type": "object",
            "propertyNames": {"pattern": NAME},
            "additionalProperties": _ENVIRONMENT,
            "description": "The named scopes that stacks are planned and applied in.",
        },
        "lock": {**_LOCK, "description": "A lock in S3 that keeps two writers apart."},
        "guards": {**_GUARDS, "description": "How much one apply may destroy."},
        "ignore_tags": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "description": "Tag keys, or prefixes that end in `*`, that belong to others.",
        },
        "secrets": {
            "type": "object",
            "properties": {
                "allow": {
                    "type": "array",
                    "items": {"type": "string", "pattern": "^(secretsmanager|ssm|env):.+"},
                    "description": "Globs of the secrets that may be resolved.",
                }
            },
            "additionalProperties": False,
            "description": "Which secrets specs may refer to.",
        },
        "vars": {**_VARS, "description": "Vars of every stack; the stack's own win."},
        "tags": {
            "type": "object",
            "additionalProperties": {"type": "string", "maxLength": 256},
            "description": "Tags of every taggable resource.",
        },
        "names": {
            "type": "string",
            "minLength": 1,
            "description": "How AWS names follow from keys, where a file does not say.",
        },
    },
    "required": ["project"],
    "additionalProperties": False,
}
"""The schema by which the file is read: text is text."""


def settings_schema() -> dict[str, Any]:
    """The JSON Schema (Draft 2020-12) of `reconcile.yaml`, for `schemas/reconcile.schema.json`.

    Text may be written as a number: `account: 111122223333` is read as it stands.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "reconcile.yaml",
        **_widened(SETTINGS),
    }


def _widened(schema: Any) -> Any:
    """The schema with numbers and booleans let in where text is wanted."""
    match schema:
        case {"type": "string", **rest}:
            return {"type": ["string", "number", "boolean"], **rest}
        case dict():
            return {key: _widened(value) for key, value in schema.items()}
        case list():
            return [_widened(item) for item in schema]
    return schema
