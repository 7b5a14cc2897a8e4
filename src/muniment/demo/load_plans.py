"""Gives the demonstration an action plan with actions in every stage, some of them late, and an
action that a meeting asked for."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from muniment.demo.load import rows, tree
from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.dates import add_period
from muniment.governance.plans import actions, queries, rules
from muniment.governance.plans.types import ActionDraft, PlanDraft, Turn

Clock = Callable[[], datetime]


def load_plans(actor: Profile, clock: Clock) -> None:
    """Begin the plan, unless there is one. Its days are counted from today."""
    if queries.every_plan().exists():
        return
    said, today = tree("life.yaml")["plan"], civil_date(clock())
    status = actions.add_status(actor, **said["status"], now=clock())
    begins = date(today.year - (today.month < 4), 4, 1)
    ends = add_period(begins, 1, "years") - timedelta(days=1)
    draft = PlanDraft(said["title"], said["unit"], said["owner"], begins, ends, said["purpose"])
    plan = actions.make_plan(actor, draft, now=clock())
    table = list(_table(today))
    chosen = rules.columns_of(list(table[0]))
    actions.import_plan(actor, plan.reference, table, chosen, now=clock())
    actions.agree_plan(actor, plan.reference, now=clock())
    for one in said["turns"]:
        _turn(actor, one, {"awaiting_funds": status.key}, clock())
    _meet(actor, dict(said["meeting"]), clock())


def _table(today: date) -> list[dict[str, str]]:
    """The rows of the plan, their days and quarters counted from today."""
    when = whenever(today)
    return [
        {name: text.format(**when) if text else "" for name, text in row.items()}
        for row in rows("action_plan.csv")
    ]


def whenever(today: date) -> dict[str, str]:
    """The words that the table has for days and quarters, as they are when counted from today."""
    begins = date(today.year - (today.month < 4), 4, 1)
    days = {
        "in_days": today + timedelta(days=20),
        "ago": today - timedelta(days=41),
        "long_ago": today - timedelta(days=120),
    }
    quarters = {
        "before": today - timedelta(days=92),
        "now": today,
        "next": add_period(today, 3, "months"),
        "later": add_period(today, 6, "months"),
    }
    years = {"year": begins, "last_year": begins - timedelta(days=1)}
    return {
        **{name: rules.in_words(day) for name, day in days.items()},
        **{name: rules.fiscal_label(day) for name, day in quarters.items()},
        **{name: rules.fiscal_label(day).rpartition(" ")[2] for name, day in years.items()},
    }


def _turn(actor: Profile, said: dict[str, Any], own: dict[str, str], now: datetime) -> None:
    """Have an action of the plan stand as the demonstration says."""
    one = queries.every_action().get(what=said["action"])
    status = own.get(said["status"], said["status"])
    turn = Turn(status, said.get("note", ""), said.get("evidence", ""))
    actions.turn(actor, one.reference, turn, now=now)


def _meet(actor: Profile, said: dict[str, Any], now: datetime) -> None:
    """What a meeting asked for, and what is a little late."""
    source, due = said.pop("source"), rules.in_words(civil_date(now) - timedelta(days=9))
    actions.raise_action(actor, ActionDraft(timeline=due, **said), source=source, now=now)
