"""Pure decisions of the file plan: inheritance, and what may be filed, moved, closed, deleted."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain as joined
from typing import TypeVar

from muniment.foundation.access.rules import units_let_in
from muniment.foundation.access.types import NOBODY, AudienceKey, Marking, Narrowing, Place, Tier
from muniment.foundation.kernel.errors import Reason
from muniment.holdings.fileplan.types import (
    EVERYONE,
    UNITS,
    ClassTerms,
    Effective,
    Inherited,
)

T = TypeVar("T")
REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,99}")
TITLE_LENGTH = 300
_EVERYBODY: tuple[str, ...] = ()


def effective(
    chain: Sequence[ClassTerms],
    unit_lineages: Mapping[str, tuple[str, ...]],
    former: Mapping[str, Sequence[str]] | None = None,
) -> Effective:
    """What the last class of `chain` (root first) comes to.

    A class that does not inherit starts afresh: nothing set above it reaches it or those below.
    `former` are the references that classes had before: what was given to a class under an
    earlier reference (a role, an event) still reaches it.
    """
    once = former or {}
    leaf = chain[-1]
    heard = _from_last_fresh_start(chain)
    owner = _nearest(heard, lambda terms: terms.owner_unit or None, "")
    return Effective(
        reference=leaf.reference,
        rule=_nearest(heard, lambda terms: terms.rule or None, ""),
        owner_unit=owner,
        owner_role=_nearest(heard, lambda terms: terms.owner_role or None, ""),
        open_to=_nearest(heard, _open_to, _EVERYBODY),
        marking=_marking(heard),
        closed_by=next((terms.reference for terms in chain if terms.closed_on), ""),
        place=Place(
            classes=tuple(
                joined.from_iterable(
                    (terms.reference, *once.get(terms.reference, ())) for terms in reversed(chain)
                )
            ),
            units=unit_lineages.get(owner.value, ()),
        ),
        closings=tuple(
            (terms.reference, terms.closed_on) for terms in reversed(chain) if terms.closed_on
        ),
        rules_above=_rules_above(heard),
        lineages=unit_lineages,
    )


def _rules_above(heard: Sequence[ClassTerms]) -> tuple[Inherited[str], ...]:
    said = [Inherited(terms.rule, terms.reference) for terms in reversed(heard) if terms.rule]
    return tuple(one for one in said[1:] if one.value != said[0].value)


def _from_last_fresh_start(chain: Sequence[ClassTerms]) -> Sequence[ClassTerms]:
    starts = [i for i, terms in enumerate(chain) if not terms.inherits]
    return chain[starts[-1] :] if starts else chain


def _nearest(
    chain: Sequence[ClassTerms], read: Callable[[ClassTerms], T | None], default: T
) -> Inherited[T]:
    for terms in reversed(chain):
        value = read(terms)
        if value is not None:
            return Inherited(value, terms.reference)
    return Inherited(default)


def _open_to(terms: ClassTerms) -> tuple[str, ...] | None:
    if terms.access == EVERYONE:
        return ()
    return terms.open_to if terms.access == UNITS else None


def _marking(chain: Sequence[ClassTerms]) -> Inherited[Marking]:
    tier = _nearest(chain, lambda terms: terms.tier or None, Tier.OFFICIAL.value)
    sensitive = _nearest(chain, lambda terms: terms.sensitive, False)
    none: tuple[str, ...] = ()
    handling = _nearest(chain, lambda terms: terms.handling, none)
    marking = Marking(Tier(tier.value), sensitive.value, frozenset(handling.value))
    return Inherited(marking, handling.origin or sensitive.origin or tier.origin)


def resolve_audience(found: Effective, narrowing: Narrowing) -> AudienceKey:
    """Who may see what lies in the class under the narrowing of a folder or record."""
    return AudienceKey(
        place=found.place,
        open_to=_open_to_both(found, narrowing.open_to),
        marking=narrowing.marking(found.marking.value),
    )


def _open_to_both(found: Effective, wanted: Sequence[str] | None) -> tuple[str, ...]:
    """The units that both the class and the narrowing let in. The class may have become narrower
    since; a unit takes in those below it."""
    inherited = AudienceKey(found.place, found.open_to.value, found.marking.value)
    allowed = units_let_in(inherited)
    if not wanted:
        return found.open_to.value
    if not allowed:
        return tuple(wanted)
    return _common(wanted, allowed, found.lineages)


def _common(
    some: Sequence[str], others: Sequence[str], lineages: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """The units that both lists let in; a unit takes in those below it."""

    def within(units: Sequence[str], tops: set[str]) -> list[str]:
        return [unit for unit in units if tops & {unit, *lineages.get(unit, ())}]

    both = {*within(some, set(others)), *within(others, set(some))}
    return tuple(sorted(both)) or (NOBODY,)


def narrow_within(
    own: Narrowing, wider: Narrowing, lineages: Mapping[str, tuple[str, ...]]
) -> Narrowing:
    """What a record says for itself, within what its folder says: only units that both let in."""
    merged = own.over(wider)
    if not wider.open_to or own.open_to is None:
        return merged
    units = _common(own.open_to, wider.open_to, lineages) if own.open_to else wider.open_to
    return replace(merged, open_to=units)


def reasons_not_to_file(
    found: Effective, opened_on: date, on: date, leaf_title: str = ""
) -> list[Reason]:
    """Why nothing new may be filed in the class on the civil date `on`; empty if it may."""
    name = f"{found.reference} {leaf_title}".strip()
    reasons = reasons_closed(found, on, name)
    if opened_on > on:
        reasons.append(Reason("class_not_open", f"Class {name} opens on {opened_on:%-d %B %Y}."))
    if not found.rule.value:
        reasons.append(
            Reason(
                "class_without_rule",
                f"Class {name} has no retention rule. Give it one, or say 'undecided'.",
            )
        )
    return reasons


def reasons_closed(found: Effective, on: date, name: str) -> list[Reason]:
    """Why the class takes nothing new on the civil date `on`: it, or one above it, is closed."""
    closed = [reference for reference, day in found.closings if day <= on]
    if found.reference in closed:
        return [Reason("class_closed", f"Class {name} is closed. Nothing new goes in.")]
    if closed:
        return [Reason("class_closed", f"Class {closed[0]}, above {name}, is closed.")]
    return []


def reasons_not_to_name(reference: str, title: str, taken: bool) -> list[Reason]:
    """Why a class cannot have this reference and title."""
    reasons = []
    if not REFERENCE.fullmatch(reference):
        reasons.append(
            Reason(
                "reference_form",
                f"The reference '{reference}' can only have letters, digits, . / _ and -, "
                "and at most 100 of them.",
                "reference",
            )
        )
    if taken:
        reasons.append(
            Reason(
                "taken", f"The reference {reference} is, or once was, another class.", "reference"
            )
        )
    if not title.strip():
        reasons.append(Reason("no_title", "A class needs a title.", "title"))
    if len(title) > TITLE_LENGTH:
        words = f"A title has at most {TITLE_LENGTH} letters."
        reasons.append(Reason("title_too_long", words, "title"))
    return reasons


def reasons_not_to_set(terms: ClassTerms, known_units: Iterable[str]) -> list[Reason]:
    """Why a class cannot say this for itself."""
    units = {*known_units, ""}
    reasons = [
        Reason("no_unit", f"There is no unit {unit}.", "owner_unit")
        for unit in (terms.owner_unit, *terms.open_to)
        if unit not in units
    ]
    if terms.access not in {"", EVERYONE, UNITS}:
        reasons.append(Reason("no_access", f"'{terms.access}' says nothing of access.", "access"))
    if terms.access == UNITS and not terms.open_to:
        reasons.append(Reason("no_units", "Name the units that it is open to.", "access"))
    if terms.tier and terms.tier not in {tier.value for tier in Tier}:
        reasons.append(Reason("no_tier", f"There is no tier {terms.tier}.", "tier"))
    if terms.closed_on and terms.opened_on and terms.closed_on < terms.opened_on:
        reasons.append(Reason("dates", "It closes before it opens.", "closed"))
    for name, text, most in (("owner_role", terms.owner_role, 40), ("rule", terms.rule, 60)):
        if len(text) > most:
            reasons.append(Reason("too_long", f"It has at most {most} letters.", name))
    return reasons


def reasons_not_to_delete(used: bool, has_children: bool, reference: str) -> list[Reason]:
    """Why a class cannot be deleted: it holds, or ever held, something [checklist 10]."""
    reasons = []
    if used:
        reasons.append(
            Reason("used", f"Class {reference} holds or has held records. Close it instead.")
        )
    if has_children:
        reasons.append(Reason("has_classes", f"There are classes below {reference}."))
    return reasons


def reasons_not_to_move(
    moved: str, target_chain: Sequence[str], is_root_already: bool = False
) -> list[Reason]:
    """Why a branch cannot be moved to stand under the last of `target_chain`."""
    if moved in target_chain:
        return [Reason("into_itself", "A class cannot be moved to stand below itself.", "under")]
    if is_root_already and not target_chain:
        return [Reason("already_there", "It already stands at the top.", "under")]
    return []
