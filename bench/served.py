"""`python -m bench.served`: a served sandbox that prints its URL and lives until its input ends."""

import sys

from reconciler.sandbox.app import Sandbox


def main() -> None:
    """Serves on a free port; the parent process ends it by closing the pipe."""
    with Sandbox().serve() as server:
        print(server.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
