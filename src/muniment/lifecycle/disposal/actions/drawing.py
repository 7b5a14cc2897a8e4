"""Drawing the sample that a rule keeps, as a review is made of what is due under it [RET-02]."""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.models import KeptSample, Review, ReviewItem
from muniment.lifecycle.disposal.types import ItemState, Outcome
from muniment.lifecycle.retention import queries as retention
from muniment.lifecycle.retention.types import Action

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record


def items_of(review: Review, chosen: "Sequence[Record]") -> list[ReviewItem]:
    """The items of a new review of these records, not saved. Of those that are due under a rule
    which keeps a sample as many as it asks for are drawn, rule by rule, and put down as kept for
    transfer; `rules.draw` gives the same again by the seed."""
    found = {one.pk: ReviewItem(review=review, record=one) for one in chosen}
    for code, pool in sorted(_pools(chosen).items()):
        version, one_in = queries.sizes_asked([code])[code]
        sample = KeptSample.objects.create(
            review=review,
            rule=code,
            rule_version=version,
            one_in=one_in,
            of=len(pool),
            seed=secrets.randbits(31),
        )
        size = rules.size_of_sample(len(pool), one_in)
        drawn = set(rules.draw((one.reference for one in pool), sample.seed, size))
        for one in pool:
            item = found[one.pk]
            item.kept_sample = sample
            if one.reference in drawn:
                item.outcome, item.state = Outcome.TRANSFER, ItemState.EXCLUDED
                item.note = f"Drawn for the sample of rule {code}"
    return list(found.values())


def _pools(chosen: "Sequence[Record]") -> "dict[str, list[Record]]":
    """The records from which each rule has a sample drawn. What an archive has received in one
    already is not among them: it goes as the rest does."""
    due = [one for one in chosen if one.due_action == Action.SAMPLE]
    received = retention.received_by_decision(one.reference for one in due)
    asked = queries.sizes_asked({one.rule for one in due}) if due else {}
    pools: dict[str, list[Record]] = defaultdict(list)
    for one in due:
        if one.rule in asked and one.reference not in received:
            pools[one.rule].append(one)
    return dict(pools)
