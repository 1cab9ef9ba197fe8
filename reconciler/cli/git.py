"""What git is asked: the files of a revision, and the commits that touched one. Nothing is checked out.

Only plumbing that reads is run: it starts no program that a repository could name.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from reconciler.errors import Fault, Usage
from reconciler.report.escape import visible
from reconciler.spec.files.text import MAX_BYTES

AT_ONCE = 200
"""Files that one process of git is asked for."""

LINK = "120000"
"""The mode of a symbolic link in a git tree (git-fast-import documentation)."""


def commit_of(root: Path, ref: str) -> str:
    """The commit that `ref` names in the repository of `root`; raises Usage where there is none."""
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    found = ran(root, *asked)
    if found.returncode or not found.stdout:
        said = visible(found.stderr.decode("utf-8", "replace").strip())
        message = f"git knows no revision `{visible(ref)}` here{f': {said}' if said else ''}"
        suggestion = "A shallow clone has too little history: fetch it whole, or that revision."
        raise Usage(Fault("RC6418", message, expected="a commit", suggestion=suggestion))
    return found.stdout.decode().strip()


def write_files(root: Path, commit: str, into: Path) -> None:
    """The files below `root` as they were at `commit`, written into a folder; very large ones not."""
    links: list[tuple[Path, bytes]] = []
    every = list(listed(root, commit))
    for some in (every[at : at + AT_ONCE] for at in range(0, len(every), AT_ONCE)):
        asked = "".join(f"{blob}\n" for _, blob, _ in some).encode()
        for (mode, _, name), content in zip(some, blobs(root, asked), strict=True):
            path = into / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if mode == LINK:
                links.append((path, content))
            else:
                path.write_bytes(content)
    for path, target in links:
        path.symlink_to(os.fsdecode(target))


def listed(root: Path, commit: str) -> Iterator[tuple[str, str, str]]:
    """Mode, blob and path below `root` of every file of a commit."""
    told = checked(root, "ls-tree", "-r", "-l", "-z", commit)
    for line in told.decode("utf-8", "surrogateescape").split("\0"):
        head, _, name = line.partition("\t")
        match head.split():
            case [mode, "blob", blob, size] if int(size) <= MAX_BYTES:
                if ".." not in PurePosixPath(name).parts:
                    yield mode, blob, name


def blobs(root: Path, asked: bytes) -> Iterator[bytes]:
    """The contents of the blobs whose names are `asked`, a line each, in that order.

    Source: git-cat-file documentation, "Batch output": a line `<name> <type> <size>`, the content,
    a line feed.
    """
    told, at = checked(root, "cat-file", "--batch", given=asked), 0
    while at < len(told):
        end = told.index(b"\n", at)
        size = int(told[at:end].split()[2])
        yield told[end + 1 : end + 1 + size]
        at = end + size + 2


def commits_on(root: Path, commit: str, file: str) -> list[str]:
    """The commits after `commit`, newest first, that touched a file."""
    told = ran(root, "rev-list", f"{commit}..HEAD", "--", file)
    return [] if told.returncode else told.stdout.decode().split()


def text_at(root: Path, commit: str, file: str) -> bytes:
    """What a file below `root` held at a commit; nothing where it was not there."""
    return ran(root, "cat-file", "blob", f"{commit}:./{file}").stdout


def checked(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What git says; raises Usage where it refuses."""
    told = ran(root, *arguments, given=given)
    if told.returncode:
        said = visible(told.stderr.decode("utf-8", "replace").strip())
        raise Usage(Fault("RC6418", f"git {arguments[0]} failed: {said}"))
    return told.stdout


def ran(root: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run git in `root`; raises Usage where there is no git."""
    quiet = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    command = ["git", "-c", "core.fsmonitor=false", *arguments]
    try:
        return subprocess.run(
            command,
            check=False,
            cwd=root,
            input=given,
            capture_output=True,
            env={**os.environ, **quiet},
        )
    except FileNotFoundError as error:
        message = "`--base` needs git, which is not installed"
        raise Usage(Fault("RC6418", message, suggestion="Install git.")) from error
