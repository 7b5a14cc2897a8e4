"""Suggestions for one reader, learnt from nothing but the records that this reader may see."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.content import queries as content
from muniment.holdings.advice import rules
from muniment.holdings.advice.models import Edition, Learnt, Sample
from muniment.holdings.advice.types import Accuracy, Counts, Near, Suggestion
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.fileplan.types import UNDECIDED
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass
    from muniment.holdings.records.models import Record

SUGGESTED = 3
COMPARED = 300  # records of a class that one in hand is compared with, the latest
NEAREST = 3
MEASURED = 300  # held-back records that accuracy is measured on, the latest


def edition() -> int:
    """A number that is another after each change of what was learnt."""
    return Edition.objects.values_list("number", flat=True).first() or 0


def learnt_for(actor: Profile) -> Mapping[int, Counts]:
    """What was learnt of each class (by number) from the records that the actor may see."""
    return _learnt(access.visible_audiences(actor), edition())


@lru_cache(maxsize=4)
def _learnt(audiences: frozenset[int], number: int) -> Mapping[int, Counts]:
    parts: dict[int, list[tuple[int, bytes]]] = defaultdict(list)
    rows = Learnt.objects.filter(audience_id__in=audiences, records__gt=0)
    for row in rows.iterator(chunk_size=200):
        parts[row.file_class_id].append((row.records, bytes(row.features)))
    return {one: rules.added_up(found) for one, found in parts.items()}


def words_of(record: "Record") -> Mapping[str, int]:
    """The words of a record that count; the caller may see it."""
    digests = records.digests_of([record.pk]).get(record.pk, [])
    texts = content.texts_of(digests)
    text = " ".join(texts.get(one, "") for one in digests)
    paths = records.place_texts([record.pk]).get(record.pk, "")
    sender = str(record.metadata.get("from", ""))
    return rules.telling_words(record.title, paths, text, sender)


def suggestions(actor: Profile, reference: str, *, on: date) -> list[Suggestion]:
    """Up to three classes that a record may belong in besides its own, the likeliest first; only
    those that the actor may file in. Raises NotFound for what the actor cannot see."""
    record = records.record_named(actor, reference)
    if record.state != RecordState.DECLARED:
        return []
    return _suggested(actor, words_of(record), record, on)


def suggestions_for(
    actor: Profile, *, title: str, name: str = "", text: str = "", on: date
) -> list[Suggestion]:
    """As `suggestions`, for something that is not filed yet: by its title, the name of its file and
    what it says, as far as they are known. Nothing of it is kept."""
    return _suggested(actor, rules.telling_words(title, name, text), None, on)


def _suggested(
    actor: Profile, words: Mapping[str, int], record: "Record | None", on: date
) -> list[Suggestion]:
    if not words:
        return []
    learnt, features = learnt_for(actor), rules.features_of(words)
    own = record.file_class_id if record else None
    order = [one for one in rules.ranked(features, learnt) if one != own]
    found: list[Suggestion] = []
    for file_class in _in_order(order):
        if len(found) == SUGGESTED:
            break
        if may_file(actor, file_class, on):
            spoke = rules.words_for(words, file_class.pk, learnt)
            if spoke or record:  # of a few typed words, none may be known
                found.append(_suggestion(actor, record, file_class, features, spoke))
    return found


def _in_order(numbers: list[int]) -> "list[FileClass]":
    known = {one.pk: one for one in fileplan.classes_numbered(numbers[:20])}
    return [known[one] for one in numbers if one in known]


def may_file(actor: Profile, file_class: "FileClass", on: date) -> bool:
    """Whether the actor may file in the class on that day, and its rule is decided."""
    place = fileplan.effective(file_class)
    undecided = place.rule.value in ("", UNDECIDED)
    return (
        not undecided
        and may(actor, Permission.RECORDS_CAPTURE, place.place)
        and not fileplan.reasons_not_to_file(file_class, on=on)
    )


def _suggestion(
    actor: Profile,
    record: "Record | None",
    file_class: "FileClass",
    features: Mapping[int, int],
    words: tuple[str, ...],
) -> Suggestion:
    like = _like(actor, record, file_class.pk, features)
    seen = records.visible_folders(actor).filter(file_class=file_class, closed_on=None)
    held = rules.most_common([one.folder_id for one, _ in like])
    folder = (seen.filter(pk=held).first() if held else None) or seen.order_by("-pk").first()
    near = [Near(one.reference, one.title, percent) for one, percent in like[:NEAREST]]
    return Suggestion(
        file_class.reference,
        file_class.title,
        fileplan.effective(file_class).rule.value,
        words,
        tuple(near),
        folder.reference if folder else "",
        folder.title if folder else "",
    )


def _like(
    actor: Profile, record: "Record | None", file_class: int, features: Mapping[int, int]
) -> "list[tuple[Record, int]]":
    """The records of a class that are most like this one, among those the actor may see."""
    audiences = access.visible_audiences(actor)
    rows = Sample.objects.filter(file_class_id=file_class, audience_id__in=audiences)
    others = rows.exclude(record=record.pk) if record else rows
    compared = others.order_by("-record")[:COMPARED]
    like = {
        one.record_id: rules.likeness(features, rules.unpacked(bytes(one.features)))
        for one in compared
    }
    best = sorted(like, key=lambda one: (-like[one], one))[: 3 * NEAREST]
    chosen = [one for one in best if like[one] >= rules.NEAR_ENOUGH]
    declared = records.visible(actor).filter(pk__in=chosen, state=RecordState.DECLARED)
    found = declared.in_bulk()
    return [(found[one], like[one]) for one in chosen if one in found]


def samples_of(actor: Profile, file_class: int) -> list[tuple[int, dict[int, int]]]:
    """What the latest records of a class (by number) taught, each with its number: of those that
    the actor may see, and that were not held back."""
    seen = access.visible_audiences(actor)
    rows = Sample.objects.filter(
        file_class_id=file_class, audience_id__in=seen, held_back=False
    ).order_by("-record")
    return [(one.record_id, rules.unpacked(bytes(one.features))) for one in rows[:COMPARED]]


def accuracy(actor: Profile) -> list[Accuracy]:
    """How often the suggestions were right for records that were held back, by class: the latest
    300 that the actor may see, judged by what was learnt from the others."""
    access.require(actor, Permission.FILEPLAN_SEE)
    learnt = learnt_for(actor)
    seen = access.visible_audiences(actor)
    rows = Sample.objects.filter(held_back=True, audience_id__in=seen).order_by("-record")
    tried: dict[int, list[int]] = defaultdict(list)
    for one in rows[:MEASURED]:
        order = rules.ranked(rules.unpacked(bytes(one.features)), learnt)
        place = order.index(one.file_class_id) if one.file_class_id in order else len(order)
        tried[one.file_class_id].append(place)
    names = {one.pk: one for one in fileplan.classes_numbered(tried)}
    return sorted(
        (
            Accuracy(
                names[number].reference,
                names[number].title,
                len(places),
                sum(place == 0 for place in places),
                sum(place < SUGGESTED for place in places),
            )
            for number, places in tried.items()
            if number in names
        ),
        key=lambda one: (-one.tried, one.file_class),
    )
