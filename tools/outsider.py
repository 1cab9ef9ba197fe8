"""`python -m tools.outsider`: programs that share no code with us, each in an environment of its own.

The AWS CLI proves that the sandbox is an AWS to somebody with another boto3 and other models, so it
must not be in the tests' own environment, whose botocore it would replace. The YAML language server
proves that editors complete and explain specs by the published schemas.
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

SERVER_VERSION = "1.25.0"
SERVER = HOME / f"yaml-language-server-{SERVER_VERSION}"
"""The language server's folder."""

EDITOR = SERVER / "node_modules" / ".bin" / "yaml-language-server"
"""The language server's command."""

NO_CLI = "the AWS CLI is not in .outside: `make outside` installs it"
NO_EDITOR = "yaml-language-server is not in .outside: `make outside` installs it where npm is"


def is_whole(home: Path) -> bool:
    """Whether an installation came to its end: one that was interrupted is made again."""
    return (home / ".whole").exists()


def main() -> int:
    """Install what is not there yet; without npm the language server is left out, and said so."""
    if not is_whole(CLI):
        told(f"awscli {CLI_VERSION}")
        venv.create(CLI, with_pip=True, clear=True)
        pip = [str(CLI / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install"]
        subprocess.run([*pip, "--quiet", "--quiet", f"awscli=={CLI_VERSION}"], check=True)
        (CLI / ".whole").touch()
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


def told(what: str) -> None:
    """Say what is being installed."""
    print(f"Installing {what} into {HOME.name} ...", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
