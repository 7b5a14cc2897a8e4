"""Stacks of scans are taken apart into records at the separator sheets between their pages."""

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.capture.stacks import pages_kept, scanned, sheet
from tests.holdings.parish import codes

from muniment.foundation.content.adapters import sandbox
from muniment.foundation.content.queries import store
from muniment.foundation.content.types import SheetsFound
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.capture import actions, queries
from muniment.holdings.capture.models import CapturedItem
from muniment.holdings.capture.rules.stacks import pieces_of
from muniment.holdings.records.models import Component, Record


@given(
    st.integers(1, 40).flatmap(
        lambda pages: st.tuples(
            st.just(pages),
            st.lists(st.tuples(st.integers(1, pages), st.sampled_from(["F-1", "HOU", ""]))),
        )
    )
)
def test_every_page_but_the_sheets_is_in_just_one_piece_in_order(case):
    pages, found = case
    pieces, problem = pieces_of(SheetsFound(pages, tuple(found)))
    assert bool(pieces) != bool(problem)
    if pieces:
        sheets = {page for page, _ in found}
        inside = [page for one in pieces for page in range(one.first, one.last + 1)]
        assert inside == [page for page in range(1, pages + 1) if page not in sheets]
        by_page = {page: code for page, code in found if code}
        for one in pieces:
            assert one.into == by_page.get(one.first - 1, "")


def bring(parish, tmp_path, data, by="manager", into="HOU"):
    (tmp_path / "stack.pdf").write_bytes(data)
    made = actions.run_stacks(
        parish.who(by), tmp_path / "stack.pdf", into=into, clock=lambda: parish.now
    )
    return queries.tally(made)


@pytest.mark.sandbox
@pytest.mark.skipif(sandbox.available() is not None, reason="there is no sandbox here")
@pytest.mark.parametrize("scan", [{}, {"tilt": 3.0}, {"tilt": 180.0}, {"noise": True}])
def test_a_stack_becomes_a_record_for_each_sheet_in_the_place_it_names(parish, tmp_path, scan):
    folder = parish.folder("LEG", title="Leases")
    first, second = sheet(parish, folder.reference), sheet(parish, "LEG")
    data = scanned("Cover", first, "One", "Two", second, "Three", **scan)
    tally = bring(parish, tmp_path, data)
    assert (tally.captured, tally.opened, tally.failed) == (1, 1, 0)
    found = {one.title: (one.folder.title, pages_kept(one)) for one in Record.objects.all()}
    assert found == {
        "stack, page 1": ("stack.pdf", 1),
        "stack, pages 3 to 4": ("Leases", 2),
        "stack, page 6": ("stack.pdf", 1),
    }
    assert Record.objects.get(title="stack, page 6").file_class.reference == "LEG"
    again = bring(parish, tmp_path, data)
    assert (again, Record.objects.count()) == (tally, 3)


@pytest.mark.sandbox
@pytest.mark.skipif(sandbox.available() is not None, reason="there is no sandbox here")
def test_a_stack_without_sheets_or_with_unknown_ones_is_kept_whole_with_the_reason(
    parish, tmp_path
):
    gone = parish.folder(title="To close")
    for name, data, words in (
        ("none", scanned("One", "Two"), "No separator sheet was found on its 2 pages."),
        ("broken", b"%PDF-1.4 nothing", "cannot open the document"),
        ("only", scanned(sheet(parish, "LEG")), "nothing in it but separator sheets"),
        ("gone", scanned("One", sheet(parish, gone.reference), "Two"), "names F-"),
    ):
        if name == "gone":
            from muniment.holdings.records import actions as records

            who = parish.who("manager")
            records.close_folder(who, gone.reference, on=parish.now.date(), now=parish.now)
        place = tmp_path / name
        place.mkdir()
        tally = bring(parish, place, data)
        assert (tally.captured, tally.failed, tally.opened) == (1, 1, 0), name
        reason = CapturedItem.objects.filter(outcome="failed").latest("pk").reason
        assert words in reason
        assert reason.endswith("The stack is kept whole.")
        kept = Component.objects.latest("pk")
        assert store().open(kept.sha256).read() == data


@pytest.mark.sandbox
@pytest.mark.skipif(sandbox.available() is not None, reason="there is no sandbox here")
def test_a_sheet_leads_nobody_where_they_may_not_file(parish, tmp_path):
    parish.open_class("SEC", rule="SIX", owner_unit="LEG", access="units", open_to=("LEG",))
    secret = parish.folder("SEC", title="Secret folder", by="lawyer")
    data = scanned(actions.separator_sheets(parish.who("lawyer"), [secret.reference]), "One")
    tally = bring(parish, tmp_path, data, by="clerk")
    assert (tally.captured, tally.failed) == (1, 1)
    reason = CapturedItem.objects.get(outcome="failed").reason
    assert "There is no folder" in reason
    assert "Secret" not in reason


def test_sheets_are_made_for_what_one_may_file_in_with_every_reason(parish):
    with pytest.raises(Refused) as refused:
        actions.separator_sheets(parish.who("manager"), ["F-AAAAA-AAAAA", "HOU", "NOPE"])
    assert codes(refused) == ["references", "references"]
    with pytest.raises(Refused):
        actions.separator_sheets(parish.who("auditor"), ["HOU"])
    with pytest.raises(Refused):
        actions.separator_sheets(parish.who("manager"), [" "])
    odd = parish.folder(title="日本 \u202e — “Æ” <b>#set</b>")
    made = actions.separator_sheets(parish.who("manager"), [odd.reference, "HOU"])
    assert len(pypdfium2.PdfDocument(made)) == 2


@pytest.mark.sandbox
@pytest.mark.skipif(sandbox.available() is not None, reason="there is no sandbox here")
def test_a_stack_of_which_a_part_is_refused_is_refused_and_tried_again_when_brought_again(
    parish, tmp_path, settings
):
    data = scanned("One", sheet(parish, "LEG"), "Two", "Three", "Four", "Five", "Six")
    settings.MUNIMENT_MAX_UPLOAD_BYTES = len(data) // 3
    tally = bring(parish, tmp_path, data)
    assert (tally.captured, tally.refused, tally.failed, tally.opened) == (1, 1, 0, 0)
    told = CapturedItem.objects.filter(outcome="refused").values_list("reason", flat=True)
    assert any(one.startswith("1 of its 2 parts could not be kept: It is larger") for one in told)
    settings.MUNIMENT_MAX_UPLOAD_BYTES = len(data)
    tally = bring(parish, tmp_path, data)
    assert (tally.captured, tally.failed, tally.opened) == (1, 0, 1)
    assert Record.objects.count() == 2
