"""The suite itself is held: no test reaches the network or the machine's AWS account."""

import os
import socket
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest


def test_a_connection_beyond_loopback_fails_the_test() -> None:
    with (
        socket.socket() as out,
        pytest.raises(pytest.fail.Exception, match="reached for the network"),
    ):
        out.connect(("192.0.2.1", 80))


def test_a_look_up_beyond_loopback_fails_the_test() -> None:
    with pytest.raises(pytest.fail.Exception, match="looked up a host"):
        urllib.request.urlopen("http://codebuild.eu-west-1.amazonaws.com/")


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_no_credentials_or_region_are_inherited() -> None:
    inherited = {name for name in os.environ if name.startswith("AWS_")}
    assert inherited == {
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_EC2_METADATA_DISABLED",
    }


def test_each_test_has_an_empty_local_aws(client: Callable[..., Any]) -> None:
    commit = client("codecommit")
    for name in ("a", "b", "c"):
        commit.create_repository(repositoryName=name)
    first = commit.list_repositories()
    assert len(first["repositories"]) == 2, "every list is read in pages of two"
    assert "nextToken" in first


def test_and_nothing_of_another_test_is_in_it(client: Callable[..., Any]) -> None:
    assert client("codecommit").list_repositories()["repositories"] == []
    assert client("iam").list_roles()["Roles"] == []
