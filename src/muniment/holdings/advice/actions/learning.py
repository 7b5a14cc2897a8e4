"""Learning from what people filed, forgetting what goes, and taking a suggestion."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.holdings.advice import queries, rules
from muniment.holdings.advice.models import Edition, FiledByRule, Learnt, Sample, Taken
from muniment.holdings.records import actions as record_actions
from muniment.holdings.records import queries as records
from muniment.holdings.records.models import Record
from muniment.holdings.records.types import RecordState

AT_ONCE = 200
Progress = Callable[[int, int], None]
WHY = "A suggestion was taken."


def learn(*, progress: Progress = lambda done, total: None) -> int:
    """Learn from the declared records that have not taught yet, and anew from those that changed
    places or readers; how many. A record whose text is still to be read waits; one that was filed
    by taking a suggestion, or by a rule and confirmed by nobody, teaches nothing while it stays
    there. Safe to run twice."""
    done, after = _take_back(_changed_places()), 0
    while some := _untaught(after):
        done, after = done + _learn_from(some), some[-1]
        progress(done, done + AT_ONCE)
    return done


def _changed_places() -> list[int]:
    same = Q(file_class_id=F("record__file_class_id"), audience_id=F("record__audience_id"))
    gone = Sample.objects.exclude(same & Q(record__state=RecordState.DECLARED))
    return list(gone.values_list("pk", flat=True))


def _untaught(after: int) -> list[int]:
    """The next of them by number: of a million records none is looked through twice."""
    taken = Taken.objects.filter(file_class_id=F("record__file_class_id")).values("record")
    waiting = Q(components__blob__derived__state="waiting")
    by_rule = FiledByRule.objects.filter(file_class_id=F("record__file_class_id"), outcome="")
    new = records.every_record().filter(pk__gt=after, state=RecordState.DECLARED, sample=None)
    chosen = (
        new.exclude(pk__in=taken)
        .exclude(pk__in=by_rule.values("record"))
        .exclude(waiting)
        .order_by("pk")
    )
    return list(chosen.values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _learn_from(numbers: Sequence[int]) -> int:
    made = []
    for number, record in record_actions.lock_live(numbers).items():
        features = rules.features_of(queries.words_of(record))
        made.append(
            Sample(
                record_id=number,
                audience_id=record.audience_id,
                file_class_id=record.file_class_id,
                held_back=rules.is_held_back(number),
                features=rules.packed(features),
            )
        )
    known = set(Sample.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    new = [one for one in made if one.pk not in known]
    Sample.objects.bulk_create(new)
    _sum_up(new, 1)
    return len(new)


def forget(numbers: Iterable[int]) -> int:
    """Take back what records (by number) have taught, to the last word, in the caller's
    transaction, and the words by which a rule filed them; how many had taught. So for what was
    merged into them. The disposal room calls it for what is destroyed."""
    chosen = list(numbers)
    chosen += records.numbers_merged_into(chosen)
    for start in range(0, len(chosen), AT_ONCE):
        filed = FiledByRule.objects.filter(pk__in=chosen[start : start + AT_ONCE])
        filed.update(words=[], near=[])
    return _take_back(chosen)


def _take_back(chosen: Sequence[int]) -> int:
    count = 0
    for start in range(0, len(chosen), AT_ONCE):
        count += _forget(chosen[start : start + AT_ONCE])
    return count


@transaction.atomic
def _forget(numbers: Sequence[int]) -> int:
    gone = list(Sample.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
    _sum_up(gone, -1)
    Sample.objects.filter(pk__in=[one.pk for one in gone]).delete()
    return len(gone)


def _sum_up(samples: Sequence[Sample], sign: int) -> None:
    """Add to, or take out of, the sums of each class and circle of readers. Nobody else does so at
    the same time: the row of the edition is locked first."""
    if not samples:
        return
    Edition.objects.get_or_create(only=True)
    Edition.objects.select_for_update().get(only=True)
    groups: dict[tuple[int, int], list[Sample]] = defaultdict(list)
    for one in samples:
        if not one.held_back:
            groups[one.audience_id, one.file_class_id].append(one)
    for (audience, file_class), several in sorted(groups.items()):
        row, _ = Learnt.objects.get_or_create(
            audience_id=audience,
            file_class_id=file_class,
            defaults={"records": 0, "features": b""},
        )
        by = [rules.unpacked(bytes(one.features)) for one in several]
        before = rules.unpacked(bytes(row.features))
        row.features = rules.packed(rules.changed(before, by, sign))
        row.records = max(0, row.records + sign * len(several))
        row.save()
    # One counted up would come again after a transaction that was undone, or in a body that was
    # restored, and bring back what was remembered under it.
    Edition.objects.filter(only=True).update(number=secrets.randbits(62))


@verb("advice:suggestion:take")
def take_suggestion(
    actor: Profile, reference: str, *, folder: str, reason: str = "", now: datetime
) -> Record:
    """File a record where it was suggested, in the folder named there. Refused where that is not
    suggested, or not any more; otherwise as a move is."""
    offered = queries.suggestions(actor, reference, on=civil_date(now))
    ranks = {one.folder: rank for rank, one in enumerate(offered, 1) if one.folder}
    if folder not in ranks:
        raise Refused(Reason("not_suggested", "That is not suggested for it any more.", "folder"))
    moved = record_actions.move_record(
        actor, reference, folder=folder, reason=reason.strip() or WHY, now=now
    )
    Taken.objects.update_or_create(
        record_id=moved.pk,
        defaults={
            "file_class_id": moved.file_class_id,
            "taken_by": actor.reference,
            "taken_at": now,
        },
    )
    about = f"record:{moved.reference}"
    detail: dict[str, JSON] = {"folder": folder, "rank": ranks[folder]}
    tell(EventDraft("advice:suggestion:taken", actor.reference, about, detail=detail), at=now)
    return moved
