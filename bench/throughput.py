"""How many requests a second the served sandbox answers."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.figures import Figure
from bench.served import served
from bench.wires import Wire, client, recorded

THREADS = 8
EACH = 1_000


def requests_a_second(_: Path) -> list[Figure]:
    """Requests a second from THREADS clients with kept connections, each reading one repository."""
    with served() as url, ThreadPoolExecutor(THREADS) as pool:
        request = read_of_a_repository(url)
        start = time.perf_counter()
        for done in [pool.submit(send_repeatedly, url, request) for _ in range(THREADS)]:
            done.result()
        seconds = time.perf_counter() - start
    total = THREADS * EACH
    detail = f"[{total} requests in {seconds:.2f} s]"
    name = f"sandbox: requests from {THREADS} client threads"
    return [Figure(name, total / seconds, "/s", least=3_000, detail=detail)]


def read_of_a_repository(url: str) -> bytes:
    """Makes a repository, and returns the request that reads it."""
    made = client("codecommit", url)
    made.create_repository(repositoryName="bench", repositoryDescription="read many times")
    return recorded(made, lambda one: one.get_repository(repositoryName="bench"))


def send_repeatedly(url: str, request: bytes) -> None:
    """One client: EACH requests over one connection."""
    wire = Wire.to(url)
    for _ in range(EACH):
        wire.send(request)
    wire.socket.close()
