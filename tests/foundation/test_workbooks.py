"""A workbook comes from somebody else: bounded, looked through, and values alone."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.foundation.kernel import sheets, workbooks
from muniment.foundation.kernel.errors import Refused

pytestmark = pytest.mark.once
RULES = [["code", "years", "from"], ["A-1", 6, date(2020, 4, 1)], ["A-2", 2.5, None]]


def book(**named):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in named.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_part(data, name, content):
    """The workbook with one of its parts put in place of another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for one in old.namelist():
            new.writestr(one, content if one == name else old.read(one))
    return out.getvalue()


def refused(data, sheet=""):
    with pytest.raises(Refused) as refusal:
        workbooks.read_table("a.xlsx", data, sheet)
    return refusal.value.reasons[0]


def test_values_are_read_as_csv_would_have_them():
    assert workbooks.read_table("a.xlsx", book(Rules=RULES)) == [
        {"code": "A-1", "years": "6", "from": "2020-04-01"},
        {"code": "A-2", "years": "2.5", "from": ""},
    ]
    at = [["at", "so"], [datetime(2020, 4, 1, 12, 30), True]]
    assert workbooks.read_table("a.xlsx", book(S=at)) == [
        {"at": "2020-04-01T12:30:00", "so": "yes"}
    ]


def test_lines_are_counted_as_the_spreadsheet_shows_them():
    rows = [[], ["code"], ["A"], [], ["B"]]
    found = workbooks.read_table("a.xlsx", book(S=rows))
    assert [(one["code"], one["line"]) for one in found] == [("A", "3"), ("B", "5")]


def test_a_sheet_is_chosen_by_its_name_and_never_guessed():
    data = book(Rules=RULES, Notes=[["read me"]], Empty=[])
    reason = refused(data)
    assert reason.code == "sheet" and "“Rules”, “Notes”" in reason.message
    assert len(workbooks.read_table("a.xlsx", data, "rules")) == 2
    assert refused(data, "Other").code == "sheet"
    assert len(workbooks.read_table("a.xlsx", book(Rules=RULES, Empty=[]))) == 2


def test_a_formula_is_not_run_and_gives_nothing_that_was_not_computed():
    assert workbooks.read_table("a.xlsx", book(S=[["a", "b"], ["=1+1", "x"]])) == [
        {"a": "", "b": "x"}
    ]


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"code,title\nA,B\n", b"\xd0\xcf\x11\xe0" * 99]
)
def test_what_is_no_workbook_is_refused(data):
    assert refused(data).code == "unreadable"


def test_a_workbook_with_its_parts_broken_is_refused():
    data = book(S=RULES)
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"):
        assert refused(with_part(data, part, b"<broken")).code == "unreadable"
    for cut in range(100, len(data), 517):
        assert refused(data[:cut]).code == "unreadable"


LAUGHS = "<!DOCTYPE w [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><worksheet>&b;</worksheet>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32-be"])
def test_a_document_type_is_refused_in_any_encoding(encoding):
    bomb = with_part(book(S=RULES), "xl/worksheets/sheet1.xml", LAUGHS.encode(encoding))
    assert "document type" in refused(bomb).message


def test_what_unpacks_to_far_too_much_is_refused_before_it_is_read(monkeypatch):
    data = with_part(book(S=RULES), "xl/worksheets/sheet1.xml", b" " * 2**20)
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 2**20)
    assert "unpacks to more" in refused(data).message


def test_too_many_rows_and_columns_are_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 2)
    assert "more than 2 rows" in refused(book(S=RULES)).message
    monkeypatch.setattr(workbooks, "MOST_ROWS", 20)
    assert "columns" in refused(book(S=[["x"] * 201])).message


TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=30).map(str.strip)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.fixed_dictionaries({"code": TEXT.filter(bool), "why": TEXT}), max_size=5))
def test_what_is_written_is_read_as_it_was_and_no_cell_is_a_formula(rows):
    cells = [{name: sheets.cell(value) for name, value in row.items()} for row in rows]
    data = workbooks.written(cells, ("code", "why"), "a/b: [c]")
    assert sheets.read_rows("a.xlsx", data) == rows
    made = openpyxl.load_workbook(io.BytesIO(data))
    assert not any(cell.data_type == "f" for row in made.active.iter_rows() for cell in row)
