"""What a body asks of titles, class by class, and what is found of one title."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Check(StrEnum):
    """What is asked of a title. Each is set, and inherited, by itself."""

    PATTERN = "pattern"
    BANNED = "banned"
    LENGTH = "length"
    CHARACTERS = "characters"
    PERSONAL = "personal"

    @property
    def label(self) -> str:
        """The check in words."""
        return CHECK_LABELS[self]


CHECK_LABELS = {
    Check.PATTERN: "The parts of a title, in order",
    Check.BANNED: "Words that say nothing",
    Check.LENGTH: "How long a title is",
    Check.CHARACTERS: "Which characters it has",
    Check.PERSONAL: "No personal data in titles",
}


class Severity(StrEnum):
    """What follows where a title does not do what is asked. OFF: it is not asked here, although
    a class above asks it."""

    OFF = "off"
    ADVISE = "advise"
    REASON = "reason"
    REFUSE = "refuse"

    @property
    def label(self) -> str:
        """What follows, in words."""
        return SEVERITY_LABELS[self]


SEVERITY_LABELS = {
    Severity.OFF: "Not asked here",
    Severity.ADVISE: "Advise: say so, and take the title",
    Severity.REASON: "Ask for a reason to keep the title",
    Severity.REFUSE: "Refuse the title",
}


class DateForm(StrEnum):
    """How a date is written in a title."""

    DASHED = "YYYY-MM-DD"
    PLAIN = "YYYYMMDD"


class Personal(StrEnum):
    """Kinds of personal data that a title can be searched for."""

    NI_NUMBER = "ni_number"
    NHS_NUMBER = "nhs_number"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    BIRTH = "birth"
    CARD = "card"

    @property
    def label(self) -> str:
        """The kind in words."""
        return PERSONAL_LABELS[self]


PERSONAL_LABELS = {
    Personal.NI_NUMBER: "a National Insurance number",
    Personal.NHS_NUMBER: "an NHS number",
    Personal.ADDRESS: "a house and its postcode",
    Personal.PHONE: "a phone number",
    Personal.EMAIL: "an e-mail address",
    Personal.BIRTH: "a date of birth",
    Personal.CARD: "a card number",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that a class, or the whole body, asks of titles.

    `pattern` has the words date, subject and version in order, one in brackets where it may be
    left out. `least` and `most` are numbers of characters; `allowed` are those beside letters,
    digits, space, hyphen and full stop.
    """

    check: Check
    severity: Severity
    pattern: str = ""
    date_form: DateForm = DateForm.DASHED
    words: tuple[str, ...] = ()
    least: int = 1
    most: int = 500
    allowed: str = ""
    kinds: tuple[Personal, ...] = ()


@dataclass(frozen=True, slots=True)
class InForce:
    """What is asked here, and by which class (blank: the whole body)."""

    asked: Asked
    origin: str = ""


# What is in force for one class: at most one of each check.
Conventions = tuple[InForce, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which a title does not do what is asked."""

    check: Check
    severity: Severity
    message: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """What the rules say of one title. `suggestion` is blank where none can be made. `score` is
    its quality, from 0 to 100."""

    title: str
    faults: tuple[Fault, ...]
    suggestion: str
    score: int


@dataclass(frozen=True, slots=True)
class UnitLine:
    """The titles of one unit: how many there are, by what was found of them."""

    unit: str
    name: str
    counts: Mapping[str, int] = field(default_factory=dict)
    checks: Mapping[str, int] = field(default_factory=dict)
    scores: int = 0

    @property
    def records(self) -> int:
        """All that were judged."""
        return sum(self.counts.values())

    @property
    def percent(self) -> int | None:
        """How many of a hundred follow the rules, or were left as they are for a reason."""
        kept = self.records - self.counts.get("failing", 0) - self.counts.get("advised", 0)
        return kept * 100 // self.records if self.records else None

    @property
    def score(self) -> int | None:
        """The mean quality, from 0 to 100."""
        return round(self.scores / self.records) if self.records else None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do: how many titles are looked at again, how many of those looked at
    come out otherwise, how many fail before and after. `sampled`: only some were tried."""

    records: int
    tried: int
    changed: int
    failing_before: int
    failing_after: int

    @property
    def sampled(self) -> bool:
        """Whether only some of the titles were tried."""
        return self.tried < self.records
