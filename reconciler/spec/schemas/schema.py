"""JSON Schemas (Draft 2020-12) of what may be written in specs, rendered from forms.

One file a section (`codebuild.schema.json`), each kind a definition of its own, and
`stack.schema.json` for a whole file, which refers to them. Editors complete and explain by them,
`reconcile validate` judges by them, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from reconciler.kinds.words import Kind
from reconciler.spec.form import Form
from reconciler.spec.published import document
from reconciler.spec.schemas.schema_parts import LIFECYCLE, TAGS, WHEN, Schema
from reconciler.spec.schemas.schema_values import structure_schema

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
"""The dialect of all our schemas."""
KEY: Final = "^[A-Za-z0-9][A-Za-z0-9_-]*$"
"""A local name: what stands between the dots of an address."""
SHARED: Final[Mapping[str, Schema]] = {"lifecycle": LIFECYCLE, "tags": TAGS, "when": WHEN}
"""Definitions that every resource refers to; they are seldom written, so a reference costs nothing."""

TITLES: Final[Mapping[str, str]] = {
    "codecommit": "AWS CodeCommit",
    "codeconnections": "AWS CodeConnections",
    "codebuild": "AWS CodeBuild",
    "codepipeline": "AWS CodePipeline",
    "codedeploy": "AWS CodeDeploy",
    "elasticbeanstalk": "AWS Elastic Beanstalk",
    "codeartifact": "AWS CodeArtifact",
    "codeguru": "Amazon CodeGuru",
    "eventbridge": "Amazon EventBridge",
    "notifications": "AWS CodeStar Notifications",
    "iam": "AWS IAM",
    "s3": "Amazon S3",
    "sns": "Amazon SNS",
    "sqs": "Amazon SQS",
    "lambda": "AWS Lambda",
    "kms": "AWS KMS",
    "logs": "Amazon CloudWatch Logs",
    "ecr": "Amazon ECR",
    "ssm": "AWS Systems Manager",
}
"""What AWS calls the services behind the sections."""


def section_schema(section: str, forms: Iterable[Form]) -> Schema:
    """Return the schema of one section of a spec file, every kind of it under `$defs`."""
    kinds = {form.kind.id.partition(".")[2]: form for form in forms}
    return {
        "$schema": DRAFT,
        "title": TITLES.get(section, section),
        "type": "object",
        "properties": {name: _resources(name, form.kind) for name, form in kinds.items()},
        "additionalProperties": False,
        "$defs": {
            **SHARED,
            **{name: form_schema(form) for name, form in kinds.items()},
        },
    }


def form_schema(form: Form) -> Schema:
    """Return the schema of one resource of a kind. References to shared definitions are its own."""
    kind = form.kind
    body = structure_schema(form.structure())
    shared = ["when", "lifecycle", *(["tags"] if kind.tags else [])]
    properties = {
        **body["properties"],
        **_named(kind, body["properties"]),
        **{name: {"$ref": f"#/$defs/{name}"} for name in shared},
    }
    return {
        "title": kind.id,
        "description": _description(kind),
        **body,
        "properties": properties,
        **_one_of_each(kind),
        "x-attributes": attributes(kind),
    }


def _named(kind: Kind, properties: Mapping[str, Schema]) -> Mapping[str, Schema]:
    """Return the field that names a resource, with what it is when it is left out."""
    if not kind.named:
        return {}
    name = kind.identity[-1]
    told = f"{properties[name].get('description', '')} Left out, it follows from the local name."
    return {name: {**properties[name], "description": told.strip()}}


def attributes(kind: Kind) -> list[str]:
    """Return what a reference to a resource of this kind may end in."""
    arn = ["arn"] if kind.arn or kind.arn_at else []
    return list(dict.fromkeys([*arn, "key", *kind.identity, *kind.gives]))


def resource_schema(kind_id: str) -> Schema:
    """Return the published schema of one resource of a kind, complete in itself.

    It is shared: whoever wants to change it copies it. Raises KeyError for an unknown kind.
    """
    section, _, kind = kind_id.partition(".")
    definitions = section_document(section)["$defs"]
    return {"$schema": DRAFT, **definitions[kind], "$defs": {n: definitions[n] for n in SHARED}}


@cache
def section_document(section: str) -> dict[str, Any]:
    """Return the published schema of a section, read once a process."""
    return document(f"{section}.schema.json")


def _resources(name: str, kind: Kind) -> Schema:
    """Return the schema of a subsection: local names, each with a resource."""
    return {
        "description": f"{kind.id}: local name → resource.",
        "type": "object",
        "propertyNames": {"pattern": KEY},
        "additionalProperties": {"$ref": f"#/$defs/{name}"},
    }


def _description(kind: Kind) -> str:
    """Return what an editor shows over a resource."""
    facts = [f"A resource of the kind {kind.id}."]
    if kind.holds_data:
        facts.append(f"Deleting it destroys {kind.holds_data}.")
    if kind.ended:
        facts.append(kind.ended)
    facts.append(f"References may use: {', '.join(attributes(kind))}.")
    return " ".join(facts)


def _one_of_each(kind: Kind) -> Schema:
    """Return the rule that of each group of fields exactly one is given."""
    groups = [{"oneOf": [{"required": [name]} for name in group]} for group in kind.exactly_one]
    match groups:
        case []:
            return {}
        case [group]:
            return group
        case _:
            return {"allOf": groups}
