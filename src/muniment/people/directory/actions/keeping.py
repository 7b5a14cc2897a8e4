"""What every verb on entries does: keep the words that they are found by, tell the log."""

from collections.abc import Mapping
from datetime import datetime

from muniment.foundation.access.models import Person
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import record
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.words import fold, words_of
from muniment.people.directory.models import Entry, EntryWord

SAID = ("job_title", "place", "about")


def person_changed(person: Person, /, *, now: datetime) -> None:
    """Follow an account that was made or changed, in its transaction: it has an entry, found by
    its name. Named in the settings, since accounts know nothing of the directory."""
    name = fold(person.name)[:200]
    entry, made = Entry.objects.get_or_create(
        person=person, defaults={"name": name, "since": civil_date(now)}
    )
    if made or entry.name != name:
        Entry.objects.filter(pk=entry.pk).update(name=name)
        keep_words(entry, person.name, of_name=True)


def keep_words(entry: Entry, text: str, *, of_name: bool) -> None:
    """Have an entry found by the words of this text, and by no others of their kind."""
    wanted, known = set(words_of(text)), entry.words.filter(of_name=of_name)
    here = set(known.values_list("word", flat=True))
    known.filter(word__in=here - wanted).delete()
    EntryWord.objects.bulk_create(
        EntryWord(entry=entry, word=word, of_name=of_name) for word in sorted(wanted - here)
    )


def keep_said(entry: Entry) -> None:
    """Have an entry found by what it says besides the name."""
    keep_words(entry, " ".join(getattr(entry, name) for name in SAID), of_name=False)


def locked(entry: Entry) -> Entry:
    """The entry, fresh and locked."""
    rows = Entry.objects.select_for_update(of=("self",)).select_related("person__unit")
    return rows.get(pk=entry.pk)


def tell(
    kind: str,
    actor: Profile,
    person: Person,
    now: datetime,
    detail: Mapping[str, JSON] | None = None,
    *,
    reason: str = "",
    private: Mapping[str, str] | None = None,
) -> None:
    """Record what was done to an entry. What it says stays out of the log."""
    about = f"person:{person.reference}"
    event = EventDraft(
        kind, actor.reference, about, reason=reason, detail=detail or {}, private=private or {}
    )
    record(event, at=now)
