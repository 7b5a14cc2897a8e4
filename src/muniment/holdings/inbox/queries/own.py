"""Messages in a person's mailboxes: each person reads their own, records managers count."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.module_loading import import_string

from muniment.foundation.access.types import Profile
from muniment.holdings.advice import queries as advice
from muniment.holdings.capture.rules.messages import address_in
from muniment.holdings.inbox import rules
from muniment.holdings.inbox.models import InboxMessage
from muniment.holdings.inbox.types import CHOSEN_FROM, Board, Place, State, Weighed, Which
from muniment.holdings.mail import queries as mail
from muniment.holdings.mail import rules as mail_rules
from muniment.holdings.mail.types import Rate, Seen
from muniment.holdings.mailboxes import queries as mailboxes
from muniment.holdings.records import queries as records
from muniment.holdings.records.queries.threads import threads_naming
from muniment.holdings.records.types import RecordState

if TYPE_CHECKING:
    from muniment.holdings.mailboxes.models import Source
    from muniment.holdings.records.models import Record

LOOKED_AT = 500  # messages, the latest


def mailboxes_of(actor: Profile) -> "list[Source]":
    """The mailboxes of which the actor chooses what is saved."""
    return mailboxes.owned(actor)


def own_messages(actor: Profile) -> QuerySet[InboxMessage]:
    """The messages in the actor's own mailboxes, as far as they are theirs still."""
    mine = InboxMessage.objects.filter(owner=actor.reference, source__owner=actor.reference)
    return mine.filter(source__retired_at=None)


def board(actor: Profile, *, on: date) -> Board:
    """The latest messages that nothing was decided about, with what is suggested of each and why.
    Every reason is known from nothing but the mailbox and what the actor may see."""
    mine = own_messages(actor)
    waiting = mine.filter(state=State.OPEN).select_related("source").order_by("-received_at", "-pk")
    rows = list(waiting[: LOOKED_AT + 1])
    totals = mine.values_list("state").annotate(many=Count("pk"))
    counts = {State(state): many for state, many in totals}
    weighed = tuple(weigh(actor, rows[:LOOKED_AT], on=on))
    return Board(weighed, counts, more=len(rows) > LOOKED_AT)


def weigh(actor: Profile, rows: Sequence[InboxMessage], *, on: date) -> list[Weighed]:
    """What is suggested of each of the actor's own messages: those to save with the most
    important first, the others as they came."""
    declared = records.visible(actor).filter(state=RecordState.DECLARED)
    talks = _talks(rows, declared)
    known = mail.known_of(actor, [_seen(one, talks[one.pk]) for one in rows], on=on)
    filed = _on_record(rows, declared)
    found = []
    for one, said in zip(rows, known, strict=True):
        clues, record = mail_rules.clues_of(said), filed.get(one.message_id, "")
        which, rule = rules.suggestion(
            kind=one.kind, starred=one.starred, record=record, clues=clues
        )
        shown = clues if which is Which.SAVE else ()
        found.append(Weighed(one, which, shown, said.filed or said.named, rule, record))
    return sorted(found, key=lambda one: -one.score)


def _seen(one: InboxMessage, talk: "Sequence[Record]") -> Seen:
    return Seen(
        subject=one.subject,
        sender=address_in(one.sender)[1].lower(),
        importance=one.importance,
        attachments=int(one.attachments),
        talk=talk,
        length=len(talk) + 1,
        starred=one.starred,
    )


def _talks(rows: Sequence[InboxMessage], among: "QuerySet[Record]") -> "dict[int, list[Record]]":
    """The records of each message's conversation, by the number of the message."""
    named = threads_naming([one.thread_ids for one in rows])
    talks = records.talks(among, {name for some in named for name in some})
    found = {}
    for one, names in zip(rows, named, strict=True):
        talk = {record.pk: record for name in names for record in talks.get(name, [])}
        found[one.pk] = list(talk.values())
    return found


def _on_record(rows: Iterable[InboxMessage], among: "QuerySet[Record]") -> dict[str, str]:
    """The record that each message is already, by its identifier."""
    wanted = {one.message_id for one in rows if one.message_id}
    found = among.filter(message_id__in=wanted).order_by("-pk")
    return dict(found.values_list("message_id", "reference"))


def places_for(actor: Profile, one: Weighed, *, on: date) -> list[Place]:
    """Where a message may be saved: where its conversation is or what its subject names; the place
    of its mailbox; then, of what is worth saving and points nowhere, where things are filed that
    its subject is like, which is a guess."""
    found = []
    if one.home is not None:
        found.append(Place(one.home.reference, one.home.title, "suggested"))
    source = one.message.source
    into = source.folder or source.file_class
    found.append(Place(into.reference, str(into), "the place of this mailbox"))
    if one.which is Which.SAVE and one.home is None:
        sender = address_in(one.message.sender)[0]
        for said in advice.suggestions_for(actor, title=one.message.subject, name=sender, on=on):
            if said.folder:
                found.append(Place(said.folder, said.folder_title, "like what is filed there"))
    first: dict[str, Place] = {}
    for place in found:
        first.setdefault(place.reference, place)
    return list(first.values())


def kept(rows: Sequence[InboxMessage]) -> set[int]:
    """Those of the messages (by number) that are to be kept for now: a hold is on the place that
    their mailbox is filed in, or on a record of their conversation, whoever may see that."""
    return kept_by(rows, talks_of(rows))


def talks_of(rows: Sequence[InboxMessage]) -> "dict[int, list[Record]]":
    """The records of each message's conversation, by the number of the message, whoever may see
    them: for what must not go. Not to be shown."""
    return _talks(rows, records.every_record())


def kept_by(rows: Sequence[InboxMessage], talks: "Mapping[int, list[Record]]") -> set[int]:
    """As `kept`, where the conversations are known already."""
    is_place_held = import_string(settings.MUNIMENT_PLACE_HELD)
    sources = {one.source_id: one.source for one in rows}
    places = {
        number
        for number, source in sources.items()
        if is_place_held(source.file_class.path, source.folder_id)
    }
    held_among = import_string(settings.MUNIMENT_HELD_AMONG)
    held = held_among([record.pk for talk in talks.values() for record in talk])
    by_talk = {pk for pk, talk in talks.items() if any(one.pk in held for one in talk)}
    return by_talk | {one.pk for one in rows if one.source_id in places}


def chosen(actor: Profile, numbers: Iterable[int]) -> QuerySet[InboxMessage]:
    """Those of the actor's messages with these numbers that may be decided about."""
    mine = own_messages(actor).filter(pk__in=list(numbers), state__in=CHOSEN_FROM)
    return mine.select_related("source__file_class", "source__folder").order_by("pk")


def rates(sources: "Iterable[Source]") -> list[Rate]:
    """How many of the messages that were suggested in these mailboxes their owners saved: in all,
    then by reason. Nothing of the messages."""
    decided = InboxMessage.objects.filter(source__in=list(sources)).exclude(suggested=None)
    rows = decided.values_list("suggested", "state", "whys")
    saved = (State.SAVING, State.SAVED)
    return rules.rates_of([(bool(was), state in saved, whys) for was, state, whys in rows])


def tallies(sources: "Iterable[Source]") -> dict[int, Counter[str]]:
    """How many messages of each mailbox (by number) are in each state."""
    found: dict[int, Counter[str]] = {one.pk: Counter() for one in sources}
    rows = InboxMessage.objects.filter(source__in=list(found)).values_list("source", "state")
    for source, state, many in rows.annotate(many=Count("pk")):
        found[source][state] = many
    return found
