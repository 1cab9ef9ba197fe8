"""What holds for every test: no network beyond loopback, no ambient AWS, bounded Hypothesis; and
that a run says how many cases of each sort its laws tried.

Set RECONCILE_SOAK=1 for large counts (`make soak`), RECONCILE_GOLDEN=write to write the expected
texts anew (`make golden`).
"""

from __future__ import annotations

import gc
import os
import socket
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import hypothesis
import pytest

from tests.goldens import hold

if TYPE_CHECKING:
    from reconciler.sandbox.app import Sandbox
    from tests.laws.ground import World

SOAK = os.environ.get("RECONCILE_SOAK") == "1"
"""Whether this is the long run."""

AMBIENT = ("AWS_", "GITHUB_", "CI", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "COLUMNS", "PRE_COMMIT")
"""Starts of the environment variables that change what the tool does; no test inherits them."""

REGION = "eu-west-1"
"""Where tests live unless they say otherwise; not boto3's default, so that a lost region shows."""

PAGE = 2
"""Entries on a page of every list: each list is read in pages or found out."""

TRIED = "tried "
"""What the properties of a test start with that count what it tried."""

hypothesis.settings.register_profile(
    "fast", max_examples=25, deadline=None, derandomize=True, database=None
)
hypothesis.settings.register_profile("soak", max_examples=500, deadline=None)
hypothesis.settings.load_profile("soak" if SOAK else "fast")


gc.set_threshold(50_000, 10, 100)
# The service models are hundreds of thousands of objects that stay. By Python's own thresholds each
# one that is loaded has all the others looked through again: a fifth of the whole suite's time, for
# 150 MB. Rings that no test holds go with the younger generations, and pytest collects at the end.


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
def no_network() -> Iterator[None]:
    """Bars the network for the whole run, threads included."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", LocalSocket)
        patch.setattr(socket, "getaddrinfo", local_getaddrinfo)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_ambient_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Takes away the credentials, regions and CI marks of the machine the tests run on."""
    nowhere = str(tmp_path_factory.getbasetemp() / "no-aws-config")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(AMBIENT)]:
            patch.delenv(name)
        patch.setenv("AWS_CONFIG_FILE", nowhere)
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", nowhere)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield


@cache
def shared_loader(data_path: str | None = None) -> Any:
    """One loader of service models for all sessions of this process: they cost more than most tests."""
    from botocore.loaders import create_loader

    return create_loader(data_path)


@pytest.fixture(scope="session", autouse=True)
def one_loader() -> Iterator[None]:
    """Lets every session, the command's own too, read AWS's models and endpoints once for all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("botocore.session.create_loader", shared_loader)
        yield


@pytest.fixture(scope="session")
def quick_moto() -> Iterator[None]:
    """Lets moto list the methods of a service's class once, not at each request: a seventh of its time."""
    from moto.core.utils import method_names_from_class

    with pytest.MonkeyPatch.context() as patch:
        listed = cache(method_names_from_class)
        patch.setattr("moto.core.responses.method_names_from_class", listed)
        yield


@dataclass(frozen=True)
class LocalAws:
    """One sandbox, the boto3 session that speaks with it and the clients made so far.

    There is one for each test process: moto's state is global, and a session with its service
    models costs more than most tests.
    """

    sandbox: Sandbox
    session: Any
    clients: dict[tuple[str, str], Any] = field(default_factory=dict)

    def client(self, service: str, region: str = REGION) -> Any:
        """The boto3 client of a service, made once for the whole run."""
        if (service, region) not in self.clients:
            self.clients[service, region] = self.session.client(service, region_name=region)
        return self.clients[service, region]


@pytest.fixture(scope="session")
def local_aws(no_ambient_aws: None, quick_moto: None) -> LocalAws:
    """The local AWS of this test process; ask for `sandbox` or `client` instead."""
    import boto3

    from reconciler.sandbox.app import Sandbox

    sandbox = Sandbox(page_size=PAGE)
    return LocalAws(sandbox, sandbox.attach(boto3.Session(region_name=REGION)))


@pytest.fixture
def sandbox(local_aws: LocalAws) -> Sandbox:
    """An empty local AWS with pages of two. For faults: `sandbox.faults = Faults([...], seed=0)`."""
    from reconciler.sandbox.faults import Faults

    local_aws.sandbox.page_size = PAGE
    local_aws.sandbox.faults = Faults((), 0)
    local_aws.sandbox.reset()
    return local_aws.sandbox


@pytest.fixture
def session(local_aws: LocalAws, sandbox: Sandbox) -> Any:
    """The boto3 session whose clients all speak with `sandbox`."""
    return local_aws.session


@pytest.fixture
def client(local_aws: LocalAws, sandbox: Sandbox) -> Callable[..., Any]:
    """`client("codebuild")`, `client("events", "us-east-1")`: a boto3 client on `sandbox`."""
    return local_aws.client


@pytest.fixture(scope="session")
def shared_world(no_ambient_aws: None, quick_moto: None) -> World:
    """A world of the laws, one for this test process; ask for `world` instead."""
    from tests.laws.ground import Tossable, world_of

    return world_of(Tossable(page_size=PAGE))


@pytest.fixture
def world(shared_world: World) -> World:
    """An empty world with pages of two and shuffled lists, all coins heads."""
    shared_world.fresh()
    return shared_world


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden(text, "name.txt")`: the text is what `golden/name.txt` beside the test says."""
    folder = Path(request.path).parent / "golden"
    write = os.environ.get("RECONCILE_GOLDEN") == "write"
    return lambda text, name: hold(folder / name, text, write=write)


class Tried(Protocol):
    """Notes that a law tried some cases of one sort ("crash points of the storefront")."""

    def __call__(self, what: str, times: int = 1) -> None: ...


@pytest.fixture
def tried(record_property: Callable[[str, object], None]) -> Tried:
    """`tried("drifts")`, `tried("crash points", 48)`: the summary of the run counts them together."""
    return lambda what, times=1: record_property(f"{TRIED}{what}", times)


def counts(reports: Iterable[object]) -> dict[str, int]:
    """How many cases of each sort the reported tests tried; workers' reports come here too."""
    total: Counter[str] = Counter()
    for report in reports:
        if isinstance(report, pytest.TestReport) and report.when == "call":
            for name, times in report.user_properties:
                if name.startswith(TRIED) and isinstance(times, int):
                    total[name.removeprefix(TRIED)] += times
    return dict(sorted(total.items()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says how many cases the laws tried."""
    found = counts(one for kind in terminalreporter.stats.values() for one in kind)
    if found:
        terminalreporter.section("tried")
    for what, times in found.items():
        terminalreporter.write_line(f"{times:>8,} {what}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves the long tests to the long run."""
    for item in items:
        if not SOAK and item.get_closest_marker("soak"):
            item.add_marker(pytest.mark.skip(reason="RECONCILE_SOAK=1 runs it"))
