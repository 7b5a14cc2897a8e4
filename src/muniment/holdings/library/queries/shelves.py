"""Resources one by one, beside classes, and what is known of those that are like a draft."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import (
    ROLE_PERMISSIONS,
    Permission,
    Place,
    Profile,
    Role,
)
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.library import rules
from muniment.holdings.library.models import Licence, LinkReport, Placed, Resource
from muniment.holdings.library.queries.scope import visible
from muniment.holdings.library.types import SUBJECTS, LicenceDraft, ResourceDraft
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.metadata.rules.values import folded

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass


def beside(actor: Profile, file_class: "FileClass", *, most: int = 50) -> list[Resource]:
    """The resources that belong beside a class, or beside one that it is a part of, that the
    actor may use; by title."""
    paths = [*fileplan.paths_above(file_class.path), file_class.path]
    placed = Placed.objects.filter(file_class__path__in=paths).values("resource")
    found = visible(actor).filter(pk__in=placed, withdrawn_at=None)
    return list(found.order_by("sort_key", "pk")[:most])


def subjects_known(*, also: Resource | None = None) -> dict[str, int]:
    """The number of each subject that can be given, by its folded names, and of those that a
    resource has although they are offered no more."""
    had = {folded(label): number for number, label in subjects_of(also)} if also else {}
    return had | metadata.terms_known([SUBJECTS])[SUBJECTS]


def subject_called(number: int) -> str:
    """What the subject with this number is called today."""
    return metadata.labels([number]).get(number, "No such subject")


def subjects_of(resource: Resource) -> list[tuple[int, str]]:
    """The subjects of a resource, by number and by what they are called today."""
    numbers = list(resource.subjects.values_list("term", flat=True))
    return sorted(metadata.labels(numbers).items(), key=lambda one: one[1].casefold())


def classes_of(resource: Resource) -> "list[FileClass]":
    """The classes that a resource belongs beside."""
    return fileplan.classes_numbered(resource.placed.values_list("file_class", flat=True))


def units_of(resource: Resource) -> list[str]:
    """The references of the units that a resource is limited to."""
    return sorted(resource.limited_to.values_list("unit", flat=True))


def draft_of(resource: Resource) -> ResourceDraft:
    """What is said of a resource today."""
    texts = ("title", "kind", "address", "shelf_mark", "publisher", "description", "language")
    return ResourceDraft(
        **{name: getattr(resource, name) for name in (*texts, "isbn", "issn", "doi")},
        subjects=tuple(label for _, label in subjects_of(resource)),
        classes=tuple(one.reference for one in classes_of(resource)),
        units=tuple(units_of(resource)),
    )


def licence_draft_of(licence: Licence) -> LicenceDraft:
    """What is said of a licence."""
    return LicenceDraft(**{name: getattr(licence, name) for name in LicenceDraft.__slots__})


def licences_of(resource: Resource) -> QuerySet[Licence]:
    """Every licence that there was, the latest first."""
    return resource.licences.order_by("-pk")


def alike(draft: ResourceDraft, *, but: int = 0) -> list[str]:
    """The references of resources in use that have the address or a number of the draft."""
    found = Resource.objects.filter(_same(draft), withdrawn_at=None).exclude(pk=but)
    return list(found.order_by("pk").values_list("reference", flat=True)[:10])


def _same(draft: ResourceDraft) -> Q:
    said = Q(pk__in=[])
    if key := rules.address_key(draft.address.strip()):
        said |= Q(address_key=key)
    for name, read in (("isbn", rules.isbn_of), ("issn", rules.issn_of), ("doi", rules.doi_of)):
        written = getattr(draft, name).strip()
        if written and (number := read(written)):
            said |= Q(**{name: number})
    return said


def reports(actor: Profile) -> QuerySet[Resource]:
    """Resources with reports that nobody has looked into, most reported first; for those who
    manage the library, who see all."""
    is_open = Q(reports__closed_at=None, reports__isnull=False)
    found = visible(actor).filter(withdrawn_at=None)
    found = found.annotate(
        reported=Count("reports", filter=is_open), since=Max("reports__reported_at", filter=is_open)
    )
    return found.filter(reported__gt=0).order_by("-reported", "pk")


def open_reports(resource: Resource) -> QuerySet[LinkReport]:
    """The reports on a resource that nobody has looked into, the first first."""
    return resource.reports.filter(closed_at=None).order_by("pk")


def has_reported(actor: Profile, resource: Resource) -> bool:
    """Whether the actor has said already that it does not work."""
    return open_reports(resource).filter(person=actor.reference).exists()


def who_manages(*, on: date) -> list[str]:
    """The references of everybody who manages the library on a civil date."""
    roles = [role for role in Role if Permission.LIBRARY_MANAGE in ROLE_PERMISSIONS[role]]
    held = access.holders(*roles, on=on)
    here = (person.reference for person, grant in held if access_rules.covers(grant, Place()))
    return sorted(set(here))


def licences_to_warn_of(*, until: date) -> QuerySet[Resource]:
    """Resources in use whose licence ends by that day."""
    found = Resource.objects.select_related("licence").filter(withdrawn_at=None)
    return found.filter(licence__ends_on__lte=until).order_by("pk")


def numbered(numbers: Iterable[int]) -> list[Resource]:
    """The resources with these numbers, whoever may know of them."""
    return list(Resource.objects.select_related("licence").filter(pk__in=list(numbers)))


def numbers_after(after: int, most: int) -> Sequence[int]:
    """The next numbers above one, in order."""
    found = Resource.objects.filter(pk__gt=after).order_by("pk")
    return list(found.values_list("pk", flat=True)[:most])
