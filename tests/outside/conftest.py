"""A sandbox for each module of this folder, served by our own command."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from reconciler.sandbox import credentials
from tests.outside.cli import ACCOUNT, REGION, ROOT, bare


@pytest.fixture(scope="module")
def environ() -> Iterator[dict[str, str]]:
    """The environment in which every client speaks with a sandbox served by our own command."""
    keys = credentials.keys_of_account(ACCOUNT)
    command = [sys.executable, "-m", "reconciler", "sandbox", "--port", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=bare()
    ) as process:
        assert process.stdout
        first = process.stdout.readline()
        yield {
            "AWS_ENDPOINT_URL": first.removeprefix("export AWS_ENDPOINT_URL=").strip(),
            "AWS_ACCESS_KEY_ID": keys.access_key_id,
            "AWS_SECRET_ACCESS_KEY": keys.secret_access_key,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        process.terminate()
