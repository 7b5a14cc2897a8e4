"""Records of the same content that the same people see, and what a merge of two would do."""

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from muniment.foundation.access.types import Profile
from muniment.holdings.duplicates import rules
from muniment.holdings.duplicates.queries.likeness import alike
from muniment.holdings.duplicates.queries.versions import verdict_on
from muniment.holdings.duplicates.types import Merging, ToMerge, Twins, Verdict
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

MOST_TWINS = 1_000  # groups on the page, those that have most records first


def twins(actor: Profile) -> list[Twins]:
    """Records of the same content in one class that the same people see, as far as the actor may
    see them: what could be merged, unless something rests on it."""
    seen = records.originals_seen(actor).filter(size__gt=0)
    several = (
        seen.order_by()
        .values("sha256", "record__audience")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .order_by("-n", "sha256", "record__audience")
    )
    wanted = [(one["sha256"], one["record__audience"]) for one in several[:MOST_TWINS]]
    found: dict[tuple[str, int], list[Any]] = defaultdict(list)
    rows = seen.filter(sha256__in={sha256 for sha256, _ in wanted}).order_by("record")
    for row in rows.select_related("record__folder"):
        found[row.sha256, row.record.audience_id].append(row.record)
    return [Twins(found[key], found[key][0].size) for key in wanted]


def to_merge(actor: Profile, record: "Record") -> ToMerge:
    """What decides whether a record can be merged."""
    return ToMerge(
        record.pk,
        record.reference,
        record.state == RecordState.DECLARED,
        tuple(records.digests_of([record.pk]).get(record.pk, [])),
        record.audience_id,
        record.rule,
        record.due_action,
        record.due_on,
        tuple(records.reasons_not_to_merge(actor, record)),
        record.message_id,
    )


def how_near(kept: "Record", gone: "Record") -> dict[str, Any]:
    """What speaks for one record standing for another, as `rules.reasons_not_to_merge` asks it."""
    said = verdict_on(kept.pk, gone.pk)
    return {
        "alike": alike(kept, gone),
        "versions": said is not None and said.verdict == Verdict.VERSIONS,
    }


def merging(actor: Profile, kept: str, gone: str) -> Merging:
    """What a merge of two records would do, and every reason why it cannot be done, whatever is
    said of which stands for which. Nothing is done. Raises NotFound."""
    one, other = records.record_named(actor, kept), records.record_named(actor, gone)
    sides = to_merge(actor, one), to_merge(actor, other)
    exact = rules.same_content(*sides)
    near = {} if exact else {"stands_for": True, **how_near(one, other)}
    reasons = rules.reasons_not_to_merge(*sides, "asked", **near)
    has = set(sides[0].digests)
    contents = [part.name for part in records.components(other) if part.sha256 not in has]
    ours, theirs = (_told(actor, side) for side in (one, other))
    beside = [
        (name, said, ours[name])
        for name, said in theirs.items()
        if ours.get(name) and said and ours[name] != said
    ]
    return Merging(
        one,
        other,
        exact,
        tuple(contents),
        tuple(reasons),
        tuple(place.path for place in records.places(other)),
        tuple(f"{name}: {said}" for name, said in theirs.items() if said and not ours.get(name)),
        tuple(beside),
    )


def _told(actor: Profile, record: "Record") -> Mapping[str, str]:
    """What is known of a record, by name, in words."""
    fields = records.in_words(records.values_of([record.pk]), actor).get(record.pk, {})
    return {
        "title": record.title,
        "date": record.record_date.isoformat(),
        **{name: str(one) for name, one in record.metadata.items()},
        **{name: ", ".join(several) for name, several in fields.items()},
    }
