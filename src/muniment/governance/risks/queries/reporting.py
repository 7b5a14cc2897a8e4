"""The report on risks for the papers of a board: what its reader may see, rolled up."""

from datetime import date
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.governance.risks import rules
from muniment.governance.risks.adapters import typesetting
from muniment.governance.risks.models import Acceptance
from muniment.governance.risks.queries.rolling import (
    expiring,
    figures,
    heat_map,
    lapsed_acceptances,
    moved,
    top,
)
from muniment.governance.risks.queries.scales import scales
from muniment.governance.risks.queries.waiving import waivers
from muniment.governance.risks.types import Mark, Moved, Scales

LABELS = {
    "open": "Open risks",
    "over": "Over appetite",
    "due": "Review is overdue",
    "orphaned": "Without an owner",
    "accepted": "Accepted",
    "stale": "Acceptance is stale or has expired",
    "expiring": "Acceptances that end within 30 days",
    "waivers": "Waivers in force",
    "waivers_expiring": "Waivers that end within 30 days",
}


def report_pdf(actor: Profile, today: date, *, since: date, unit: str = "") -> bytes:
    """The report on the open risks that the actor may read, of a unit and those below it, as an
    accessible PDF: figures, heat map, the highest, what moved since a day, and what ends."""
    return typesetting.report_pdf(report(actor, today, since=since, unit=unit))


def report(actor: Profile, today: date, *, since: date, unit: str = "") -> dict[str, Any]:
    """The same as it is set: names, words and numbers."""
    found = figures(actor, today, unit=unit)
    return {
        "title": "Report on information risks",
        "body": access.body_name(),
        "unit": access.unit_named(unit).name if unit else "",
        "on": _written(today),
        "by": actor.name,
        "since": _written(since),
        "figures": [
            {"label": label, "count": getattr(found, name)} for name, label in LABELS.items()
        ],
        "heat": _heat(heat_map(actor, today, unit=unit), scales()),
        "top": [_highest(one, scales()) for one in top(actor, today, unit=unit)],
        "moved": [
            {"title": one.title, "words": _moved(one)}
            for one in moved(actor, since, today, unit=unit)
        ],
        "decisions": _decisions(actor, today, unit),
    }


def _heat(counted: dict[Mark, int], found: Scales) -> dict[str, Any]:
    bands = [one.code for one in found.bands]

    def cell(mark: Mark) -> dict[str, Any]:
        band = found.band(mark.product)
        return {"count": counted[mark], "band": bands.index(band.code), "name": band.name}

    return {
        "impacts": [f"{one.score} {one.name}" for one in found.impact],
        "rows": [
            {
                "label": f"{step.score} {step.name}",
                "cells": [cell(Mark(step.score, one.score)) for one in found.impact],
            }
            for step in reversed(found.likelihood)
        ],
    }


def _highest(one: Any, found: Scales) -> dict[str, Any]:
    appetite = found.appetite(one.category)
    return {
        "title": one.title,
        "unit": one.unit.name,
        "owner": one.owner.name if one.owner else "Nobody",
        "score": one.current,
        "appetite": appetite,
        "over": one.current > appetite,
    }


def _moved(one: Moved) -> str:
    if one.before is None:
        return f"new, at {one.after}"
    return f"{'up' if one.by > 0 else 'down'} from {one.before} to {one.after}"


def _decisions(actor: Profile, today: date, unit: str) -> list[str]:
    def accepted(one: Acceptance) -> str:
        standing = rules.standing(one.ended_as, one.expires_on, today).label.lower()
        return f"Acceptance of “{one.risk.title}” until {_written(one.expires_on)}: {standing}"

    ending = waivers(actor, unit=unit, soon=True, today=today)
    return [
        *(accepted(one) for one in lapsed_acceptances(actor, today, unit=unit)),
        *(accepted(one) for one in expiring(actor, today, unit=unit)),
        *(f"Waiver of “{one.rule}” ends on {_written(one.ends_on)}" for one in ending),
    ]


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
