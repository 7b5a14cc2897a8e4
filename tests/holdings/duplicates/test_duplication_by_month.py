"""How much is there more than once is counted month by month, so that it can be seen to shrink."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse
from tests.holdings.duplicates.written import AMENDED, MINUTES, file

from muniment.foundation.access.models import Person
from muniment.foundation.access.types import Narrowing
from muniment.holdings.duplicates import actions, queries
from muniment.holdings.duplicates.models import DuplicationCount
from muniment.holdings.duplicates.types import UnitDuplication
from muniment.lifecycle.disposal import actions as disposal

pytestmark = pytest.mark.django_db
OWN = Narrowing(open_to=("HOU",))
SIZE, AMENDED_SIZE = len(MINUTES), len(AMENDED)


def copies(parish):
    """Two records of the same content, one that says nearly the same, and one elsewhere."""
    place = parish.folder()
    kept = file(parish, MINUTES, "Minutes.txt", place, narrowing=OWN)
    gone = file(parish, MINUTES, "Minutes again.txt", place, narrowing=OWN)
    file(parish, AMENDED, "Minutes amended.txt", place, narrowing=OWN)
    file(parish, MINUTES, "Legal has them too.txt", parish.folder("LEG"))
    return kept, gone


def told(parish, who="manager"):
    return [
        (one.month, one.line.unit, one.line.twins, one.line.near, one.line.near_size)
        for one in queries.by_month(parish.who(who))
    ]


def test_the_last_count_of_a_month_stands_and_the_next_shows_what_became_less(parish):
    kept, gone = copies(parish)
    assert actions.count_duplicates(now=parish.now) == 4
    november, december = date(2026, 11, 1), date(2026, 12, 1)
    assert told(parish) == [
        (november, "HOU", 1, 1, AMENDED_SIZE),
        (november, "LEG", 0, 0, 0),  # what Housing has of the same is not told to Legal
    ]
    parish.later(days=1)
    file(parish, "Quite another thing", "More.txt", parish.folder("LEG"))
    assert actions.count_duplicates(now=parish.now) == 5
    assert [one.line.records for one in queries.by_month(parish.who("manager"))] == [3, 2]
    manager = parish.who("manager")
    actions.merge(
        manager, kept.reference, gone.reference, reason="Twice", now=parish.later(days=14)
    )
    assert actions.count_duplicates(now=parish.now) == 4
    latest = queries.by_month(parish.who("manager"))[0]
    assert (latest.month, latest.counted) == (december, date(2026, 12, 6))
    assert latest.line == UnitDuplication(
        "HOU", "Housing", records=2, copies=1, copies_size=SIZE, near=1,
        near_size=AMENDED_SIZE, merged=1,
    )  # fmt: skip
    assert {unit for _, unit, *_ in told(parish, "lawyer")} == {"LEG"}
    parish.later(days=31)
    actions.count_duplicates(now=parish.now)
    assert queries.by_month(parish.who("manager"))[0].line.merged == 0


def test_the_page_says_what_changed_and_the_csv_has_every_figure(parish):
    kept, gone = copies(parish)
    client = Client()
    client.force_login(Person.objects.get(reference=parish.references["manager"]))
    address = reverse("duplication_by_month")
    assert "Nothing has been counted yet" in client.get(address).text
    actions.count_duplicates(now=parish.now)
    manager = parish.who("manager")
    disposal.set_storage_cost(manager, Decimal(100_000), basis="Test", now=parish.later(days=1))
    actions.merge(
        manager, kept.reference, gone.reference, reason="Twice", now=parish.later(days=20)
    )
    DuplicationCount.objects.filter(near__gt=0).update(near_size=5_000)
    actions.count_duplicates(now=parish.now)
    asked = client.get(address, {"unit": "HOU"}).text
    assert "1 record was merged into others" in asked and "shrank by" in asked
    assert "December 2026" in asked and "November 2026" in asked
    rows = list(csv.DictReader(StringIO(b"".join(client.get(f"{address}?format=csv")).decode())))
    assert [(one["Month"], one["Unit"], one["Merged"]) for one in rows] == [
        ("2026-12", "HOU", "1"),
        ("2026-12", "LEG", "0"),
        ("2026-11", "HOU", "0"),
        ("2026-11", "LEG", "0"),
    ]
    cost = f"{Decimal(AMENDED_SIZE) / 10_000:.2f}"
    assert [one["Cost a year"] for one in rows[::2]] == [cost, ""]  # nobody had said a rate before
