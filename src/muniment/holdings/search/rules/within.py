"""Finding lines in one text: the names in an archive, the paragraphs of a document."""

from collections.abc import Callable, Iterator

from muniment.holdings.search.rules.passages import leveled, passage, sought
from muniment.holdings.search.types import All, Any, Fuzzy, Line, Near, Node, Not, Words

PIECE = 2**20  # letters of a text that are taken apart into lines together

Test = Callable[[str], bool]


def lines_found(text: str, root: Node | None, most: int) -> tuple[int, list[Line]]:
    """How many lines a query finds, and the first of them, with its words marked. Whatever is not
    about words is passed over: it is true of the text or not, and of no line."""
    pattern = sought(root)
    if root is None or pattern is None:
        return 0, []
    holds, looks = _test(root), _needs_a_word(root)
    total, shown = 0, []
    for number, line in enumerate(_lines(text), 1):
        level = leveled(line)
        if looks and not pattern.search(level):
            continue
        if line.strip() and holds(level):
            total += 1
            if total <= most:
                shown.append(Line(number, passage(line, pattern)))
    return total, shown


def _lines(text: str) -> Iterator[str]:
    """As `splitlines`, but not all of them at once: a text may have tens of millions."""
    start = 0
    while start < len(text):
        cut = text.find("\n", start + PIECE)
        end = len(text) if cut < 0 else cut + 1
        yield from text[start:end].splitlines()
        start = end


def _needs_a_word(node: Node) -> bool:
    """Whether a line that is found has at least one of the words that are looked for."""
    if isinstance(node, All):
        return any(map(_needs_a_word, node.of))
    if isinstance(node, Any):
        return all(map(_needs_a_word, node.of))
    return isinstance(node, Words | Near | Fuzzy)


def _test(node: Node) -> Test:
    if isinstance(node, All | Any):
        tests = [_test(one) for one in node.of]
        every = all if isinstance(node, All) else any
        return lambda line: every(test(line) for test in tests)
    if isinstance(node, Not):
        inner = _test(node.of)
        return lambda line: not inner(line)
    if isinstance(node, Near):
        return _test(All(tuple(Words((word,)) for word in node.words)))
    if isinstance(node, Fuzzy):
        return _test(Words((node.word,)))
    pattern = sought(node)
    return (lambda line: bool(pattern.search(line))) if pattern else lambda line: True
