"""Verbs on the use of channels that are not the body's own."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.foundation.notices import actions as notices
from muniment.holdings.capture import actions as capture
from muniment.holdings.channels import queries, rules
from muniment.holdings.channels.models import DaysGiven, DeclaredUse, UseRecord
from muniment.holdings.channels.types import UseDraft, UseState
from muniment.holdings.records import queries as record_queries
from muniment.holdings.records.rules import printable

if TYPE_CHECKING:
    from muniment.holdings.capture.types import Received
    from muniment.holdings.records.models import Record


@verb("channels:use:declare")
def declare(actor: Profile, draft: UseDraft, *, now: datetime) -> DeclaredUse:
    """Say that one did work through a channel that is not the body's own, before it is brought to
    the record. Raises Refused with every gap."""
    made = _made(actor, draft, now)
    _tell("channels:use:declared", actor, made, now, {"due_on": made.due_on.isoformat()})
    return made


@verb("channels:use:note")
def note_transfer(
    actor: Profile, draft: UseDraft, *, references: Sequence[str], now: datetime
) -> DeclaredUse:
    """Note that work done through such a channel was brought to the record, as these records, that
    nobody had declared before. Raises Refused with every gap."""
    found, missing = _records(actor, references)
    refuse_if(missing)
    made = _made(actor, draft, now)
    _close(made, UseState.TRANSFERRED, actor, now)
    _keep(made, found)
    detail: dict[str, JSON] = {"records": [one.reference for one in found]}
    _tell("channels:use:transferred", actor, made, now, detail)
    return made


def _made(actor: Profile, draft: UseDraft, now: datetime) -> DeclaredUse:
    access.require(actor, Permission.RECORDS_CAPTURE)
    today = civil_date(now)
    refuse_if(rules.reasons_not_to_declare(draft, today=today))
    days = queries.days_given()
    return DeclaredUse.objects.create(
        reference=new_reference("NC"),
        person=actor.reference,
        unit=actor.unit_lineage[0] if actor.unit_lineage else "",
        channel=draft.channel,
        what=printable(draft.what.strip()),
        participants=printable(draft.participants.strip()),
        first_day=draft.first_day,
        last_day=draft.last_day,
        why=printable(draft.why.strip()),
        declared_at=now,
        days=days,
        due_on=rules.due_on(today, days),
    )


@verb("channels:use:transfer")
def transfer(
    actor: Profile, reference: str, *, references: Sequence[str], now: datetime
) -> DeclaredUse:
    """Say that a declared use is on the record now, as these records (by reference). Raises Refused
    with every reason."""
    use = _mine(actor, reference)
    found, missing = _records(actor, references)
    refuse_if([*rules.reasons_not_to_end(UseState(use.state), UseState.TRANSFERRED), *missing])
    _close(use, UseState.TRANSFERRED, actor, now)
    _keep(use, found)
    detail: dict[str, JSON] = {"records": [one.reference for one in found]}
    _tell("channels:use:transferred", actor, use, now, detail)
    return use


def receive(
    actor: Profile, draft: UseDraft, *, folder: str, said: str, now: datetime
) -> "Received":
    """What was said, as text, made durable outside any transaction; nothing speaks of it yet.
    Raises Refused with every gap of the draft and what speaks against filing it there."""
    wrong = rules.reasons_not_to_declare(draft, today=civil_date(now))
    refuse_if([*wrong, *rules.reasons_not_to_bring(said)])
    return capture.receive_upload(
        actor,
        folder,
        name="conversation.txt",
        stream=BytesIO(said.encode()),
        title=rules.title_of(draft),
        metadata=rules.metadata_of(draft),
        modified=rules.moment_of(draft),
        now=now,
    )


@verb("channels:use:bring")
def bring(
    actor: Profile,
    draft: UseDraft,
    *,
    folder: str,
    received: "Received",
    reference: str = "",
    now: datetime,
) -> DeclaredUse:
    """File what was received in a folder, and close the declared use that it is (by reference), or
    note a use that nobody had declared: both or nothing. Raises Refused with every reason."""
    if reference:
        use = _mine(actor, reference)
        refuse_if(rules.reasons_not_to_end(UseState(use.state), UseState.TRANSFERRED))
    done = capture.file_received(actor, folder, received, now=now)
    if not done.record:
        raise Refused(Reason("not_filed", done.reason or "It could not be filed.", "said"))
    if reference:
        return transfer(actor, reference, references=[done.record], now=now)
    return note_transfer(actor, draft, references=[done.record], now=now)


@verb("channels:use:explain")
def explain(actor: Profile, reference: str, *, explanation: str, now: datetime) -> DeclaredUse:
    """Say why a declared use is not brought to the record: it was of no value, it is gone, it was
    private after all. Raises Refused with every reason."""
    use = _mine(actor, reference)
    state = UseState(use.state)
    refuse_if(rules.reasons_not_to_end(state, UseState.EXPLAINED, words=explanation))
    use.explanation = printable(explanation.strip())
    _close(use, UseState.EXPLAINED, actor, now)
    _tell("channels:use:explained", actor, use, now, {})
    return use


@verb("channels:days:set")
def set_days(actor: Profile, days: int, *, now: datetime) -> DaysGiven:
    """Set how many days people are given to bring over what they declare from now on."""
    access.require(actor, Permission.FILEPLAN_MANAGE)
    refuse_if(rules.reasons_not_to_set_days(days))
    made = DaysGiven.objects.create(days=days, set_by=actor.reference, set_at=now)
    event = EventDraft("channels:days:set", actor.reference, "channels:days", detail={"days": days})
    tell(event, at=now)
    return made


def remind(*, now: datetime) -> int | None:
    """Remind people of what they declared and have not brought over; how many, None for nobody."""
    told = sum(_remind(one, now) for one in queries.to_remind(on=civil_date(now)))
    return told or None


def _remind(use: DeclaredUse, now: datetime) -> bool:
    number = rules.reminder(use.due_on, use.days, civil_date(now))
    if number is None:
        return False
    words = (
        f"You declared that you used {use.channel} for work ({use.reference}). Bring it to the "
        "record, or say why it is not brought over."
    )
    about, key = f"declared_use:{use.reference}", f"declared_use:{use.reference}:{number}"
    given = notices.tell(
        use.person, kind="declared_use", about=about, words=words, key=key, now=now
    )
    return given is not None


def forget(numbers: Iterable[int]) -> None:
    """Forget what was said of conversations that were brought over as these records (by number),
    or as others that were merged into them, which are being destroyed; that they took place, when
    and on which channel stays in the log."""
    wanted = list(numbers)
    wanted += record_queries.numbers_merged_into(wanted)
    gone = DeclaredUse.objects.filter(records__record__in=wanted).values("pk")
    DeclaredUse.objects.filter(pk__in=gone).update(what="", participants="", why="")


def _mine(actor: Profile, reference: str) -> DeclaredUse:
    found = queries.use_named(actor, reference)
    return DeclaredUse.objects.select_for_update().get(pk=found.pk)


def _records(actor: Profile, references: Sequence[str]) -> "tuple[list[Record], list[Reason]]":
    found: dict[int, Record] = {}
    missing: list[Reason] = []
    for one in references:
        try:
            record = record_queries.record_named(actor, one)
        except NotFound as unknown:
            missing += [Reason(why.code, why.message, "records") for why in unknown.reasons]
        else:
            found[record.pk] = record
    if not references:
        missing.append(Reason("records", "Name at least one record.", "records"))
    return list(found.values()), missing


def _close(use: DeclaredUse, to: UseState, actor: Profile, now: datetime) -> None:
    use.state, use.closed_at, use.closed_by = to, now, actor.reference
    use.save()


def _keep(use: DeclaredUse, found: "Sequence[Record]") -> None:
    UseRecord.objects.bulk_create(UseRecord(use=use, record=one) for one in found)


def _tell(
    kind: str, actor: Profile, use: DeclaredUse, now: datetime, detail: dict[str, JSON]
) -> None:
    about = f"declared_use:{use.reference}"
    said: dict[str, JSON] = {"channel": use.channel, **detail}
    tell(EventDraft(kind, actor.reference, about, detail=said), at=now)
