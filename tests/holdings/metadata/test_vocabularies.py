"""Terms are renamed, moved and merged without touching what has them."""

import pytest
from tests.holdings.metadata.test_defining_fields import wards
from tests.holdings.parish import codes

from muniment.foundation.kernel.errors import Refused
from muniment.holdings.metadata import actions, queries
from muniment.holdings.metadata.models import Term

pytestmark = pytest.mark.django_db


def known(label):
    return queries.terms_known(["wards"])["wards"].get(label)


def change(parish, term, **said):
    return actions.change_term(
        parish.who("manager"), "wards", **{"term": term, "label": term, **said}, now=parish.now
    )


def test_a_renamed_term_is_the_same_and_is_found_by_both_names(parish):
    wards(parish, "North End")
    number = known("north end")
    change(parish, "North End", label="Harbour")
    assert queries.labels([number]) == {number: "Harbour"}
    assert known("harbour") == number == known("north end")
    assert queries.meant_by(["harbour"]) == queries.meant_by(["north", "end"]) == [number]
    assert queries.meant_by(["end", "north"]) == []
    assert queries.meant_by(["harb"], prefix=True) == [number]


def test_a_name_that_was_given_up_can_be_taken_and_means_the_new_one(parish):
    wards(parish, "North")
    old = known("north")
    change(parish, "North", label="Harbour")
    actions.add_term(parish.who("manager"), "wards", label="north", now=parish.now)
    assert known("north") not in (None, old)


def test_a_merged_term_reads_as_the_other_and_is_searched_with_it(parish):
    wards(parish, "North", "Nord", "South")
    north, nord = known("north"), known("nord")
    actions.merge_terms(parish.who("manager"), "wards", term="Nord", into="North", now=parish.now)
    assert queries.labels([nord]) == {nord: "North"}
    assert known("nord") == north
    assert queries.with_narrower([north]) == sorted([north, nord])
    actions.merge_terms(parish.who("manager"), "wards", term="North", into="South", now=parish.now)
    assert queries.labels([nord, north]) == {nord: "South", north: "South"}


def test_a_broader_term_stands_for_all_below_it_and_never_in_a_ring(parish):
    wards(parish, "City", "North", "Quay")
    change(parish, "North", broader="City")
    change(parish, "Quay", broader="North")
    assert queries.with_narrower([known("city")]) == sorted(map(known, ("city", "north", "quay")))
    with pytest.raises(Refused) as refusal:
        change(parish, "City", broader="Quay")
    assert codes(refusal) == ["ring"]
    with pytest.raises(Refused):
        actions.merge_terms(
            parish.who("manager"), "wards", term="City", into="Quay", now=parish.now
        )


def test_a_term_is_refused_that_is_there_or_says_nothing(parish):
    wards(parish, "Café")
    for label, code in (("CAFE", "taken"), ("!!", "no_label"), ("a|b", "label")):
        with pytest.raises(Refused) as refusal:
            actions.add_term(parish.who("manager"), "wards", label=label, now=parish.now)
        assert codes(refusal) == [code]


def test_a_retired_term_is_offered_no_more_and_keeps_its_name(parish):
    wards(parish, "North")
    number = known("north")
    actions.retire_term(parish.who("manager"), "wards", term="North", now=parish.now)
    assert known("north") is None and queries.choices("wards") == []
    assert queries.choices("wards", [number]) == [("North", "North")]
    assert queries.labels([number]) == {number: "North"}
    actions.restore_term(parish.who("manager"), "wards", term="North", now=parish.now)
    assert known("north") == number


def test_vocabularies_come_back_as_they_were_written(parish):
    wards(parish, "City", "North")
    change(parish, "North", broader="City", also_called=("The North", "N"))
    rows = queries.term_rows()
    assert rows[1]["also_called"] == "The North|N" and rows[1]["broader"] == "City"
    again = [{**row, "vocabulary": "copy"} for row in rows]
    done = actions.import_terms(parish.who("manager"), again, now=parish.now)
    assert done == {"opened": 1, "added": 2}
    assert [row for row in queries.term_rows() if row["vocabulary"] == "copy"] == again
    assert actions.import_terms(parish.who("manager"), again, now=parish.now)["added"] == 0


def test_a_file_of_terms_is_taken_whole_or_not_at_all(parish):
    rows = [
        {"vocabulary": "wards", "term": "North", "broader": "Nowhere"},
        {"vocabulary": "W!", "term": ""},
    ]
    with pytest.raises(Refused) as refusal:
        actions.import_terms(parish.who("manager"), rows, now=parish.now)
    lines = {one.message.partition(":")[0] for one in refusal.value.reasons}
    assert lines == {"Line 2", "Line 3"} and not Term.objects.exists()


def test_what_a_term_is_called_today_goes_before_what_another_was_called(parish):
    wards(parish, "North", "South")
    south = known("south")
    change(parish, "North", label="Harbour")
    change(parish, "South", also_called=("North",))
    assert known("north") == south


def test_a_term_takes_over_the_other_names_of_one_that_is_merged_into_it(parish):
    wards(parish, "North", "South")
    change(parish, "North", also_called=("The Heights",))
    south = known("south")
    actions.merge_terms(parish.who("manager"), "wards", term="North", into="South", now=parish.now)
    assert known("the heights") == known("north") == south
