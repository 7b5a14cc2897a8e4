"""Records of the same content that the same people see, and what a merge of two would do."""

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from muniment.foundation.access.types import Profile
from muniment.holdings.duplicates import rules
from muniment.holdings.duplicates.types import Merging, ToMerge, Twins
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
    )


def merging(actor: Profile, kept: str, gone: str) -> Merging:
    """What a merge of two records would do, and every reason why it cannot be done. Nothing is
    done. Raises NotFound."""
    one, other = records.record_named(actor, kept), records.record_named(actor, gone)
    reasons = rules.reasons_not_to_merge(to_merge(actor, one), to_merge(actor, other), "asked")
    ours, theirs = (_told(actor, side) for side in (one, other))
    beside = [
        (name, said, ours[name])
        for name, said in theirs.items()
        if ours.get(name) and said and ours[name] != said
    ]
    return Merging(
        one,
        other,
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
