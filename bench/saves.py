"""How long the sandbox takes over a write that is on disk before it is answered."""

import json
import statistics
import time
from pathlib import Path
from typing import Any

from bench.figures import Figure
from bench.served import served
from bench.wires import Wire, client, recorded

RECORDS = 1_000
WRITES = 200
FIRST = "bench-00000"

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "codebuild.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def write_with_save(folder: Path) -> list[Figure]:
    """The median time of an update, request to answer over HTTP, in a file of RECORDS projects."""
    file = folder / "sandbox.json"
    with served(file) as url:
        change = fill(url)
        wire = Wire.to(url)
        times = sorted(timed(wire, change) for _ in range(WRITES))
        wire.socket.close()
    median, late = statistics.median(times), times[int(WRITES * 0.95)]
    size = file.stat().st_size / 1e6
    detail = f"[median of {WRITES}, 95 % within {late * 1e3:.1f} ms, a file of {size:.1f} MB]"
    name = f"sandbox: a write with save at {RECORDS:,} records"
    return [Figure(name, median * 1e3, "ms", most=5, detail=detail)]


def timed(wire: Wire, request: bytes) -> float:
    """Seconds from a request to its whole answer."""
    start = time.perf_counter()
    wire.send(request)
    return time.perf_counter() - start


def fill(url: str) -> bytes:
    """Make RECORDS build projects; return the request that updates the first of them."""
    trust = json.dumps(TRUST)
    role = client("iam", url).create_role(RoleName="bench", AssumeRolePolicyDocument=trust)
    made = client("codebuild", url)
    first = project(FIRST, role["Role"]["Arn"])
    request = recorded(made, lambda one: one.create_project(**first))
    wire = Wire.to(url)
    for number in range(1, RECORDS):
        wire.send(request.replace(FIRST.encode(), f"bench-{number:05}".encode()))
    wire.socket.close()
    return recorded(made, lambda one: one.update_project(name=FIRST, timeoutInMinutes=90))


def project(name: str, role: str) -> dict[str, Any]:
    """A build project such as a team has."""
    return {
        "name": name,
        "description": "Builds the storefront and reports to the pull request",
        "source": {"type": "GITHUB", "location": "https://github.com/acme/storefront.git"},
        "artifacts": {"type": "NO_ARTIFACTS"},
        "environment": {
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/standard:7.0",
            "computeType": "BUILD_GENERAL1_SMALL",
            "environmentVariables": [{"name": "STAGE", "value": "test"}],
        },
        "serviceRole": role,
        "tags": [{"key": "team", "value": "web"}],
    }
