"""How plain a text is: at what age one reads it with ease, and what makes it hard (RET-04).

The grade of Flesch and Kincaid: J. P. Kincaid, R. P. Fishburne, R. L. Rogers and B. S. Chissom,
Derivation of new readability formulas for Navy enlisted personnel, Research Branch Report 8-75
(1975): 0.39 x words in a sentence + 11.8 x syllables in a word - 15.59. A child of grade n is n + 5
years old. Syllables are counted by the spelling, which is right for nine words in ten and evens out
over a text; the age is a hint, not a measurement.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

AIM = (9, 11)  # years: what the guidance of GOV.UK aims at
FEWEST = 10  # words: of fewer nothing can be said
LONG = 25  # words: a sentence of more is hard to follow
LISTED = 3
FORMULA = "Flesch–Kincaid grade plus 5"
_YOUNGEST, _OLDEST = 5, 25
# A sentence ends with a mark before what begins another, at a blank line, or before a bullet.
_SHORTENED = "".join(
    rf"(?<!\b{one})" for one in (r"e\.g\.", r"i\.e\.", r"cf\.", r"Mr\.", r"Ms\.", r"Dr\.")
)
_END = re.compile(
    rf"(?<=[.!?]){_SHORTENED}[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z])"
    r"|\n\s*\n|\n(?=\s*(?:[-*•–]|\d+[.)])\s)"
)
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouyà-åè-ïò-öù-ý]+")
# Endings in which an e is not heard, and vowels side by side that are two syllables.
_SILENT = re.compile(
    r"(?:[^aeiouylt]|[^aeiou]t|[aeiouy]l|[aeiou]t)e$|[^aeiouydt]ed$|[^aeiouscxzgh]es$"
)
_APART = re.compile(
    r"i[ao](?!n$|ns$|us$|usly$|l$|lly$)|[dnrv]ial|[bdlnrv]iou|iet|lien|eo$|[aeiou][^aeiou]ea$"
    r"|yee|[^q]ua[lr]|iu|ism$|uou|creat"
)
_ODD = {"business": 2, "businesses": 3, "science": 2, "area": 3, "areas": 3}


@dataclass(frozen=True, slots=True)
class Plainness:
    """How plain a text is: the age in years at which one reads it with ease, how many words and
    sentences it has, and its longest sentences with the words of each, if they are long."""

    age: int
    words: int
    sentences: int
    longest: tuple[tuple[str, int], ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether it is no harder than what is aimed at."""
        return self.age <= AIM[1]


def plainness(*texts: str) -> Plainness | None:
    """How plain the texts are, taken together; None where they have too few words to say."""
    found = [one for text in texts for one in sentences(text)]
    counted = [(one, _WORD.findall(one)) for one in found]
    words = [word for _, some in counted for word in some]
    if len(words) < FEWEST:
        return None
    syllables = sum(syllables_of(word) for word in words)
    grade = 0.39 * len(words) / len(found) + 11.8 * syllables / len(words) - 15.59
    age = min(max(round(grade + 5), _YOUNGEST), _OLDEST)
    return Plainness(age, len(words), len(found), _longest(counted))


def sentences(text: str) -> list[str]:
    """The sentences of a text, each on one line."""
    parts = (" ".join(one.split()) for one in _END.split(text.replace("\r\n", "\n")))
    return [one for one in parts if _WORD.search(one)]


def syllables_of(word: str) -> int:
    """How many syllables the word has, by its spelling. A number counts as one."""
    plain = re.sub(r"[’'].*", "", word.lower())
    if plain in _ODD or not plain.isalpha():
        return _ODD.get(plain, 1)
    found = len(_VOWELS.findall(plain))
    found -= bool(_SILENT.search(plain))
    found += len(_APART.findall(plain))
    return max(found, 1)


def _longest(counted: Sequence[tuple[str, Sequence[str]]]) -> tuple[tuple[str, int], ...]:
    long = [(one, len(words)) for one, words in counted if len(words) > LONG]
    return tuple(sorted(long, key=lambda each: -each[1])[:LISTED])


def plainness_in_words(found: Plainness | None) -> str:
    """One sentence that tells it, with the formula and the aim."""
    if found is None:
        return f"There are fewer than {FEWEST} words: too few to say how plain they are."
    aim = f"{AIM[0]} to {AIM[1]}"
    age = f"{found.age}{' or more' if found.age == _OLDEST else ''}"
    told = f"Reading age {age} ({FORMULA})."
    if found.is_plain:
        return f"{told} That is as plain as GOV.UK asks for: {aim}."
    return f"{told} GOV.UK aims at {aim}: shorter sentences and shorter words bring it down."
