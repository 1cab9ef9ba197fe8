"""Specs of any kind, drawn from its form: a base that AWS takes, and any fields besides."""

import re
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from reconciler.spec.form import Shape
from reconciler.spec.forms import forms

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/any"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
TOPIC, QUEUE = f"arn:aws:sns:eu-west-1:{ACCOUNT}:topic", f"arn:aws:sqs:eu-west-1:{ACCOUNT}:queue"
POLICY = f"arn:aws:iam::{ACCOUNT}:policy/"

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {
                "Service": [
                    "codebuild.amazonaws.com",
                    "codepipeline.amazonaws.com",
                    "events.amazonaws.com",
                ]
            },
        }
    ],
}
GRANT = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "*"}],
}
ACTION = {"owner": "AWS", "version": "1"}

BASES: dict[str, dict[str, Any]] = {
    "codecommit.repositories": {"permissions": "manual"},
    "codebuild.projects": {
        "source": {"type": "S3", "location": "bucket/source.zip"},
        "artifacts": {"type": "S3", "location": "bucket", "name": "out"},
        "environment": {
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/standard:7.0",
            "compute_type": "BUILD_GENERAL1_SMALL",
        },
        "service_role": ROLE,
    },
    "codepipeline.pipelines": {
        "role_arn": ROLE,
        "start": "manual",
        "artifact_store": {"type": "S3", "location": "artifacts"},
        "stages": [
            {
                "name": "Source",
                "actions": [
                    {
                        "name": "Code",
                        "action_type_id": {
                            **ACTION,
                            "category": "Source",
                            "provider": "CodeCommit",
                        },
                        "configuration": {"RepositoryName": "web", "BranchName": "main"},
                        "output_artifacts": [{"name": "code"}],
                    }
                ],
            },
            {
                "name": "Approve",
                "actions": [
                    {
                        "name": "Ask",
                        "action_type_id": {**ACTION, "category": "Approval", "provider": "Manual"},
                    }
                ],
            },
        ],
    },
    "eventbridge.rules": {
        "event_pattern": {"source": ["aws.codecommit"]},
        "permissions": "manual",
    },
    "iam.roles": {"assume_role_policy_document": TRUST},
    "s3.buckets": {},
}
"""Kind -> the least that AWS takes of it."""

WORDS = "abc XYZ-_.019é→"

SAMPLES: dict[str, Any] = {
    "role_arn": ROLE,
    "service_role": ROLE,
    "resource_access_role": ROLE,
    "kms_key_id": KEY,
    "kms_master_key_id": KEY,
    "encryption_key": KEY,
    "permissions_boundary": f"{POLICY}boundary",
    "managed_policy_arns": [f"{POLICY}boundary", f"{POLICY}more"],
    "destination_arn": TOPIC,
    "triggers": st.dictionaries(
        st.sampled_from(["a", "b-c", "D_1"]),
        st.fixed_dictionaries(
            {
                "destination_arn": st.just(TOPIC),
                "branches": st.lists(st.sampled_from(["main", "next", "v1"]), unique=True),
                "events": st.just(["all"])
                | st.lists(
                    st.sampled_from(["createReference", "deleteReference"]), min_size=1, unique=True
                ),
            },
            optional={"custom_data": st.text(WORDS, max_size=9)},
        ),
    ),
    "versioning_configuration": st.fixed_dictionaries(
        {"status": st.sampled_from(["Enabled", "Suspended"])}
    ),
    "ownership_controls": st.sampled_from(
        [
            {"rules": [{"object_ownership": told}]}
            for told in ("ObjectWriter", "BucketOwnerPreferred")
        ]
    ),
    "server_side_encryption_configuration": st.sampled_from(
        [
            {"rules": [{"apply_server_side_encryption_by_default": told, "bucket_key_enabled": on}]}
            for told in (
                {"sse_algorithm": "AES256"},
                {"sse_algorithm": "aws:kms", "kms_master_key_id": KEY},
            )
            for on in (True, False)
        ]
    ),
    "lifecycle_configuration": st.dictionaries(
        st.sampled_from(["a", "b c", "d"]),
        st.fixed_dictionaries(
            {
                "status": st.sampled_from(["Enabled", "Disabled"]),
                "filter": st.sampled_from([{"prefix": "x/"}, {"prefix": ""}]),
            },
            optional={
                "noncurrent_version_expiration": st.fixed_dictionaries(
                    {"noncurrent_days": st.integers(1, 99)}
                ),
                "abort_incomplete_multipart_upload": st.fixed_dictionaries(
                    {"days_after_initiation": st.integers(1, 9)}
                ),
                "transitions": st.just([{"days": 90, "storage_class": "GLACIER"}]),
            },
        ).map(lambda rule: {**rule, "expiration": {"days": 365}}),
        min_size=1,
    ).map(lambda rules: {"rules": rules}),
    "schedule_expression": "rate(5 minutes)",
    "targets.arn": QUEUE,
    "dead_letter_config.arn": QUEUE,
    "topic_arn": TOPIC,
    "queue_arn": QUEUE,
    "policies": {"one": GRANT, "two": GRANT},
    "source_identifier": "more",
    "path": "/ci/",
    "certificate": "arn:aws:s3:::bucket/ca.pem",
    "default_branch": "main",
}
"""Field, or path -> what AWS takes there: names and ARNs of what is not the resource's own."""

