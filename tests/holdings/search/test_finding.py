"""Queries with known answers, the same on both databases."""

from datetime import date

import pytest
from tests.holdings.search.library import Paper, shelve, titles

from muniment.holdings.search import queries

PAPERS = [
    Paper("Annual budget", "The council agreed the annual budget for repairs.", "fin/budget.txt"),
    Paper("Repair log", "Damp in the kitchen. The council repairs roofs.", "rep/log 7.DOCX"),
    Paper("Café licence", "Déjà vu: a licence for the Café Zürich, Straße 12.", "lic/café.pdf"),
    Paper("Minutes", "minutes of the council of the parish", "min/2020.pdf", date(2020, 2, 29)),
    Paper("Old minutes", "the parish of the council", "min/1999.pdf", date(1999, 12, 31)),
    Paper("会议记录", "市议会同意了预算。", "cn/记录.txt", date(2021, 1, 1)),
    Paper("Протокол", "Совет утвердил бюджет на 2021 год", "ru/протокол.odt", date(2021, 6, 1)),
    Paper("बैठक", "परिषद ने बजट हिन्दी में", "in/1.txt", date(2022, 1, 1)),
    Paper("محضر", "مَجْلِس المدينة", "ar/1.txt", date(2022, 1, 2)),
    Paper("ประชุม", "สภาเมืองอนุมัติงบประมาณ", "th/1.txt", date(2022, 1, 3)),
    Paper("Invoice 4711", "total 1,234.56 due", "inv/4711.pdf", date(2012, 3, 4), puid="fmt/276"),
    Paper("Letter", "well-known o'brien re: x_y", "a/b.txt", metadata={"from": "ada@moor.gov"}),
]
EVERYTHING = {one.title for one in PAPERS}
KNOWN = {
    "council": {"Annual budget", "Repair log", "Minutes", "Old minutes"},
    "COUNCIL": {"Annual budget", "Repair log", "Minutes", "Old minutes"},
    "council repairs": {"Annual budget", "Repair log"},
    '"council repairs"': {"Repair log"},
    '"council of the parish"': {"Minutes"},
    '"the council of the"': {"Minutes"},
    '"parish of the council"': {"Old minutes"},
    '"parish council"': set(),
    "damp OR budget": {"Repair log", "Annual budget"},
    "council AND NOT repairs": {"Minutes", "Old minutes"},
    "council -repairs": {"Minutes", "Old minutes"},
    'council -"parish of"': {"Annual budget", "Repair log", "Minutes"},
    "council -(repairs OR title:old)": {"Minutes"},
    "NOT NOT damp": {"Repair log"},
    "(damp OR (budget AND (annual OR xyzzy))) council": {"Repair log", "Annual budget"},
    "repair*": {"Repair log", "Annual budget"},
    "title:repair*": {"Repair log"},
    "title:repair* OR title:ann*": {"Repair log", "Annual budget"},
    'title:"annual budget"': {"Annual budget"},
    'title:"the annual"': set(),
    "title:council": set(),
    "path:budget": {"Annual budget"},
    'path:"log 7"': {"Repair log"},
    "path:min": {"Minutes", "Old minutes"},
    "cafe": {"Café licence"},
    "CAFÉ": {"Café licence"},
    "deja zurich strasse": {"Café licence"},
    "STRASSE": {"Café licence"},
    "бюджет": {"Протокол"},
    "СОВЕТ": {"Протокол"},
    "预算": {"会议记录"},
    "议会同意": {"会议记录"},
    "会预": set(),
    "title:记录": {"会议记录"},
    "हिन्दी": {"बैठक"},
    "हिन्द*": {"बैठक"},
    "مجلس": {"محضر"},
    "งบประมาณ": {"ประชุม"},
    "4711": {"Invoice 4711"},
    "1,234.56": {"Invoice 4711"},
    "471*": {"Invoice 4711"},
    "well-known": {"Letter"},
    "O’Brien": {"Letter"},
    "ada@moor.gov": {"Letter"},
    "format:pdf": {"Café licence", "Minutes", "Old minutes", "Invoice 4711"},
    "format:.PDF": {"Café licence", "Minutes", "Old minutes", "Invoice 4711"},
    "format:docx": {"Repair log"},
    "format:fmt/276": {"Invoice 4711"},
    "format:FMT/276 OR damp": {"Invoice 4711", "Repair log"},
    "format:pdf -date:2012": {"Café licence", "Minutes", "Old minutes"},
    "date:2020": {"Minutes"},
    "date:2020-02": {"Minutes"},
    "date:2020-02-29": {"Minutes"},
    "date:1999..2012": {"Old minutes", "Invoice 4711"},
    "date:..1999": {"Old minutes"},
    "date:2022..": {"बैठक", "محضر", "ประชุม"},
    "before:2000": {"Old minutes"},
    "before:1999-12-31": set(),
    "after:2021": {"बैठक", "محضر", "ประชุม"},
    "after:2022-01-02": {"ประชุม"},
    "date:0001-01-01..9999-12-31": EVERYTHING,
    "date:9999-12": set(),
    "state:declared": EVERYTHING,
    "state:DECLARED damp": {"Repair log"},
    "state:destroyed": set(),
    "class:HOU": EVERYTHING,
    "class:hou damp": {"Repair log"},
    "class:LEG": set(),
    "class:NO-SUCH": set(),
    "damp OR class:LEG": {"Repair log"},
    "council NOT class:LEG format:txt": {"Annual budget"},
}


