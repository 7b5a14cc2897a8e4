"""Reads of the rules about kinds of mail, and what they say of messages at capture."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from muniment.holdings.capture.types import MessageHeaders, Verdict
from muniment.holdings.mail.models import EphemeraRule
from muniment.holdings.mail.rules import kind_of
from muniment.holdings.mail.types import KINDS, Choice, Kind, Stands

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass


def rules_set() -> list[EphemeraRule]:
    """Every rule that somebody has set, by kind, that of the whole body first."""
    rows = EphemeraRule.objects.select_related("file_class", "into")
    return sorted(rows, key=lambda one: (one.kind, one.file_class.path if one.file_class else ""))


def stands(file_class: "FileClass | None" = None) -> list[Stands]:
    """What is done with each kind in a class, or in the whole body."""
    path = file_class.path if file_class else ""
    found: dict[str, EphemeraRule] = {}
    for one in rules_set():  # a class further down stands after those above it
        if one.file_class is None or path.startswith(one.file_class.path):
            found[one.kind] = one
    return [_stands(kind, found.get(kind)) for kind in Kind]


def _stands(kind: Kind, rule: EphemeraRule | None) -> Stands:
    if rule is None:
        return Stands(kind, Choice.TELL)
    where = rule.file_class.reference if rule.file_class else ""
    into = rule.into.reference if rule.into else ""
    return Stands(kind, Choice(rule.choice), where, into)


def judge(file_class: "FileClass", messages: Sequence[MessageHeaders]) -> list[Verdict]:
    """What becomes of each of the messages that are captured into the class. Asked by capture,
    which lives below, by the name in MUNIMENT_MAIL_SORTER."""
    kinds = [kind_of(one.block, one.opening) if one.block else None for one in messages]
    if not any(kinds):
        return [Verdict()] * len(kinds)
    said = {one.kind: one for one in stands(file_class)}
    return [_verdict(said[kind]) if kind else Verdict() for kind in kinds]


def _verdict(stands: Stands) -> Verdict:
    if stands.choice is Choice.LEAVE:
        words = f"{KINDS[stands.kind]}: left where it is, by the rule for such messages."
        return Verdict(stands.kind, left=words)
    return Verdict(stands.kind, into=stands.into)
