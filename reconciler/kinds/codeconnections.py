"""AWS CodeConnections: connections to providers, hosts they stand on, and what Git sync needs.

Sources: the CodeConnections API reference and service model (a connection has no update; ids are
invented; connections and hosts are PENDING until a person sets them up, which no API does; a host's
VPC configuration and a link's key can be changed, not taken away); Developer Tools console User
Guide, "Update a pending connection", "Set up a pending host" and "AWS CodeConnections rename -
summary of changes" (ARNs of either service name are of one thing).
"""

from __future__ import annotations

from dataclasses import replace

from reconciler.kinds.words import Field, Kind, Op, Read, Refusal, Settles, Tags

CONSOLE = "https://{region}.console.aws.amazon.com/codesuite/settings/connections"
"""Where a person completes a handshake (Developer Tools console User Guide)."""

NO_HOST = (
    "arn:aws:codestar-connections:us-west-2:000000000000:host/00000000-0000-0000-0000-000000000000"
)
"""What GetConnection was seen to show for a connection without a host (CloudFormation registry,
AWS::CodeStarConnections::Connection)."""

TAGS = Tags(
    add=Op("TagResource", rename={"arn": "ResourceArn"}),
    remove=Op("UntagResource", rename={"arn": "ResourceArn"}),
    read=Read("ListTagsForResource", path="Tags", rename={"arn": "ResourceArn"}),
)
"""How everything that has an ARN is tagged."""

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
    tags=replace(TAGS, sweep=("codeconnections:connection", "codestar-connections:connection")),
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
            "ERROR": "the provider refused the handshake, or took the access back: update the "
            "connection in the console",
        }
    },
    holds_data="the handshake with the provider, which only a person can do again",
)
"""Connections: each has to be completed by a person, once."""

HOSTED = Read("ListHosts", path="Hosts", whole=True, sends={"MaxResults": 100})
"""All hosts in full, at most 100 a page."""

HOSTS = Kind(
    "codeconnections.hosts",
    identity=("name",),
    arn_at="HostArn",
    find=HOSTED,
    create=Op("CreateHost"),
    read=HOSTED,
    single=Read("GetHost", rename={"arn": "HostArn"}),
    list=HOSTED,
    update=Op("UpdateHost", merges=True, rename={"arn": "HostArn"}),
    delete=Op("DeleteHost", rename={"arn": "HostArn"}),
    fields={
        "vpc_configuration": Field(computed=True),
        "vpc_configuration.subnet_ids": Field(set=True),
        "vpc_configuration.security_group_ids": Field(set=True),
        "vpc_configuration.tls_certificate": Field(same="text"),
    },
    tags=replace(TAGS, sweep=("codeconnections:host", "codestar-connections:host")),
    absent=(Refusal("ResourceNotFoundException"),),
    busy=(Refusal("ConflictException"), Refusal("ResourceUnavailableException")),
    settles=Settles(
        "Status",
        good=("AVAILABLE",),
        failed=("VPC_CONFIG_FAILED_INITIALIZATION",),
        human=("PENDING",),
        reason="StatusMessage",
        todo=f"set the host up in the console: {CONSOLE}/hosts",
    ),
    health={
        "Status": {"VPC_CONFIG_FAILED_INITIALIZATION": "AWS could not connect it to its VPC"},
    },
)
"""Hosts: where an installed provider (GitHub Enterprise Server, GitLab) is reached."""

LINKED = Read("ListRepositoryLinks", path="RepositoryLinks", whole=True, sends={"MaxResults": 100})
"""All repository links in full, at most 100 a page."""

REPOSITORY_LINKS = Kind(
    "codeconnections.repository_links",
    identity=("owner_id", "repository_name"),
    named=False,
    arn_at="RepositoryLinkArn",
    find=LINKED,
    create=Op("CreateRepositoryLink", path="RepositoryLinkInfo"),
    read=LINKED,
    list=LINKED,
    update=Op("UpdateRepositoryLink", merges=True, rename={"id": "RepositoryLinkId"}),
    delete=Op("DeleteRepositoryLink", rename={"id": "RepositoryLinkId"}),
    fields={
        "connection_arn": Field(
            same="arn_prefix", points_to="codeconnections.connections.arn", checked=True
        ),
        "encryption_key_arn": Field(computed=True, same="kms_key", points_to="kms.keys.arn"),
    },
    tags=replace(
        TAGS, sweep=("codeconnections:repository-link", "codestar-connections:repository-link")
    ),
    gives={"id": "RepositoryLinkId"},
    absent=(Refusal("ResourceNotFoundException"),),
    exists=(Refusal("ResourceAlreadyExistsException"),),
    busy=(Refusal("ConcurrentModificationException"),),
)
"""Repository links: which repository of a connection Git sync reads."""

SYNC_CONFIGURATIONS = Kind(
    "codeconnections.sync_configurations",
    identity=("sync_type", "resource_name"),
    named=False,
    create=Op("CreateSyncConfiguration"),
    read=Read("GetSyncConfiguration", path="SyncConfiguration"),
    list=Read(
        "ListSyncConfigurations",
        path="SyncConfigurations",
        whole=True,
        per=("repository_link_id",),
        rename={"repository_link_id": "RepositoryLinkId"},
        sends={"SyncType": "CFN_STACK_SYNC"},
    ),
    update=Op("UpdateSyncConfiguration", merges=True),
    delete=Op("DeleteSyncConfiguration"),
    fields={
        "sync_type": Field(default="CFN_STACK_SYNC"),
        "repository_link_id": Field(points_to="codeconnections.repository_links.id", checked=True),
        "role_arn": Field(points_to="iam.roles.arn", checked=True),
        "publish_deployment_status": Field(default="DISABLED"),
        "trigger_resource_update_on": Field(default="ANY_CHANGE"),
        "pull_request_comment": Field(default="DISABLED"),
    },
    absent=(Refusal("ResourceNotFoundException"),),
    exists=(Refusal("ResourceAlreadyExistsException"),),
    busy=(Refusal("ConcurrentModificationException"),),
)
"""Sync configurations: which CloudFormation stack follows which branch of a linked repository."""
