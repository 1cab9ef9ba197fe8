"""What a user waits for before anything happens."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench.figures import Figure, Timed, ratio
from bench.wires import Wire

ROOT = Path(__file__).parent.parent
RECONCILE = str(Path(sys.executable).parent / "reconcile")

FILES = 100
RESOURCES = 10

STARTS = 9
LIST = (
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
    b"X-Amz-Target: CodeCommit_20150413.ListRepositories\r\n"
    b"Content-Type: application/x-amz-json-1.1\r\n"
    b"Authorization: AWS4-HMAC-SHA256 "
    b"Credential=AKIABENCH/20260101/eu-west-1/codecommit/aws4_request, "
    b"SignedHeaders=host, Signature=0\r\n\r\n{}"
)
"""The smallest request that is signed as AWS's are: CodeCommit ListRepositories."""

PROJECT = """\
    build-{number}:
      description: Builds part {number}
      source: {{type: GITHUB, location: "https://github.com/acme/part-{number}.git"}}
      artifacts: {{type: NO_ARTIFACTS}}
      environment:
        type: LINUX_CONTAINER
        image: aws/codebuild/standard:7.0
        compute_type: BUILD_GENERAL1_SMALL
        environment_variables: {{STAGE: test, PART: "{number}"}}
      service_role: arn:aws:iam::111122223333:role/build
      timeout_in_minutes: 30
"""


def version(folder: Path) -> list[Figure]:
    """`reconcile --version` against an interpreter that does nothing."""
    told = ratio(
        "start-up: `reconcile --version` to bare `python -c pass`",
        Timed([RECONCILE, "--version"], folder),
        Timed([sys.executable, "-c", "pass"], folder),
        rounds=25,
        most=5,
    )
    return [told]


def validate(folder: Path) -> list[Figure]:
    """`reconcile validate` against check-jsonschema, on the same files and the same schema."""
    specs = write_specs(folder)
    schema = str(ROOT / "schemas" / "stack.schema.json")
    peer = str(Path(sys.executable).parent / "check-jsonschema")
    told = ratio(
        f"`reconcile validate` to check-jsonschema, {FILES} files of {RESOURCES} resources",
        Timed([RECONCILE, "validate"], folder),
        Timed([peer, "--schemafile", schema, *map(str, specs)], folder),
        rounds=5,
        most=1,
    )
    return [told]


def sandbox(folder: Path) -> list[Figure]:
    """`reconcile sandbox` until it can be spoken to, and until it has answered, without moto."""
    times = [sandbox_start(folder) for _ in range(STARTS + 1)][1:]
    ready, answered = (statistics.median(column) for column in zip(*times, strict=True))
    detail = f"[first answer after {answered:.3f} s, medians of {STARTS}]"
    name = "start-up: `reconcile sandbox` until its URL is printed"
    return [Figure(name, ready, "s", most=0.3, detail=detail)]


def sandbox_start(folder: Path) -> tuple[float, float]:
    """Seconds from the start of the process to the printed URL, and to the first answer.

    Byte code is kept in the folder, as pip keeps it of what it installs, whatever is set here.
    """
    environ = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder)}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "reconciler", "sandbox", "--port", "0"]
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip().removeprefix("export AWS_ENDPOINT_URL=")
        ready = time.perf_counter() - start
        wire = Wire.to(url)
        wire.send(LIST)
        answered = time.perf_counter() - start
        wire.socket.close()
        process.terminate()
    return ready, answered


def write_specs(folder: Path) -> list[Path]:
    """A tree of FILES stacks with RESOURCES build projects each; returns the paths of the specs."""
    (folder / "reconcile.yaml").write_text("project: bench\n", encoding="utf-8")
    (folder / "specs").mkdir()
    paths = [folder / "specs" / f"stack-{number:03}.yaml" for number in range(FILES)]
    for place, path in enumerate(paths):
        numbers = range(place * RESOURCES, (place + 1) * RESOURCES)
        projects = "".join(PROJECT.format(number=number) for number in numbers)
        text = f"stack: {path.stem}\ncodebuild:\n  projects:\n{projects}"
        path.write_text(text, encoding="utf-8")
    return paths
