"""What the register says of an information asset: one table of fields, in the thirteen groups of
public-sector practice. Forms, imports, exports, versions, the record of processing and the public
part of the register all go by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Group(StrEnum):
    """The groups of fields, in the order of the entry."""

    IDENTITY = "identity"
    OWNERSHIP = "ownership"
    PLACE = "place"
    CLASSIFICATION = "classification"
    PERSONAL = "personal"
    RETENTION = "retention"
    VALUE = "value"
    ACCESS = "access"
    SHARING = "sharing"
    BACKUP = "backup"
    CONTRACT = "contract"
    RISK = "risk"
    REVIEW = "review"

    @property
    def label(self) -> str:
        """The group in words."""
        return GROUPS[self]


GROUPS = {
    Group.IDENTITY: "What it is",
    Group.OWNERSHIP: "Who answers for it",
    Group.PLACE: "Where it is, and in which form",
    Group.CLASSIFICATION: "Security classification",
    Group.PERSONAL: "Personal data",
    Group.RETENTION: "How long it is kept",
    Group.VALUE: "What it is worth",
    Group.ACCESS: "Who needs it",
    Group.SHARING: "Who it is shared with",
    Group.BACKUP: "Backup and restoring",
    Group.CONTRACT: "Supplier",
    Group.RISK: "What could go wrong",
    Group.REVIEW: "Review and publication",
}


class Form(StrEnum):
    """What the value of a field looks like. Values are always text: days as 2026-03-31, numbers
    in digits, yes and no as those words, several references with a space between them."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    DAY = "day"
    NUMBER = "number"
    REFERENCES = "references"


class Needed(StrEnum):
    """When a field must be filled in. What an entry is short of is kept with it: whoever changes
    when a field is needed writes a migration that has each entry looked at again."""

    NEVER = "never"
    ALWAYS = "always"  # before it can be kept at all
    APPROVAL = "approval"  # before the entry can be approved
    CONTROLLER = "controller"  # UK GDPR art. 30(1), where the body decides why and how
    PROCESSOR = "processor"  # UK GDPR art. 30(2), where it works for somebody else
    PERSONAL = "personal"  # with personal data, in whichever part
    SPECIAL = "special"  # with data of a special category, UK GDPR art. 9


YES, NO = "yes", "no"
YES_NO = {YES: "Yes", NO: "No"}

