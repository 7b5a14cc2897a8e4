"""Patterns for values: regular expressions that are never slow.

The expression is read here and walked through all its states at once (Thompson's construction),
so that the time grows with the length of the value and of the pattern and never with the number
of ways to match: there is no backtracking. What cannot be walked so (references back, looking
ahead) is refused when the pattern is set.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

PATTERN_LENGTH = 200
MOST_STATES = 1_000
MOST_TIMES = 200  # the largest number in {m,n}
MOST_DEPTH = 20
_TIMES = re.compile(r"\{(\d{1,4})(,?)(\d{0,4})\}")
_CLASSES = frozenset("dDwWsS")

Test = Callable[[str], object]


class BadPattern(ValueError):
    """The pattern cannot be used; says why, for people."""


@dataclass
class _State:
    """Goes to `out` on a character that passes `test`, or freely (no test); the end has none."""

    test: Test | None = None
    out: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Node:
    """A piece of a pattern: a character, a sequence, a choice, or one of them several times."""

    kind: str
    parts: "tuple[_Node, ...]" = ()
    test: Test | None = None
    least: int = 1
    most: int | None = 1


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.text, self.at = pattern, 0

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        found = self.peek()
        self.at += 1
        return found

    def choice(self, depth: int) -> _Node:
        if depth > MOST_DEPTH:
            raise BadPattern("It has too many brackets in brackets.")
        parts = [self.sequence(depth)]
        while self.peek() == "|":
            self.take()
            parts.append(self.sequence(depth))
        return parts[0] if len(parts) == 1 else _Node("choice", tuple(parts))

    def sequence(self, depth: int) -> _Node:
        parts: list[_Node] = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self.times(self.atom(depth)))
        return _Node("sequence", tuple(parts))

    def times(self, node: _Node) -> _Node:
        limits = self.limits()
        if limits is None:
            return node
        if self.peek() in ("?", "*", "+") or _TIMES.match(self.text, self.at):
            raise BadPattern("Something is said to be repeated twice over.")
        return _Node("times", (node,), least=limits[0], most=limits[1])

    def limits(self) -> tuple[int, int | None] | None:
        simple = {"?": (0, 1), "*": (0, None), "+": (1, None)}
        if self.peek() in simple:
            return simple[self.take()]
        found = _TIMES.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        least = int(found[1])
        most = (int(found[3]) if found[3] else None) if found[2] else least
        if max(least, most or 0) > MOST_TIMES or (most is not None and most < least):
            raise BadPattern(f"{found[0]} is not a number of times up to {MOST_TIMES}.")
        return least, most

    def atom(self, depth: int) -> _Node:
        letter = self.take()
        if letter == "(":
            return self.group(depth)
        if letter == "[":
            return self.letters()
        if letter == "\\":
            return self.escaped()
        if letter == ".":
            return _Node("letter", test=lambda one: one != "\n")
        if letter in "*+?{}":
            raise BadPattern(f"There is nothing before {letter} that it could repeat.")
        if letter in "^$":
            raise BadPattern("^ and $ stand only at the two ends: the whole value is compared.")
        return _Node("letter", test=letter.__eq__)

    def group(self, depth: int) -> _Node:
        if self.peek() == "?":
            if self.text[self.at : self.at + 2] != "?:":
                raise BadPattern("Looking ahead or back, and names of groups, cannot be used.")
            self.at += 2
        found = self.choice(depth + 1)
        if self.take() != ")":
            raise BadPattern("A bracket is not closed.")
        return found

    def letters(self) -> _Node:
        end = self.at + self.text.startswith("^", self.at)
        end += self.text.startswith("]", end)  # at the very beginning it is a letter
        while end < len(self.text) and self.text[end] != "]":
            end += 2 if self.text[end] == "\\" else 1
        source = self.text[self.at - 1 : end + 1]
        self.at = end + 1
        try:
            return _Node("letter", test=re.compile(source).fullmatch)
        except (re.error, FutureWarning) as error:
            raise BadPattern(f"{source} is not a list of letters.") from error

    def escaped(self) -> _Node:
        letter = self.take()
        if letter in _CLASSES:
            return _Node("letter", test=re.compile(f"\\{letter}").fullmatch)
        if not letter or letter.isalnum():
            raise BadPattern(f"\\{letter} cannot be used.")
        return _Node("letter", test=letter.__eq__)


class _Machine:
    """The states of a pattern. The end is state 0."""

    def __init__(self) -> None:
        self.states = [_State()]

    def add(self, state: _State) -> int:
        if len(self.states) >= MOST_STATES:
            raise BadPattern("It is too large: repeat fewer things, fewer times.")
        self.states.append(state)
        return len(self.states) - 1

    def build(self, node: _Node, then: int) -> int:
        """The state to begin in so that the node is matched and `then` follows."""
        if node.kind == "letter":
            return self.add(_State(node.test, [then]))
        if node.kind == "choice":
            return self.add(_State(out=[self.build(one, then) for one in node.parts]))
        if node.kind == "times":
            return self._times(node, then)
        for one in reversed(node.parts):
            then = self.build(one, then)
        return then

    def _times(self, node: _Node, then: int) -> int:
        [inner] = node.parts
        begin = then
        if node.most is None:
            begin = self.add(_State())
            self.states[begin].out = [self.build(inner, begin), then]
        else:
            for _ in range(node.most - node.least):
                begin = self.add(_State(out=[self.build(inner, begin), then]))
        for _ in range(node.least):
            begin = self.build(inner, begin)
        return begin

    def reached(self, states: set[int]) -> set[int]:
        """The states with all that is reached from them freely."""
        found, waiting = set(states), list(states)
        while waiting:
            one = self.states[waiting.pop()]
            new = set(one.out) - found if one.test is None else set()
            found |= new
            waiting += new
        return found


@dataclass(frozen=True)
class Pattern:
    """A pattern that has been read."""

    machine: _Machine
    begin: int

    def matches(self, text: str) -> bool:
        """Whether the whole text looks like this."""
        now = self.machine.reached({self.begin})
        for letter in text:
            after: set[int] = set()
            for number in now:
                one = self.machine.states[number]
                if one.test is not None and one.test(letter):
                    after.update(one.out)
            if not after:
                return False
            now = self.machine.reached(after)
        return 0 in now


@lru_cache(maxsize=256)
def read_pattern(pattern: str) -> Pattern:
    """The pattern, read. Raises BadPattern, with the reason in words."""
    if len(pattern) > PATTERN_LENGTH:
        raise BadPattern(f"It is longer than {PATTERN_LENGTH} letters.")
    inner = pattern.removeprefix("^")
    if inner.endswith("$") and not inner.endswith("\\$"):
        inner = inner[:-1]
    reader = _Reader(inner)
    node = reader.choice(0)
    if reader.peek():
        raise BadPattern("There is a bracket too many.")
    machine = _Machine()
    return Pattern(machine, machine.build(node, 0))
