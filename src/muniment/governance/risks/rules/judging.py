"""What stands against keeping, opening, scoring, reviewing and closing a risk."""

from collections.abc import Iterator, Mapping
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.governance.risks.rules.values import day, mark
from muniment.governance.risks.types import (
    EVERY,
    FIELDS,
    KIND_LABELS,
    KINDS,
    TRANSITIONS,
    Confidence,
    Form,
    Known,
    RiskState,
)

WHY = 500  # letters of a reason
LONG = 2_000
CHOOSE = {Form.CATEGORY, Form.UNIT, Form.TREATMENT}


def reasons_not_to_keep(values: Mapping[str, str], known: Known) -> list[Reason]:
    """Every gap and fault of what is said of a risk in whatever state, its values already read."""
    return [*_missing(values, always=True), *_unknown(values, known), *_halves(values)]


def _missing(values: Mapping[str, str], *, always: bool) -> Iterator[Reason]:
    for one in FIELDS:
        if (one.always if always else one.open) and not values.get(one.name):
            verb = "Choose" if one.form in CHOOSE else "Say"
            yield Reason(one.name, f"{verb}: {one.label.lower()}.", one.name)


def _unknown(values: Mapping[str, str], known: Known) -> Iterator[Reason]:
    if (unit := values.get("unit", "")) and unit not in known.units:
        yield Reason("unit", f"There is no unit {unit[:60]}.", "unit")
    if (owner := values.get("owner", "")) and not known.owner:
        said = f"Nobody who works here has the user name, e-mail or reference “{owner[:60]}”."
        yield Reason("owner", said, "owner")
    if (category := values.get("category", "")) and category not in known.categories:
        yield Reason("category", f"There is no category {category[:60]}.", "category")
    for one in values.get("assets", "").split():
        if one not in known.assets:
            said = f"There is no information asset {one[:60]} that you can see."
            yield Reason("assets", said, "assets")


def _halves(values: Mapping[str, str]) -> Iterator[Reason]:
    """A likelihood without an impact, or the other way round."""
    for kind in KINDS:
        names = [f"{kind}_likelihood", f"{kind}_impact"]
        given = [name for name in names if values.get(name)]
        if len(given) == 1:
            lacking = next(name for name in names if name not in given)
            said = f"{KIND_LABELS[kind]} score: give both the likelihood and the impact."
            yield Reason(lacking, said, lacking)


def gaps(values: Mapping[str, str]) -> list[Reason]:
    """What an open risk says and this one does not: above all who owns it and when it is looked at
    again (RSK-01)."""
    found = list(_missing(values, always=False))
    for kind in KINDS:
        if mark(values, kind) is None:
            name = f"{kind}_likelihood"
            said = f"Score it: {KIND_LABELS[kind].lower()} likelihood and impact."
            found.append(Reason(name, said, name))
    return found


def reasons_of_order_of_scores(values: Mapping[str, str]) -> list[Reason]:
    """Controls do not raise a risk: what is left with them is not above what there is without
    them, and nobody aims higher than where they are without any."""
    inherent, found = mark(values, "inherent"), []
    for kind in ("current", "target"):
        one = mark(values, kind)
        if inherent is not None and one is not None and one.product > inherent.product:
            said = f"The {kind} score is above the inherent one. Controls lower a risk."
            found.append(Reason("order", said, f"{kind}_likelihood"))
    return found


def reasons_not_to_open(
    state: RiskState, values: Mapping[str, str], *, owner_here: bool, today: date
) -> list[Reason]:
    """Why a draft is not opened: every gap, an owner who has left, a review in the past."""
    found = [*_out_of(state, RiskState.OPEN), *gaps(values)]
    if values.get("owner") and not owner_here:
        found.append(Reason("owner", "Its owner has left. Name another.", "owner"))
    return [*found, *_review_in_past(values, today)]


def _review_in_past(values: Mapping[str, str], today: date) -> list[Reason]:
    next_one = day(values, "review_on")
    if next_one is None or next_one >= today:
        return []
    return [Reason("review_on", "The next review must not be in the past.", "review_on")]


