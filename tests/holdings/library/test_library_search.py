"""The library answers the questions that are asked of records, in their language."""

import pytest
from tests.holdings.library.test_library import subjects

from muniment.foundation.access.types import Permission
from muniment.holdings.library import actions, queries
from muniment.holdings.library.types import Narrow, Shelf
from muniment.holdings.metadata import actions as metadata

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelves(parish, library):
    subjects(parish, "Law", "Water")
    library.license(library.add("Planning law reports", subjects=("Law",), classes=("HOU",)))
    library.license(
        library.add("Water quality data", kind="data_set", subjects=("Water",), language="cy"),
        kind="open",
        name="OGL v3.0",
        supplier="",
        way_in="open",
    )
    library.add("Journal of planning", kind="journal", description="Planning and law, and law.")
    library.add("Café culture", kind="printed_work", shelf_mark="647.95")
    return library


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("planning", ["Journal of planning", "Planning law reports"]),
        ('"planning law"', ["Planning law reports"]),
        ("planning NOT reports", ["Journal of planning"]),
        ("water OR reports", ["Planning law reports", "Water quality data"]),
        ("-planning -water", ["Café culture"]),
        ("plan* law", ["Journal of planning", "Planning law reports"]),
        ("cafe", ["Café culture"]),
        ("647.95", ["Café culture"]),
        ("title:law", ["Planning law reports"]),
        ("watre~", ["Water quality data"]),
        ("wather~", ["Water quality data"]),
        ('"law planning"~5', ["Journal of planning", "Planning law reports"]),
        ("class:HOU", ["Planning law reports"]),
        ("class:NONE", []),
        ("language:cy", ["Water quality data"]),
        ("water format:pdf", []),
        ("water state:declared", []),
        ("water NOT format:pdf", ["Water quality data"]),
        ("OGL", ["Water quality data"]),
        ("lexpress", ["Planning law reports"]),
        ("!!!", []),
        ('"unclosed water', []),
        ("((water", ["Water quality data"]),
    ],
)
def test_the_query_language_is_that_of_the_records(parish, shelves, asked, found):
    answer = queries.find(parish.who("clerk"), asked)
    assert sorted(one.title for one in answer.items) == found
    assert answer.total == len(found)


def test_what_says_most_comes_first_with_its_words_marked(parish, shelves):
    [first, second] = queries.find(parish.who("clerk"), "planning law").items
    assert first.title == "Planning law reports"
    assert [one.text for one in first.marked if one.hit] == ["Planning", "law"]
    assert [one.text for one in second.snippet if one.hit] == ["Planning", "law", "law"]


def test_a_page_can_be_walked_to_its_end_and_of_nothing_asked_goes_by_title(parish, shelves):
    clerk = parish.who("clerk")
    pages = [queries.find(clerk, "", limit=3, offset=start) for start in (0, 3)]
    titles = [one.title for page in pages for one in page.items]
    assert titles == sorted(titles) and len(titles) == 4
    assert [page.next_offset for page in pages] == [3, None]
    assert queries.find(clerk, "planning", offset=99).items == ()


def test_the_counts_beside_the_results_are_honest_and_narrow_to_what_they_count(parish, shelves):
    clerk = parish.who("clerk")
    facets = {one.name: one.shares for one in queries.find(clerk, "", facets=True).facets}
    names = {"kind": "kind", "subject": "subject", "licence": "licence"}
    assert set(facets) == set(names)
    for name, shares in facets.items():
        for share in shares:
            value = int(share.value) if name == "subject" else share.value
            narrowed = queries.find(clerk, "", narrow=Narrow(**{name: value}))
            assert narrowed.total == share.count, share
    licences = {one.value: one.count for one in facets["licence"]}
    assert licences == {"unknown": 2, "open": 1, "subscription": 1}


def test_a_renamed_subject_and_a_broader_one_find_without_indexing_anew(parish, shelves):
    manager, clerk = parish.who("manager"), parish.who("clerk")
    metadata.change_term(
        manager, "subjects", term="Water", label="Hydrology", broader="Law",
        also_called=(), now=parish.now,
    )  # fmt: skip
    assert [one.title for one in queries.find(clerk, "hydrology").items] == ["Water quality data"]
    law = queries.find(clerk, "", narrow=Narrow(subject=metadata_number(clerk, "Law")))
    assert {one.title for one in law.items} == {"Planning law reports", "Water quality data"}


def metadata_number(actor, label):
    return queries.subjects_known()[label.lower()]


def test_shelves_of_the_managers_are_theirs_alone(parish, shelves):
    manager, clerk = parish.who("manager"), parish.who("clerk")
    assert Permission.LIBRARY_MANAGE not in clerk.permissions
    one = queries.find(manager, "water").items[0]
    actions.withdraw(manager, one.reference, reason="Old.", now=parish.now)
    withdrawn = Narrow(shelf=Shelf.WITHDRAWN)
    assert [it.title for it in queries.find(manager, "", narrow=withdrawn).items] == [one.title]
    assert queries.find(clerk, "", narrow=withdrawn).total == 3  # as if nothing had been asked
    assert queries.find(manager, "", narrow=Narrow(shelf=Shelf.NO_LICENCE)).total == 2
    assert queries.find(manager, "", narrow=Narrow(shelf=Shelf.UNUSED)).total == 3


def test_nothing_that_a_person_types_is_an_error(parish, shelves):
    for text in ("'); DROP TABLE library_resource; --", "\x00", "NEAR(", "a" * 5000, "* * *", "%s"):
        queries.find(parish.who("clerk"), text, within=text, facets=True)
