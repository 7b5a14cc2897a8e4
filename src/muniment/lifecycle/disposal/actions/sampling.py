"""Drawing records of a review at random, and noting who opened them."""

import secrets
from datetime import datetime

from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON
from muniment.foundation.kernel.errors import NotPermitted, Reason, refuse_if
from muniment.foundation.kernel.ids import normalise
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.actions.deciding import locked_review, tell
from muniment.lifecycle.disposal.actions.excepting import may_except
from muniment.lifecycle.disposal.models import Opened, ReviewItem, Sample, Sampled


@verb("disposal:sample:draw")
def draw_sample(
    actor: Profile, reference: str, *, size: int, folder: str = "", now: datetime
) -> Sample:
    """Draw `size` records at random from what the review is to destroy, in one folder or in all,
    as far as the actor may see it. The seed is kept: `rules.draw` gives the same again. Raises
    Refused where there are not so many."""
    review = locked_review(actor, reference)
    if not any(may_except(actor, review, place) for place in queries.places(review, every=True)):
        raise NotPermitted(Reason("not_permitted", "Your role does not decide in this review."))
    pool = queries.to_draw(actor, review, folder)
    refuse_if(rules.reasons_not_to_draw(queries.facts_of(review), size, len(pool)))
    seed = secrets.randbits(31)
    chosen = rules.draw(pool, seed, size)
    made = Sample.objects.create(
        review=review,
        folder=normalise(folder),
        seed=seed,
        size=size,
        of=len(pool),
        drawn_by=actor.reference,
        drawn_at=now,
    )
    rows = {
        one.record.reference: one
        for one in review.items.select_related("record").filter(record__reference__in=chosen)
    }
    Sampled.objects.bulk_create(
        [Sampled(sample=made, item=rows[one], place=at) for at, one in enumerate(chosen, 1)]
    )
    detail: dict[str, JSON] = {"folder": made.folder, "seed": seed, "size": size, "of": made.of}
    tell("disposal:sample:drawn", actor, review, "", {**detail, "records": chosen}, now)
    return made


def open_drawn(actor: Profile, reference: str, record: str, *, now: datetime) -> ReviewItem:
    """Note that the actor opened a record that was drawn, the first time. Raises NotFound for what
    was not drawn, or what the actor may not see."""
    item = queries.drawn(actor, queries.review_named(actor, reference), record)
    if not queries.was_opened(item, actor.reference):
        _note_opened(actor, reference, record, now=now)
    return item


@verb("disposal:sample:open")
def _note_opened(actor: Profile, reference: str, record: str, *, now: datetime) -> None:
    review = locked_review(actor, reference)
    item = queries.drawn(actor, review, record)
    Opened.objects.get_or_create(item=item, by=actor.reference, defaults={"at": now})
    detail: dict[str, JSON] = {"record": item.record.reference}
    tell("disposal:sample:opened", actor, review, "", detail, now)
