"""How good a title is: whether it says what the record is, when, and at a length to read."""

import re

GENERIC = frozenset(
    "attachment copy data doc document documents draft file files final folder image img info "
    "item misc miscellaneous new notes old other page photo photos picture pictures print report "
    "scan scanned scans stuff temp test text tmp undated unnamed untitled various version".split()
)
LONG, SHORT = 120, 10
_WORD = re.compile(r"[^\W\d_]{2,}")
_DATE = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)|(?<!\d)(?:19|20)\d{6}(?!\d)")


def score(title: str) -> int:
    """The quality of a title, from 0 to 100.

    40 for two words at least that say something, half for one; 20 if no generic word stands in
    it; 20 for a year or a date; 20 for a length of 10 to 120 characters.
    """
    words = [one.lower() for one in _WORD.findall(title)]
    telling = {one for one in words if one not in GENERIC}
    points = 20 * min(len(telling), 2)
    points += 20 if telling and len(telling) == len(set(words)) else 0
    points += 20 if _DATE.search(title) else 0
    return points + (20 if SHORT <= len(title) <= LONG else 0)