LEFT_OUT = {
    "codecommit.repositories": {"default_branch"},
    "codebuild.projects": {"policy", "webhook", "visibility", "resource_access_role"},
    "codepipeline.pipelines": {"artifact_stores", "triggers", "stages", "start", "name"},
    "eventbridge.rules": {"event_bus_name"},
    "s3.buckets": {"policy", "notification_configuration"},
}
"""Fields whose values depend on more than their shape; the examples have them."""


def specs(kind_id: str) -> st.SearchStrategy[dict[str, Any]]:
    """Bodies of one resource: the base, with up to four more fields, or the base's own drawn anew."""
    form, base = forms()[kind_id], BASES[kind_id]
    names = [
        name
        for name in form.fields
        if name not in form.kind.identity and name not in LEFT_OUT.get(kind_id, ())
    ]
    fields = {name: one(form.fields[name], name) for name in names}
    more = st.lists(st.sampled_from(names), max_size=4, unique=True).flatmap(
        lambda chosen: st.fixed_dictionaries({name: fields[name] for name in chosen})
    )
    return st.builds(lambda drawn: merged(base, drawn), more)


def merged(base: Any, drawn: Any) -> Any:
    """What was drawn, laid over a base; where the base says a scalar or a list, the base stays."""
    if not isinstance(base, Mapping) or not isinstance(drawn, Mapping):
        return base
    return {
        **drawn,
        **{name: merged(value, drawn.get(name, value)) for name, value in base.items()},
    }


def one(shape: Shape, path: str, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values of one field."""
    sample = sampled(shape, path)
    if sample is not None:
        return sample
    match shape.word.document, shape.type:
        case ("policy", "map"):
            return st.just({"one": GRANT})
        case ("policy", _):
            return st.just(TRUST if path.startswith("assume") else GRANT)
        case ("json" | "pattern" | "yaml", _):
            return documents()
        case (_, "structure"):
            return structure(shape, path, depth)
        case (_, "list"):
            return listed(shape, path, depth)
        case (_, "map"):
            keys = text(shape.key or Shape("string", low=1))
            return st.dictionaries(keys, one(item_of(shape), path, depth + 1), max_size=2)
    return scalar(shape)


def sampled(shape: Shape, path: str) -> st.SearchStrategy[Any] | None:
    """The samples of a field, where there are any: by its path, its last two names, its name."""
    names = path.split(".")
    for name in (path, ".".join(names[-2:]), names[-1]):
        if name in SAMPLES and (shape.type != "structure" or len(names) == 1):
            sample = SAMPLES[name]
            return sample if isinstance(sample, st.SearchStrategy) else st.just(sample)
    return None


def item_of(shape: Shape) -> Shape:
    """What a list or a map holds."""
    assert shape.item
    return shape.item


def scalar(shape: Shape) -> st.SearchStrategy[Any]:
    """Scalars of a shape, its bounds among them."""
    match shape.type:
        case "boolean":
            return st.booleans()
        case "integer" | "number":
            low, high = int(shape.low or 0), int(shape.high if shape.high is not None else 1000)
            return st.sampled_from(sorted({low, min(low + 1, high), high})) | st.integers(low, high)
    return text(shape)


def documents() -> st.SearchStrategy[Any]:
    """JSON documents, written as trees."""
    return st.fixed_dictionaries(
        {
            "source": st.lists(
                st.sampled_from(["aws.codebuild", "aws.ecr"]), min_size=1, unique=True
            )
        },
        optional={"detail": st.just({"state": ["FAILED"], "count": [{"numeric": [">", 5]}]})},
    )


def structure(shape: Shape, path: str, depth: int) -> st.SearchStrategy[dict[str, Any]]:
    """Structures with all that is required, and some of the rest where it does not lie deep."""
    fields = {
        name: one(field, f"{path}.{name}", depth + 1)
        for name, field in shape.fields.items()
        if field.required or depth < 3
    }
    required = {name: fields.pop(name) for name in [*fields] if shape.fields[name].required}
    drawn = st.fixed_dictionaries(required, optional=fields)
    return drawn.filter(bool) if fields else drawn


def listed(shape: Shape, path: str, depth: int) -> st.SearchStrategy[Any]:
    """Lists of one or two; each key once."""
    assert shape.item
    key = shape.word.keyed if "." not in shape.word.keyed else ""
    low = max(int(shape.low or 0), 1)
    items = one(shape.item, path, depth)
    if key and shape.item.fields:
        return st.lists(items, min_size=low, max_size=2, unique_by=lambda item: str(item.get(key)))
    return st.lists(items, min_size=low, max_size=max(low, 2), unique_by=repr)


def text(shape: Shape) -> st.SearchStrategy[str]:
    """Text that the model takes: an enum's, a pattern's, else anything, at its bounds too."""
    if shape.enum:
        return st.sampled_from(shape.enum)
    low, high = max(int(shape.low or 0), 1), int(shape.high or 40)
    if shape.pattern:
        told = st.from_regex(re.compile(shape.pattern, re.ASCII), fullmatch=True)
        return told.filter(lambda drawn: low <= len(drawn) <= high and drawn.isprintable())
    return st.text(WORDS, min_size=low, max_size=min(low + 30, high)).filter(
        lambda drawn: drawn == drawn.strip()
    )
