"""Rules that file by themselves: what stands, what they would file where, and what they filed."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.advice import rules
from muniment.holdings.advice.models import FiledByRule, SortingRule
from muniment.holdings.advice.queries.advising import learnt_for, may_file, words_of
from muniment.holdings.advice.rules import sorting
from muniment.holdings.advice.types import Chosen, FiledAs, Outcome, Standing
from muniment.holdings.capture import queries as captures
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.fileplan.types import UNDECIDED
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass
    from muniment.holdings.records.models import Record

CLASSES = 5  # the likeliest, whose records one in hand is compared with
SHOWN = 3
Samples = Callable[[int], Sequence[tuple[int, dict[int, int]]]]


def rules_in_force() -> QuerySet[SortingRule]:
    """The rules that file now, the oldest first."""
    chosen = SortingRule.objects.filter(ended_at=None).select_related("in_tray", "file_class")
    return chosen.order_by("pk")


def rule_named(reference: str) -> SortingRule:
    """The rule with this reference. Raises NotFound."""
    rows = SortingRule.objects.select_related("in_tray", "file_class")
    found = rows.filter(reference=normalise(reference)).first()
    if found is None:
        raise NotFound("rule that files by itself", reference)
    return found


def standings(actor: Profile, *, on: date) -> list[Standing]:
    """Every rule there was, those in force first, with what became of the records it filed: of
    those that the actor may see."""
    access.require(actor, Permission.FILEPLAN_SEE)
    seen = Q(record__audience_id__in=access.visible_audiences(actor))
    counts: dict[tuple[int, str], int] = {}
    for rule, outcome in FiledByRule.objects.filter(seen).values_list("rule", "outcome"):
        counts[rule, outcome] = counts.get((rule, outcome), 0) + 1
    rows = SortingRule.objects.select_related("in_tray", "file_class").order_by("-pk")
    every = sorted(rows, key=lambda one: one.ended_at is not None)
    return [_standing(one, counts, on) for one in every]


def _standing(rule: SortingRule, counts: dict[tuple[int, str], int], on: date) -> Standing:
    return Standing(
        rule.reference,
        rule.in_tray.reference,
        rule.file_class.reference if rule.file_class else "",
        rule.sure,
        rule.runner_up,
        rule.reason,
        rule.set_by,
        rule.set_at,
        rule.ended_at,
        sum(counts.get((rule.pk, one), 0) for one in Outcome),
        counts.get((rule.pk, Outcome.CONFIRMED), 0),
        counts.get((rule.pk, Outcome.PUT_BACK), 0),
        "" if rule.ended_at else why_idle(rule, on),
    )


def why_idle(rule: SortingRule, on: date) -> str:
    """Why a rule files nothing at present, in words; else blank."""
    if not is_undecided(rule.in_tray):
        return "Its in-tray has a retention rule: it is no in-tray any more."
    setter = access.profile_of(rule.set_by, on=on)
    if not may(setter, Permission.RECORDS_EDIT, fileplan.effective(rule.in_tray).place):
        return "Whoever set it may not move records out of its in-tray any more."
    return ""


def is_undecided(file_class: "FileClass") -> bool:
    """Whether what lies in the class waits for somebody to say where it belongs."""
    return fileplan.effective(file_class).rule.value == UNDECIDED


def to_be_sorted(
    setter: Profile, rule: SortingRule, after: int, most: int
) -> "tuple[list[Record], int]":
    """The next records (after that with this number) in the in-tray of a rule that its setter may
    see: those that a capture brought in, that are read, and that no rule has filed before. With
    them the number of the last that was looked at."""
    seen = records.visible(setter).filter(
        state=RecordState.DECLARED, file_class=rule.in_tray, pk__gt=after
    )
    filed = FiledByRule.objects.values("record")
    waiting = Q(components__blob__derived__state="waiting")
    rows = seen.exclude(pk__in=filed).exclude(waiting).select_related("folder", "file_class")
    some = list(rows.order_by("pk")[:most])
    captured = captures.brought_in(one.pk for one in some)
    return [one for one in some if one.pk in captured], some[-1].pk if some else after


def is_held(setter: Profile, record: "Record") -> bool:
    """Whether a hold keeps a record where it is."""
    held = records.reasons_held([record.folder_id], [record.pk])
    return bool(held or records.reasons_not_to_alter(setter, record))


def chosen_for(
    setter: Profile, record: "Record", rule: SortingRule, samples: Samples, *, on: date
) -> Chosen | None:
    """Where this rule files a record, by what its setter may see; None where it is not sure enough,
    where another rule decides, or where the setter may not file."""
    words = words_of(record)
    learnt, features = learnt_for(setter), rules.features_of(words)
    order = [one for one in rules.ranked(features, learnt) if one != record.file_class_id]
    known = {one.pk: one for one in fileplan.classes_numbered(order[: 2 * CLASSES])}
    classes = [known[one] for one in order if one in known and not is_undecided(known[one])]
    like: dict[int, int] = {}
    where: dict[int, int] = {}
    for one in classes[:CLASSES]:
        for number, taught in samples(one.pk):
            like[number], where[number] = rules.likeness(features, taught), one.pk
    near = sorting.nearest(like)
    weighed = sorting.weigh(where[one] for one in near)
    if weighed is None or not sorting.is_enough(weighed, rule.sure, rule.runner_up):
        return None
    target = known[weighed.file_class]
    if target != classes[0] or not _decides(rule, target) or not may_move(setter, target, on):
        return None  # the words of the class as a whole must say the same
    alike = [one for one in near if where[one] == target.pk]
    folder = _folder(setter, target, alike)
    spoke = rules.words_for(words, target.pk, learnt)
    if not folder:
        return None
    return Chosen(weighed, folder, tuple(map(rules.number_of, spoke)), tuple(near))


def _decides(rule: SortingRule, target: "FileClass") -> bool:
    same_tray = rules_in_force().filter(in_tray=rule.in_tray)
    paths = {one.file_class.path if one.file_class else "": one.reference for one in same_tray}
    return sorting.rule_for(target.path, paths) == rule.reference


def may_move(setter: Profile, target: "FileClass", on: date) -> bool:
    """Whether a rule of this person may move records into the class."""
    place = fileplan.effective(target).place
    return may_file(setter, target, on) and may(setter, Permission.RECORDS_EDIT, place)


def _folder(setter: Profile, target: "FileClass", alike: Iterable[int]) -> str:
    """The folder of most of the records alike that is open, and that the setter may see."""
    found = records.visible(setter).filter(pk__in=list(alike), file_class=target)
    open_ones = found.filter(folder__closed_on=None).select_related("folder").order_by("pk")
    folders = [one.folder.reference for one in open_ones]
    return rules.most_common(folders) or ""


def filed_as(actor: Profile, reference: str) -> FiledAs | None:
    """By which rule a record was filed that the actor may see, and why; None where none did. Only
    records that the actor may see are named or counted. Raises NotFound."""
    return filed_by_rule(actor, records.record_named(actor, reference))


def filed_by_rule(actor: Profile, record: "Record") -> FiledAs | None:
    """As `filed_as`, of a record that the actor may see."""
    rows = FiledByRule.objects.select_related("rule__file_class", "rule__in_tray")
    found = rows.filter(record=record).first()
    if found is None:
        return None
    known = {rules.number_of(word): word for word in words_of(record)}
    seen = records.visible(actor).filter(pk__in=found.near).in_bulk()
    alike = [seen[one] for one in found.near if one in seen]
    whole = len(seen) == len(found.near) > 0
    folder = records.visible_folders(actor).filter(pk=found.from_folder_id).first()
    return FiledAs(
        record=record.reference,
        rule=found.rule.reference,
        least=found.rule.sure,
        most=found.rule.runner_up,
        words=tuple(known[one] for one in found.words if one in known),
        near=tuple((one.reference, one.title) for one in alike[:SHOWN]),
        sure=found.sure if whole else None,
        runner_up=found.runner_up if whole else None,
        folder=folder.reference if folder else "",
        folder_title=folder.title if folder else "",
        filed_at=found.filed_at,
        set_by=found.rule.set_by,
        outcome=Outcome(found.outcome),
        outcome_by=found.outcome_by,
        outcome_at=found.outcome_at,
        there=record.file_class_id == found.file_class_id,
    )
