"""What a form offers to choose from."""

from muniment.foundation.access import queries as access
from muniment.holdings.fileplan import queries as fileplan

Choices = list[tuple[str, str]]


def units(empty: str) -> Choices:
    """Every unit, after a choice of none."""
    return [("", empty), *((one.reference, str(one)) for one in access.units())]


def classes(empty: str) -> Choices:
    """Every class of the file plan, after a choice of none."""
    # Of hundreds of classes only the names are read: forms with this choice are on many pages.
    named = fileplan.classes().values_list("reference", "title")
    return [("", empty), *((reference, f"{reference} {title}") for reference, title in named)]
