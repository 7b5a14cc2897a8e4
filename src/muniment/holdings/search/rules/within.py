"""Finding lines in one text: the names in an archive, the paragraphs of a document."""

from collections.abc import Iterator

from muniment.holdings.search.rules.passages import leveled, passage, sought
from muniment.holdings.search.types import All, Any, Fuzzy, Line, Near, Node, Not, Words


def lines_found(text: str, root: Node | None) -> Iterator[Line]:
    """The lines that a query finds, with its words marked. Whatever is not about words is passed
    over: it is true of the text or not, and of no line."""
    pattern = sought(root)
    if root is None or pattern is None:
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and _holds(leveled(line), root):
            yield Line(number, passage(line, pattern))


def _holds(line: str, node: Node) -> bool:
    if isinstance(node, All):
        return all(_holds(line, one) for one in node.of)
    if isinstance(node, Any):
        return any(_holds(line, one) for one in node.of)
    if isinstance(node, Not):
        return not _holds(line, node.of)
    if isinstance(node, Near):
        return all(_has(line, Words((word,))) for word in node.words)
    if isinstance(node, Fuzzy):
        return _has(line, Words((node.word,)))
    return not isinstance(node, Words) or _has(line, node)


def _has(line: str, words: Words) -> bool:
    pattern = sought(words)
    return pattern is not None and pattern.search(line) is not None
