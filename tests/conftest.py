"""What holds for every test: no network beyond loopback, no ambient AWS, bounded Hypothesis.

Set RECONCILE_SOAK=1 for large counts (`make soak`), RECONCILE_GOLDEN=write to write the expected
texts anew (`make golden`).
"""

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest

SOAK = os.environ.get("RECONCILE_SOAK") == "1"
"""Whether this is the long run."""

AMBIENT = ("AWS_", "GITHUB_", "CI", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "COLUMNS", "PRE_COMMIT")
"""Starts of the environment variables that change what the tool does; no test inherits them."""

hypothesis.settings.register_profile(
    "fast", max_examples=25, deadline=None, derandomize=True, database=None
)
hypothesis.settings.register_profile("soak", max_examples=2000, deadline=None)
hypothesis.settings.load_profile("soak" if SOAK else "fast")


def is_local(family: int, address: Any) -> bool:
    """Whether a socket address stays on this machine: a Unix socket, or a loopback host."""
    if family not in {socket.AF_INET, socket.AF_INET6}:
        return True
    host = str(address[0])
    return host in {"localhost", "::1", ""} or host.startswith("127.")


class LocalSocket(socket.socket):
    """A socket that refuses to leave the machine, with an error no retry loop swallows."""

    def connect(self, address: Any) -> None:
        """As `socket.connect`; fails the test for an address beyond loopback."""
        self._stay(address)
        super().connect(address)

    def connect_ex(self, address: Any) -> int:
        """As `socket.connect_ex`; fails the test for an address beyond loopback."""
        self._stay(address)
        return super().connect_ex(address)

    def _stay(self, address: Any) -> None:
        if not is_local(self.family, address):
            pytest.fail(f"a test reached for the network: {address}")


def local_getaddrinfo(host: Any, *rest: Any, **options: Any) -> Any:
    """As `socket.getaddrinfo`; fails the test for a name that is not this machine's."""
    name = host.decode() if isinstance(host, bytes) else host
    if name is not None and not is_local(socket.AF_INET, (name,)):
        pytest.fail(f"a test looked up a host: {name}")
    return resolve(host, *rest, **options)


resolve = socket.getaddrinfo
"""The real look-up, for names of this machine."""


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Any:
    """Bars the network for the whole run, threads included."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", LocalSocket)
        patch.setattr(socket, "getaddrinfo", local_getaddrinfo)
        yield


@pytest.fixture(autouse=True)
def no_ambient_aws(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Takes away the credentials, regions and CI marks of the machine the tests run on."""
    for name in list(os.environ):
        if name.startswith(AMBIENT):
            monkeypatch.delenv(name)
    nowhere = tmp_path_factory.getbasetemp() / "no-aws-config"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(nowhere))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(nowhere))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden(text, "name.txt")`: the text is what `golden/name.txt` beside the test says."""
    folder = Path(request.path).parent / "golden"

    def check(text: str, name: str) -> None:
        path = folder / name
        if os.environ.get("RECONCILE_GOLDEN") == "write":
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text

    return check


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves the long tests to the long run."""
    for item in items:
        if not SOAK and item.get_closest_marker("soak"):
            item.add_marker(pytest.mark.skip(reason="RECONCILE_SOAK=1 runs it"))
