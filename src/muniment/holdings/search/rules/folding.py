"""Folding text to words. Done here and not in the database, so that both databases agree."""

import re
import unicodedata
from dataclasses import dataclass

BODY_WORDS = 15_000  # words of a record's text kept in order; PostgreSQL counts no further
TAIL_WORDS = 50_000  # different words after those, found but not in phrases
WORD_LENGTH = 60
GAP = "_"  # stands between words that are not neighbours; no word contains it
_WORD = re.compile(r"[^\W_]+")
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
    return "".join(char for char in bare if not unicodedata.combining(char)).casefold()


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order."""
    folded = fold(text)
    pattern = _ASCII if folded.isascii() else _WORD
    return [word[:WORD_LENGTH] for word in pattern.findall(folded)]


def index_terms(title: str, path: str, body: str) -> Terms:
    """The words that a record is found by."""
    words = words_of(body)
    head = words[:BODY_WORDS]
    tail = sorted(set(words[BODY_WORDS:]) - set(head))[:TAIL_WORDS]
    return Terms(tuple(words_of(title)), tuple(words_of(path)), tuple(head), tuple(tail))
