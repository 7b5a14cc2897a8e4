"""Tips made from the figures of an import, and people's choice to have none."""

from collections.abc import Sequence
from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.habits import queries, rules
from muniment.holdings.habits.models import MailboxFigures, TipCard, TipChoice
from muniment.holdings.habits.types import Known


def make_cards(figures: Sequence[MailboxFigures]) -> int:
    """Make a card for each mailbox of a person whose figures call for tips; how many. Called by
    the import, in its transaction."""
    own = [one for one in figures if one.person and one.person.is_active]
    if not own:
        return 0
    people = {one.person.reference for one in own if one.person}
    filed = queries.filed_by(people, max(one.on for one in own))
    off, large = queries.opted_out(people), queries.limits().large
    cards = []
    for one in own:
        reference = one.person.reference if one.person else ""
        tips = rules.advice_for(_known(one, filed.get(reference, 0)), large=large)
        said = [{"tip": tip.tip.value, "words": tip.words} for tip in tips]
        if said:
            cards.append(TipCard(figures=one, tips=said, off=reference in off))
    TipCard.objects.bulk_create(cards, batch_size=500)
    return len(cards)


def _known(row: MailboxFigures, filed: int) -> Known:
    return Known(
        on=row.on,
        size=row.size,
        items=row.items,
        unread=row.unread,
        oldest=row.oldest,
        received=row.received,
        attached=row.attached,
        filed=filed,
    )


def note_shown(actor: Profile, *, now: datetime) -> None:
    """Note that the actor was shown the card that they have, the first time."""
    card = queries.card_of(actor)
    if card is not None and card.shown_at is None:
        TipCard.objects.filter(pk=card.pk, shown_at=None, off=False).update(shown_at=now)


@verb("habits:tips:choose")
def choose_tips(actor: Profile, *, off: bool, now: datetime) -> bool:
    """Choose whether one gets tips. A card that is there is not shown any more."""
    refuse_if(rules.reasons_not_to_choose(off, queries.wants_no_tips(actor.reference)))
    person = access.find_person(actor.reference)
    TipChoice.objects.update_or_create(person=person, defaults={"off": off, "chosen_at": now})
    about = f"person:{actor.reference}"
    tell(EventDraft("habits:tips:chosen", actor.reference, about, detail={"off": off}), at=now)
    return off
