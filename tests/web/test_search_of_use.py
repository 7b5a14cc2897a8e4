"""Whether a search was of use: opened from its results, found in a file, in a conversation."""

import html
import re

import pytest
from django.urls import reverse

from muniment.foundation.content.models import Derived
from muniment.holdings.records import queries as records
from muniment.holdings.search import queries

from . import town

pytestmark = pytest.mark.django_db


def text_of(answer):
    return answer.content.decode()


def test_opening_a_result_is_in_the_log_and_in_the_figures_of_the_week(as_, world):
    client = as_("staff")
    results = text_of(client.get("/find/", {"q": "invoice"}))
    opened = f"{reverse('record', args=[world.record])}?found=1"
    assert opened in results
    client.get(reverse("record", args=[world.record]))
    latest = queries.asked_for(town.actor("manager")).first()
    assert (latest.text, latest.opened_after) == ("invoice", None)
    client.get(opened)
    latest.refresh_from_db()
    assert latest.opened_after is not None
    log = text_of(as_("manager").get("/find/log/"))
    assert "a result was opened from 1 search" in log and "Seven days up to" in log


def test_results_that_are_taken_away_were_of_use(as_, world):
    client = as_("staff")
    client.get("/find/", {"q": "invoice"})
    client.get("/find/", {"q": "invoice", "format_as": "csv"})
    export, page = queries.asked_for(town.actor("manager"))[:2]
    assert (export.door, page.door) == ("export", "page")
    assert page.opened_after is not None and export.opened_after is None


def test_lines_are_found_in_one_file_and_what_was_typed_is_shown_as_text(as_, world):
    manager, client = town.actor("manager"), as_("manager")
    [part] = records.components(records.record_named(manager, world.record))
    read = {"state": "done", "text": "letters/Roof.pdf\nplans/Drains.dwg\n"}
    Derived.objects.update_or_create(blob_id=part.sha256, defaults=read)
    address = reverse("look", args=[world.record, 1])
    assert "Find in this file" in text_of(client.get(address))
    page = text_of(client.get(address, {"q": "drains"}))
    assert "<mark>Drains</mark>" in page and "Line 2" in page and "1 line with" in page
    assert "0 lines with" in text_of(client.get(address, {"q": "zeppelin"}))
    hostile = text_of(client.get(address, {"q": "<b>zeppelin</b> AND ("}))
    assert "<b>zeppelin" not in hostile and "&lt;b&gt;zeppelin" in hostile


def test_the_results_of_a_search_lead_to_a_change_of_all_of_them(as_, world):
    asked = {"q": "invoice", "file_class": "FIN/01"}
    page = text_of(as_("manager").get("/find/", asked))
    [(href, _)] = re.findall(r'href="([^"]*)">(Change a field of these)<', page)
    form = text_of(as_("manager").get(html.unescape(href)))
    assert html.escape('(invoice) (class:"FIN/01")') in form.replace("&#34;", "&quot;")
    assert "Change a field of these" not in text_of(as_("staff").get("/find/", asked))


def test_where_filters_leave_nothing_a_search_without_them_is_offered(as_, world):
    client, offer = as_("staff"), "Look for it without the filters"
    page = text_of(client.get("/find/", {"q": "invoice", "file_class": "GOV"}))
    [(href, _)] = re.findall(rf'href="([^"]*)">({offer})<', page)
    assert "Invoice 1" in text_of(client.get(html.unescape(href)))
    assert offer not in text_of(client.get("/find/", {"q": "zeppelin"}))
