"""Something in the library, for bodies of other tests."""

from datetime import timedelta
from urllib.parse import quote

from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.library import actions
from muniment.holdings.library.types import LicenceDraft, ResourceDraft


def on_the_shelf(actor, now, text="Lamps of the world", number=0, **said):
    """The reference of a resource, with a licence that ends in sixty days."""
    address = f"https://library.example/{number}/{quote(text, safe='')[:500]}"
    said = {"publisher": text[:200], "description": text[:2000], "shelf_mark": text[:100], **said}
    draft = ResourceDraft(text[:300], "database", address, **said)
    made = actions.add(actor, draft, anyway=True, now=now).reference
    ends = civil_date(now) + timedelta(days=60)
    named = {"name": text[:60], "supplier": text[:200], "seats": text[:100], "contact": text[:200]}
    terms = LicenceDraft("subscription", **named, ends_on=ends)
    actions.set_licence(actor, made, terms, now=now)
    return made
