"""CodeConnections under both names: connections, hosts, links, sync configurations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.faults import Fault, Faults
from reconciler.sandbox.services.codeconnections.service import complete_handshake

Json = dict[str, Any]
ENDPOINT = "https://git.acme.example"
VPC = {
    "VpcId": "vpc-12345678",
    "SubnetIds": ["subnet-12345678"],
    "SecurityGroupIds": ["sg-12345678"],
}
ROLE = "arn:aws:iam::123456789012:role/sync"
TAGS = [{"Key": "team", "Value": "web"}]
STACK = {"SyncType": "CFN_STACK_SYNC", "ResourceName": "network"}


@pytest.fixture
def codeconnections(client: Callable[..., Any]) -> Any:
    return client("codeconnections")


@pytest.fixture
def arn(codeconnections: Any) -> str:
    """The ARN of a new connection `github`."""
    return connect(codeconnections)


@pytest.fixture
def link(codeconnections: Any, arn: str) -> str:
    """The id of a link of that connection with `acme/web`."""
    made = codeconnections.create_repository_link(
        ConnectionArn=arn, OwnerId="acme", RepositoryName="web", Tags=TAGS
    )
    return str(made["RepositoryLinkInfo"]["RepositoryLinkId"])


def connect(service: Any, name: str = "github", provider: str = "GitHub", **rest: Any) -> str:
    made = service.create_connection(ConnectionName=name, ProviderType=provider, **rest)
    return str(made["ConnectionArn"])


def install(service: Any, **rest: Any) -> str:
    made = service.create_host(
        Name="ghe", ProviderType="GitHubEnterpriseServer", ProviderEndpoint=ENDPOINT, **rest
    )
    return str(made["HostArn"])


def sync(service: Any, link: str, **rest: Any) -> Json:
    made: Json = service.create_sync_configuration(
        **STACK, Branch="main", ConfigFile="sync.yaml", RepositoryLinkId=link, RoleArn=ROLE, **rest
    )
    return dict(made["SyncConfiguration"])


def test_a_connection_waits_for_a_person(codeconnections: Any, arn: str, sandbox: Sandbox) -> None:
    found = codeconnections.get_connection(ConnectionArn=arn)["Connection"]
    assert found == {
        "ConnectionName": "github",
        "ConnectionArn": arn,
        "ProviderType": "GitHub",
        "OwnerAccountId": "123456789012",
        "ConnectionStatus": "PENDING",
    }
    sandbox.advance(10_000)
    complete_handshake(sandbox.store, arn)

    found = codeconnections.get_connection(ConnectionArn=arn)["Connection"]
    assert found["ConnectionStatus"] == "AVAILABLE"
    complete_handshake(sandbox.store, arn, "ERROR")
    found = codeconnections.list_connections()["Connections"]
    assert [one["ConnectionStatus"] for one in found] == ["ERROR"]
    with pytest.raises(KeyError):
        complete_handshake(sandbox.store, arn + "-gone")


def test_both_names_see_one_state_and_give_their_own_arns(
    codeconnections: Any, client: Callable[..., Any], arn: str
) -> None:
    codestar = client("codestar-connections")
    other = connect(codestar, "bitbucket", "Bitbucket", Tags=TAGS)

    assert arn.startswith("arn:aws:codeconnections:eu-west-1:123456789012:connection/")
    assert other.startswith("arn:aws:codestar-connections:eu-west-1:123456789012:connection/")
    for service in (codeconnections, codestar):
        found = service.list_connections()["Connections"]
        assert [one["ConnectionArn"] for one in found] == [arn, other]
        assert service.list_tags_for_resource(ResourceArn=other)["Tags"] == TAGS
    codeconnections.delete_connection(ConnectionArn=other)
    assert len(codestar.list_connections()["Connections"]) == 1


def test_connections_are_listed_by_provider_and_host_in_pages(codeconnections: Any) -> None:
    host = install(codeconnections)
    made = [connect(codeconnections, f"c-{number}") for number in range(3)]
    hosted = codeconnections.create_connection(ConnectionName="on-host", HostArn=host)

    first = codeconnections.list_connections(ProviderTypeFilter="GitHub")
    token = first["NextToken"]
    second = codeconnections.list_connections(ProviderTypeFilter="GitHub", NextToken=token)
    pages = [first["Connections"], second["Connections"]]
    assert [[one["ConnectionArn"] for one in page] for page in pages] == [made[:2], made[2:]]
    assert "NextToken" not in second
    found = codeconnections.list_connections(HostArnFilter=host)["Connections"]
    assert [one["ConnectionArn"] for one in found] == [hosted["ConnectionArn"]]
    assert (found[0]["ProviderType"], found[0]["HostArn"]) == ("GitHubEnterpriseServer", host)


def test_a_connection_has_a_provider_or_a_host(
    codeconnections: Any, refused: Callable[..., Any]
) -> None:
    host = install(codeconnections)
    with refused("ValidationException"):
        codeconnections.create_connection(ConnectionName="none")
    with refused("ValidationException"):
        connect(codeconnections, HostArn=host)
    with refused("ResourceUnavailableException"):
        codeconnections.create_connection(ConnectionName="lost", HostArn=host + "0")
    with refused("ResourceNotFoundException"):
        codeconnections.get_connection(ConnectionArn=host.replace("host", "connection"))
    with refused("ResourceNotFoundException"):
        codeconnections.delete_connection(ConnectionArn=host.replace("host", "connection"))


def test_a_host_with_a_vpc_settles(
    codeconnections: Any, sandbox: Sandbox, refused: Callable[..., Any]
) -> None:
    host = install(codeconnections, VpcConfiguration=VPC, Tags=TAGS)

    def status() -> str:
        return str(codeconnections.get_host(HostArn=host)["Status"])

    assert host.startswith("arn:aws:codeconnections:eu-west-1:123456789012:host/ghe-")
    assert status() == "VPC_CONFIG_INITIALIZING"
    with refused("ResourceUnavailableException"):
        codeconnections.delete_host(HostArn=host)
    with refused("ConflictException"):
        codeconnections.update_host(HostArn=host, ProviderEndpoint="https://new.acme.example")
    sandbox.advance(120)
    assert status() == "PENDING"
    complete_handshake(sandbox.store, host)
    codeconnections.update_host(HostArn=host, ProviderEndpoint="https://new.acme.example")
    found = codeconnections.get_host(HostArn=host)
    assert (found["Status"], found["VpcConfiguration"]) == ("AVAILABLE", VPC)
    assert found["ProviderEndpoint"] == "https://new.acme.example"
    codeconnections.update_host(HostArn=host, VpcConfiguration={**VPC, "VpcId": "vpc-87654321"})
    assert status() == "VPC_CONFIG_INITIALIZING"
    sandbox.advance(120)
    codeconnections.delete_host(HostArn=host)
    assert status() == "VPC_CONFIG_DELETING"
    with refused("ResourceUnavailableException"):
        codeconnections.delete_host(HostArn=host)
    sandbox.advance(120)
    assert codeconnections.list_hosts()["Hosts"] == []
    with refused("ResourceNotFoundException"):
        codeconnections.get_host(HostArn=host)


def test_a_read_of_the_past_takes_no_host_away(codeconnections: Any, sandbox: Sandbox) -> None:
    host = install(codeconnections, VpcConfiguration=VPC)
    sandbox.advance(120)
    codeconnections.delete_host(HostArn=host)
    sandbox.advance(120)
    assert codeconnections.list_hosts()["Hosts"] == []
    sandbox.faults = Faults([Fault("lag", "codeconnections:*", seconds=30)], seed=0)

    for _ in range(2):
        found = codeconnections.list_hosts()["Hosts"]
        assert [one["Status"] for one in found] == ["VPC_CONFIG_DELETING"]


def test_a_host_goes_after_its_connections(
    codeconnections: Any, refused: Callable[..., Any]
) -> None:
    host = install(codeconnections)
    arn = codeconnections.create_connection(ConnectionName="on-host", HostArn=host)["ConnectionArn"]
    with refused("ResourceUnavailableException"):
        codeconnections.delete_host(HostArn=host)
    with refused("ValidationException"):
        codeconnections.create_host(Name="x", ProviderType="GitHub", ProviderEndpoint=ENDPOINT)
    codeconnections.delete_connection(ConnectionArn=arn)
    codeconnections.delete_host(HostArn=host)

    assert codeconnections.list_hosts()["Hosts"] == []


def test_a_link_knows_the_provider_of_its_connection(
    codeconnections: Any, arn: str, link: str, refused: Callable[..., Any]
) -> None:
    found = codeconnections.get_repository_link(RepositoryLinkId=link)["RepositoryLinkInfo"]

    assert found["RepositoryLinkArn"].endswith(f":repository-link/{link}")
    assert (found["OwnerId"], found["ProviderType"]) == ("acme", "GitHub")
    tags = codeconnections.list_tags_for_resource(ResourceArn=found["RepositoryLinkArn"])["Tags"]
    assert tags == TAGS
    with refused("ResourceAlreadyExistsException"):
        codeconnections.create_repository_link(
            ConnectionArn=arn, OwnerId="acme", RepositoryName="web"
        )
    with refused("InvalidInputException"):
        codeconnections.create_repository_link(
            ConnectionArn=arn + "0", OwnerId="acme", RepositoryName="api"
        )
    second, bitbucket = (
        connect(codeconnections, "second"),
        connect(codeconnections, "b", "Bitbucket"),
    )
    changed = codeconnections.update_repository_link(RepositoryLinkId=link, ConnectionArn=second)
    assert changed["RepositoryLinkInfo"]["ConnectionArn"] == second
    with refused("InvalidInputException", "provider"):
        codeconnections.update_repository_link(RepositoryLinkId=link, ConnectionArn=bitbucket)


def test_a_sync_configuration_is_changed_in_part(
    codeconnections: Any, link: str, refused: Callable[..., Any]
) -> None:
    made = sync(codeconnections, link, TriggerResourceUpdateOn="FILE_CHANGE")
    assert (made["OwnerId"], made["RepositoryName"]) == ("acme", "web")
    assert "PublishDeploymentStatus" not in made
    with refused("ResourceAlreadyExistsException"):
        sync(codeconnections, link)
    changed = codeconnections.update_sync_configuration(**STACK, Branch="next")

    assert changed["SyncConfiguration"] == {**made, "Branch": "next"}
    found = codeconnections.get_sync_configuration(**STACK)["SyncConfiguration"]
    assert found == {**made, "Branch": "next"}
    lists = codeconnections.list_sync_configurations(
        RepositoryLinkId=link, SyncType="CFN_STACK_SYNC"
    )
    assert lists["SyncConfigurations"] == [found]
    definitions = codeconnections.list_repository_sync_definitions(
        RepositoryLinkId=link, SyncType="CFN_STACK_SYNC"
    )["RepositorySyncDefinitions"]
    told = {"Branch": "next", "Directory": "sync.yaml", "Parent": "network", "Target": "network"}
    assert definitions == [told]
    with refused("InvalidInputException"):
        codeconnections.update_sync_configuration(**STACK, RepositoryLinkId="0" * 8 + link[8:])


def test_a_link_goes_after_its_sync_configurations(
    codeconnections: Any, link: str, refused: Callable[..., Any]
) -> None:
    sync(codeconnections, link)
    with refused("SyncConfigurationStillExistsException"):
        codeconnections.delete_repository_link(RepositoryLinkId=link)
    codeconnections.delete_sync_configuration(**STACK)
    codeconnections.delete_sync_configuration(**STACK)
    with refused("ResourceNotFoundException"):
        codeconnections.get_sync_configuration(**STACK)
    codeconnections.delete_repository_link(RepositoryLinkId=link)

    assert codeconnections.list_repository_links()["RepositoryLinks"] == []
    with refused("ResourceNotFoundException"):
        codeconnections.delete_repository_link(RepositoryLinkId=link)


def test_both_kinds_of_arns_are_tagged_by_the_tagging_api(client: Callable[..., Any]) -> None:
    tagging = client("resourcegroupstaggingapi")
    arns = [connect(client(name), name[:9]) for name in ("codeconnections", "codestar-connections")]
    told = tagging.tag_resources(ResourceARNList=arns, Tags={"team": "web"})
    assert told["FailedResourcesMap"] == {}

    types = ["codestar-connections:connection"]
    found = tagging.get_resources(ResourceTypeFilters=types)["ResourceTagMappingList"]
    assert [one["ResourceARN"] for one in found] == arns[1:]


def test_coins_about_what_no_page_says(tails: Any) -> None:
    heads = tails()("codeconnections")
    made = connect(heads), connect(heads)
    heads.create_repository_link(ConnectionArn=made[0], OwnerId="acme", RepositoryName="web")
    assert "HostArn" not in heads.get_connection(ConnectionArn=made[0])["Connection"]

    zeros = tails("codeconnections.placeholder_host_shown", "codeconnections.sync_defaults_shown")
    client = zeros("codeconnections")
    arn = connect(client)
    assert (
        ":000000000000:host/" in client.get_connection(ConnectionArn=arn)["Connection"]["HostArn"]
    )
    made = client.create_repository_link(ConnectionArn=arn, OwnerId="acme", RepositoryName="web")
    shown = sync(client, made["RepositoryLinkInfo"]["RepositoryLinkId"])
    assert shown["TriggerResourceUpdateOn"] == "ANY_CHANGE"

    strict = tails(
        "codeconnections.duplicate_names_refused", "codeconnections.link_of_pending_refused"
    )("codeconnections")
    arn = connect(strict)
    with pytest.raises(ClientError, match="ResourceAlreadyExistsException"):
        connect(strict)
    with pytest.raises(ClientError, match="InvalidInputException"):
        strict.create_repository_link(ConnectionArn=arn, OwnerId="acme", RepositoryName="web")
