"""AWS CodeConnections: connections to providers of repositories.

Sources: the CodeConnections API reference and service model (a connection has no update; its ARN is
invented; it is PENDING until the handshake, which no API does); Developer Tools console User Guide,
"Update a pending connection" and "AWS CodeConnections rename - summary of changes" (ARNs of either
service name are of one thing).
"""

from __future__ import annotations

from reconciler.kinds.words import Field, Kind, Op, Read, Refusal, Settles, Tags

CONSOLE = "https://{region}.console.aws.amazon.com/codesuite/settings/connections"
"""Where a person completes a handshake (Developer Tools console User Guide)."""

NO_HOST = (
    "arn:aws:codestar-connections:us-west-2:000000000000:host/00000000-0000-0000-0000-000000000000"
)
"""What GetConnection was seen to show for a connection without a host (CloudFormation registry,
AWS::CodeStarConnections::Connection)."""

LISTED = Read("ListConnections", path="Connections", whole=True, sends={"MaxResults": 100})
"""All connections in full, at most 100 a page."""

CONNECTIONS = Kind(
    "codeconnections.connections",
    prefix="connection",
    identity=("name",),
    arn_at="ConnectionArn",
    find=LISTED,
    create=Op("CreateConnection"),
    read=LISTED,
    single=Read("GetConnection", path="Connection", rename={"arn": "ConnectionArn"}),
    list=LISTED,
    delete=Op("DeleteConnection", rename={"arn": "ConnectionArn"}),
    fields={
        "provider_type": Field(computed=True),
        "host_arn": Field(
            default=NO_HOST,
            same="arn_prefix",
            points_to="codeconnections.hosts.arn",
            checked=True,
        ),
    },
    exactly_one=(("provider_type", "host_arn"),),
    tags=Tags(
        add=Op("TagResource", rename={"arn": "ResourceArn"}),
        remove=Op("UntagResource", rename={"arn": "ResourceArn"}),
        read=Read("ListTagsForResource", path="Tags", rename={"arn": "ResourceArn"}),
        sweep=("codeconnections:connection", "codestar-connections:connection"),
    ),
    absent=(Refusal("ResourceNotFoundException"),),
    exists=(Refusal("ResourceAlreadyExistsException"),),
    settles=Settles(
        "ConnectionStatus",
        good=("AVAILABLE",),
        failed=("ERROR",),
        human=("PENDING",),
        todo=f"complete the handshake in the console: {CONSOLE}",
        every=2.0,
        limit=60.0,
    ),
    health={
        "ConnectionStatus": {
            "ERROR": "the provider refused the handshake, or took the access back",
        }
    },
    holds_data="the handshake with the provider, which only a person can do again",
)
"""Connections: each has to be completed by a person, once."""
