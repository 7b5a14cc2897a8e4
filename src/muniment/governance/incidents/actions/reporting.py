"""The verb by which anybody reports a loss, damage, a breach or a near miss."""

from dataclasses import asdict
from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotPermitted, Reason, refuse_if
from muniment.foundation.kernel.ids import new_reference, normalise
from muniment.foundation.kernel.words import words_of
from muniment.governance.incidents import queries, rules
from muniment.governance.incidents.actions.keeping import add_step, log, named, notify, start_clock
from muniment.governance.incidents.models import Incident
from muniment.governance.incidents.types import Concern, ReportDraft, Stage


@verb("incidents:incident:report")
def report(actor: Profile, draft: ReportDraft, *, now: datetime) -> Incident:
    """Report an incident; everybody who works here may. Those who handle incidents of that unit
    are told. Where people's personal data may be concerned, the clock of UK GDPR article 33 runs
    from this moment, until triage says otherwise. Raises Refused with every gap and fault."""
    person = access.find_person(actor.reference)
    if person is None or not person.is_active:
        raise NotPermitted(Reason("not_permitted", "Only people who work here report incidents."))
    unit = draft.unit or next(iter(actor.unit_lineage), "")
    named_there = [normalise(each) for each in rules.references_in(draft.concerns)]
    unknown = queries.unknown_of(actor, named_there[:50])
    said = ReportDraft(**{**asdict(draft), "unit": unit})
    units, today = access.unit_lineages(), civil_date(now)
    refuse_if(rules.reasons_not_to_report(said, units=units, unknown=unknown, today=today))
    one = _new(said, named_there, now)
    one.reporter, one.changed_by = person, actor.reference
    one.save()
    kept = {"what": one.what, "personal_data": one.personal_data, "kind": one.kind}
    add_step(one, actor.reference, "report", now, said=kept)
    _tell_handlers(one, now)
    log("incidents:incident:reported", actor.reference, one, now, {"kind": one.kind})
    return one


def _new(draft: ReportDraft, concerns: list[str], now: datetime) -> Incident:
    one = Incident(
        reference=new_reference("IN"),
        stage=Stage.REPORTED,
        kind=draft.kind,
        what=rules.clean(draft.what),
        noticed_on=draft.noticed_on or civil_date(now),
        personal_data=draft.personal_data,
        unit=access.unit_named(draft.unit),
        concerns=concerns,
        reported_at=now,
        entered_at=now,
        changed_at=now,
        version=1,
    )
    words = words_of(f"{one.reference} {one.what} {' '.join(concerns)}")
    one.words = " ".join(["", *sorted(set(words)), ""])
    if draft.personal_data != Concern.NO:
        start_clock(one, now)
    return one


def _tell_handlers(one: Incident, now: datetime) -> None:
    people = queries.handlers(one.unit.reference, civil_date(now))
    hours = queries.pack().limit_hours
    clock = f" The clock of {hours} hours may be running." if one.aware_at else ""
    words = f"{named(one)} was reported. Triage it.{clock}"
    notify(people, "reported", one, words, "reported", now)
