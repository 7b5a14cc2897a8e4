"""Words that are one letter away from another: what a misspelled word may have been."""

import re
import string
from collections.abc import Iterator

from muniment.holdings.search.rules.folding import fold
from muniment.holdings.search.types import All, Any, Node, Not, Words

MOST = 4_000  # words made of one; a long word of a large alphabet would make many more


def neighbours(word: str) -> list[str]:
    """Every word that is one letter left out, put in, changed or swapped with the next away from
    `word` (folded), in order of the alphabet; never the word itself. Damerau's four mistakes,
    which are four in five of those that people make."""
    letters = _alphabet(word)
    found = set(_made(word, letters)) - {word, ""}
    return sorted(found)[:MOST]


def _made(word: str, letters: str) -> Iterator[str]:
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    for before, after in parts:
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in letters:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]


def _alphabet(word: str) -> str:
    """The letters that a word of this script may have: those of the blocks it is written in."""
    if word.isascii():
        digits = string.digits if any(char.isdigit() for char in word) else ""
        return string.ascii_lowercase + digits
    blocks = sorted({ord(char) & ~0x3F for char in word if not char.isascii()})[:2]
    chars = (chr(block + step) for block in blocks for step in range(0x40))
    return "".join(char for char in chars if char.isalpha() and char.lower() == char)


def typed_words(root: Node) -> list[Words]:
    """The single words that a query looks for, of three letters or more."""
    if isinstance(root, All | Any):
        return [word for one in root.of for word in typed_words(one)]
    if isinstance(root, Words) and len(root.words) == 1 and not root.prefix:
        return [root] if len(root.words[0]) > 2 else []
    return []


def respelled(root: Node, word: Words, other: str) -> Node:
    """The query with another word in that one's place."""
    if isinstance(root, All | Any):
        return type(root)(tuple(respelled(one, word, other) for one in root.of))
    if isinstance(root, Not):
        return Not(respelled(root.of, word, other))
    return Words((other,), word.field) if root == word else root


def retyped(text: str, word: str, other: str) -> str:
    """What was typed with another word in that one's place, however it was written; empty where
    it does not stand there as one word."""
    pattern = re.compile(r"[^\W_]+")
    return pattern.sub(lambda found: other if fold(found[0]) == word else found[0], text)
