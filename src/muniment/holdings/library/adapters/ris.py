"""RIS, the format in which programs that keep references exchange them, by the library rispy."""

from collections.abc import Iterable, Mapping
from typing import Any

from muniment.foundation.kernel.errors import Reason, Refused
from muniment.holdings.library.types import ResourceKind

KINDS = {
    "JOUR": ResourceKind.JOURNAL,
    "JFULL": ResourceKind.JOURNAL,
    "EJOUR": ResourceKind.JOURNAL,
    "MGZN": ResourceKind.JOURNAL,
    "BOOK": ResourceKind.PRINTED_WORK,
    "EBOOK": ResourceKind.E_BOOK,
    "EDBOOK": ResourceKind.E_BOOK,
    "DBASE": ResourceKind.DATABASE,
    "AGGR": ResourceKind.DATABASE,
    "STAND": ResourceKind.STANDARD,
    "RPRT": ResourceKind.REPORT,
    "GOVDOC": ResourceKind.REPORT,
    "DATA": ResourceKind.DATA_SET,
    "ELEC": ResourceKind.WEBSITE,
    "WEB": ResourceKind.WEBSITE,
    "MULTI": ResourceKind.TRAINING,
}
TYPES = {
    ResourceKind.JOURNAL: "JFULL",
    ResourceKind.PRINTED_WORK: "BOOK",
    ResourceKind.E_BOOK: "EBOOK",
    ResourceKind.DATABASE: "DBASE",
    ResourceKind.STANDARD: "STAND",
    ResourceKind.REPORT: "RPRT",
    ResourceKind.DATA_SET: "DATA",
    ResourceKind.WEBSITE: "ELEC",
    ResourceKind.TRAINING: "MULTI",
}
TITLES = ("title", "primary_title", "secondary_title", "journal_name", "alternate_title3")


def is_ris(name: str) -> bool:
    """Whether a file is RIS, by the ending of its name."""
    return name.lower().endswith(".ris")


def rows_of(name: str, data: bytes) -> list[dict[str, str]]:
    """The entries of a file as rows in the columns that import takes. Raises Refused for what is
    no RIS in UTF-8."""
    import rispy

    try:
        found = rispy.loads(data.decode("utf-8-sig"))
    except (ValueError, KeyError, IndexError, TypeError) as broken:
        said = f"{name} is not RIS in UTF-8: {str(broken)[:200]}."
        raise Refused(Reason("unreadable", said, "file")) from broken
    if not found:
        raise Refused(Reason("unreadable", f"{name} has no entry that ends with ER.", "file"))
    return [_row(one) for one in found]


def _row(one: Mapping[str, Any]) -> dict[str, str]:
    kind = KINDS.get(str(one.get("type_of_reference", "")).upper(), "")
    address = next(iter(one.get("urls") or []), "") or _first(one, "file_attachments1")
    number = _first(one, "issn", "issn_isbn", "isbn")
    bare = "".join(filter(str.isalnum, number))
    return {
        "title": _first(one, *TITLES),
        "kind": kind or (ResourceKind.WEBSITE if address else ResourceKind.PRINTED_WORK),
        "address": str(address),
        "shelf_mark": _first(one, "call_number"),
        "publisher": _first(one, "publisher"),
        "description": _first(one, "abstract", "notes_abstract", "notes"),
        "isbn": number if len(bare) > 8 else "",
        "issn": number if len(bare) <= 8 else "",
        "doi": _first(one, "doi"),
        "subjects": ";".join(str(word) for word in one.get("keywords") or []),
    }


def _first(one: Mapping[str, Any], *names: str) -> str:
    for name in names:
        value = one.get(name)
        if value:
            return " ".join(str(value[0] if isinstance(value, list) else value).split())
    return ""


def written(rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as a file of RIS."""
    import rispy

    return str(rispy.dumps([_entry(row) for row in rows]))


def _entry(row: Mapping[str, str]) -> dict[str, Any]:
    said = {
        "type_of_reference": TYPES[ResourceKind(row["kind"])],
        "title": row["title"],
        "publisher": row["publisher"],
        "abstract": row["description"],
        "issn": row["isbn"] or row["issn"],
        "doi": row["doi"],
        "call_number": row["shelf_mark"],
        "id": row["reference"],
        "urls": [row["address"]] if row["address"] else [],
        "keywords": [one for one in row["subjects"].split("; ") if one],
    }
    return {name: value for name, value in said.items() if value}
