"""CodeArtifact: domains, repositories, upstreams, connections, policies, two accounts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from reconciler.sandbox.app import Sandbox

Json = dict[str, Any]
OWNER = "123456789012"
OTHER = "444455556666"
DOMAIN = {"domain": "acme"}
WEB = {"domain": "acme", "repository": "web"}


@pytest.fixture
def codeartifact(client: Callable[..., Any]) -> Any:
    """CodeArtifact with the domain `acme`."""
    made = client("codeartifact")
    made.create_domain(**DOMAIN)
    return made


@pytest.fixture
def repositories(codeartifact: Any) -> Any:
    """The domain `acme` with repositories `npm-store`, `shared` and `web`."""
    for name in ("npm-store", "shared", "web"):
        codeartifact.create_repository(domain="acme", repository=name)
    return codeartifact


def policy(*actions: str, principal: Any = OTHER) -> str:
    allowed = [f"codeartifact:{action}" for action in actions]
    one = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": allowed, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [one]})


def upstreams(codeartifact: Any, **key: str) -> list[str]:
    found = codeartifact.describe_repository(**(key or WEB))["repository"]
    return [one["repositoryName"] for one in found["upstreams"]]


def use(codeartifact: Any, *names: str) -> None:
    listed = [{"repositoryName": name} for name in names]
    codeartifact.update_repository(**WEB, upstreams=listed)


def test_a_domain_is_encrypted_with_the_key_of_the_account(codeartifact: Any) -> None:
    found = codeartifact.describe_domain(**DOMAIN)["domain"]

    assert found["arn"] == f"arn:aws:codeartifact:eu-west-1:{OWNER}:domain/acme"
    assert (found["owner"], found["status"]) == (OWNER, "Active")
    assert (found["repositoryCount"], found["assetSizeBytes"]) == (0, 0)
    assert found["encryptionKey"].startswith(f"arn:aws:kms:eu-west-1:{OWNER}:key/")
    for given in (
        "alias/aws/codeartifact",
        f"arn:aws:kms:eu-west-1:{OWNER}:alias/aws/codeartifact",
    ):
        second = codeartifact.create_domain(domain="second", encryptionKey=given)["domain"]
        assert second["encryptionKey"] == found["encryptionKey"]
        codeartifact.delete_domain(domain="second")
    own = codeartifact.create_domain(domain="third", encryptionKey="1234-ab")["domain"]
    assert own["encryptionKey"] == f"arn:aws:kms:eu-west-1:{OWNER}:key/1234-ab"


def test_a_name_is_taken_once_and_domains_come_in_pages(
    codeartifact: Any, refused: Callable[..., Any]
) -> None:
    with refused("ConflictException", "already exists"):
        codeartifact.create_domain(**DOMAIN)
    for name in ("one", "two", "three"):
        codeartifact.create_domain(domain=name)

    pages = list(codeartifact.get_paginator("list_domains").paginate())
    assert [len(page["domains"]) for page in pages] == [2, 2]


def test_a_domain_with_repositories_stays(repositories: Any, refused: Callable[..., Any]) -> None:
    with refused("ConflictException", "Domain must contain 0 repositories before deletion"):
        repositories.delete_domain(**DOMAIN)
    for name in ("npm-store", "shared", "web"):
        repositories.delete_repository(domain="acme", repository=name)

    assert repositories.delete_domain(**DOMAIN)["domain"]["status"] == "Deleted"
    assert "domain" not in repositories.delete_domain(**DOMAIN)
    with refused("ResourceNotFoundException", f"'acme' owned by account '{OWNER}' does not exist"):
        repositories.describe_domain(**DOMAIN)
    repositories.create_domain(**DOMAIN)
    assert repositories.list_repositories()["repositories"] == []


def test_a_repository_is_shown_with_empty_lists(codeartifact: Any) -> None:
    made = codeartifact.create_repository(**WEB)["repository"]

    assert made["arn"] == f"arn:aws:codeartifact:eu-west-1:{OWNER}:repository/acme/web"
    assert (made["upstreams"], made["externalConnections"]) == ([], [])
    assert made["administratorAccount"] == made["domainOwner"] == OWNER
    assert "description" not in made
    assert codeartifact.describe_repository(**WEB)["repository"] == made
    assert codeartifact.describe_domain(**DOMAIN)["domain"]["repositoryCount"] == 1


def test_upstreams_keep_their_order_and_are_replaced_as_a_whole(
    repositories: Any, refused: Callable[..., Any]
) -> None:
    use(repositories, "shared", "npm-store")
    assert upstreams(repositories) == ["shared", "npm-store"]
    repositories.update_repository(**WEB, description="Front end")
    assert upstreams(repositories) == ["shared", "npm-store"]
    use(repositories, "npm-store")
    assert upstreams(repositories) == ["npm-store"]
    assert repositories.describe_repository(**WEB)["repository"]["description"] == "Front end"
    use(repositories)
    repositories.update_repository(**WEB, description="")
    assert upstreams(repositories) == []
    assert "description" not in repositories.describe_repository(**WEB)["repository"]
    with refused("ResourceNotFoundException", "'nowhere'"):
        use(repositories, "nowhere")
    with refused("ValidationException"):
        use(repositories, "shared", "shared")
    with refused("ResourceNotFoundException"):
        repositories.create_repository(
            domain="acme", repository="late", upstreams=[{"repositoryName": "nowhere"}]
        )


def test_ten_upstreams_and_no_more(codeartifact: Any, refused: Callable[..., Any]) -> None:
    names = [{"repositoryName": f"part-{number}"} for number in range(11)]
    for one in names:
        codeartifact.create_repository(domain="acme", repository=one["repositoryName"])

    with refused("ServiceQuotaExceededException"):
        codeartifact.create_repository(**WEB, upstreams=names)
    made = codeartifact.create_repository(**WEB, upstreams=names[:10])
    assert len(made["repository"]["upstreams"]) == 10


def test_a_deleted_upstream_is_named_until_the_next_update(repositories: Any) -> None:
    use(repositories, "shared", "npm-store")
    repositories.delete_repository(domain="acme", repository="shared")

    assert upstreams(repositories) == ["shared", "npm-store"]
    repositories.update_repository(**WEB)
    assert upstreams(repositories) == ["npm-store"]


def test_one_external_connection_or_upstreams(
    repositories: Any, refused: Callable[..., Any]
) -> None:
    store = {"domain": "acme", "repository": "npm-store"}
    made = repositories.associate_external_connection(**store, externalConnection="public:npmjs")
    connection = {
        "externalConnectionName": "public:npmjs",
        "packageFormat": "npm",
        "status": "Available",
    }

    assert made["repository"]["externalConnections"] == [connection]
    with refused("ValidationException", "currently limited to 1"):
        repositories.associate_external_connection(**store, externalConnection="public:pypi")
    with refused("ValidationException"):
        repositories.update_repository(**store, upstreams=[])
    repositories.update_repository(**store, description="npm")
    use(repositories, "npm-store")
    with refused("ValidationException"):
        repositories.associate_external_connection(**WEB, externalConnection="public:pypi")
    with refused("ValidationException"):
        repositories.associate_external_connection(
            domain="acme", repository="shared", externalConnection="public:everything"
        )
    with refused("ResourceNotFoundException"):
        repositories.disassociate_external_connection(**store, externalConnection="public:pypi")
    gone = repositories.disassociate_external_connection(**store, externalConnection="public:npmjs")
    assert gone["repository"]["externalConnections"] == []


def test_repositories_are_listed_by_prefix_in_pages(repositories: Any) -> None:
    repositories.create_domain(domain="other")
    repositories.create_repository(domain="other", repository="web-2")

    pages = repositories.get_paginator("list_repositories").paginate(repositoryPrefix="web")
    found = [
        row["arn"].rpartition("repository/")[2] for page in pages for row in page["repositories"]
    ]
    assert found == ["acme/web", "other/web-2"]
    in_domain = repositories.get_paginator("list_repositories_in_domain").paginate(**DOMAIN)
    assert [len(page["repositories"]) for page in in_domain] == [2, 1]
    ours = repositories.list_repositories_in_domain(**DOMAIN, administratorAccount=OTHER)
    assert ours["repositories"] == []


def test_endpoints_name_domain_account_and_format(repositories: Any) -> None:
    plain = repositories.get_repository_endpoint(**WEB, format="npm")["repositoryEndpoint"]
    dual = repositories.get_repository_endpoint(**WEB, format="pypi", endpointType="dualstack")

    assert plain == f"https://acme-{OWNER}.d.codeartifact.eu-west-1.amazonaws.com/npm/web/"
    assert dual["repositoryEndpoint"].startswith(f"https://acme-{OWNER}.codeartifact.eu-west-1.on.")


def test_tags_of_domains_and_repositories(
    repositories: Any, client: Callable[..., Any], refused: Callable[..., Any]
) -> None:
    arn = repositories.describe_repository(**WEB)["repository"]["arn"]
    repositories.tag_resource(resourceArn=arn, tags=[{"key": "team", "value": "web"}])
    assert repositories.list_tags_for_resource(resourceArn=arn)["tags"] == [
        {"key": "team", "value": "web"}
    ]
    found = client("resourcegroupstaggingapi").get_resources(
        ResourceTypeFilters=["codeartifact:repository"]
    )
    assert [one["ResourceARN"] for one in found["ResourceTagMappingList"]] == [arn]
    repositories.untag_resource(resourceArn=arn, tagKeys=["team"])
    assert repositories.list_tags_for_resource(resourceArn=arn)["tags"] == []
    with refused("ResourceNotFoundException"):
        repositories.list_tags_for_resource(resourceArn=arn + "-gone")
    with refused("ValidationException"):
        repositories.create_domain(domain="tagged", tags=[{"key": "aws:x", "value": ""}])


@pytest.mark.parametrize("what", ["domain", "repository"])
def test_a_policy_is_locked_by_its_revision(
    repositories: Any, refused: Callable[..., Any], what: str
) -> None:
    key = DOMAIN if what == "domain" else WEB
    put, get, delete = (
        getattr(repositories, f"{verb}_{what}_permissions_policy")
        for verb in ("put", "get", "delete")
    )
    with refused("ResourceNotFoundException"):
        get(**key)
    first = put(**key, policyDocument=policy("ReadFromRepository"))["policy"]
    assert first["document"] == policy("ReadFromRepository")
    second = put(**key, policyDocument=policy("*"), policyRevision=first["revision"])["policy"]
    assert second["revision"] != first["revision"]
    with refused("ConflictException", "revision"):
        put(**key, policyDocument=policy("*"), policyRevision=first["revision"])
    with refused("ConflictException", "revision"):
        delete(**key, policyRevision=first["revision"])
    with refused("ValidationException"):
        put(**key, policyDocument="{}")
    assert get(**key)["policy"] == second
    assert delete(**key)["policy"] == second
    with refused("ResourceNotFoundException"):
        delete(**key)


def elsewhere(sandbox: Sandbox) -> Any:
    keys = sandbox.credentials(OTHER)
    session = boto3.Session(keys.access_key_id, keys.secret_access_key, region_name="eu-west-1")
    return sandbox.attach(session).client("codeartifact")


def test_another_account_needs_the_policy_of_the_domain(
    repositories: Any, sandbox: Sandbox
) -> None:
    other, owned = elsewhere(sandbox), {"domain": "acme", "domainOwner": OWNER}
    with pytest.raises(ClientError, match="AccessDeniedException"):
        other.create_repository(**owned, repository="theirs")
    repositories.put_domain_permissions_policy(**DOMAIN, policyDocument=policy("CreateRepository"))
    made = other.create_repository(**owned, repository="theirs")["repository"]

    assert (made["administratorAccount"], made["domainOwner"]) == (OTHER, OWNER)
    assert made["arn"] == f"arn:aws:codeartifact:eu-west-1:{OWNER}:repository/acme/theirs"
    assert other.describe_repository(**owned, repository="theirs")["repository"] == made
    assert other.list_domains()["domains"] == []
    with pytest.raises(ClientError, match="AccessDeniedException"):
        other.describe_repository(**owned, repository="web")
    root = f"arn:aws:iam::{OTHER}:root"
    document = policy("Describe*", principal=[root])
    repositories.put_repository_permissions_policy(**WEB, policyDocument=document)
    assert other.describe_repository(**owned, repository="web")["repository"]["name"] == "web"
    denied = json.loads(document)
    denied["Statement"].append({**denied["Statement"][0], "Effect": "Deny"})
    repositories.put_repository_permissions_policy(**WEB, policyDocument=json.dumps(denied))
    with pytest.raises(ClientError, match="AccessDeniedException"):
        other.describe_repository(**owned, repository="web")


def test_a_token_lasts_for_as_long_as_asked(codeartifact: Any, refused: Callable[..., Any]) -> None:
    short = codeartifact.get_authorization_token(**DOMAIN, durationSeconds=900)
    long = codeartifact.get_authorization_token(**DOMAIN)

    assert 43000 - 900 < (long["expiration"] - short["expiration"]).total_seconds() <= 42301
    with refused("ValidationException"):
        codeartifact.get_authorization_token(**DOMAIN, durationSeconds=60)


def test_coins_about_what_no_page_says(tails: Any) -> None:
    heads, other = (
        tails(*coins)("codeartifact")
        for coins in (
            (),
            (
                "codeartifact.policy_reformatted",
                "codeartifact.delete_missing_domain_refused",
                "codeartifact.update_drops_omitted",
                "codeartifact.empty_text_shown",
                "codeartifact.upstream_circles_refused",
            ),
        )
    )
    shown = []
    for client in (heads, other):
        client.create_domain(**DOMAIN)
        client.create_repository(**WEB, description="")
        document = client.put_domain_permissions_policy(**DOMAIN, policyDocument=policy("*"))
        text = client.describe_repository(**WEB)["repository"].get("description")
        client.update_repository(**WEB, description="Web")
        kept = client.update_repository(**WEB)["repository"].get("description")
        shown.append((document["policy"]["document"] == policy("*"), text, kept))
    assert shown == [(True, None, "Web"), (False, "", None)]
    use(heads, "web")
    heads.delete_domain(domain="gone")
    with pytest.raises(ClientError, match="ValidationException"):
        use(other, "web")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        other.delete_domain(domain="gone")
