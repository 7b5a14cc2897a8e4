"""Reading what a person typed. Never fails: what is not understood is read as words, and said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from muniment.holdings.search.rules.terms import term
from muniment.holdings.search.types import All, Any, Node, Not, Query

MAX_TERMS = 64
MAX_DEPTH = 20
MAX_LENGTH = 2_000
_NEAR = re.compile(r"NEAR(/\d+)?")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<open>\()|(?P<close>\))|(?P<minus>-(?=\())"""
    r"""|(?P<term>-?(?:(?P<name>[A-Za-z][A-Za-z0-9]*(?:-class)?):)?"""
    r"""(?:"(?P<phrase>[^"]*)(?:"(?:~(?P<apart>\d*))?)?|(?P<word>[^\s()"]+)))"""
    r"""|(?P<stray>.)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # term, open, close, and, or, not
    node: Node | None = None


def parse(text: str) -> Query:
    """The query in the text: words, "phrases", AND, OR, NOT, -word, prefix*, nearly~, parentheses,
    "words near"~5, title:, path:, class:, only-class:, unit:, folder:, like:, format:, state:,
    language:, thread:, date:2019..2021, before:, after:, size:>1MB."""
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
    if found["word"] and not name and _NEAR.fullmatch(value):
        notes.append('NEAR was looked for as a word. For words near each other: "roof survey"~5.')
    node = term(name, value, found["phrase"] is not None, found["apart"], notes)
    if node is not None:
        yield _Token("term", node)


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
