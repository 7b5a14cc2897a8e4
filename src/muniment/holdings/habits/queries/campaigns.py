"""Who is told about a large mailbox, who was, and whether it helped."""

from collections.abc import Sequence

from django.db.models import Count, QuerySet

from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.habits import rules
from muniment.holdings.habits.models import Campaign, FiguresImport, MailboxFigures, Told
from muniment.holdings.habits.queries.figures import figures, imports, large
from muniment.holdings.habits.queries.scope import units_seen
from muniment.holdings.habits.types import Effect


def whom_to_tell(actor: Profile, units: Sequence[str] = ()) -> list[MailboxFigures]:
    """The mailboxes over the limit whose person can be told, in these units (none: in all that
    the actor manages)."""
    rows = large(actor).filter(unit__in=units_seen(actor, Permission.HABITS_MANAGE))
    rows = rows.filter(unit__in=list(units)) if units else rows
    return list(rows.filter(person__is_active=True))


def campaigns(actor: Profile) -> QuerySet[Campaign]:
    """The campaigns in which people were told whose figures the actor may see, the latest first;
    `people` is how many those are."""
    seen = Told.objects.filter(unit__in=units_seen(actor))
    rows = Campaign.objects.filter(pk__in=seen.values("campaign"))
    rows = rows.annotate(people=Count("told__person", distinct=True))
    return rows.select_related("source").order_by("-pk")


def campaign_named(actor: Profile, reference: str) -> Campaign:
    """One campaign. Raises NotFound."""
    found = campaigns(actor).filter(reference=reference).first()
    if found is None:
        raise NotFound("campaign", reference)
    return found


def told_in(actor: Profile, campaign: Campaign) -> QuerySet[Told]:
    """Who was told in a campaign, of the units whose figures the actor may see."""
    rows = campaign.told.filter(unit__in=units_seen(actor)).select_related("person")
    return rows.order_by("-size", "account")


def effect_of(actor: Profile, campaign: Campaign) -> Effect | None:
    """How the mailboxes went until the first import of a day after people were told, as far as the
    actor may see them. None until then, and once the figures are deleted."""
    after = _after(campaign)
    if after is None or campaign.source.emptied_at:
        return None
    told = told_in(actor, campaign).values_list("account", flat=True)
    before = dict(figures(actor, campaign.source).values_list("account", "size"))
    now = dict(figures(actor, after).values_list("account", "size"))
    return rules.effect(before, now, told=set(told), limit=campaign.limit, on=after.on)


def _after(campaign: Campaign) -> FiguresImport | None:
    day = civil_date(campaign.started_at)
    return imports().filter(on__gt=day, emptied_at=None).order_by("on").first()
