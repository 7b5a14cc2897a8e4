"""Folding text to words. Done here and not in the database, so that both databases agree."""

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

BODY_WORDS = 15_000  # words of a record's text kept in order; PostgreSQL counts no further
TAIL_WORDS = 50_000  # different words after those, found but not in phrases
TITLE_WORDS, PATH_WORDS = 200, 1_000
BUDGET = 950_000  # bytes of all that is kept of a record; PostgreSQL takes 2**20
OVERHEAD = 12  # bytes that PostgreSQL spends on a word besides its letters
WORD_LENGTH = 60
GAP = "_"  # stands between words that are not neighbours; no word contains it

# Chinese, Japanese, Thai, Lao, Burmese and Khmer put no space between words: each character is
# a word, and several are a phrase. In Indian scripts the marks for vowels are part of the word.
ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U000323af"
)
MARKS = "".join(
    char for char in map(chr, range(0x0900, 0x0E00)) if unicodedata.category(char)[0] == "M"
)
WORD = re.compile(rf"(?![_\W])[{ALONE}]|(?:(?![{ALONE}])[^\W_]|[{MARKS}])+")
_ASCII = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Terms:
    """The words of a record as they are indexed, in order; `tail` in no order."""

    title: tuple[str, ...]
    path: tuple[str, ...]
    body: tuple[str, ...]
    tail: tuple[str, ...]


def fold(text: str) -> str:
    """Lower case without accents: what is compared."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFKD", text)
    kept = (char for char in bare if not unicodedata.combining(char) or char in MARKS)
    return "".join(kept).casefold()


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order."""
    folded = fold(text)
    pattern = _ASCII if folded.isascii() else WORD
    return [word[:WORD_LENGTH] for word in pattern.findall(folded)]


def index_terms(title: str, path: str, body: str) -> Terms:
    """The words that a record is found by, no more than either database can hold."""
    words = words_of(body)
    titled, placed = words_of(title)[:TITLE_WORDS], words_of(path)[:PATH_WORDS]
    # Those of title and path are kept twice: once more under the mark of their field.
    left = BUDGET - 2 * _cost(titled) - 2 * _cost(placed)
    head = words[: _fitting(words[:BODY_WORDS], left)]
    known = set(head)
    tail = sorted(set(words[len(head) :]) - known)[:TAIL_WORDS]
    spent = _cost(head)
    kept = tail[: _fitting(tail, left - spent, pairs=False)]
    return Terms(tuple(titled), tuple(placed), tuple(head), tuple(kept))


def _cost(words: Sequence[str]) -> int:
    """Bytes that words in order take, with their pairs, each counted as if it were new."""
    return sum(3 * len(word.encode()) + 2 * OVERHEAD for word in words)


def _fitting(words: Sequence[str], budget: int, *, pairs: bool = True) -> int:
    """How many of the words fit."""
    size = 3 if pairs else 1
    costs = (size * len(word.encode()) + 2 * OVERHEAD for word in words)
    running = itertools.accumulate(costs)
    return sum(1 for _ in itertools.takewhile(lambda spent: spent <= budget, running))
