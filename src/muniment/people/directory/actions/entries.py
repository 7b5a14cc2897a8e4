"""Verbs on entries: what they say, whether it is right, and whether they are shown at all."""

from collections.abc import Sequence
from datetime import datetime

from muniment.foundation.access.models import Person
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotPermitted, Reason, Refused, refuse_if
from muniment.foundation.notices import actions as notices
from muniment.holdings.records.rules import printable
from muniment.people.directory import queries, rules
from muniment.people.directory.actions.keeping import keep_said, locked, tell
from muniment.people.directory.models import Entry, Expertise
from muniment.people.directory.types import FIELDS, LONGEST, TYPED, EntryDraft


@verb("directory:entry:change")
def change_entry(actor: Profile, draft: EntryDraft, *, now: datetime) -> Entry:
    """Change what one's own entry says. Raises Refused with every reason."""
    entry = locked(queries.own_entry(actor))
    fields = _change(actor, entry, draft, now)
    entry.corrected_why = ""
    entry.save(update_fields=["corrected_why"])
    tell("directory:entry:changed", actor, entry.person, now, {"fields": fields})
    return entry


@verb("directory:entry:correct")
def correct_entry(
    actor: Profile, reference: str, draft: EntryDraft, *, reason: str, now: datetime
) -> Entry:
    """Correct the entry of somebody whom one manages, and say why; the person is told. Raises
    Refused with every reason, NotFound."""
    entry = locked(queries.entry_named(actor, reference))
    require_managed(actor, entry.person)
    refuse_if(
        [*rules.reasons_of_reason(reason), *_reasons(actor, entry, draft)],
    )
    fields = _change(actor, entry, draft, now)
    entry.corrected_why = reason.strip()
    entry.save(update_fields=["corrected_why"])
    detail = {"fields": fields}
    tell("directory:entry:corrected", actor, entry.person, now, detail, reason=reason.strip())
    tell_corrected(entry, fields, now)
    return entry


def tell_corrected(entry: Entry, fields: Sequence[str], now: datetime) -> None:
    """Tell a person that somebody else changed their entry, and why."""
    names = ", ".join(FIELDS[name].lower() for name in fields)
    person = entry.person.reference
    notices.tell(
        person,
        kind="directory.corrected",
        about=f"person:{person}",
        words=f"Your entry in the directory was changed ({names}). Why: {entry.corrected_why}",
        key=f"directory:corrected:{now.isoformat()}",
        now=now,
    )


def require_managed(actor: Profile, person: Person) -> None:
    """Raise NotPermitted unless the actor manages people where this one works."""
    if not queries.manages(actor, person):
        said = "It is for those who manage people in that part. Ask an administrator."
        raise NotPermitted(Reason("not_permitted", said))


def _reasons(actor: Profile, entry: Entry, draft: EntryDraft) -> list[Reason]:
    meant = _stand_in(actor, entry, draft)
    return rules.reasons_not_to_change(
        draft,
        stand_in=meant.reference if meant else "",
        known=meant is not None,
        own=entry.person.reference,
    )


def _stand_in(actor: Profile, entry: Entry, draft: EntryDraft) -> Person | None:
    """Whom the draft names; also the person it has, however that one is called by now."""
    here = queries.stand_in_of(entry)
    if here is not None and draft.stand_in.strip() in (here.username, here.reference):
        return here
    return queries.person_meant(actor, draft.stand_in)


def _change(actor: Profile, entry: Entry, draft: EntryDraft, now: datetime) -> list[str]:
    """Have the entry say what the draft says; which fields are other now."""
    refuse_if(_reasons(actor, entry, draft))
    stand_in = _stand_in(actor, entry, draft) if draft.stand_in.strip() else None
    before = {name: getattr(entry, name) for name in TYPED} | {"stand_in": entry.stand_in_id}
    for name in TYPED:
        setattr(entry, name, _stored(getattr(draft, name))[: LONGEST[name]])
    entry.stand_in = stand_in
    after = {name: getattr(entry, name) for name in TYPED} | {"stand_in": entry.stand_in_id}
    fields = [name for name in FIELDS if name in after and after[name] != before[name]]
    if not fields:
        raise Refused(Reason("same", "That is what the entry says already."))
    entry.changed_at = now
    entry.save(update_fields=[*TYPED, "stand_in", "changed_at"])
    keep_said(entry)
    return fields


def _stored(text: str) -> str:
    return "\n".join(printable(line) for line in text.strip().splitlines())


@verb("directory:entry:confirm")
def confirm_entry(actor: Profile, *, now: datetime) -> Entry:
    """Say that all of one's own entry is right. Refused where that was said today already."""
    entry, today = locked(queries.own_entry(actor)), civil_date(now)
    if entry.confirmed_on == today and not entry.corrected_why:
        raise Refused(Reason("same", "You confirmed your entry today already."))
    entry.since = entry.confirmed_on = today
    entry.told, entry.told_on, entry.corrected_why = 0, None, ""
    entry.save(update_fields=["since", "confirmed_on", "told", "told_on", "corrected_why"])
    Expertise.objects.filter(entry=entry).update(confirmed_on=today)
    tell("directory:entry:confirmed", actor, entry.person, now)
    return entry


@verb("directory:entry:hide")
def hide_entry(actor: Profile, reference: str, *, reason: str, now: datetime) -> Entry:
    """Keep somebody whom one manages out of the directory, and say why: nobody else finds them
    there any more. Raises Refused, NotFound."""
    entry = locked(queries.entry_named(actor, reference))
    require_managed(actor, entry.person)
    reasons = rules.reasons_of_reason(reason)
    if entry.private_at is not None:
        reasons.append(Reason("private", "They are kept out of the directory already."))
    refuse_if(reasons)
    entry.private_at, entry.private_by = now, actor.reference
    entry.save(update_fields=["private_at", "private_by"])
    private = {"reason": reason.strip()}
    tell("directory:entry:hidden", actor, entry.person, now, private=private)
    return entry


@verb("directory:entry:show")
def show_entry(actor: Profile, reference: str, *, reason: str, now: datetime) -> Entry:
    """Have somebody in the directory again who was kept out of it. Raises Refused, NotFound."""
    entry = locked(queries.entry_named(actor, reference))
    require_managed(actor, entry.person)
    reasons = rules.reasons_of_reason(reason)
    if entry.private_at is None:
        reasons.append(Reason("shown", "They are in the directory."))
    refuse_if(reasons)
    entry.private_at, entry.private_by = None, ""
    entry.save(update_fields=["private_at", "private_by"])
    private = {"reason": reason.strip()}
    tell("directory:entry:shown", actor, entry.person, now, private=private)
    return entry
