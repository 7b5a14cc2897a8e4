"""Schedules as other people wrote them: what is understood for certain comes in."""

import csv
import tarfile
from collections import Counter
from io import TextIOWrapper
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lifecycle.town import TODAY

from muniment.lifecycle.retention import rules
from muniment.lifecycle.retention.types import Action, Trigger

pytestmark = pytest.mark.once

DATA = Path(__file__).parents[4] / "shared" / "data" / "retention-schedules.tar.gz"


def life(text, meanings=None, **more):
    return rules.written(rules.read_phrase(text, meanings, **more))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("6 years after last action", "destroy 6 years after last_modified"),
        ("Retain 6 years after last action, then destroy.", "destroy 6 years after last_modified"),
        ("Keep for six years after closure; ", "destroy 6 years after folder_closed"),
        ("2 years from closure then review", "review 2 years after folder_closed"),
        ("Destroy 18 months after receipt", "destroy 18 months after record_date"),
        ("Review 2 weeks after the file is closed", "review 14 days after folder_closed"),
        ("Until superseded", "destroy superseded"),
        ("Superseded/Obsolete", None),
        ("PERMANENT RECORD. Retain in office.", "keep"),
        ("PERMANENT (archival) ∞", "keep"),
        ("Retain permanently", "keep"),
        ("25 years from date of birth", "destroy 25 years after date_field:date_of_birth"),
        ("Until the child is 25", "destroy 25 years after date_field:date_of_birth"),
        (
            "Until the pupil reaches the age of 25 years",
            "destroy 25 years after date_field:date_of_birth",
        ),
        (
            "3 years after the end of the financial year in which the records were created",
            "destroy 3 years after record_date, from the end of the financial year",
        ),
        (
            "90 days after the end of the month in which the records were created",
            "destroy 90 days after record_date, from the end of the month",
        ),
        (
            "7 years after end of the fiscal year in which the bids were opened (Act § 41-16-24).",
            "destroy 7 years after event:bids_were_opened, from the end of the financial year",
        ),
        (
            "6 years after end of contract or two years after audit, whichever is later",
            None,
        ),
        (
            "6 years after termination of the lease or two years after audit, whichever is longer.",
            "destroy the later of 6 years after event:termination_of_the_lease and 2 years after"
            " event:audit",
        ),
        (
            "80 years after last entry or until the death of the individual, whichever is sooner",
            "destroy the earlier of 80 years after last_modified and event:death_of_the_individual",
        ),
    ],
)
def test_what_authorities_write_is_read(text, meant):
    if meant is None:
        with pytest.raises(rules.Unreadable):
            life(text)
    else:
        assert life(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6 years",
        "Retain for useful life.",
        "As long as needed",
        "Until no longer needed",
        "6 years after audit and settlement",
        "6 years after last action. Retain drafts 1 year.",
        "6 years, or until the claim is settled",
        "Retain adults 10 years and juveniles until majority",
        "PERMANENT RECORD. Transfer to the donor files.",
        "6 years after closure or 2 years after audit, whichever is nicer",
        "Until the end of the year in which the records were created",
        "SEE FUNCTIONAL SCHEDULE",
        "75 years after hiring, whichever is shorter",
        "until superseded or separation of the employee",
        "six-ish years after closure",
        "1 year after audit after the end of the fiscal year",
    ],
)
def test_what_is_not_certain_is_left_to_a_person(text):
    with pytest.raises(rules.Unreadable):
        life(text)


@pytest.mark.parametrize(
    "text",
    [
        "Retain a 10% sample and destroy the rest 7 years after closure",
        "Keep a sample of 1 in 10, destroy the remainder 7 years after closure.",
        "Destroy 7 years after closure, retaining a 10 per cent sample",
        "Destroy 7 years after closure but keep one in 10 sample of cases for transfer",
        "Sample 1 in 10 7 years after closure",
    ],
)
def test_a_sample_comes_in_where_its_size_and_its_time_are_said(text):
    assert life(text) == "sample 1 in 10 7 years after folder_closed"


@pytest.mark.parametrize(
    "text",
    [
        "Retain a sample",
        "Retain a representative sample and destroy the rest 7 years after closure",
        "Keep a 10% sample",
        "Keep a 15% sample and destroy the rest 7 years after closure",
        "Keep a 10% sample and destroy the rest when no longer needed",
        "Destroy 7 years after closure, keeping a small sample",
        "Retain 7 years after closure then sample",
        "Sample 1 in 10 1",
    ],
)
def test_a_sample_that_is_not_said_wholly_is_left_to_a_person(text):
    with pytest.raises(rules.Unreadable):
        life(text)
    [left] = mapped({"name": "Cases", "rule": text}).left
    assert left.reason.endswith(".") and not mapped({"name": "Cases", "rule": text}).rows


def test_a_sample_that_somebody_takes_is_an_event_as_any_other():
    assert life("6 years after sample was taken") == "destroy 6 years after event:sample_was_taken"


def test_a_person_says_what_words_mean_and_from_when_a_bare_period_is_counted():
    assert life("6 years", counted_from=Trigger.RECORD_DATE) == "destroy 6 years after record_date"
    assert life("Retain 2 years", counted_from=Trigger.FOLDER_CLOSED, then=Action.REVIEW) == (
        "review 2 years after folder_closed"
    )
    assert (
        life("AC + 2", {"ac + 2": "2 years after closure"}) == "destroy 2 years after folder_closed"
    )
    assert life("2 years after SS", {"ss": "superseded"}) == "destroy 2 years after superseded"


