"""Reads of the rules about kinds of mail and what they say of messages at capture, and the messages
that seem important to one reader."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile, Role
from muniment.holdings.capture import queries as captures
from muniment.holdings.capture.rules.messages import address_in
from muniment.holdings.capture.types import MessageHeaders, Verdict
from muniment.holdings.mail import rules
from muniment.holdings.mail.models import EphemeraRule, JudgedMessage
from muniment.holdings.mail.types import (
    KINDS,
    SHIPPED,
    Choice,
    Home,
    Kind,
    Known,
    Rate,
    Seen,
    Stands,
    Suggested,
)
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import ComponentRole, RecordState

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass
    from muniment.holdings.records.models import Folder, Record

LOOKED_AT = 500  # messages, the latest
CASES = 40  # numbers of cases that are looked for among the titles of folders
ANSWERS = (
    *(Role.SIRO, Role.INFORMATION_ASSET_OWNER, Role.DEPARTMENTAL_RECORDS_OFFICER),
    *(Role.RECORDS_MANAGER, Role.DATA_STEWARD, Role.TEAM_RECORDS_OFFICER),
)


def rules_set() -> list[EphemeraRule]:
    """Every rule that somebody has set, by kind, that of the whole body first."""
    rows = EphemeraRule.objects.select_related("file_class", "into")
    return sorted(rows, key=lambda one: (one.kind, one.file_class.path if one.file_class else ""))


def stands(file_class: "FileClass | None" = None) -> list[Stands]:
    """What is done with each kind in a class, or in the whole body."""
    path = file_class.path if file_class else ""
    found: dict[str, EphemeraRule] = {}
    for one in rules_set():  # a class further down stands after those above it
        if one.file_class is None or path.startswith(one.file_class.path):
            found[one.kind] = one
    return [_stands(kind, found.get(kind)) for kind in Kind]


def _stands(kind: Kind, rule: EphemeraRule | None) -> Stands:
    if rule is None:
        return Stands(kind, SHIPPED.get(kind, Choice.TELL))
    where = rule.file_class.reference if rule.file_class else ""
    into = rule.into.reference if rule.into else ""
    return Stands(kind, Choice(rule.choice), where, into)


def judge(file_class: "FileClass", messages: Sequence[MessageHeaders]) -> list[Verdict]:
    """What becomes of each of the messages that are captured into the class. Asked by capture,
    which lives below, by the name in MUNIMENT_MAIL_SORTER."""
    kinds = [rules.kind_of(one.block, one.opening) if one.block else None for one in messages]
    if not any(kinds):
        return [Verdict()] * len(kinds)
    said = {one.kind: one for one in stands(file_class)}
    return [_verdict(said[kind]) if kind else Verdict() for kind in kinds]


def _verdict(stands: Stands) -> Verdict:
    if stands.choice is Choice.LEAVE:
        words = f"{KINDS[stands.kind]}: left where it is, by the rule for such messages."
        return Verdict(stands.kind, left=words)
    return Verdict(stands.kind, into=stands.into)


def suggested(actor: Profile, *, on: date) -> list[Suggested]:
    """Of the latest messages that a capture brought in and nobody has filed or judged since, those
    that seem important, the most important first. Each reason is known from nothing but what the
    actor may see. None is flagged as private, none of a kind that seldom is a record."""
    rows = _unjudged(actor).select_related("folder", "file_class").order_by("-captured_at", "-pk")
    return _suggested(actor, list(rows[:LOOKED_AT]), on)


def suggestion_named(actor: Profile, reference: str, *, on: date) -> Suggested | None:
    """Why the record with this reference seems important; None where it does not, or was judged.
    Raises NotFound."""
    record = records.record_named(actor, reference)
    found = _unjudged(actor).filter(pk=record.pk).select_related("folder", "file_class")
    return next(iter(_suggested(actor, list(found), on)), None)


def _unjudged(actor: Profile) -> "QuerySet[Record]":
    """What a capture brought in and still lies where it was put, if the actor may file it."""
    within = access.audiences_within(actor, Permission.RECORDS_EDIT)
    seen = records.visible(actor).filter(state=RecordState.DECLARED, audience__in=within)
    mail = seen.exclude(message_id="").exclude(folder__source_path="")
    return mail.exclude(pk__in=JudgedMessage.objects.values("pk"))


def _suggested(actor: Profile, rows: "Sequence[Record]", on: date) -> list[Suggested]:
    kinds = captures.brought_in(one.pk for one in rows)
    mail = [one for one in rows if kinds.get(one.pk) == "" and not _is_private(one)]
    found = []
    for record, known in zip(mail, _known(actor, mail, on), strict=True):
        if clues := rules.clues_of(known):
            found.append(Suggested(record, clues, known.filed or known.named))
    return sorted(found, key=lambda one: (-one.score, -one.record.pk))


def _is_private(record: "Record") -> bool:
    return rules.is_private(str(record.metadata.get("sensitivity", "")))


def _known(actor: Profile, mail: "Sequence[Record]", on: date) -> list[Known]:
    """What the actor can know of each message."""
    declared = records.visible(actor).filter(state=RecordState.DECLARED)
    talks = records.talks(declared, [one.thread for one in mail if one.thread])
    parts = records.components_of(one.pk for one in mail)
    attached = Counter(one.record_id for one in parts if one.role == ComponentRole.ATTACHMENT)
    seen = []
    for one in mail:
        talk = talks.get(one.thread, [])
        seen.append(
            Seen(
                subject=str(one.metadata.get("subject", "")),
                sender=address_in(str(one.metadata.get("from", "")))[1].lower(),
                importance=str(one.metadata.get("importance", "")),
                attachments=attached[one.pk],
                talk=talk,
                length=max(1, len(talk)),
                folder=one.folder_id,
            )
        )
    return known_of(actor, seen, on=on)


def known_of(actor: Profile, seen: Sequence[Seen], *, on: date) -> list[Known]:
    """What the actor can know of each of the messages, wherever they lie."""
    answering = _answering({one.sender for one in seen}, on)
    named = _named(actor, [one.subject for one in seen])
    found = []
    for one in seen:
        name, role = answering.get(one.sender, ("", ""))
        found.append(
            Known(
                subject=one.subject,
                sender=name,
                role=role,
                importance=one.importance,
                talk=one.length,
                attachments=one.attachments,
                filed=_filed(one),
                named=next((named[key] for key in _keys(one.subject) if key in named), None),
                starred=one.starred,
            )
        )
    return found


def _filed(seen: Seen) -> Home | None:
    """The folder where people filed most of the conversation, if that is another."""
    folders: dict[int, Folder] = {}
    counts: Counter[int] = Counter()
    for one in seen.talk:
        if one.folder_id != seen.folder and not one.folder.source_path:
            folders[one.folder_id] = one.folder
            counts[one.folder_id] += 1
    if not counts:
        return None
    number, count = counts.most_common(1)[0]
    return Home(folders[number].reference, folders[number].title, count)


def _answering(addresses: set[str], on: date) -> Mapping[str, tuple[str, str]]:
    """The name and role of those who answer for something in the body, by their address."""
    wanted = addresses - {""}
    found: dict[str, tuple[str, str]] = {}
    for role in ANSWERS if wanted else ():
        for person, _ in access.holders(role, on=on):
            if person.email and person.email.lower() in wanted:
                found.setdefault(person.email.lower(), (person.name, role.label))
    return found


def _keys(subject: str) -> list[str]:
    return [*rules.folders_in(subject), *rules.cases_in(subject)]


def _named(actor: Profile, subjects: Iterable[str]) -> dict[str, Home]:
    """The open folders that subjects name, by reference or by the number of a case in their title;
    only those that the actor may see and no capture made."""
    keys = list(dict.fromkeys(key for one in subjects for key in _keys(one)))
    cases = [one for one in keys if not rules.folders_in(one)][:CASES]
    wanted = Q(reference__in=[one for one in keys if rules.folders_in(one)])
    for one in cases:
        wanted |= Q(title__icontains=one)
    if not keys:
        return {}
    filed = records.visible_folders(actor).filter(wanted, closed_on=None, source_path="")
    found: dict[str, Home] = {}
    for folder in filed.order_by("pk")[:1000]:
        home = Home(folder.reference, folder.title)
        found.setdefault(folder.reference, home)
        for one in cases:
            if one.lower() in folder.title.lower():
                found.setdefault(one, home)
    return found


def rates(actor: Profile) -> list[Rate]:
    """How many of the suggestions that were judged people filed: in all, then by reason. Of the
    records that the actor may see."""
    rows = JudgedMessage.objects.filter(pk__in=records.visible(actor).values("pk"))
    return rules.rates_of(list(rows.values_list("accepted", "whys")))
