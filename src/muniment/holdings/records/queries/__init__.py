"""Reads of folders and records, always within what the reader may see."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.module_loading import import_string

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Narrowing, Permission, Profile
from muniment.foundation.kernel.errors import NotFound, Reason
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.records.models import Component, Folder, Found, Record
from muniment.holdings.records.queries.filing import dates_for as dates_for
from muniment.holdings.records.queries.filing import filing as filing
from muniment.holdings.records.queries.filing import filing_of as filing_of
from muniment.holdings.records.queries.filing import named_in_rules as named_in_rules
from muniment.holdings.records.queries.filing import reasons_of_dates as reasons_of_dates
from muniment.holdings.records.queries.filing import said_in_fields as said_in_fields
from muniment.holdings.records.queries.history import history as history
from muniment.holdings.records.queries.merging import merged_among as merged_among
from muniment.holdings.records.queries.merging import merged_as as merged_as
from muniment.holdings.records.queries.merging import merged_by_month as merged_by_month
from muniment.holdings.records.queries.merging import merged_here as merged_here
from muniment.holdings.records.queries.merging import merged_into_ended as merged_into_ended
from muniment.holdings.records.queries.merging import numbers_merged_into as numbers_merged_into
from muniment.holdings.records.queries.merging import reasons_not_to_merge as reasons_not_to_merge
from muniment.holdings.records.queries.merging import told_of_merged as told_of_merged
from muniment.holdings.records.queries.places import also_found as also_found
from muniment.holdings.records.queries.places import copies_of as copies_of
from muniment.holdings.records.queries.places import filed_in as filed_in
from muniment.holdings.records.queries.places import further_places as further_places
from muniment.holdings.records.queries.places import in_several_folders as in_several_folders
from muniment.holdings.records.queries.places import other_places as other_places
from muniment.holdings.records.queries.places import places as places
from muniment.holdings.records.queries.places import places_of_records as places_of_records
from muniment.holdings.records.queries.proposing import proposals as proposals
from muniment.holdings.records.queries.proposing import rows_proposed as rows_proposed
from muniment.holdings.records.queries.proposing import with_proposals as with_proposals
from muniment.holdings.records.queries.threads import has_bytes as has_bytes
from muniment.holdings.records.queries.threads import in_thread as in_thread
from muniment.holdings.records.queries.threads import not_introduced as not_introduced
from muniment.holdings.records.queries.threads import same_messages as same_messages
from muniment.holdings.records.queries.threads import talks as talks
from muniment.holdings.records.queries.titles import judge_titles as judge_titles
from muniment.holdings.records.queries.values import asked_of as asked_of
from muniment.holdings.records.queries.values import in_words as in_words
from muniment.holdings.records.queries.values import incomplete as incomplete
from muniment.holdings.records.queries.values import missing_in as missing_in
from muniment.holdings.records.queries.values import read as read_fields  # noqa: F401
from muniment.holdings.records.queries.values import (
    reasons_against_fields as reasons_against_fields,
)
from muniment.holdings.records.queries.values import values_of as values_of
from muniment.holdings.records.queries.values import words_and_tokens as words_and_tokens
from muniment.holdings.records.queries.values import would_lack as would_lack
from muniment.holdings.records.types import (
    MASKED_NAME,
    MASKED_TITLE,
    OUT_OF_SIGHT,
    WHOLE,
    AlterGuard,
    ComponentRole,
    HoldGuard,
    Kept,
    NewComponent,
    RecordState,
    Surviving,
)

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass


def visible(actor: Profile) -> QuerySet[Record]:
    """Every record that the actor may see: declared, being destroyed, and stubs. What is set
    aside nobody sees by this (see `shown`), nor what was merged into another."""
    return Record.objects.filter(access.visible_to(actor)).exclude(state__in=OUT_OF_SIGHT)


def shown(actor: Profile) -> QuerySet[Record]:
    """As `visible`, and what is set aside where the actor has to do with disposal."""
    return visible(actor) | set_aside(actor)


def set_aside(actor: Profile) -> QuerySet[Record]:
    """What is set aside, to be destroyed, where the actor may see records and has to do with
    disposal. Its content is read by nobody."""
    within = access.audiences_within(actor, Permission.DISPOSAL_SEE)
    found = Record.objects.filter(access.visible_to(actor), state=RecordState.SET_ASIDE)
    return found.filter(audience__in=within)


def visible_folders(actor: Profile) -> QuerySet[Folder]:
    """Every folder that the actor may see."""
    return Folder.objects.filter(access.visible_to(actor))


def every_record() -> QuerySet[Record]:
    """Every record, whoever may see it: to decide by rule. Nothing of it may be shown."""
    return Record.objects.all()


def every_folder() -> QuerySet[Folder]:
    """Every folder, whoever may see it; as `every_record`."""
    return Folder.objects.all()


def record_named(actor: Profile, reference: str) -> Record:
    """The record with this reference, if the actor may see it. Raises NotFound."""
    return _named(visible(actor), reference)


def record_shown(actor: Profile, reference: str) -> Record:
    """As `record_named`, and what is set aside where the actor has to do with disposal: for the
    pages that tell of a record, not for verbs on it or for its content."""
    return _named(shown(actor), reference)


def _named(among: QuerySet[Record], reference: str) -> Record:
    named, rows = normalise(reference), among.select_related("folder", "file_class")
    # What was merged into another answers by it.
    found = rows.filter(reference=named).first() or rows.filter(pk__in=merged_as(named)).first()
    if found is None:
        raise NotFound("record", reference)
    if found.folder.file_class_id == found.file_class_id:
        found.folder.file_class = found.file_class  # which need not be asked for again
    return found


def folder_named(actor: Profile, reference: str) -> Folder:
    """The folder with this reference, if the actor may see it. Raises NotFound."""
    rows = visible_folders(actor).select_related("file_class")
    found = rows.filter(reference=normalise(reference)).first()
    if found is None:
        raise NotFound("folder", reference)
    return found


def number_of_folder(reference: str) -> int | None:
    """The number of the folder with this reference, whoever may see it: for the search, which
    shows of what is in it only what its reader may see."""
    return Folder.objects.filter(reference=reference).values_list("pk", flat=True).first()


def number_of_record(reference: str) -> int | None:
    """The number of the record with this reference, whoever may see it: for the search."""
    return Record.objects.filter(reference=reference).values_list("pk", flat=True).first()


def folders(actor: Profile, file_class: "FileClass") -> QuerySet[Folder]:
    """The folders of one class that the actor may see, each with its count of visible records."""
    seen = access.visible_audiences(actor)
    there = Q(places__record__audience__in=seen) & ~Q(places__record__state=RecordState.SET_ASIDE)
    count = Count("places__record", filter=there, distinct=True)
    return (
        visible_folders(actor)
        .filter(file_class=file_class)
        .annotate(held=count)
        .order_by("title", "part_number", "pk")
    )


def in_folder(actor: Profile, folder: Folder) -> QuerySet[Record]:
    """The records found in the folder, first or second place, by title."""
    numbers = Found.objects.filter(folder=folder).values("record")
    return visible(actor).filter(pk__in=numbers).order_by("title", "pk")


def in_branch(actor: Profile, file_class: "FileClass") -> QuerySet[Record]:
    """The visible records of the class and of all below it."""
    return visible(actor).filter(file_class__path__startswith=file_class.path)


def destroyed_in_folder(actor: Profile, folder: Folder) -> QuerySet[Record]:
    """The visible stubs of what was destroyed in the folder, the latest first."""
    return _destroyed(visible(actor).filter(folder=folder))


def destroyed_in_branch(actor: Profile, file_class: "FileClass") -> QuerySet[Record]:
    """The visible stubs of what was destroyed in the class and all below it, the latest first."""
    return _destroyed(in_branch(actor, file_class))


def _destroyed(found: QuerySet[Record]) -> QuerySet[Record]:
    return found.filter(state=RecordState.DESTROYED).order_by("-destroyed_at", "pk")


def stubs_beyond(kept: Kept, metadata: Iterable[str]) -> QuerySet[Record]:
    """The stubs, whoever may see them, on which anything stands that is not among what is kept,
    or metadata by any of these names; as `every_record`."""
    beyond = Q()
    for name in sorted(metadata):
        beyond |= Q(metadata__has_key=name)
    if Surviving.TITLE not in kept.fields:
        beyond |= ~Q(title=MASKED_TITLE)
    if Surviving.CAPTURED_BY not in kept.fields:
        beyond |= ~Q(captured_by="")
    if Surviving.FORMAT not in kept.fields:
        beyond |= ~Q(puid="")
    if Surviving.FILE_NAME not in kept.fields:
        named = Component.objects.exclude(name=MASKED_NAME)
        beyond |= Q(Exists(named.filter(record=OuterRef("pk"))))
    stubs = Record.objects.filter(state=RecordState.DESTROYED)
    return stubs.filter(beyond) if beyond else stubs.none()


def components(record: Record) -> QuerySet[Component]:
    """The content of the record, the original first."""
    return record.components.select_related("blob").order_by("ordinal")


def components_of(numbers: Iterable[int]) -> list[Component]:
    """The components of each of these records (by number), in order."""
    wanted = sorted(numbers)
    return [
        one
        for start in range(0, len(wanted), 500)
        for one in Component.objects.filter(record__in=wanted[start : start + 500]).order_by(
            "record", "ordinal"
        )
    ]


def titles_of_destroyed(references: Iterable[str]) -> dict[str, str]:
    """The titles on the stubs of those of the records (by reference) that are destroyed."""
    chosen = Record.objects.filter(reference__in=list(references))
    return dict(chosen.exclude(state__in=WHOLE).values_list("reference", "title"))


def numbered(numbers: Iterable[int]) -> dict[int, Record]:
    """The records with these numbers, for the index and for what it found;
    the caller has trimmed the numbers by what its reader may see."""
    chosen = Record.objects.filter(pk__in=list(numbers)).select_related("file_class", "folder")
    return {one.pk: one for one in chosen}


def digests_of(numbers: Iterable[int]) -> dict[int, list[str]]:
    """The digests of the content that each record still has, in order."""
    rows = Component.objects.filter(record__in=list(numbers)).exclude(blob=None)
    found: dict[int, list[str]] = {}
    for number, sha256 in rows.order_by("record", "ordinal").values_list("record", "sha256"):
        found.setdefault(number, []).append(sha256)
    return found


def place_texts(numbers: Iterable[int]) -> dict[int, str]:
    """The paths that each record was found at, the names of its attachments, and what was known of
    those merged into it, the path of the first place last: as text to be searched."""
    wanted = list(numbers)
    found: dict[int, list[str]] = {}
    names = Component.objects.filter(record__in=wanted, ordinal__gt=1)
    for number, name in names.values_list("record", "name"):
        found.setdefault(number, []).append(name)
    for number, texts in told_of_merged(wanted).items():
        found.setdefault(number, []).extend(texts)
    paths = Found.objects.filter(record__in=wanted).order_by("is_first", "pk")
    for number, path in paths.values_list("record", "path"):
        found.setdefault(number, []).append(path)
    return {number: "\n".join(texts) for number, texts in found.items()}


def numbers_after(number: int, limit: int) -> list[int]:
    """The numbers of the next records after this one, stubs included."""
    rows = Record.objects.filter(pk__gt=number).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def live_components(numbers: Iterable[int]) -> list[Component]:
    """The components with content of declared records, by their numbers; for background work,
    which acts on what a person has already filed."""
    held = Component.objects.filter(record__in=list(numbers), record__state=RecordState.DECLARED)
    chosen = held.exclude(blob=None).select_related("blob")
    return list(chosen.order_by("record", "ordinal"))


def attachments_elsewhere(numbers: Iterable[int]) -> dict[int, list[NewComponent]]:
    """For each of the records that has no attachments while another record of the same original
    has: those attachments, in order."""
    originals = Component.objects.filter(record__in=list(numbers), ordinal=1, size__gt=0)
    bare = originals.exclude(record__components__role=ComponentRole.ATTACHMENT)
    wanted = dict(bare.values_list("record", "sha256"))
    twins = Component.objects.filter(
        sha256__in=wanted.values(),
        ordinal=1,
        record__state=RecordState.DECLARED,
        record__components__role=ComponentRole.ATTACHMENT,
    )
    twin_of = dict(twins.values_list("sha256", "record"))
    return {
        number: [
            NewComponent(one.name, one.sha256, one.size)
            for one in Component.objects.filter(
                record=twin_of[sha256], role=ComponentRole.ATTACHMENT
            ).order_by("ordinal")
        ]
        for number, sha256 in wanted.items()
        if sha256 in twin_of
    }


def live_holders(digests: Iterable[str]) -> list[int]:
    """The numbers of the records that hold any of this content, what is set aside among them."""
    held = Component.objects.filter(blob__in=list(digests), record__state__in=WHOLE)
    return list(held.order_by("record").values_list("record", flat=True).distinct())


def same_content(actor: Profile, record: Record) -> QuerySet[Record]:
    """Other records the actor may see that hold the same original."""
    digests = record.components.filter(role=ComponentRole.ORIGINAL).values("sha256")
    twins = Component.objects.filter(sha256__in=digests, size__gt=0).values("record")
    return visible(actor).filter(pk__in=twins, state=RecordState.DECLARED).exclude(pk=record.pk)


def narrowing_of(one: Folder | Record) -> Narrowing:
    """What a folder or record says for itself about access."""
    return Narrowing(
        open_to=None if one.open_to is None else tuple(one.open_to),
        tier=one.tier,
        sensitive=one.sensitive,
        handling=None if one.handling is None else tuple(one.handling),
    )


def every_original() -> QuerySet[Component]:
    """The originals of all declared records, whoever may see them; as `every_record`."""
    return Component.objects.filter(role=ComponentRole.ORIGINAL, record__state=RecordState.DECLARED)


def originals_seen(actor: Profile) -> QuerySet[Component]:
    """The originals of the declared records that the actor may see."""
    return Component.objects.filter(
        access.visible_to(actor, "record__audience"),
        role=ComponentRole.ORIGINAL,
        record__state=RecordState.DECLARED,
    )


def originals(audience: int, digests: Iterable[str]) -> dict[str, Record]:
    """The declared record of this audience that holds each digest as its original, or as that of a
    record merged into it, if any.

    One audience only: to say that something exists elsewhere would tell a reader of things that
    are not theirs to see.
    """
    found = (
        Component.objects.filter(
            sha256__in=list(digests),
            size__gt=0,
            role__in=(ComponentRole.ORIGINAL, ComponentRole.MERGED),
            record__audience=audience,
            record__state=RecordState.DECLARED,
        )
        .select_related("record")
        .order_by("-record")
    )
    return {one.sha256: one.record for one in found}


def reasons_held(
    folders: Sequence[int], records: Sequence[int], boxes: Sequence[int] = ()
) -> list[Reason]:
    """Why these folders and records may not leave their place, or papers these boxes: a hold
    reaches them through it. Asked of the holds room, named in MUNIMENT_HOLD_GUARD, which lives
    above the holdings."""
    guard: HoldGuard = import_string(settings.MUNIMENT_HOLD_GUARD)
    return guard(folders, records, boxes)


def reasons_not_to_alter(actor: Profile, record: Record) -> list[Reason]:
    """Why the record may not be altered: a hold, in words fit for this reader. Asked as
    `reasons_held` is, by the name in MUNIMENT_ALTER_GUARD."""
    guard: AlterGuard = import_string(settings.MUNIMENT_ALTER_GUARD)
    return guard(actor, record)


def digest_held(actor: Profile, record: Record, ordinal: int) -> Component:
    """One component of a record that the actor may see. Raises NotFound."""
    component = components(record).filter(ordinal=ordinal).first()
    if component is None:
        raise NotFound("component", f"{record.reference}/{ordinal}")
    return component


def counts(actor: Profile) -> dict[str, int]:
    """How many visible records there are in each state."""
    rows = visible(actor).values_list("state").annotate(count=Count("pk"))
    return dict(rows)


def conversation(actor: Profile, record: Record) -> QuerySet[Record]:
    """The messages of the record's conversation that the actor may see and that are whole, the
    record among them, the oldest first."""
    return in_thread(visible(actor).filter(state=RecordState.DECLARED), record.thread)