KINDS = {
    "system": "System or application",
    "branch": "Branch of the file plan",
    "paper": "Paper series",
    "data_set": "Data set",
    "mailbox": "Mailbox",
    "other": "Something else",
}
FORMS = {
    "electronic": "Electronic",
    "paper": "Paper",
    "both": "Electronic and paper",
    "other": "Other, such as film or samples",
}
TIERS = {
    "OFFICIAL": "OFFICIAL",
    "OFFICIAL-SENSITIVE": "OFFICIAL-SENSITIVE",
    "SECRET": "SECRET",
    "TOP_SECRET": "TOP SECRET",
}
PARTS = {
    "controller": "Controller: this body decides why and how",
    "joint": "Joint controller: it decides with others",
    "processor": "Processor: it works for somebody else",
}
# UK GDPR art. 6(1)(a) to (f).
BASES = {
    "consent": "Consent",
    "contract": "Contract",
    "legal_obligation": "Legal obligation",
    "vital_interests": "Vital interests",
    "public_task": "Public task",
    "legitimate_interests": "Legitimate interests",
}
VALUES = {
    "1": "Low: work goes on without it",
    "2": "Medium: work slows down without it",
    "3": "High: a service stops without it",
    "4": "Critical: harm is done without it",
}
OUTCOMES = {"passed": "It worked", "failed": "It did not work"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the register. `public`: it goes into the public part of the register unless the
    entry keeps it out; `most`: letters."""

    name: str
    group: Group
    label: str
    form: Form = Form.LINE
    needed: Needed = Needed.NEVER
    public: bool = False
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    most: int = 300


def _text(name: str, group: Group, label: str, **more: object) -> Field:
    return Field(name, group, label, form=Form.TEXT, most=2_000, **more)  # type: ignore[arg-type]


def _choice(
    name: str, group: Group, label: str, choices: Mapping[str, str], **more: object
) -> Field:
    return Field(name, group, label, form=Form.CHOICE, choices=choices, **more)  # type: ignore[arg-type]


def _yes_no(name: str, group: Group, label: str, **more: object) -> Field:
    return Field(name, group, label, form=Form.YES_NO, choices=YES_NO, **more)  # type: ignore[arg-type]


FIELDS: tuple[Field, ...] = (
    Field("title", Group.IDENTITY, "Name", needed=Needed.ALWAYS, public=True, most=200),
    _choice("kind", Group.IDENTITY, "Kind", KINDS, needed=Needed.ALWAYS, public=True),
    _text(
        "description",
        Group.IDENTITY,
        "Description",
        needed=Needed.APPROVAL,
        public=True,
        hint="What information it is, and what it is used for.",
    ),
    Field("unit", Group.OWNERSHIP, "Unit", needed=Needed.ALWAYS, public=True, most=40),
    Field(
        "owner",
        Group.OWNERSHIP,
        "Information asset owner",
        needed=Needed.APPROVAL,
        hint="One person, who answers for it. Their name is not published, their post is.",
    ),
    Field("owner_post", Group.OWNERSHIP, "The owner’s post", public=True),
    Field("location", Group.PLACE, "Where it is", needed=Needed.APPROVAL),
    Field("system", Group.PLACE, "System it is in"),
    _choice("format", Group.PLACE, "Form", FORMS, needed=Needed.APPROVAL, public=True),
    Field("volume", Group.PLACE, "How much there is", hint="Such as 40 boxes, or 200 GB."),
    Field(
        "classes",
        Group.PLACE,
        "Classes of the file plan",
        form=Form.REFERENCES,
        public=True,
        hint="References. Everything below them belongs to the asset.",
        most=1_000,
    ),
    Field("boxes", Group.PLACE, "Boxes", form=Form.REFERENCES, hint="References.", most=4_000),
    Field(
        "sources",
        Group.PLACE,
        "Mailboxes and watched folders",
        form=Form.REFERENCES,
        hint="References of sources.",
        most=1_000,
    ),
    _choice(
        "marking", Group.CLASSIFICATION, "Highest classification", TIERS, needed=Needed.APPROVAL
    ),
    _text("handling", Group.CLASSIFICATION, "Handling instructions"),
    _yes_no(
        "personal_data",
        Group.PERSONAL,
        "Is there personal data in it?",
        needed=Needed.APPROVAL,
        public=True,
    ),
    _choice("part", Group.PERSONAL, "The body’s part", PARTS, needed=Needed.PERSONAL),
    Field(
        "joint_with",
        Group.PERSONAL,
        "Joint controllers, and their contact",
        hint="UK GDPR art. 30(1)(a).",
    ),
    _text(
        "purposes",
        Group.PERSONAL,
        "Purposes",
        needed=Needed.CONTROLLER,
        hint="UK GDPR art. 30(1)(b).",
    ),
    _choice(
        "basis",
        Group.PERSONAL,
        "Lawful basis",
        BASES,
        needed=Needed.CONTROLLER,
        hint="UK GDPR art. 6(1).",
    ),
    _text(
        "subjects",
        Group.PERSONAL,
        "Whose data it is",
        needed=Needed.CONTROLLER,
        hint="Categories of people, not names. UK GDPR art. 30(1)(c).",
    ),
    _text(
        "categories",
        Group.PERSONAL,
        "Categories of data",
        needed=Needed.CONTROLLER,
        hint="UK GDPR art. 30(1)(c).",
    ),
    _text(
        "recipients",
        Group.PERSONAL,
        "Categories of recipients",
        needed=Needed.CONTROLLER,
        hint="“None” where there are none. UK GDPR art. 30(1)(d).",
    ),
    _text(
        "transfers",
        Group.PERSONAL,
        "Transfers to other countries, and their safeguards",
        needed=Needed.PERSONAL,
        hint="“None” where there are none. UK GDPR art. 30(1)(e) and (2)(c).",
    ),
    _text(
        "security",
        Group.PERSONAL,
        "Security measures, in general",
        needed=Needed.PERSONAL,
        hint="UK GDPR art. 30(1)(g) and (2)(d).",
    ),
    _text(
        "controllers",
        Group.PERSONAL,
        "For which controllers, and their contact",
        needed=Needed.PROCESSOR,
        hint="Where the body is a processor. UK GDPR art. 30(2)(a).",
    ),
    _text(
        "processing",
        Group.PERSONAL,
        "Categories of processing for them",
        needed=Needed.PROCESSOR,
        hint="Where the body is a processor. UK GDPR art. 30(2)(b).",
    ),
    _yes_no("special", Group.PERSONAL, "Is there data of a special category in it?"),
    Field(
        "condition",
        Group.PERSONAL,
        "Condition for the special category",
        needed=Needed.SPECIAL,
        hint="UK GDPR art. 9(2), and the schedule and part of the Data Protection Act 2018.",
    ),
    Field(
        "rule",
        Group.RETENTION,
        "Retention rule",
        needed=Needed.APPROVAL,
        public=True,
        hint="The code of a rule. Left empty, the rules of its classes count.",
        most=60,
    ),
    _choice(
        "value", Group.VALUE, "Value to the business", VALUES, needed=Needed.APPROVAL, public=True
    ),
    _yes_no("vital", Group.VALUE, "Is it vital for going on after a disaster?"),
    _text("public_value", Group.VALUE, "Value to the public", public=True),
    _text("reuse", Group.VALUE, "How others could use it", public=True),
    _text("needed_by", Group.ACCESS, "Who needs it, and why"),
    Field("access_on", Group.ACCESS, "Access last reviewed on", form=Form.DAY),
    _text("shared_with", Group.SHARING, "Who it is shared with, and on what footing"),
    Field("backup", Group.BACKUP, "How it is backed up"),
    Field("backup_every", Group.BACKUP, "How often"),
    Field("backup_place", Group.BACKUP, "Where the backup is"),
    Field(
        "recovery_point",
        Group.BACKUP,
        "Most hours of work that may be lost",
        form=Form.NUMBER,
        hint="The recovery point.",
        most=6,
    ),
    Field(
        "recovery_time",
        Group.BACKUP,
        "Most hours until it works again",
        form=Form.NUMBER,
        hint="The recovery time.",
        most=6,
    ),
    Field("backed_up_on", Group.BACKUP, "Last good backup on", form=Form.DAY),
    Field("restored_on", Group.BACKUP, "Restoring last tried on", form=Form.DAY),
    _choice("restored", Group.BACKUP, "How that went", OUTCOMES),
    Field("supplier", Group.CONTRACT, "Supplier who holds or processes it"),
    Field("contract_ends", Group.CONTRACT, "Last day of the contract", form=Form.DAY),
    _text("risks", Group.RISK, "What could go wrong, and what is done about it"),
    Field(
        "review_on",
        Group.REVIEW,
        "Next review",
        form=Form.DAY,
        needed=Needed.APPROVAL,
        public=True,
    ),
    _yes_no("published", Group.REVIEW, "Publish what is public of this entry?"),
    Field("licence", Group.REVIEW, "Licence for re-use", public=True),
)
BY_NAME = {one.name: one for one in FIELDS}
# Kept in columns or rows of their own, since lists and rules go by them.
OWN = ("title", "unit", "owner", "classes", "boxes", "sources")
