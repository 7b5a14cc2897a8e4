"""What happens to assets when their owner leaves, and what comes round."""

from datetime import date, datetime, timedelta

from muniment.foundation.access.models import Person
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.notices import actions as notices
from muniment.governance.assets import queries
from muniment.governance.assets.actions.keeping import keep_version, told
from muniment.governance.assets.models import Asset
from muniment.governance.assets.types import AssetState

SOON = timedelta(days=30)  # before a review is due
MOST_AT_ONCE = 500  # notices; others wait for the log meanwhile


def person_left(person: Person, /, *, now: datetime) -> None:
    """Leave the assets of somebody who leaves without an owner, in the same transaction, and tell
    the senior information risk owner. Named in the settings, since accounts know nothing of
    assets."""
    rows = Asset.objects.select_for_update(of=("self",)).select_related("unit", "owner")
    orphans = list(rows.filter(owner=person).exclude(state=AssetState.RETIRED).order_by("pk"))
    for one in orphans:
        one.owner, one.former_owner, one.orphaned_at = None, person, now
        one.version += 1
        one.changed_at, one.changed_by = now, "system"
        one.save()
        version = keep_version(one, "orphaned", "system", now, fields=["owner"])
        told("assets:asset:orphaned", "system", one, version, now)
    if orphans:
        _tell_of_orphans(person, orphans, now)


def _tell_of_orphans(person: Person, orphans: list[Asset], now: datetime) -> None:
    titles = "; ".join(f"“{one.title[:80]}”" for one in orphans[:3])
    more = f" and {len(orphans) - 3} more" if len(orphans) > 3 else ""
    for reference in queries.overseers(civil_date(now)):
        notices.tell(
            reference,
            kind="assets.orphaned",
            about=f"person:{person.reference}",
            words=f"{person.name} has left. Nobody answers now for {titles}{more}. Name an owner.",
            key=f"asset-orphaned:{person.reference}:{now.isoformat()}",
            now=now,
        )


def remind(*, now: datetime) -> int | None:
    """Tell owners of reviews that are due within 30 days or overdue, each once; how many were
    told, None for nobody."""
    today = civil_date(now)
    rows = queries.every().filter(
        state=AssetState.APPROVED, review_on__lte=today + SOON, owner__is_active=True
    )
    made = 0
    for one in rows.order_by("review_on", "pk"):
        made += _remind(one, today, now)
        if made == MOST_AT_ONCE:
            break
    return made or None


def _remind(one: Asset, today: date, now: datetime) -> int:
    """Tell the owner of an entry of its review; how many were told: one, or none."""
    if one.owner is None or one.review_on is None:
        return 0
    late = one.review_on < today
    said = f"{'was' if late else 'is'} due on {one.review_on.day} {one.review_on:%B %Y}"
    told = notices.tell(
        one.owner.reference,
        kind="assets.review",
        about=f"asset:{one.reference}",
        words=f"The review of “{one.title[:150]}” {said}. Look whether the entry is right.",
        key=f"asset-review:{one.reference}:{one.review_on}:{'late' if late else 'soon'}",
        now=now,
    )
    return int(told is not None)
