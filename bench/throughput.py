"""How many requests a second the served sandbox answers."""

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3

from bench.figures import Figure

ROOT = Path(__file__).parent.parent

THREADS = 8
EACH = 1_000


@dataclass(frozen=True)
class Prepared:
    """A request as boto3 signed it, ready to be sent again: the sandbox checks no signatures."""

    path: str
    body: bytes
    headers: dict[str, str]


def requests_a_second(_: Path) -> list[Figure]:
    """Requests a second from THREADS clients with kept connections, each reading one repository.

    The clients send ready-made bytes: boto3 itself takes longer over a request than the sandbox.
    """
    with served() as url, ThreadPoolExecutor(THREADS) as pool:
        prepared = read_of_a_repository(url)
        start = time.perf_counter()
        for done in [pool.submit(send_repeatedly, url, prepared) for _ in range(THREADS)]:
            done.result()
        seconds = time.perf_counter() - start
    total = THREADS * EACH
    detail = f"[{total} requests in {seconds:.2f} s]"
    name = f"sandbox: requests from {THREADS} client threads"
    return [Figure(name, total / seconds, "/s", least=2_000, detail=detail)]


@contextmanager
def served() -> Iterator[str]:
    """A sandbox in a process of its own; yields its URL."""
    command = [sys.executable, "-m", "bench.served"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.communicate()


def read_of_a_repository(url: str) -> Prepared:
    """Makes a repository, and returns the request that reads it, as boto3 sent it."""
    client = boto3.Session(
        aws_access_key_id="bench", aws_secret_access_key="bench", region_name="eu-west-1"
    ).client("codecommit", endpoint_url=url)
    client.create_repository(repositoryName="bench", repositoryDescription="read many times")
    sent: list[Prepared] = []

    def keep(request: Any, **_: Any) -> None:
        headers = {name: text(value) for name, value in request.headers.items()}
        sent.append(Prepared(urlsplit(request.url).path or "/", request.body, headers))

    client.meta.events.register("before-send.codecommit.GetRepository", keep)
    client.get_repository(repositoryName="bench")
    return sent[0]


def text(value: Any) -> str:
    """A header's value as text, whichever way botocore holds it."""
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def send_repeatedly(url: str, prepared: Prepared) -> None:
    """One client: EACH requests over one connection; an answer that is not 200 ends the run."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    for _ in range(EACH):
        connection.request("POST", prepared.path, prepared.body, prepared.headers)
        answer = connection.getresponse()
        if answer.read() and answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"the sandbox answered {answer.status}")
    connection.close()
