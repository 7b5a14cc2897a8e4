"""What a document says of itself, as values that can be proposed to a person."""

import re
from collections.abc import Mapping
from datetime import date

from muniment.foundation.kernel.languages import NAMES
from muniment.holdings.metadata.types import PROPERTIES

# Under which names a property stands among the facts, the likeliest first: in OpenDocument the
# creator is whoever saved it last, and the initial creator its author.
FACTS = {
    "document:title": ("title",),
    "document:author": ("initial-creator", "creator"),
    "document:subject": ("subject",),
    "document:keywords": ("keywords", "keyword"),
    "document:created": ("creation-date", "created"),
    "document:modified": ("modified", "date"),
}
DAYS = ("document:created", "document:modified")
EARLIEST = 1985  # programs write earlier years where they know none
# What programs write by themselves, and says nothing of the document.
_NOBODY = frozenset(
    "administrator,admin,user,owner,author,unknown,guest,default,python-docx,openpyxl,"
    "microsoft office user,windows user,apache poi,root,none".split(",")
)
_NO_TITLE = re.compile(
    r"(untitled|document|presentation|book|powerpoint presentation|slide|title|word document)"
    r"[ ._-]?\d*|microsoft (word|excel|powerpoint) - .*|.*\.(docx?|xlsx?|pptx?|odt|rtf|pdf|tmp)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[,;|\n]")


def texts_proposed(source: str, facts: Mapping[str, str], language: str) -> list[list[str]]:
    """What one of PROPERTIES says, as texts that a person could have typed: each entry is one way
    to put it, the best first; none where the document says nothing of it, or nothing that a
    person would have said. `facts`: what was read from the document; `language`: ISO 639-1."""
    if source == "document:language":
        return [[text] for text in (NAMES.get(language, ""), language) if text]
    names = FACTS.get(source, ())
    text = next((facts[name].strip() for name in names if facts.get(name, "").strip()), "")
    text = " ".join(text.split())
    if source in DAYS:
        found = _day(text)
        return [[found]] if found else []
    if not text or _says_nothing(source, text):
        return []
    if source == "document:keywords":
        several = list(dict.fromkeys(one.strip() for one in _BETWEEN.split(text) if one.strip()))
        return [several, [text]] if len(several) > 1 else [several] if several else []
    return [[text]]


def _says_nothing(source: str, text: str) -> bool:
    if source == "document:author":
        return text.casefold() in _NOBODY
    return source == "document:title" and _NO_TITLE.fullmatch(text) is not None


def _day(text: str) -> str:
    """The day of a time as documents write it; blank where it is none, or too early to be one."""
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return ""
    return found.isoformat() if found.year >= EARLIEST else ""


def origin_in_words(source: str) -> str:
    """Where a value came from, as a history says it."""
    return f"Proposed from {PROPERTIES[source]}"
