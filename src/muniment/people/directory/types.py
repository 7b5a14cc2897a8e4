"""Entries of the directory, what people know, and who answers for which part of the holdings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

VOCABULARY = "expertise"  # the code of the vocabulary that terms are chosen from
SUGGESTED_MOST = 5
LONGEST_TERM = 200  # letters, as a vocabulary has it


class Level(StrEnum):
    """How well somebody knows something. Saying it is optional."""

    LEARNING = "learning"
    CAN_DO = "can_do"
    CAN_ADVISE = "can_advise"
    LEADS = "leads"

    @property
    def label(self) -> str:
        """The level in words."""
        return LEVELS[self]


LEVELS = {
    Level.LEARNING: "Learning",
    Level.CAN_DO: "Can do",
    Level.CAN_ADVISE: "Can advise",
    Level.LEADS: "Leads",
}


class Standing(StrEnum):
    """Whether somebody has said that their entry is right: lately, not within the time that the
    body set, or not although they were reminded."""

    CONFIRMED = "confirmed"
    DUE = "due"
    LAPSED = "lapsed"


STANDINGS = {
    Standing.CONFIRMED: "Up to date",
    Standing.DUE: "To be confirmed",
    Standing.LAPSED: "Not confirmed",
}

# What an entry holds besides the name and the unit, which come from the account.
FIELDS = {
    "job_title": "Job title",
    "telephone": "Work telephone",
    "place": "Place of work",
    "working_days": "Working days",
    "about": "What you work on",
    "stand_in": "Who can stand in for you",
    "expertise": "What you know",
}
TYPED = ("job_title", "telephone", "place", "working_days", "about")
LONGEST = {"job_title": 150, "telephone": 60, "place": 200, "working_days": 100, "about": 1000}
COUNTED = ("job_title", "telephone", "place", "about", "expertise")

# What a column is called in a list of ours, and what others commonly call it.
COLUMNS = {
    "person": "User name, e-mail address or reference",
    **{name: FIELDS[name] for name in TYPED},
    "stand_in": "Stands in (user name, e-mail address or reference)",
    "expertise": "Expertise, with ; between terms",
}
NEEDED = ("person",)
ALIKE = {
    "person": (
        *("user_principal_name", "userprincipalname", "upn", "email", "e_mail", "email_address"),
        *("mail", "user", "user_name", "username", "samaccountname", "work_email"),
    ),
    "job_title": ("title", "jobtitle", "position", "post", "role", "post_title"),
    "telephone": ("phone", "work_phone", "telephonenumber", "business_phone", "office_phone"),
    "place": ("location", "office", "site", "place_of_work", "base", "work_location"),
    "working_days": ("days", "working_pattern", "work_pattern"),
    "about": ("what_i_work_on", "description", "responsibilities", "notes"),
    "stand_in": ("deputy", "cover", "stands_in"),
    "expertise": ("skills", "knows", "what_you_know", "subjects"),
}


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """An entry as somebody wants it. `stand_in`: a user name, an e-mail address or a reference."""

    job_title: str = ""
    telephone: str = ""
    place: str = ""
    working_days: str = ""
    about: str = ""
    stand_in: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the body has said: which fields count as part of a complete entry, after how many months
    an entry is to be confirmed again, and where people see their own staff record."""

    counted: tuple[str, ...] = COUNTED
    months: int = 12
    staff_record: str = ""


@dataclass(frozen=True, slots=True)
class Knows:
    """One thing that somebody knows: the number and label of the term, and since when it is said
    to be right."""

    term: int
    label: str
    level: str
    confirmed_on: date

    @property
    def level_label(self) -> str:
        """The level in words; blank where none is said."""
        return Level(self.level).label if self.level else ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A class that somebody files much in, which may be something that they know. `label` is the
    term that would be added, or proposed where `known` is False."""

    file_class: str
    label: str
    known: bool
    records: int
    reason: str


@dataclass(frozen=True, slots=True)
class Share:
    """A choice that narrows what was found, and how many people it leaves."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom somebody looks for: words (all of them, each as a beginning), a unit with all below it
    by its reference, a term by its label, and whole words of what they know or work on."""

    words: str = ""
    unit: str = ""
    expertise: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """The entries of the people of one unit (a blank: of no unit): how many fields of all those
    that count are filled in, and how many entries are in each standing."""

    unit: str
    name: str
    people: int
    filled: int
    possible: int
    confirmed: int
    due: int
    lapsed: int

    @property
    def percent(self) -> int | None:
        """How complete the entries are; None of nobody."""
        return round(100 * self.filled / self.possible) if self.possible else None


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """The entries that a reader answers for, as they last were in a month (by its first day)."""

    month: date
    people: int
    filled: int
    possible: int
    confirmed: int

    @property
    def percent(self) -> int | None:
        """How complete the entries were; None of nobody."""
        return round(100 * self.filled / self.possible) if self.possible else None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """What one row of a list says of a person: only what stands in it."""

    line: int
    person: str
    values: Mapping[str, str]
    expertise: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """A row that is left out, and every reason."""

    line: int
    title: str
    reason: str


class Part(StrEnum):
    """The part that somebody plays for a site."""

    OWNER = "owner"
    CHAMPION = "champion"
    DEPUTY = "deputy"

    @property
    def label(self) -> str:
        """The part in words."""
        return PARTS[self]


PARTS = {
    Part.OWNER: "Site owner",
    Part.CHAMPION: "Knowledge champion",
    Part.DEPUTY: "Deputy of the site owner",
}
PRIVATE = "Kept private"  # stands where somebody is who is not in the directory


class SiteKind(StrEnum):
    """What a site is: a branch of the file plan, or a unit."""

    CLASS = "class"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class StewardDraft:
    """Who is to answer for a site (user name, e-mail address or reference), in which part, and
    from which day to which (None: today, until further notice)."""

    person: str
    part: str
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named for a site, as a reader may know it: `person` is blank and `name` says so
    where they are kept private."""

    number: int
    part: Part
    person: str
    name: str
    starts_on: date
    ends_on: date | None
    here: bool


@dataclass(frozen=True, slots=True)
class Site:
    """A part of the holdings, and who answers for it today."""

    kind: SiteKind
    reference: str
    title: str
    named: tuple[Named, ...] = ()

    def of(self, part: Part) -> tuple[Named, ...]:
        """Those who play this part today."""
        return tuple(one for one in self.named if one.part is part)

    @property
    def vacant(self) -> bool:
        """Whether nobody owns it today."""
        return not self.of(Part.OWNER)
