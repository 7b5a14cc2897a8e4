"""Policies, standards, procedures and guides: what they are, and how each version stands."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

EVERYONE = "everyone"
UNIT, ROLE = "unit:", "role:"  # the beginnings of other audiences


class Kind(StrEnum):
    """What a document is."""

    POLICY = "policy"
    STRATEGY = "strategy"
    STANDARD = "standard"
    PROCEDURE = "procedure"
    GUIDE = "guide"
    DESK_AID = "desk_aid"

    @property
    def label(self) -> str:
        """The kind in words."""
        return self.value.replace("_", " ").capitalize()

    @property
    def by_body(self) -> bool:
        """Whether only a governance body approves it."""
        return self in (Kind.POLICY, Kind.STRATEGY, Kind.STANDARD)


class State(StrEnum):
    """How a version stands."""

    DRAFT = "draft"
    CONSULTING = "consulting"
    CONSULTED = "consulted"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    RETIRED = "retired"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state in words."""
        return STATES[self]

    @property
    def is_open(self) -> bool:
        """Whether it is on its way to being published."""
        return self in OPEN


STATES = {
    State.DRAFT: "Draft",
    State.CONSULTING: "Out for comment",
    State.CONSULTED: "Comments closed",
    State.APPROVED: "Approved",
    State.PUBLISHED: "Published",
    State.SUPERSEDED: "Superseded",
    State.RETIRED: "Retired",
    State.WITHDRAWN: "Withdrawn",
}
OPEN = (State.DRAFT, State.CONSULTING, State.CONSULTED, State.APPROVED)
# What anybody who may read policies reads: what is in force, what was, and what is out for comment.
READ_BY_ALL = (State.CONSULTING, State.PUBLISHED, State.SUPERSEDED, State.RETIRED)
TRANSITIONS = {
    (State.DRAFT, "consult"): State.CONSULTING,
    (State.CONSULTING, "end_consultation"): State.CONSULTED,
    (State.CONSULTING, "send_back"): State.DRAFT,
    (State.CONSULTED, "send_back"): State.DRAFT,
    (State.CONSULTED, "approve"): State.APPROVED,
    (State.APPROVED, "publish"): State.PUBLISHED,
    (State.PUBLISHED, "supersede"): State.SUPERSEDED,
    (State.PUBLISHED, "retire"): State.RETIRED,
    **{(one, "withdraw"): State.WITHDRAWN for one in OPEN},
}


class Content(StrEnum):
    """What the policy on records must say: Code of Practice on the management of records under
    section 46 of the Freedom of Information Act 2000, on the policy."""

    COMMITMENT = "commitment"
    ROLE = "role"
    RELATED = "related"
    ROLES = "roles"
    MONITORING = "monitoring"
    PUBLICATION = "publication"

    @property
    def label(self) -> str:
        """What it says, in words."""
        return CONTENTS[self]


CONTENTS = {
    Content.COMMITMENT: "The commitment to create, keep and manage records of what the body does",
    Content.ROLE: "The role of records management, and how it serves the strategy of the body",
    Content.RELATED: "How it connects with related policies, such as on e-mail and data protection",
    Content.ROLES: "Who does what, and who answers for it",
    Content.MONITORING: "How it is seen that people follow it",
    Content.PUBLICATION: "Where it is published, so that the public can read it",
}


class LinkKind(StrEnum):
    """What a document may be linked to."""

    DOCUMENT = "document"
    RULE = "rule"
    ASSET = "asset"
    INDICATOR = "indicator"
    PRINCIPLE = "principle"
    CONTROL = "control"
    QUESTION = "question"
    LAW = "law"

    @property
    def label(self) -> str:
        """The kind in words."""
        return LINK_KINDS[self]


LINK_KINDS = {
    LinkKind.DOCUMENT: "Another document",
    LinkKind.RULE: "A retention rule",
    LinkKind.ASSET: "An information asset",
    LinkKind.INDICATOR: "An indicator",
    LinkKind.PRINCIPLE: "A principle",
    LinkKind.CONTROL: "A control",
    LinkKind.QUESTION: "A question of an assessment",
    LinkKind.LAW: "A law or standard",
}


class Screen(StrEnum):
    """Where in Muniment the right paragraph can be shown: at the point of work."""

    TITLE = "title"
    CLOSE = "close"
    DISPOSE = "dispose"
    HOLD = "hold"
    ASSET = "asset"

    @property
    def label(self) -> str:
        """The place in words."""
        return SCREENS[self]


SCREENS = {
    Screen.TITLE: "Giving a paper its title",
    Screen.CLOSE: "Closing a folder",
    Screen.DISPOSE: "Deciding what becomes of records",
    Screen.HOLD: "Placing a hold",
    Screen.ASSET: "Describing an information asset",
}


class Answer(StrEnum):
    """What came of a change that somebody proposed."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    MERGED = "merged"

    @property
    def label(self) -> str:
        """The answer in words."""
        return ANSWERS[self]


ANSWERS = {
    Answer.ACCEPTED: "Accepted",
    Answer.REJECTED: "Not taken up",
    Answer.MERGED: "Taken up with another change",
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered part of a text that can be cited. `source`: its Markdown without marks; `words`:
    what it says, as one line; `digest`: SHA-256 of that; `key`: a name that stays when numbers
    move; `meets`: what it says of what a policy must; `values`: what it states, by name."""

    number: str
    source: str
    words: str
    digest: str
    heading: bool = False
    level: int = 0
    key: str = ""
    meets: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a paragraph between two texts: None before where it is new, None after where
    it is gone."""

    before: Paragraph | None
    after: Paragraph | None

    @property
    def label(self) -> str:
        """The change in a word."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "changed" if self.before.digest != self.after.digest else "moved"


@dataclass(frozen=True, slots=True)
class PolicyDraft:
    """What is said of a document, apart from its text: who answers for it (user name, e-mail or
    reference), which body approves it (by reference), who is to acknowledge it (`everyone`,
    `unit:HOU`, `role:siro`), how many months may pass between its reviews, and what it is found
    by: topics, and for whom, at which stage and in which system it helps."""

    kind: str
    title: str
    owner: str
    summary: str = ""
    unit: str = ""
    owner_post: str = ""
    body: str = ""
    audience: tuple[str, ...] = ()
    review_months: int = 12
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """A value that a published text states, and where."""

    name: str
    value: str
    policy: str
    title: str
    version: str
    paragraph: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A name for which different values are stated; the last may be what Muniment itself does."""

    name: str
    stated: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """How policies stand on a day: published, in date (K29), overdue, not complete, with stated
    values that differ, desk aids whose source has changed; and of the people who were asked 30
    days ago or more, how many have acknowledged (K28)."""

    on: date
    published: int = 0
    in_date: int = 0
    overdue: int = 0
    incomplete: int = 0
    conflicts: int = 0
    stale: int = 0
    asked: int = 0
    acknowledged: int = 0


@dataclass(frozen=True, slots=True)
class Impact:
    """What publishing a version would change: paragraphs by what became of them, stated values as
    they were and are, how many people are to acknowledge it, desk aids that fall behind, documents
    that point at it, and for each retention rule it is linked to, the classes and the records
    under it."""

    changes: tuple[dict[str, str], ...] = ()
    values: tuple[dict[str, str], ...] = ()
    people: int = 0
    units: tuple[str, ...] = ()
    aids: tuple[str, ...] = ()
    pointing: tuple[str, ...] = ()
    rules: tuple[dict[str, str | int], ...] = field(default=())
