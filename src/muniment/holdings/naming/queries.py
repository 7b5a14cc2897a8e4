"""The naming rules in force, what they say of titles, and what of all titles taken together."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet, Sum

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission, Profile
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.naming import rules
from muniment.holdings.naming.models import Convention, Recheck, TitleCount
from muniment.holdings.naming.types import (
    Asked,
    Check,
    Conventions,
    DateForm,
    Looked,
    Personal,
    Preview,
    Severity,
    UnitLine,
)
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import Judged, RecordState, Titled, TitleState

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass
    from muniment.holdings.records.models import Record

TRIED = 2_000  # titles that a preview tries
MONTHS = 13
TO_MEND = (TitleState.FAILING, TitleState.ADVISED)


def asked_by(row: Convention) -> Asked:
    """The convention as a value."""
    given = dict(row.terms)
    return Asked(
        Check(row.about),
        Severity(row.severity),
        pattern=given.get("pattern", ""),
        date_form=DateForm(given.get("date_form", DateForm.DASHED)),
        words=tuple(given.get("words", ())),
        least=given.get("least", 1),
        most=given.get("most", 500),
        allowed=given.get("allowed", ""),
        kinds=tuple(Personal(one) for one in given.get("kinds", ())),
    )


def terms_of(asked: Asked) -> dict[str, Any]:
    """What is kept of it beside its check and severity."""
    given = asdict(asked)
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in given.items()
        if name not in ("check", "severity")
    }


def own_conventions(reference: str) -> dict[Check, Asked]:
    """What the class itself asks (a blank reference: the whole body)."""
    rows = Convention.objects.filter(file_class__reference=reference)
    rows = rows if reference else Convention.objects.filter(file_class=None)
    return {Check(one.about): asked_by(one) for one in rows}


def conventions(file_class: "FileClass | None") -> Conventions:
    """What is in force for the titles in the class; None: what the whole body asks."""
    if file_class is None:
        return rules.in_force([("", True, list(own_conventions("").values()))])
    return conventions_of([file_class])[file_class.pk]


def conventions_of(classes: Iterable["FileClass"]) -> dict[int, Conventions]:
    """What is in force for each of the classes, by number, in a few questions for all."""
    wanted = list(classes)
    own: dict[int | None, list[Asked]] = defaultdict(list)
    for row in Convention.objects.order_by("pk"):
        own[row.file_class_id].append(asked_by(row))
    if not own:
        return {one.pk: () for one in wanted}
    paths = {path for one in wanted for path in [*fileplan.paths_above(one.path), one.path]}
    rows = fileplan.classes_at(paths)
    return {one.pk: _in_force(one, rows, own) for one in wanted}


def _in_force(
    one: "FileClass", rows: "Mapping[str, FileClass]", own: dict[int | None, list[Asked]]
) -> Conventions:
    chain = [rows[path] for path in [*fileplan.paths_above(one.path), one.path]]
    steps: list[tuple[str, bool, Sequence[Asked]]] = [("", True, own.get(None, []))]
    steps += [(step.reference, step.inherits, own.get(step.pk, [])) for step in chain]
    return rules.in_force(steps)


def judge(titles: Sequence[Titled], /) -> list[Judged]:
    """What the naming rules say of titles; asked by the records room in the transaction that
    files or changes them. A folder is asked for no parts: a date is its records' matter."""
    found = conventions_of(fileplan.classes_numbered(one.file_class for one in titles))
    return [
        rules.judged(one.title, _of_kind(found[one.file_class], one.of_folder)) for one in titles
    ]


def _of_kind(found: Conventions, of_folder: bool) -> Conventions:
    if not of_folder:
        return found
    return tuple(each for each in found if each.asked.check is not Check.PATTERN)


def look(
    titles: Iterable[str], file_class: str, day: date, *, of_folder: bool = False
) -> list[Looked]:
    """What the rules of a class (blank: of the whole body) say of these titles of records, or of
    folders. `day` is the date that a suggestion has where one is asked for. Nothing is kept."""
    found = conventions(fileplan.class_named(file_class) if file_class else None)
    found = _of_kind(found, of_folder)
    return [rules.looked_at(one, found, day) for one in titles]


def look_at(found: Sequence["Record"]) -> dict[int, Looked]:
    """What the rules say of the titles of records, by number: the caller has trimmed them."""
    classes = fileplan.classes_numbered({one.file_class_id for one in found})
    in_force = conventions_of(classes)
    return {
        one.pk: rules.looked_at(one.title, in_force[one.file_class_id], one.record_date)
        for one in found
    }


def to_mend(
    actor: Profile, *, unit: str = "", check: str = "", state: str = ""
) -> "QuerySet[Record]":
    """The records that the actor may see whose titles do not follow the rules, oldest first."""
    states = [state] if state in set(TitleState) else list(TO_MEND)
    audiences = access.visible_audiences(actor)
    if unit:
        audiences = frozenset(_units_of(audiences, unit))
    found = records.visible(actor).filter(
        state=RecordState.DECLARED, audience__in=audiences, title_state__in=states
    )
    found = found.filter(title_checks__contains=check) if check in set(Check) else found
    return found.select_related("file_class", "folder").order_by("pk")


def _units_of(audiences: Iterable[int], unit: str) -> list[int]:
    places = access.places_of(audiences)
    return [number for number, place in places.items() if unit in place.units[:1]]


