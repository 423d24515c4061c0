"""Reading our own source: which files there are, what they import and call."""

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "content", "storage")


@dataclass(frozen=True)
class Found:
    """A name in the source, and where: `storage/tables/people.py:12`."""

    name: str
    place: str


def python_files(*folders: str) -> list[Path]:
    """Every Python file under the folders, in order. Never none: an empty list would prove nothing."""
    files = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    assert files, f"no Python under {folders}"
    return files


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def module_name(path: Path) -> str:
    """ "handlers.cases"; a package by its folder."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[Found]:
    """Full names of imported modules, `from x import y` as `x.y`; those under TYPE_CHECKING too."""
    yield from _imports(path, ast.walk(_tree(path)))


def imported_at_once(path: Path, known: Collection[str]) -> set[str]:
    """Those of the `known` modules that must be there before this one is: what its own top lines import."""
    full = [found.name for found in _imports(path, iter(_tree(path).body))]
    return {name if name in known else name.rpartition(".")[0] for name in full} & set(known)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path, nodes: Iterator[ast.AST]) -> Iterator[Found]:
    package = path.relative_to(ROOT).parent.parts
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (Found(alias.name, place(path, node.lineno)) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield from (Found(f"{module}.{alias.name}", place(path, node.lineno)) for alias in node.names)


def dotted_calls(path: Path) -> Iterator[Found]:
    """Calls such as `datetime.now()`, by their last two names."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            yield Found(f"{name}.{node.func.attr}", place(path, node.lineno))
