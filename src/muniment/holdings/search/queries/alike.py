"""More like this: records with the words that say most of one, among what the reader may see."""

import itertools

from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.records import queries as records
from muniment.holdings.search import rules
from muniment.holdings.search.models import WordWeights
from muniment.holdings.search.types import All, Any, Filter, Node, Not, Words

TELLING = 6  # words of a record that others are looked for by; two of them must be there


def with_likeness(actor: Profile, root: Node) -> tuple[Node, tuple[str, ...]]:
    """The query with words in place of `like:R-1`, and what is to be said of it."""
    notes: list[str] = []
    return _replaced(actor, root, notes), tuple(dict.fromkeys(notes))


def _replaced(actor: Profile, node: Node, notes: list[str]) -> Node:
    if isinstance(node, Not):
        return Not(_replaced(actor, node.of, notes))
    if isinstance(node, All | Any):
        return type(node)(tuple(_replaced(actor, one, notes) for one in node.of))
    if isinstance(node, Filter) and node.name == "like":
        return _like(actor, node, notes)
    return node


def _like(actor: Profile, node: Filter, notes: list[str]) -> Node:
    try:
        found = records.record_shown(actor, node.value.strip().upper())
    except NotFound:
        notes.append(f"There is no record {node.value[:40]} that you can see.")
        return node
    packed = WordWeights.objects.filter(record_id=found.pk).values_list("packed", flat=True)
    words = rules.telling("".join(packed), TELLING)
    if len(words) < 2:
        notes.append("That record has too few words to find others by.")
        return node
    notes.append(f"Looked for two at least of: {', '.join(words)}.")
    pairs = itertools.combinations((Words((word,)) for word in words), 2)
    return All((Any(tuple(All(pair) for pair in pairs)), Not(Filter("record", found.reference))))