@pytest.fixture
def shelved(parish):
    shelve(parish.folder(), PAPERS)
    return parish


def test_every_query_finds_what_it_says(shelved):
    clerk = shelved.who("clerk")
    found = {text: set(titles(clerk, text)) for text in KNOWN}
    assert {text: one for text, one in found.items() if one != KNOWN[text]} == {}


def test_nothing_known_is_said_not_to_be_understood(shelved):
    clerk = shelved.who("clerk")
    assert [text for text in KNOWN if queries.search(clerk, text).notes] == []


def test_a_class_is_searched_with_all_below_it(shelved):
    shelved.open_class("HOU-9", under="HOU")
    shelve(shelved.folder("HOU-9"), [Paper("Below")])
    clerk = shelved.who("clerk")
    assert titles(clerk, "class:HOU-9") == ["Below"]
    assert titles(clerk, "class:HOU below") == ["Below"]
    assert titles(clerk, "below", class_reference="HOU") == ["Below"]
    assert titles(clerk, "below", class_reference="LEG") == []


def test_what_narrows_holds_whatever_quotes_and_brackets_are_left_open(shelved):
    shelve(shelved.folder("LEG"), [Paper("Damp in law")])
    clerk = shelved.who("clerk")
    for text in ('"damp', "(damp", "damp)", "damp OR", "damp OR (kitchen", 'damp "'):
        assert set(titles(clerk, text, class_reference="LEG")) == {"Damp in law"}, text
        assert titles(clerk, text, within='class:"LEG" date:2019') == ["Damp in law"], text


def test_titles_come_first_and_then_the_newest(parish):
    made = [Paper("One", "roof"), Paper("A roof"), Paper("Two", "roof"), Paper("Roof again")]
    shelve(parish.folder(), made)
    assert titles(parish.who("clerk"), "roof") == ["Roof again", "A roof", "Two", "One"]


def test_many_hits_are_in_order_of_number_and_the_page_says_so(parish, monkeypatch):
    monkeypatch.setattr("muniment.holdings.search.queries.ranking.RANKED", 2)
    shelve(parish.folder(), [Paper("A roof"), Paper("One", "roof"), Paper("Two", "roof")])
    clerk = parish.who("clerk")
    assert titles(clerk, "roo*") == ["Two", "One", "A roof"]
    assert queries.search(clerk, "roo*").order == "newest"
    assert titles(clerk, "roof") == ["A roof", "Two", "One"]
    assert queries.search(clerk, "roof").order == "relevance"


@pytest.mark.parametrize("text", ["", " ", "()", "AND", "-", '""', "***", "title:", "𝄞", "\0"])
def test_nothing_asked_finds_nothing(shelved, text):
    assert queries.search(shelved.who("clerk"), text).total == 0


def test_a_page_past_the_end_is_empty_and_still_counts(shelved):
    page = queries.search(shelved.who("clerk"), "council", offset=400)
    assert (page.total, page.hits, page.next_offset) == (4, (), None)
    assert queries.search(shelved.who("clerk"), "council", offset=10**30, limit=-3).total == 4
