"""Classes taken over from another body: listed, mapped, and made when all are decided [RET-12]."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import standing
from tests.lifecycle.coverage import codes_in
from tests.lifecycle.town import TODAY, add_person, found_town, give

from muniment.exchange.moves import actions, queries, rules
from muniment.exchange.moves.models import IncomingClass, Move
from muniment.exchange.moves.types import Counts, Decision, MoveDraft, MoveState, Standing
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan import queries as plan
from muniment.lifecycle.retention import actions as retention

TOWN = standing.kind("town", found_town)
LIST = [
    {"Ref": "EST 04", "Name": "Repairs of houses", "Retention period": "5 years", "Files": "1,200"},
    {"Ref": "EST/05", "Name": "Charters of the borough", "Retention rule": "C-9", "Size": "77"},
    {"Ref": "PLA", "Name": "Cases", "Scope": "What was closed"},
]


@pytest.fixture
def town(founded):
    return founded(TOWN)


@pytest.fixture
def move(town):
    """A move of three classes, none of them decided yet."""
    made = opened(town)
    actions.import_classes(town.who("manager"), made.reference, LIST, now=town.now)
    return made


def codes(refusal):
    return {one.code for one in refusal.value.reasons}


def opened(town, by="manager", **said):
    draft = MoveDraft(
        **{
            "title": "Housing of Northbrook",
            "from_body": "Northbrook Borough Council",
            "code": "NBC",
            "authority": "The Northbrook (Structural Changes) Order",
            "effective_on": TODAY,
            "under": "HOU",
            **said,
        }
    )
    return actions.open_move(town.who(by), draft, now=town.now)


def decide(town, move, *decisions, by="manager"):
    found = [Decision(*one) for one in decisions]
    return actions.map_classes(town.who(by), move.reference, found, now=town.now)


def decide_all(town, move):
    return decide(
        town, move, ("EST 04", "REP-6"), ("EST/05", "", "The archive has it"), ("PLA", "CASE-1")
    )


def go_live(town, move, by="manager"):
    return actions.go_live(town.who(by), move.reference, now=town.now)


def test_the_columns_of_the_list_are_known_by_what_others_call_them(town, move):
    one, other, last = queries.incoming(move)
    assert (one.reference, one.title, one.their_period, one.records) == (
        *("EST 04", "Repairs of houses", "5 years"),
        1200,
    )
    assert (other.their_rule, other.size, other.records) == ("C-9", 77, None)
    assert last.description == "What was closed"
    assert queries.counts(move) == Counts(3, 0, 0)


def test_a_column_can_be_named_where_nobody_would_know_it(town):
    made = opened(town)
    rows = [{"Aktenzeichen": "A/1", "Betreff": "Drains"}]
    with pytest.raises(Refused) as refusal:
        actions.import_classes(town.who("manager"), made.reference, rows, now=town.now)
    assert codes(refusal) == {"no_column"}
    named = {"reference": "Aktenzeichen", "title": "Betreff"}
    boss = town.who("manager")
    done = actions.import_classes(boss, made.reference, rows, columns=named, now=town.now)
    assert done == {"added": 1, "changed": 0, "same": 0}
    with pytest.raises(Refused) as refusal:
        named["title"] = "Titel"
        actions.import_classes(boss, made.reference, rows, columns=named, now=town.now)
    assert codes(refusal) == {"missing"}


def test_all_that_is_wrong_with_a_list_is_told_with_its_line(town, move):
    rows = [
        {"reference": "", "title": "x" * 301, "records": "many"},
        {"reference": "A", "title": "Drains", "bytes": "-3"},
        {"reference": "A", "title": "", None: ["more"]},
        {"reference": "", "title": ""},
    ]
    before = AuditEvent.objects.filter(kind="moves:list:imported").count()
    with pytest.raises(Refused) as refusal:
        actions.import_classes(town.who("manager"), move.reference, rows, now=town.now)
    told = [one.message for one in refusal.value.reasons]
    assert told == [
        "Line 2: It has no reference.",
        "Line 2: Its title is longer than 300 letters.",
        "Line 2: “many” is not a number of records.",
        "Line 3: “-3” is not a number of bytes.",
        "Line 4: It has no title.",
        "Line 4: It has more cells than there are headings.",
        "Line 4: Line 3 has the same reference.",
    ]
    assert queries.counts(move).total == 3
    assert AuditEvent.objects.filter(kind="moves:list:imported").count() == before
    for rows, code in (([], "empty"), ([LIST[0]] * 5001, "too_many")):
        with pytest.raises(Refused) as refusal:
            actions.import_classes(town.who("manager"), move.reference, rows, now=town.now)
        assert codes(refusal) == {code}


def test_a_list_brought_in_again_changes_what_it_says_and_keeps_what_is_decided(town, move):
    decide(town, move, ("EST 04", "REP-6"))
    boss = town.who("manager")
    with pytest.raises(Refused) as refusal:
        actions.import_classes(boss, move.reference, LIST, now=town.now)
    assert codes(refusal) == {"same"}
    rows = [{**LIST[0], "Name": "Repairs"}, {"Ref": "NEW", "Name": "Lifts"}, LIST[1]]
    done = actions.import_classes(boss, move.reference, rows, now=town.now)
    assert done == {"added": 1, "changed": 1, "same": 1}
    one = move.incoming.get(reference="EST 04")
    assert (one.title, one.rule) == ("Repairs", "REP-6")
    assert queries.counts(move).total == 4, "none is removed"


def test_rules_that_may_be_right_are_named_and_nothing_is_decided_by_that(town, move):
    one = move.incoming.get(reference="EST 04")
    assert queries.suggestions(one)[0] == ("REP-6", "Repairs")
    assert one.standing is Standing.UNDECIDED


def test_what_is_decided_counts_and_what_is_so_already_is_refused(town, move):
    assert decide_all(town, move) == 3
    assert queries.counts(move) == Counts(3, 2, 1)
    with pytest.raises(Refused) as refusal:
        decide_all(town, move)
    assert codes(refusal) == {"same"}
    assert decide(town, move, ("PLA",)) == 1, "it is undecided again"
    assert queries.counts(move).decided == 2
    kinds = AuditEvent.objects.filter(kind="moves:classes:mapped")
    assert kinds.count() == 2


def test_a_wrong_decision_is_refused_with_every_reason_and_none_is_taken(town, move):
    with pytest.raises(Refused) as refusal:
        decide(
            town,
            move,
            ("PLA", "REP-6"),
            ("NOWHERE", "REP-6"),
            ("EST 04", "GONE-1"),
            ("EST/05", "REP-6", "x" * 501),
        )
    assert codes(refusal) == {"unknown", "not_in_force", "both", "reason"}
    assert queries.counts(move) == Counts(3, 0, 0)


def test_what_is_not_mapped_stops_the_move_and_is_named(town, move):
    decide(town, move, ("EST/05", "", "The archive has it"))
    with pytest.raises(Refused) as refusal:
        go_live(town, move)
    told = [one.message for one in refusal.value.reasons]
    assert codes(refusal) == {"unmapped"}
    assert [one.split(" is not mapped")[0] for one in told] == ["EST 04", "PLA"]
    assert plan.children(plan.class_named("HOU")).count() == 6


def test_going_live_makes_each_class_with_its_rule_and_its_old_reference_finds_it(town, move):
    decide_all(town, move)
    live = go_live(town, move)
    assert live.state == MoveState.LIVE
    made = plan.class_named("NBC:EST 04")
    assert (made.reference, made.title, made.rule) == ("HOU/EST-04", "Repairs of houses", "REP-6")
    assert made.opened_on == TODAY
    assert "Northbrook Borough Council, where it was EST 04" in made.scope_note
    assert plan.class_named("EST 04") == made, "also without the code, where nothing else has it"
    other = plan.class_named("NBC:PLA")
    assert plan.class_named("PLA") != other, "ours was first"
    assert plan.effective(other).owner_unit.value == "HOU"
    assert not plan.reference_taken("HOU/EST/05"), "what is not taken is not made"
    assert {one.became for one in live.incoming.exclude(rule="")} == {made, other}
    for again in (go_live, decide_all):
        with pytest.raises(Refused) as refusal:
            again(town, move)
        assert codes(refusal) == {"over"}
    with pytest.raises(Refused):
        actions.import_classes(town.who("manager"), move.reference, LIST, now=town.now)


def test_nothing_goes_live_before_its_day_or_with_a_rule_that_was_retired(town):
    made = opened(town, effective_on=date(2026, 12, 1))
    with pytest.raises(Refused) as refusal:
        go_live(town, made)
    assert codes(refusal) == {"too_early", "no_classes"}
    actions.import_classes(town.who("manager"), made.reference, LIST, now=town.now)
    decide_all(town, made)
    retention.retire_rule(SETUP, "CASE-1", reason="Merged", now=town.now)
    town.later(days=11)
    with pytest.raises(Refused) as refusal:
        go_live(town, made)
    [why] = refusal.value.reasons
    assert why.code == "rule_gone" and "PLA is mapped to rule CASE-1" in why.message
    assert not IncomingClass.objects.exclude(became=None).exists()


def test_a_reference_that_is_taken_here_or_twice_stops_the_move(town):
    made = opened(town)
    rows = [{"ref": one, "name": "x"} for one in ("REP", "A 1", "A-1", "y" * 60)]
    actions.import_classes(town.who("manager"), made.reference, rows, now=town.now)
    decide(town, made, *((one["ref"], "REP-6") for one in rows))
    with pytest.raises(Refused) as refusal:
        go_live(town, made)
    assert [one.code for one in refusal.value.reasons] == ["taken", "taken", "taken"]
    fileplan.close_class(SETUP, "HOU", now=town.now)
    with pytest.raises(Refused) as refusal:
        go_live(town, made)
    assert len(refusal.value.reasons) == 4


def test_a_move_is_abandoned_with_a_reason_and_stays(town, move):
    boss = town.who("manager")
    with pytest.raises(Refused) as refusal:
        actions.abandon(boss, move.reference, reason=" ", now=town.now)
    assert codes(refusal) == {"reason"}
    actions.abandon(boss, move.reference, reason="The order was withdrawn", now=town.now)
    assert Move.objects.get().state == MoveState.ABANDONED
    assert queries.counts(move).total == 3
    with pytest.raises(Refused) as refusal:
        actions.abandon(boss, move.reference, reason="Again", now=town.now)
    assert codes(refusal) == {"over"}
    assert opened(town).reference != move.reference, "and can be begun anew"


def test_every_gap_in_a_move_is_told_at_once(town, move):
    empty = dict.fromkeys(("title", "from_body", "code", "authority"), "")
    with pytest.raises(Refused) as refusal:
        opened(town, **empty, effective_on=None, under="NOWHERE")
    every = {"title", "from_body", "code", "authority", "day", "not_found"}
    assert codes(refusal) == every
    with pytest.raises(Refused) as refusal:
        opened(town)
    assert codes(refusal) == {"known"}
    assert codes_in("../exchange/moves/rules.py") == {
        *("code", "day", "known", "empty", "too_many", "no_column", "missing", "row", "over"),
        *("unknown", "both", "not_in_force", "reason", "too_early", "no_classes", "unmapped"),
        *("rule_gone", "taken", "too_long", "same"),
    }


def test_only_who_manages_the_file_plan_and_retention_there_has_to_do_with_it(town, move):
    add_person(town, "planning")
    give(town, "planning", Role.RECORDS_MANAGER, unit="PLA")
    for by in ("owner", "clerk", "auditor", "planning"):
        for verb in (go_live, decide_all):
            with pytest.raises(NotPermitted):
                _as(town, verb, move, by)
        with pytest.raises(NotPermitted):
            opened(town, by, code="X")
    assert list(queries.moves(town.who("clerk"))) == [move], "as the file plan, it is open to staff"
    with pytest.raises(NotPermitted):
        queries.moves(town.who("admin"))
    with pytest.raises(NotFound):
        queries.move_named(town.who("clerk"), "MV-999")


def _as(town, verb, move, by):
    if verb is go_live:
        return go_live(town, move, by)
    return decide(town, move, ("EST 04", "REP-6"), by=by)


@given(st.lists(st.sampled_from(list(Standing)), max_size=6), st.booleans())
def test_a_move_goes_live_only_when_all_are_decided_and_the_day_has_come(standings, early):
    named = {f"A/{number}": one for number, one in enumerate(standings)}
    landings = [
        rules.landing(reference, "x", "R", "HOU")
        for reference, one in named.items()
        if one is Standing.MAPPED
    ]
    reasons = rules.reasons_not_to_go_live(
        state=MoveState.MAPPING,
        effective_on=date(2026, 12, 1) if early else TODAY,
        today=TODAY,
        standings=named,
        landings=landings,
        in_force={"R"},
        taken=set(),
    )
    lives = bool(standings) and Standing.UNDECIDED not in standings and not early
    assert (reasons == []) == lives