def reasons_not_to_change(
    state: RiskState, before: Mapping[str, str], after: Mapping[str, str], today: date
) -> list[Reason]:
    """Why a risk is not changed so: what is closed stays as it was, and what is open loses nothing
    that it must say. What it lacks already, since its owner has left, stops no other change."""
    if state is RiskState.CLOSED:
        return [Reason("closed", "It is closed. Open it again first.")]
    if state is RiskState.DRAFT:
        return []
    lacked = {one.field for one in gaps(before)}
    same = before.get("review_on", "") == after.get("review_on", "")
    late = [] if same else _review_in_past(after, today)
    return [one for one in [*gaps(after), *late] if one.field not in lacked]


def reasons_not_to_score(
    state: RiskState, before: Mapping[str, str], after: Mapping[str, str], why: str
) -> list[Reason]:
    """Why scores are not changed so: a reason goes with every change, and an open risk keeps all
    three."""
    found = [*_halves(after), *reasons_of_order_of_scores(after)]
    if state is RiskState.CLOSED:
        found.append(Reason("closed", "It is closed. Open it again first."))
    if state is RiskState.OPEN:
        left = [kind for kind in KINDS if mark(before, kind) and not mark(after, kind)]
        found += [_still(kind) for kind in left if not any(kind in one.field for one in found)]
    return [*found, *reasons_of_words(why, "why")]


def _still(kind: str) -> Reason:
    said = f"An open risk has a score of this kind: {kind}."
    return Reason(f"{kind}_likelihood", said, f"{kind}_likelihood")


def reasons_not_to_review(
    state: RiskState, values: Mapping[str, str], said: str, review_on: date | None, today: date
) -> list[Reason]:
    """Why it cannot be said that a risk was looked at."""
    found = []
    if state is not RiskState.OPEN:
        found.append(Reason(state, "Only an open risk is reviewed."))
    if not values.get("owner"):
        found.append(Reason("owner", "Nobody owns it. Name an owner first.", "owner"))
    if review_on is None or review_on <= today:
        found.append(Reason("review_on", "Give the day of the next review.", "review_on"))
    return [*found, *reasons_of_words(said, "said", LONG)]


def reasons_not_to_close(state: RiskState, reason: str) -> list[Reason]:
    """Why a risk is not closed."""
    return [*_out_of(state, RiskState.CLOSED), *reasons_of_words(reason)]


def reasons_not_to_reopen(state: RiskState, reason: str) -> list[Reason]:
    """Why a closed risk does not come back as a draft."""
    return [*_out_of(state, RiskState.DRAFT), *reasons_of_words(reason)]


def _out_of(state: RiskState, after: RiskState) -> list[Reason]:
    if after in TRANSITIONS[state]:
        return []
    return [Reason(state, f"It is {'a draft' if state is RiskState.DRAFT else state.value}.")]


def reasons_of_words(words: str, field: str = "reason", most: int = WHY) -> list[Reason]:
    """What is wrong with words that must be given."""
    if not words.strip():
        return [Reason(field, "Say why." if field in ("reason", "why") else "Say it.", field)]
    if len(words.strip()) > most:
        return [Reason(field, f"Use at most {most:,} letters.", field)]
    return []


def reasons_of_order(expected: int | None, version: int, by: str) -> list[Reason]:
    """Why a change is not made over that of somebody else. `expected`: the version that it was
    made from, where known."""
    if expected is None or expected == version:
        return []
    return [
        Reason("meanwhile", f"{by} has changed it meanwhile. Look at it again, then change it.")
    ]


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The names of the fields that differ, in their order."""
    return [one.name for one in EVERY if before.get(one.name, "") != after.get(one.name, "")]


def reasons_of_control(words: str, owner: str, known_owner: str, confidence: str) -> list[Reason]:
    """Every gap and fault of a control: what it is, who looks after it, how sure it is. `owner`:
    what was written; `known_owner`: the reference of who is meant, blank for nobody."""
    found = reasons_of_words(words, "words")
    if owner.strip() and not known_owner:
        said = f"Nobody who works here has the user name, e-mail or reference “{owner[:60]}”."
        found.append(Reason("owner", said, "owner"))
    elif not owner.strip():
        found.append(Reason("owner", "Name who looks after it.", "owner"))
    if confidence not in list(Confidence):
        said = f"Choose how sure it is: {', '.join(Confidence)}."
        found.append(Reason("confidence", said, "confidence"))
    return found
