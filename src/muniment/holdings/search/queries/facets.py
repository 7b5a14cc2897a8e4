"""What was found, counted by class, unit, year, format and state: of what this reader may see."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from django.db import connection

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.search.queries.reading import by_index
from muniment.holdings.search.queries.searching import asked, read
from muniment.holdings.search.types import Facet, Share

LONGEST = 10  # values of each that are listed


def facets(
    actor: Profile, text: str, *, class_reference: str = "", within: str = ""
) -> tuple[Facet, ...]:
    """How what `search` finds of the same is spread; the counts of each facet come to its total.
    None where nothing was asked."""
    with by_index():
        one = asked(actor, read(text, within, class_reference))
        if one is None:
            return ()
        counted = one.reading.rows(_columns(), one.wanted, "GROUP BY 1, 2, 3, 4", whole=True)
    spread = [Counter[str]() for _ in range(4)]
    for *values, count in counted:
        for own, value in zip(spread, values, strict=True):
            own[str(value)] += int(count)
    classes, years, formats, states = spread
    return tuple(
        one
        for one in (
            *_of_classes(classes),
            _facet("year", "Year", years, lambda year: (year.zfill(4), f"date:{year.zfill(4)}")),
            _facet("format", "Format", formats, _format),
            _facet("state", "State", states, lambda state: (state, f"state:{state}")),
        )
        if one.shares
    )


def _columns() -> str:
    year = "substr(d.record_date, 1, 4)"
    if connection.vendor == "postgresql":
        year = "date_part('year', d.record_date)::int"  # to_char takes ten times as long
    return f"d.file_class_id, {year}, d.extension, d.state, count(*)"


def _of_classes(counts: Mapping[str, int]) -> Iterable[Facet]:
    found = {str(one.pk): one for one in fileplan.classes_numbered(int(one) for one in counts)}
    owners = fileplan.effective_of(found.values())
    units = Counter[str]()
    for number, one in found.items():
        units[owners[one.pk].owner_unit.value or ""] += counts[number]
    names = access.names_of_units(units)

    def of_class(number: str) -> tuple[str, str]:
        one = found[number]
        return f"{one.reference} {one.title}", f'only-class:"{one.reference}"'

    def of_unit(unit: str) -> tuple[str, str]:
        return (names.get(unit, unit), f'unit:"{unit}"') if unit else ("No unit", "")

    yield _facet("class", "Class", counts, of_class)
    yield _facet("unit", "Unit of the class", units, of_unit)


def _format(extension: str) -> tuple[str, str]:
    return (extension, f'format:"{extension}"') if extension else ("no extension", "")


def _facet(
    name: str, label: str, counts: Mapping[str, int], said: Callable[[str], tuple[str, str]]
) -> Facet:
    """The values with most first. `said`: how a value is written, and the query for it."""
    order = sorted(counts, key=lambda value: (-counts[value], value), reverse=False)
    shares = tuple(Share(*said(value), counts[value]) for value in order[:LONGEST])
    return Facet(name, label, shares, sum(counts[value] for value in order[LONGEST:]))
