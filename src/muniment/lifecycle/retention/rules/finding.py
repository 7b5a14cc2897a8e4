"""Finding the rule for what somebody has in hand, from their own words."""

import difflib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

from muniment.holdings.search.rules import words_of

# How much a word counts where it stands. Examples are the words that people use for their papers.
WEIGHTS = {"title": 3.0, "examples": 3.0, "classes": 2.0, "description": 1.5, "code": 6.0}
SATURATION = 1.2  # how soon it stops to matter that a word stands there again
LENGTH = 0.4  # how much a long text is held against it
NEAR = 0.8  # how alike a misspelt word must be to one that is known
GUESSED = 0.6  # what such a word counts
UNKNOWN = 0.4  # what a word counts that no rule has: it tells none of them from another
GUESSES = 5  # unknown words of a question that are compared with every word of the schedules
ENOUGH = 0.45  # an answer to less than this share of the question is only a guess
AHEAD = 1.1  # so is one that is less than this far ahead of the next
STRENGTH = 0.25  # an answer with less than this share of the best one's score is left out

# Words that say nothing about what is kept: those of every sentence, and of the question itself.
EMPTY = frozenset(
    "a about after against all an and any are as at away be before by can could delete destroy"
    " did do document documents does file files folder for from get give gone had has have he"
    " her him his how i if in into is it its just keep keeping keeps kept long longer many may"
    " me much must my need needed no not of off old on onto or our out over paper papers people"
    " person record records retain retention rule schedule shall she should so some someone"
    " store stuff such than that the their them then there these they thing things this those"
    " throw time to up us was we were what when where which who whom whose why will with would"
    " year years you your".split()
)


Term = tuple[str, str]  # a word and its stem; or no word, and the stems of two neighbours


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule as it can be found: its code, and the texts that its words are looked for in."""

    code: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A rule that answers. `share` is the part of the question, from 0 to 1, that it speaks of;
    `words` those of the question that were taken for others, misspelt; `sure`, whether it can be
    called the answer."""

    code: str
    score: float
    share: float
    words: tuple[tuple[str, str], ...] = ()
    sure: bool = False


class Finder:
    """All rules, made ready to be asked. Making it costs about a millisecond for ten rules."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        rows = [
            (one.code, {name: _terms(text) for name, text in one.texts.items()}) for one in entries
        ]
        self._lengths = _mean_lengths([fields for _, fields in rows])
        self._rules = {code: self._weighed(fields) for code, fields in rows}
        self._having: Counter[str] = Counter()
        self._spelt: dict[str, str] = {}
        for code, fields in rows:
            self._having.update(set(self._rules[code]))
            for text in fields.values():
                self._spelt.update((word, term) for word, term in text if " " not in term)

    def _weighed(self, fields: Mapping[str, "Sequence[Term]"]) -> dict[str, float]:
        found: dict[str, float] = {}
        for name, terms in fields.items():
            norm = 1 - LENGTH + LENGTH * len(terms) / (self._lengths.get(name) or 1)
            for _, term in terms:
                found[term] = found.get(term, 0.0) + WEIGHTS.get(name, 1.0) / norm
        return found

    def find(self, question: str, *, most: int = 10) -> list[Found]:
        """The rules that answer the question, the best first; none where no word is known."""
        asked, guessed = self._asked(question)
        total = sum(weight for term, weight in asked.items() if " " not in term)
        if not total:
            return []
        found = [self._of(code, asked, total, guessed) for code in self._rules]
        ranked = sorted((one for one in found if one.score), key=lambda one: (-one.score, one.code))
        if not ranked:
            return []
        first, *others = ranked
        ahead = not others or first.score >= AHEAD * others[0].score
        typed = set(asked) - {self._spelt[one] for one in guessed.values()}
        known = not typed.isdisjoint(self._rules[first.code])
        first = replace(first, sure=ahead and known and first.share >= ENOUGH)
        return [first, *(one for one in others if one.score >= STRENGTH * first.score)][:most]

    def _of(
        self, code: str, asked: Mapping[str, float], total: float, guessed: Mapping[str, str]
    ) -> Found:
        weights = self._rules[code]
        met = {term: rare for term, rare in asked.items() if term in weights}
        score = sum(
            rare * weights[term] * (SATURATION + 1) / (weights[term] + SATURATION)
            for term, rare in met.items()
        )
        share = sum(rare for term, rare in met.items() if " " not in term) / total
        words = tuple((word, known) for word, known in guessed.items() if _stem(known) in met)
        return Found(code, score * share, share, words)

    def _asked(self, question: str) -> tuple[dict[str, float], dict[str, str]]:
        """What the words of the question count, and which of them were taken for others."""
        asked: dict[str, float] = {}
        guessed: dict[str, str] = {}
        unknown: set[str] = set()
        for word, term in self._as_one_word(_terms(question)):
            if term in self._having:
                asked[term] = self._rarity(term)
            elif " " not in term:
                unknown.add(word)
                # The page is open to anybody, and a guess is dear: few, however long the question.
                known = self._nearest(word) if len(unknown) <= GUESSES else ""
                if known:
                    guessed[word] = known
                    asked[self._spelt[known]] = GUESSED * self._rarity(self._spelt[known])
                else:
                    asked[term] = UNKNOWN * self._rarity(term)
        return asked, guessed

    def _as_one_word(self, terms: "Sequence[Term]") -> "list[Term]":
        """The terms, with `pay slip` as `payslip` where a rule writes it so."""
        words = [one for one in terms if " " not in one[1]]
        for (one, first), (two, second) in pairwise(words):
            whole = _stem(one + two)
            if whole in self._having and not {first, second} <= set(self._having):
                return [
                    (one + two, whole),
                    *(each for each in terms if not {first, second} & set(each[1].split())),
                ]
        return list(terms)

    def _rarity(self, term: str) -> float:
        having, rules = self._having[term], len(self._rules)
        weight = math.log(1 + (rules - having + 0.5) / (having + 0.5))
        return weight / 2 if " " in term else weight

    def _nearest(self, word: str) -> str:
        if len(word) < 4:
            return ""
        near = difflib.get_close_matches(word, self._spelt, n=1, cutoff=NEAR)
        return near[0] if near else ""


def _mean_lengths(rows: Sequence[Mapping[str, Sequence[object]]]) -> dict[str, float]:
    totals: Counter[str] = Counter()
    for fields in rows:
        totals.update({name: len(terms) for name, terms in fields.items()})
    return {name: total / len(rows) for name, total in totals.items()}


def _terms(text: str) -> list[Term]:
    """The words of a text that say something, each with its stem; then each pair of neighbours,
    in any order, so that `board minutes` is as near as `minutes of a board`."""
    words = [(word, _stem(word)) for word in words_of(text) if word not in EMPTY]
    pairs = [("", " ".join(sorted((one, two)))) for (_, one), (_, two) in pairwise(words)]
    return [*words, *pairs]


_STEMMER = snowballstemmer.stemmer("english")


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))
