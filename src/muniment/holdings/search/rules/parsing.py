"""Reading what a person typed. Never fails: what is not understood is read as words, and said."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from muniment.holdings.search.rules.folding import words_of
from muniment.holdings.search.types import All, Any, Field, Filter, Node, Not, Query, Words

MAX_TERMS = 64
MAX_DEPTH = 20
MAX_LENGTH = 2_000
FILTERS = {"class", "format", "state"}
STATES = ("declared", "destroying", "destroyed")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<open>\()|(?P<close>\))|(?P<minus>-(?=\())"""
    r"""|(?P<term>-?(?:(?P<name>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s()"]+)))"""
    r"""|(?P<stray>.)""",
    re.VERBOSE,
)
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # term, open, close, and, or, not
    node: Node | None = None


def parse(text: str) -> Query:
    """The query in the text: words, "phrases", AND, OR, NOT, -word, prefix*, parentheses,
    title:, path:, class:, format:, state:, date:2019..2021, before:, after:."""
    notes: list[str] = []
    if len(text) > MAX_LENGTH:
        notes.append(f"Only the first {MAX_LENGTH:,} characters of the search were used.")
    tokens = list(_tokens(seen(text[:MAX_LENGTH]), notes))
    if len(tokens) > MAX_TERMS:
        notes.append(f"Only the first {MAX_TERMS} words of the search were used.")
        tokens = tokens[:MAX_TERMS]
    reader = _Reader(tokens, notes)
    return Query(reader.read(), tuple(dict.fromkeys(notes)))


def seen(text: str) -> str:
    """The text without what nobody types and no database takes: NUL and other controls."""
    return _UNSEEN.sub(" ", text)


def _tokens(text: str, notes: list[str]) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        if found["open"] or found["close"]:
            yield _Token("open" if found["open"] else "close")
        elif found["minus"]:
            yield _Token("not")
        elif found["word"] in ("AND", "OR", "NOT") and not found["name"]:
            yield _Token(found["word"].lower())
        elif found["term"]:
            yield from _term(found, notes)


def _term(found: "re.Match[str]", notes: list[str]) -> Iterator[_Token]:
    if found["term"].startswith("-"):
        yield _Token("not")
    name = (found["name"] or "").lower()
    value = found["word"] if found["phrase"] is None else found["phrase"]
    node = _node(name, value, found["phrase"] is not None, notes)
    if node is not None:
        yield _Token("term", node)


def _node(name: str, value: str, quoted: bool, notes: list[str]) -> Node | None:
    if name == "state" and value.lower() not in STATES:
        notes.append(f"There is no state '{_shown(value)}'. There are: {', '.join(STATES)}.")
        return None
    if name in FILTERS:
        return Filter(name, value)
    if name in ("date", "before", "after"):
        return _dates(name, value, notes)
    if name and name not in (Field.TITLE, Field.PATH):
        return _words(f"{name} {value}", Field.ANY, quoted=True, notes=notes)
    return _words(value, Field(name), quoted=quoted, notes=notes)


def _shown(value: str) -> str:
    return value if len(value) <= 40 else f"{value[:40]}…"


def _words(value: str, where: Field, *, quoted: bool, notes: list[str]) -> Node | None:
    words = tuple(words_of(value))
    if not words:
        notes.append(f"There is nothing to look for in '{_shown(value)}'.")
        return None
    return Words(words, where, prefix=value.endswith("*") and not quoted)


def _dates(name: str, value: str, notes: list[str]) -> Node | None:
    first, dots, last = value.partition("..")
    begins = _span(first)
    ends = _span(last) if dots and last else begins
    bound = name in ("before", "after")
    if (begins is None and (first or bound)) or (ends is None and (last or not dots)):
        notes.append(f"'{_shown(value)}' is not a date. Write 2019, 2019-04 or 2019..2021.")
        return None
    if begins and bound:
        return Filter(name, value, begins[0] if name == "before" else begins[1])
    after = Filter("after", value, _previous(begins[0])) if begins else None
    open_ended = dots and not last
    before = Filter("before", value, _next(ends[1])) if ends and not open_ended else None
    both = tuple(one for one in (after, before) if one)
    return All(both) if both else None


def _previous(day: date) -> date:
    return day if day == date.min else day - timedelta(days=1)


def _next(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _span(text: str) -> tuple[date, date] | None:
    """The first and last day of what was written: a year, a month or a day."""
    found = _DAY.fullmatch(text)
    if not found:
        return None
    year, month, day = int(found[1]), found[2], found[3]
    try:
        first = date(year, int(month or 1), int(day or 1))
        if day:
            return first, first
        if month:
            return first, _month_end(first)
        return first, date(year, 12, 31)
    except ValueError:
        return None


def _month_end(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


class _Reader:
    """Reads tokens by precedence: NOT, then AND (also unsaid), then OR."""

    def __init__(self, tokens: list[_Token], notes: list[str]) -> None:
        self._tokens = tokens
        self._notes = notes
        self._at = 0

    def read(self) -> Node | None:
        found: list[Node] = []
        while self._at < len(self._tokens):
            node = self._any(0)
            found += [node] if node else []
            if self._peek() == "close":
                self._notes.append("There is a bracket too many. It was left out.")
                self._at += 1
        return _joined(found)

    def _peek(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else ""

    def _any(self, depth: int) -> Node | None:
        found = [self._all(depth)]
        while self._peek() == "or":
            self._at += 1
            found.append(self._all(depth))
        nodes = tuple(node for node in found if node)
        if len(nodes) > 1:
            return Any(nodes)
        return nodes[0] if nodes else None

    def _all(self, depth: int) -> Node | None:
        found: list[Node] = []
        while self._peek() in ("term", "open", "not", "and"):
            if self._peek() == "and":
                self._at += 1
                continue
            node = self._one(depth)
            found += [node] if node else []
        return _joined(found)

    def _one(self, depth: int) -> Node | None:
        negative = False
        while self._peek() == "not":
            self._at += 1
            negative = not negative
        node = self._group(depth)
        return Not(node) if negative and node else node

    def _group(self, depth: int) -> Node | None:
        kind = self._peek()
        if kind not in ("term", "open"):
            return None
        token = self._tokens[self._at]
        self._at += 1
        if kind == "term":
            return token.node
        if depth >= MAX_DEPTH:
            self._notes.append("The search has too many brackets. The inmost were left out.")
            return None
        node = self._any(depth + 1)
        if self._peek() == "close":
            self._at += 1
        else:
            self._notes.append("A bracket is not closed. It was closed at the end.")
        return node


def _joined(nodes: list[Node]) -> Node | None:
    if len(nodes) > 1:
        return All(tuple(nodes))
    return nodes[0] if nodes else None
