"""What an audit event is made of, and what checking the log can find."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, TypeAlias

JSON: TypeAlias = "bool | int | str | Sequence[JSON] | Mapping[str, JSON] | None"


@dataclass(frozen=True, slots=True)
class EventDraft:
    """One thing that happened, before the log gives it a number.

    `kind` is `room:object:verb` in the past tense (`disposal:review:approved`); `actor` and
    `object_reference` are permanent references, never names. What is personal goes into
    `private`: only a salted commitment to it enters the log, so that it can be erased later.
    `origin` and `job` are taken from the context (`actions.origin`) when left empty.
    """

    kind: str
    actor: str
    object_reference: str
    reason: str = ""
    detail: Mapping[str, JSON] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    job: str = ""


class Origin(NamedTuple):
    """The door through which a person came, and the background job that acts for them, if any."""

    where: str = ""
    job: str = ""


class Node(NamedTuple):
    """A complete subtree of the log: `hash` covers leaves `position << level` and onwards."""

    level: int
    position: int
    hash: bytes


class NodeId(NamedTuple):
    """The place of a complete subtree in the tree; level 0 is the leaves."""

    level: int
    position: int


class TreeHead(NamedTuple):
    """The size of the log and the root hash over that many events."""

    size: int
    root: bytes


class FaultKind(StrEnum):
    """The ways in which a log can be found wanting."""

    MISSING = "missing"
    EXTRA = "extra"
    LEAF = "leaf"
    COLUMNS = "columns"
    NODE = "node"
    CHECKPOINT = "checkpoint"
    SIGNATURE = "signature"
    EXTERNAL = "external"
    COMMITMENT = "commitment"
    TRIGGER = "trigger"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the log; `seq` is the event concerned, or None for the log itself."""

    kind: FaultKind
    seq: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a full check of the log looked at, and every fault that it found."""

    size: int
    root: bytes
    checkpoints: int
    external_notes: int
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing at all was found wrong."""
        return not self.faults


class Claim(NamedTuple):
    """What a checkpoint says of the log, and where it stands: to be compared with the events."""

    head: TreeHead
    source: str
    kind: FaultKind


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events to show; an empty field leaves that side open. `until` is exclusive."""

    actor: str = ""
    object_prefix: str = ""
    kind_prefix: str = ""
    since: datetime | None = None
    until: datetime | None = None


class UnauditedVerb(AssertionError):
    """A verb changed something and recorded no event. A programming error, never a refusal."""


class OutsideTransaction(RuntimeError):
    """An event was recorded where no transaction was open to share its fate."""


class LogDamaged(RuntimeError):
    """The log contradicts itself or its last checkpoint; nothing more is signed or added."""


class SigningKeyProblem(RuntimeError):
    """The signing key is missing, is there already, or belongs to another log."""


class CheckpointNotPublished(RuntimeError):
    """The checkpoint is signed and stored, but could not be written to the outside folder."""


class LedgerDamaged(RuntimeError):
    """A line of the ledger that is kept outside is not as it was written."""
