"""What the rows of a spreadsheet name: classes, folders and boxes, and every reason against it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may, reasons_may_not
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, Refused
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.physical import queries, rules
from muniment.holdings.physical.models import Box
from muniment.holdings.physical.types import BoxDraft, ImportedPaper
from muniment.holdings.records import queries as record_queries
from muniment.holdings.records import rules as record_rules

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass
    from muniment.holdings.records.models import Folder

Rows = Iterable[Mapping[str, str | None]]
Papers = list[ImportedPaper]


@dataclass
class Read:
    """The papers, what is wrong, and by the names in the rows what they are filed in: folders by
    class and name, boxes by unit and label. What is not there yet is in `new_boxes`, or missing
    from `folders`."""

    papers: Papers
    wrong: list[Reason]
    classes: "dict[str, FileClass]" = field(default_factory=dict)
    folders: "dict[tuple[str, str], Folder]" = field(default_factory=dict)
    boxes: dict[tuple[str, str], Box] = field(default_factory=dict)
    new_boxes: dict[tuple[str, str], BoxDraft] = field(default_factory=dict)

    def blame(self, one: ImportedPaper, reasons: Iterable[Reason]) -> None:
        """Say what is wrong with a row."""
        self.wrong += [rules.on_line(one.line, reason) for reason in reasons]


def read(actor: Profile, rows: Rows, *, now: datetime) -> Read:
    """Everything that the rows say, and everything that is wrong with it, by line."""
    today = civil_date(now)
    papers, wrong = rules.read_rows(rows, today=today)
    found = Read(papers, wrong)
    for some in grouped(papers, lambda one: one.file_class).values():
        if some[0].file_class:
            _read_class(actor, found, some[0].file_class, some, today)
    boxed = [one for one in papers if one.draft.box]
    for some in grouped(boxed, box_of).values():
        _read_box(actor, found, some)
    _find_twins(actor, found)
    found.wrong.sort(key=_line)
    return found


def _line(reason: Reason) -> int:
    return int(reason.message.removeprefix("Line ").partition(":")[0])


def grouped(
    papers: Papers, key: Callable[[ImportedPaper], "str | tuple[str, str]"]
) -> dict[object, Papers]:
    """The papers by a key, in the order in which they came."""
    found: dict[object, Papers] = {}
    for one in papers:
        found.setdefault(key(one), []).append(one)
    return found


def box_of(one: ImportedPaper) -> tuple[str, str]:
    """The box of a row, as it is named there."""
    return one.unit, one.draft.box


def _read_class(actor: Profile, found: Read, reference: str, papers: Papers, today: date) -> None:
    try:
        file_class = fileplan.class_named(reference)
    except NotFound as missing:
        for one in papers:
            found.blame(one, missing.reasons)
        return
    place = fileplan.effective(file_class).place
    reasons = [
        *reasons_may_not(actor, Permission.RECORDS_CAPTURE, place),
        *fileplan.reasons_not_to_file(file_class, on=today),
    ]
    for one in papers:
        found.blame(one, reasons)
    found.classes[reference] = file_class
    for some in grouped(papers, lambda one: one.folder).values():
        _read_folder(actor, found, file_class, some, today)


def _read_folder(
    actor: Profile, found: Read, file_class: "FileClass", papers: Papers, today: date
) -> None:
    name = papers[0].folder
    own = record_queries.visible_folders(actor).filter(file_class=file_class)
    named = own.filter(reference=normalise(name)) | own.filter(title=name, closed_on=None)
    folder = named.order_by("pk").first()
    if folder is None:
        return  # it is opened
    for one in papers:
        found.blame(
            one,
            record_rules.reasons_not_to_file_in_folder(folder.closed_on, today, folder.title),
        )
        found.folders[one.file_class, one.folder] = folder


def _read_box(actor: Profile, found: Read, papers: Papers) -> None:
    first = papers[0]
    unit, label = first.unit, first.draft.box
    try:
        box = _box_named(actor, unit, label)
    except Refused as refusal:
        for one in papers:
            found.blame(one, refusal.reasons)
        return
    stands = box.location if box else first.draft.location
    for one in papers:
        if one.draft.location and one.draft.location != stands:
            said = f"Box {label} stands at {stands}, not at {one.draft.location}."
            found.blame(one, [Reason("two_places", said, "location")])
    if box is not None:
        found.boxes[box_of(first)] = box
        return
    _new_box(actor, found, BoxDraft(label, stands, unit), first)


def _box_named(actor: Profile, unit: str, name: str) -> Box | None:
    if unit:
        return queries.boxes(actor).filter(unit=unit, label=name).first()
    try:
        return queries.box_named(actor, name)
    except NotFound:
        return None


def _new_box(actor: Profile, found: Read, draft: BoxDraft, first: ImportedPaper) -> None:
    lineages = access.unit_lineages()
    place = Place(units=lineages.get(draft.unit, ()))
    taken = draft.label in queries.labels_taken(draft.unit, [draft.label])
    reasons = rules.reasons_not_to_open_box(draft, taken=taken, units=lineages)
    if not may(actor, Permission.FOLDER_MANAGE, place):
        said = f"There is no box {draft.label} that you can see, and you may not register it."
        reasons = [Reason("no_box", said, "box")]
    found.blame(first, reasons)
    found.new_boxes[box_of(first)] = draft


def _find_twins(actor: Profile, found: Read) -> None:
    """What has a former reference that its class has already was brought in before."""
    numbers = {one.pk: reference for reference, one in found.classes.items()}
    known = {
        (numbers[number], former): reference
        for (number, former), reference in queries.former_references(actor, numbers).items()
    }
    for one in found.papers:
        key = (one.file_class, one.draft.former_reference)
        if key in known and key[1]:
            said = f"{key[1]} is registered in {key[0]} already, as {known[key]}."
            found.blame(one, [Reason("registered", said, "former_reference")])
        elif key[1]:
            known[key] = f"that of line {one.line}"


def new_folders(found: Read) -> dict[str, Sequence[str]]:
    """The titles of the folders that are to be opened, by class."""
    wanted: dict[str, dict[str, None]] = {}
    for one in found.papers:
        if (one.file_class, one.folder) not in found.folders:
            wanted.setdefault(one.file_class, {})[one.folder] = None
    return {reference: list(titles) for reference, titles in wanted.items()}
