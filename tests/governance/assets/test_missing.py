"""The database, which counts what is missing, and the rules, which name it, find the same."""

import random
from datetime import date

from tests.governance.assets.registered import PROCESSING, WHOLE, approved, make

from muniment.foundation.access import actions as accounts
from muniment.foundation.access.types import SETUP
from muniment.governance.assets import actions, queries, rules
from muniment.governance.assets.types import Want

TODAY = date(2026, 11, 21)


def leave(parish):
    accounts.record_leaver(SETUP, parish.references["owner"], now=parish.now)


def filled_by_chance(parish, count=60):
    """Entries that say some of what they could, some of them approved."""
    chance = random.Random(17)
    parish.open_class("MISC", owner_unit="LEG", access="everyone")
    more = {"special": "yes", "condition": "Art. 9(2)(h)", "rule": "SIX", "controllers": "Ann"}
    more |= {"processing": "Counting"}
    for number in range(count):
        said = {"title": f"Asset {number}", "kind": "system", "unit": "HOU"}
        share = chance.choice([0.5, 0.9, 0.97])
        for name, text in {**WHOLE, **PROCESSING, **more}.items():
            if name not in said and chance.random() < share:
                said[name] = text
        said["classes"] = chance.choice(["", "HOU", "MISC", "HOU MISC"])
        said["part"] = chance.choice(["", "controller", "processor", "joint"])
        said["personal_data"] = chance.choice(["", "yes", "yes", "no"])
        one = make(parish, **said)
        if not queries.gaps(one)[0]:
            actions.approve(parish.who("manager"), one.reference, now=parish.now)


def compared(parish):
    """The figures of the database, and what the rules say of each entry."""
    some = list(queries.assets(parish.who("clerk"), today=TODAY))
    missing = queries.gaps_of(some)
    incomplete = {one.title for one in some if any(missing[one.pk])}
    listed = queries.assets(parish.who("clerk"), Want.INCOMPLETE, today=TODAY)
    assert {one.title for one in listed} == incomplete
    found = queries.figures(parish.who("clerk"), TODAY)
    said = queries.values_of(some)
    assert found.entries == len(some)
    assert found.incomplete == len(incomplete)
    whole = [one for one in some if one.state == "approved" and not missing[one.pk][0]]
    assert found.complete == len(whole)
    assert found.lacking == sum(bool(missing[one.pk][1]) for one in some)
    assert found.in_date == sum(not rules.is_due(said[one.pk], TODAY) for one in some)
    return found


def test_the_database_and_the_rules_find_the_same_missing(parish):
    filled_by_chance(parish)
    found = compared(parish)
    assert 0 < found.complete < found.entries
    assert 0 < found.lacking < found.personal
    clerk, rows = parish.who("clerk"), {}
    for ours in (True, False):
        rows[ours] = queries.processing(clerk, as_processor=ours, today=TODAY)
        assert all((row["part"].startswith("Processor")) is ours for row in rows[ours])
    assert len(rows[True]) + len(rows[False]) == found.personal
    assert {row["part"] for row in rows[False]} >= {""}
    leave(parish)
    assert compared(parish).complete == 0


def test_a_row_that_says_what_is_there_is_not_judged_though_the_owner_has_left(parish):
    approved(parish)
    leave(parish)
    manager = parish.who("manager")
    rows = list(queries.register(manager, today=TODAY))
    chosen = rules.columns_of(list(rows[0]))
    assert queries.look_at(manager, rows, chosen, {}, today=TODAY) == ([], [], 1)
