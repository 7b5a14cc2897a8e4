"""What is said of a risk, field by field: forms, imports and lists are made of this."""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How a field is written."""

    LINE = "line"
    TEXT = "text"
    CATEGORY = "category"
    UNIT = "unit"
    PERSON = "person"
    ASSETS = "assets"
    TREATMENT = "treatment"
    DAY = "day"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name, what it is called, how it is written and how long it may be, whether a
    draft needs it, and whether an open risk does."""

    name: str
    label: str
    form: Form
    hint: str = ""
    most: int = 200
    always: bool = False
    open: bool = True


FIELDS = (
    Field("title", "Name", Form.LINE, "What people call it, in a few words.", always=True),
    Field("cause", "Cause", Form.TEXT, "Because of what? “Because …”", 2_000),
    Field("event", "Event", Form.TEXT, "What may happen? “… there is a risk that …”", 2_000),
    Field("effect", "Effect", Form.TEXT, "What would follow? “… which would lead to …”", 2_000),
    Field("category", "Category", Form.CATEGORY, "It says how much risk the body accepts."),
    Field("unit", "Unit", Form.UNIT, always=True),
    Field("owner", "Owner", Form.PERSON, "Who answers for it."),
    Field(
        "assets",
        "Information assets",
        Form.ASSETS,
        "References of the register of information assets, with spaces between them.",
        2_000,
        open=False,
    ),
    Field("treatment", "Treatment", Form.TREATMENT, "What is done with the risk."),
    Field("plan", "Plan", Form.TEXT, "What will be done, by whom and by when.", 2_000, open=False),
    Field("review_on", "Next review", Form.DAY, "The day it is looked at again."),
)
KINDS = ("inherent", "current", "target")
KIND_LABELS = {
    "inherent": "Inherent",
    "current": "Current",
    "target": "Target",
}
KIND_HINTS = {
    "inherent": "With no controls at all.",
    "current": "With the controls as they are today.",
    "target": "Where the body wants it to be.",
}
SCORES = tuple(
    Field(f"{kind}_{part}", f"{KIND_LABELS[kind]} {part}", Form.SCORE)
    for kind in KINDS
    for part in ("likelihood", "impact")
)
EVERY = (*FIELDS, *SCORES)
BY_NAME = {one.name: one for one in EVERY}
