"""Pure decisions: what else may be looked for where nothing was found."""

import re

_CLASS = re.compile(r'(?<![\w-])class:(?:"([^"]+)"|([^\s"()]+))')
_PLAIN = re.compile(r"[^\W_]+(?:\s+[^\W_]+)*")
LONG_ENOUGH = 4  # letters: of shorter words too many are one letter different
MOST_WORDS = 4
_JOINING = frozenset({"AND", "OR", "NOT", "NEAR"})


def class_in(query: str) -> str:
    """The class that a query is narrowed to; blank where there is none, or more than one."""
    found = [quoted or plain for quoted, plain in _CLASS.findall(query)]
    return found[0] if len(found) == 1 else ""


def in_class(query: str, reference: str) -> str:
    """The query, narrowed to another class."""
    return _CLASS.sub(lambda _: f'class:"{reference}"', query)


def loosened(query: str) -> str:
    """The query with words that may be one letter different; blank where it is more than a few
    plain words."""
    text = query.strip()
    words = text.split()
    if not _PLAIN.fullmatch(text) or len(words) > MOST_WORDS or _JOINING & set(words):
        return ""
    loose = [f"{word}~" if len(word) >= LONG_ENOUGH else word for word in words]
    return " ".join(loose) if loose != words else ""
