"""Records of texts of our own making, as if they had been read."""

from muniment.foundation.content.models import Derived
from muniment.foundation.content.states import DerivedState
from muniment.holdings.duplicates import actions
from muniment.holdings.records.models import Record

MINUTES = "\n".join(
    f"{number}. The housing board agreed to mend roof {number} of the estate before winter."
    for number in range(1, 30)
)
AMENDED = MINUTES.replace("roof 7 of", "window 7 of").replace("before winter", "in spring", 1)
OTHER = "\n".join(f"Invoice {number} for paint, brushes and rollers." for number in range(30))


def file(parish, text, name, folder=None, sign=True, **given):
    """A record of a text, as if it had been read."""
    place = folder or parish.folder()
    reference = parish.upload(place, text.encode(), name, **given).record
    made = Record.objects.get(reference=reference)
    digest = made.components.get(ordinal=1).sha256
    Derived.objects.filter(pk=digest).update(state=DerivedState.DONE, text=text)
    if sign:
        actions.sign([made.pk])
    return made
