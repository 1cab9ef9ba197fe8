"""What a command line loads: heavy packages only on the path that needs them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import reconciler
from reconciler.__main__ import main

ROOT = Path(__file__).parent.parent

PROGRAM = """
import sys
bare = set(sys.modules)
from reconciler.__main__ import main
code = main(sys.argv[1:])
print(*sorted(set(sys.modules) - bare), file=sys.stderr)
sys.exit(code)
"""

SPEC = """\
stack: shop
codecommit:
  repositories:
    web: {description: The shop}
"""


def loaded(folder: Path, *arguments: str) -> set[str]:
    """The modules that a command line has loaded when it ends, beyond a bare interpreter's."""
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return set(ran.stderr.splitlines()[-1].split())


def packages(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def test_the_version_is_told_without_loading_anything(tmp_path: Path) -> None:
    assert loaded(tmp_path, "--version") == {"reconciler", "reconciler.__main__"}


def test_the_version_told_is_the_one_the_package_has(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"reconcile {reconciler.__version__}\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "reconcile.yaml").write_text("project: shop\n", encoding="utf-8")
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "shop.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


def test_validate_loads_neither_the_sdk_nor_deepdiff_nor_the_engine(tree: Path) -> None:
    modules = loaded(tree, "validate")
    heavy = {"boto3", "botocore", "deepdiff", "moto", "urllib3", "asyncio"}
    assert packages(modules) & heavy == set()
    assert {name for name in modules if name.startswith("reconciler.engine")} == set()


def test_printing_a_schema_loads_no_dependency_at_all(tmp_path: Path) -> None:
    heavy = {"boto3", "botocore", "deepdiff", "jsonschema", "jsonschema_rs", "moto", "yaml"}
    assert packages(loaded(tmp_path, "schema", "stack")) & heavy == set()
