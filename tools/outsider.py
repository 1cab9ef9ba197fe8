"""`python -m tools.outsider`: the AWS CLI from PyPI, in an environment of its own.

It proves that the sandbox is an AWS to somebody who shares no code with us: not our boto3, not our
models. So it must not be in the tests' own environment, whose botocore it would replace.
"""

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
HOME = ROOT / ".venv-aws"
"""The environment; git ignores it."""

VERSION = "1.46.3"
STAMP = HOME / f".awscli-{VERSION}"
"""There once the installation is whole: one that was interrupted is made again."""

AWS = HOME / "bin" / "aws"
"""The command."""

MISSING = "the AWS CLI is not in .venv-aws: `make outside` installs it"


def main() -> int:
    """Make the environment unless it is there, and print the CLI's version."""
    if not STAMP.exists():
        print(f"Installing awscli {VERSION} into {HOME.name} ...", file=sys.stderr)
        venv.create(HOME, with_pip=True, clear=True)
        pip = [str(HOME / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install"]
        subprocess.run([*pip, "--quiet", "--quiet", f"awscli=={VERSION}"], check=True)
        STAMP.touch()
    return subprocess.run([str(AWS), "--version"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
