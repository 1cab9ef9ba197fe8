"""Commands: parse, call the pipeline, print, exit. One file a command, no logic of other rooms.

`pipeline` is the way of a spec to an AWS call; `entry` turns errors into messages and exit codes.
"""

from __future__ import annotations

from reconciler.cli.entry import main

__all__ = ["main"]
