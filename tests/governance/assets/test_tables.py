"""The register as tables: in, out, in public, and as the record of processing."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.governance.assets.registered import PROCESSING, approved, make, whole
from tests.holdings.parish import codes, events

from muniment.foundation.kernel.errors import Refused
from muniment.governance.assets import actions, queries, rules
from muniment.governance.assets.types import BY_NAME, FIELDS

TODAY = date(2026, 11, 21)
HEADS = {"title": "Asset name", "unit": "Department", "kind": "Type", "owner": "IAO"}


def look(parish, rows, chosen=None, by="manager", **always):
    given_ = chosen or rules.columns_of(list(rows[0]))
    return queries.look_at(parish.who(by), rows, given_, always, today=TODAY)


def bring(parish, rows, chosen=None, by="manager", **always):
    given_ = chosen or rules.columns_of(list(rows[0]))
    return actions.import_assets(parish.who(by), rows, given_, always=always, now=parish.now)


def out(parish, by="manager", **narrow):
    return list(queries.register(parish.who(by), today=TODAY, **narrow))


# ---------------------------------------------------------------- in and out


def test_our_own_columns_are_known_by_name_and_by_label():
    assert rules.columns_of(list(BY_NAME)) == {name: name for name in BY_NAME}
    labels = {name: one.label for name, one in BY_NAME.items()}
    assert rules.columns_of(list(labels.values())) == labels


def test_a_heading_stands_for_one_column_only():
    found = rules.columns_of(["Name", "Type", "Owner", "Department", "Category"])
    assert len(set(found.values())) == len(found)
    assert found["title"] == "Name"
    assert found["kind"] == "Type"


@given(st.lists(st.text(max_size=20), max_size=20))
def test_whatever_the_headings_each_column_has_one_of_them(heads):
    found = rules.columns_of(heads)
    assert set(found.values()) <= set(heads)
    assert len(set(found.values())) == len(found)


def test_a_register_that_was_kept_elsewhere_comes_in(parish):
    rows = [
        {"Asset name": "Rent ledger", "Type": "System", "Department": "Housing", "IAO": "owner"},
        {"Asset name": "Deeds", "Type": "Paper series", "Department": "LEG", "IAO": ""},
    ]
    made, left = bring(parish, rows)
    assert (len(made), left) == (2, [])
    found = {row["title"]: row for row in out(parish)}
    assert found["Rent ledger"]["unit"] == "HOU"
    assert found["Rent ledger"]["owner"] == "owner"
    assert found["Deeds"]["kind"] == "paper"


def test_each_row_that_is_left_out_has_every_reason(parish):
    rows = [
        {"Asset name": "Good", "Type": "System", "Department": "HOU", "IAO": ""},
        {"Asset name": "", "Type": "Thing", "Department": "Nowhere", "IAO": "nobody"},
        {"Asset name": "", "Type": "", "Department": "", "IAO": ""},
        {"Asset name": "Late", "Type": "System", "Department": "Nowhere", "IAO": "nobody"},
    ]
    made, left = bring(parish, rows)
    assert len(made) == 1
    assert [one.line for one in left] == [3, 5]
    assert "no unit Nowhere" in left[1].reason
    assert "user name" in left[1].reason


def test_a_third_of_bad_rows_loses_none_of_the_good_ones(parish):
    rows = [
        {
            "Name": f"Asset {number}",
            "Kind": "system" if number % 10 < 7 else "rubbish",
            "Unit": "HOU",
        }
        for number in range(100)
    ]
    made, left = bring(parish, rows)
    assert (len(made), len(left)) == (70, 30)


def test_what_goes_out_comes_in_again_and_changes_nothing(parish):
    approved(parish)
    make(parish, title="Boiler log", unit="HOU-R", volume="3 boxes")
    rows = out(parish)
    found, left, same = look(parish, rows)
    assert (found, left, same) == ([], [], 2)
    with pytest.raises(Refused) as refusal:
        bring(parish, rows)
    assert codes(refusal) == ["nothing"]


def test_a_row_with_a_reference_changes_that_entry_and_leaves_the_rest(parish):
    one = whole(parish)
    bring(parish, [{"reference": one.reference, "volume": "7 GB", "location": ""}])
    one.refresh_from_db()
    assert (one.values["volume"], one.values["location"]) == ("7 GB", "File plan")
    assert queries.versions(one).first().fields == ["volume"]


def test_a_row_that_covers_the_same_in_another_order_makes_no_version(parish):
    one = whole(parish, classes="LEG HOU")
    assert queries.said_of(one)["classes"] == "HOU LEG"
    rows = [
        {"reference": one.reference, "classes": "LEG HOU"},
        {"title": "New", "kind": "system", "unit": "HOU"},
    ]
    made, _ = bring(parish, rows, {name: name for name in (*rows[0], *rows[1])})
    one.refresh_from_db()
    assert len(made) == 1
    assert (one.version, queries.versions(one).count()) == (1, 1)


def test_a_row_does_not_take_from_an_approved_entry_what_approval_asks_for(parish):
    one = approved(parish)
    _, left, _ = look(parish, [{"reference": one.reference, "review_on": "2026-01-01"}])
    assert "must not be in the past" in left[0].reason


def test_the_same_name_twice_in_a_unit_is_told(parish):
    make(parish, title="Rent ledger")
    rows = [{"title": name, "kind": "system", "unit": "HOU"} for name in ("rent LEDGER", "X", "x")]
    found, left, _ = look(parish, rows)
    assert [one.values["title"] for one in found] == ["X"]
    assert "has an entry of this name already" in left[0].reason
    assert "an earlier line" in left[1].reason


def test_what_holds_for_every_row_is_said_once(parish):
    made, _ = bring(parish, [{"title": "A"}, {"title": "B"}], kind="system", unit="LEG")
    assert {row["unit"] for row in out(parish)} == {"LEG"}
    assert len(made) == 2


def test_an_import_is_one_event_beside_that_of_each_entry(parish):
    bring(parish, [{"title": "A", "kind": "system", "unit": "HOU"}])
    (event,) = events("assets:register:imported")
    assert '"entries":1,"left_out":0' in event.canonical
    assert len(events("assets:asset:made")) == 1


@settings(max_examples=30)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from([*BY_NAME, "reference"]), st.text(max_size=30) | st.none(), max_size=8
        ),
        max_size=4,
    )
)
def test_no_row_whatever_is_in_it_is_lost_without_a_reason(rows):
    for row in rows:
        understood = rules.read_row(row, {name: name for name in row}, {})
        if understood is None:
            assert not any(str(value or "").strip() for value in row.values())
        else:
            _, values, wrong = understood
            assert {one.field for one in wrong} <= set(values)


# ---------------------------------------------------------------- in public


def test_the_public_sees_what_is_public_of_approved_entries_that_are_published(parish):
    one = approved(parish)
    approved(parish, title="Kept back", published="no")
    whole(parish, title="Draft")
    (row,) = queries.public()
    assert row["reference"] == one.reference
    assert row["unit"] == "Housing"
    assert set(row) == {"reference", *(one.name for one in FIELDS if one.public)}


def test_nothing_that_is_kept_back_is_in_public(parish):
    approved(parish, **dict.fromkeys(("location", "handling", "risks", "security"), "CANARY"))
    assert "CANARY" not in str(list(queries.public()))
    assert "OWNER" not in str(list(queries.public()))


# ---------------------------------------------------------------- record of processing


def processing(parish, as_processor=False):
    return queries.processing(parish.who("clerk"), as_processor=as_processor, today=TODAY)


def test_a_controller_records_all_that_article_30_1_asks_for(parish):
    whole(parish)
    (row,) = processing(parish)
    assert row["lacking"] == ""
    assert "6 years" in row["kept"]
    for name in rules.OF_CONTROLLER:
        assert name in row


@pytest.mark.parametrize("missing", [*PROCESSING])
def test_what_lacks_a_part_is_listed_as_lacking_it(parish, missing):
    whole(parish, **{missing: ""})
    (row,) = processing(parish)
    assert BY_NAME[missing].label.lower() in row["lacking"]


def test_without_a_retention_rule_the_record_lacks_how_long_it_is_kept(parish):
    whole(parish, classes="")
    assert processing(parish)[0]["lacking"] == "retention rule"


def test_data_of_a_special_category_needs_its_condition(parish):
    one = whole(parish, special="yes")
    assert processing(parish)[0]["lacking"] == "condition for the special category"
    actions.change(
        parish.who("owner"), one.reference, {"condition": "Art. 9(2)(h)"}, now=parish.now
    )
    assert processing(parish)[0]["lacking"] == ""


def test_a_processor_records_what_article_30_2_asks_for(parish):
    whole(parish, part="processor", purposes="", basis="", subjects="", categories="")
    assert processing(parish) == []
    (row,) = processing(parish, as_processor=True)
    assert "controllers" in row["lacking"]
    assert "purposes" not in row["lacking"]
