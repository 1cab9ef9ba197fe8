"""Amazon EventBridge: connections to _HTTP endpoints, and the API destinations that use them.

Sources: the EventBridge API reference and service model. DescribeConnection shows no password, no
client secret, no API key, and no value of a parameter that is marked secret. Whether
UpdateConnection keeps parameters that are not sent is not documented, so empty ones are sent; the
model lets the ARN of a resource configuration be empty. The states at which the wait ends are those
of the Terraform provider. An update of an API destination keeps a rate that is not sent (live reads
recorded by go-to-k/cdk-real-drift). Neither kind has tags.
"""

from __future__ import annotations

from reconciler.kinds.words import By, Field, Kind, Op, Read, Refusal, Settles

_HIDDEN = By(".is_value_secret", {"true": True}, False)
_HTTP = {
    f"auth_parameters.{holder}.{place}{path}": word
    for holder in ("o_auth_parameters.o_auth_http_parameters", "invocation_http_parameters")
    for place in ("header_parameters", "query_string_parameters", "body_parameters")
    for path, word in {
        "": Field(keyed="key", short="value"),
        ".value": Field(secret=_HIDDEN, unread=_HIDDEN),
        ".is_value_secret": Field(default=False),
    }.items()
}
_NOWHERE = {"resource_parameters": {"resource_configuration_arn": ""}}
_SECRET = Field(secret=True, unread=True)

EVENT_CONNECTIONS = Kind(
    "eventbridge.connections",
    service="events",
    identity=("name",),
    arn_at="ConnectionArn",
    create=Op("CreateConnection"),
    read=Read("DescribeConnection"),
    list=Read("ListConnections", path="Connections", whole=True),
    update=Op("UpdateConnection", merges=True, resend=("description", "kms_key_identifier")),
    delete=Op("DeleteConnection"),
    fields={
        "description": Field(default=""),
        "auth_parameters.basic_auth_parameters.password": _SECRET,
        "auth_parameters.o_auth_parameters.client_parameters.client_secret": _SECRET,
        "auth_parameters.api_key_auth_parameters.api_key_value": _SECRET,
        "auth_parameters.invocation_http_parameters": Field(default={}, insisted=True),
        **_HTTP,
        "invocation_connectivity_parameters": Field(clear=_NOWHERE),
        "kms_key_identifier": Field(same="kms_key", points_to="kms.keys.arn", clear=""),
    },
    gives={"secret_arn": "SecretArn"},
    modified="LastModifiedTime",
    absent=(Refusal("ResourceNotFoundException"),),
    exists=(Refusal("ResourceAlreadyExistsException"),),
    busy=(Refusal("ConcurrentModificationException"),),
    settles=Settles(
        "ConnectionState",
        good=("AUTHORIZED", "ACTIVE"),
        failed=("DEAUTHORIZED", "FAILED_CONNECTIVITY"),
        reason="StateReason",
    ),
    health={
        "ConnectionState": {
            "DEAUTHORIZED": "its credentials do not authorize it, and nothing is delivered",
            "FAILED_CONNECTIVITY": "its private endpoint cannot be reached",
        }
    },
)
"""Connections: how EventBridge authorizes itself at HTTP endpoints."""

API_DESTINATIONS = Kind(
    "eventbridge.api_destinations",
    service="events",
    identity=("name",),
    arn_at="ApiDestinationArn",
    create=Op("CreateApiDestination"),
    read=Read("DescribeApiDestination"),
    list=Read("ListApiDestinations", path="ApiDestinations", whole=True),
    update=Op("UpdateApiDestination", merges=True),
    delete=Op("DeleteApiDestination"),
    fields={
        "description": Field(default=""),
        "connection_arn": Field(points_to="eventbridge.connections.arn", checked=True),
        "invocation_rate_limit_per_second": Field(default=300),
    },
    absent=(Refusal("ResourceNotFoundException"),),
    exists=(Refusal("ResourceAlreadyExistsException"),),
    busy=(Refusal("ConcurrentModificationException"),),
)
"""API destinations: HTTP endpoints as targets of rules."""
