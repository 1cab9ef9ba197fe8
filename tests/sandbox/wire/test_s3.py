"""What is sent to S3 is read from its XML and checked against the model, as the rest is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from reconciler.aws.models import Operation, model
from reconciler.sandbox import credentials
from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.doors import Hook
from reconciler.sandbox.messages import Request, Response
from reconciler.sandbox.neighbours import overlays
from reconciler.sandbox.wire import exchange as wire
from reconciler.sandbox.wire.decode import decode
from tests.sandbox.delivery.builds import client, code, sandbox
from tests.sandbox.values import plain, value

BODY = "<Tagging><TagSet>{}</TagSet></Tagging>"
UNREAD = {"Body", "Metadata", "AnnotationPayload", "ChecksumAlgorithm", "Expires", "Key"}
"""Bytes of objects; headers with names of the client's; what needs a library that may not be
there; times that boto3 reads itself; keys, of which boto3 and the path hold other spellings."""
NOT_SENT = {"WriteGetObjectResponse"}
"""boto3 sends it to a host of its own."""


class Reads:
    """A door behind which a request is only read."""

    operation: Operation
    params: dict[str, Any]

    def __call__(self, request: Request) -> Response:
        request = overlays.by_path(request)
        self.operation = wire.find(model("s3"), request)
        self.params = decode(self.operation, request)
        return Response(400, b"<Error><Code>Read</Code></Error>")


@pytest.fixture
def reading() -> Iterator[tuple[Any, Reads]]:
    """A client of S3, and what its requests are read as."""
    door = Reads()
    keys = credentials.keys_of_account("111122223333")
    made = boto3.Session(keys.access_key_id, keys.secret_access_key, region_name="eu-west-1")
    made.events.register("before-send.*", Hook(door))
    by_path = Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"})
    with_path: Any = made.client("s3", config=by_path)
    yield with_path, door
    with_path.close()


def test_every_operation_of_s3_is_read_as_it_was_sent(reading: tuple[Any, Reads]) -> None:
    s3, door = reading
    read = 0
    for operation in model("s3").operations.values():
        if operation.traits.get("deprecated") or operation.name in NOT_SENT:
            continue
        sent = value(operation.input, random.Random(operation.name))
        needed = operation.input.required
        given = {name: sent[name] for name in sent if name not in UNREAD or name in needed}
        given |= {"Bucket": "bucket"} if "Bucket" in sent else {}
        given |= {"Key": "key"} if "Key" in sent else {}
        with pytest.raises(ClientError):
            getattr(s3, operation.method)(**given)
        if door.operation is not operation:
            assert operation.name == "ListDirectoryBuckets"
            continue
        assert _compared(door.params) == _compared(plain(given)), operation.name
        read += 1
    assert read > 90


def _compared(params: dict[str, Any]) -> dict[str, Any]:
    return {name: held for name, held in params.items() if name not in UNREAD}


def put(aws: Sandbox, body: str, query: str = "tagging", **headers: str) -> Response:
    """Put a part of a bucket's settings, as a client that checks nothing."""
    keys = aws.credentials()
    signed = f"AWS4-HMAC-SHA256 Credential={keys.access_key_id}/20260101/eu-west-1/s3/aws4_request"
    told = {"host": "s3.eu-west-1.amazonaws.com", "authorization": signed, **headers}
    return aws.handle(Request("PUT", f"/bucket?{query}", told, body.encode()))


@pytest.fixture
def aws() -> Sandbox:
    """A sandbox with a bucket."""
    made = sandbox()
    client(made, "s3").create_bucket(
        Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    return made


@pytest.mark.parametrize(
    ("body", "query", "wanted"),
    [
        ("<Tagging>", "tagging", b"MalformedXML"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]>" + BODY.format(""), "tagging", b"MalformedXML"),
        (BODY.format("<Tag><Key>a</Key><Valeu>b</Valeu></Tag>"), "tagging", b"MalformedXML"),
        (BODY.format("<Tag><Key></Key><Value>b</Value></Tag>"), "tagging", b"MalformedXML"),
        (BODY.format("<Tag><Key>a</Key></Tag>"), "tagging", b"MalformedXML"),
        ("", "tagging", b"MissingRequestBodyError"),
        (
            "<VersioningConfiguration><Status>On</Status></VersioningConfiguration>",
            "versioning",
            b"MalformedXML",
        ),
    ],
)
def test_what_breaks_the_model_is_refused_as_s3_does(
    aws: Sandbox, body: str, query: str, wanted: bytes
) -> None:
    before = aws.dump()
    answer = put(aws, body, query)

    assert answer.status == 400
    assert b"<Code>" + wanted + b"</Code>" in answer.body
    assert aws.dump() == before


def test_a_header_that_breaks_the_model_is_an_invalid_argument(aws: Sandbox) -> None:
    s3 = client(aws, "s3")
    with pytest.raises(ClientError) as error:
        s3.put_object(Bucket="bucket", Key="k", Body=b"x", ACL="everyone")
    assert code(error) == "InvalidArgument"
    with pytest.raises(ClientError) as error:
        s3.put_object(Bucket="bucket", Key="k", Body=b"x", StorageClass="CHEAP")
    assert code(error) == "InvalidStorageClass"


def test_a_good_request_passes(aws: Sandbox) -> None:
    assert put(aws, BODY.format("<Tag><Key>a</Key><Value>b</Value></Tag>")).status < 300
    found = client(aws, "s3").get_bucket_tagging(Bucket="bucket")["TagSet"]
    assert found == [{"Key": "a", "Value": "b"}]
