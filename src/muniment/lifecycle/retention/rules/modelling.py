"""Model schedules of others (RET-16): taking over a new version of one without losing what the body
has changed in it. Three are compared: the model as last taken over, ours, and the model now."""

from collections.abc import Collection, Sequence
from dataclasses import fields, replace

from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.retention.rules.changes import differing
from muniment.lifecycle.retention.rules.editions import MOST_RULES
from muniment.lifecycle.retention.types import RuleDraft
from muniment.lifecycle.retention.types.schedules import BothChanged, Merged, ModelTaken

MOST_NAME = 200
_COLUMNS = tuple(one.name for one in fields(RuleDraft) if one.name not in ("code", "gaps"))


def reasons_not_to_take_over(
    model: ModelTaken, last: ModelTaken | None, chosen: Collection[str], merged: Merged
) -> list[Reason]:
    """Why a version of a model cannot be taken over. `last`: the one that was, if any; `chosen`:
    the codes of the rules of which the model's word was chosen."""
    reasons = []
    if not model.provider:
        reasons.append(Reason("provider", "Say whose model it is.", "provider"))
    if not model.version:
        reasons.append(Reason("version", "Say which version.", "version"))
    for name in ("provider", "version"):
        if len(getattr(model, name)) > MOST_NAME:
            long = f"The {name} may have at most {MOST_NAME} characters."
            reasons.append(Reason("too_long", long, name))
    if last and model.provider and model.provider != last.provider:
        words = f"This schedule follows {last.provider}. A schedule follows one model."
        reasons.append(Reason("other_model", words, "provider"))
    if last and (model.version, model.rules) == (last.version, last.rules):
        words = f"Version {last.version} has been taken over already."
        reasons.append(Reason("same", words, "version"))
    if len(merged.rules) > MOST_RULES:
        words = f"With the model's there would be more than {MOST_RULES:,} rules."
        reasons.append(Reason("too_many", words))
    open_ones = {one.code for one in merged.open}
    return [
        *reasons,
        *(
            Reason("not_open", f"Nothing is to be decided about {code}.", "chosen")
            for code in sorted(set(chosen) - open_ones)
        ),
    ]


def merged(
    last: Sequence[RuleDraft],
    ours: Sequence[RuleDraft],
    model: Sequence[RuleDraft],
    chosen: Collection[str] = (),
) -> Merged:
    """Our rules with what the model has changed since `last`, column by column: what only the model
    changed is as the model says, what only we changed stays, and where both did, ours stays unless
    the code is among the `chosen`. Every such rule is in `open`, chosen or not."""
    was, own, new = ({one.code: one for one in each} for each in (last, ours, model))
    rules, opened = [], []
    for code in dict.fromkeys([*own, *new]):
        one, still_open = _one(was.get(code), own.get(code), new.get(code), code in chosen)
        rules += [one] if one else []
        opened += [still_open] if still_open else []
    return Merged(tuple(rules), tuple(opened))


def _one(
    was: RuleDraft | None, ours: RuleDraft | None, new: RuleDraft | None, take: bool
) -> tuple[RuleDraft | None, BothChanged | None]:
    if new in (ours, was):
        return ours, None
    if ours == was:
        return new, None
    if ours is None or new is None:
        left = ours or new
        assert left is not None
        words = tuple("left out" if each is None else "changed" for each in (ours, new))
        both = BothChanged(left.code, left.title, (("rule", words[0], words[1]),))
        return (new if take else ours), both
    return _by_column(was, ours, new, take)


def _by_column(
    was: RuleDraft | None, ours: RuleDraft, new: RuleDraft, take: bool
) -> tuple[RuleDraft, BothChanged | None]:
    theirs, both = {}, {}
    for name in _COLUMNS:
        mine, now = getattr(ours, name), getattr(new, name)
        before = getattr(was, name) if was else None
        if was and mine == before:
            theirs[name] = now
        elif mine != now and not (was and now == before):
            both[name] = now
    settled = replace(ours, **theirs)
    if not both:
        return settled, None
    taken = replace(settled, **both)
    return taken if take else settled, BothChanged(ours.code, ours.title, differing(settled, taken))
