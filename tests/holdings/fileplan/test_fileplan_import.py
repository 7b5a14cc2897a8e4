"""A whole plan, in and out: nothing lost, nothing half done, everything wrong said at once."""

import csv
import io
import random

import pytest
from tests.holdings.parish import codes

from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.fileplan import actions, queries
from muniment.holdings.fileplan.models import FileClass
from muniment.holdings.fileplan.types import COLUMNS, UNITS
from muniment.holdings.records import queries as records

PLAN = [
    {"reference": "FIN", "title": "Finance", "rule": "SIX", "owner_unit": "LEG",
     "access": "LEG"},
    {"reference": "FIN/1", "parent": "FIN", "title": "Budgets", "sensitive": "yes"},
    {"reference": "FIN/1/a", "parent": "FIN/1", "title": 'Odd, "quoted"',
     "scope_note": "Two\nlines"},
    {"reference": "FIN/2", "parent": "FIN", "title": "Grants", "handling": "none",
     "inherits": "no"},
    {"reference": "FIN/3", "parent": "FIN", "title": "Old", "closed": "2020-01-31",
     "opened": "1999-04-01", "see_also": "FIN/1 HOU", "access": "everyone", "tier": "OFFICIAL"},
    {"reference": "FIN/4", "parent": "FIN", "title": "Züge", "handling": "HR CHILD",
     "access": "LEG HOU", "owner_role": "records_manager"},
]  # fmt: skip


def bring(rows, parish, **given):
    return actions.import_plan(SETUP, rows, now=parish.now, **given)


def as_csv(rows):
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return list(csv.DictReader(io.StringIO(written.getvalue(), newline="")))


def of_plan(rows):
    return {row["reference"]: row for row in rows}


def test_what_is_exported_comes_in_again_without_a_difference(parish):
    assert bring(PLAN, parish) == {"opened": 6, "changed": 0}
    out = queries.export_rows()
    assert bring(as_csv(out), parish) == {"opened": 0, "changed": 0}
    assert queries.export_rows() == out
    _empty()
    shuffled = as_csv(out)
    random.Random(1).shuffle(shuffled)
    assert bring(shuffled, parish) == {"opened": 8, "changed": 0}
    assert of_plan(queries.export_rows()) == of_plan(out)


def _empty():
    FileClass.see_also.rel.related_model.objects.all().delete()
    FileClass.objects.all().delete()


def test_units_named_out_of_order_come_back_the_same(parish):
    parish.open_class("X", access=UNITS, open_to=("LEG", "HOU"))
    out = queries.export_rows()
    assert bring(out, parish)["changed"] == 0


def test_what_an_import_would_do_is_told_before_and_is_what_it_does(parish):
    bring(PLAN, parish)
    rows = as_csv(queries.export_rows())
    by = of_plan(rows)
    by["FIN/1"] |= {"title": "Budget books", "see_also": "FIN/2"}
    by["FIN/1/a"]["parent"] = "FIN/2"
    rows.append({**dict.fromkeys(COLUMNS, ""), "reference": "NEW", "title": "New"})
    read, wrong = queries.read_plan(rows, None, parish.now.date())
    assert wrong == []
    told = {one.reference: one for one in queries.planned(read)}
    assert told["NEW"].is_new and told["NEW"].line == len(rows) + 1
    assert told["FIN/1"].changes == (
        ("title", "Budgets", "Budget books"),
        ("see_also", "", "FIN/2"),
    )
    assert told["FIN/1/a"].changes == (("parent", "FIN/1", "FIN/2"),)
    assert bring(rows, parish) == {"opened": 1, "changed": len(told) - 1}
    assert queries.planned(read) == []


def test_a_child_whose_row_names_another_parent_is_moved_with_all_it_holds(parish):
    bring(PLAN, parish)
    filed = parish.upload(parish.folder("FIN/1/a"), b"x")
    rows = [{"reference": "FIN/1", "title": "Budgets", "parent": "HOU"}]
    assert bring(rows, parish) == {"opened": 0, "changed": 1}
    found = queries.class_named("FIN/1/a")
    assert queries.lineage_references(found) == ("FIN/1/a", "FIN/1", "HOU")
    record = records.record_named(parish.who("clerk"), filed.record)
    assert record.file_class == found
    bring([{"reference": "FIN/1", "title": "Budgets", "parent": ""}], parish)
    assert queries.class_named("FIN/1").is_root()


def test_two_classes_can_change_places_in_one_import(parish):
    bring(PLAN, parish)
    rows = [
        {"reference": "FIN/1", "title": "Budgets", "parent": "FIN/1/a"},
        {"reference": "FIN/1/a", "title": "Odd", "parent": "FIN"},
    ]
    assert bring(rows, parish) == {"opened": 0, "changed": 2}
    lineage = queries.lineage_references(queries.class_named("FIN/1"))
    assert lineage == ("FIN/1", "FIN/1/a", "FIN")
    assert FileClass.objects.find_problems() == ([], [], [], [], [])


def test_columns_that_a_file_does_not_have_stay_as_they_are(parish):
    bring(PLAN, parish)
    before = of_plan(queries.export_rows())["FIN/3"]
    assert bring([{"reference": "FIN/3", "title": "New title"}], parish)["changed"] == 1
    after = of_plan(queries.export_rows())["FIN/3"]
    assert after == {**before, "title": "New title"}


def test_who_was_looking_at_a_class_is_told_that_an_import_changed_it(parish):
    seen = queries.class_named("HOU")
    bring([{"reference": "HOU", "title": "Homes"}], parish)
    with pytest.raises(Refused) as refusal:
        terms = queries.terms_of(seen)
        actions.change_class(SETUP, "HOU", terms=terms, version=seen.version, now=parish.now)
    assert codes(refusal) == ["stale"]


def test_nothing_is_imported_unless_all_is_good_and_all_that_is_wrong_is_said(parish):
    before = queries.export_rows()
    rows = [
        *PLAN,
        {"reference": "BAD 1", "title": "", "parent": "NONE", "rule": "NONE", "opened": "soon"},
        {"reference": "FIN", "title": "Again"},
    ]
    with pytest.raises(Refused) as refusal:
        bring(rows, parish, known_rules=["SIX"])
    found = [(one.message.partition(":")[0], one.code) for one in refusal.value.reasons]
    assert sorted(found) == [
        ("Line 8", "no_parent"),
        ("Line 8", "no_rule"),
        ("Line 8", "no_title"),
        ("Line 8", "not_a_date"),
        ("Line 8", "reference_form"),
        ("Line 9", "taken"),
    ]
    assert queries.export_rows() == before


def test_a_reference_that_a_class_once_had_is_not_opened_by_an_import(parish):
    actions.rename_class(SETUP, "HOU", new_reference="HOME", now=parish.now)
    with pytest.raises(Refused) as refusal:
        bring([{"reference": "HOU", "title": "Housing"}], parish)
    assert codes(refusal) == ["taken"]


def test_an_import_that_narrows_a_class_narrows_what_lies_in_it(parish):
    filed = parish.upload(parish.folder(), b"x")
    bring([{"reference": "HOU", "title": "Housing", "access": "HOU"}], parish)
    assert not records.visible(parish.who("lawyer")).filter(reference=filed.record).exists()
    assert records.visible(parish.who("clerk")).filter(reference=filed.record).exists()
