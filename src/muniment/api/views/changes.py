"""How one edition of a schedule differs from another, as the interface gives it."""

from dataclasses import asdict

from ninja import Schema

from muniment.lifecycle.retention.types import RuleDraft
from muniment.lifecycle.retention.types.schedules import Changes


class ChangedClause(Schema):
    """A clause that differs: before, after; empty where there is none."""

    clause: str
    before: str
    after: str


class ChangedRule(Schema):
    """A rule that differs, with each column that does: before, after."""

    code: str
    title: str
    columns: dict[str, list[str]]


class ChangesShown(Schema):
    """How an edition differs from the one that was in force before it."""

    added: list[str]
    left_out: list[str]
    changed: list[ChangedRule]
    same: int
    clauses: list[ChangedClause]


def changes_shown(found: Changes) -> ChangesShown:
    """The differences as the interface gives them."""
    return ChangesShown(
        added=_codes(found.added),
        left_out=_codes(found.left_out),
        changed=[
            ChangedRule(
                code=one.code,
                title=one.title,
                columns={name: [before, after] for name, before, after in one.columns},
            )
            for one in found.changed
        ],
        same=found.same,
        clauses=[ChangedClause(**asdict(one)) for one in found.clauses],
    )


def _codes(found: tuple[RuleDraft, ...]) -> list[str]:
    return [one.code for one in found]
