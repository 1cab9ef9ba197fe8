"""The suite itself is held: no test reaches the network or the machine's AWS account."""

import os
import socket
import urllib.request

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
