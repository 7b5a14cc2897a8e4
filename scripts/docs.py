"""Writes the reference pages that come from the code, checks that links lead somewhere and that
the tests that are named are there.

`docs.py` writes; `docs.py --check` fails where a page is not what the code says.
"""

import os
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
STATE_ROOMS = {
    "record": "muniment.holdings.records.types",
    "job": "muniment.foundation.jobs.types",
    "hold": "muniment.lifecycle.holds.types",
    "disposal review": "muniment.lifecycle.disposal.types",
    "move": "muniment.exchange.moves.types",
    "risk": "muniment.governance.risks.types",
}
ACTION_ROOMS = (
    "foundation.audit",
    "foundation.jobs",
    "foundation.access",
    "foundation.notices",
    "foundation.content",
    "holdings.fileplan",
    "holdings.metadata",
    "holdings.records",
    "holdings.search",
    "holdings.capture",
    "holdings.naming",
    "holdings.duplicates",
    "holdings.mail",
    "holdings.mailboxes",
    "holdings.advice",
    "holdings.physical",
    "holdings.habits",
    "holdings.inbox",
    "holdings.channels",
    "holdings.library",
    "lifecycle.retention",
    "lifecycle.holds",
    "lifecycle.disposal",
    "lifecycle.transfer",
    "governance.plans",
    "governance.bodies",
    "governance.assets",
    "governance.policies",
    "assurance.indicators",
    "governance.risks",
    "governance.incidents",
    "people.directory",
    "exchange.backup",
    "exchange.moves",
)


def permissions_page() -> str:
    """Who may do what, as a table of roles and permissions."""
    from muniment.foundation.access.types import ROLE_PERMISSIONS, Permission, Role

    lines = ["# Roles and permissions", "", "Made from the code by `make docs`.", ""]
    lines.append("| permission | roles |")
    lines.append("| --- | --- |")
    for permission in Permission:
        roles = [role.label for role in Role if permission in ROLE_PERMISSIONS[role]]
        lines.append(f"| `{permission.value}` | {', '.join(roles)} |")
    return "\n".join([*lines, ""])


def verbs_page() -> str:
    """Every verb of every room: its name in the audit log and what it does."""
    from muniment.foundation.audit.actions import registered_verbs

    for room in ACTION_ROOMS:
        import_module(f"muniment.{room}.actions")
    lines = ["# Verbs and audit events", "", "Made from the code by `make docs`.", ""]
    lines += [
        "Every change goes through one of these. A verb that is refused changes nothing and",
        "leaves an event of its name with `:refused`.",
        "",
        "| verb | what it does |",
        "| --- | --- |",
    ]
    for name, found in sorted(registered_verbs().items()):
        function = getattr(found, "function", found)
        summary = (function.__doc__ or "").strip().split("\n\n")[0]
        lines.append(f"| `{name}` | {' '.join(summary.split())} |")
    return "\n".join([*lines, ""])


def states_page() -> str:
    """The state machines, drawn from their tables."""
    lines = ["# States", "", "Made from the code by `make docs`.", ""]
    for title, module in STATE_ROOMS.items():
        lines += [f"## {title.capitalize()}", "", "```mermaid", "stateDiagram-v2"]
        for state, following in import_module(module).TRANSITIONS.items():
            lines += [f"  {state.value} --> {after.value}" for after in sorted(following)]
        lines += ["```", ""]
    return "\n".join(lines)


def commands_page() -> str:
    """Every command with its options."""
    import typer.main

    from muniment.cli.main import app

    lines = ["# Commands", "", "Made from the code by `make docs`.", ""]
    lines += [
        "Exit codes: 0 done; 2 refused, with every reason; 1 failed.",
        "",
        "Before or after any command: `--json` prints one object; `--as NAME` says who acts",
        "(without it `MUNIMENT_ACTOR`, without that the person that `init` made); `--debug` shows",
        "the trace of a failure.",
        "",
    ]
    lines += list(_commands(typer.main.get_command(app), "muniment"))
    return "\n".join([*lines, ""])


def _commands(command: object, path: str) -> Iterator[str]:
    children = getattr(command, "commands", None)
    if children:
        for name in sorted(children):
            yield from _commands(children[name], f"{path} {name}")
        return
    parameters = getattr(command, "params", [])
    arguments = [one for one in parameters if one.param_type_name == "argument"]
    yield f"## `{' '.join([path, *(_name(one) for one in arguments)])}`"
    yield ""
    yield re.sub(r"\s+", " ", (getattr(command, "help", "") or "").strip())
    yield ""
    lines = [f"- `{_name(one)}`: {one.help}" for one in arguments if getattr(one, "help", "")]
    lines += [
        _option(one) for one in parameters if one.param_type_name == "option" and not one.hidden
    ]
    yield from [*lines, ""] if lines else []


def _name(argument: Any) -> str:
    return str(argument.metavar or argument.name).upper()


def _kind(option: Any) -> str:
    return "NUMBER" if isinstance(option.default, int) else "TEXT"


def _option(option: Any) -> str:
    value = "" if option.is_flag else f" {option.metavar or _kind(option)}"
    more = [option.help.rstrip(".") if option.help else ""]
    more += ["needed"] if option.required else []
    more += ["can be repeated"] if option.multiple and "repeat" not in more[0] else []
    if not option.is_flag and option.default not in (None, "", 0) and not option.multiple:
        more.append(f"{option.default} if not given")
    return f"- `{', '.join(option.opts)}{value}`: {'; '.join(one for one in more if one)}."


PAGES = {
    "reference/permissions.md": permissions_page,
    "reference/verbs.md": verbs_page,
    "reference/states.md": states_page,
    "reference/commands.md": commands_page,
}


def stale_pages() -> dict[str, str]:
    """The pages that are not what the code says, with what they should be."""
    made = {name: make() for name, make in PAGES.items()}
    return {
        name: text
        for name, text in made.items()
        if not (DOCS / name).exists() or (DOCS / name).read_text("utf-8") != text
    }


def broken_links() -> list[str]:
    """Links between documents that lead nowhere."""
    broken = []
    for page in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    return broken


def missing_tests() -> list[str]:
    """Tests that a document names and that are not there."""
    missing = []
    for page in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        for path, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page.read_text("utf-8")):
            test = ROOT / path
            if not test.exists() or (name and f"def {name}(" not in test.read_text("utf-8")):
                missing.append(f"{page.relative_to(ROOT)}: {path}" + (f"::{name}" if name else ""))
    return missing


def main() -> int:
    """Write or check; 0 if all is well."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muniment.config.settings")
    import django

    django.setup()
    stale = stale_pages()
    if "--check" not in sys.argv:
        for name, text in stale.items():
            (DOCS / name).write_text(text, "utf-8")
            print(f"written: docs/{name}")
        stale = {}
    problems = [f"docs/{name} is not what the code says: run make docs" for name in stale]
    problems += [f"broken link in {one}" for one in broken_links()]
    problems += [f"no such test: {one}" for one in missing_tests()]
    print("\n".join(problems) or "The documents are in order.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