def report(actor: Profile) -> list[UnitLine]:
    """How the titles that the actor may see follow the rules, by owning unit; counted from an
    index alone."""
    seen = access.visible_audiences(actor)
    declared = records.every_record().filter(state=RecordState.DECLARED, audience__in=seen)
    groups: Any = declared.filter(title_state__isnull=False).order_by()
    groups = groups.exclude(title_state=TitleState.UNJUDGED)
    groups = groups.values_list("audience", "title_state", "title_checks")
    return _lines(groups.annotate(n=Count("pk"), points=Sum("title_score")))


def _lines(rows: Iterable[tuple[int, str, str, int, int]]) -> list[UnitLine]:
    listed = list(rows)
    places = access.places_of({audience for audience, *_ in listed})
    names = {one.reference: one.name for one in access.units()}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    checks: dict[str, Counter[str]] = defaultdict(Counter)
    points: Counter[str] = Counter()
    for audience, state, failed, number, score in listed:
        unit = next(iter(places[audience].units), "")
        counts[unit][state] += number
        points[unit] += score or 0
        checks[unit].update(dict.fromkeys(failed.split(), number))
    return [
        UnitLine(unit, names.get(unit, "No unit"), found, checks[unit], points[unit])
        for unit, found in sorted(counts.items())
    ]


def trend(actor: Profile) -> list[tuple[date, dict[str, int]]]:
    """How many of the titles that the actor may see were of each state on the last day counted in
    each month, the latest thirteen."""
    days = TitleCount.objects.order_by("day").values_list("day", flat=True).distinct()
    ends = {(day.year, day.month): day for day in days}
    chosen = sorted(ends.values())[-MONTHS:]
    counted = TitleCount.objects.filter(access.visible_to(actor), day__in=chosen)
    found: dict[date, dict[str, int]] = {day: {} for day in chosen}
    rows: Any = counted.order_by().values_list("day", "state").annotate(n=Sum("records"))
    for day, state, number in rows:
        found[day][state] = number
    return list(found.items())


def preview(actor: Profile, file_class: str, asked: Asked | None, check: Check) -> Preview:
    """What setting this (None: taking it away) would do to the titles that the actor may see in
    the class and below, or in the whole body. Where there are many, some spread evenly are tried,
    and the answer says so."""
    found = affected(file_class).filter(access.visible_to(actor), state=RecordState.DECLARED)
    total = found.count()
    tried = list(_spread(found, total).only("title", "file_class_id", "title_state"))
    classes = fileplan.classes_numbered({one.file_class_id for one in tried})
    after = _as_if(classes, file_class, asked, check)
    states = [
        (_plain(one.title_state), rules.judged(one.title, after[one.file_class_id]).state)
        for one in tried
    ]
    return Preview(
        records=total,
        tried=len(tried),
        changed=sum(before != now for before, now in states),
        failing_before=sum(before == TitleState.FAILING for before, _ in states),
        failing_after=sum(now == TitleState.FAILING for _, now in states),
    )


def _plain(state: str | None) -> TitleState:
    return TitleState(state) if state else TitleState.UNJUDGED


def _spread(found: "QuerySet[Record]", total: int) -> "QuerySet[Record]":
    """All, or as many as a preview tries, spread evenly over the order of capture."""
    if total <= TRIED:
        return found
    numbers = list(found.order_by("pk").values_list("pk", flat=True))
    return found.filter(pk__in=numbers[:: -(-total // TRIED)])


def _as_if(
    classes: Iterable["FileClass"], reference: str, asked: Asked | None, check: Check
) -> dict[int, Conventions]:
    """What would be in force for each class if this were set where it is to be set."""
    wanted = list(classes)
    own: dict[int | None, list[Asked]] = defaultdict(list)
    place = fileplan.class_named(reference).pk if reference else None
    for row in Convention.objects.order_by("pk"):
        if (row.file_class_id, row.about) != (place, check):
            own[row.file_class_id].append(asked_by(row))
    if asked is not None:
        own[place].append(asked)
    paths = {path for one in wanted for path in [*fileplan.paths_above(one.path), one.path]}
    rows = fileplan.classes_at(paths)
    return {one.pk: _in_force(one, rows, own) for one in wanted}


def affected(file_class: str) -> "QuerySet[Record]":
    """Every record in the class and below (blank: every record), whoever may see it: to judge."""
    every = records.every_record()
    if not file_class:
        return every
    return every.filter(file_class__path__startswith=fileplan.class_named(file_class).path)


def being_checked() -> list[tuple[str, int]]:
    """The classes (blank: the whole body) whose titles are being looked at again, and how many
    have been."""
    return list(Recheck.objects.order_by("file_class").values_list("file_class", "done"))


def any_convention() -> bool:
    """Whether the body asks anything of titles."""
    return Convention.objects.exists()


def classes_that_ask() -> list[tuple[str, str, Asked]]:
    """What is set anywhere: the class and its title (blank: the whole body), what it asks."""
    rows = Convention.objects.select_related("file_class").order_by("file_class__path", "about")
    listed = sorted(rows, key=lambda one: one.file_class.path if one.file_class else "")
    return [
        (one.file_class.reference, one.file_class.title, asked_by(one))
        if one.file_class
        else ("", "The whole body", asked_by(one))
        for one in listed
    ]


def may_mend(actor: Profile) -> bool:
    """Whether the actor may change the titles of records anywhere."""
    return access_rules.may(actor, Permission.RECORDS_EDIT)


def judged_at_all() -> Q:
    """The condition that a record's title was judged by rules."""
    return Q(title_state__isnull=False) & ~Q(title_state=TitleState.UNJUDGED)
