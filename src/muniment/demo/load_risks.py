"""Gives the demonstration registers of risks and waivers: one acceptance is stale, one review is
overdue, one risk is a draft, and one waiver ends soon."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from muniment.demo.load import tree
from muniment.foundation.access import queries as people
from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.governance.assets import queries as assets
from muniment.governance.risks import actions, queries
from muniment.governance.risks.types import FIELDS, KINDS, OptionDraft, WaiverDraft

Clock = Callable[[], datetime]


def load_risks(actor: Profile, clock: Clock) -> None:
    """Fill the registers, unless there is something in them. Days are counted from today."""
    if queries.every().exists():
        return
    said, made = tree("risks.yaml"), {}
    for one in said["risks"]:
        made[one["title"]] = _risk(actor, one, clock)
    for one in said["waivers"]:
        _waiver(one, made, clock)


def _who(name: str, now: datetime) -> Profile:
    return people.profile_of(name, on=civil_date(now))


def _day(said: int, now: datetime) -> date:
    return civil_date(now) + timedelta(days=said)


def _risk(actor: Profile, said: Mapping[str, Any], clock: Clock) -> str:
    """The reference of a risk of the file, as far as the file takes it."""
    values = values_of(said, civil_date(clock()))
    values["assets"] = _asset(said["asset"])
    # One whose review is late was opened before that day.
    opened = clock() - timedelta(days=max(0, -said.get("review_in", 0)))
    reference = actions.make(actor, values, now=opened).reference
    if not said.get("draft"):
        actions.open_risk(actor, reference, now=opened)
    for one in said.get("controls", []):
        actions.add_control(actor, reference, **one, now=clock())
    options = [
        actions.add_option(actor, reference, OptionDraft(**one), now=clock()).reference
        for one in said.get("options", [])
    ]
    if chosen := said.get("decided"):
        option = options[chosen["option"] - 1]
        actions.choose_option(actor, option, reason=chosen["reason"], now=clock())
    _accept(reference, said, clock())
    if anew := said.get("score"):
        scores = scores_of({"current": anew["current"]})
        actions.score_risk(actor, reference, scores, why=anew["why"], now=clock())
    return reference


def values_of(said: Mapping[str, Any], today: date) -> dict[str, str]:
    """What an entry of the file says of a risk, but for its asset."""
    found = {one.name: said[one.name] for one in FIELDS if one.name in said}
    if "review_in" in said:
        found["review_on"] = (today + timedelta(days=said["review_in"])).isoformat()
    return {**found, **scores_of(said)}


def scores_of(said: Mapping[str, Any]) -> dict[str, str]:
    """The scores that an entry of the file names."""
    return {
        f"{kind}_{part}": str(score)
        for kind in KINDS
        if kind in said
        for part, score in zip(("likelihood", "impact"), said[kind], strict=True)
    }


def _asset(title: str) -> str:
    """The reference of the asset of this name."""
    found = assets.every().filter(title=title).first()
    return found.reference if found else ""


def _accept(reference: str, said: Mapping[str, Any], now: datetime) -> None:
    if one := said.get("accept"):
        day = _day(one["in"], now)
        actions.accept(
            _who(one["by"], now), reference, reason=one["reason"], expires_on=day, now=now
        )


def _waiver(said: Mapping[str, Any], risks: Mapping[str, str], clock: Clock) -> None:
    now = clock()
    draft = WaiverDraft(
        **{name: said[name] for name in ("rule", "unit", "why", "control")},
        ends_on=_day(said["days"], now),
        policy=said.get("policy", ""),
        options=tuple(OptionDraft(**one) for one in said["options"]),
        risk=risks.get(said.get("risk", ""), ""),
    )
    made = actions.ask(_who(said["by"], now), draft, now=now)
    if one := said.get("grant"):
        actions.grant(_who(one["by"], clock()), made.reference, reason=one["reason"], now=clock())
