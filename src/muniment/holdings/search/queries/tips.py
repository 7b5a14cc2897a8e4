"""What else this reader can look for where nothing was found: only what finds something."""

from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.search.queries.searching import search
from muniment.holdings.search.rules import tips as rules
from muniment.holdings.search.types import Tip


def tips(actor: Profile, text: str, *, within: str = "") -> list[Tip]:
    """For a search that found nothing: the same in the nearest wider class, and with words that
    are one letter different. Each is tried first: what finds nothing for the actor is left out."""
    loose = rules.loosened(text)
    found = [Tip("Words one letter different", loose, within)] if loose else []
    named = rules.class_in(f"{text} {within}")
    for wider in _above(named) if named else []:
        query, narrower = rules.in_class(text, wider), rules.in_class(within, wider)
        if search(actor, query, within=narrower, limit=1).total:
            found.append(Tip(f"In the wider class {wider}", query, narrower))
            break
    return [one for one in found if search(actor, one.text, within=one.within, limit=1).total]


def _above(reference: str) -> list[str]:
    """The classes above one, the nearest first."""
    try:
        chain = fileplan.ancestors(fileplan.class_named(reference))
    except NotFound:
        return []
    return [one.reference for one in reversed(chain) if one.reference != reference]
