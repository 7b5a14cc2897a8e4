"""The states of a record and the parts of its components."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from muniment.foundation.access.types import Narrowing, Profile
from muniment.foundation.kernel.errors import Reason


class RecordState(StrEnum):
    """A record is declared when it is filed; from then on its content cannot change.

    SET_ASIDE: it is to be destroyed and is whole still: nobody finds, reads or changes it, and it
    can come back. DESTROYING: everything of it has gone from the database and the bytes are being
    removed; there is no way back from it, only on to DESTROYED.
    MERGED: it had the same content as another record, which has all that was known of it now. It
    is found nowhere; its reference leads to the other.
    """

    DECLARED = "declared"
    SET_ASIDE = "set_aside"
    DESTROYING = "destroying"
    DESTROYED = "destroyed"
    MERGED = "merged"


TRANSITIONS: dict[RecordState, frozenset[RecordState]] = {
    RecordState.DECLARED: frozenset(
        {RecordState.SET_ASIDE, RecordState.DESTROYING, RecordState.MERGED}
    ),
    RecordState.SET_ASIDE: frozenset({RecordState.DECLARED, RecordState.DESTROYING}),
    RecordState.DESTROYING: frozenset({RecordState.DESTROYED}),
    RecordState.DESTROYED: frozenset(),
    RecordState.MERGED: frozenset(),
}


# Whole, so that a hold can keep it.
WHOLE = frozenset({RecordState.DECLARED, RecordState.SET_ASIDE})
# Seen by nobody who looks for records.
OUT_OF_SIGHT = (RecordState.SET_ASIDE, RecordState.MERGED)


class ComponentRole(StrEnum):
    """What a component is to its record. `MERGED`: content of a record that was merged into this
    one, since somebody said that this one stands for it."""

    ORIGINAL = "original"
    ATTACHMENT = "attachment"
    MERGED = "merged"


class Surviving(StrEnum):
    """What of a record can stay on its stub, if the body wants it so. Reference, class, folder,
    rule, dates, digests and sizes always stay: they are the proof."""

    TITLE = "title"
    FILE_NAME = "file_name"
    CAPTURED_BY = "captured_by"
    FORMAT = "format"


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays on the stubs of destroyed records: fields, and metadata by name."""

    fields: tuple[Surviving, ...] = (Surviving.TITLE, Surviving.CAPTURED_BY, Surviving.FORMAT)
    metadata: tuple[str, ...] = ()


# What stands on a stub in place of what did not stay.
MASKED_NAME = "(destroyed)"
BETWEEN = " | "  # stands between several values in a history or a cell
MASKED_TITLE = "(title removed)"


class DateSource(StrEnum):
    """Where the date of a record comes from."""

    MODIFIED = "modified"
    MESSAGE = "message"
    GIVEN = "given"
    CAPTURED = "captured"


DATE_SOURCE_LABELS = {
    DateSource.MODIFIED: "when the file was last changed",
    DateSource.MESSAGE: "the date of the message",
    DateSource.GIVEN: "entered by hand",
    DateSource.CAPTURED: "when it was captured, because the file had no date that can be trusted",
}


