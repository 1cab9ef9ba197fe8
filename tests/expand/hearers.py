"""What others made, and rules may tell: a function."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from tests.laws.ground import World


def function(world: World) -> None:
    """A function that somebody else made."""
    make_function(world.boto, "hear")


def make_function(boto: Callable[[str], Any], name: str) -> None:
    """A function of that name with a role of its own; `boto` makes clients."""
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("app.py", "def handler(event, context): return 1")
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "lambda.amazonaws.com"},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = boto("iam").create_role(RoleName="runner", AssumeRolePolicyDocument=document)
    boto("lambda").create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="app.handler",
        Role=role["Role"]["Arn"],
        Code={"ZipFile": code.getvalue()},
    )
