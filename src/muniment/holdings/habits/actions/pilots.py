"""Opening, ending and judging pilots of ways of capture; and offering ways to units."""

from collections.abc import Sequence
from datetime import date, datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotPermitted, Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.holdings.habits import queries, rules
from muniment.holdings.habits.models import Pilot, PilotAnswer, WaysOffered
from muniment.holdings.habits.types import PilotDraft, Way


@verb("habits:pilot:open")
def open_pilot(actor: Profile, draft: PilotDraft, *, now: datetime) -> Pilot:
    """Have units try a way of capture. Raises Refused with every reason."""
    access.require(actor, Permission.HABITS_MANAGE)
    known = queries.units_seen(actor, Permission.HABITS_MANAGE) - {""}
    refuse_if(rules.reasons_not_to_open(draft, known=known, today=civil_date(now)))
    made = Pilot.objects.create(
        reference=new_reference("HP"),
        title=draft.title.strip(),
        way=draft.way,
        units=sorted(set(draft.units)),
        starts_on=draft.starts_on or civil_date(now),
        note=draft.note.strip(),
        opened_by=actor.reference,
        opened_at=now,
    )
    event = EventDraft(
        "habits:pilot:opened",
        actor.reference,
        f"pilot:{made.reference}",
        detail={
            "way": made.way,
            "units": list(made.units),
            "starts_on": made.starts_on.isoformat(),
        },
    )
    tell(event, at=now)
    return made


@verb("habits:pilot:end")
def end_pilot(
    actor: Profile, reference: str, *, ends_on: date | None, conclusion: str, now: datetime
) -> Pilot:
    """End a pilot, with what is concluded from it. Raises Refused, NotPermitted, NotFound."""
    found = queries.pilot_named(actor, reference)
    if not queries.manages(actor, found):
        said = "It is for a records manager of all units that take part."
        raise NotPermitted(Reason("not_permitted", said))
    reasons = rules.reasons_not_to_end(
        ends_on,
        conclusion,
        starts_on=found.starts_on,
        ended=found.ended_at is not None,
        today=civil_date(now),
    )
    refuse_if(reasons)
    found.ends_on, found.conclusion = ends_on, conclusion.strip()
    found.ended_by, found.ended_at = actor.reference, now
    found.save(update_fields=["ends_on", "conclusion", "ended_by", "ended_at"])
    detail = {"ends_on": ends_on.isoformat() if ends_on else ""}
    about = f"pilot:{found.reference}"
    event = EventDraft(
        "habits:pilot:ended", actor.reference, about, reason=found.conclusion, detail=detail
    )
    tell(event, at=now)
    return found


@verb("habits:pilot:answer")
def answer_pilot(
    actor: Profile, reference: str, *, score: int, words: str = "", now: datetime
) -> PilotAnswer:
    """Say how a pilot goes in which one takes part, from 1 to 5; a later answer takes the place of
    an earlier one. The score is not in the audit log. Raises Refused, NotFound."""
    found = queries.pilot_named(actor, reference)
    reasons = rules.reasons_not_to_answer(
        score,
        words,
        takes_part=queries.takes_part(actor, found),
        started=found.starts_on <= civil_date(now),
        ended=found.ended_at is not None,
    )
    refuse_if(reasons)
    person = access.find_person(actor.reference)
    said = {"score": score, "words": words.strip(), "answered_at": now}
    made, _ = PilotAnswer.objects.update_or_create(pilot=found, person=person, defaults=said)
    about = f"pilot:{found.reference}"
    tell(EventDraft("habits:pilot:answered", actor.reference, about), at=now)
    return made


@verb("habits:ways:offer")
def offer_ways(actor: Profile, unit: str, ways: Sequence[str], *, now: datetime) -> WaysOffered:
    """Say by which ways e-mail comes in from a unit and all below it, or (a blank) from the whole
    body. Raises Refused, NotFound for a unit that is not there."""
    found = access.unit_named(unit) if unit else None
    place = Place(units=access.lineage(found)) if found else Place()
    access.require(actor, Permission.HABITS_MANAGE, at=place)
    refuse_if(rules.reasons_of_ways(ways))
    chosen = [way.value for way in Way if way in ways]
    if queries.ways_offered().get(unit) == chosen:
        raise Refused(Reason("same", "That is what is offered there already."))
    said = {"ways": chosen, "set_by": actor.reference, "set_at": now}
    made, _ = WaysOffered.objects.update_or_create(unit=unit, defaults=said)
    about, detail = f"unit:{unit}" if unit else "habits:ways", {"unit": unit, "ways": chosen}
    tell(EventDraft("habits:ways:offered", actor.reference, about, detail=detail), at=now)
    return made