@dataclass(frozen=True, slots=True)
class Filing:
    """What the retention room is told of a record so that it can say when its time is up.

    `scopes` are the references that a named event may have been entered for, the nearest first:
    the record itself, its folder, its class and every class above. `also_in` are the other folders
    that it is filed in: a clock that waits for a folder or an event waits for each of them.
    """

    rule: str
    record_date: date
    date_source: str
    modified_on: date | None
    folder_closed_on: date | None
    keep_until: date | None
    scopes: tuple[str, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    also_in: tuple[str, ...] = ()
    rules_above: tuple[str, ...] = ()  # of classes further up, which `rule` is nearer than


@dataclass(slots=True)
class ToDate:
    """A record, as far as its dates follow from it, with the dates it has: a change of a rule reads
    a million of them. The names are those of the record's columns."""

    pk: int
    reference: str
    folder_id: int
    file_class_id: int
    record_date: date
    date_source: str
    modified_on: date | None
    keep_until: date | None
    metadata: Mapping[str, str]
    rule: str
    rule_version: int | None
    trigger_on: date | None
    due_on: date | None
    due_action: str


class Alike(NamedTuple):
    """What records that are alike have in common: place, own dates, and the dates that were
    computed for them. The names are those of the record's columns."""

    folder_id: int
    file_class_id: int
    record_date: date
    date_source: str
    modified_on: date | None
    keep_until: date | None
    rule: str
    rule_version: int | None
    trigger_on: date | None
    due_on: date | None
    due_action: str

    @property
    def reference(self) -> str:
        """None: it is what tells one from another."""
        return ""

    @property
    def metadata(self) -> Mapping[str, str]:
        """None, as with the reference."""
        return {}


@dataclass(frozen=True, slots=True)
class Dates:
    """What the retention room answers. `due_on` None: open-ended, protected."""

    rule: str
    rule_version: int | None
    trigger_on: date | None
    due_on: date | None
    action: str


class RetentionClock(Protocol):
    """Computes dates at filing, in the same transaction. Named in the setting
    MUNIMENT_RETENTION_CLOCK, because retention lives above the holdings it dates."""

    def __call__(self, filings: Sequence[Filing]) -> list[Dates]:
        """One answer for each filing, in order."""
        ...


class TitleState(StrEnum):
    """What was found of a title by the naming rules of its class. UNJUDGED: there are none.
    OVERRIDDEN: it fails, and somebody gave a reason to keep it."""

    UNJUDGED = "unjudged"
    GOOD = "good"
    ADVISED = "advised"
    OVERRIDDEN = "overridden"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Titled:
    """A title to be judged, and the class (by number) that its record or folder stands in."""

    title: str
    file_class: int
    of_folder: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found of a title: the checks that it fails, and its quality from 0 to 100.
    `refused` is why nobody can give it, `to_justify` why nobody can without a reason; in words."""

    state: TitleState
    checks: tuple[str, ...] = ()
    score: int = 0
    refused: tuple[str, ...] = ()
    to_justify: tuple[str, ...] = ()


class TitleJudge(Protocol):
    """Judges titles at filing and when they change, in the same transaction. Named in the setting
    MUNIMENT_TITLE_JUDGE, because the naming rules live above the records that they are for."""

    def __call__(self, titles: Sequence[Titled], /) -> list[Judged]:
        """One answer for each title, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Named:
    """A record that somebody named: its number, its reference, its state and who may see it."""

    number: int
    reference: str
    state: str
    audience: int


class HoldGuard(Protocol):
    """Says why folders and records (by number) may not leave their place. Named in the setting
    MUNIMENT_HOLD_GUARD, because holds live above the holdings that they protect."""

    def __call__(
        self, folders: Sequence[int], records: Sequence[int], boxes: Sequence[int] = ()
    ) -> list[Reason]:
        """All reasons; empty if they may be moved. `boxes` are those that papers are to leave."""
        ...


class AlterGuard(Protocol):
    """Says why a record may not be altered, in words fit for the person who asks. Named in the
    setting MUNIMENT_ALTER_GUARD, as `HoldGuard`."""

    def __call__(self, actor: Profile, record: Any, /) -> list[Reason]:
        """All reasons; empty if it may be altered."""
        ...


class MergeGuard(Protocol):
    """Says what rests on a record that a merge would lose or disturb: a hold, an open review, a
    mark of its own. Named in the setting MUNIMENT_MERGE_GUARD, as `HoldGuard`."""

    def __call__(self, actor: Profile, record: Any, /) -> list[Reason]:
        """All reasons; empty if it may be merged."""
        ...


class Indexing(Protocol):
    """Writes records (by number) into the search index, in the transaction that changed them.
    Named in the setting MUNIMENT_SEARCH_INDEX, because search lives above the records it finds."""

    def __call__(self, numbers: Sequence[int], *, now: datetime) -> object:
        """Index them as they are now."""
        ...


@dataclass(frozen=True, slots=True)
class FoundAt:
    """Where an item was found: the source, the path in it, and what the source said of it."""

    source: str
    path: str
    path_bytes: bytes | None = None
    owner: str = ""
    mode: str = ""
    modified_at: str = ""
    accessed_at: str = ""
    headers: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record about to be filed. Its content is in the store already; a record on paper has none,
    and no `sha256`. Of a message, `sameness` is the digest of what it says, and `thread_ids` are
    its own identifier and those that it refers to."""

    title: str
    name: str
    sha256: str
    size: int
    record_date: date
    date_source: DateSource
    modified_on: date | None
    found_at: FoundAt
    puid: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    message_id: str = ""
    narrowing: Narrowing = field(default_factory=Narrowing)
    titled: bool = False  # by a person, who is told what is wrong with the title
    title_reason: str = ""  # why such a title is to stay as it is
    fields: Mapping[str, Any] = field(default_factory=dict)  # what was typed, by code of the field
    sameness: str = ""
    thread_ids: tuple[str, ...] = ()


# PRONOM: Outlook message. What it says of itself is known only once it has been read.
OUTLOOK_FORMATS = ("x-fmt/430", "x-fmt/431")


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a message says of itself that was found after it was filed."""

    title: str
    sent_on: date | None
    metadata: dict[str, str]
    message_id: str
    thread_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewComponent:
    """A part that came with a record: an attachment. Its content is in the store already."""

    name: str
    sha256: str
    size: int


class BulkState(StrEnum):
    """A bulk edit is looked at before anything is changed."""

    LOOKED = "looked"
    RUNNING = "running"
    DONE = "done"


BULK_TRANSITIONS: dict[BulkState, frozenset[BulkState]] = {
    BulkState.LOOKED: frozenset({BulkState.RUNNING}),
    BulkState.RUNNING: frozenset({BulkState.DONE}),
    BulkState.DONE: frozenset(),
}


class BulkOutcome(StrEnum):
    """What becomes of one record: to be changed, changed, so already, kept as it is because there
    is another value, or refused."""

    WILL = "will"
    CHANGED = "changed"
    SAME = "same"
    KEPT = "kept"
    REFUSED = "refused"


BULK_LABELS = {
    BulkOutcome.WILL: "to be changed",
    BulkOutcome.CHANGED: "changed",
    BulkOutcome.SAME: "so already",
    BulkOutcome.KEPT: "left alone, for there is another value",
    BulkOutcome.REFUSED: "refused",
}
BULK_COLUMNS = ("reference", "field", "value")


@dataclass(frozen=True, slots=True)
class BulkDraft:
    """A bulk edit to be looked at: records by number that are all to have what is `wanted`, by
    code of the field; or `rows`, each a reference and what that record is to have. `chosen` says
    in words how they were chosen."""

    chosen: str
    reason: str
    numbers: Sequence[int] = ()
    wanted: Mapping[str, Any] = field(default_factory=dict)
    rows: Sequence[tuple[str, Mapping[str, Any]]] = ()
    overwrite: bool = False


class HeldAmong(Protocol):
    """Says which records (by number) are on hold. Named in the setting MUNIMENT_HELD_AMONG, as
    `HoldGuard`."""

    def __call__(self, numbers: Sequence[int], /) -> set[int]:
        """Those of them that are."""
        ...
