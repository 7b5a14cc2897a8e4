"""What each file says, from `texts.yaml`: the same words each time for the same path and seed."""

import os
import random
import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from muniment.demo.sample_drive.types import Page

ROWS = 12
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def _texts() -> dict[str, Any]:
    source = Path(__file__).with_name("texts.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(source, Loader=_LOADER)  # noqa: S506
    return loaded


def page(topic: str, path: str, day: date, seed: int) -> Page:
    """The page on `topic` for the file at `path`, dated `day`. KeyError for no such topic."""
    chance = random.Random(os.fsencode(f"{seed}:{path}"))  # noqa: S311
    about = _texts()["topics"][topic]
    fixed = _fixed(chance, day)
    paragraphs = tuple(_fill(said, chance, fixed, day) for said in about["say"])
    row = about.get("row", ())
    return Page(
        title=_fill(about["title"], chance, fixed, day),
        author=fixed["person"],
        reader=fixed["other"],
        day=day,
        paragraphs=paragraphs,
        header=tuple(about.get("table", ())),
        rows=tuple(_row(row, chance, day) for _ in range(ROWS)) if row else (),
    )


def _row(cells: list[str], chance: random.Random, day: date) -> tuple[str, ...]:
    return tuple(_fill(cell, chance, {}, day) for cell in cells)


def _fixed(chance: random.Random, day: date) -> dict[str, str]:
    """The slots that stay the same through one page."""
    names = ("person", "other", "address", "street", "ward", "supplier", "ref")
    return {name: _slot(name, chance, day) for name in names}


def _fill(text: str, chance: random.Random, fixed: dict[str, str], day: date) -> str:
    return re.sub(r"\{(\w+)\}", lambda m: fixed.get(m[1]) or _slot(m[1], chance, day), text)


def _slot(name: str, chance: random.Random, day: date) -> str:
    made = {
        "person": lambda: f"{_pick('first', chance)} {_pick('last', chance)}",
        "other": lambda: f"{_pick('first', chance)} {_pick('last', chance)}",
        "address": lambda: f"{chance.randint(1, 98)} {_pick('street', chance)}",
        "amount": lambda: f"£{chance.randint(12, 98765):,}.{chance.randint(0, 99):02d}",
        "number": lambda: str(chance.randint(2, 240)),
        "ref": lambda: f"{chance.choice('BCHKS')}{day.year}/{chance.randint(100, 9999):04d}",
        "date": lambda: _long(day - timedelta(days=chance.randint(0, 20))),
        "year": lambda: str(day.year),
        "year2": lambda: str(day.year + 3),
    }
    return made[name]() if name in made else _pick(name, chance)


def _pick(slot: str, chance: random.Random) -> str:
    words: list[str] = _texts()["slots"][slot]
    return chance.choice(words)


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
