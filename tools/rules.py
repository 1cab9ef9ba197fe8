"""The rules of the house that no linter knows, one function a rule: a module in, findings out."""

import ast
import re
import statistics
from collections.abc import Callable, Iterable, Iterator

from tools.findings import Finding, Module

MODULE_LINES = 250
FUNCTION_LINES = 35
KIND_LINES = 60
MEDIAN_LINES = 8

EMPTY_WORDS = frozenset({"manager", "helper", "helpers", "util", "utils", "base", "impl"})
"""Words that name a place for anything. A name says what a thing is or does."""

AWS_NAMES = ("SecretsManager", "secrets_manager", "secretsmanager")
"""AWS's own names, which hold an empty word through no fault of ours."""


def long_modules(module: Module) -> Iterator[Finding]:
    """A module longer than a reader takes in at one sitting."""
    if module.length > MODULE_LINES:
        yield module.at(1, f"{module.length} lines, at most {MODULE_LINES}")


def long_functions(module: Module) -> Iterator[Finding]:
    """A function that does not fit on a screen, its docstring counted."""
    for function in module.functions():
        if function.length > FUNCTION_LINES:
            text = f"{function.name} has {function.length} lines, at most {FUNCTION_LINES}"
            yield module.at(function.line, text)


def median_function(modules: Iterable[Module]) -> Iterator[Finding]:
    """One finding when the median function, its docstring left out, is longer than it should be."""
    sizes = [function.code for module in modules for function in module.functions()]
    if sizes and statistics.median(sizes) > MEDIAN_LINES:
        yield Finding("reconciler", f"the median is {statistics.median(sizes):g} lines")


def long_kinds(module: Module) -> Iterator[Finding]:
    """A declaration `NAME = Kind(...)` that has outgrown one screen.

    Tables of providers are values of their own at the top of a file and do not count.
    """
    if not module.path.startswith("reconciler/kinds/"):
        return
    for node in module.tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and is_call_of(node.value, "Kind"):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > KIND_LINES:
                yield module.at(node.lineno, f"a kind of {length} lines, at most {KIND_LINES}")


def is_call_of(node: ast.expr | None, name: str) -> bool:
    """Whether the expression calls `name`, plain or as a module's attribute."""
    match node:
        case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)):
            return called == name
        case _:
            return False


def empty_names(module: Module) -> Iterator[Finding]:
    """A module, class or function named by a word that says nothing.

    `base` is refused in modules and classes only: the command line has a `--base REF`.
    """
    stem = module.path.rpartition("/")[2].removesuffix(".py")
    if words(stem) & EMPTY_WORDS:
        yield module.at(1, f"module {stem} is named by an empty word")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef) and words(node.name) & EMPTY_WORDS:
            yield module.at(node.lineno, f"class {node.name} is named by an empty word")
        if isinstance(node, ast.FunctionDef) and words(node.name) & (EMPTY_WORDS - {"base"}):
            yield module.at(node.lineno, f"function {node.name} is named by an empty word")


def words(name: str) -> frozenset[str]:
    """The words of a CamelCase or snake_case name, in lower case, AWS's own names left out."""
    for aws in AWS_NAMES:
        name = name.replace(aws, "_")
    parts = re.findall(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*", name)
    return frozenset(part.lower() for part in parts)


def dispatch(module: Module) -> Iterator[Finding]:
    """`getattr` with a computed name: calls that no search finds and no type checker sees.

    `getattr(value, field.name)` reads a dataclass field by field, which is no dispatch; calling
    what it returns is.
    """
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=ast.Call(func=ast.Name(id="getattr"))):
                yield module.at(node.lineno, "what getattr returns is called")
            case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(), *_]):
                continue
            case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Attribute(attr="name"), *_]):
                continue
            case ast.Call(func=ast.Name(id="getattr")):
                yield module.at(node.lineno, "getattr with a computed name")
            case _:
                continue


def silent_constants(module: Module) -> Iterator[Finding]:
    """A public name of a module that is assigned, and neither told by a docstring below it nor by
    a comment above it. (Docstrings of functions and classes are ruff's to ask for.)
    """
    lines = module.text.splitlines()
    following = [*module.tree.body[1:], None]
    for node, after in zip(module.tree.body, following, strict=True):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or is_docstring(after):
            continue
        if node.lineno > 1 and lines[node.lineno - 2].startswith("#"):
            continue
        for name in assigned(node):
            if not name.startswith("_"):
                yield module.at(node.lineno, f"{name} has no docstring")


def is_docstring(node: ast.stmt | None) -> bool:
    """Whether the statement is a text that stands alone."""
    match node:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
        case _:
            return False


def assigned(node: ast.Assign | ast.AnnAssign) -> list[str]:
    """The plain names that the statement assigns."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def comments(pattern: str, text: str) -> Callable[[Module], Iterator[Finding]]:
    """A rule that finds each line with a comment of this form."""
    form = re.compile(pattern)

    def rule(module: Module) -> Iterator[Finding]:
        for number, line in enumerate(module.text.splitlines(), start=1):
            if form.search(line):
                yield module.at(number, text)

    return rule


RULES: dict[str, Callable[[Module], Iterable[Finding]]] = {
    "modules over 250 lines": long_modules,
    "functions over 35 lines": long_functions,
    "kinds over 60 lines": long_kinds,
    "names that say nothing": empty_names,
    "dispatch by getattr": dispatch,
    "public constants without a docstring": silent_constants,
    "noqa": comments(r"#\s*noqa\b", "a lint rule is switched off"),
    "type: ignore": comments(r"#\s*type:\s*ignore", "the type checker is switched off"),
    "no cover": comments(r"#\s*pragma:\s*no cover", "a line is declared untestable"),
}
"""Rule -> what finds its offences in one module. The names are the keys of ratchets.json."""
