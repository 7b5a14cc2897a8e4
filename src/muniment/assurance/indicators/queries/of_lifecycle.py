"""What is counted of retention, disposal and transfer."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q

from muniment.assurance.indicators import rules
from muniment.assurance.indicators.queries.formulas import formula, moments, of_audiences, whole
from muniment.assurance.indicators.types import Period, Tally
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.physical.models import Box
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.disposal.models import Review, ReviewItem
from muniment.lifecycle.holds import queries as holds
from muniment.lifecycle.retention import queries as retention
from muniment.lifecycle.retention.models import RuleReview, RuleVersion
from muniment.lifecycle.retention.types import Action


@formula("K08")
def under_control(period: Period) -> Mapping[str, Tally]:
    """Folders that are open, or have records, whose class comes to a rule in force; and boxes, of
    which every paper has one."""
    ruled = _classes_with_rule()
    groups: Any = records.every_folder().order_by().values_list("audience", "file_class")
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for audience, file_class, number in groups.annotate(n=Count("pk")):
        counts[audience][0] += number if file_class in ruled else 0
        counts[audience][1] += number
    found = of_audiences((one, good, every) for one, (good, every) in counts.items())
    without = Q(papers__record__rule="", papers__record__state=RecordState.DECLARED)
    boxes = Box.objects.annotate(gaps=Count("pk", filter=without)).order_by()
    for unit, gaps in boxes.values_list("unit", "gaps"):
        found[unit] = found.get(unit, Tally()) + Tally(int(not gaps), 1)
    return found


def _classes_with_rule() -> set[int]:
    code_of = {
        number: one.rule.value or ""
        for number, one in fileplan.effective_of(fileplan.classes()).items()
    }
    in_force = set(retention.terms_of(code_of.values()))
    return {number for number, code in code_of.items() if code in in_force}


@formula("K09")
def backlog(period: Period) -> Mapping[str, Tally]:
    """Records past their date that nothing covers, over those that fell due in a year."""
    declared = records.every_record().filter(state=RecordState.DECLARED)
    past = declared.filter(due_on__lte=period.last).exclude(_covered())
    year = rules.months_before(period.last, 12)
    due = records.every_record().filter(due_on__gt=year, due_on__lte=period.last)
    left = dict(_by_audience(past))
    fell = dict(_by_audience(due))
    return of_audiences((one, left.get(one, 0), fell.get(one, 0)) for one in {*left, *fell})


def _by_audience(rows: Any) -> Any:
    return rows.order_by().values_list("audience").annotate(n=Count("pk"))


def _covered() -> Q:
    """The condition that a review is at work on a record, or a hold keeps it."""
    scopes = holds.active_scopes()
    folders = list(scopes.filter(folder__isnull=False).values_list("folder", flat=True))
    alone = scopes.filter(record__isnull=False).values("record")
    paths = scopes.filter(file_class__isnull=False).values_list("file_class__path", flat=True)
    found = Q(pk__in=ReviewItem.objects.filter(open=True).values("record"))
    found |= Q(folder__in=folders) | Q(pk__in=alone) | Q(pk__in=records.also_found(folders))
    for path in paths:
        found |= Q(file_class__path__startswith=path)
    return found


@formula("K10")
def time_to_decide(period: Period) -> Mapping[str, Tally]:
    """The days from the proposal to the last decision, of each review decided in the period."""
    since, until = moments(period)
    rows = Review.objects.filter(decided_at__gte=since, decided_at__lt=until)
    days = [
        (civil_date(decided) - civil_date(proposed)).days
        for proposed, decided in rows.values_list("proposed_at", "decided_at")
        if decided
    ]
    return {"": Tally(values=tuple(days))}


@formula("K11")
def beyond_transfer(period: Period) -> Mapping[str, Tally]:
    """Records to be transferred, past their date, that nobody has received."""
    rows = records.every_record().filter(
        state=RecordState.DECLARED, due_action=Action.TRANSFER, due_on__lte=period.last
    )
    rows = rows.exclude(retention.has_been_transferred())
    return of_audiences((audience, number, 0) for audience, number in _by_audience(rows))


@formula("K15")
def rules_in_date(period: Period) -> Mapping[str, Tally]:
    """Rules in force that were made, or looked at, within the interval; none where the body has not
    said how often they are looked at."""
    months = retention.review_interval()
    if not months:
        return {}
    _, until = moments(period)
    since = rules.months_before(period.last, months)
    reviews = RuleReview.objects.filter(reviewed_at__lt=until)
    looked = {
        code for code, at in reviews.values_list("rule", "reviewed_at") if civil_date(at) > since
    }
    made = RuleVersion.objects.filter(made_at__lt=until).values_list("rule__code", "made_at")
    fresh = looked | {code for code, at in made if civil_date(at) > since}
    codes = [one.rule.code for one in retention.rules()]
    return whole(sum(code in fresh for code in codes), len(codes))
