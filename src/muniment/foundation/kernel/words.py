"""Words of a text, folded to what is compared: the same in every room and on both databases."""

import re
import unicodedata
from functools import cache
from typing import Literal

WORD_LENGTH = 60

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


SHORT = 1_000  # letters that are normalised soon, whatever they are
MARKS_MOST = 30  # in a row; UAX #15, section 13: no writing has more


def normalised(form: Literal["NFC", "NFKD"], text: str) -> str:
    """The text in a normal form. Of very many marks in a row, which no writing has and which take
    the square of their number to put in order, those after the thirtieth are left out."""
    if len(text) > SHORT and not text.isascii():
        text = _many_marks().sub(lambda run: run[0][:MARKS_MOST], text)
    return unicodedata.normalize(form, text)


@cache
def _many_marks() -> re.Pattern[str]:
    """Runs of more marks than a letter has. Some characters come apart into marks alone."""
    marks = (
        char
        for char in map(chr, range(0x300, 0x20000))
        if unicodedata.combining(unicodedata.normalize("NFKD", char)[0])
    )
    return re.compile(f"[{''.join(marks)}]{{{MARKS_MOST + 1},}}")


def fold(text: str) -> str:
    """Lower case without accents: what is compared."""
    if text.isascii():
        return text.lower()
    bare = normalised("NFKD", text)
    kept = (char for char in bare if not unicodedata.combining(char) or char in MARKS)
    return "".join(kept).casefold()


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order."""
    folded = fold(text)
    pattern = _ASCII if folded.isascii() else WORD
    return [word[:WORD_LENGTH] for word in pattern.findall(folded)]
