"""Fields that a body defines for its records, where they are asked for, and values of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar


class FieldKind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"
    PERSON = "person"
    RECORD = "record"


KIND_LABELS = {
    FieldKind.TEXT: "a line of text",
    FieldKind.LONG_TEXT: "a longer text",
    FieldKind.NUMBER: "a number",
    FieldKind.DATE: "a date",
    FieldKind.YES_NO: "yes or no",
    FieldKind.CHOICE: "a choice from a vocabulary",
    FieldKind.PERSON: "a person",
    FieldKind.RECORD: "another record",
}
DEFAULT_LENGTH = 500  # letters of what a field begins with
TEXT_LENGTH = 500  # letters of a line of text, which a pattern may be held against
LONG_LENGTH = 20_000
MOST_VALUES = 50  # of one field of one record
WHOLE_BODY = "*"  # in a file, stands for every class

# What a field can be filled from when a record is filed, and what that is in words.
SOURCES = {
    "message:from": "who sent the message",
    "message:to": "who the message was sent to",
    "message:cc": "who got a copy of the message",
    "message:subject": "the subject of the message",
    "file:name": "the name of the file",
    "file:owner": "whose file it was where it was found",
    "file:folder": "the path of the folder that the file was found in",
    "record:date": "the date of the record",
    "record:captured_by": "the person who files it",
}

# What of a document itself a value can be proposed from, once it has been read, in words.
PROPERTIES = {
    "document:title": "the title in the document's properties",
    "document:author": "the author in the document's properties",
    "document:subject": "the subject in the document's properties",
    "document:keywords": "the keywords in the document's properties",
    "document:created": "the day on which the document says it was made",
    "document:modified": "the day on which the document says it was last saved",
    "document:language": "the language that its text is in",
}

# The columns of the definitions as a file, in order.
COLUMNS = (
    *("field", "title", "kind", "vocabulary", "several", "help", "pattern", "pattern_help"),
    *("fills_from", "proposed_from", "class", "mandatory", "default", "position", "dropped"),
)
TERM_COLUMNS = ("vocabulary", "title", "term", "broader", "also_called")


@dataclass(frozen=True, slots=True)
class FieldTerms:
    """What a field is. `vocabulary` is the code of the one that a choice is made from; `pattern`
    is what a line of text must look like, `pattern_help` says it in words; `fills_from` is one of
    SOURCES, or blank, and `proposed_from` one of PROPERTIES."""

    code: str
    title: str = ""
    kind: FieldKind = FieldKind.TEXT
    vocabulary: str = ""
    several: bool = False
    help: str = ""
    pattern: str = ""
    pattern_help: str = ""
    fills_from: str = ""
    proposed_from: str = ""


# The forms on which fields are filled in, in words.
FORM_LABELS = {
    "upload": "adding files",
    "record": "describing a record",
    "paper": "registering a paper",
}


@dataclass(frozen=True, slots=True)
class Stopped:
    """How often a form with a field was sent, and refused because of it, since a moment."""

    FEW: ClassVar[int] = 20  # forms, of which fewer say little
    code: str
    title: str
    form: str
    sent: int
    refused: int
    since: datetime

    @property
    def percent(self) -> float:
        """How many of a hundred were refused."""
        return 100 * self.refused / self.sent if self.sent else 0.0

    @property
    def certain(self) -> bool:
        """Whether enough were sent to say so."""
        return self.sent >= self.FEW


@dataclass(frozen=True, slots=True)
class Asking:
    """What one class says of a field; None where it says nothing and inherits. `dropped`: the
    field is not asked for here and below."""

    mandatory: bool | None = None
    default: str | None = None
    position: int | None = None
    dropped: bool | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A field as it is asked for in one class. `origin` is the class that asks for it first, and
    `changed_in` those further down that changed something; WHOLE_BODY where it is every class."""

    number: int
    terms: FieldTerms
    mandatory: bool = False
    default: str = ""
    position: int = 0
    origin: str = WHOLE_BODY
    changed_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """One value as it is stored: its text (blank for a term, whose label is read where it is
    shown), and the number, day or term that it is found by."""

    text: str = ""
    number: float | None = None
    day: date | None = None
    term: int | None = None


Values = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What typed words mean, looked up before: terms by vocabulary and folded label, people and
    records by what was typed."""

    terms: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DefinedField:
    """One row of a file of definitions: the field, and where it is asked for (blank: nowhere)."""

    terms: FieldTerms
    file_class: str
    asking: Asking
    line: int


@dataclass(frozen=True, slots=True)
class DefinedTerm:
    """One row of a file of vocabularies."""

    vocabulary: str
    title: str
    label: str
    broader: str
    also_called: tuple[str, ...]
    line: int
