"""Saying that paper was destroyed or handed over, and matching it with a certificate."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from muniment.foundation.kernel.errors import Reason
from muniment.foundation.kernel.ids import normalise
from muniment.lifecycle.disposal.types import ReviewFacts, ReviewState

NAMED = 20  # mismatches of a kind that are told one by one
HEADS = ("reference", "item", "box", "barcode", "label")


class Method(StrEnum):
    """How paper came to an end."""

    CONTRACTOR = "contractor"
    HERE = "here"
    HANDED_OVER = "handed_over"

    @property
    def label(self) -> str:
        """The method in words."""
        return METHODS[self]


METHODS = {
    Method.CONTRACTOR: "Destroyed by a contractor",
    Method.HERE: "Destroyed by our own staff",
    Method.HANDED_OVER: "Handed over, and nothing of it is left here",
}


@dataclass(frozen=True, slots=True)
class HandStatement:
    """What somebody says of paper that was destroyed or handed over: the civil date, how, who did
    it, and the reference of their certificate or receipt. `listed`: what that names, entry by
    entry; None: it names nothing."""

    done_on: date | None
    method: Method
    done_by: str
    certificate: str = ""
    listed: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class HandItem:
    """The names by which a certificate can name a paper: its reference, the one it had before,
    and the reference and label of its box."""

    reference: str
    former: str = ""
    box: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What does not match between a certificate and the papers it is for: entries that are none
    of these papers, entries that may be several of them, and papers that no entry names."""

    unknown: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def reasons_not_to_confirm(
    facts: ReviewFacts,
    person: str,
    said: HandStatement,
    *,
    papers: int,
    ordered_on: date | None,
    today: date,
) -> list[Reason]:
    """Every gap in what `person` says of `papers` papers. `ordered_on`: the civil date on which the
    review was carried out; before it nobody may have destroyed anything."""
    reasons = []
    if facts.state is not ReviewState.INCOMPLETE:
        words = f"The review is {facts.state.words}: nothing in it waits to be confirmed."
        reasons.append(Reason("state", words))
    elif not papers:
        reasons.append(Reason("nothing", "Nothing that you named waits to be confirmed."))
    if any(person in one.people for one in facts.signatures):
        words = "You approved this review. Somebody else has to confirm it."
        reasons.append(Reason("approver", words))
    return [*reasons, *_reasons_of_date(said, ordered_on, today), *_reasons_of_words(said)]


def _reasons_of_date(said: HandStatement, ordered_on: date | None, today: date) -> list[Reason]:
    if said.done_on is None:
        return [Reason("no_date", "Say on which day it was done.", "done_on")]
    if said.done_on > today:
        return [Reason("future", "That day has not come yet.", "done_on")]
    if ordered_on and said.done_on < ordered_on:
        words = f"Nobody was to destroy it before {ordered_on:%-d %B %Y}. Ask the records manager."
        return [Reason("too_early", words, "done_on")]
    return []


def _reasons_of_words(said: HandStatement) -> list[Reason]:
    reasons = []
    if not said.done_by.strip() or len(said.done_by) > 200:
        words = "Say who did it, in at most 200 letters."
        reasons.append(Reason("done_by", words, "done_by"))
    if len(said.certificate) > 100:
        words = "The reference of a certificate has at most 100 letters."
        reasons.append(Reason("certificate", words, "certificate"))
    if said.method is not Method.HERE and not said.certificate.strip():
        words = "Enter the reference of their certificate or receipt."
        reasons.append(Reason("certificate", words, "certificate"))
    if said.method is Method.CONTRACTOR and not said.listed:
        words = "Enter what their certificate names: it is matched with the papers."
        reasons.append(Reason("no_list", words, "listed"))
    return reasons


def mismatches(entries: Iterable[str], items: Sequence[HandItem]) -> Mismatch:
    """What does not match between the entries of a certificate and the papers it is for. An entry
    is a reference, a former reference, or a box, which stands for all of its papers."""
    alone: dict[str, set[str]] = defaultdict(set)
    boxes: dict[str, set[str]] = defaultdict(set)
    for one in items:
        for name in {_folded(one.reference), _folded(one.former)} - {""}:
            alone[name].add(one.reference)
        for name in {_folded(box) for box in one.box} - {""}:
            boxes[name].add(one.reference)
    covered: set[str] = set()
    unknown, unclear = [], []
    for entry in dict.fromkeys(one.strip() for one in entries if one.strip()):
        name = _folded(entry)
        found = alone.get(name, set())
        if len(found) > 1 or (found and boxes.get(name, found) != found):
            unclear.append(entry)
        elif found or name in boxes:
            covered |= found or boxes[name]
        else:
            unknown.append(entry)
    missing = [one.reference for one in items if one.reference not in covered]
    return Mismatch(tuple(unknown), tuple(unclear), tuple(missing))


def _folded(name: str) -> str:
    return " ".join(normalise(name).casefold().split())


def reasons_of_mismatch(found: Mismatch) -> list[Reason]:
    """What does not match, both ways, in words: nothing is closed until all of it does."""
    return [
        *_told("unknown", found.unknown, "{} is on the certificate and not among these papers."),
        *_told("unclear", found.unclear, "{} on the certificate may be several of these papers."),
        *_told("missing", found.missing, "{} is not on the certificate."),
    ]


def _told(code: str, entries: Sequence[str], words: str) -> list[Reason]:
    reasons = [Reason(code, words.format(one[:100]), "listed") for one in entries[:NAMED]]
    if len(entries) > NAMED:
        more = f"{len(entries) - NAMED:,} more entries"
        reasons.append(Reason(code, words.format(more).replace(" is ", " are ", 1), "listed"))
    return reasons


def entries_of(text: str) -> list[str]:
    """What a certificate's list names: the first column that is headed reference, item, box,
    barcode or label; where none is, the first cell of each line."""
    try:
        cells = list(csv.reader(text.splitlines()))
    except csv.Error:  # a field of more than 128 kB: whatever it is, it is no table
        cells = [[line] for line in text.splitlines()]
    rows = [row for row in cells if any(cell.strip() for cell in row)]
    heads = [cell.strip().casefold() for cell in rows[0]] if rows else []
    at = next((heads.index(one) for one in HEADS if one in heads), None)
    if at is None:
        return [row[0].strip() for row in rows if row[0].strip()]
    return [row[at].strip() for row in rows[1:] if len(row) > at and row[at].strip()]


def reasons_of_box(label: str, left: Sequence[str], *, hidden: bool) -> list[Reason]:
    """Why a whole box is not gone: `left` are the papers in it (by reference) that nobody has
    approved to go; `hidden`: there is something of which this person is told nothing."""
    reasons = [
        Reason("box", f"{one} is in box {label}, and is not to be destroyed.", "boxes")
        for one in left[:NAMED]
    ]
    if hidden:
        words = f"Box {label} cannot go as a whole at present. Ask the records manager."
        reasons.append(Reason("protected", words, "boxes"))
    return reasons
