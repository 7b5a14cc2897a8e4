"""Where rules clash, which wins, and by which policy [checklist 52]."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Count

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.retention.queries.schedule import clash_policy, terms_of
from muniment.lifecycle.retention.rules.clashing import POLICY_WORDS, Clash
from muniment.lifecycle.retention.types import UNDECIDED


def clashes(actor: Profile, today: date) -> list[Clash]:
    """The classes that set another rule than one above them, or one that is not in force on the
    civil date `today`, with the rules that the records there are under, as far as the actor may
    see them."""
    access.require(actor, Permission.RETENTION_SEE)
    classes = {one.pk: one for one in fileplan.classes() if one.rule}
    found = fileplan.effective_of(classes.values())
    above = {one.value for each in found.values() for one in each.rules_above}
    terms = terms_of({one.rule for one in classes.values()} | above)
    policy = clash_policy()
    listed = []
    for number, one in classes.items():
        beaten = tuple((each.value, each.origin) for each in found[number].rules_above)
        in_force = terms.get(one.rule)
        why = f"{POLICY_WORDS[policy].capitalize()}." if beaten else ""
        if in_force is None and one.rule != UNDECIDED:
            why = f"Rule {one.rule} is retired or not in the schedule: nothing is destroyed."
        elif in_force and in_force.valid_to and in_force.valid_to < today:
            why = f"Rule {one.rule} has run out: nothing is destroyed until it is renewed."
        elif beaten and in_force is None:
            why = "Undecided here: the records are kept until a rule is set."
        if why:
            listed.append((number, Clash(one.reference, one.title, one.rule, beaten, (), why)))
    counts = _counts(actor, [classes[number] for number, _ in listed])
    return [
        Clash(one.file_class, one.title, one.rule, one.beaten, counts[number], one.why)
        for number, one in listed
    ]


def _counts(actor: Profile, classes: list[Any]) -> dict[int, tuple[tuple[str, int], ...]]:
    """How many records each rule has below each of the classes, the most first."""
    paths = {one.path: one.pk for one in classes}
    sums: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    visible: Any = records.visible(actor).filter(state=RecordState.DECLARED).order_by()
    rows = visible.values_list("file_class__path", "rule").annotate(records=Count("pk"))
    for path, rule, count in rows:
        for near in [path, *reversed(fileplan.paths_above(path))]:
            if near in paths:  # the nearest only: what is below it is told there
                sums[paths[near]][rule] += count
                break
    return {
        one.pk: tuple(sorted(sums[one.pk].items(), key=lambda pair: -pair[1])) for one in classes
    }
