"""Which reasons the rules of a room can give, read from their source."""

import ast
from pathlib import Path

import muniment.lifecycle

LIFECYCLE = Path(muniment.lifecycle.__path__[0])
if "mutants" in LIFECYCLE.parts:  # in mutation testing: what the sources say, not their mutants
    LIFECYCLE = LIFECYCLE.parents[3] / LIFECYCLE.relative_to(LIFECYCLE.parents[2])


def codes_in(place: str) -> set[str]:
    """The code of every `Reason(...)` in a file or folder of the wing."""
    at = LIFECYCLE / place
    files = [at] if at.is_file() else sorted(at.rglob("*.py"))
    found = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason":
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    found.add(str(code.value))
    return found
