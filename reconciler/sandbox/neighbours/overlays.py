"""Where moto differs from AWS in what this sandbox promises: mended at the door, for both ways in.

- CreateBucket takes tags (S3 model, CreateBucketConfiguration.Tags); moto drops them.
- Buckets may be named in the host; moto is always asked by path.
- Lists of IAM keep to the sandbox's page size.
- ListRoles leaves out what its documentation says it leaves out.
- GetBucketVersioning shows MFADelete once it was set.
- GetBucketNotificationConfiguration shows EventBridgeConfiguration.
- A refused PutBucketLifecycleConfiguration leaves the rules as they were.
- Encryption, ownership or lifecycle rules that moto stumbles over are MalformedXML.
- SetQueueAttributes without a policy leaves the queue's policy.
- The policies that AWS manages are there in every account, as of moto's release.
- GetResources finds the repositories of ECR.
- Lambda's permissions are kept with all their conditions, each alias has its own (`permissions`).
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from urllib.parse import urlencode

from reconciler.aws.models import Operation
from reconciler.sandbox.messages import Request, Response

_BUCKET_HOST = re.compile(r"(?P<bucket>[^/]+?)\.(?:s3[.-][^/]*|s3|localhost(?::\d+)?)$")
_TAGS = re.compile(rb"<Tags>(.*?)</Tags>", re.DOTALL)
_EMPTY = re.compile(rb"<CreateBucketConfiguration[^>]*>\s*</CreateBucketConfiguration>")
_NOT_LISTED = re.compile(rb"<(PermissionsBoundary|RoleLastUsed|Tags)(?:/>|>.*?</\1>)", re.DOTALL)
"""IAM API Reference, ListRoles: "this operation does not return the following attributes, even
though they are an attribute of the returned object: PermissionsBoundary, RoleLastUsed, Tags"."""


def by_path(request: Request) -> Request:
    """Return an S3 request with its bucket in the path, wherever it was named."""
    found = _BUCKET_HOST.match(request.headers.get("host", ""))
    if found is None:
        return request
    return replace(request, target=f"/{found['bucket']}{request.target}")


def split_bucket_tags(request: Request) -> tuple[Request, Request | None]:
    """Return a CreateBucket without its tags, and the PutBucketTagging that brings them."""
    found = _TAGS.search(request.body)
    if found is None:
        return request, None
    rest = _TAGS.sub(b"", request.body)
    path = request.target.partition("?")[0]
    body = b"<Tagging><TagSet>" + found[1] + b"</TagSet></Tagging>"
    second = Request("PUT", f"{path}?tagging", {}, body)
    return replace(request, body=b"" if _EMPTY.search(rest) else rest), second


def capped(operation: Operation, request: Request, most: int | None) -> Request:
    """Return a query list (IAM's) that asks for no more than `most` entries a page.

    So the option that keeps pages small holds there too; moto heeds the client's own limit only.
    """
    page = operation.page
    if most is None or operation.model.protocol != "query" or page is None or page.limit is None:
        return request
    form = dict(request.form)
    form[page.limit] = str(min(most, int(form.get(page.limit, most))))
    return replace(request, body=urlencode(form).encode())


def policy_asked(request: Request) -> Request:
    """Return the question for the policy of the queue whose attributes are to be set."""
    body = {"QueueUrl": json.loads(request.body)["QueueUrl"], "AttributeNames": ["Policy"]}
    headers = {**request.headers, "x-amz-target": "AmazonSQS.GetQueueAttributes"}
    return replace(request, headers=headers, body=json.dumps(body).encode())


def with_policy(request: Request, held: Response) -> Request:
    """Return a SetQueueAttributes that names the policy too, as the queue has it.

    SQS API Reference, SetQueueAttributes: it sets the value of "one or more queue attributes";
    moto drops the policy where it is not among them.
    """
    policy = json.loads(held.body).get("Attributes", {}).get("Policy")
    asked = json.loads(request.body)
    if not policy or "Policy" in asked.get("Attributes", {}):
        return request
    asked["Attributes"] = {**asked.get("Attributes", {}), "Policy": policy}
    return replace(request, body=json.dumps(asked).encode())


def shown(service: str, operation: str, response: Response) -> Response:
    """Return an answer of moto's without what AWS does not show."""
    if (service, operation) != ("iam", "ListRoles") or response.status != 200:
        return response
    return replace(response, body=_NOT_LISTED.sub(b"", response.body))
