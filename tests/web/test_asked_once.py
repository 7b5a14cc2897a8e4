"""The pages that people open all day ask the database for nothing twice."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MOST = {"home": 102, "record": 55, "search": 32}


def asked_by(client, address):
    client.get(address)  # what is remembered from page to page is known then
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return [one["sql"] for one in asked.captured_queries]


@pytest.mark.parametrize("username", ["everything", "manager", "owner", "staff"])
def test_nothing_is_asked_twice_for_one_page(as_, world, username):
    client = as_(username)
    # Who has every role has several home pages in one.
    home = ["/"] if username in ("manager", "staff") else []
    for address in (*home, reverse("record", args=[world.record]), "/find/?q=invoice"):
        twice = {sql: n for sql, n in Counter(asked_by(client, address)).items() if n > 1}
        assert not twice, (address, twice)


def test_what_a_page_asks_does_not_creep_up(as_, world):
    client = as_("everything")
    pages = {"home": "/", "record": reverse("record", args=[world.record])}
    for name, address in {**pages, "search": "/find/?q=invoice"}.items():
        assert len(asked_by(client, address)) <= MOST[name], name
