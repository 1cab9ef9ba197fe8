"""The engine grew by words, not by names: none of its modules knows a service, a kind or a field."""

import ast
import re
from pathlib import Path

import reconciler.engine
from reconciler.aws.models import model
from reconciler.kinds.table import KINDS

FOLDER = Path(reconciler.engine.__file__).parent
SERVICES = {name for kind in KINDS for name in (kind.section, kind.client)} - {"lambda"}
OPERATIONS = {
    name
    for service in SERVICES & {kind.client for kind in KINDS}
    for name in model(service).operations
}
TAGGING = {"GetResources", "resourcegroupstaggingapi"}
"""The one API that is about all services, and what it is called: the sweep asks it."""

STORES = {"applying/resolve_secrets.py": {"ssm", "GetParameter"}}
"""Where a reference to a secret leads is written in the reference, not in a kind."""


def words(tree: ast.Module) -> set[str]:
    """Every name and every word of a text in a module, but for docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    told = set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings
        ):
            told.update(re.findall(r"\w+", node.value))
        elif isinstance(node, ast.Name):
            told.update(node.id.lower().split("_"))
    return told


def test_no_module_of_the_engine_names_a_service_or_an_operation() -> None:
    found = {
        f"{path.relative_to(FOLDER)}: {word}"
        for path in FOLDER.rglob("*.py")
        for word in words(ast.parse(path.read_text(encoding="utf-8")))
        if word in (SERVICES | OPERATIONS) - TAGGING
    }
    assert found == {f"{path}: {word}" for path, names in STORES.items() for word in names}
