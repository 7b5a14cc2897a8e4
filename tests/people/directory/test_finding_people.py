"""People are found by what they know, and nobody is told of more than there is to find."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.parish import codes, events
from tests.people.directory.staffed import hide, knows, person, terms, write

from muniment.foundation.access import actions as accounts
from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.foundation.notices import queries as notices
from muniment.holdings.metadata import actions as metadata
from muniment.people.directory import actions, queries, rules
from muniment.people.directory.types import COLUMNS, Wanted


def who(parish, **wanted):
    rows = queries.found(parish.who("lawyer"), Wanted(**wanted))
    return [one.person.username for one in rows]


def test_words_are_beginnings_and_all_of_them_must_fit_somewhere(parish):
    terms(parish, "Asbestos removal")
    knows(parish, "clerk", "Asbestos removal")
    write(parish, "clerk", job_title="Surveyor", about="Damp in council homes")
    write(parish, "officer", about="Damp and mould")
    assert who(parish, words="damp") == ["clerk", "officer"]
    assert who(parish, words="asb remov surv hou damp") == ["clerk"]
    assert who(parish, words="damp gutters") == []
    assert who(parish, words="!?") == []
    assert who(parish, words="legal") == ["lawyer"]


def test_a_unit_takes_in_all_below_it_and_its_count_is_what_choosing_it_finds(parish):
    person(parish, "fixer", "Fixer", unit="HOU-R")
    lawyer = parish.who("lawyer")
    rows = queries.found(lawyer, Wanted())
    shares = queries.shares_by_unit(rows)
    assert {one.key for one in shares} == {"HOU", "HOU-R", "LEG"}
    for one in shares:
        assert len(who(parish, unit=one.key)) == one.count, one


def test_a_term_that_is_renamed_or_merged_is_found_by_both_names_and_counted_once(parish):
    terms(parish, "Damp", "Moisture", "Buildings")
    manager, said = parish.who("manager"), {"now": parish.now}
    metadata.change_term(
        manager, "expertise", term="Damp", label="Damp", broader="Buildings", **said
    )
    knows(parish, "clerk", "Damp", "Moisture")
    knows(parish, "officer", "Moisture")
    metadata.merge_terms(manager, "expertise", term="Moisture", into="Damp", **said)
    metadata.change_term(
        manager, "expertise", term="Damp", label="Dampness", broader="Buildings", **said
    )
    assert [one.label for one in queries.knows(queries.own_entry(parish.who("clerk")))] == [
        "Dampness"
    ]
    for label in ("dampness", "moisture", "damp"):
        assert who(parish, words=label) == ["clerk", "officer"], label
    [share] = queries.shares_by_expertise(queries.found(parish.who("lawyer"), Wanted()))
    assert (share.label, share.count) == ("Dampness", 2)
    assert who(parish, expertise="Dampness") == who(parish, expertise="Buildings") != []
    actions.remove_expertise(parish.who("clerk"), "Dampness", now=parish.now)
    assert who(parish, words="moisture") == ["officer"]


def test_each_share_leaves_as_many_people_as_it_says(parish):
    terms(parish, "Buildings", "Roofs", "Law")
    manager, said = parish.who("manager"), {"now": parish.now}
    metadata.change_term(
        manager, "expertise", term="Roofs", label="Roofs", broader="Buildings", **said
    )
    knows(parish, "clerk", "Roofs", "Law")
    knows(parish, "officer", "Buildings")
    knows(parish, "lawyer", "Law")
    hide(parish, "lawyer")
    shares = queries.shares_by_expertise(queries.found(parish.who("manager"), Wanted()))
    assert {one.label: one.count for one in shares} == {"Buildings": 2, "Roofs": 1, "Law": 1}
    for one in shares:
        rows = queries.found(parish.who("manager"), Wanted(expertise=one.label))
        assert rows.count() == one.count


def test_who_knows_is_asked_for_whole_words_and_not_by_name(parish):
    terms(parish, "Lawyers")
    knows(parish, "clerk", "Lawyers")
    some, many = queries.knowing(parish.who("manager"), "lawyer", most=3)
    assert (some, many) == ([], 0)
    some, many = queries.knowing(parish.who("manager"), "lawyers AND title:x", most=3)
    assert ([one.person.username for one in some], many) == (["clerk"], 1)


def test_a_term_that_is_not_there_is_proposed_and_decided_once_for_all_who_did(parish):
    terms(parish, "Roofs")
    for name in ("clerk", "lawyer"):
        assert not actions.add_expertise(parish.who(name), "Thatch", level="leads", now=parish.now)
    with pytest.raises(Refused) as again:
        actions.add_expertise(parish.who("clerk"), "thatch", now=parish.now)
    assert codes(again) == ["same"]
    assert who(parish, words="thatch") == []
    [waiting] = queries.proposals()
    with pytest.raises(NotPermitted):
        actions.accept_term(parish.who("clerk"), waiting.reference, now=parish.now)
    assert actions.accept_term(parish.who("manager"), waiting.reference, now=parish.now) == 2
    assert who(parish, words="thatch") == ["clerk", "lawyer"]
    assert queries.proposals() == []
    with pytest.raises(NotFound):
        actions.accept_term(parish.who("manager"), waiting.reference, now=parish.now)
    kinds = [one.kind for one in notices.notices(parish.who("lawyer"))]
    assert kinds == ["directory.term"]


def test_a_proposal_can_mean_a_term_that_is_there_or_be_turned_down_with_a_reason(parish):
    terms(parish, "Roofs")
    for label in ("Rooves", "Golf"):
        actions.add_expertise(parish.who("clerk"), label, now=parish.now)
    rooves, golf = queries.proposals()
    manager, now = parish.who("manager"), parish.now
    with pytest.raises(Refused) as unknown:
        actions.accept_term(manager, rooves.reference, term="Tiles", now=now)
    assert codes(unknown) == ["no_term"]
    actions.accept_term(manager, rooves.reference, term="Roofs", now=now)
    with pytest.raises(Refused) as bare:
        actions.refuse_term(manager, golf.reference, reason="", now=now)
    assert codes(bare) == ["reason"]
    actions.refuse_term(manager, golf.reference, reason="Not for work", now=now)
    assert [one.label for one in queries.knows(queries.own_entry(parish.who("clerk")))] == ["Roofs"]
    [down] = events("directory:term:turned_down")
    assert down.reason == "Not for work"


def test_the_first_term_that_is_taken_up_opens_the_vocabulary(parish):
    actions.add_expertise(parish.who("clerk"), "Roofs", now=parish.now)
    [waiting] = queries.proposals()
    actions.accept_term(parish.who("manager"), waiting.reference, now=parish.now)
    assert who(parish, expertise="Roofs") == ["clerk"]


def test_a_level_can_be_said_later_and_nothing_is_said_twice(parish):
    terms(parish, "Roofs")
    knows(parish, "clerk", "Roofs")
    with pytest.raises(Refused) as wrong:
        knows(parish, "clerk", "", level="guru")
    assert sorted(codes(wrong)) == ["level", "no_label"]
    with pytest.raises(Refused) as same:
        knows(parish, "clerk", "roofs")
    assert codes(same) == ["same"]
    knows(parish, "clerk", "roofs", level="leads")
    [one] = queries.knows(queries.own_entry(parish.who("clerk")))
    assert one.level_label == "Leads"


def filed(parish, where, many, by="clerk"):
    folder = parish.folder(where, by="manager")
    for number in range(many):
        parish.upload(folder, f"{where} {number} {by}".encode(), f"{number}.txt", by=by)


def test_what_is_suggested_comes_from_what_one_filed_and_may_see_and_waits_for_a_press(parish):
    terms(parish, "LEG")
    parish.open_class("HOU/REP", under="HOU")
    filed(parish, "HOU/REP", 12)
    filed(parish, "LEG", 11)
    filed(parish, "HOU", 9)
    today = parish.now.date()
    found = queries.suggestions(parish.who("clerk"), today)
    assert [(one.file_class, one.known, one.records) for one in found] == [
        ("HOU/REP", False, 12),
        ("LEG", True, 11),
    ]
    assert found[0].reason.startswith("You filed 12 records in HOU > HOU/REP since ")
    assert queries.knows(queries.own_entry(parish.who("clerk"))) == []
    assert queries.suggestions(parish.who("officer"), today) == []
    actions.accept_suggestion(parish.who("clerk"), "LEG", now=parish.now)
    actions.accept_suggestion(parish.who("clerk"), "HOU/REP", now=parish.now)
    assert [one.label for one in queries.proposals()] == ["HOU/REP"]
    assert queries.suggestions(parish.who("clerk"), today) == []
    with pytest.raises(NotFound):
        actions.accept_suggestion(parish.who("clerk"), "LEG", now=parish.now)


def test_what_was_dismissed_is_not_suggested_again(parish):
    filed(parish, "HOU", 10)
    actions.dismiss_suggestion(parish.who("clerk"), "HOU", now=parish.now)
    assert queries.suggestions(parish.who("clerk"), parish.now.date()) == []
    with pytest.raises(NotFound):
        actions.dismiss_suggestion(parish.who("clerk"), "HOU", now=parish.now)


def test_records_that_one_may_not_see_any_more_suggest_nothing(parish):
    parish.open_class("SEC", rule="SIX", owner_unit="HOU", access="units", open_to=("HOU",))
    filed(parish, "SEC", 10)
    assert len(queries.suggestions(parish.who("clerk"), parish.now.date())) == 1
    accounts.change_person(SETUP, parish.references["clerk"], unit="LEG", now=parish.now)
    assert queries.suggestions(parish.who("clerk"), parish.now.date()) == []


CELL = st.text(st.characters(codec="utf-8", categories=("L", "N", "Zs", "P")), max_size=200)
ROWS = st.lists(st.dictionaries(st.sampled_from(list(COLUMNS)), CELL), max_size=20)


@given(ROWS)
def test_every_row_that_says_something_is_understood_once_or_left_out_with_a_reason(rows):
    found, left = rules.read_rows(rows, {one: one for one in COLUMNS})
    lines = [one.line for one in (*found, *left)]
    said = [n for n, row in enumerate(rows, 2) if any(text.strip() for text in row.values())]
    assert sorted(lines) == said
    assert all(one.reason for one in left)
    people = [one.person.casefold() for one in found]
    assert len(people) == len(set(people))


def test_headings_of_others_are_known_and_none_stands_for_two_of_ours():
    heads = ["User Principal Name", "Title", "Business-Phone", "Office", "Skills", "Colour"]
    assert rules.columns_of(heads) == {
        "person": "User Principal Name",
        "job_title": "Title",
        "telephone": "Business-Phone",
        "place": "Office",
        "expertise": "Skills",
    }


def test_an_import_says_of_each_row_what_is_wrong_and_changes_the_others(parish):
    terms(parish, "Roofs")
    person(parish, "amy", "Amy", email="amy@parish.example")
    hide(parish, "officer")
    rows = [
        {"person": "AMY@parish.example", "job_title": "Surveyor", "expertise": "Roofs; roofs"},
        {"person": "officer", "job_title": "Gone"},
        {"person": "nobody", "job_title": "x"},
        {"person": "clerk", "telephone": "ring", "stand_in": "no one", "expertise": "Golf"},
    ]
    chosen = {one: one for one in COLUMNS}
    changes, left, same = queries.look_at(parish.who("admin"), rows, chosen)
    assert ([one.fields for one in changes], same) == ([["job_title", "expertise"]], 0)
    assert [one.line for one in left] == [3, 4, 5]
    private, unknown, wrong = (one.reason for one in left)
    assert private.replace("officer", "nobody") == unknown
    assert all(word in wrong for word in ("telephone", "no one", "Golf"))
    with pytest.raises(NotPermitted):
        actions.import_entries(parish.who("clerk"), rows, chosen, name="l", now=parish.now)
    said = {"name": "staff.csv", "now": parish.now}
    done, _ = actions.import_entries(parish.who("admin"), rows, chosen, **said)
    assert done == [parish.references["amy"]]
    with pytest.raises(Refused) as nothing:
        actions.import_entries(parish.who("admin"), rows, chosen, **said)
    assert codes(nothing) == ["nothing"]
    [event] = events("directory:entries:imported")
    assert "Surveyor" not in str(event.canonical)


def test_a_list_that_is_too_long_is_not_begun(parish):
    rows = [{"person": "clerk"}] * (rules.MOST_ROWS + 1)
    with pytest.raises(Refused) as long:
        actions.import_entries(
            parish.who("admin"), rows, {"person": "person"}, name="l", now=parish.now
        )
    assert codes(long) == ["too_long"]
