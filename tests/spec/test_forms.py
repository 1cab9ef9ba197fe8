"""Forms as published: what is read at run time is what was compiled."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from reconciler.errors import ReconcileError
from reconciler.kinds.table import KINDS
from reconciler.kinds.words import Kind
from reconciler.spec.compiling.compile import compile_kind
from reconciler.spec.forms import decoded, encoded, forms
from reconciler.spec.published import document, published
from reconciler.spec.schemas.render import render_all, stale

BY_ID = pytest.mark.parametrize("kind", KINDS, ids=[kind.id for kind in KINDS])


@BY_ID
def test_a_form_survives_its_file(kind: Kind) -> None:
    form = compile_kind(kind)
    assert decoded(json.loads(encoded([form])), KINDS) == {kind.id: form}


@BY_ID
def test_the_published_form_is_the_compiled_one(kind: Kind) -> None:
    assert forms()[kind.id] == compile_kind(kind)


def test_forms_are_listed_without_reading_them() -> None:
    assert list(forms()) == [kind.id for kind in KINDS]
    assert len(forms()) == len(KINDS)
    assert "codebuild.projects" in forms()
    assert "codebuild.nothing" not in forms()


def test_the_published_files_are_fresh() -> None:
    assert stale(published()) == ()


def test_staleness_names_what_differs(tmp_path: Path) -> None:
    for name, text in render_all().items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert stale(tmp_path) == ()
    (tmp_path / "iam.schema.json").write_text("{}", encoding="utf-8")
    (tmp_path / "forms" / "iam.json").unlink()
    (tmp_path / "old.schema.json").write_text("{}", encoding="utf-8")
    assert stale(tmp_path) == ("forms/iam.json", "iam.schema.json", "old.schema.json")


def test_a_missing_file_is_told_as_a_broken_installation() -> None:
    with pytest.raises(ReconcileError, match="the installation lacks"):
        document("forms/nothing.json")


def test_forms_need_no_service_model_and_no_schema_library() -> None:
    code = (
        "import sys; from reconciler.spec.forms import forms; list(forms().values());"
        "print([m for m in ('botocore', 'boto3', 'jsonschema', 'yaml', 'reconciler.aws.models')"
        " if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
