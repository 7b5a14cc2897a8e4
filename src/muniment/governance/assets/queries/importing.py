"""What a register that was kept elsewhere would bring, before anything is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.errors import Reason
from muniment.foundation.kernel.ids import normalise
from muniment.foundation.kernel.words import fold
from muniment.governance.assets import rules
from muniment.governance.assets.models import Asset
from muniment.governance.assets.queries.answering import changeable
from muniment.governance.assets.queries.covering import Knowledge
from muniment.governance.assets.queries.reading import (
    classes_ruled,
    every,
    manages,
    sees,
    values_of,
    with_rule,
)
from muniment.governance.assets.types import BY_NAME, AssetState, Left


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be taken over: the entry it changes (None: it makes one), all that is said
    of it then, and the names of what changes."""

    line: int
    entry: Asset | None
    values: Mapping[str, str]
    changed: tuple[str, ...]


def look_at(
    actor: Profile,
    rows: Sequence[Mapping[str, Any]],
    chosen: Mapping[str, str],
    always: Mapping[str, str],
    *,
    today: date,
) -> tuple[list[Row], list[Left], int]:
    """What an import would make and change, what it would leave out with every reason, and how
    many rows say what the register says already. A row changes the entry whose reference it gives;
    without one it makes an entry, unless its unit has one of that name."""
    looking = _Looking(actor, chosen, always, today)
    for line, row in enumerate(rows, start=2):
        looking.at(line, row)
    return looking.found, looking.left, looking.same


class _Looking:
    """Goes through the rows; what is asked for each of them is looked up once."""

    def __init__(
        self,
        actor: Profile,
        chosen: Mapping[str, str],
        always: Mapping[str, str],
        today: date,
    ) -> None:
        self.actor, self.chosen, self.always, self.today = actor, chosen, always, today
        self.here = {one.reference: one for one in every()} if sees(actor) else {}
        self.said = values_of(self.here.values())
        self.ruled = with_rule(self.here.values())
        self.called = {
            _called(one.unit.reference, one.title): one.reference for one in self.here.values()
        }
        self.units, self.knowledge = _units(), Knowledge(actor)
        self.managed: dict[str, bool] = {}
        self.found: list[Row] = []
        self.left: list[Left] = []
        self.same = 0

    def at(self, line: int, row: Mapping[str, Any]) -> None:
        """Take one row up, or leave it out with every reason."""
        understood = rules.read_row(row, self.chosen, self.always)
        if understood is None:
            return
        reference, values, wrong = understood
        unit = values.get("unit", "")
        values = {**values, "unit": self.units.get(fold(unit), unit)}
        entry = self.here.get(normalise(reference)) if reference else None
        before = self.said[entry.pk] if entry else {}
        after = {**before, **{name: text for name, text in values.items() if text}}
        reasons = [one.message for one in wrong]
        if reference and entry is None:
            reasons.append(f"There is no entry {reference[:60]} in the register.")
        if not wrong:
            reasons += self._against(entry, before, after)
        reasons += [] if reasons else self._called_so(entry, after)
        if reasons:
            title = values.get("title", "") or reference
            self.left.append(Left(line, title[:200], " ".join(dict.fromkeys(reasons))))
            return
        changed = tuple(rules.changed(before, after))
        self.same += not changed
        if changed:
            self.found.append(Row(line, entry, after, changed))

    def _against(
        self, entry: Asset | None, before: Mapping[str, str], after: dict[str, str]
    ) -> list[str]:
        """Why a row that was understood is not taken over. The owner becomes a reference."""
        there = self.knowledge.of(after, before)
        wrong = rules.reasons_not_to_keep(after, there)
        after["owner"] = there.owner or after.get("owner", "")
        if entry is None:
            unit = after.get("unit", "")
            if not wrong and not self._manages(unit):
                return ["You may not add entries of this unit."]
            return [one.message for one in wrong]
        named = [BY_NAME[name] for name in rules.changed(before, after)]
        if not named:
            return []  # what is there already is not judged: the owner may have left since
        allowed = frozenset(BY_NAME)
        if not self._manages(entry.unit.reference):
            allowed = changeable(self.actor, entry, self.today)
        if not allowed:
            return ["You may not change this entry: it belongs to another unit."]
        wrong = [*rules.reasons_beyond(named, allowed), *wrong]
        wrong += [] if wrong else self._of_approved(entry, before, after)
        return [one.message for one in wrong]

    def _manages(self, unit: str) -> bool:
        if unit not in self.managed:
            self.managed[unit] = manages(self.actor, unit)
        return self.managed[unit]

    def _of_approved(
        self, entry: Asset, before: Mapping[str, str], after: Mapping[str, str]
    ) -> list[Reason]:
        """What is approved stays complete."""
        was_ruled = entry.pk in self.ruled
        same = before.get("classes", "") == after.get("classes", "")
        return rules.reasons_not_to_change(
            AssetState(entry.state),
            before,
            after,
            was_ruled=was_ruled,
            ruled=was_ruled if same else classes_ruled(after),
            today=self.today,
        )

    def _called_so(self, entry: Asset | None, after: Mapping[str, str]) -> list[str]:
        """That the unit has another entry of this name, or the list had it in an earlier line."""
        key = _called(after.get("unit", ""), after.get("title", ""))
        if entry is not None and key == _called(entry.unit.reference, entry.title):
            return []
        if key not in self.called:
            self.called[key] = entry.reference if entry else ""
            return []
        label = self.called[key] or "an earlier line of the list"
        return [f"That unit has an entry of this name already: {label}."]


def _called(unit: str, title: str) -> tuple[str, str]:
    return unit, fold(title)


def _units() -> dict[str, str]:
    """The reference of each unit, by its reference and by its name, folded: other registers
    write the name."""
    rows = list(access.units().filter(closed_on=None))
    return {fold(one.name): one.reference for one in rows} | {
        fold(one.reference): one.reference for one in rows
    }
