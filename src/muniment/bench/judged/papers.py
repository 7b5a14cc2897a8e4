"""Papers of a council that never was. What each is about is chosen first and its words after: so
it is known, and not guessed from the words, which papers answer a question."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

THINGS = (
    "roof boiler playground footpath bridge library car-park hedge drain window lift kitchen "
    "streetlight allotment pavilion"
).split()
ACTS = "survey repair complaint tender licence inspection lease grant".split()
PLACES = (
    "Elm Lane School|Northgate Hall|Quarry Park|Station Road|Mill House|Harbour Depot|"
    "St Brannock Cemetery|Weavers Court"
).split("|")
KINDS = ("Letter", "Minutes", "Report", "Note", "Form")
VAGUE = ("Notes of a visit", "Letter", "For the file", "Re: your enquiry", "Scan", "Draft v2")
FILLER = (
    "Thank you for your message of last week.",
    "The matter was put to the members, who asked for more time.",
    "We shall write again when the figures are known.",
    "Nothing further was decided at this stage.",
    "The cost falls to this year's budget and was agreed by the officer.",
    "A copy goes to the finance team and to the ward councillors.",
    "Please keep this paper with the others.",
    "The contractor was asked to say by when it could be done.",
    "Two neighbours came to the meeting and spoke.",
    "It was noted that the weather had been poor all month.",
)
ABOUT = (
    "The {act} of the {thing} at {place} is finished.",
    "On the {thing} we found what the {act} had to settle.",
    "The {thing} is old, and the {act} took longer than was thought.",
    "As to the {act}, the {thing} was looked at twice.",
    "{place} asked about the {thing}.",
    "The {act} is to be paid for by {place}.",
    "Pictures of the {thing} are attached.",
)
ASIDE = (
    "See also the {act} of the {thing} at {place}, on another file.",
    "Not to be mixed up with the {thing} at {place}, whose {act} is older.",
)
MAIN, ASIDES, REGISTERS = 480, 2, 12
SEED = 40


@dataclass(frozen=True, slots=True)
class Subject:
    """What a paper is about."""

    act: str
    thing: str
    place: str


@dataclass(frozen=True, slots=True)
class Page:
    """One paper: its words, what it is about (nothing in particular: None), and what it names."""

    name: str
    title: str
    text: str
    about: Subject | None
    aside: tuple[Subject, ...] = ()


def corpus() -> list[Page]:
    """All papers, the same each time: papers about one thing, which name others in passing, and
    registers that name everything and are about none of it."""
    chance = random.Random(SEED)  # noqa: S311
    papers = [_paper(chance, number) for number in range(MAIN)]
    papers += [_register(chance, number) for number in range(REGISTERS)]
    chance.shuffle(papers)
    return papers


def _subject(chance: random.Random) -> Subject:
    return Subject(chance.choice(ACTS), chance.choice(THINGS), chance.choice(PLACES))


def _said(sentence: str, about: Subject) -> str:
    return sentence.format(act=about.act, thing=about.thing, place=about.place)


def _paper(chance: random.Random, number: int) -> Page:
    about = _subject(chance)
    aside = tuple(_subject(chance) for _ in range(chance.randint(0, ASIDES)))
    own = chance.choices(ABOUT, k=chance.randint(2, 6))
    sentences = [_said(one, about) for one in own]
    sentences += [_said(chance.choice(ASIDE), one) for one in aside]
    sentences += chance.choices(FILLER, k=chance.randint(2, 25))
    chance.shuffle(sentences)
    return Page(f"P{number:03}", _title(chance, about), " ".join(sentences), about, aside)


def _title(chance: random.Random, about: Subject) -> str:
    kind, act = chance.choice(KINDS), about.act.capitalize()
    return chance.choice(
        (
            f"{act} of the {about.thing}, {about.place}",
            f"{kind}: {about.thing} {about.act}",
            f"{about.place} {about.thing}",
            chance.choice(VAGUE),
            chance.choice(VAGUE),
        )
    )


def _register(chance: random.Random, number: int) -> Page:
    lines = [f"{one.place}: {one.thing}, {one.act}." for one in _many(chance)]
    return Page(f"R{number:03}", f"Register of files {number + 1}", " ".join(lines), None)


def _many(chance: random.Random) -> Sequence[Subject]:
    return [_subject(chance) for _ in range(150)]


def subjects(papers: Sequence[Page]) -> Iterator[Subject]:
    """What the papers are about."""
    return (one.about for one in papers if one.about)
