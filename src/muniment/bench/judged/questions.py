"""A hundred questions with what they are after, and the grades of the papers that answer them."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from muniment.bench.judged.papers import Page, Subject, subjects

COUNT = 100
FILE = "questions.json"
WHOLLY, PARTLY = 3, 1


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed, and the grade of each paper that answers it: 3 wholly, 1 in part."""

    typed: str
    grades: dict[str, int]


def make(papers: Sequence[Page]) -> list[Question]:
    """The questions, the same each time, each with one full answer at least."""
    chance = random.Random(41)  # noqa: S311
    found: dict[str, Question] = {}
    there = list(subjects(papers))
    while len(found) < COUNT:
        typed, wanted = _typed(chance, chance.choice(there))
        grades = {one.name: grade for one in papers if (grade := _grade(one, wanted))}
        found[typed] = Question(typed, grades)
    return list(found.values())


def _typed(chance: random.Random, one: Subject) -> tuple[str, dict[str, str]]:
    """What is typed, and what is meant by it, as people look: for a thing and what was done to
    it, a thing at a place, or all three; loosely, or as a phrase."""
    act, thing, place = one.act, one.thing, one.place
    both = {"act": act, "thing": thing}
    return chance.choice(
        [
            (f"{thing} {act}", both),
            (f"{act} of the {thing}", both),
            (f"{thing} {place}", {"thing": thing, "place": place}),
            (f'{act} "{place}"', {"act": act, "place": place}),
            (f"{act} {thing} {place}", {**both, "place": place}),
            (f"{thing} OR {act}", both),
            (f"{thing}* {act}*", both),
            (f'"{thing} {act}"~9', both),
        ]
    )


def _grade(paper: Page, wanted: dict[str, str]) -> int:
    """By what the paper is about, not by its words: wholly what is meant; nearly so, in all but
    one respect; or only named in passing."""
    if paper.about and _matches(paper.about, wanted) == len(wanted):
        return WHOLLY
    if paper.about and len(wanted) > 2 and _matches(paper.about, wanted) == len(wanted) - 1:
        return PARTLY
    return PARTLY if any(_matches(one, wanted) == len(wanted) for one in paper.aside) else 0


def _matches(about: Subject, wanted: dict[str, str]) -> int:
    return sum(getattr(about, name) == value for name, value in wanted.items())


def text_of(questions: Sequence[Question]) -> str:
    """The questions as they stand in the file."""
    rows = (json.dumps([one.typed, one.grades], sort_keys=True) for one in questions)
    return "[\n" + ",\n".join(rows) + "\n]\n"


def read() -> list[Question]:
    """The questions as they are shipped."""
    text = (files("muniment.bench.judged") / FILE).read_text("utf-8")
    return [Question(typed, grades) for typed, grades in json.loads(text)]
