"""Figures of mailboxes: each reader's own, and those of the units that they answer for."""

from collections import Counter, defaultdict
from datetime import date
from statistics import median

from django.db.models import Count, QuerySet, Sum

from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.dates import add_period
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.habits.models import FiguresImport, MailboxFigures
from muniment.holdings.habits.queries.scope import limits, unit_names, units_seen
from muniment.holdings.habits.types import Moment, UnitLine


def imports() -> QuerySet[FiguresImport]:
    """The lists that were imported, that of the latest day first. They name nobody."""
    return FiguresImport.objects.order_by("-on")


def import_named(reference: str) -> FiguresImport:
    """One import. Raises NotFound."""
    found = FiguresImport.objects.filter(reference=reference).first()
    if found is None:
        raise NotFound("import of figures", reference)
    return found


def latest(*, before: date | None = None) -> FiguresImport | None:
    """The import of the latest day whose figures are still here, or the latest before a day."""
    rows = imports().filter(emptied_at=None)
    return (rows.filter(on__lt=before) if before else rows).first()


def figures(actor: Profile, source: FiguresImport | None) -> QuerySet[MailboxFigures]:
    """The figures of one import that the actor may see, the largest first."""
    rows = MailboxFigures.objects.filter(source=source, unit__in=units_seen(actor))
    return rows.select_related("person", "source").order_by("-size", "account")


def large(actor: Profile, *, unit: str = "") -> QuerySet[MailboxFigures]:
    """The mailboxes of the latest import that are over the limit; of one unit where named."""
    rows = figures(actor, latest()).filter(size__gt=limits().large)
    return rows.filter(unit=unit) if unit else rows


def own(actor: Profile) -> QuerySet[MailboxFigures]:
    """The actor's own figures, the latest first."""
    rows = MailboxFigures.objects.filter(person__reference=actor.reference)
    return rows.select_related("source").order_by("-source__on", "account")


def by_unit(actor: Profile) -> list[UnitLine]:
    """The mailboxes of each unit in the latest import, those with most large ones first."""
    now = latest()
    if now is None:
        return []
    rows = figures(actor, now).order_by()
    sums = rows.values("unit").annotate(accounts=Count("pk"), size=Sum("size"))
    over = Counter(large(actor).order_by().values_list("unit", flat=True))
    then = figures(actor, latest(before=now.on)).order_by()
    before = {one["unit"]: one["size"] for one in then.values("unit").annotate(size=Sum("size"))}
    names = unit_names()
    found = [
        UnitLine(
            unit=one["unit"],
            name=names.get(one["unit"], one["unit"]),
            accounts=one["accounts"],
            large=over[one["unit"]],
            size=one["size"],
            before=before.get(one["unit"]),
        )
        for one in sums
    ]
    return sorted(found, key=lambda one: (-one.large, -one.size, one.unit))


def moments(actor: Profile) -> list[Moment]:
    """What there was at each import whose figures are still here, the earliest first."""
    limit = limits().large
    sizes: dict[int, list[int]] = defaultdict(list)
    seen = MailboxFigures.objects.filter(unit__in=units_seen(actor))
    for source, size in seen.values_list("source", "size").iterator(chunk_size=5000):
        sizes[source].append(size)
    return [
        Moment(
            reference=one.reference,
            on=one.on,
            accounts=len(sizes[one.pk]),
            large=sum(size > limit for size in sizes[one.pk]),
            size=sum(sizes[one.pk]),
            median=round(median(sizes[one.pk])),
        )
        for one in imports().order_by("on")
        if one.pk in sizes
    ]


def to_empty(today: date) -> QuerySet[FiguresImport]:
    """The imports whose figures have been kept as long as the body wants."""
    months = limits().keep_months
    old = [
        one.pk
        for one in FiguresImport.objects.filter(emptied_at=None)
        if add_period(one.on, months, "months") <= today
    ]
    return FiguresImport.objects.filter(pk__in=old)
