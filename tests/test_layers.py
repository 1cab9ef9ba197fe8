"""The rules of the architecture that an import contract cannot say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "reconciler"
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))

SERVICES = re.compile(
    r"codecommit|codeconnections|codestar|codebuild|codepipeline|codedeploy|beanstalk"
    r"|codeartifact|codeguru|eventbridge|iam\b|\bs3\b|\bsns\b|\bsqs\b|\bkms\b|\becr\b|\bssm\b",
    re.IGNORECASE,
)
"""The sections of the spec, in any spelling; none of them may mean anything to the engine."""

BLIND = ("engine", "plan", "report")
"""The rooms that know no AWS resource by name."""


EXCUSED = {
    "reconciler/engine/applying/resolve_secrets.py": "where a secret is kept is a word of specs",
    "reconciler/engine/reading/secret_versions.py": "where a secret is kept is a word of specs",
    "reconciler/report/policies.py": "the format of IAM policies has IAM in its name",
}
"""Modules that may name a service, and why."""


def modules(room: str) -> list[Path]:
    return sorted((PACKAGE / room).rglob("*.py"))


def spoken(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Names and texts that a program acts on: everything but docstrings and comments."""
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in told:
                yield node.lineno, text
            case ast.Name(id=text) | ast.Attribute(attr=text):
                yield node.lineno, text
            case ast.FunctionDef(name=text) | ast.ClassDef(name=text):
                yield node.lineno, text
            case _:
                continue


def named_services(text: str) -> list[str]:
    """Lines that name a service; the name of our own command `iam-policy` names none."""
    return [
        f"{line}: {name}"
        for line, name in spoken(ast.parse(text))
        if SERVICES.search(name.replace("iam-policy", ""))
    ]


def test_the_search_sees_names_and_texts_and_not_docstrings() -> None:
    assert named_services('"""About codebuild."""\n# s3\nx = "plan"\n') == []
    assert named_services('if kind == "codebuild.projects":\n    put_s3_object()\n') == [
        "1: codebuild.projects"
    ]
    assert named_services("def wait_for_codepipeline(): ...") == ["1: wait_for_codepipeline"]


@pytest.mark.parametrize("room", BLIND)
def test_no_resource_is_named_in_the_rooms_that_serve_all_of_them(room: str) -> None:
    found = {
        str(path.relative_to(ROOT)): names
        for path in modules(room)
        if (names := named_services(path.read_text(encoding="utf-8")))
    }
    assert {*found} - {*EXCUSED} == set()


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_says_what_it_does_and_what_must_not_be_in_it(room: str) -> None:
    tree = ast.parse((PACKAGE / room / "__init__.py").read_text(encoding="utf-8"))
    told = ast.get_docstring(tree) or ""
    assert len(told) >= 40, f"{room}/__init__.py does not say what the room does"
    assert re.search(r"\b(not|no|never|nothing|none|neither|only)\b", told, re.IGNORECASE), (
        f"{room}/__init__.py does not say what must not be in it"
    )


def declares_a_kind(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func).rpartition(".")[2] == "Kind"
        for node in tree.body
    )


def test_a_module_that_declares_a_kind_holds_no_code() -> None:
    code = (
        ast.FunctionDef,
        ast.AsyncFunctionDef,
        ast.Lambda,
        ast.ClassDef,
        ast.If,
        ast.For,
        ast.Try,
    )
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules("kinds")
        if declares_a_kind(tree := ast.parse(path.read_text(encoding="utf-8")))
        for node in ast.walk(tree)
        if isinstance(node, code)
    ]
    assert found == []


def imported(path: Path) -> set[str]:
    """Every module or name that the file imports, in full: `reconciler.aws.models.Model`."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=aliases):
                names |= {alias.name for alias in aliases}
            case ast.ImportFrom(module=str(module), names=aliases):
                names |= {f"{module}.{alias.name}" for alias in aliases}
            case _:
                continue
    return names


def test_the_sandbox_imports_of_us_only_itself_models_events_and_errors() -> None:
    allowed = re.compile(r"reconciler\.(sandbox|aws|events|errors)(\.|$)")
    found = {
        str(path.relative_to(ROOT)): others
        for path in modules("sandbox")
        if (
            others := {
                n for n in imported(path) if n.startswith("reconciler") and not allowed.match(n)
            }
        )
    }
    assert found == {}
