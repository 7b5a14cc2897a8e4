"""A person's own tips, and whether tips help."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Count

from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.clock import CIVIL
from muniment.holdings.habits import rules
from muniment.holdings.habits.models import FiguresImport, MailboxFigures, TipCard, TipChoice
from muniment.holdings.habits.queries.figures import figures, imports
from muniment.holdings.habits.types import Group, TipsEffect
from muniment.holdings.records.models import Record


def wants_no_tips(reference: str) -> bool:
    """Whether the person with this reference has opted out."""
    return TipChoice.objects.filter(person__reference=reference, off=True).exists()


def card_of(actor: Profile) -> TipCard | None:
    """The card with tips that the actor is shown now; None where there is none, or they opted
    out."""
    if wants_no_tips(actor.reference):
        return None
    mine = TipCard.objects.filter(figures__person__reference=actor.reference)
    latest = mine.select_related("figures").order_by("-figures__source__on", "-figures__size")
    return latest.first()


def filed_by(people: Iterable[str], on: date) -> dict[str, int]:
    """How many messages each of these people filed in the days before `on`."""
    until = datetime.combine(on, time(), CIVIL)
    since = until - timedelta(days=rules.DAYS_OF_FILING)
    rows = Record.objects.filter(captured_at__gte=since, captured_at__lt=until)
    rows = rows.exclude(message_id="").filter(captured_by__in=set(people))
    return dict(rows.order_by().values_list("captured_by").annotate(Count("pk")))


def opted_out(people: Iterable[str]) -> set[str]:
    """Who of these people wants no tips."""
    rows = TipChoice.objects.filter(person__reference__in=set(people), off=True)
    return set(rows.values_list("person__reference", flat=True))


def tips_effects(actor: Profile) -> list[TipsEffect]:
    """For every import with a later one: how the mailboxes went of those who were shown tips, of
    those who opted out and of those who had not looked, the latest first. Only of mailboxes that
    the actor may see."""
    days = list(imports().filter(emptied_at=None))
    return [_effect(actor, then, now) for now, then in itertools.pairwise(days)]


def _effect(actor: Profile, then: FiguresImport, now: FiguresImport) -> TipsEffect:
    before, after = list(figures(actor, then)), list(figures(actor, now))
    cards = {one.figures_id: one for one in TipCard.objects.filter(figures__source=then)}
    found: dict[str, list[MailboxFigures]] = {"shown": [], "off": [], "unseen": []}
    for one in before:
        if card := cards.get(one.pk):
            seen = card.shown_at is not None and card.shown_at < now.imported_at
            found["off" if card.off else "shown" if seen else "unseen"].append(one)
    groups = {name: _group(some, after) for name, some in found.items()}
    return TipsEffect(before=then.on, after=now.on, **groups)


def _group(before: Sequence[MailboxFigures], after: Sequence[MailboxFigures]) -> Group:
    accounts = [one.account for one in before]
    return Group(
        rules.side(
            {one.account: one.size for one in before},
            {one.account: one.size for one in after},
            accounts,
        ),
        rules.side(
            {one.account: one.unread for one in before if one.unread is not None},
            {one.account: one.unread for one in after if one.unread is not None},
            accounts,
        ),
    )
