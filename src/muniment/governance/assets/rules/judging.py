"""What stands against keeping, approving, retiring and restoring an entry of the register."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.governance.assets.rules.values import day
from muniment.governance.assets.types import (
    BY_NAME,
    FIELDS,
    TRANSITIONS,
    YES,
    AssetState,
    Field,
    Known,
    Needed,
)

NAMED = {
    "classes": "There is no class {} in the file plan.",
    "boxes": "There is no box {} that you can see.",
    "sources": "There is no source {}.",
}
WHY = 500  # letters of a reason


def reasons_not_to_keep(values: Mapping[str, str], known: Known) -> list[Reason]:
    """Every gap and fault of what is said of an asset, its values already read."""
    return [*_missing(values), *_unknown(values, known)]


def _missing(values: Mapping[str, str]) -> Iterator[Reason]:
    for field in FIELDS:
        if field.needed is Needed.ALWAYS and not values.get(field.name):
            verb = "Choose" if field.choices else "Say"
            yield Reason(field.name, f"{verb}: {field.label.lower()}.", field.name)


def _unknown(values: Mapping[str, str], known: Known) -> Iterator[Reason]:
    if (unit := values.get("unit", "")) and unit not in known.units:
        yield Reason("unit", f"There is no unit {unit[:60]}.", "unit")
    if (owner := values.get("owner", "")) and not known.owner:
        said = f"Nobody who works here has the user name, e-mail or reference “{owner[:60]}”."
        yield Reason("owner", said, "owner")
    if (rule := values.get("rule", "")) and rule not in known.rules:
        yield Reason("rule", f"There is no retention rule {rule[:60]} in force.", "rule")
    for name, words in NAMED.items():
        for one in values.get(name, "").split():
            if one not in getattr(known, name):
                yield Reason(name, words.format(one[:60]), name)


def gaps(values: Mapping[str, str], *, ruled: bool) -> list[Field]:
    """The fields without which an entry is not approved. `ruled`: a class of the asset has a rule,
    so that none need be named."""
    return [
        one
        for one in FIELDS
        if one.needed is Needed.APPROVAL
        and not values.get(one.name)
        and not (one.name == "rule" and ruled)
    ]


def lacking(values: Mapping[str, str], *, ruled: bool) -> list[Field]:
    """What the record of processing lacks: the fields of UK GDPR art. 30(1) for a controller, of
    art. 30(2) for a processor, the condition of art. 9(2) for a special category, and how long
    the data is kept (art. 30(1)(f)). Nothing for an asset without personal data."""
    if values.get("personal_data") != YES:
        return []
    wanted = {Needed.PERSONAL}
    wanted |= {Needed.PROCESSOR} if values.get("part") == "processor" else {Needed.CONTROLLER}
    wanted |= {Needed.SPECIAL} if values.get("special") == YES else set()
    found = [one for one in FIELDS if one.needed in wanted and not values.get(one.name)]
    return found if ruled or values.get("rule") else [*found, BY_NAME["rule"]]


def is_due(values: Mapping[str, str], today: date) -> bool:
    """Whether the day of the next review has passed; so too where none was set."""
    next_one = day(values, "review_on")
    return next_one is None or next_one < today


def reasons_not_to_approve(
    state: AssetState, values: Mapping[str, str], *, ruled: bool, today: date
) -> list[Reason]:
    """Why an entry is not approved: every field that is missing, and a review that is overdue."""
    return [*_out_of(state, "approve"), *_not_complete(values, ruled, today)]


def reasons_not_to_change(
    state: AssetState,
    before: Mapping[str, str],
    after: Mapping[str, str],
    *,
    was_ruled: bool,
    ruled: bool,
    today: date,
) -> list[Reason]:
    """Why an entry is not changed so: what is retired stays as it was, and what is approved loses
    nothing that approval asks for. What it lacks already, since its owner has left or a rule has
    ended, stops no other change."""
    if state is AssetState.RETIRED:
        return [Reason("retired", "It is retired. Bring it back first.")]
    if state is AssetState.DRAFT:
        return []
    lacked = {one.name for one in gaps(before, ruled=was_ruled)}
    same = day(after, "review_on") == day(before, "review_on")
    found = _not_complete(after, ruled, date.min if same else today)
    return [one for one in found if one.field not in lacked]


def _not_complete(values: Mapping[str, str], ruled: bool, today: date) -> Iterator[Reason]:
    for one in gaps(values, ruled=ruled):
        said = f"An approved entry says this: {one.label.lower().rstrip('?')}."
        yield Reason(one.name, said, one.name)
    if values.get("review_on") and is_due(values, today):
        yield Reason("review_on", "The next review must not be in the past.", "review_on")


def reasons_not_to_retire(state: AssetState, reason: str) -> list[Reason]:
    """Why an entry is not retired."""
    return [*_out_of(state, "retire"), *reasons_of_words(reason)]


def reasons_not_to_restore(state: AssetState, reason: str) -> list[Reason]:
    """Why an entry is not brought back."""
    return [*_out_of(state, "restore"), *reasons_of_words(reason)]


def _out_of(state: AssetState, deed: str) -> list[Reason]:
    if (state, deed) in TRANSITIONS:
        return []
    return [Reason(state, f"It is {state.label.lower()}.")]


def reasons_of_words(reason: str, field: str = "reason") -> list[Reason]:
    """What is wrong with a reason that must be given."""
    if not reason.strip():
        return [Reason(field, "Say why.", field)]
    if len(reason.strip()) > WHY:
        return [Reason(field, f"Use at most {WHY} letters.", field)]
    return []


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The names of the fields that differ, in the order of the entry."""
    return [one.name for one in FIELDS if before.get(one.name, "") != after.get(one.name, "")]


def reasons_of_order(expected: int | None, version: int, by: str) -> list[Reason]:
    """Why a change is not made over that of somebody else. `expected`: the version that it was
    made from, where known."""
    if expected is None or expected == version:
        return []
    said = f"{by} has changed it meanwhile. Look at it again, then change it."
    return [Reason("meanwhile", said)]


def names_of(fields: Sequence[Field]) -> str:
    """Fields in one line, for people."""
    return "; ".join(one.label.lower().rstrip("?") for one in fields)  # some have a comma
