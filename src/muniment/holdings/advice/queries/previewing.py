"""What a rule that files by itself would have done with the records that were held back, before
anybody sets it."""

import time
from dataclasses import replace
from datetime import date
from functools import cache

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.holdings.advice import rules
from muniment.holdings.advice.models import Sample
from muniment.holdings.advice.queries.advising import MEASURED, learnt_for, samples_of
from muniment.holdings.advice.queries.sorting import CLASSES, Samples, is_undecided, may_move
from muniment.holdings.advice.rules import sorting
from muniment.holdings.advice.types import Features, Foreseen, HeldBack, Weighed
from muniment.holdings.fileplan import queries as fileplan

SECONDS = 4.0  # for a page; on large holdings fewer of the records are tried then


def foreseen(
    actor: Profile,
    sure: int,
    runner_up: int,
    file_class: str = "",
    *,
    on: date,
    seconds: float = SECONDS,
) -> Foreseen:
    """What a rule with these thresholds (in per cent), and with those beside them, would have done
    with the latest held-back records that the actor may see: how many it would have filed, and how
    many of them where people had filed them. Into `file_class` and all below it, blank: any class.
    Raises NotFound for a class that is not there."""
    access.require(actor, Permission.FILEPLAN_MANAGE)
    within = fileplan.class_named(file_class).path if file_class.strip() else ""
    tried, some = _tried(actor, on, seconds)
    every = {one.pk: one for one in fileplan.classes_numbered(_classes(tried))}
    judged = [
        one
        if one.weighed and every[one.weighed.file_class].path.startswith(within)
        else replace(one, weighed=None)  # no business of this rule
        for one in tried
    ]
    names = {number: (one.reference, one.title) for number, one in every.items()}
    return Foreseen(
        tried=len(tried),
        cut=some,
        levels=tuple(
            sorting.level(judged, *pair) for pair in sorting.thresholds_beside(sure, runner_up)
        ),
        classes=tuple(sorting.by_class(judged, sure, runner_up, names)),
    )


def _classes(tried: list[HeldBack]) -> set[int]:
    return {one.file_class for one in tried} | {
        one.weighed.file_class for one in tried if one.weighed
    }


def _tried(actor: Profile, on: date, seconds: float) -> tuple[list[HeldBack], bool]:
    """The held-back records, each with where a rule would put it; and whether there was no time
    for all of them."""
    learnt, stop = learnt_for(actor), time.monotonic() + seconds
    samples = cache(lambda number: samples_of(actor, number))
    plan = {one.pk: one for one in fileplan.classes_numbered(learnt)}
    open_ones = {number for number, one in plan.items() if not is_undecided(one)}
    able = cache(lambda number: may_move(actor, plan[number], on))
    waits = cache(lambda number: any(map(is_undecided, fileplan.classes_numbered([number]))))
    seen = access.visible_audiences(actor)
    rows = Sample.objects.filter(held_back=True, audience_id__in=seen).order_by("-record")
    found: list[HeldBack] = []
    for one in rows[:MEASURED]:
        if time.monotonic() > stop:
            return found, True
        if waits(one.file_class_id):
            continue  # nobody has said where it belongs
        features = rules.unpacked(bytes(one.features))
        order = [number for number in rules.ranked(features, learnt) if number in open_ones]
        weighed = _weighed(features, order[:CLASSES], samples)
        if weighed and (weighed.file_class != order[0] or not able(weighed.file_class)):
            weighed = None  # as `chosen_for`: the words of the class must say the same
        found.append(HeldBack(one.file_class_id, weighed))
    return found, False


def _weighed(features: Features, classes: list[int], samples: Samples) -> Weighed | None:
    like: dict[int, int] = {}
    where: dict[int, int] = {}
    for one in classes:
        for number, taught in samples(one):
            like[number], where[number] = rules.likeness(features, taught), one
    return sorting.weigh(where[one] for one in sorting.nearest(like))
