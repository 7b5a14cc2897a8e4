"""A plan as a table of four columns: outcome, objective, actions, timeline. Read, and given back.

One row may hold one objective with all its actions, each a paragraph of its cell, and as many
timelines; or one row each action, its outcome and objective written once or each time.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from itertools import groupby
from typing import Any

from muniment.governance.plans.types import Left, Line

MOST = 2_000  # rows of one file
NONE = "—"  # the paragraph of an action that has no timeline, status or owner
COLUMNS = {
    "outcome": "Outcome",
    "objective": "Objective",
    "actions": "Actions",
    "timeline": "Timeline",
    "status": "Status",
    "owner": "Owner",
}
FOUR = ("outcome", "objective", "actions", "timeline")
ALIKE: Mapping[str, tuple[str, ...]] = {
    "outcome": ("outcomes", "goal", "strategic_outcome", "aim"),
    "objective": ("objectives", "target"),
    "actions": ("action", "activity", "activities", "task", "what"),
    "timeline": ("timelines", "timescale", "timescales", "when", "due", "deadline", "due_date"),
    "status": ("state", "progress", "rag"),
    "owner": ("owners", "lead", "responsible", "who", "action_owner", "responsibility"),
}
_PARAGRAPH = re.compile(r"</p>|<br\s*/?>|\n", re.I)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
_BULLET = re.compile(r"^\s*(?:[•●▪*–]|-(?=\s))\s*")


def columns_of(heads: Sequence[str]) -> dict[str, str]:
    """For each of our columns the heading of the file that means the same, where one does."""
    by_fold = {_folded(one): one for one in reversed(heads)}
    found = {}
    for name, label in COLUMNS.items():
        wanted = (name, _folded(label), *ALIKE[name])
        if head := next((by_fold[one] for one in wanted if one in by_fold), ""):
            found[name] = head
    return found


def _folded(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.strip().casefold()).strip("_")


def paragraphs(value: Any) -> list[str]:
    """The paragraphs of a cell: its lines, or those of the page that it was taken from."""
    parts = _PARAGRAPH.split("" if value is None else str(value))
    bare = (unescape(_MARKUP.sub("", part)) for part in parts)
    return [found for part in bare if (found := " ".join(_BULLET.sub("", part).split()))]


def read_table(
    rows: Sequence[Mapping[str, Any]], chosen: Mapping[str, str]
) -> tuple[list[Line], list[Left]]:
    """The actions of a table, in order, and the rows that cannot be read, with every reason. A
    blank outcome is that of the row above, and a blank objective too. `chosen`: for each of our
    columns its heading in the file."""
    found: list[Line] = []
    left: list[Left] = []
    outcome = objective = ""
    for number, row in enumerate(rows, start=2):
        said = {ours: paragraphs(row.get(theirs)) for ours, theirs in chosen.items() if theirs}
        if not any(said.values()):
            continue
        new = " ".join(said.get("outcome", []))
        own = " ".join(said.get("objective", []))
        # A new outcome begins without an objective of its own.
        objective = own or ("" if new and new != outcome else objective)
        outcome = new or outcome
        wrong = _wrong(said, outcome, objective)
        if wrong:
            title = " ".join(said.get("actions", [])) or objective or outcome
            left.append(Left(number, title[:200], " ".join(wrong)))
        else:
            found += _lines(number, outcome, objective, said)
    return found, left


def _wrong(said: Mapping[str, Sequence[str]], outcome: str, objective: str) -> list[str]:
    actions = len(said.get("actions", []))
    wrong = []
    if not outcome:
        wrong.append("It names no outcome, and no row above does.")
    if not objective:
        wrong.append("It names no objective.")
    if not actions:
        wrong.append("It names no action.")
        return wrong
    for name in ("timeline", "status", "owner"):
        many = len(said.get(name, []))
        if many not in (0, 1, actions):
            label = COLUMNS[name]
            wrong.append(
                f"{label}: {many} paragraphs for {actions} actions. Give one for each, or one."
            )
    return wrong


def _lines(
    number: int, outcome: str, objective: str, said: Mapping[str, Sequence[str]]
) -> list[Line]:
    actions = said["actions"]
    beside = {
        name: _spread(said.get(name, []), len(actions)) for name in ("timeline", "status", "owner")
    }
    return [
        Line(number, outcome, objective, words, **{name: beside[name][at] for name in beside})
        for at, words in enumerate(actions)
    ]


def _spread(some: Sequence[str], many: int) -> list[str]:
    """One for each action: what stands once holds for all of them."""
    found = [*some] if len(some) == many else [*some, ""][:1] * many
    return ["" if one == NONE else one for one in found]


def as_table(lines: Iterable[Line]) -> list[dict[str, list[str]]]:
    """A plan as it was laid out: a row for each objective, each of its actions a paragraph with
    its timeline beside it. The outcome stands in every row."""
    rows = []
    for (outcome, objective), some in groupby(lines, key=lambda one: (one.outcome, one.objective)):
        kept = list(some)
        rows.append(
            {
                "outcome": [outcome],
                "objective": [objective],
                "actions": [one.words for one in kept],
                "timeline": [one.timeline for one in kept],
                "status": [one.status for one in kept],
                "owner": [one.owner for one in kept],
            }
        )
    return rows


def cell_of(some: Sequence[str]) -> str:
    """Paragraphs in one cell; what several actions lack altogether is no cell of empty lines."""
    return "\n".join(one or NONE for one in some) if any(some) else ""
