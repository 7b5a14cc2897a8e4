"""Verbs on what people know: terms of one vocabulary, and those that somebody misses in it."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import new_reference, normalise
from muniment.foundation.notices import actions as notices
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.metadata import actions as vocabularies
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.metadata.rules import reasons_not_to_label
from muniment.holdings.metadata.rules.values import folded
from muniment.holdings.records.rules import printable
from muniment.people.directory import queries, rules
from muniment.people.directory.actions.keeping import locked, tell
from muniment.people.directory.models import Dismissal, Entry, Expertise, ProposedTerm
from muniment.people.directory.types import VOCABULARY, Suggestion

TITLE = "Expertise"


@verb("directory:expertise:add")
def add_expertise(actor: Profile, label: str, *, level: str = "", now: datetime) -> bool:
    """Add to one's own entry that one knows something, or at which level. A term that is not in
    the vocabulary is proposed instead, and waits for whoever keeps the vocabulary; whether the term
    is known. Raises Refused with every reason."""
    entry = locked(queries.own_entry(actor))
    label = printable(label.strip())
    number = metadata.terms_known([VOCABULARY])[VOCABULARY].get(folded(label))
    refuse_if([*reasons_not_to_label(label, False, "term"), *rules.reasons_of_level(level)])
    if number is None:
        _propose(actor, entry, label, level, now)
        return False
    have = {one.term: one for one in queries.knows(entry)}.get(number)
    if have is not None and have.level == level:
        raise Refused(Reason("same", "Your entry says so already.", "term"))
    if have is not None:
        merged = Expertise.objects.filter(entry=entry, term__merged_into=number)
        Expertise.objects.filter(entry=entry, term=number).update(level=level)
        merged.update(level=level)
    else:
        know(entry, number, level, now)
    detail = {"term": metadata.labels([number])[number], "level": level}
    tell("directory:expertise:added", actor, entry.person, now, detail)
    return True


def know(entry: Entry, number: int, level: str, now: datetime) -> None:
    """Note that somebody knows what the term with this number says, if it is not noted."""
    said = {"level": level, "confirmed_on": civil_date(now)}
    Expertise.objects.get_or_create(entry=entry, term_id=number, defaults=said)


def _propose(actor: Profile, entry: Entry, label: str, level: str, now: datetime) -> None:
    if any(folded(one.label) == folded(label) for one in queries.own_proposals(actor)):
        raise Refused(Reason("same", "You proposed it already. It waits to be decided.", "term"))
    made = ProposedTerm.objects.create(
        reference=new_reference("PT"),
        person=entry.person,
        label=label,
        level=level,
        proposed_at=now,
    )
    detail = {"proposal": made.reference, "term": label}
    tell("directory:expertise:proposed", actor, entry.person, now, detail)


@verb("directory:expertise:remove")
def remove_expertise(actor: Profile, label: str, *, now: datetime) -> None:
    """Take something that one knows out of one's own entry. Raises NotFound."""
    entry = locked(queries.own_entry(actor))
    have = next((one for one in queries.knows(entry) if folded(one.label) == folded(label)), None)
    if have is None:
        raise NotFound("expertise", label)
    Expertise.objects.filter(entry=entry, term__merged_into=have.term).delete()
    Expertise.objects.filter(entry=entry, term=have.term).delete()
    tell("directory:expertise:removed", actor, entry.person, now, {"term": have.label})


@verb("directory:suggestion:accept")
def accept_suggestion(
    actor: Profile, reference: str, *, level: str = "", now: datetime
) -> Suggestion:
    """Add what was suggested because of the class with this reference, or propose it where the
    vocabulary has no such term. Raises NotFound for what is not suggested."""
    found = _suggested(actor, reference, now)
    add_expertise(actor, found.label, level=level, now=now)
    return found


