"""Indicators: what is counted, over which time, and how a figure stands."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

FEW = 5  # people; of a unit with fewer nothing is said that would tell of single persons
PERIODS_SHOWN = 13  # so that a month stands beside the same one a year before


class Measure(StrEnum):
    """What a figure is made of."""

    PERCENT = "percent"
    RATIO = "ratio"
    COUNT = "count"
    MEDIAN = "median"


class Better(StrEnum):
    """Which way is better. COMPARED: near to what others have."""

    UP = "up"
    DOWN = "down"
    COMPARED = "compared"
    NEITHER = "neither"


class Every(StrEnum):
    """How often a figure is written down for good."""

    MONTH = "month"
    QUARTER = "quarter"

    @property
    def label(self) -> str:
        """The interval in words."""
        return f"Every {self.value}"


class Stands(StrEnum):
    """How a figure stands to its target."""

    MET = "met"
    NEAR = "near"
    MISSED = "missed"
    NO_TARGET = "no target"
    NO_DATA = "no data"


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is counted. `formula`: what is counted over what, in words; `version` is raised when
    that changes. `flow`: it counts what happened in a period, so that a past one can be counted
    still; else it counts how things are at the end of it. `of_people`: it tells of what persons
    did. `whole`: it is counted for the whole body alone. `law`: whose words it follows."""

    code: str
    name: str
    formula: str
    measure: Measure
    better: Better
    every: Every = Every.MONTH
    target: Decimal | None = None
    unit: str = ""
    flow: bool = False
    of_people: bool = False
    whole: bool = False
    core: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True)
class Period:
    """A month, or a quarter of the financial year (1 April to 31 March), by its first and last
    civil day."""

    label: str
    first: date
    last: date

    @property
    def words(self) -> str:
        """The period as people say it: `November 2026`, `Q3 of 2026-27`."""
        year, _, quarter = self.label.partition(" ")
        return f"{quarter} of {year}" if quarter else f"{self.first:%B %Y}"


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted of some part of the body: a number over another, or single values of which
    the median is told."""

    numerator: Decimal | int = 0
    denominator: Decimal | int = 0
    values: tuple[Decimal | int, ...] = ()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.values + other.values,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One thing behind a figure: what it is called, its reference as the audit log has it, and
    why it counts."""

    title: str
    about: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure of a unit (by reference; blank: the whole body) for a period, as it was counted.
    `value` None: there was nothing to count, or too few people. `final`: the period had ended, and
    it is never counted again."""

    code: str
    unit: str
    period: Period
    numerator: Decimal
    denominator: Decimal
    value: Decimal | None
    version: int
    at: datetime
    final: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator with its latest figure for a unit, its target, how it stands, the one before,
    the median of the other units, and who answers for it (by name)."""

    indicator: Indicator
    reading: Reading | None
    target: Decimal | None
    stands: Stands
    before: Reading | None = None
    peers: Decimal | None = None
    owner: str = ""
    history: tuple[Reading, ...] = field(default=())
