"""The schema of a whole spec file: what may stand at its top, and the sections."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from reconciler.spec.schemas.schema import DRAFT, TITLES
from reconciler.spec.schemas.schema_parts import TAGS, WHEN, Schema

_NAME: Final = "^[A-Za-z0-9][A-Za-z0-9_-]*$"
TOP: Final[dict[str, Schema]] = {
    "stack": {
        "type": ["string", "number", "boolean"],
        "pattern": _NAME,
        "description": "The stack this file belongs to: the unit of plan, apply and ownership. All "
        "files with one stack name are loaded together.",
    },
    "vars": {
        "type": "object",
        "propertyNames": {"pattern": _NAME},
        "description": "Values that the stack's files share, `${{ vars.NAME }}`; those of the "
        'environment win. `{lookup: "ssm:/path"}`, `"cfn-export:NAME"` and '
        '`"cfn-output:STACK/KEY"` are read at plan.',
    },
    "tags": {**TAGS, "description": "Tags of every resource of this file that can be tagged."},
    "names": {
        "type": "string",
        "description": "How names in AWS follow from keys, where a resource has no `name`; left "
        "out, the key itself is the name.",
        "examples": ["${{ stack }}-${{ environment }}-${{ self.key }}"],
    },
    "when": {**WHEN, "description": f"Of the whole file. {WHEN['description']}"},
    "component": {
        "type": ["string", "number", "boolean"],
        "pattern": _NAME,
        "description": "Makes the file a component, instead of a stack's: its `vars` are what an "
        "instance may be given (null: must be), and it declares nothing until a stack uses it.",
    },
    "use": {
        "type": "object",
        "propertyNames": {"pattern": _NAME},
        "additionalProperties": {
            "type": "object",
            "propertyNames": {"pattern": _NAME},
            "additionalProperties": {
                "type": ["object", "null"],
                "properties": {"when": WHEN},
                "description": "The vars of the instance; `when` says where there is one.",
            },
        },
        "description": "Instances of components, component → instance → vars. A resource `build` "
        "of the instance `cart` has the address `codebuild.projects.cart/build`.",
    },
}
"""What may stand at the top of a spec file beside the sections."""


def stack_schema(sections: Iterable[str]) -> Schema:
    """Return the schema of a spec file, each section a reference to that section's schema."""
    return {
        "$schema": DRAFT,
        "title": "A stack of reconcile",
        "description": "What of an AWS account's CI/CD side is kept in git.",
        "type": "object",
        "properties": {
            **TOP,
            **{
                section: {
                    "description": f"{TITLES.get(section, section)}: kind → local name → resource.",
                    "$ref": f"{section}.schema.json",
                }
                for section in sections
            },
        },
        "patternProperties": {
            "^x-": {"description": "A place for anchors that this file shares; not read otherwise."}
        },
        "oneOf": [{"required": ["stack"]}, {"required": ["component"]}],
        "additionalProperties": False,
    }