@verb("directory:suggestion:dismiss")
def dismiss_suggestion(actor: Profile, reference: str, *, now: datetime) -> Suggestion:
    """Have something not suggested again because of the class with this reference. Raises
    NotFound for what is not suggested."""
    found = _suggested(actor, reference, now)
    entry = locked(queries.own_entry(actor))
    file_class = fileplan.class_named(found.file_class)
    Dismissal.objects.get_or_create(entry=entry, file_class=file_class, defaults={"at": now})
    tell("directory:suggestion:dismissed", actor, entry.person, now, {"class": found.file_class})
    return found


def _suggested(actor: Profile, reference: str, now: datetime) -> Suggestion:
    for one in queries.suggestions(actor, civil_date(now)):
        if one.file_class == reference:
            return one
    raise NotFound("suggestion", reference)


@verb("directory:term:accept")
def accept_term(actor: Profile, reference: str, *, term: str = "", now: datetime) -> int:
    """Take a proposed term up into the vocabulary, or have it mean a `term` that is there; all who
    proposed it know it then, and are told; how many. Raises Refused, NotFound."""
    waiting = _waiting(actor, reference)
    label = term.strip() or waiting[0].label
    number = metadata.terms_known([VOCABULARY])[VOCABULARY].get(folded(label))
    if number is None and term.strip():
        raise Refused(Reason("no_term", f"There is no term {label[:60]} to be found.", "term"))
    if number is None:
        _open_vocabulary(actor, now)
        number = vocabularies.add_term(actor, VOCABULARY, label=label, now=now).pk
    for one in waiting:
        know(Entry.objects.get(person=one.person_id), number, one.level, now)
    _decide(actor, waiting, now, number, "")
    _tell_decided(waiting, f"“{label}” is in your entry: what you proposed was taken up.", now)
    return len(waiting)


def _open_vocabulary(actor: Profile, now: datetime) -> None:
    try:
        metadata.vocabulary_named(VOCABULARY)
    except NotFound:
        note = "What people know. The directory of people chooses from it."
        vocabularies.open_vocabulary(actor, VOCABULARY, title=TITLE, note=note, now=now)


@verb("directory:term:refuse")
def refuse_term(actor: Profile, reference: str, *, reason: str, now: datetime) -> int:
    """Not take a proposed term up, and say why; all who proposed it are told; how many. Raises
    Refused, NotFound."""
    waiting = _waiting(actor, reference)
    refuse_if(rules.reasons_of_reason(reason))
    _decide(actor, waiting, now, None, reason.strip())
    said = f"“{waiting[0].label}”, which you proposed for the directory, was not taken up."
    _tell_decided(waiting, f"{said} Why: {reason.strip()}", now)
    return len(waiting)


def _waiting(actor: Profile, reference: str) -> list[ProposedTerm]:
    """All proposals of one term that wait, locked."""
    access.require(actor, Permission.FILEPLAN_MANAGE)
    rows = ProposedTerm.objects.select_for_update(of=("self",)).filter(decided_at=None)
    waiting = list(rows.select_related("person").order_by("pk"))
    chosen = [one for one in waiting if one.reference == normalise(reference)]
    if not chosen:
        raise NotFound("proposal", reference)
    return [one for one in waiting if folded(one.label) == folded(chosen[0].label)]


def _decide(
    actor: Profile, waiting: list[ProposedTerm], now: datetime, number: int | None, why: str
) -> None:
    rows = ProposedTerm.objects.filter(pk__in=[one.pk for one in waiting])
    rows.update(decided_at=now, decided_by=actor.reference, term=number, why=why)
    kind = "directory:term:turned_down" if number is None else "directory:term:accepted"
    detail = {"term": waiting[0].label, "proposals": [one.reference for one in waiting]}
    about = f"proposal:{waiting[0].reference}"
    record(EventDraft(kind, actor.reference, about, reason=why, detail=detail), at=now)


def _tell_decided(waiting: list[ProposedTerm], words: str, now: datetime) -> None:
    for one in waiting:
        notices.tell(
            one.person.reference,
            kind="directory.term",
            about=f"proposal:{one.reference}",
            words=words[:1000],
            key=f"proposal:{one.reference}",
            now=now,
        )