@given(st.text(max_size=120), st.booleans())
def test_any_text_is_read_to_something_publishable_or_said_to_be_unreadable(text, bare):
    try:
        steps = rules.read_phrase(text, counted_from=Trigger.RECORD_DATE if bare else None)
    except rules.Unreadable as wrong:
        assert str(wrong)
    else:
        assert rules.parse(rules.written(steps)) == steps


MAPPING = rules.Mapping(
    columns={"title": "name", "statement": "rule", "years": "y"},
    constants={"authority": "The archive", "why": "Law", "valid_from": "2020-01-01"},
    code_prefix="X-",
)


def mapped(*rows, mapping=MAPPING):
    return rules.map_rows([{"name": "", "rule": "", "y": "", **row} for row in rows], mapping)


def test_rows_come_out_in_our_columns_and_the_rest_with_line_and_reason():
    done = mapped(
        {"name": "Leases", "rule": "Until superseded"},
        {"name": "Bids", "rule": "for useful life"},
        {"name": "Loans", "rule": "Retain 3 years after closure", "y": "3"},
        {"name": "Gifts", "rule": "Retain 3 years after closure", "y": "5"},
        {"name": "", "rule": "Until superseded"},
        {"name": "<<<<<<< ours", "rule": "Until superseded"},
        {"name": "Gone", "rule": "3 years after closure", "y": "999"},
        {"name": "More", "rule": "Until superseded", None: ["x"]},
    )
    assert [(one["code"], one["line"], one["life"]) for one in done.rows] == [
        ("X-0002", "2", "destroy superseded"),
        ("X-0004", "4", "destroy 3 years after folder_closed"),
    ]
    assert [one.line for one in done.left] == [3, 5, 6, 7, 8, 9]
    said = " ".join(one.reason for one in done.left)
    for words in ("useful life", "say 5", "no title", "merge", "for ever", "more cells"):
        assert words in said
    drafts, faults = rules.read_rows(done.rows, today=TODAY)
    assert faults == [] and [one.authority for one in drafts] == ["The archive"] * 2
    bare = rules.read_rows(
        mapped(
            {"name": "A", "rule": "Until superseded"},
            mapping=rules.Mapping(columns=MAPPING.columns),
        ).rows,
        today=TODAY,
    )[1]
    assert {one.code for one in bare} == {"authority", "why", "valid_from"}
    assert all(one.message.startswith("Line 2, 0002: ") for one in bare)


def test_the_same_code_comes_in_once():
    both = rules.Mapping({"code": "c", "title": "t", "statement": "s"})
    rows = [{"c": "A", "t": "One", "s": "until closed"}] * 2
    done = rules.map_rows(rows, both)
    assert len(done.rows) == 1 and "line 2 has the same code" in done.left[0].reason.lower()


def test_years_months_and_a_trigger_are_put_together():
    own = rules.Mapping({"title": "t", "years": "y", "months": "m", "trigger": "w"})

    def put(y="", m="", w=""):
        done = rules.map_rows([{"t": "A", "y": y, "m": m, "w": w}], own)
        return [one["life"] for one in done.rows] or [one.reason for one in done.left]

    assert put("3", "", "Closed") == ["destroy 3 years after folder_closed"]
    assert put("0", "6", "Superseded/Obsolete") == ["destroy 6 months after superseded"]
    assert put("", "", "Superseded/Obsolete") == ["destroy superseded"]
    assert put("999", "", "PM") == ["keep"]
    assert put("", "", "PERMANENT (archival)") == ["keep"]
    assert put("3") == ["“3 years” does not say from when."]
    assert put("", "", "AC") == ["“AC” gives no length of time."]
    assert put("1", "6", "Closed") == ["It gives years and months at once."]
    assert put() == ["Nothing is said."]


def test_a_mapping_that_does_not_fit_the_file_is_refused_with_every_reason():
    wrong = rules.Mapping({"titel": "a", "description": "missing"})
    codes = [one.code for one in rules.reasons_not_to_map(wrong, ["a"])]
    assert codes == ["unknown", "missing", "how_long", "title"]
    assert rules.reasons_not_to_map(MAPPING, ["name", "rule", "y"]) == []


@pytest.mark.skipif(not DATA.exists(), reason="the real schedules are not here")
@pytest.mark.parametrize(
    ("state", "mapping", "read"),
    [
        (
            "al",
            rules.Mapping(
                {"title": "title", "statement": "disposition", "years": "years"},
                counted_from=Trigger.RECORD_DATE,
                code_prefix="AL-",
            ),
            0.7,
        ),
        (
            "nc",
            rules.Mapping(
                {
                    "code": "series_id",
                    "title": "title",
                    "years": "years",
                    "trigger": "trigger_or_statement",
                },
                code_prefix="NC-",
            ),
            0.3,  # most of them only point to another schedule
        ),
    ],
)
def test_real_schedules_come_in_as_far_as_they_are_understood(state, mapping, read):
    with tarfile.open(DATA) as packed:
        member = next(one for one in packed if one.name.endswith("normalised.csv"))
        stream = TextIOWrapper(packed.extractfile(member), "utf-8", newline="")
        rows = [row for row in csv.DictReader(stream) if row["state"] == state]
    assert rules.reasons_not_to_map(mapping, list(rows[0])) == []
    done = rules.map_rows(rows, mapping)
    assert len(done.rows) + len(done.left) == len(rows)
    assert len(done.rows) >= read * len(rows)
    assert all(one.reason for one in done.left)
    for one in done.rows:
        assert rules.parse(one["life"])
    kept = Counter(one["life"] == "keep" for one in done.rows)
    assert kept[True] and kept[False]
