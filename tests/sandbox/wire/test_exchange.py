"""Whatever bytes come in, the wire reads them or refuses them; it never falls over."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.aws.models import model
from reconciler.sandbox.credentials import account_of, caller
from reconciler.sandbox.errors import NotCovered, Refusal
from reconciler.sandbox.messages import Request, Response
from reconciler.sandbox.wire import exchange as wire

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "names", "tags", "source", "auth", "startTime", "x"])
            | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
FORM_NAMES = st.lists(
    st.sampled_from(
        ["Tags", "member", "entry", "1", "2", "x", "Key", "key", "value", "OptionSettings"]
    ),
    min_size=1,
    max_size=4,
).map(".".join)


def outcome(service: str, request: Request) -> Any:
    """Return what is read, or the refusal; anything else is a fault of the wire."""
    try:
        found = wire.find(model(service), request)
        return wire.read(found, request)
    except Refusal as error:
        response = wire.fail(model(service), error)
        assert 400 <= response.status < 500
        return response
    except NotCovered as error:
        return wire.not_covered(error, request)


@given(st.binary(max_size=40) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_body_of_a_json_service(body: bytes) -> None:
    for name in ("CreateProject", "BatchGetProjects", "StartBuild", "ListBuildsForProject"):
        headers = {"x-amz-target": f"CodeBuild_20161006.{name}"}
        outcome("codebuild", Request("POST", "/", headers, body))


@given(st.dictionaries(FORM_NAMES, st.text(max_size=5), max_size=5))
def test_any_form_of_a_query_service(form: dict[str, str]) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
    for service, name in (
        ("elasticbeanstalk", "CreateEnvironment"),
        ("sts", "AssumeRole"),
        ("sns", "SetSMSAttributes"),
    ):
        body = urlencode({"Action": name, **form}).encode()
        outcome(service, Request("POST", "/", headers, body))


@given(st.text(max_size=20), st.binary(max_size=20), st.sampled_from(["GET", "POST", "PUT", "X"]))
def test_any_path_of_a_rest_service(path: str, body: bytes, method: str) -> None:
    for start in ("/v1/domain?domain=", "/v1/repository?", "/tags/", "/"):
        outcome("codeartifact", Request(method, start + path, {"content-type": "x"}, body))


@given(st.text(max_size=24), st.none() | st.text(max_size=24))
def test_any_key_is_somebodys(key: str, token: str | None) -> None:
    assert len(caller(key, token).account) == 12
    assert account_of(key) is None


def test_what_lies_too_deep_is_refused() -> None:
    body = b'{"names":' + b"[" * 100_000
    headers = {"x-amz-target": "CodeBuild_20161006.BatchGetProjects"}
    found = outcome("codebuild", Request("POST", "/", headers, body))

    assert isinstance(found, Response)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"{", "not JSON"),
        (b"[]", "list cannot be converted to structure"),
        (b'{"names": "api"}', "str cannot be converted to list"),
        (b'{"nams": ["api"]}', "has no member nams"),
        (b'{"names": [1]}', "int cannot be converted to string"),
    ],
)
def test_what_is_of_another_type_is_told(body: bytes, told: str) -> None:
    headers = {"x-amz-target": "CodeBuild_20161006.BatchGetProjects"}
    found = outcome("codebuild", Request("POST", "/", headers, body))

    assert json.loads(found.body)["__type"] == "SerializationException"
    assert told in json.loads(found.body)["message"]


@pytest.mark.parametrize("subject", ["lifecycle", "notification"])
def test_of_twins_at_one_path_the_one_that_is_not_deprecated_is_meant(subject: str) -> None:
    request = Request("PUT", f"/web?{subject}", {})
    name = f"PutBucket{subject.capitalize()}Configuration"

    assert wire.find(model("s3"), request).name == name
