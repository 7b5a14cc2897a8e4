"""What words and fields of a query mean today: terms by their names, fields by their codes.

The index holds a term by its number. A query for one of its names, of today or earlier, looks for
that number, and for those of all narrower terms; so a term is renamed without indexing anything.
"""

from typing import TYPE_CHECKING

from muniment.foundation.access import queries as access
from muniment.foundation.kernel.words import words_of
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.metadata.rules import number_of
from muniment.holdings.metadata.types import FieldKind
from muniment.holdings.records.queries.values import TERM, token_of, tokens_in
from muniment.holdings.search import rules
from muniment.holdings.search.types import All, Any, Between, Field, Node, Not, Said, Words

if TYPE_CHECKING:
    from muniment.holdings.metadata.models import Field as DefinedField

NEVER = "none_"  # a word that no record has
MOST_PEOPLE = 200


def meant(root: Node | None) -> Node | None:
    """The query with what its words and fields mean today."""
    if isinstance(root, Words):
        return _with_terms(root)
    if isinstance(root, Said):
        return _said(root)
    if isinstance(root, Not):
        inner = meant(root.of)
        return Not(inner) if inner else None
    if isinstance(root, All | Any):
        return type(root)(tuple(one for part in root.of if (one := meant(part))))
    return root


def without_fields(root: Node | None) -> Node | None:
    """The query with what stands in fields left out, and with words for what is no field: what is
    looked for in titles and shown in passages."""
    if isinstance(root, Said):
        return None if _field(root.name) else rules.as_words(root)
    if isinstance(root, Not):
        inner = without_fields(root.of)
        return Not(inner) if inner else None
    if isinstance(root, All | Any):
        inner_nodes = tuple(one for part in root.of if (one := without_fields(part)))
        return type(root)(inner_nodes) if inner_nodes else None
    return root


def _with_terms(node: Words) -> Node:
    if node.field is not Field.ANY:
        return node
    terms = metadata.meant_by(node.words, prefix=node.prefix)
    return (
        _any([node, *(_token(f"{TERM}{one}") for one in metadata.with_narrower(terms))])
        if terms
        else node
    )


def _any(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Any(tuple(nodes))


def _token(word: str) -> Words:
    return Words((word,))


def _field(code: str) -> "DefinedField | None":
    return metadata.fields().filter(code=code).first()


def _said(node: Said) -> Node | None:
    field = _field(node.name)
    if field is None:
        phrase = rules.as_words(node)
        return _with_terms(phrase) if phrase else None
    if field.kind in (FieldKind.DATE, FieldKind.NUMBER):
        return _between(field, node.value)
    if field.kind == FieldKind.CHOICE:
        return _chosen(field, node)
    if field.kind == FieldKind.PERSON:
        return _person(field, node.value)
    words = tokens_in(field.kind, node.value)
    prefix = node.value.endswith("*") and not node.quoted
    tokens = [_token(token_of(field.pk, one)) for one in words]
    if prefix and tokens:
        tokens[-1] = Words(tokens[-1].words, prefix=True)
    return All(tuple(tokens)) if len(tokens) > 1 else next(iter(tokens), _token(NEVER))


def _chosen(field: "DefinedField", node: Said) -> Node:
    words = words_of(node.value)
    prefix = node.value.endswith("*") and not node.quoted
    code = field.vocabulary.code if field.vocabulary else ""
    terms = metadata.meant_by(words, prefix=prefix, vocabulary=code) if words else []
    found = metadata.with_narrower(terms) if terms else []
    tokens: list[Node] = [_token(token_of(field.pk, f"{TERM}{one}")) for one in found]
    return _any(tokens) if tokens else _token(NEVER)


def _person(field: "DefinedField", value: str) -> Node:
    found = access.people_called(value, most=MOST_PEOPLE)
    tokens: list[Node] = [
        _token(token_of(field.pk, one))
        for reference in found
        for one in tokens_in(FieldKind.PERSON, reference)
    ]
    return _any(tokens) if tokens else _token(NEVER)


def _between(field: "DefinedField", value: str) -> Node:
    first, dots, last = value.partition("..")
    last = last if dots else first
    if field.kind == FieldKind.NUMBER:
        least, most = number_of(first), number_of(last)
        bad = (first and least is None) or (last and most is None)
        return _token(NEVER) if bad else Between(field.pk, "number", least, most)
    begins, ends = rules.span(first), rules.span(last)
    if (first and begins is None) or (last and ends is None):
        return _token(NEVER)
    days = (begins[0].isoformat() if begins else None, ends[1].isoformat() if ends else None)
    return Between(field.pk, "day", *days)
