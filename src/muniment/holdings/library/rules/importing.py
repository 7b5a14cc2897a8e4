"""Reading a list of resources, row by row: what is understood, and what is left out and why."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.library.types import (
    KINDS,
    LEAVES,
    LICENCES,
    WAYS_IN,
    Leave,
    LicenceDraft,
    ResourceDraft,
    WayIn,
)

MOST = 10_000  # rows of one file
COLUMNS = {
    "title": "Title",
    "kind": "Kind",
    "address": "Address",
    "shelf_mark": "Shelf mark",
    "publisher": "Publisher",
    "description": "Description",
    "language": "Language",
    "isbn": "ISBN",
    "issn": "ISSN",
    "doi": "DOI",
    "subjects": "Subjects",
    "classes": "Classes",
    "units": "Units it is limited to",
    "licence": "Kind of licence",
    "licence_name": "Name of the open licence",
    "supplier": "Supplier",
    "seats": "How many people at once",
    "may_print": "May be printed",
    "may_copy": "May be copied into a record",
    "may_share": "May be shared outside",
    "may_mine": "May be mined",
    "starts": "Licence starts",
    "ends": "Licence ends",
    "cost": "Cost a year in pounds",
    "way_in": "How to get in",
    "contact": "Contact",
}
NEEDED = ("title",)
ALIKE = dict.fromkeys(COLUMNS, ()) | {
    "title": ("name", "publication_title", "resource", "journal", "database"),
    "kind": ("type", "resource_type", "publication_type", "format"),
    "address": ("url", "link", "title_url", "web_address", "website"),
    "shelf_mark": ("shelfmark", "call_number", "classmark", "location"),
    "publisher": ("publisher_name", "imprint"),
    "description": ("abstract", "summary", "notes", "note"),
    "isbn": ("print_identifier_isbn", "isbn13"),
    "issn": ("online_identifier", "print_identifier", "eissn", "e_issn"),
    "subjects": ("subject", "keywords", "topics"),
    "classes": ("class", "file_class"),
    "units": ("unit", "limited_to"),
    "licence": ("license", "licence_kind", "access_type", "licence_type"),
    "supplier": ("vendor", "provider", "platform"),
    "seats": ("concurrent_users", "simultaneous_users"),
    "starts": ("start", "start_date", "licence_start"),
    "ends": ("end", "end_date", "expires", "renewal_date", "licence_end"),
    "cost": ("price", "annual_cost"),
    "way_in": ("access", "authentication", "login"),
}
OF_LICENCE = ("licence_name", "supplier", "seats", "starts", "ends", "cost", "way_in", "contact")
_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


def columns_of(heads: Sequence[str]) -> dict[str, str]:
    """For each of our columns the heading of the file that means the same, where one does."""
    alike = {_bare(one): one for one in reversed(heads)}
    ours = {_bare(label): name for name, label in COLUMNS.items()}
    labelled = {ours[bare]: head for bare, head in alike.items() if bare in ours}
    found = {
        name: next((alike[one] for one in (name, *ALIKE[name]) if one in alike), "")
        for name in COLUMNS
    }
    return {name: head for name in COLUMNS if (head := labelled.get(name) or found[name])}


def _bare(text: str) -> str:
    return re.sub(r"[\s_-]+", "_", text.strip().casefold())


def read_row(
    row: Mapping[str, Any], chosen: Mapping[str, str]
) -> tuple[ResourceDraft, LicenceDraft | None, list[Reason]] | None:
    """A row as a resource and its licence, with what cannot be read of it; None for an empty one.
    `chosen`: for each of our columns its heading in the file."""
    said = {ours: _said(row.get(theirs)) for ours, theirs in chosen.items() if theirs}
    if not any(said.values()):
        return None
    wrong: list[Reason] = []
    texts = ("title", "address", "shelf_mark", "publisher", "description", "isbn", "issn", "doi")
    resource = ResourceDraft(
        **{name: said.get(name, "") for name in texts},
        kind=_meant(said.get("kind", ""), KINDS),
        language=said.get("language", "").lower(),
        subjects=_several(said.get("subjects", ""), ";|"),
        classes=_several(said.get("classes", ""), ";, "),
        units=_several(said.get("units", ""), ";, "),
    )
    return resource, _licence(said, wrong), wrong


def _licence(said: Mapping[str, str], wrong: list[Reason]) -> LicenceDraft | None:
    if not said.get("licence"):
        if any(said.get(name) for name in OF_LICENCE):
            wrong.append(Reason("licence", "It says things of a licence, but not of which kind."))
        return None
    leaves = ("may_print", "may_copy", "may_share", "may_mine")
    return LicenceDraft(
        kind=_meant(said["licence"], LICENCES),
        name=said.get("licence_name", ""),
        supplier=said.get("supplier", ""),
        seats=said.get("seats", ""),
        **{name: _meant(said.get(name) or Leave.ASK, LEAVES) for name in leaves},
        starts_on=_day(said, "starts", wrong),
        ends_on=_day(said, "ends", wrong),
        cost=_cost(said.get("cost", ""), wrong),
        way_in=_meant(said.get("way_in") or WayIn.OPEN, WAYS_IN),
        contact=said.get("contact", ""),
    )


def _said(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def _meant(text: str, known: Mapping[Any, str]) -> str:
    """The value that is written, or whose label is; what was written where there is none."""
    bare = _bare(text)
    return next(
        (str(value) for value, label in known.items() if bare in (str(value), _bare(label))), text
    )


def _several(text: str, between: str) -> tuple[str, ...]:
    parts = re.split(f"[{re.escape(between)}]+", text)
    return tuple(dict.fromkeys(one.strip() for one in parts if one.strip()))


def _day(said: Mapping[str, str], name: str, wrong: list[Reason]) -> date | None:
    text = said.get(name, "").replace("T", " ").partition(" ")[0]
    try:
        if found := _DAY.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text) if text else None
    except ValueError:
        words = f"{COLUMNS[name]}: “{text[:40]}” is no date such as 2026-03-31."
        wrong.append(Reason(name, words))
        return None


def _cost(text: str, wrong: list[Reason]) -> Decimal | None:
    bare = text.replace("£", "").replace(",", "").strip()
    try:
        return Decimal(bare) if bare else None
    except InvalidOperation:
        wrong.append(Reason("cost", f"{COLUMNS['cost']}: “{text[:40]}” is no amount of pounds."))
        return None
