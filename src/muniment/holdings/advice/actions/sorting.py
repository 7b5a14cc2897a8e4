"""Filing by a rule, and what people say of what was filed."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, Refused, refuse_if
from muniment.holdings.advice import queries
from muniment.holdings.advice.models import FiledByRule, SortingRule
from muniment.holdings.advice.queries.sorting import is_held, why_idle
from muniment.holdings.advice.types import Chosen, Outcome, in_words
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import actions as record_actions
from muniment.holdings.records import queries as records
from muniment.holdings.records.models import Record

AT_ONCE = 200  # records of an in-tray that one run weighs for a rule
Progress = Callable[[int, int], None]


def sort(*, now: datetime, progress: Progress = lambda done, total: None) -> int:
    """File by the rules in force what lies in their in-trays, each rule in the name of whoever set
    it; how many records. A record that was weighed is not weighed again before something more was
    learnt. Safe to run twice: each record is filed by a rule once, in a transaction of its own."""
    every = list(queries.rules_in_force())
    filed = 0
    for done, rule in enumerate(every, 1):
        if not why_idle(rule, civil_date(now)):
            filed += _sort_by(rule, now)
        progress(done, len(every))
    return filed


def _sort_by(rule: SortingRule, now: datetime) -> int:
    on = civil_date(now)
    setter, edition = access.profile_of(rule.set_by, on=on), queries.edition()
    after = rule.looked_to if rule.looked_with == edition else 0
    filed = 0
    samples = cache(lambda number: queries.samples_of(setter, number))
    some, last = queries.to_be_sorted(setter, rule, after, AT_ONCE)
    for record in some:
        chosen = None
        if not is_held(setter, record):
            chosen = queries.chosen_for(setter, record, rule, samples, on=on)
        if chosen and _filed(setter, record, rule, chosen, now):
            filed += 1
    SortingRule.objects.filter(pk=rule.pk).update(looked_to=last, looked_with=edition)
    return filed


def _filed(
    setter: Profile, record: Record, rule: SortingRule, chosen: Chosen, now: datetime
) -> bool:
    """A person may have got there first, or a hold: then the log says so, and it stays."""
    try:
        file_by_rule(setter, record.reference, rule=rule.reference, chosen=chosen, now=now)
    except Refused:
        return False
    return True


@verb("advice:record:file")
def file_by_rule(
    actor: Profile, reference: str, *, rule: str, chosen: Chosen, now: datetime
) -> FiledByRule:
    """File a record where a rule chose, in the name of whoever set the rule. Raises Refused where
    it has left the in-tray since, was filed by a rule before, is held, or the rule has ended."""
    found = records.record_named(actor, reference)
    record = record_actions.lock_for_disposal(found.pk)
    by = queries.rule_named(rule)
    reasons = []
    if by.set_by != actor.reference:
        reasons.append(Reason("another", "It files in the name of whoever set it."))
    if by.ended_at:
        reasons.append(Reason("ended", "The rule has been ended."))
    if record.file_class_id != by.in_tray_id:
        reasons.append(Reason("moved", "It does not lie in the in-tray any more."))
    if FiledByRule.objects.filter(record=record).exists():
        reasons.append(Reason("again", "A rule filed it before: a person decides."))
    if is_held(actor, record):
        reasons.append(Reason("held", "It is held: it stays where it is."))
    refuse_if(reasons)
    before = record.folder_id
    weighed, asked = chosen.weighed, in_words(by.sure, by.runner_up)
    why = f"Filed by rule {by.reference}: {asked}."  # the very figures are not for every reader
    moved = record_actions.move_record(actor, reference, folder=chosen.folder, reason=why, now=now)
    made = FiledByRule.objects.create(
        record=moved,
        rule=by,
        from_folder_id=before,
        file_class_id=moved.file_class_id,
        sure=weighed.sure,
        runner_up=weighed.runner_up,
        words=list(chosen.words),
        near=list(chosen.near),
        filed_at=now,
    )
    detail: dict[str, JSON] = {"rule": by.reference, "folder": chosen.folder}
    _tell("advice:record:filed", actor, moved, now, detail=detail)
    return made


@verb("advice:record:put_back")
def put_back(actor: Profile, reference: str, *, reason: str, now: datetime) -> FiledByRule:
    """Put a record that a rule filed back where it lay. No rule files it again. Raises Refused with
    every reason, such as a hold, NotFound where no rule filed it."""
    found, record = _by_rule(actor, reference)
    folder = records.visible_folders(actor).filter(pk=found.from_folder_id).first()
    reasons = _reasons_settled(found, record)
    if folder is None:
        words = "The folder it lay in is not there any more: move it by hand."
        reasons.append(Reason("no_folder", words))
    if not reason.strip():
        reasons.append(Reason("no_reason", "Say why it does not belong here.", "reason"))
    refuse_if(reasons)
    assert folder is not None
    record_actions.move_record(
        actor, reference, folder=folder.reference, reason=reason.strip(), now=now
    )
    _settle(found, actor, Outcome.PUT_BACK, now)
    detail: dict[str, JSON] = {"rule": found.rule.reference, "folder": folder.reference}
    _tell("advice:record:put_back", actor, record, now, reason=reason.strip(), detail=detail)
    return found


@verb("advice:record:confirm")
def confirm(actor: Profile, reference: str, *, now: datetime) -> FiledByRule:
    """Say that a record belongs where a rule filed it. From then on it is an example. Raises
    Refused, NotFound where no rule filed it."""
    found, record = _by_rule(actor, reference)
    refuse_if(_reasons_settled(found, record))
    _settle(found, actor, Outcome.CONFIRMED, now)
    detail: dict[str, JSON] = {"rule": found.rule.reference}
    _tell("advice:record:confirmed", actor, record, now, detail=detail)
    return found


def _by_rule(actor: Profile, reference: str) -> tuple[FiledByRule, Record]:
    seen = records.record_named(actor, reference)
    access.require(actor, Permission.RECORDS_EDIT, at=fileplan.effective(seen.file_class).place)
    record = record_actions.lock_for_disposal(seen.pk)
    found = FiledByRule.objects.select_related("rule").filter(record=record).first()
    if found is None:
        raise NotFound("record filed by a rule", reference)
    return found, record


def _reasons_settled(found: FiledByRule, record: Record) -> list[Reason]:
    if found.outcome == Outcome.CONFIRMED:
        return [Reason("confirmed", "Somebody has confirmed already that it belongs here.")]
    if found.outcome == Outcome.PUT_BACK:
        return [Reason("put_back", "It has been put back already.")]
    if record.file_class_id != found.file_class_id:
        return [Reason("moved", "Somebody has moved it elsewhere since.")]
    return []


def _settle(found: FiledByRule, actor: Profile, outcome: Outcome, now: datetime) -> None:
    found.outcome, found.outcome_by, found.outcome_at = outcome, actor.reference, now
    found.save(update_fields=["outcome", "outcome_by", "outcome_at"])


def _tell(
    kind: str,
    actor: Profile,
    record: Record,
    now: datetime,
    *,
    detail: dict[str, JSON],
    reason: str = "",
) -> None:
    about = f"record:{record.reference}"
    tell(EventDraft(kind, actor.reference, about, reason=reason, detail=detail), at=now)
