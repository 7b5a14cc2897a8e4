"""What is known of a record on paper and of a box, and the columns of a spreadsheet of them."""

from dataclasses import dataclass
from datetime import date

COLUMNS = (
    *("class", "folder", "title", "first_date", "last_date", "description"),
    *("former_reference", "format", "box", "unit", "location"),
)
# What a person says of paper besides its title and last date; kept in the record's metadata.
TOLD = ("description", "former_reference", "format", "first_date")
# The place where a record on paper was found; `path:"on paper"` finds them all.
SOURCE, PATH = "paper", "On paper"


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """A record on paper as somebody described it. `last_date`: the day of its latest paper, from
    which its time is counted. `box`: the reference or the label of the box that it lies in; where
    it lies in none, `location` says where it is."""

    title: str
    last_date: date | None
    first_date: date | None = None
    description: str = ""
    former_reference: str = ""
    format: str = ""
    box: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class BoxDraft:
    """A box as somebody described it: what is written on it, where it stands, the unit (by
    reference; blank: the whole body) whose box it is, and what is in it in a few words."""

    label: str
    location: str
    unit: str = ""
    contents: str = ""


@dataclass(frozen=True, slots=True)
class ImportedPaper:
    """One row of a spreadsheet: the paper, and by reference its class, by title or reference its
    folder. `unit` and the draft's location are those of its box, where that is new."""

    line: int
    file_class: str
    folder: str
    unit: str
    draft: PaperDraft


@dataclass(frozen=True, slots=True)
class Planned:
    """What an import would make: papers (class, folder, title, whether the folder is new) and the
    boxes that are not there yet."""

    papers: tuple[tuple[str, str, str, bool], ...]
    boxes: tuple[BoxDraft, ...]
