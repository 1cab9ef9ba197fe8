"""What is shipped: a typed package with its schemas inside, that works away from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [path] = folder.glob("reconciler-*-py3-none-any.whl")
    return zipfile.ZipFile(path)


@pytest.fixture(scope="module")
def installed(wheel: zipfile.ZipFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as pip would lay it down, with nothing of the checkout beside it."""
    site = tmp_path_factory.mktemp("site")
    wheel.extractall(site)
    return site


def reconcile(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the installed command in `folder`; the checkout's package cannot answer for it."""
    return subprocess.run(
        [sys.executable, "-m", "reconciler", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed)},
        check=False,
        capture_output=True,
        text=True,
    )


def test_every_published_schema_and_the_typing_mark_travel_in_the_wheel(
    wheel: zipfile.ZipFile,
) -> None:
    schemas = [path for path in (ROOT / "schemas").rglob("*") if path.is_file()]
    published = {f"reconciler/{path.relative_to(ROOT).as_posix()}" for path in schemas}
    assert "reconciler/schemas/stack.schema.json" in published
    assert {*published, "reconciler/py.typed"} <= set(wheel.namelist())


def test_the_gallery_travels_in_the_wheel(installed: Path, tmp_path: Path) -> None:
    begun = reconcile(installed, tmp_path, "init", "--template", "storefront")
    assert (begun.returncode, begun.stderr) == (0, "")
    assert (tmp_path / "specs/storefront/build/trust-codebuild.json").is_file()

    assert reconcile(installed, tmp_path, "validate").returncode == 0


def test_nothing_but_the_package_is_shipped(wheel: zipfile.ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"reconciler"}


def test_the_installed_package_answers(installed: Path, tmp_path: Path) -> None:
    ran = reconcile(installed, tmp_path, "--version")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("reconcile ")


@pytest.mark.parametrize(("field", "code"), [("description", 0), ("descripton", 4)])
def test_validate_works_installed(installed: Path, tmp_path: Path, field: str, code: int) -> None:
    (tmp_path / "reconcile.yaml").write_text("project: shop\n", encoding="utf-8")
    (tmp_path / "specs").mkdir()
    text = f"stack: shop\ncodecommit:\n  repositories:\n    web: {{{field}: The shop}}\n"
    (tmp_path / "specs" / "shop.yaml").write_text(text, encoding="utf-8")

    ran = reconcile(installed, tmp_path, "validate")

    assert ran.returncode == code, ran.stderr
    assert ("specs/shop.yaml:4:" in ran.stdout + ran.stderr) is (code == 4)
