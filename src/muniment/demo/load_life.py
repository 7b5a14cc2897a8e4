"""Gives the demonstration what a body has besides records that come and go: a hold, vital records,
rules that are looked at again, a statement for everybody, a schedule that is being made, classes
that come from a neighbour, a library, registers of information assets and of risks, incidents, an
action plan, policies and a body that approves them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from muniment.demo.load import tree
from muniment.demo.load_assets import load_assets
from muniment.demo.load_incidents import load_incidents
from muniment.demo.load_library import load_library
from muniment.demo.load_plans import load_plans
from muniment.demo.load_policies import load_policies
from muniment.demo.load_review import manager
from muniment.demo.load_risks import load_risks
from muniment.exchange.moves import actions as moving
from muniment.exchange.moves import queries as moves
from muniment.exchange.moves.types import Decision, MoveDraft
from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.lifecycle.holds import actions as holding
from muniment.lifecycle.holds import queries as holds
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.queries import vital
from muniment.lifecycle.retention.rules.vital import VitalDraft
from muniment.lifecycle.retention.types import Publication
from muniment.lifecycle.retention.types.schedules import ScheduleTerms

Clock = Callable[[], datetime]
COMMENTS_FOR = timedelta(days=30)
EFFECT_IN = timedelta(days=60)


def load_life(*, clock: Clock) -> None:
    """Do what is not done yet of each."""
    said, actor = tree("life.yaml"), manager(clock)
    _hold(actor, said["hold"], clock())
    _vital(actor, said["vital"], clock())
    if not queries.review_interval():
        actions.set_review_interval(actor, said["review_interval_months"], now=clock())
    if not queries.publication().is_open:
        open_to_all = Publication(is_open=True, **said["publication"])
        actions.publish_schedule(actor, open_to_all, now=clock())
    _schedule(actor, said["schedule"], clock())
    _move(actor, said["move"], clock())
    load_library(actor, clock)
    load_assets(actor, clock)
    load_plans(actor, clock)
    load_incidents(actor, clock)
    load_risks(actor, clock)
    load_policies(actor, clock)


def _hold(actor: Profile, said: dict[str, Any], now: datetime) -> None:
    if any(one.name == said["name"] for one in holds.holds(actor)):
        return
    here = records.folders(actor, fileplan.class_named(said.pop("class")))
    found = here.get(title=said.pop("folder"))
    due = civil_date(now) + timedelta(days=180)
    holding.place(actor, **said, folders=[found.reference], review_on=due, now=now)


def _vital(actor: Profile, said: dict[str, Any], now: datetime) -> None:
    place = said.pop("class")
    if not vital.is_marked(fileplan.class_named(place).reference):
        actions.mark_vital(actor, place, VitalDraft(**said), now=now)


def _schedule(actor: Profile, said: dict[str, Any], now: datetime) -> None:
    code, rules, clauses = (said.pop(name) for name in ("code", "rules", "clauses"))
    if queries.schedules().filter(code=code).exists():
        return
    actions.load_schedule(actor, code, ScheduleTerms(**said), rules, clauses=clauses, now=now)
    edition, until = queries.edition_under_way(code), civil_date(now) + COMMENTS_FOR
    actions.consult(actor, code, edition.number, until=until, now=now)


def _move(actor: Profile, said: dict[str, Any], now: datetime) -> None:
    classes, decisions = said.pop("classes"), said.pop("decisions")
    if moves.moves(actor).filter(code=said["code"]).exists():
        return
    draft = MoveDraft(**said, effective_on=civil_date(now) + EFFECT_IN)
    made = moving.open_move(actor, draft, now=now).reference
    moving.import_classes(actor, made, classes, now=now)
    moving.map_classes(actor, made, [Decision(**one) for one in decisions], now=now)
