"""`python -m tools.outsider`: programs that share no code with us, each in an environment of its own.

The AWS CLI proves that the sandbox is an AWS to somebody with another boto3 and other models, so it
must not be in the tests' own environment, whose botocore it would replace. The YAML language server
proves that editors complete and explain specs by the published schemas. The oldest boto3 that the
project supports proves that its bounds in pyproject.toml are true.
"""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

HOME = Path(__file__).parent.parent / ".outside"
"""Where they are installed; git ignores it."""

CLI_VERSION = "1.46.3"
CLI = HOME / f"awscli-{CLI_VERSION}"
"""The AWS CLI's environment."""

AWS = CLI / "bin" / "aws"
"""The AWS CLI's command."""

OLDEST_BOTO3 = "1.40.0"
OLDEST = HOME / f"boto3-{OLDEST_BOTO3}"
"""The environment of the oldest boto3 that pyproject.toml allows, with the moto of its time."""

OLDEST_PACKAGES = (
    f"boto3=={OLDEST_BOTO3}",
    f"botocore=={OLDEST_BOTO3}",
    "moto[awslambda,events,iam,kms,s3,secretsmanager,sns,sqs,ssm]==5.2.1",
    "pytest",
    "hypothesis",
    "pyyaml",
    "jsonschema",
    "deepdiff",
)

SERVER_VERSION = "1.25.0"
SERVER = HOME / f"yaml-language-server-{SERVER_VERSION}"
"""The language server's folder."""

EDITOR = SERVER / "node_modules" / ".bin" / "yaml-language-server"
"""The language server's command."""

ANSIBLE_VERSION = "12.3.0"
ANSIBLE = HOME / f"ansible-{ANSIBLE_VERSION}"
"""Ansible with its collections of AWS modules; only a benchmark uses it, and installs it."""

ANSIBLE_PACKAGES = (f"ansible=={ANSIBLE_VERSION}", "boto3")

NO_CLI = "the AWS CLI is not in .outside: `make outside` installs it"
NO_EDITOR = "yaml-language-server is not in .outside: `make outside` installs it where npm is"


def is_whole(home: Path) -> bool:
    """Whether an installation came to its end: one that was interrupted is made again."""
    return (home / ".whole").exists()


def main() -> int:
    """Install what is not there yet; without npm the language server is left out, and said so."""
    environment(CLI, f"awscli=={CLI_VERSION}")
    environment(OLDEST, *OLDEST_PACKAGES)
    npm = shutil.which("npm")
    if npm is None:
        print("npm is not installed: the editor tests are left out", file=sys.stderr)
    elif not is_whole(SERVER):
        told(f"yaml-language-server {SERVER_VERSION}")
        quiet = ["--silent", "--no-audit", "--no-fund", "--prefix", str(SERVER)]
        subprocess.run(
            [npm, "install", *quiet, f"yaml-language-server@{SERVER_VERSION}"], check=True
        )
        (SERVER / ".whole").touch()
    return 0


def environment(home: Path, *packages: str) -> None:
    """Make a virtual environment with these packages, where it is not whole yet."""
    if is_whole(home):
        return
    told(home.name)
    venv.create(home, with_pip=True, clear=True)
    pip = [str(home / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "--quiet", "--quiet", *packages], check=True)
    (home / ".whole").touch()


def told(what: str) -> None:
    """Say what is being installed."""
    print(f"Installing {what} into {HOME.name} ...", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
