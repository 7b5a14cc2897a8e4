"""The samples that a review keeps when it destroys the rest [RET-02]."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from muniment.lifecycle.disposal.models import KeptSample, Review, ReviewItem
from muniment.lifecycle.disposal.queries.reviews import to_destroy
from muniment.lifecycle.disposal.rules import SampleFacts
from muniment.lifecycle.disposal.types import ItemState, Outcome, ReviewState
from muniment.lifecycle.retention import queries as retention
from muniment.lifecycle.retention.types import Action

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record


def sizes_asked(codes: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Of those of these rules that keep a sample: the version in force, and of how many records
    one is kept."""
    return {
        code: (terms.version, step.one_in)
        for code, terms in retention.terms_of(codes).items()
        for step in terms.steps
        if step.action is Action.SAMPLE
    }


def sample_facts(review: Review) -> dict[int, SampleFacts]:
    """How the samples of the review (by number) stand now. Where a rule asks for a larger one by
    now, that counts."""
    rows = list(review.kept_samples.order_by("rule"))
    if not rows:
        return {}
    asked = sizes_asked(one.rule for one in rows)
    kept = Counter(number for number, _ in _kept(review))
    waiting = to_destroy(review).exclude(kept_sample=None)
    left = Counter(waiting.values_list("kept_sample", flat=True))
    return {
        one.pk: SampleFacts(
            rule=one.rule,
            one_in=min(one.one_in, asked.get(one.rule, (0, one.one_in))[1]),
            of=one.of,
            kept=kept[one.pk],
            to_destroy=left[one.pk],
        )
        for one in rows
    }


def _kept(review: Review) -> list[tuple[int, str]]:
    """What the review keeps in its samples: the number of the sample, and the record. Once it is
    signed, what is still kept for transfer by it, or was received outside."""
    found = review.items.filter(outcome=Outcome.TRANSFER, state=ItemState.EXCLUDED)
    found = found.exclude(kept_sample=None)
    if review.state == ReviewState.PROPOSED:
        found = found.filter(open=True)
    rows = list(found.order_by("pk").values_list("kept_sample", "record__reference"))
    if review.state == ReviewState.PROPOSED or not rows:
        return rows
    standing = retention.kept_for_transfer_by(review.reference)
    return [(number, record) for number, record in rows if record in standing]


@dataclass(frozen=True, slots=True)
class SampleShown:
    """A sample of a review, to be shown: as in SampleFacts, with the version of the rule and the
    seed by which it was drawn."""

    rule: str
    rule_version: int
    one_in: int
    of: int
    seed: int
    needed: int
    kept: int


def kept_samples(review: Review) -> list[SampleShown]:
    """The samples that the review keeps, and how they stand now."""
    facts = sample_facts(review)
    return [
        SampleShown(
            rule=one.rule,
            rule_version=one.rule_version,
            one_in=facts[one.pk].one_in,
            of=one.of,
            seed=one.seed,
            needed=facts[one.pk].needed,
            kept=facts[one.pk].kept,
        )
        for one in review.kept_samples.order_by("rule")
    ]


def drawn_from(items: "Sequence[ReviewItem]", found: "Mapping[int, Record]") -> set[int]:
    """Those of the items (by number) that were among the records from which the sample of their
    rule was drawn, or that an archive has in such a sample already. `found`: their records."""
    due = [one for one in items if found[one.record_id].due_action == Action.SAMPLE]
    if not due:
        return set()
    numbers = {one.kept_sample_id for one in due if one.kept_sample_id}
    under = dict(KeptSample.objects.filter(pk__in=numbers).values_list("pk", "rule"))
    received = retention.received_by_decision(found[one.record_id].reference for one in due)
    return {
        one.pk
        for one in due
        if under.get(one.kept_sample_id or 0) == found[one.record_id].rule
        or found[one.record_id].reference in received
    }


def in_words(sample: KeptSample) -> str:
    """What a record says of the sample that it was kept in, or that was kept of its like."""
    chosen = sample.items.filter(outcome=Outcome.TRANSFER, state=ItemState.EXCLUDED)
    return (
        f"a sample of {chosen.count():,} of {sample.of:,} records under rule {sample.rule}, version"
        f" {sample.rule_version}, was kept (1 in {sample.one_in}, drawn by the seed {sample.seed})"
    )


def sample_of(reference: str) -> str:
    """What was kept when the record was destroyed, in words; empty: it went with no such rule."""
    gone = ReviewItem.objects.filter(record__reference=reference, state=ItemState.DESTROYED)
    one = gone.exclude(kept_sample=None).select_related("kept_sample").first()
    return in_words(one.kept_sample) if one and one.kept_sample else ""


def certified_samples(review: Review, items: Sequence[ReviewItem]) -> list[dict[str, Any]]:
    """The samples that were kept of what these items destroyed, as the certificate says it."""
    numbers = {one.kept_sample_id for one in items if one.kept_sample_id}
    if not numbers:
        return []
    kept = _kept(review)
    return [
        {
            "rule": one.rule,
            "rule_version": one.rule_version,
            "one_in": one.one_in,
            "of": one.of,
            "seed": one.seed,
            "kept": sorted(record for number, record in kept if number == one.pk),
        }
        for one in review.kept_samples.filter(pk__in=numbers).order_by("rule")
    ]
