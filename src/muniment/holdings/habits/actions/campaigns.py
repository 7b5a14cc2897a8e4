"""Telling people that their mailboxes are large."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.errors import refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.foundation.notices import actions as notices
from muniment.holdings.habits import queries, rules
from muniment.holdings.habits.models import Campaign, Told
from muniment.holdings.habits.types import CampaignDraft


@verb("habits:campaign:start")
def start_campaign(actor: Profile, draft: CampaignDraft, *, now: datetime) -> Campaign:
    """Tell everybody whose mailbox is over the limit in the latest import, in the units named or
    in all that the actor manages. Each is told once, and who was told is kept.

    Raises Refused where there is nobody to tell, or nothing to say.
    """
    access.require(actor, Permission.HABITS_MANAGE)
    found = queries.whom_to_tell(actor, draft.units)
    people = {one.person.reference for one in found if one.person}
    known = queries.latest() is not None
    refuse_if(rules.reasons_not_to_tell(draft, len(people), figures=known))
    made = Campaign.objects.create(
        reference=new_reference("MC"),
        source=found[0].source,
        limit=queries.limits().large,
        units=list(draft.units),
        words=draft.words.strip(),
        started_by=actor.reference,
        started_at=now,
    )
    Told.objects.bulk_create(
        Told(campaign=made, person=one.person, account=one.account, unit=one.unit, size=one.size)
        for one in found
    )
    about = f"campaign:{made.reference}"
    detail: dict[str, JSON] = {
        "people": len(people),
        "limit": made.limit,
        "units": list(draft.units),
    }
    tell(EventDraft("habits:campaign:started", actor.reference, about, detail=detail), at=now)
    for person in sorted(people):
        notices.tell(
            person,
            kind="habits.large_mailbox",
            about=about,
            words=made.words,
            key=about,
            now=now,
        )
    return made
