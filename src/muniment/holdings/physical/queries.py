"""Boxes and papers, as far as the reader may see them."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import reasons_not_to_see
from muniment.foundation.access.types import AudienceKey, Place, Profile
from muniment.foundation.kernel.errors import NotFound, Reason, Refused
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.physical.models import Box, Paper
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import OUT_OF_SIGHT, RecordState

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record


def boxes(actor: Profile) -> QuerySet[Box]:
    """The boxes that the actor may see, by label: those of units whose things are open to them,
    and those in which something lies that they may see. Each with `held`, how much of that."""
    seen = access.visible_audiences(actor)
    shown = [one for one in RecordState if one not in OUT_OF_SIGHT]
    inside = Q(papers__record__audience__in=seen, papers__record__state__in=shown)
    own = Paper.objects.filter(box=OuterRef("pk"))
    visible = own.filter(record__audience__in=seen, record__state__in=shown)
    mine = Q(unit__in=_units(actor)) | Exists(visible)
    held = Count("papers", filter=inside)
    return Box.objects.filter(mine).annotate(held=held).order_by("label", "pk")


def _units(actor: Profile) -> list[str]:
    """The units whose boxes are open to the actor; blank for those of the whole body."""
    places = {unit: Place(units=lineage) for unit, lineage in access.unit_lineages().items()}
    keys = {unit: AudienceKey(place, (unit,)) for unit, place in places.items()}
    keys[""] = AudienceKey(Place())
    return [unit for unit, key in keys.items() if not reasons_not_to_see(actor, key)]


def box_named(actor: Profile, name: str) -> Box:
    """The box with this reference, or with this label. Raises NotFound, and Refused where several
    that the actor may see have the label."""
    wanted = Q(reference=normalise(name)) | Q(label=name.strip())
    found = list(boxes(actor).filter(wanted)[:2])
    if not found:
        raise NotFound("box", name)
    if len(found) > 1:
        said = f"There are several boxes {name.strip()}. Give the reference of the one you mean."
        raise Refused(Reason("several", said, "box"))
    return found[0]


def place_of(box: Box) -> Place:
    """Where the box stands in the tree of units, for the test of scopes."""
    return places_of([box])[box.pk]


def places_of(several: Iterable[Box]) -> dict[int, Place]:
    """Where each of the boxes (by number) stands in the tree of units."""
    lineages = access.unit_lineages()
    return {one.pk: Place(units=lineages.get(one.unit, ())) for one in several}


def labels_taken(unit: str, labels: Collection[str]) -> set[str]:
    """Those of the labels that a box of the unit has."""
    found = Box.objects.filter(unit=unit, label__in=list(labels))
    return set(found.values_list("label", flat=True))


def in_box(actor: Profile, box: Box) -> "QuerySet[Record]":
    """What lies in the box and the actor may see, by title."""
    return records.visible(actor).filter(paper__box=box).order_by("title", "pk")


def every_in_box(box: Box) -> list[int]:
    """The numbers of all that lies in the box, whoever may see it; nothing of it may be shown."""
    return sorted(Paper.objects.filter(box=box).values_list("record", flat=True))


def paper_of(number: int) -> Paper | None:
    """Where the record (by number) is, if it is on paper."""
    return Paper.objects.select_related("box").filter(pk=number).first()


def papers(numbers: Iterable[int]) -> dict[int, Paper]:
    """Those of the records (by number) that are on paper, with where each is."""
    chosen = Paper.objects.filter(pk__in=list(numbers)).select_related("box")
    return {one.pk: one for one in chosen}


def former_references(actor: Profile, classes: Collection[int]) -> dict[tuple[int, str], str]:
    """The references that papers of these classes had before, as far as the actor may see them:
    by class (number) and former reference, the reference of the record."""
    found = records.visible(actor).filter(
        paper__isnull=False, file_class__in=list(classes), state=RecordState.DECLARED
    )
    rows = found.values_list("file_class", "metadata__former_reference", "reference")
    return {(number, former): reference for number, former, reference in rows if former}
