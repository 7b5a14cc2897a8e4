"""Verbs that put a resource into the library, change it, withdraw it and bring it back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.foundation.kernel.words import fold
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.library import queries, rules
from muniment.holdings.library.actions.indexing import index
from muniment.holdings.library.models import LimitedTo, Placed, Resource, Subject
from muniment.holdings.library.types import ResourceDraft
from muniment.holdings.metadata.rules.values import folded
from muniment.holdings.records.rules import printable

READ = {"isbn": rules.isbn_of, "issn": rules.issn_of, "doi": rules.doi_of}


@verb("library:resource:add")
def add(actor: Profile, draft: ResourceDraft, *, anyway: bool = False, now: datetime) -> Resource:
    """Put a resource into the library. `anyway`: although there is one with the same address or
    number. Raises Refused with every gap and fault."""
    require(actor)
    refuse_if([*reasons_against(draft, queries.subjects_known()), *_known(draft, anyway)])
    made = new_resource(actor, draft, now)
    index([made.pk])
    told("library:resource:added", actor, made, now, {"kind": made.kind})
    return made


@verb("library:resource:change")
def change(
    actor: Profile, reference: str, draft: ResourceDraft, *, anyway: bool = False, now: datetime
) -> Resource:
    """Say otherwise what a resource is. A new address is taken to work. Raises Refused with every
    gap and fault, and where nothing would change."""
    one = locked(actor, reference)
    before = queries.draft_of(one)
    wrong = reasons_against(draft, queries.subjects_known(also=one))
    refuse_if([*wrong, *_known(draft, anyway, but=one.pk)])
    if one.address != draft.address.strip():
        one.broken_at, one.broken_note = None, ""
        queries.open_reports(one).update(closed_at=now)
    _fill(one, draft)
    one.save()
    _link(one, draft)
    index([one.pk])
    after = queries.draft_of(one)
    fields = [name for name in draft.__slots__ if getattr(before, name) != getattr(after, name)]
    if not fields:
        raise Refused(Reason("same", "That is what is said of it already."))
    changed: list[JSON] = [name.replace("_", " ") for name in fields]
    told("library:resource:changed", actor, one, now, {"changed": changed})
    return one


@verb("library:resource:withdraw")
def withdraw(actor: Profile, reference: str, *, reason: str, now: datetime) -> Resource:
    """Take a resource out of use: readers find it no more, what is known of it stays. Raises
    Refused with every reason."""
    one = locked(actor, reference)
    refuse_if(rules.reasons_not_to_withdraw(one.withdrawn_at is not None, reason))
    one.withdrawn_at, one.withdrawn_why = now, printable(reason.strip())
    one.save()
    told("library:resource:withdrawn", actor, one, now, {}, reason=one.withdrawn_why)
    return one


@verb("library:resource:restore")
def restore(actor: Profile, reference: str, *, reason: str, now: datetime) -> Resource:
    """Bring a withdrawn resource back into use. Raises Refused with every reason."""
    one = locked(actor, reference)
    refuse_if(rules.reasons_not_to_restore(one.withdrawn_at is not None, reason))
    one.withdrawn_at, one.withdrawn_why = None, ""
    one.save()
    told("library:resource:restored", actor, one, now, {}, reason=printable(reason.strip()))
    return one


def require(actor: Profile) -> None:
    """Raise NotPermitted unless the actor manages the library, which is one for the whole body."""
    access.require(actor, Permission.LIBRARY_MANAGE, at=Place())


def locked(actor: Profile, reference: str) -> Resource:
    """The resource, for a change by somebody who manages the library."""
    require(actor)
    found = queries.resource_named(actor, reference)
    return Resource.objects.select_for_update().get(pk=found.pk)


def reasons_against(draft: ResourceDraft, subjects: Mapping[str, int]) -> list[Reason]:
    """Every gap and fault of a draft, by what there is today."""
    return rules.reasons_not_to_keep(
        draft,
        subjects=subjects,
        classes={one for one in draft.classes if fileplan.reference_taken(one)},
        units={one.reference for one in access.units()} if draft.units else (),
    )


def _known(draft: ResourceDraft, anyway: bool, *, but: int = 0) -> list[Reason]:
    return [] if anyway else rules.reasons_known(queries.alike(draft, but=but))


def new_resource(actor: Profile, draft: ResourceDraft, now: datetime) -> Resource:
    """Make a resource of a draft against which there is nothing; the caller indexes it and tells
    the log."""
    made = Resource(reference=new_reference("LR"), added_at=now, added_by=actor.reference)
    _fill(made, draft)
    made.save()
    _link(made, draft)
    return made


def _fill(one: Resource, draft: ResourceDraft) -> None:
    for name in ("title", "shelf_mark", "publisher"):
        setattr(one, name, printable(" ".join(getattr(draft, name).split())))
    one.sort_key = fold(one.title)[:300]
    for name, read in READ.items():
        setattr(one, name, read(getattr(draft, name)) or "")
    lines = draft.description.strip().splitlines()
    one.description = "\n".join(printable(line.rstrip()) for line in lines)
    one.kind, one.language = draft.kind, draft.language
    one.address = draft.address.strip()
    one.address_key = rules.address_key(one.address)
    one.limited = bool(draft.units)


def _link(one: Resource, draft: ResourceDraft) -> None:
    terms = queries.subjects_known(also=one) if draft.subjects else {}
    about = {terms[folded(name)] for name in draft.subjects}
    beside = {fileplan.class_named(name).pk for name in draft.classes}
    _only(one.subjects, Subject, "term_id", about, one)
    _only(one.placed, Placed, "file_class_id", beside, one)
    _only(one.limited_to, LimitedTo, "unit", set(draft.units), one)


def _only(rows: Any, model: Any, column: str, wanted: set[Any], one: Resource) -> None:
    """Leave those rows that are wanted, and make those that are missing."""
    here = dict(rows.values_list(column, "pk"))
    rows.filter(pk__in=[pk for value, pk in here.items() if value not in wanted]).delete()
    new = sorted(wanted - set(here))
    model.objects.bulk_create(model(resource=one, **{column: value}) for value in new)


def told(
    kind: str,
    actor: Profile,
    one: Resource,
    now: datetime,
    detail: dict[str, JSON],
    *,
    reason: str = "",
) -> None:
    """Tell the log, last, what was done to a resource."""
    about = f"library_resource:{one.reference}"
    tell(EventDraft(kind, actor.reference, about, detail=detail, reason=reason), at=now)
