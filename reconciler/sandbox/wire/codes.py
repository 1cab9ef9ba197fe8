"""Which error a broken constraint of the model is: ValidationException, but for three services.

- CodeBuild knows no ValidationException. Its API Reference: InvalidInputException, "The input
  value that was provided is not valid"; so is a type that is not one of the enum (moto's
  codebuild/responses.py, "Invalid type provided"; botocore issue 2531, an identifier).
- CodeCommit has a code for each member, declared by the operation. Its API Reference:
  RepositoryNameRequiredException, "A repository name is required, but was not specified";
  InvalidRepositoryNameException, "occurs only when a specified repository name is not valid".
  The codes are made of the names in the model, so what an operation does not declare is not told.

- S3 has MalformedXML for what stands in a body, InvalidArgument for what stands in a header or
  in the address, MissingRequestBodyError for no body where there must be one (S3 API Reference,
  "Error responses": "List of error codes").

Where no source tells the words of the first two, the sentence of the other services is told: such
wording is unverified.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reconciler.aws.models import Operation
from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.wire.check import Broken
from reconciler.sandbox.wire.xml import malformed

_MOST_ERRORS = 50
_DEFAULT = "ValidationException"

BY_SERVICE = {"codebuild": "InvalidInputException"}
"""The one code that a service has for all of them."""

BY_MEMBER = frozenset({"codecommit"})
"""The services that have a code for each member."""

TOLD = {
    ("codebuild", "timeoutInMinutes"): "Invalid timeout. Should be between 5 minutes and 36 hours",
}
"""The words for a member, where they are known. CodeBuild User Guide, "Quotas for AWS CodeBuild",
tells the same range for the build timeout."""

_NAMES = {
    "CommitIdsInputList": "CommitIdsList",
    "CommitName": "Commit",
    "Content": "CommentContent",
}
"""Shapes of CodeCommit whose errors are named otherwise."""

_OF_S3 = {"StorageClass": "InvalidStorageClass"}
"""Shapes of S3 that have a code of their own in the list of error codes."""

_ENDS = re.compile(r"(?:Type)?Enum$")


def refusal(operation: Operation, broken: Sequence[Broken]) -> Refusal:
    """Return the error for constraints that the input of an operation breaks, at least one."""
    service, first = operation.model.service, broken[0]
    if operation.model.protocol == "rest-xml":
        return _of_s3(operation, first)
    if service in BY_MEMBER:
        declared = (code for code in _codes(first) if code in operation.errors)
        return Refusal(next(declared, _DEFAULT), _sentences([first]))
    told = TOLD.get((service, first.path))
    code = BY_SERVICE.get(service, _DEFAULT)
    if code != _DEFAULT and code not in operation.errors:
        code = _DEFAULT
    return Refusal(code, told if told and not first.missing else _sentences(broken))


def _of_s3(operation: Operation, first: Broken) -> Refusal:
    payload = str(operation.input.traits.get("payload", ""))
    within = first.path.partition(".")[0].lower() == payload.lower()
    if within and first.missing and "." not in first.path:
        return Refusal("MissingRequestBodyError", "Request body is empty.", 400)
    code = _OF_S3.get(first.shape.name, "InvalidArgument")
    return malformed() if within else Refusal(code, _sentences([first]), 400)


def _sentences(broken: Sequence[Broken]) -> str:
    noun = "validation error" if len(broken) == 1 else "validation errors"
    listed = "; ".join(one.sentence for one in broken[:_MOST_ERRORS])
    return f"{len(broken)} {noun} detected: {listed}"


def _codes(broken: Broken) -> Iterator[str]:
    """Yield the codes that CodeCommit may have for a constraint, the likeliest first."""
    member = next(
        part for part in reversed(broken.path.split(".")) if part != "member" and not part.isdigit()
    )
    shape = _ENDS.sub("", broken.shape.name)
    for name in (_NAMES.get(shape, shape), member[0].upper() + member[1:], f"{shape}s"):
        yield f"{name}RequiredException" if broken.missing else f"Invalid{name}Exception"
