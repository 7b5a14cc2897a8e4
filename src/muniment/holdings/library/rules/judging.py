"""What stands against keeping a resource as drafted."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from muniment.foundation.kernel.errors import Reason
from muniment.foundation.kernel.languages import NAMES
from muniment.holdings.library.rules.identifiers import doi_of, fault_of_address, isbn_of, issn_of
from muniment.holdings.library.types import KINDS, SUBJECTS, ResourceDraft
from muniment.holdings.metadata.rules.values import folded

LONGEST = {
    "title": 300,
    "shelf_mark": 100,
    "publisher": 200,
    "description": 2_000,
}
NAMED = {
    "title": "title",
    "shelf_mark": "shelf mark",
    "publisher": "publisher",
    "description": "description",
}
MOST = 50  # subjects, classes or units of one resource
READ_AS = {"isbn": isbn_of, "issn": issn_of, "doi": doi_of}
NO_NUMBER = {
    "isbn": "is no ISBN: its last digit does not fit the others, or it has not 10 or 13 of them",
    "issn": "is no ISSN: its last digit does not fit the others, or it has not 8 of them",
    "doi": "is no DOI, such as 10.1000/182",
}
REASON = 500


def reasons_not_to_keep(
    draft: ResourceDraft,
    *,
    subjects: Mapping[str, int],
    classes: Collection[str],
    units: Collection[str],
) -> list[Reason]:
    """Every gap and fault of a draft. `subjects`, `classes` and `units`: those that there are;
    subjects by their folded names."""
    return [
        *_of_texts(draft),
        *_of_place(draft),
        *_of_numbers(draft),
        *_of_names(draft, subjects, classes, units),
    ]


def _of_texts(draft: ResourceDraft) -> Iterator[Reason]:
    if not draft.title.strip():
        yield Reason("title", "Give it a title.", "title")
    for name, most in LONGEST.items():
        if len(getattr(draft, name).strip()) > most:
            yield Reason(name, f"Use at most {most:,} letters for the {NAMED[name]}.", name)
    if draft.kind not in KINDS:
        yield Reason("kind", f"Choose a kind: {', '.join(KINDS)}.", "kind")
    if draft.language and draft.language not in NAMES:
        known = ", ".join(NAMES)
        yield Reason("language", f"Name the language by its code: {known}.", "language")


def _of_place(draft: ResourceDraft) -> Iterator[Reason]:
    if draft.address.strip():
        if fault := fault_of_address(draft.address.strip()):
            yield Reason("address", fault, "address")
    elif not draft.shelf_mark.strip():
        said = "Give it an address, or a shelf mark where it is in print."
        yield Reason("nowhere", said, "address")


def _of_numbers(draft: ResourceDraft) -> Iterator[Reason]:
    for name, read in READ_AS.items():
        written = getattr(draft, name).strip()
        if written and read(written) is None:
            yield Reason(name, f"“{written[:40]}” {NO_NUMBER[name]}.", name)


def _of_names(
    draft: ResourceDraft,
    subjects: Mapping[str, int],
    classes: Collection[str],
    units: Collection[str],
) -> Iterator[Reason]:
    for one in draft.subjects:
        if folded(one) not in subjects:
            said = f"“{one[:60]}” is no term of the vocabulary “{SUBJECTS}”."
            yield Reason("subject", said, "subjects")
    for one in draft.classes:
        if one not in classes:
            yield Reason("class", f"There is no class {one[:60]}.", "classes")
    for one in draft.units:
        if one not in units:
            yield Reason("unit", f"There is no unit {one[:60]}.", "units")
    for name in ("subjects", "classes", "units"):
        if len(getattr(draft, name)) > MOST:
            yield Reason("many", f"Name at most {MOST} {name}.", name)


def reasons_known(known: Sequence[str]) -> list[Reason]:
    """Why a resource is not added beside those with the same address or number, by reference."""
    if not known:
        return []
    listed = ", ".join(known[:5])
    said = f"The library has it already, by its address or number: {listed}."
    return [Reason("known", said, "anyway")]


def reasons_not_to_withdraw(withdrawn: bool, reason: str) -> list[Reason]:
    """Why a resource cannot be withdrawn."""
    said = [Reason("withdrawn", "It is withdrawn already.")] if withdrawn else []
    return [*said, *reasons_of_words(reason)]


def reasons_not_to_restore(withdrawn: bool, reason: str) -> list[Reason]:
    """Why a resource cannot be brought back."""
    said = [] if withdrawn else [Reason("not_withdrawn", "It is not withdrawn.")]
    return [*said, *reasons_of_words(reason)]


def reasons_of_words(reason: str, field: str = "reason") -> list[Reason]:
    """What is wrong with a reason or a note that must be given."""
    if not reason.strip():
        return [Reason(field, "Say why.", field)]
    if len(reason.strip()) > REASON:
        return [Reason(field, f"Use at most {REASON} letters.", field)]
    return []


def reasons_not_to_open(
    *, withdrawn: bool, ended: bool, broken: bool, address: str
) -> list[Reason]:
    """Every reason why a reader is not sent to a resource."""
    found = []
    if not address:
        found.append(Reason("in_print", "It has no address: it stands on a shelf."))
    if withdrawn:
        found.append(Reason("withdrawn", "The library has withdrawn it."))
    if ended:
        found.append(Reason("ended", "The licence has ended. Ask the library."))
    if broken:
        found.append(Reason("broken", "The link is broken. The library knows of it."))
    return found
