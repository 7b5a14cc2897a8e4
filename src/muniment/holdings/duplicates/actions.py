"""Finding what says nearly the same: signatures of texts, and the pairs that are really alike; and
writing down what a person says of two records, as versions of one document."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.content import queries as content
from muniment.foundation.content.states import DerivedState
from muniment.foundation.jobs.actions import enqueue
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.holdings.capture import actions as capture
from muniment.holdings.duplicates import queries, rules
from muniment.holdings.duplicates.adapters.minhash import VERSION, as_bytes, signature
from muniment.holdings.duplicates.models import Band, Decision, Pair, Signature
from muniment.holdings.duplicates.types import Judged, Verdict
from muniment.holdings.records import actions as record_actions
from muniment.holdings.records import queries as records
from muniment.holdings.search import actions as search

if TYPE_CHECKING:
    from muniment.foundation.content.models import Derived
    from muniment.holdings.records.models import Record

SIGN = "duplicates.sign"
BATCH = 200
CANDIDATES = 50  # texts that one text is compared with, those that share most bands first
Progress = Callable[[int, int], None]


@verb("duplicates:texts:look")
def look_at_all(actor: Profile, *, now: datetime) -> int:
    """Look at the texts of all records again, by a job; its number. For a body that was there
    before, or whose signatures were made in another way."""
    access.require(actor, Permission.STORE_CHECK)
    job = enqueue(SIGN, {"after": 0}, run_as=actor.reference, now=now, unique_key="all")
    about = f"job:{job.pk}"
    record(EventDraft("duplicates:texts:looked_at", actor.reference, about), at=now)
    return int(job.pk)


def sign_all(after: int, *, progress: Progress = lambda done, of: None) -> dict[str, int]:
    """Sign the texts of all records whose number is above `after`, and pair them."""
    counts: Counter[str] = Counter()
    while numbers := records.numbers_after(after, BATCH):
        counts.update(sign(numbers))
        after = numbers[-1]
        progress(after, 0)
    return dict(counts)


def sign(numbers: Sequence[int]) -> dict[str, int]:
    """Sign the texts of the originals of records (by number), and find what each is alike to.

    Safe to run twice: a text that was signed is not signed again. The signatures are committed
    before pairs are looked for, so that of two that are signed at once the later finds the other.
    """
    held = records.live_components(numbers)
    digests = sorted({one.sha256 for one in held if one.ordinal == 1})
    derived = {
        sha256: one
        for sha256, one in content.derived_of(digests).items()
        if one.state == DerivedState.DONE and one.text
    }
    fresh = _sign_some(derived)
    pairs = {pair for one in fresh for pair in _pair(one, derived[one.derived_id].text)}
    return {"signed": len(fresh), "pairs": len(pairs)}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def _sign_some(derived: "Mapping[str, Derived]") -> list[Signature]:
    """The signatures of those of the texts that have none, or had another text."""
    known = {one.derived_id: one for one in Signature.objects.filter(derived__in=list(derived))}
    wanted = [
        (sha256, _digest(row.text), row.text)
        for sha256, row in derived.items()
        if sha256 not in known or not _is_of(known[sha256], row.text)
    ]
    Signature.objects.filter(derived__in=[sha256 for sha256, _, _ in wanted]).delete()
    made = []
    for sha256, digest, text in wanted:
        rows = rules.shingles(text)
        if rows:
            numbers = signature(rows)
            one = Signature(
                derived_id=sha256, text=digest, version=VERSION, numbers=as_bytes(numbers)
            )
            made.append((one, rules.band_keys(numbers)))
    Signature.objects.bulk_create([one for one, _ in made])
    Band.objects.bulk_create(Band(signature=one, key=key) for one, keys in made for key in keys)
    return [one for one, _ in made]


def _is_of(one: Signature, text: str) -> bool:
    return one.version == VERSION and one.text == _digest(text)


def _pair(one: Signature, text: str) -> list[tuple[int, int]]:
    """Pair a text with those that are alike to it by an exact comparison; the signatures."""
    rows, others = rules.shingles(text), _candidates(one)
    texts = content.texts_of(other.derived_id for other in others)
    found = []
    for other in others:
        alike = rules.jaccard(rows, rules.shingles(texts.get(other.derived_id, "")))
        if alike >= rules.THRESHOLD:
            first, second = sorted((one.pk, other.pk))
            found.append(Pair(first_id=first, second_id=second, alike=round(alike * 1000)))
    with transaction.atomic():
        there = set(_still_there({one.pk, *(other.pk for other in others)}))
        kept = [pair for pair in found if {pair.first_id, pair.second_id} <= there]
        Pair.objects.bulk_create(kept, ignore_conflicts=True)
    return [(pair.first_id, pair.second_id) for pair in kept]


def _still_there(numbers: Iterable[int]) -> list[int]:
    """Those of the signatures that have not gone with their content meanwhile, locked."""
    chosen = Signature.objects.filter(pk__in=list(numbers)).order_by("pk")
    return list(chosen.select_for_update(no_key=True).values_list("pk", flat=True))


def _candidates(one: Signature) -> list[Signature]:
    keys = list(one.bands.values_list("key", flat=True))
    shared = Band.objects.filter(key__in=keys).exclude(signature=one.pk)
    counts = Counter(shared.values_list("signature", flat=True)[: CANDIDATES * rules.BANDS * 10])
    nearest = sorted(counts, key=lambda number: (-counts[number], number))[:CANDIDATES]
    found = Signature.objects.in_bulk(nearest)
    return [found[number] for number in nearest if number in found]


@verb("duplicates:versions:accept")
def accept_versions(actor: Profile, earlier: str, later: str, *, now: datetime) -> Decision:
    """Say that two records are versions of one document, and which came first. Both stay records
    of their own, with their own access, dates and holds. It can be said of any two, whether they
    were offered or not, and again when the order was wrong. Raises Refused with every reason."""
    first, second = _to_judge(actor, earlier, later)
    others = [
        pair
        for pair in queries.decided_before([first.pk, second.pk])
        if set(pair) != {first.pk, second.pk}
    ]
    refuse_if(rules.reasons_not_to_order(first.pk, second.pk, others))
    return _decide(actor, first, second, Verdict.VERSIONS, now)


@verb("duplicates:versions:part")
def refuse_versions(actor: Profile, reference: str, other: str, *, now: datetime) -> Decision:
    """Say that two records are not versions of one document, also where somebody said that they
    are: they are not offered again. Raises Refused with every reason."""
    first, second = _to_judge(actor, reference, other)
    return _decide(actor, first, second, Verdict.NOT_VERSIONS, now)


def _to_judge(actor: Profile, one: str, other: str) -> "tuple[Record, Record]":
    """The two records, locked. Raises NotFound, NotPermitted, and Refused with every reason."""
    first, second = records.record_named(actor, one), records.record_named(actor, other)
    for side in (first, second):
        place = access.audience_key(side.audience_id).place
        access.require(actor, Permission.RECORDS_EDIT, at=place)
    live = record_actions.lock_live({first.pk, second.pk})
    judged = [Judged(side.pk, side.reference, side.pk in live) for side in (first, second)]
    refuse_if(rules.reasons_not_to_judge(*judged))
    return first, second


def _decide(
    actor: Profile, first: "Record", second: "Record", verdict: Verdict, now: datetime
) -> Decision:
    lower, higher = sorted((first.pk, second.pk))
    said = {
        "earlier": first,
        "later": second,
        "verdict": verdict.value,
        "decided_by": actor.reference,
        "decided_at": now,
    }
    made, _ = Decision.objects.update_or_create(lower=lower, higher=higher, defaults=said)
    done = "accepted" if verdict is Verdict.VERSIONS else "parted"
    about, detail = f"record:{second.reference}", {"other": first.reference}
    kind = f"duplicates:versions:{done}"
    record(EventDraft(kind, actor.reference, about, detail=dict(detail)), at=now)
    return made


@verb("duplicates:records:merge")
def merge(actor: Profile, kept: str, gone: str, *, reason: str, now: datetime) -> "Record":
    """Merge one record into another that has the same content and the same readers.

    The one that is kept has all places of both, and what it lacked; whatever else was known of the
    other is kept beside it. The reference of the other leads to it from now on. No content goes.
    Raises NotFound, NotPermitted, and Refused with every reason why something would be lost.
    """
    first, second = records.record_named(actor, kept), records.record_named(actor, gone)
    for side in (first, second):
        place = access.audience_key(side.audience_id).place
        access.require(actor, Permission.RECORDS_EDIT, at=place)
    locked = record_actions.lock_all_for_disposal({first.pk, second.pk})
    first, second = locked[first.pk], locked[second.pk]
    before = [queries.to_merge(actor, side) for side in (first, second)]
    refuse_if(rules.reasons_not_to_merge(before[0], before[1], reason))
    dates = record_actions.merge_into(first, second, by=actor.reference, now=now)
    if any(rules.shortened(dates.due_on, side.due_on) for side in before):
        raise Refused(Reason("shorter", "The record would be kept shorter than one of them was."))
    _hand_on_decisions(first.pk, second.pk)
    capture.hand_on(second.pk, first.pk)
    search.remove([second.pk])
    search.index([first.pk], now=now)
    detail: dict[str, JSON] = {"merged": second.reference, "into": first.reference}
    record(
        [
            EventDraft(
                "duplicates:records:merged",
                actor.reference,
                f"record:{side.reference}",
                reason=reason,
                detail=detail,
            )
            for side in (first, second)
        ],
        at=now,
    )
    return first


def _hand_on_decisions(kept: int, gone: int) -> None:
    """What was said of the versions of a record counts for the one that it was merged into."""
    mine = Decision.objects.filter(Q(earlier=gone) | Q(later=gone))
    for one in list(mine):
        earlier = kept if one.earlier_id == gone else one.earlier_id
        later = kept if one.later_id == gone else one.later_id
        lower, higher = sorted((earlier, later))
        known = Decision.objects.filter(lower=lower, higher=higher).exists()
        one.delete()
        if lower != higher and not known:
            one.earlier_id, one.later_id, one.lower, one.higher = earlier, later, lower, higher
            one.save(force_insert=True)
