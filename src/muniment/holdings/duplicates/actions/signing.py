"""Finding what says nearly the same: signatures of texts, and the pairs that are really alike."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.content import queries as content
from muniment.foundation.content.states import DerivedState
from muniment.foundation.jobs.actions import enqueue
from muniment.holdings.duplicates import rules
from muniment.holdings.duplicates.adapters.minhash import VERSION, as_bytes, signature
from muniment.holdings.duplicates.models import Band, Pair, Signature
from muniment.holdings.records import queries as records

if TYPE_CHECKING:
    from muniment.foundation.content.models import Derived

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

    Safe to run twice: a text that was signed is not signed again, and one that was signed by a job
    that died is paired. The signatures are committed before pairs are looked for, so that of two
    that are signed at once the later finds the other.
    """
    held = records.live_components(numbers)
    digests = sorted({one.sha256 for one in held if one.ordinal == 1})
    derived = {
        sha256: one
        for sha256, one in content.derived_of(digests).items()
        if one.state == DerivedState.DONE and one.text
    }
    signed = _sign_some(derived)
    left = Signature.objects.filter(derived__in=list(derived), paired=False).order_by("pk")
    pairs = {pair for one in left for pair in _pair(one, derived[one.derived_id].text)}
    return {"signed": signed, "pairs": len(pairs)}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def _sign_some(derived: "Mapping[str, Derived]") -> int:
    """Sign those of the texts that have no signature, or had another text; how many."""
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
    return len(made)


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
        Signature.objects.filter(pk=one.pk).update(paired=True)
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
