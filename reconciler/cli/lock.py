"""`reconcile lock show|break`: who holds the lock of a stack, and taking it away from the dead."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from reconciler.cli.connect import connected, reached
from reconciler.cli.failures import told
from reconciler.cli.locking import Bucket, lock_of, owners_of, store_of
from reconciler.cli.output import say, write
from reconciler.cli.pipeline import loaded
from reconciler.engine.lock import Claim, claim_in
from reconciler.errors import EXIT_OK, Fault, Usage
from reconciler.report.escape import visible
from reconciler.report.faults_json import dumped
from reconciler.spec.files.settings import environment

if TYPE_CHECKING:
    import argparse

FORMAT = "reconcile.locks/1"
"""The shape of `lock show --format json`."""


def run(wanted: argparse.Namespace) -> int:
    """Show the locks of the selected stacks, or take them away."""
    with told():
        found = {owner: (store, store.read()) for owner, store in stores(wanted).items()}
        claims = {
            owner: claim_in(there[1]) if there else None for owner, (_, there) in found.items()
        }
        show(claims, wanted.format)
        if wanted.action == "show" or not any(claims.values()):
            return EXIT_OK
        refuse_unless_sure(wanted)
        for owner, (store, there) in found.items():
            if there:
                gone = store.remove(there[0])
                say(
                    f"Broken: {owner}" if gone else f"{owner} changed meanwhile, and was left alone"
                )
    return EXIT_OK


def stores(wanted: argparse.Namespace) -> dict[str, Bucket]:
    """Owner → the lock of each selected stack."""
    sources = loaded(wanted)
    lock = lock_of(sources.settings)
    chosen = environment(sources.settings, wanted.environment or "")
    client = connected(wanted, chosen.scopes, planning=wanted.action == "show")
    main, *_ = reached(client, chosen.scopes)
    owners = owners_of(sources, chosen.name)
    return {owner: store_of(client, lock, main, owner) for owner in owners}


def show(claims: dict[str, Claim | None], form: str) -> None:
    """A line a stack: free, or who holds it."""
    if form == "json":
        told = {owner: asdict(claim) if claim else None for owner, claim in claims.items()}
        write(dumped({"format": FORMAT, "locks": told}))
        return
    wide = max(map(len, claims), default=0)
    for owner, claim in claims.items():
        if claim is None:
            write(f"{owner:{wide}}  free\n")
        else:
            beats = f"{claim.beats} heartbeats, lease {claim.lease} s"
            held = f"{visible(claim.holder)} since {visible(claim.since)} ({beats})"
            write(f"{owner:{wide}}  held by {held}\n")


def refuse_unless_sure(wanted: argparse.Namespace) -> None:
    """Raise Usage where nobody said that the lock is to be broken."""
    if wanted.yes:
        return
    if sys.stdin.isatty() and not os.environ.get("CI"):
        sys.stderr.write("Its holder stops at its next heartbeat. Break it? Only `yes` does: ")
        sys.stderr.flush()
        if sys.stdin.readline().strip() == "yes":
            return
    message = "nothing was broken: nobody said yes"
    raise Usage(Fault("RC6411", message, suggestion="Give `--yes`."))
