"""A schedule with other columns is mapped, looked at, and brought in as far as it is understood."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from muniment.lifecycle.retention import queries

from .test_pages import text_of

pytestmark = pytest.mark.django_db

ADDRESS = "/lifecycle/rules/import/columns/"
FILE = (
    "Series,Rule,Covers\n"
    "Leases,Retain 6 years after termination of the lease.,All leases\n"
    "Bids,Retain for useful life.,Bids\n"
    "Charters,PERMANENT RECORD.,Charters\n"
)
SAID = {
    "column_title": "Series",
    "column_statement": "Rule",
    "column_description": "Covers",
    "all_authority": "Limitation Act 1980",
    "all_why": "Claims.",
    "all_valid_from-day": "1",
    "all_valid_from-month": "4",
    "all_valid_from-year": "2020",
    "code_prefix": "NEW-",
    "then": "destroy",
}


def hidden(page):
    return dict(re.findall(r'<input type="hidden"[^>]*name="([^"]+)" value="([^"]*)"', page))


@pytest.fixture
def chosen(as_, world):
    """Somebody who has chosen the file, and what the next form carries."""
    client = as_("manager")
    file = SimpleUploadedFile("series.csv", FILE.encode())
    page = text_of(client.post(ADDRESS, {"file": file}))
    assert "Which column is which" in page and "3 rows" in page
    carried = hidden(page)
    return client, {"name": carried["name"], "content": carried["content"]}


def test_what_is_understood_comes_in_and_the_rest_is_listed_with_reasons(chosen):
    client, carried = chosen
    page = text_of(client.post(ADDRESS, {**carried, **SAID}))
    assert "2 rows are understood. 1 row is left out." in page
    assert "Destroy 6 years after “termination of the lease”" in page
    assert "“for useful life” is not understood." in page
    assert not queries.rules().filter(rule__code__startswith="NEW").exists()
    left = client.post(ADDRESS, {**carried, **SAID, "left": "yes"})
    assert left.content.decode().splitlines()[1] == "3,Bids,“for useful life” is not understood."
    again = text_of(client.post(ADDRESS, {**carried, **SAID, "again": "yes"}))
    assert "Which column is which" in again and 'value="NEW-"' in again
    done = client.post(ADDRESS, {**carried, **SAID, "seen": hidden(page)["seen"]})
    assert done.status_code == 303
    lives = dict(queries.rules().values_list("rule__code", "life"))
    assert lives["NEW-0002"] == "destroy 6 years after event:termination_of_the_lease"
    assert lives["NEW-0004"] == "keep" and "NEW-0003" not in lives


def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_done(chosen):
    client, carried = chosen
    page = text_of(client.post(ADDRESS, {**carried, **SAID, "column_statement": ""}))
    assert "Say which column tells how long" in page
    page = text_of(client.post(ADDRESS, {**carried, **SAID, "all_authority": ""}))
    assert "Name the law, standard or decision behind the rule." in page and "Line 2" in page
    page = text_of(client.post(ADDRESS, {**carried, **SAID, "meanings": "AC"}))
    assert "has no words on each side" in page
    for broken in ({"content": "@@@"}, {"content": "", "name": ""}):
        assert client.post(ADDRESS, {**carried, **SAID, **broken}).status_code in (200, 303, 422)
    assert not queries.rules().filter(rule__code__startswith="NEW").exists()


def test_a_file_that_changed_its_meaning_since_it_was_looked_at_is_shown_again(chosen):
    client, carried = chosen
    page = client.post(ADDRESS, {**carried, **SAID, "seen": "0" * 64})
    assert page.status_code == 200 and "Something has changed" in text_of(page)


def test_words_of_theirs_are_given_a_meaning(chosen):
    client, carried = chosen
    meaning = {"meanings": "retain for useful life = 3 years after last action"}
    page = text_of(client.post(ADDRESS, {**carried, **SAID, **meaning}))
    assert "3 rows are understood. 0 rows are left out." in page


def test_the_file_that_is_no_file_is_refused(as_, world):
    client = as_("manager")
    for name, data in (("a.csv", b"\xff\xfe\x00"), ("a.json", b"{"), ("a.json", b'{"a": 1}')):
        answer = client.post(ADDRESS, {"file": SimpleUploadedFile(name, data)})
        assert "Error: " in text_of(answer)
    wide = ",".join(f"c{n}" for n in range(201)).encode() + b"\n1\n"
    answer = client.post(ADDRESS, {"file": SimpleUploadedFile("wide.csv", wide)})
    assert "may have at most 200" in text_of(answer)
    nested = b'[{"series": {"title": "A"}, "rule": {"years": 3, "from": "closure"}}]'
    page = text_of(client.post(ADDRESS, {"file": SimpleUploadedFile("a.json", nested)}))
    assert "series.title" in page and "rule.from" in page


def test_the_effect_of_a_change_is_shown_before_it_is_saved(as_, world):
    client, address = as_("manager"), "/lifecycle/rules/FIN-01/change/"
    assert "See what it would change" in text_of(client.get(address))
    [rule] = queries.rules().filter(rule__code="FIN-01")
    said = {
        "code": "FIN-01",
        "title": rule.title,
        "authority": rule.authority,
        "trigger": "record_date",
        "count": "90",
        "unit": "years",
        "unit_2": "years",
        "action": "destroy",
        "why": "Long.",
        "seen": str(rule.version),
        "valid_from-day": "1",
        "valid_from-month": "1",
        "valid_from-year": "2020",
    }
    looked = text_of(client.post(address, {**said, "look": "yes"}))
    assert "Nothing has been saved." in looked and "due later" in looked
    assert queries.history("FIN-01")[0].version == rule.version
    one = text_of(client.post(address, {**said, "stage_1": "siro"}))
    assert "Name at least two roles" in one
    more = {"stage_1": "data_steward", "stage_2": "siro", "examples": "Receipt\r\nBill for lamps"}
    assert client.post(address, {**said, **more}).status_code == 303
    page = text_of(client.get("/lifecycle/rules/FIN-01/"))
    assert "Data steward, then senior information risk owner".lower() in page.lower()
    assert "Receipt; Bill for lamps" in page
    wrong = text_of(client.post(address, {**said, "count": "9000", "look": "yes"}))
    assert "The period must be from 1" in wrong and "Nothing has been saved" not in wrong
