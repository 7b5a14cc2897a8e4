"""What the page of a risk shows: its scores, its acceptance, its controls, options and versions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from muniment.foundation.access import queries as access
from muniment.governance.risks import queries, rules
from muniment.governance.risks.types import (
    BY_NAME,
    KIND_HINTS,
    KIND_LABELS,
    KINDS,
    TREATMENTS,
    Authority,
    Confidence,
    Form,
    Scales,
    Standing,
)
from muniment.web.words import as_day

Row = dict[str, Any]
DEEDS = {
    "made": "Added",
    "changed": "Changed",
    "scored": "Scored",
    "opened": "Opened",
    "reviewed": "Reviewed",
    "closed": "Closed",
    "reopened": "Brought back as a draft",
    "orphaned": "Left without an owner",
}
STANDING_COLOURS = {Standing.LIVE: "green", Standing.EXPIRED: "red", Standing.STALE: "red"}


def _names(references: set[str]) -> dict[str, str]:
    return {"system": "The system", **access.names_at(references)}


def scores_of(scales: Scales, one: Any) -> list[Row]:
    """The scores of a risk, a row for each kind that it has."""
    found = []
    for kind in KINDS:
        mark = rules.mark(queries.said_of(one), kind)
        if mark is not None:
            found.append(
                {
                    "label": KIND_LABELS[kind],
                    "hint": KIND_HINTS[kind],
                    "likelihood": _step(scales.likelihood, mark.likelihood),
                    "impact": _step(scales.impact, mark.impact),
                    "score": mark.product,
                    "band": scales.band(mark.product).name,
                }
            )
    return found


def _step(scale: Sequence[Any], score: int) -> str:
    return f"{score} {next(one.name for one in scale if one.score == score)}"


def scored(one: Any) -> list[Row]:
    """Every score that a risk has had, the newest first: who gave it, when and why."""
    rows = list(queries.scorings(one))
    names = _names({each.by for each in rows})
    return [
        {
            "at": each.at,
            "by": names.get(each.by, ""),
            "why": each.why,
            "scores": [getattr(each, kind) or "" for kind in KINDS],
        }
        for each in rows
    ]


def accepted_of(one: Any, today: date) -> list[Row]:
    """Every acceptance of a risk, the latest first, with how it stands."""
    rows = list(queries.acceptances(one))
    names = _names({each.by for each in rows} | {each.ended_by for each in rows})
    found = []
    for each in rows:
        standing = rules.standing(each.ended_as, each.expires_on, today)
        found.append(
            {
                "by": f"{names.get(each.by, '')}, {Authority(each.authority).label}",
                "at": each.at,
                "reason": each.reason,
                "score": each.likelihood * each.impact,
                "expires_on": each.expires_on,
                "standing": standing.label,
                "colour": STANDING_COLOURS.get(standing, "grey"),
                "ended_at": each.ended_at,
                "ended_by": names.get(each.ended_by, ""),
                "ended_why": each.ended_why,
            }
        )
    return found


def controls_of(one: Any) -> list[Row]:
    """What keeps a risk down, and what did so and has ended."""
    rows = [*queries.controls(one), *queries.controls(one, ended=True)]
    return [
        {
            "reference": each.reference,
            "words": each.words,
            "owner": each.owner.name,
            "gone": not each.owner.is_active,
            "confidence": Confidence(each.confidence).label,
            "ended_at": each.ended_at,
            "ended_why": each.ended_why,
        }
        for each in rows
    ]


def options_of(one: Any) -> list[Row]:
    """The ways out that were looked at, with the one that was decided on."""
    rows = list(queries.options(one))
    names = _names({each.chosen_by for each in rows})
    return [
        {
            "reference": each.reference,
            "words": each.words,
            "local_need": each.local_need,
            "policy": each.policy,
            "chosen_at": each.chosen_at,
            "chosen_by": names.get(each.chosen_by, ""),
            "chosen_why": each.chosen_why,
        }
        for each in rows
    ]


def told(versions: Sequence[Any], scales: Scales) -> list[Row]:
    """Versions, the newest first, with each field that changed as it was and as it is."""
    if not versions:
        return []
    last = versions[-1]
    before = last.risk.versions.filter(version=last.version - 1).first()
    pairs = list(zip(versions, [*versions[1:], before], strict=True))
    people = {one.by for one in versions}
    people |= {one.values.get("owner", "") for pair in pairs for one in pair if one}
    names, units = _names(people), access.names_of_units()
    treatments: dict[str, str] = {one.value: label for one, label in TREATMENTS.items()}
    said = {"owner": names, "unit": units, "treatment": treatments}
    said["category"] = {one.code: one.name for one in scales.categories}
    return [
        {
            "number": version.version,
            "deed": DEEDS.get(version.deed, version.deed),
            "by": names.get(version.by, ""),
            "at": version.at,
            "reason": version.reason,
            "fields": [
                {
                    "label": BY_NAME[name].label,
                    "before": _in_words(name, old.values if old else {}, said),
                    "after": _in_words(name, version.values, said),
                }
                for name in version.fields
                if name in BY_NAME
            ],
        }
        for version, old in pairs
    ]


def _in_words(name: str, values: Mapping[str, str], said: Mapping[str, Mapping[str, str]]) -> str:
    text = values.get(name, "")
    if BY_NAME[name].form is Form.DAY:
        return as_day(text)
    return said.get(name, {}).get(text, text)
