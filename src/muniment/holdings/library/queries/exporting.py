"""The library as rows of a file, as far as its reader may know of it."""

from collections.abc import Iterator, Sequence
from typing import Any

from muniment.foundation.access.types import Profile
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.library.adapters import ris
from muniment.holdings.library.models import Placed, Resource, Subject
from muniment.holdings.library.queries.scope import manages, visible
from muniment.holdings.library.rules import COLUMNS
from muniment.holdings.metadata import queries as metadata

CHUNK = 500
OURS = ("title", "kind", "address", "shelf_mark", "publisher", "description", "language")
OF_LICENCE = ("supplier", "seats", "may_print", "may_copy", "may_share", "may_mine", "way_in")
EXPORTED = ("reference", *COLUMNS)


def export_rows(actor: Profile) -> Iterator[dict[str, str]]:
    """Every resource in use that the actor may know of, in the columns that import takes, by
    title. To whom a resource is limited and what it costs is for those who manage the library."""
    found = visible(actor).filter(withdrawn_at=None).order_by("sort_key", "pk")
    runs = manages(actor)
    chunk: list[Resource] = []
    for one in found.iterator(chunk_size=CHUNK):
        chunk.append(one)
        if len(chunk) == CHUNK:
            yield from _rows(chunk, runs)
            chunk = []
    yield from _rows(chunk, runs)


def _rows(chunk: Sequence[Resource], runs: bool) -> Iterator[dict[str, str]]:
    numbers = [one.pk for one in chunk]
    subjects = _listed(Subject.objects.filter(resource__in=numbers), "term_id", metadata.labels)
    classes = _listed(Placed.objects.filter(resource__in=numbers), "file_class_id", _references)
    for one in chunk:
        row = {name: str(getattr(one, name)) for name in ("reference", *OURS)}
        row |= {name: getattr(one, name) for name in ("isbn", "issn", "doi")}
        row["subjects"] = "; ".join(subjects.get(one.pk, []))
        row["classes"] = "; ".join(classes.get(one.pk, []))
        yield row | _licence(one, runs)


def _listed(rows: Any, column: str, named: Any) -> dict[int, list[str]]:
    pairs = list(rows.order_by("pk").values_list("resource_id", column))
    names = named({other for _, other in pairs})
    found: dict[int, list[str]] = {}
    for number, other in pairs:
        found.setdefault(number, []).append(names[other])
    return found


def _references(numbers: set[int]) -> dict[int, str]:
    return {one.pk: one.reference for one in fileplan.classes_numbered(numbers)}


def _licence(one: Resource, runs: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    licence = one.licence
    if licence is not None:
        found = {name: getattr(licence, name) for name in OF_LICENCE}
        found |= {"licence": licence.kind, "licence_name": licence.name}
        found |= {"contact": licence.contact}
        found["starts"] = licence.starts_on.isoformat() if licence.starts_on else ""
        found["ends"] = licence.ends_on.isoformat() if licence.ends_on else ""
        found["cost"] = str(licence.cost) if runs and licence.cost is not None else ""
    found["units"] = "; ".join(one.limited_to.values_list("unit", flat=True)) if runs else ""
    return found


def ris_of(actor: Profile) -> str:
    """The same in RIS, which programs that keep references read."""
    return ris.written(export_rows(actor))
