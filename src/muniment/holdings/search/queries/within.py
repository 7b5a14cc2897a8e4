"""Finding lines inside one file of a record."""

from muniment.foundation.access.types import Profile
from muniment.foundation.content import queries as content
from muniment.holdings.records import queries as records
from muniment.holdings.search import rules
from muniment.holdings.search.types import Within

LINES = 200  # that are shown at once


def within(
    actor: Profile, reference: str, ordinal: int, text: str, *, limit: int = LINES
) -> Within:
    """The lines of a component of a record that have the words asked for: of an archive, the
    names of what is in it. `limit` lines are given, all are counted.

    Who calls notes the reading (`records.actions.read_content`). Raises NotFound where the actor
    cannot see it. Never raises for what a person types.
    """
    found = records.record_named(actor, reference)
    component = records.digest_held(actor, found, ordinal)
    words = content.texts_of([component.sha256]).get(component.sha256, "")
    query = rules.parse(text)
    total, lines = rules.lines_found(words, query.root, limit)
    return Within(total, tuple(lines), query.notes)
