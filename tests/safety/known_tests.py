"""Which tests and conversation scripts there are, found by reading the files: nothing is run or imported."""

import ast
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

_LEFT_OUT = ("skip", "skipif", "xfail")


def known_tests(project: Path) -> dict[str, bool]:
    """The id of every test below `tests`, without parameters, and whether it is sure to run and to count."""
    found: dict[str, bool] = {}
    for path in sorted((project / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        module_runs = not any(_leaves_out(node) for node in tree.body if _is_pytestmark(node))
        for name, node in _functions(tree):
            marked = any(_leaves_out(decorator) for decorator in node.decorator_list)
            given_up = any(_gives_up(each) for each in node.body)
            found[f"{path.relative_to(project).as_posix()}::{name}"] = module_runs and not marked and not given_up
    for path in sorted((project / "tests" / "conversations").glob("*.yml")):
        for script in YAML(typ="safe").load(path.read_text(encoding="utf-8")) or ():
            found[f"{path.relative_to(project).as_posix()}#{script['conversation']}"] = True
    return found


def without_parameters(test: str) -> str:
    """The id of the function behind a parametrised test."""
    return test if "#" in test else test.split("[", maxsplit=1)[0]


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node.name, node


def _is_pytestmark(node: ast.stmt) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in targets)


def _leaves_out(node: ast.AST) -> bool:
    """Whether `pytest.mark.skip`, `skipif` or `xfail` stands in it: then nobody knows that it counts."""
    return any(
        isinstance(each, ast.Attribute)
        and each.attr in _LEFT_OUT
        and isinstance(each.value, ast.Attribute)
        and each.value.attr == "mark"
        for each in ast.walk(node)
    )


def _gives_up(node: ast.stmt) -> bool:
    """Whether a statement of the test itself is a call of `pytest.skip` or `pytest.xfail`."""
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _LEFT_OUT
