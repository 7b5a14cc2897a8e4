"""Indicators: periods, adding up, what each formula counts, and that what was counted for good
stays."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.governance.incidents.happened import breach
from tests.governance.policies.written import published
from tests.holdings.parish import add_person, codes, events

from muniment.assurance.indicators import actions, queries, rules
from muniment.assurance.indicators.models import Measured
from muniment.assurance.indicators.types import Every, Period, Stands, Tally
from muniment.assurance.indicators.types.catalogue import BY_CODE, HEADLINE, INDICATORS, NOT_YET
from muniment.foundation.access.types import Role
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.governance.plans import actions as plans
from muniment.governance.plans.types import ActionDraft
from muniment.governance.policies import actions as policies

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
NOVEMBER = Period("2026-11", date(2026, 11, 1), date(2026, 11, 30))


def own(code, period=NOVEMBER):
    """What a formula counts, unit by unit, leaving out what is nothing."""
    found = queries.FORMULAS[code](period)
    return {
        unit: tally.values or (tally.numerator, tally.denominator)
        for unit, tally in found.items()
        if tally != Tally()
    }


def value(parish, code, unit="", by="manager"):
    found = queries.readings(parish.who(by), code, unit=unit)
    return found[0].value if found else None


@given(DAYS, st.sampled_from(Every))
def test_every_day_is_in_one_period_that_can_be_named_and_follows_the_one_before(day, every):
    period = rules.period_of(day, every)
    assert period.first <= day <= period.last
    assert rules.period_named(period.label, every) == period
    assert rules.before(period, every).last + timedelta(days=1) == period.first


def test_a_quarter_is_one_of_the_financial_year():
    found = {
        day: rules.period_of(day, Every.QUARTER).label
        for day in (date(2026, 4, 1), date(2026, 12, 31), date(2027, 1, 1), date(2027, 3, 31))
    }
    assert list(found.values()) == ["2026-27 Q1", "2026-27 Q3", "2026-27 Q4", "2026-27 Q4"]
    said = [rules.period_of(date(2026, 11, 3), every).words for every in Every]
    assert said == ["November 2026", "Q3 of 2026-27"]


def test_one_of_something_is_said_as_one():
    told = [rules.in_words(BY_CODE["K14"], Decimal(n)) for n in (0, 1, 2000)]
    assert told == ["0 entries", "1 entry", "2,000 entries"]


@given(DAYS, st.integers(0, 60))
def test_so_many_months_before_is_a_day_of_that_month_and_never_a_later_one(day, months):
    found = rules.months_before(day, months)
    assert (day.year * 12 + day.month) - (found.year * 12 + found.month) == months
    assert found.day <= day.day


@given(st.dictionaries(st.sampled_from(["A", "B", "C", "GONE"]), st.integers(0, 9)))
def test_a_unit_has_what_is_below_it_and_the_body_has_everything(counts):
    lineages = {"A": ("A",), "B": ("B", "A"), "C": ("C", "B", "A")}
    found = rules.rolled_up({unit: Tally(n, n) for unit, n in counts.items()}, lineages)
    assert found[""].numerator == sum(counts.values())
    assert found["A"].numerator == sum(counts.get(one, 0) for one in "ABC")
    assert found["C"].numerator == counts.get("C", 0)


def test_dividing_by_nothing_gives_no_figure_and_no_error():
    for one in INDICATORS:
        figure = rules.value_of(one, Tally())
        assert figure is None or one.measure == "count"
        assert rules.in_words(one, None) == "No data"
        assert rules.stands(one, None, one.target, None) == Stands.NO_DATA


def test_a_figure_stands_by_the_way_that_is_better():
    up, down, beside = BY_CODE["K12"], BY_CODE["K05"], BY_CODE["K04"]
    say = rules.stands
    assert [say(up, Decimal(n), Decimal(98), None) for n in (99, 90, 80)] == [
        "met",
        "near",
        "missed",
    ]
    assert [say(down, Decimal(n), Decimal(10), None) for n in (9, 11, 12)] == [
        "met",
        "near",
        "missed",
    ]
    assert [say(beside, Decimal(n), None, Decimal(20)) for n in (10, 40, 41)] == [
        "met",
        "met",
        "missed",
    ]


def test_every_indicator_of_the_field_is_counted_or_says_why_it_is_not(shared_data):
    pack = shared_data.parent / "packs" / "kpi_catalogue.yaml"
    if not pack.is_file():
        pytest.skip("the catalogue of the field is not on this machine")
    named = {
        one["code"] if "code" in one else one["id"]: one
        for one in yaml.safe_load(Path(pack).read_text())["kpis"]
    }
    counted = {code.rstrip("ABC") for code in BY_CODE}
    assert counted | set(NOT_YET) == set(named)
    assert counted & set(NOT_YET) == set()
    for one in INDICATORS:
        assert one.core == named[one.code.rstrip("ABC")]["core"], one.code
        assert one.code in queries.FORMULAS
    assert {code.rstrip("ABC") for code in HEADLINE} <= set(named)


def test_who_files_is_counted_by_team_and_how_much_two_of_them_file(parish):
    for number in range(4):
        add_person(parish, f"new{number}", "HOU", Role.STAFF)
    folder = parish.folder()
    for number, who in enumerate(["clerk", "clerk", "clerk", "new0", "new1"]):
        parish.upload(folder, f"paper {number}".encode(), name=f"{number}.txt", by=who)
    assert own("K01")["HOU"] == (3, 6)
    assert sorted(own("K02")["HOU"]) == [1, 1, 3]
    assert own("K03")["HOU"] == (4, 5)
    assert own("K04")["HOU"] == (0, 5)
    assert own("K01", Period("2026-10", date(2026, 10, 1), date(2026, 10, 31))) == {}


def test_a_folder_is_under_control_when_its_class_comes_to_a_rule(parish):
    parish.folder("HOU")
    ruled = own("K08")
    assert sum(good for good, _ in ruled.values()) <= sum(every for _, every in ruled.values())
    parish.open_class("FREE", rule="undecided")
    parish.folder("FREE", "Loose")
    after = own("K08")
    assert sum(e for _, e in after.values()) == sum(e for _, e in ruled.values()) + 1
    assert sum(g for g, _ in after.values()) == sum(g for g, _ in ruled.values())


def test_what_is_past_its_date_is_a_backlog_until_a_hold_or_a_review_covers_it(parish):
    folder = parish.folder()
    parish.upload(folder, b"old")
    assert own("K09") == {}
    late = Period("2033-01", date(2033, 1, 1), date(2033, 1, 31))
    [(unit, count)] = own("K09", late).items()
    assert (unit, count) == ("HOU", (1, 1))
    parish.hold(folders=[folder.reference])
    assert own("K09", late) == {"HOU": (0, 1)}


def test_policies_in_date_and_acknowledged_are_counted_by_unit(parish):
    made = published(parish, audience=("unit:HOU",), unit="HOU")
    assert own("K29") == {"HOU": (1, 1)}
    assert own("K28") == {}
    parish.later(days=40)
    december = rules.period_of(civil_date(parish.now), Every.MONTH)
    assert own("K28", december) == {"HOU": (0, 2)}
    policies.acknowledge(parish.who("clerk"), made.reference, now=parish.now)
    assert own("K28", december) == {"HOU": (1, 2)}


def test_actions_past_their_day_and_closed_incidents_are_counted(parish):
    who = parish.who("manager")
    for when in ("31/10/2026", "31/12/2026"):
        draft = ActionDraft("Mend it", when, owner="manager", unit="HOU")
        plans.add_action(who, draft, now=parish.now)
    assert own("K31") == {"HOU": (1, 2)}
    breach(who, who, parish.now, unit="HOU")
    [(_, (reports, people))] = [one for one in own("K30A").items() if one[0] == "HOU"]
    assert (reports, people) == (1000, 2)
    assert own("K30C") == {}


def test_what_has_ended_is_counted_once_for_good_and_what_runs_is_counted_anew(parish):
    actions.measure(now=parish.now)
    final = set(Measured.objects.filter(final=True).values_list("pk", flat=True))
    stock = Measured.objects.filter(code="K12", unit="", final=True)
    assert [one.period for one in stock] == ["2026-10"]
    assert Measured.objects.filter(code="K01", unit="", final=True).count() == 13
    parish.upload(parish.folder(), b"x")
    actions.measure(now=parish.later(days=1))
    assert final == set(Measured.objects.filter(final=True).values_list("pk", flat=True))
    assert Measured.objects.get(code="K04", unit="", period="2026-11").denominator == 1
    actions.measure(now=parish.later(days=12))
    assert Measured.objects.get(code="K04", unit="", period="2026-11").final
    assert len(events("indicators:figures:written")) == 2


def test_of_a_unit_with_few_people_nothing_is_said_of_what_they_did(parish):
    parish.upload(parish.folder(), b"x", by="clerk")
    actions.measure(now=parish.now)
    few = Measured.objects.get(code="K01", unit="HOU", period="2026-11")
    assert (few.value, few.numerator, few.denominator) == (None, 0, 0)
    assert few.note == "fewer than five people"
    assert Measured.objects.get(code="K04", unit="HOU", period="2026-11").value == 0


def test_staff_see_the_body_and_their_own_units_and_managers_all(parish):
    actions.measure(now=parish.now)
    assert queries.units_seen(parish.who("clerk")) == {"", "HOU"}
    assert queries.scorecard(parish.who("clerk"), unit="HOU")
    with pytest.raises(NotPermitted):
        queries.scorecard(parish.who("clerk"), unit="LEG")
    with pytest.raises(NotFound):
        queries.scorecard(parish.who("manager"), unit="NONE")
    assert queries.units_seen(parish.who("manager")) >= {"", "HOU", "HOU-R", "LEG"}
    with pytest.raises(NotPermitted):
        queries.scorecard(parish.who("admin"), unit="HOU")


def test_a_target_of_a_unit_counts_there_and_below_it_and_the_bodys_elsewhere(parish):
    who, now = parish.who("manager"), parish.now
    actions.measure(now=now)
    with pytest.raises(NotPermitted):
        actions.aim(parish.who("clerk"), "K12", Decimal(90), why="x", now=now)
    with pytest.raises(Refused) as refusal:
        actions.aim(who, "K04", Decimal(101), unit="NONE", why=" ", now=now)
    assert codes(refusal) == ["code", "target", "why", "unit"]
    with pytest.raises(Refused) as refusal:
        actions.aim(who, "K12", Decimal(98), why="As it was", now=now)
    assert codes(refusal) == ["same"]
    actions.aim(who, "K12", Decimal(90), why="First year", now=now)
    actions.aim(who, "K12", Decimal(70), unit="HOU", why="Much to do", now=now)

    def aimed(unit):
        lines = queries.scorecard(who, unit=unit)
        return next(line.target for line in lines if line.indicator.code == "K12")

    found = {unit: aimed(unit) for unit in ("", "LEG", "HOU", "HOU-R")}
    assert found == {"": 90, "LEG": 90, "HOU": 70, "HOU-R": 70}


def test_a_report_says_again_later_what_it_said(parish):
    who = parish.who("manager")
    actions.measure(now=parish.now)
    then = date(2026, 10, 31)
    before = queries.scorecard(who, upto=then)
    parish.upload(parish.folder(), b"x")
    actions.aim(who, "K12", Decimal(10), why="Later", now=parish.later(days=1))
    actions.measure(now=parish.later(days=90))
    assert queries.scorecard(who, upto=then) == before
    assert queries.scorecard(who) != before


def test_somebody_answers_for_an_indicator_until_another_is_named(parish):
    who = parish.who("manager")
    actions.name_owner(who, "k12", "officer", now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.name_owner(who, "K12", "officer", now=parish.now)
    assert codes(refusal) == ["same"]
    with pytest.raises(Refused) as refusal:
        actions.name_owner(who, "K12", "ghost", now=parish.now)
    assert codes(refusal) == ["person"]
    owners = {line.indicator.code: line.owner for line in queries.scorecard(who)}
    assert owners["K12"] == "OFFICER"


def test_a_board_sees_figures_of_quarters_without_data_as_no_data(parish):
    actions.measure(now=datetime(2026, 11, 21, tzinfo=UTC))
    lines = {line.indicator.code: line for line in queries.scorecard(parish.who("manager"))}
    assert lines["K15"].stands == Stands.NO_DATA
    assert lines["K10"].reading.value is None
