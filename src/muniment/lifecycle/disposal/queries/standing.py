"""Standing approvals: who gave them, what they cover, and what came of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.holdings.search import queries as search
from muniment.lifecycle.disposal import rules
from muniment.lifecycle.disposal.models import StandingApproval, StandingRun
from muniment.lifecycle.disposal.queries.signing import signs
from muniment.lifecycle.disposal.types import (
    STANDING_STAGES,
    ItemState,
    Stage,
    StandingState,
)
from muniment.lifecycle.retention import queries as retention
from muniment.lifecycle.retention.types import Action

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record


def standing_approvals(actor: Profile) -> list[StandingApproval]:
    """The standing approvals that the actor has to do with, the latest first."""
    access.require(actor, Permission.DISPOSAL_SEE)
    every = StandingApproval.objects.order_by("-pk")
    return [one for one in every if _may_see(actor, one)]


def standing_awaiting(actor: Profile) -> list[StandingApproval]:
    """Those that somebody else proposed and the actor can approve."""
    return [
        one
        for one in standing_approvals(actor)
        if one.state == StandingState.PROPOSED
        and one.proposed_by != actor.reference
        and stage_of(actor, class_places(one.classes)) is not None
    ]


def stage_of(actor: Profile, places: Sequence[Place]) -> Stage | None:
    """As what the actor can approve routine destruction at all of these places; None: as
    nothing."""
    return next(
        (one for one in STANDING_STAGES if all(signs(actor, one, place) for place in places)), None
    )


def standing_named(actor: Profile, reference: str) -> StandingApproval:
    """The standing approval with this reference, if the actor has to do with it. Raises
    NotFound."""
    digits = reference.strip().upper().removeprefix("SA-")
    found = StandingApproval.objects.filter(pk=int(digits)).first() if digits.isdecimal() else None
    if found is None or not _may_see(actor, found):
        raise NotFound("standing approval", reference)
    return found


def _may_see(actor: Profile, one: StandingApproval) -> bool:
    return any(may(actor, Permission.DISPOSAL_SEE, at) for at in class_places(one.classes))


def class_places(classes: Iterable[str]) -> list[Place]:
    """Where the classes stand. Raises NotFound for one that is not there."""
    return [fileplan.effective(fileplan.class_named(one)).place for one in classes]


def standing_facts(one: StandingApproval, *, now: datetime) -> rules.StandingFacts:
    """What decides what may be done with the standing approval today."""
    codes = routine_in_force()
    return rules.StandingFacts(
        state=StandingState(one.state),
        proposed_by=one.proposed_by,
        version=one.version,
        from_on=one.from_on,
        until_on=one.until_on,
        lapsed=tuple(_lapsed(one, civil_date(now))),
        rules_gone=tuple(code for code in one.rules if code not in codes),
    )


def _lapsed(one: StandingApproval, today: date) -> list[str]:
    """The names of those who gave it and have the role no more at every class of it."""
    given = [(one.proposed_by, Stage.RECORDS_MANAGER)]
    if one.approved_by:
        given.append((one.approved_by, Stage(one.approved_as)))
    places, lapsed = class_places(one.classes), []
    for person, stage in given:
        profile = access.profile_of(person, on=today)
        whole = profile.active and all(signs(profile, stage, at) for at in places)
        if stage is Stage.RECORDS_MANAGER:
            whole = whole and all(may(profile, Permission.DISPOSAL_EXECUTE, at) for at in places)
        if not whole:
            lapsed.append(access.names_at([person]).get(person, person))
    return lapsed


def routine_in_force() -> frozenset[str]:
    """The rules that are in force, marked as routine, and do nothing but destroy."""
    found = retention.terms_of(retention.routine_codes()).items()
    return frozenset(
        code for code, terms in found if {one.action for one in terms.steps} == {Action.DESTROY}
    )


def branch_of(one: StandingApproval) -> set[int]:
    """The classes that the standing approval covers, by number: those named and all below."""
    branches = [fileplan.below(fileplan.class_named(reference)) for reference in one.classes]
    return {number for below in branches for number in below.values_list("pk", flat=True)}


def due_as_routine(actor: Profile, one: StandingApproval, *, now: datetime) -> "QuerySet[Record]":
    """What was due before today and the standing approval covers, as far as whoever proposed it
    may see it: the longest due first."""
    found = _covered(retention.due(actor, civil_date(now)), one)
    return found.filter(due_on__lt=civil_date(now), due_action=Action.DESTROY)


def _covered(found: "QuerySet[Record]", one: StandingApproval) -> "QuerySet[Record]":
    codes = sorted(routine_in_force() & set(one.rules))
    return found.filter(rule__in=codes, file_class__in=sorted(branch_of(one)))


def open_ended_as_routine(one: StandingApproval) -> int:
    """How many records that it covers wait for an event, and are protected until it comes."""
    living = records.every_record().filter(state=RecordState.DECLARED, due_on=None)
    return _covered(living, one).count()


def routine_facts(
    found: "Sequence[Record]", *, stands: Mapping[int, bool], in_review: Collection[int] = ()
) -> "dict[int, rules.Routine]":
    """What decides for each of these records (by number) whether it is destroyed as routine.
    `stands` and `in_review` by number; holds are looked at apart."""
    valued = retention.valued_among(one.reference for one in found)
    vital, linked = retention.vital_among(found), _linked(found)
    return {
        one.pk: rules.Routine(
            stands=stands[one.pk],
            vital=one.pk in vital,
            of_value=one.reference in valued,
            linked=one.pk in linked,
            in_review=one.pk in in_review,
        )
        for one in found
    }


def _linked(found: "Sequence[Record]") -> set[int]:
    """Those that are filed in another folder too, or that another record speaks of by their
    reference."""
    folders = {one.pk: one.folder_id for one in found}
    linked = {
        one.record_id
        for one in records.places_of_records(folders)
        if one.folder_id != folders[one.record_id]
    }
    for one in found:
        if one.pk not in linked and set(search.every_match(f'"{one.reference}"')) - {one.pk}:
            linked.add(one.pk)
    return linked


def runs_of(one: StandingApproval) -> list[StandingRun]:
    """What came of it, the latest day first, with how many have been destroyed by now."""
    runs = list(one.runs.select_related("review").order_by("-day"))
    for run in runs:
        if run.review is not None:
            gone = run.review.items.filter(state=ItemState.DESTROYED)
            run.destroyed = gone.count()
    return runs
