"""What is learnt from records that people filed, and what is suggested from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from numpy.typing import NDArray

Features = Mapping[int, int]  # number of a word, and how often it stands there


@dataclass(frozen=True, slots=True)
class Counts:
    """How often words (by number, in order) stand in the records of one class."""

    records: int
    numbers: "NDArray[Any]"
    counts: "NDArray[Any]"

    @property
    def total(self) -> int:
        """All words together."""
        return int(self.counts.sum())


@dataclass(frozen=True, slots=True)
class Near:
    """A record like the one in hand, which the reader may see."""

    reference: str
    title: str
    likeness: int  # in per cent


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A class that a record may belong in, and why. `folder`: the folder there that holds most of
    the records like it; blank where the reader sees none that is open."""

    file_class: str
    title: str
    rule: str
    words: tuple[str, ...]
    near: tuple[Near, ...]
    folder: str = ""
    folder_title: str = ""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Of the held-back records of a class: how many there are, of how many the class was the first
    suggestion, and of how many one of the first three."""

    file_class: str
    title: str
    tried: int
    first: int
    among_three: int


class Outcome(StrEnum):
    """What a person said of a record that a rule filed."""

    OPEN = ""
    CONFIRMED = "confirmed"
    PUT_BACK = "put_back"


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """What somebody wants to be filed by itself: what captures brought into `in_tray`, into
    `file_class` and all below it (blank: any class), where it is at least `sure` per cent sure and
    the runner-up at most `runner_up`."""

    in_tray: str
    sure: int
    runner_up: int
    reason: str
    file_class: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The class (by number) that most of the records like one in hand lie in, how many of ten in
    per cent, and how many lie in the next."""

    file_class: int
    sure: int
    runner_up: int


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A record that was held back: the class (by number) that a person filed it in, and where most
    of the records like it lie; None where no rule would say."""

    file_class: int
    weighed: Weighed | None


@dataclass(frozen=True, slots=True)
class Level:
    """What a rule with these thresholds would have filed of the records that were held back, and
    how many of them where a person had filed them."""

    sure: int
    runner_up: int
    filed: int
    right: int

    @property
    def wrong(self) -> int:
        """How many it would have filed elsewhere."""
        return self.filed - self.right


@dataclass(frozen=True, slots=True)
class ForeseenClass:
    """Of the records of one class that were held back: how many there are, how many the rule would
    have filed, how many of them there; and where it would have filed most of the others."""

    file_class: str
    title: str
    tried: int
    filed: int
    right: int
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a rule would have done with the records that were held back. `cut`: there was no time
    for all of them. `levels`: at the thresholds asked for and those beside them."""

    tried: int
    cut: bool
    levels: tuple[Level, ...]
    classes: tuple[ForeseenClass, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Where a rule files a record, and why: words by their numbers, records like it by theirs."""

    weighed: Weighed
    folder: str
    words: tuple[int, ...]
    near: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule, with how many records it filed, and what people said of them: of those that the
    reader may see. `idle`: why it files nothing, in words; else blank."""

    reference: str
    in_tray: str
    file_class: str
    sure: int
    runner_up: int
    reason: str
    set_by: str
    set_at: Any
    ended_at: Any
    filed: int
    confirmed: int
    put_back: int
    idle: str = ""

    @property
    def in_words(self) -> str:
        """When it files something."""
        return in_words(self.sure, self.runner_up)


@dataclass(frozen=True, slots=True)
class FiledAs:
    """By which rule a record was filed, with what reasons, and what was said of it since. `sure`
    and `runner_up` are None for a reader who may not see all the records they were counted from;
    `folder`: where it lay before, blank where that cannot be seen; `there`: it lies where the rule
    filed it."""

    record: str
    rule: str
    least: int
    most: int
    words: tuple[str, ...]
    near: tuple[tuple[str, str], ...]
    sure: int | None
    runner_up: int | None
    folder: str
    folder_title: str
    filed_at: Any
    set_by: str
    outcome: Outcome
    outcome_by: str
    outcome_at: Any
    there: bool

    @property
    def in_words(self) -> str:
        """What the rule asks for."""
        return in_words(self.least, self.most)


def in_words(sure: int, runner_up: int) -> str:
    """When a rule files something, as words."""
    return f"at least {sure}% sure, and the runner-up at most {runner_up}%"
