"""Who writes, and who calls them: read from the source, name by name, without running it.

A function is `room/actions/file.py:name`; the methods of a class count as the class. Speaking of a
function is as good as calling it, so that what is handed on is followed too.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

WRITES = {
    *("save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create"),
    *("update_or_create", "add_child", "add_root", "move", "executemany"),
}
STATEMENTS = ("INSERT", "UPDATE", "DELETE", "VACUUM")
WINGS = ("foundation", "holdings", "lifecycle", "exchange")
PACKAGE = "muniment"


@dataclass
class Source:
    """The functions of a tree of files: which write, which are verbs, and who speaks of whom."""

    writers: set[str] = field(default_factory=set)
    verbs: set[str] = field(default_factory=set)
    callers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def read(root: Path) -> dict[str, str]:
    """The text of every file below `root`, by its path from there; no migrations."""
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for path in sorted(root.rglob("*.py"))
        if "migrations" not in path.parts
    }


def is_actions(path: str) -> bool:
    parts = path.split("/")
    return parts[0] in WINGS and parts[2:3] in (["actions"], ["actions.py"])


def understand(files: Mapping[str, str]) -> Source:
    """What the files say."""
    trees = {path: ast.parse(text) for path, text in files.items()}
    defined = {path: {one.name for one in _definitions(tree)} for path, tree in trees.items()}
    source = Source()
    for path, tree in trees.items():
        names = _imports(tree, defined)
        for one in tree.body:
            place = f"{path}:{getattr(one, 'name', '<module>')}"
            for called in _spoken_of(one, path, names, defined):
                if called != place:
                    source.callers[called].add(place)
            if isinstance(one, ast.FunctionDef | ast.ClassDef) and is_actions(path):
                _judge(one, place, source)
    return source


def _definitions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    return (one for one in tree.body if isinstance(one, ast.FunctionDef | ast.ClassDef))


def _judge(one: ast.FunctionDef | ast.ClassDef, place: str, source: Source) -> None:
    if any(_writes(node) for node in ast.walk(one)):
        source.writers.add(place)
    for decorator in one.decorator_list:
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "verb":
            source.verbs.add(place)


def _writes(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in WRITES
    said = node.value if isinstance(node, ast.Constant) else ""
    return isinstance(said, str) and said.lstrip().startswith(STATEMENTS)


def _imports(tree: ast.Module, defined: Mapping[str, set[str]]) -> dict[str, list[str]]:
    """What each imported name of ours may stand for: files, or functions in files."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE):
            where = (node.module or "").replace(".", "/").removeprefix(PACKAGE).lstrip("/")
            for one in node.names:
                inside = f"{where}/{one.name}" if where else one.name
                files = _files(inside, defined)
                functions = [
                    f"{p}:{one.name}" for p in _files(where, defined) if one.name in defined[p]
                ]
                found[one.asname or one.name] = files + functions
    return found


def _files(module: str, defined: Mapping[str, set[str]]) -> list[str]:
    """The files of a module; of a package all, since its `__init__` hands their names on."""
    return [p for p in defined if p == f"{module}.py" or p.startswith(f"{module}/")]


def _spoken_of(
    one: ast.stmt, path: str, names: Mapping[str, list[str]], defined: Mapping[str, set[str]]
) -> Iterator[str]:
    for node in ast.walk(one):
        if isinstance(node, ast.Name):
            if node.id in defined[path]:
                yield f"{path}:{node.id}"
            yield from (one for one in names.get(node.id, []) if ":" in one)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            for file in names.get(node.value.id, []):
                if ":" not in file and node.attr in defined[file]:
                    yield f"{file}:{node.attr}"


def unguarded(source: Source, allowed: Mapping[str, str]) -> tuple[dict[str, list[str]], set[str]]:
    """The ways to a write that pass no verb and nothing allowed, each by where it begins; and
    what was allowed and met on the way."""
    ways: dict[str, list[str]] = {}
    met: set[str] = set()
    for writer in sorted(source.writers):
        seen, waiting = {writer}, [writer]
        while waiting:
            place = waiting.pop()
            if place in source.verbs:
                continue
            if place in allowed:
                met.add(place)
                continue
            above = {
                one for one in source.callers[place] if not one.endswith("__init__.py:<module>")
            }
            if not above:
                ways.setdefault(place, []).append(writer)
            waiting += above - seen
            seen |= above
    return ways, met


def written_elsewhere(files: Mapping[str, str]) -> list[str]:
    """Where a table is written outside the actions of a room."""
    found = []
    for path, text in files.items():
        if is_actions(path):
            continue
        for node in ast.walk(ast.parse(text)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in WRITES
                and ".objects" in ast.unparse(node.func)
            ):
                found.append(f"{path}: {ast.unparse(node.func)}")
    return found
