"""Schedules, their editions, and what is published of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.errors import NotFound, Reason, Refused
from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.models import (
    DraftRule,
    Edition,
    EditionComment,
    Rule,
    RuleVersion,
    Schedule,
)
from muniment.lifecycle.retention.queries.agreeing import areas_of
from muniment.lifecycle.retention.queries.clauses import clauses_of
from muniment.lifecycle.retention.queries.effect import effect_of, effect_of_retiring
from muniment.lifecycle.retention.queries.schedule import draft_of, rules, versions
from muniment.lifecycle.retention.types import RuleDraft, RuleState
from muniment.lifecycle.retention.types.schedules import (
    UNDER_WAY,
    Approval,
    Changes,
    EditionFacts,
    EditionState,
    PublishedEdition,
)

ENDED = (EditionState.PUBLISHED, EditionState.SUPERSEDED)


def schedules() -> QuerySet[Schedule]:
    """Every schedule by code, with the number of its edition in force, how many rules are in
    force in it (`ruling`), and the state of the edition under way."""
    own = Edition.objects.filter(schedule=OuterRef("pk"))
    return Schedule.objects.annotate(
        in_force=Subquery(own.filter(state=EditionState.PUBLISHED).values("number")[:1]),
        under_way=Subquery(own.filter(state__in=UNDER_WAY).values("state")[:1]),
        ruling=Count("rules", filter=Q(rules__state=RuleState.ACTIVE)),
    ).order_by("code")


def schedule_named(code: str) -> Schedule:
    """The schedule with this code. Raises NotFound."""
    found = schedules().filter(code=code.strip()).first()
    if found is None:
        raise NotFound("schedule", code)
    return found


def editions(code: str) -> QuerySet[Edition]:
    """The editions of a schedule, the newest first. Raises NotFound."""
    return schedule_named(code).editions.select_related("schedule").order_by("-number")


def edition_named(code: str, number: int) -> Edition:
    """One edition of a schedule. Raises NotFound."""
    found = editions(code).filter(number=number).first()
    if found is None:
        raise NotFound("edition", f"{code}/{number}")
    return found


def edition_in_force(code: str) -> Edition | None:
    """The edition of the schedule that is published; None: none is."""
    return Edition.objects.filter(schedule__code=code, state=EditionState.PUBLISHED).first()


def edition_under_way(code: str) -> Edition:
    """The edition of the schedule that is being made. Raises Refused where none is."""
    found = editions(code).filter(state__in=UNDER_WAY).first()
    if found is None:
        said = f"No edition of {code} is under way. Begin one."
        raise Refused(Reason("none", said, "edition"))
    return found


def drafts(edition: Edition) -> QuerySet[DraftRule]:
    """The rules of an edition, by code."""
    return edition.drafts.order_by("code")


def draft_named(edition: Edition, code: str) -> DraftRule:
    """One rule of an edition. Raises NotFound."""
    found = drafts(edition).filter(code=code.strip()).first()
    if found is None:
        raise NotFound("rule", code)
    return found


def rules_of(edition: Edition | None) -> list[RuleDraft]:
    """The rules of an edition as values, by code; of None there are none."""
    return [draft_of(one) for one in drafts(edition)] if edition else []


def read_edition(
    edition: Edition, rows: Sequence[Mapping[str, object]], *, today: date
) -> tuple[list[RuleDraft], list[Reason]]:
    """The rules in the rows of a file as those of the edition, and every fault in any of them."""
    found, faults = decide.read_rows(rows, today=today, drafted=True)
    if not rows:
        faults.append(Reason("empty", "There are no rows in what was given."))
    if len(rows) > decide.MOST_RULES:
        said = f"An edition has at most {decide.MOST_RULES:,} rules."
        faults.append(Reason("too_many", said))
    codes = [one.code for one in found]
    elsewhere = belonging(codes, but=edition.schedule.code)
    return found, [*faults, *decide.reasons_of_others(codes, elsewhere)]


def comments(edition: Edition) -> QuerySet[EditionComment]:
    """What was said of an edition, in order."""
    return edition.comments.order_by("pk")


def comment_named(edition: Edition, number: int) -> EditionComment:
    """One comment on an edition. Raises NotFound."""
    found = comments(edition).filter(pk=number).first()
    if found is None:
        raise NotFound("comment", str(number))
    return found


def facts_of(edition: Edition) -> EditionFacts:
    """The edition, as far as it decides what may become of it."""
    return EditionFacts(
        state=EditionState(edition.state),
        version=edition.version,
        rules=edition.drafts.count(),
        unanswered=edition.comments.filter(answered_at=None).count(),
        drafters=tuple(edition.drafters),
        consult_until=edition.consult_until,
        not_agreed=tuple(areas_of(edition).filter(agreed_at=None).values_list("unit", flat=True)),
    )


def belonging(codes: Iterable[str], *, but: str = "") -> dict[str, str]:
    """The schedule that each of these rules belongs to, by code of the rule, in force or in an
    edition under way; those of schedule `but` and of none are left out."""
    wanted = set(codes)
    drafted = DraftRule.objects.filter(edition__state__in=UNDER_WAY, code__in=wanted)
    owned = Rule.objects.filter(code__in=wanted).exclude(schedule=None)
    return {
        code: schedule
        for code, schedule in (
            *drafted.values_list("code", "edition__schedule__code"),
            *owned.values_list("code", "schedule__code"),
        )
        if schedule != but
    }


def reasons_not_to_change_alone(wanted: Iterable[RuleDraft]) -> list[Reason]:
    """Why rules cannot be changed one by one: those that belong to a schedule and would differ."""
    new = {one.code: one for one in wanted}
    owned = rules().exclude(rule__schedule=None).filter(rule__code__in=new)
    retired = rules(retired=True).exclude(rule__schedule=None).filter(rule__code__in=new)
    return [
        _reason_of_schedule(one.rule.code, one.rule.schedule.code)
        for one in (*owned.select_related("rule__schedule"), *retired)
        if one.rule.schedule and draft_of(one) != new[one.rule.code]
    ]


def reasons_in_schedule(rule: Rule) -> list[Reason]:
    """Why the rule cannot be retired or deleted by itself."""
    return [_reason_of_schedule(rule.code, rule.schedule.code)] if rule.schedule else []


def _reason_of_schedule(rule: str, schedule: str) -> Reason:
    said = f"Rule {rule} belongs to schedule {schedule}. Change it in an edition of that."
    return Reason("in_schedule", said, "code")


def changes_of(edition: Edition) -> Changes:
    """How the edition differs from the one that was or is in force before it."""
    ended = edition.schedule.editions.filter(state__in=ENDED, number__lt=edition.number)
    return changes_from(ended.order_by("-number").first(), edition)


def changes_from(before: Edition | None, edition: Edition) -> Changes:
    """How the edition differs from another; from None: from an empty one."""
    clauses = (clauses_of(before), clauses_of(edition))
    return decide.changes_between(rules_of(before), rules_of(edition), clauses=clauses)


def effect_of_edition(
    actor: Profile, edition: Edition, *, today: date, most: int | None = None
) -> decide.Effect:
    """How the dates of records would move if the edition were in force on the civil date `today`:
    those of all rules that it changes, brings or leaves out, added up. Nothing is changed. With
    `most`, a share of the records of each rule is looked at. Raises NotPermitted for whoever does
    not manage rules."""
    access.require(actor, Permission.RETENTION_MANAGE)
    wanted = rules_of(edition)
    current = {draft_of(one).code: draft_of(one) for one in _current(edition, wanted)}
    found = decide.Effect()
    for draft in wanted:
        if current.get(draft.code) != draft:
            found.take_in(effect_of(actor, draft, today=today, most=most))
    for code in sorted(set(current) - {one.code for one in wanted}):
        found.take_in(effect_of_retiring(actor, code, today=today, most=most))
    return found


def _current(edition: Edition, wanted: Iterable[RuleDraft]) -> QuerySet[RuleVersion]:
    named = [one.code for one in wanted]
    own = Q(rule__schedule=edition.schedule) | Q(rule__code__in=named)
    return versions().filter(own, rule__state=RuleState.ACTIVE)


# -- for anybody ----------------------------------------------------------------------------------
def published_editions(code: str = "") -> list[PublishedEdition]:
    """The editions that are in force, by code of their schedule; or every edition of one schedule
    that is or was, the newest first. Nothing of drafts, of comments or of people is in them."""
    wanted = Edition.objects.select_related("schedule").exclude(published_at=None)
    if code:
        found = wanted.filter(schedule__code=code).order_by("-number")
    else:
        found = wanted.filter(state=EditionState.PUBLISHED).order_by("schedule__code")
    every = DraftRule.objects.filter(edition__in=found).order_by("code")
    listed: dict[int, list[RuleDraft]] = {}
    for one in every:
        listed.setdefault(one.edition_id, []).append(draft_of(one))
    return [_published(one, listed.get(one.pk, [])) for one in found]


def _published(edition: Edition, found: list[RuleDraft]) -> PublishedEdition:
    schedule = edition.schedule
    assert edition.published_at is not None
    return PublishedEdition(
        schedule=schedule.code,
        title=schedule.title,
        purpose=schedule.purpose,
        owner_unit=schedule.owner_unit,
        area=schedule.area,
        number=edition.number,
        published_at=edition.published_at,
        until=edition.ended_at,
        approval=Approval(edition.body, edition.met_on, edition.minute),
        rules=tuple(found),
        clauses=clauses_of(edition),
    )


def what_changed(code: str, before: int, after: int) -> Changes:
    """How one published edition of a schedule differs from another, by their numbers. Raises
    NotFound where one of them was never published."""
    found = {one.number: one for one in published_editions(code)}
    for number in (before, after):
        if number not in found:
            raise NotFound("edition", f"{code}/{number}")
    was, now = found[before], found[after]
    return decide.changes_between(was.rules, now.rules, clauses=(was.clauses, now.clauses))
