"""How a resource is cited."""

from typing import Protocol


class Citable(Protocol):
    """What a citation is made of."""

    reference: str
    title: str
    publisher: str
    address: str
    shelf_mark: str
    isbn: str
    issn: str
    doi: str


def citation(one: Citable) -> str:
    """The resource in one line, with every number it has and its reference here."""
    numbers = [
        *([f"ISBN {one.isbn}"] if one.isbn else []),
        *([f"ISSN {one.issn}"] if one.issn else []),
        *([f"doi:{one.doi}"] if one.doi else []),
    ]
    where = one.address or f"shelf mark {one.shelf_mark}"
    parts = [one.publisher, one.title, ", ".join(numbers), where]
    said = ". ".join(part.rstrip(". ") for part in parts if part)
    return f"{said} (library reference {one.reference})."
