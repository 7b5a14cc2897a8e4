"""Words of a text, folded to what is compared: the same in every room and on both databases."""

import re
import unicodedata

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
