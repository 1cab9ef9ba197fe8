"""botocore's exceptions as the few things that can become of a call.

AWS said no; the answer never came; nothing was sent; there are no credentials. Sources: botocore's
exceptions.py, and "Common errors" of the AWS API references.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from reconciler.errors import Fault, NotAuthorised, Usage

CREDENTIALS = "RC6002"
"""No credentials, or ones that AWS does not accept."""

ROLE = "RC6003"
"""A role that could not be assumed."""

REGION = "RC6004"
"""No region was given."""

EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
"""Codes of credentials that were good once."""

UNKNOWN = frozenset(
    {
        "AuthFailure",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidToken",
        "NotSignedUp",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
"""Codes of credentials that AWS does not know."""

THROTTLES = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "PriorRequestNotComplete",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "ServiceUnavailable",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
"""Codes by which AWS says *later*, before it did anything (botocore/retries/standard.py), without
LimitExceededException, which is a quota in half of the services here."""

TOO_MANY = 429
"""The HTTP status of a throttle, where its code is not one of those (RFC 6585)."""

LOST = frozenset({500, 502, 503, 504})
"""HTTP statuses after which nobody knows whether the call was done."""


@dataclass(frozen=True)
class Refusals:
    """What to raise: `refused(call, code, message, request_id, status)`, `lost(call, cause)`,
    `unreachable(call, endpoint, cause)`.
    """

    refused: Callable[[Any, str, str, str, int], Exception]
    lost: Callable[[Any, str], Exception]
    unreachable: Callable[[Any, str, str], Exception]


@contextmanager
def translated(call: Any, refusals: Refusals) -> Iterator[None]:
    """Raise our errors in place of botocore's."""
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    try:
        yield
    except ClientError as error:
        raise _answered(call, error, refusals) from None
    except BotoCoreError as error:
        raise _unanswered(call, error, refusals) from None
    except ResponseParserError as error:
        raise refusals.lost(call, f"the answer could not be read: {_words(error)}") from None


def _answered(call: Any, error: Any, refusals: Refusals) -> Exception:
    told, meta = error.response.get("Error", {}), error.response.get("ResponseMetadata", {})
    code, message = str(told.get("Code", "")), str(told.get("Message", ""))
    status = int(meta.get("HTTPStatusCode", 0))
    if error.operation_name == "AssumeRole" and call.operation != "AssumeRole":
        return _no_role(code, message)
    if code in EXPIRED:
        return _no_credentials(f"the credentials have expired ({code})")
    if code in UNKNOWN:
        return _no_credentials(f"AWS does not accept the credentials ({code})")
    if status in LOST and code not in THROTTLES:
        return refusals.lost(call, f"HTTP {status} {code}".strip())
    return refusals.refused(call, code, message, str(meta.get("RequestId", "")), status)


def _unanswered(call: Any, error: Exception, refusals: Refusals) -> Exception:
    from botocore import exceptions as of

    match error:
        case of.NoRegionError():
            suggestion = "Give `region` in the environment of reconcile.yaml, or --region."
            return Usage(Fault(REGION, "no region is given", suggestion=suggestion))
        case of.EndpointConnectionError() | of.ConnectTimeoutError() | of.ProxyConnectionError():
            return refusals.unreachable(call, _endpoint(error), _words(error))
        case of.SSLError():
            return refusals.unreachable(call, _endpoint(error), _words(error))
        case of.HTTPClientError() | of.ConnectionError() | of.IncompleteReadError():
            return refusals.lost(call, _words(error))
        case of.ParamValidationError():
            return refusals.refused(call, "ParamValidation", _words(error), "", 0)
        case _ if _is_about_credentials(error):
            return _no_credentials(_words(error))
        case _:
            return refusals.refused(call, type(error).__name__, _words(error), "", 0)


def answer_told(response: Any) -> tuple[int, str]:
    """HTTP status and error code of what botocore got: (HTTP response, parsed answer), or None."""
    if response is None:
        return 0, ""
    http, parsed = response
    return http.status_code, str(parsed.get("Error", {}).get("Code", ""))


def _is_about_credentials(error: Exception) -> bool:
    from botocore import exceptions as of

    return isinstance(
        error,
        of.NoCredentialsError
        | of.PartialCredentialsError
        | of.CredentialRetrievalError
        | of.ProfileNotFound
        | of.ConfigNotFound
        | of.ConfigParseError
        | of.SSOError
        | of.TokenRetrievalError
        | of.NoAuthTokenError
        | of.MetadataRetrievalError
        | of.InvalidConfigError
        | of.InfiniteLoopConfigError
        | of.RefreshWithMFAUnsupportedError,
    )


def _no_credentials(what: str) -> NotAuthorised:
    suggestion = "Sign in (`aws sso login`), or set AWS_PROFILE or AWS_ACCESS_KEY_ID; or try it with --sandbox."
    return NotAuthorised(Fault(CREDENTIALS, what, suggestion=suggestion))


def _no_role(code: str, message: str) -> NotAuthorised:
    suggestion = "Its trust policy must name who runs this, and who runs this needs sts:AssumeRole."
    return NotAuthorised(
        Fault(ROLE, f"the role could not be assumed: {message} ({code})", suggestion=suggestion)
    )


def _endpoint(error: Any) -> str:
    return str(error.kwargs.get("endpoint_url", ""))


def _words(error: Exception) -> str:
    return " ".join(str(error).split())
