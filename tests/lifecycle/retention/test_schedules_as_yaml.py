"""Schedules come in and go out as YAML, in the shape that they have as JSON (RET-16)."""

import json
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from tests.lifecycle.retention.test_clauses import FIRST
from tests.lifecycle.retention.test_reading_rules import GOOD

from muniment.foundation.kernel import sheets, yamls
from muniment.foundation.kernel.errors import Refused
from muniment.lifecycle.retention import rules
from muniment.lifecycle.retention.types import COLUMNS

ODD = replace(
    GOOD,
    code="1.10",
    title="yes",
    description="no: that is *all* &c. # really\n\nTwo lines, \u201cquoted\u201d\tand a tab",
    authority="null",
    why="2026-04-01",
    scope_note="~",
    valid_to=date(2030, 2, 28),
)


def read(text, name="a.yaml", **options):
    return sheets.read_rows(name, text.encode(), **options)


def refusal(text):
    with pytest.raises(Refused) as refused:
        read(text)
    return str(refused.value)


def test_what_goes_out_comes_in_the_same_as_it_does_in_json():
    rows = [rules.as_cells(one) for one in (GOOD, ODD)]
    out = sheets.as_yaml(rows, COLUMNS)
    assert read(out) == rows == sheets.read_rows("a.json", sheets.as_json(rows, COLUMNS).encode())
    drafts, faults = rules.read_rows(read(out), today=date(2026, 11, 21))
    assert (drafts, faults) == ([GOOD, ODD], [])
    assert yaml.safe_load(out) == rows, "other programs read it the same"


def test_text_that_looks_like_something_else_stays_the_text_that_was_typed():
    [row] = read(
        "- {code: 1.10, title: yes, a: 2026-04-01, b: 0o17, c: 1_000, d: 12:30:45, e: off}"
    )
    assert row == {
        **{"code": "1.10", "title": "yes", "a": "2026-04-01", "b": "0o17", "c": "1_000"},
        **{"d": "12:30:45", "e": "off"},
    }
    [row] = read("- {a: true, b: false, c: null, d: ~, e: , f: 'null', g: [x, y], h: {i: j}}")
    [same] = sheets.read_rows(
        "a.json",
        json.dumps(
            [{"a": True, "b": False, "c": None, "d": None, "e": None, "f": "null"}]
        ).encode(),
    )
    assert row == same | {"g": "x y", "h.i": "j"}


@example([{"a": "\x85", "b": "\u2028x", "c": "a\r\nb"}])
@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.text(max_size=30), min_size=1)))
def test_any_text_goes_out_and_comes_in_again(rows):
    for row in rows:
        for key, value in row.items():
            row[key] = value.encode("utf-8", "replace").decode()
    assert sheets.read_rows("a.yml", yamls.written(rows).encode()) == rows


def test_a_whole_edition_is_an_object_with_its_rules_and_its_clauses():
    document = rules.as_document("HOUSING", 2, [FIRST], [GOOD, ODD])
    for name in ("a.yaml", "a.json"):
        out = sheets.as_document(name, document).encode()
        assert sheets.read_rows(name, out, under="rules") == document["rules"]
        named = sheets.read_beside(name, out, "clauses")
        assert rules.read_clauses(named) == (FIRST,)
        assert sheets.read_beside(name, b"[]", "clauses") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- &a {code: x}\n- *a", "anchors (&) and aliases (*) are not taken, line 1"),
        ("- {code: *a}", "anchors (&) and aliases (*) are not taken, line 1"),
        ("- code: !!python/object/apply:os.system [ls]", "tags (!) are not taken, line 1"),
        ("- code: !!int 7", "tags (!) are not taken"),
        ("- code: A\n  code: B", "“code” stands there twice, line 2"),
        ("- {code: A}\n---\n- {code: B}", "a second document in it, line 2"),
        ("[" * 100_000, "nested more than 20 deep"),
        ("- [{a: b}]: c", "the name of a member is no text"),
        ("- code: 'A", "line "),
        ("code: A", "not a list of objects"),
        ("", "not a list of objects"),
        ("- \x00", "cannot be read"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_line(text, said):
    assert said in refusal(text)


def test_a_small_file_cannot_stand_for_a_huge_one():
    layers = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    layers += [
        f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]" for old, new in pairwise("abcdefghi")
    ]
    assert "anchors" in refusal("\n".join(layers))


def test_faults_are_told_row_by_row():
    out = sheets.as_yaml([rules.as_cells(GOOD), {"code": "BAD-1", "action": "burn"}], COLUMNS)
    _, faults = rules.read_rows(read(out), today=date(2026, 11, 21))
    assert faults and all(one.message.startswith("Line 3, BAD-1: ") for one in faults)
