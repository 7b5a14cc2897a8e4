"""Who writes, and who calls them: read from the source, name by name, without running it.

A function is `room/actions/file.py:name`; the methods of a class count as the class. Speaking of a
function is as good as calling it, so that what is handed on is followed too.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath

WRITES = {
    *("save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create"),
    *("update_or_create", "add_child", "add_root", "move", "executemany"),
}
STATEMENTS = ("INSERT", "UPDATE", "DELETE", "VACUUM")
WINGS = ("foundation", "holdings", "lifecycle", "governance", "people", "assurance", "exchange")
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


@dataclass(frozen=True)
class Part:
    """A function, a class or a statement of a file, and what it speaks of."""

    name: str
    names: frozenset[str]
    attributes: frozenset[tuple[str, str]]
    writes: bool
    is_verb: bool


@dataclass(frozen=True)
class File:
    """What of a file matters here, whatever the other files say."""

    parts: tuple[Part, ...]
    defined: frozenset[str]
    imports: tuple[tuple[str, str, str], ...]  # module below ours, name in it, name here


@cache
def _file(text: str) -> File:
    """Read once, however often the files around it change."""
    tree = ast.parse(text)
    parts = tuple(_part(one) for one in tree.body)
    defined = {one.name for one in tree.body if isinstance(one, ast.FunctionDef | ast.ClassDef)}
    return File(parts, frozenset(defined), tuple(_imports(tree)))


def _part(one: ast.stmt) -> Part:
    nodes = list(ast.walk(one))
    attributes = {
        (node.value.id, node.attr)
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    defines = isinstance(one, ast.FunctionDef | ast.ClassDef)
    return Part(
        getattr(one, "name", "<module>"),
        frozenset(node.id for node in nodes if isinstance(node, ast.Name)),
        frozenset(attributes),
        defines and any(_writes(node) for node in nodes),
        defines and any(map(_is_verb, one.decorator_list)),
    )


def _is_verb(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "verb"


def _writes(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in WRITES
    said = node.value if isinstance(node, ast.Constant) else ""
    return isinstance(said, str) and said.lstrip().startswith(STATEMENTS)


def _imports(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE):
            where = (node.module or "").replace(".", "/").removeprefix(PACKAGE).lstrip("/")
            for one in node.names:
                yield where, one.name, one.asname or one.name


def understand(files: Mapping[str, str]) -> Source:
    """What the files say."""
    read = {path: _file(text) for path, text in files.items()}
    modules = _modules(read)
    source = Source()
    for path, file in read.items():
        meant = _meant(file, read, modules)
        for part in file.parts:
            place = f"{path}:{part.name}"
            for called in _spoken_of(part, path, meant, read):
                if called != place:
                    source.callers[called].add(place)
            if is_actions(path) and part.writes:
                source.writers.add(place)
            if is_actions(path) and part.is_verb:
                source.verbs.add(place)
    return source


def _modules(paths: Iterable[str]) -> dict[str, list[str]]:
    """The files of each module; of a package all, since its `__init__` hands their names on."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        found[path.removesuffix(".py")].append(path)
        for folder in PurePosixPath(path).parents:
            found[str(folder)].append(path)
    return found


def _meant(
    file: File, read: Mapping[str, File], modules: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    """What each imported name of ours may stand for: files, or functions in files."""
    found: dict[str, list[str]] = {}
    for where, name, here in file.imports:
        whole = modules.get(f"{where}/{name}" if where else name, [])
        inside = [f"{p}:{name}" for p in modules.get(where, []) if name in read[p].defined]
        found[here] = whole + inside
    return found


def _spoken_of(
    part: Part, path: str, meant: Mapping[str, list[str]], read: Mapping[str, File]
) -> Iterator[str]:
    for name in part.names:
        if name in read[path].defined:
            yield f"{path}:{name}"
        yield from (one for one in meant.get(name, []) if ":" in one)
    for name, attribute in part.attributes:
        for file in meant.get(name, []):
            if ":" not in file and attribute in read[file].defined:
                yield f"{file}:{attribute}"


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
