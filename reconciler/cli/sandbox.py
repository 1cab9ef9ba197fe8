"""`reconcile sandbox`: the local AWS on a port, for any AWS client."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.cli.connect import local_aws
from reconciler.cli.output import write
from reconciler.errors import Fault, ReconcileError

if TYPE_CHECKING:
    import argparse


def run(wanted: argparse.Namespace) -> int:
    """Serve until interrupted; print first what to export."""
    local = local_aws(Path(wanted.file) if wanted.file else None, wanted.account)
    try:
        server = local.serve(wanted.port, wanted.host)
    except OSError as error:
        message = f"cannot listen on {wanted.host}:{wanted.port}: {error.strerror}"
        raise ReconcileError(
            Fault("RC6405", message, suggestion="Choose another `--port`, or 0 for any.")
        ) from error
    keys = local.credentials()
    write(
        f"export AWS_ENDPOINT_URL={server.url}\n"
        f"export AWS_ACCESS_KEY_ID={keys.access_key_id}\n"
        f"export AWS_SECRET_ACCESS_KEY={keys.secret_access_key}\n"
        "export AWS_DEFAULT_REGION=us-east-1\n"
        f"# What is in it, in a browser: {server.url}\n"
    )
    wait_for_signal()
    server.close()
    return 0


def wait_for_signal() -> None:
    """Return at the first SIGINT or SIGTERM."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()
