"""What is due, and what no date can be computed for."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.retention.queries.dispositions import kept_for_transfer
from muniment.lifecycle.retention.queries.schedule import rules_with
from muniment.lifecycle.retention.types import Action

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record


def due(
    actor: Profile,
    on: date,
    *,
    file_class: str | None = None,
    unit: str | None = None,
    among: Collection[int] | None = None,
) -> "QuerySet[Record]":
    """What the actor may see and is due on the civil date `on` or before, the longest due first.

    `file_class` takes in all below it, `unit` all that it or a unit below it owns, `among` what is
    of these audiences. The order is that of the index, so that a million records are a range scan.
    """
    access.require(actor, Permission.RETENTION_SEE)
    audiences = set(access.visible_audiences(actor))
    if among is not None:
        audiences &= set(among)
    if file_class:
        audiences &= _audiences_of_class(file_class)
    if unit:
        audiences &= _audiences_of_unit(unit)
    found = records.every_record().filter(
        state=RecordState.DECLARED, due_on__lte=on, audience__in=audiences
    )
    return found.order_by("due_on", "audience_id", "pk")


def due_for_transfer(
    actor: Profile, on: date, *, file_class: str | None = None
) -> "QuerySet[Record]":
    """What the actor may see and is due to be transferred on the civil date `on` or before: by its
    rule, or because a review decided to keep it for that."""
    # The rules are few that speak of it: by them it is found among a million that are due.
    found = due(actor, on, file_class=file_class).filter(due_action=Action.TRANSFER)
    spoken_of = Q(rule__in=rules_with(Action.TRANSFER))
    kept = kept_for_transfer()
    return found.filter(spoken_of | Q(reference__in=kept) if kept else spoken_of)


def _audiences_of_class(reference: str) -> set[int]:
    branch = fileplan.below(fileplan.class_named(reference))
    return _audiences(str(number) for number in branch.values_list("pk", flat=True))


def _audiences_of_unit(reference: str) -> set[int]:
    owned = fileplan.effective_of(fileplan.classes())
    return _audiences(str(pk) for pk, one in owned.items() if reference in one.place.units)


def _audiences(scopes: Iterable[str]) -> set[int]:
    return {number for number, _, _ in access.audiences_of(scopes)}


def due_plan(actor: Profile, on: date) -> str:
    """How the database finds what is due: its own words."""
    return due(actor, on).values_list("pk").explain()


def waiting_for_event(actor: Profile) -> "QuerySet[Record]":
    """What is open-ended: a rule is in force and its clock has not started [checklist 54]."""
    access.require(actor, Permission.RETENTION_SEE)
    open_ended = records.visible(actor).filter(
        state=RecordState.DECLARED, due_on=None, trigger_on=None, rule_version__isnull=False
    )
    return open_ended.order_by("captured_at", "pk")


def without_rule(actor: Profile) -> "QuerySet[Record]":
    """What is kept because no rule is in force for it: undecided, unknown or retired."""
    access.require(actor, Permission.RETENTION_SEE)
    undated = records.visible(actor).filter(state=RecordState.DECLARED, rule_version=None)
    return undated.order_by("captured_at", "pk")
