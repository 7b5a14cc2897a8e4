"""What a rule must say before it may decide about records."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from muniment.foundation.access.types import Role
from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.retention.rules.notation import LONGEST, is_name, written
from muniment.lifecycle.retention.types import (
    NAMED,
    NOTHING,
    REVIEWERS,
    SUPERSEDED,
    UNDECIDED,
    Action,
    Leg,
    Period,
    RuleDraft,
    Step,
    Trigger,
    YearEnd,
)

_LONGEST = {"days": 366_000, "months": 12_000, "years": 1_000}
MOST = 5  # steps of a rule, clocks of a step, stages of a review
LONG = 10_000  # characters
LARGEST = 1_000  # of so many records a sample keeps one, at the fewest
# Between its slashes a code stands in addresses, beside these words of the pages about rules; a
# test holds them against the addresses.
WORDS_OF_PAGES = frozenset(
    "change dates export import look make publish retire routine take-out versions year-end".split()
)


def reasons_not_to_publish(draft: RuleDraft, *, today: date) -> list[Reason]:
    """Every gap and contradiction in the rule, on the civil date `today`."""
    return [
        *_gaps_in_words(draft),
        *_faults_of_steps(draft),
        *_faults_of_validity(draft, today),
    ]


def _gaps_in_words(draft: RuleDraft) -> list[Reason]:
    reasons = []
    if not draft.code or draft.code.lower() == UNDECIDED or len(draft.code) > 60:
        reasons.append(Reason("code", "Give the rule a code of at most 60 characters.", "code"))
    elif {"", ".", ".."} & set(draft.code.split("/")):  # an address with these leads elsewhere
        said = "Between its slashes, a code has more than nothing and dots."
        reasons.append(Reason("code", said, "code"))
    elif taken := sorted(WORDS_OF_PAGES & set(draft.code.split("/"))):
        said = f"“{taken[0]}” leads to another page, so no code can have it. Write it otherwise."
        reasons.append(Reason("code", said, "code"))
    if not draft.title:
        reasons.append(Reason("title", "Give the rule a title.", "title"))
    if not draft.authority:
        reasons.append(
            Reason("authority", "Name the law, standard or decision behind the rule.", "authority")
        )
    if not draft.why:
        reasons.append(Reason("why", "Say why records are kept for this long.", "why"))
    return [*reasons, *_too_long(draft), *_faults_of_stages(draft.review_stages)]


def _too_long(draft: RuleDraft) -> list[Reason]:
    limits = {"title": 300, "authority": 500, "examples": LONG, "scope_note": LONG}
    return [
        Reason(
            "too_long",
            f"The {name.replace('_', ' ')} may have at most {limit:,} characters.",
            name,
        )
        for name, limit in limits.items()
        if len(getattr(draft, name)) > limit
    ]


def _faults_of_stages(stages: tuple[str, ...]) -> list[Reason]:
    """Two at least sign before anything ends, so one stage alone is none."""
    found = []
    for role in dict.fromkeys(stages):
        if role not in set(Role):
            found.append(("no_role", f"There is no role “{role}”."))
        elif role not in REVIEWERS:
            found.append(("no_reviewer", f"{Role(role).label} cannot sign a disposal."))
    if len(set(stages)) < len(stages):
        found.append(("stage_twice", "A disposal is signed in each role once."))
    if len(stages) > MOST:
        found.append(("stages", f"A disposal is signed in at most {MOST} stages."))
    if len(stages) == 1:
        said = "Name at least two roles that sign a disposal, or none for those of the body."
        found.append(("one_stage", said))
    return [Reason(code, said, "review_stages") for code, said in found]


def _faults_of_steps(draft: RuleDraft) -> list[Reason]:
    if draft.gaps:
        return list(draft.gaps)
    if not draft.steps:
        said = "Say what starts the clock, for how long, and what happens then."
        return [Reason("life", said, "life")]
    reasons = [one for step in draft.steps for one in _faults_of_step(step)]
    if len(written(draft.steps)) > LONGEST:
        said = f"Written out, the life may have at most {LONGEST:,} characters. Shorten its names."
        reasons.append(Reason("too_long", said, "life"))
    if len(draft.steps) > MOST:
        reasons.append(Reason("steps", f"A rule has at most {MOST} steps.", "life"))
    return [*dict.fromkeys([*reasons, *_faults_of_order(draft.steps)])]


def _faults_of_step(step: Step) -> list[Reason]:
    if step.action is Action.KEEP:
        said = "A rule that keeps for good has no period and waits for nothing."
        reasons = [Reason("period", said, "life")] if step.legs else []
        return [*reasons, *_faults_of_sample(step)]
    reasons = _faults_of_sample(step)
    if not step.legs:
        said = "Say for how long: a whole number and a unit."
        return [*reasons, Reason("period", said, "life")]
    reasons += [one for leg in step.legs for one in _faults_of_leg(leg)]
    if len(step.legs) > MOST:
        reasons.append(Reason("legs", f"A step has at most {MOST} clocks.", "life"))
    if len(set(step.legs)) < len(step.legs):
        reasons.append(Reason("twice", "A step has the same clock twice.", "life"))
    return reasons


def _faults_of_leg(leg: Leg) -> list[Reason]:
    reasons = _faults_of_names(leg)
    longest = _LONGEST[leg.period.unit]
    # To wait for something to happen, and no longer, is a clock too.
    happens = leg.trigger in (Trigger.EVENT, Trigger.SUPERSEDED, Trigger.FOLDER_CLOSED)
    if happens and leg.period == NOTHING:
        return reasons
    if not 1 <= leg.period.count <= longest:
        unit = leg.period.unit
        said = f"The period must be from 1 to {longest:,} {unit}, not {leg.period.count:,}."
        if leg.period == NOTHING:
            said = "Say for how long: a number of days, months or years, of at least 1."
        reasons.append(Reason("period", said, "life"))
    return reasons


def _faults_of_names(leg: Leg) -> list[Reason]:
    reasons = []
    if leg.trigger in NAMED and not leg.name:
        what = "event" if leg.trigger is Trigger.EVENT else "field"
        reasons.append(Reason("event", f"Name the {what} that starts the clock.", "life"))
    if leg.trigger not in NAMED and leg.name:
        said = "Only an event or a date field that starts a clock has a name."
        reasons.append(Reason("event", said, "life"))
    if leg.match and leg.trigger is not Trigger.EVENT:
        said = "Only an event can be told apart by a field of the record."
        reasons.append(Reason("match", said, "life"))
    for name in (leg.name, leg.match):
        if name and (len(name) > 100 or not is_name(name)):
            said = f"“{name}” cannot be a name: letters, digits, spaces and _ - . / ' only."
            reasons.append(Reason("name", said, "life"))
    if leg.trigger is Trigger.EVENT and leg.name == SUPERSEDED:
        said = "For what is superseded there is a clock of its own: superseded."
        reasons.append(Reason("event", said, "life"))
    return reasons


def _faults_of_sample(step: Step) -> list[Reason]:
    if step.action is not Action.SAMPLE:
        said = "Only a sample keeps 1 in so many records."
        return [Reason("one_in", said, "one_in")] if step.one_in else []
    if not step.one_in:
        said = "Say how many records the sample keeps, such as “sample 1 in 10”."
        return [Reason("one_in", said, "one_in")]
    if step.one_in == 1:
        said = "A sample of 1 in 1 keeps every record. Choose “transfer” or “keep”."
        return [Reason("one_in", said, "one_in")]
    if step.one_in > LARGEST:
        said = f"A sample keeps 1 in 2 to 1 in {LARGEST:,} records, not 1 in {step.one_in:,}."
        return [Reason("one_in", said, "one_in")]
    return []


def _faults_of_order(steps: tuple[Step, ...]) -> list[Reason]:
    reasons = []
    for number, step in enumerate(steps):
        last = number == len(steps) - 1
        if step.action in (Action.DESTROY, Action.KEEP) and not last:
            said = f"Nothing can follow the step “{step.action.value}”."
            reasons.append(Reason("order", said, "life"))
        if step.action is Action.SAMPLE and not last:
            said = "A sample destroys what it does not keep: no step can follow it."
            reasons.append(Reason("order", said, "life"))
        if not number and any(leg.trigger is Trigger.PREVIOUS_STEP for leg in step.legs):
            said = "The first step has no step before it whose end could start its clock."
            reasons.append(Reason("order", said, "life"))
    for before, step in pairwise(steps):
        if _ends_before(step, before):
            then, first = step.action.value, before.action.value
            said = f"The step “{then}” follows “{first}”, and would come due before it."
            reasons.append(Reason("order", said, "life"))
    return reasons


def _ends_before(step: Step, before: Step) -> bool:
    """Whether the one clock of a step that follows another is the same, and shorter."""
    if len(step.legs) != 1 or len(before.legs) != 1:
        return False
    [leg], [earlier] = step.legs, before.legs
    alike = (step.cut_off, step.rounding) == (before.cut_off, before.rounding)
    starts_alike = replace(leg, period=earlier.period) == earlier
    if not alike or not starts_alike or leg.trigger is Trigger.PREVIOUS_STEP:
        return False
    return _length(leg.period) < _length(earlier.period)


def _length(period: Period) -> int:
    """How long a period is beside others, in parts of a day: 400 years have 146,097 days."""
    parts = {"days": 4800, "months": 146_097, "years": 12 * 146_097}
    return period.count * parts[period.unit]


def _faults_of_validity(draft: RuleDraft, today: date) -> list[Reason]:
    reasons = []
    if draft.valid_from is None:
        reasons.append(Reason("valid_from", "Say from when the rule is valid.", "valid_from"))
    elif draft.valid_from > today:
        said = "The rule is not valid yet. Save it on the day it comes into force."
        reasons.append(Reason("not_yet_valid", said, "valid_from"))
    if draft.valid_to and draft.valid_from and draft.valid_to < draft.valid_from:
        reasons.append(
            Reason("valid_order", "The last day of validity is before the first.", "valid_to")
        )
    elif draft.valid_to and draft.valid_to < today:
        reasons.append(Reason("expired", "The validity of the rule is over.", "valid_to"))
    return reasons


def reasons_seen(code: str, newest: int, seen: int | None) -> list[Reason]:
    """Why the rule is not the one that the person was looking at, in the version `seen`: 0 for a
    rule that is new, None for whatever there is. `newest`: the version there is, 0 for none."""
    if seen is None or seen == newest:
        return []
    if not seen:
        return [Reason("there", f"There is a rule {code} already. Change it on its page.", "code")]
    return [Reason("changed", "The rule has changed since you opened it. Look at it again.")]


def reasons_not_to_record_event(
    name: str, on: date, *, today: date, awaited: Sequence[str], opened_on: date | None
) -> list[Reason]:
    """Why an event may not be entered. `awaited`: the names of those that rules wait for there.
    `opened_on`: when what it is entered for began, if that is known."""
    reasons = []
    if name not in awaited:
        which = ", ".join(f"“{one}”" for one in awaited)
        said = f"Rules there wait for {which}." if which else "No rule there waits for any."
        words = f"No rule there waits for an event called “{name}”. {said}"
        reasons.append(Reason("event", words, "name"))
    if on > today:
        reasons.append(Reason("future", "The event has not happened yet.", "on"))
    if opened_on and on < opened_on:
        said = f"The event is dated before what it ends, which began on {opened_on:%-d %B %Y}."
        reasons.append(Reason("before", said, "on"))
    return reasons


def reasons_not_to_end_year(ends: YearEnd, before: YearEnd) -> list[Reason]:
    """Why the financial year cannot be set to end on that day."""
    try:
        date(2001, ends.month, ends.day)  # a year without 29 February: that day is none
    except ValueError:
        said = "Choose a day that every year has, such as 31 March or 31 December."
        return [Reason("year_end", said, "day")]
    if ends == before:
        return [Reason("same", "The financial year ends on that day already.", "day")]
    return []
