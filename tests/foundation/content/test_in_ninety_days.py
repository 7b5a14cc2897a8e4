"""Promise 24: the whole store is read within ninety days, though days are missed, the store grows
and most of it goes.

A store of 300 contents lives for 120 days in every run, one of MUNIMENT_FAULT_STORE (100,000) in
the long one: real files of a few bytes, read by the real job, by the clock of the test.
"""

import hashlib
import os
import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from muniment.foundation.access.types import SETUP
from muniment.foundation.content import actions, queries, rules
from muniment.foundation.content.models import Blob, FixityIncident
from muniment.foundation.content.queries import store

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PROMISED = 90
MANY = int(os.environ.get("MUNIMENT_FAULT_STORE", "300"))


def add(numbers, at) -> None:
    """Contents in the store and in the books; durability is not what is asked here."""
    rows = []
    for number in numbers:
        data = str(number).encode()
        sha256 = hashlib.sha256(data).hexdigest()
        path = store().path_for(sha256, "")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        rows.append(Blob(sha256=sha256, size=len(data), stored_at=at, checked_at=at))
    Blob.objects.bulk_create(rows, batch_size=1000)


def oldest(at) -> float:
    return (at - queries.oldest_check()) / DAY


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_in_a_hundred_and_twenty_days_nothing_is_left_unread_for_ninety(monkeypatch):
    monkeypatch.setattr(rules, "AT_LEAST", 1)  # so that a few contents stand for many
    chance = random.Random(24)
    add(range(MANY), NOW)
    longest, most = 0.0, 0
    for day in range(1, 121):
        at = NOW + day * DAY
        if chance.random() < 0.1:
            continue  # the machine was off
        if day == 30:
            add(range(MANY, MANY + MANY // 5), at)
        if day == 75:
            newest = Blob.objects.order_by("-checked_at").values("pk")[: MANY // 2]
            Blob.objects.filter(pk__in=list(newest.values_list("pk", flat=True))).delete()
        read = actions.verify_portion(SETUP, now=at)
        longest, most = max(longest, oldest(at)), max(most, read)
    assert longest <= PROMISED
    assert most <= max(MANY * 1.2 / rules.SHARE + rules.AT_LEAST, MANY / 5)
    assert not FixityIncident.objects.exists()
    assert Blob.objects.filter(fixity="intact").count() == Blob.objects.count()


@pytest.mark.django_db(transaction=True)
def test_a_round_that_reads_too_little_is_found_out(monkeypatch):
    add(range(120), NOW)
    monkeypatch.setattr(rules, "SHARE", 200)
    monkeypatch.setattr(rules, "AT_LEAST", 1)
    monkeypatch.setattr(rules, "OVERDUE", timedelta(days=1000))
    for day in range(1, 100):
        actions.verify_portion(SETUP, now=NOW + day * DAY)
    assert oldest(NOW + 100 * DAY) > PROMISED


@pytest.mark.django_db(transaction=True)
def test_a_day_counts_the_whole_store_once_however_many_it_reads():
    add(range(300), NOW)
    with CaptureQueriesContext(connection) as asked:
        assert actions.verify_portion(SETUP, now=NOW + 100 * DAY) == 300
    counts = [
        one["sql"] for one in asked if "COUNT(" in one["sql"] and "content_blob" in one["sql"]
    ]
    assert len(counts) == 2, counts  # all of it, and what is damaged


def lived(sizes: list[int], missed: set[int], days: int) -> float:
    """The longest time that anything was left unread, in days; rules and no store."""
    known = {number: (size, NOW) for number, size in enumerate(sizes)}
    longest = 0.0
    for day in range(1, days + 1):
        at = NOW + day * DAY
        if day in missed:
            continue
        rows = sorted((when, number, size) for number, (size, when) in known.items())
        today = rules.to_check_today(
            ((str(number), size, when) for when, number, size in rows),
            len(sizes), sum(sizes), at,
        )  # fmt: skip
        for number, size in today:
            known[int(number)] = (size, at)
        longest = max(longest, *((at - when) / DAY for _, when in known.values()))
    return longest


SIZES = st.one_of(st.just(0), st.integers(1, 100), st.integers(10**6, 10**10))


@given(
    sizes=st.lists(SIZES, min_size=1, max_size=300),
    missed=st.sets(st.integers(1, 200), max_size=9),
)
def test_whatever_the_sizes_and_with_nine_days_missed_a_round_ends_in_ninety_days(sizes, missed):
    least = rules.AT_LEAST
    rules.AT_LEAST = 1  # so that a few contents stand for many
    try:
        assert lived(sizes, missed, 200) <= PROMISED
    finally:
        rules.AT_LEAST = least


def test_no_day_reads_much_more_than_its_share_of_the_bytes():
    """A few large files among many small ones: two days' shares and the largest file at most."""
    sizes = [1] * 4000 + [10**9] * 400
    at = NOW + 40 * DAY
    rows = [(str(number), size, NOW) for number, size in enumerate(sizes)]
    read = list(rules.to_check_today(rows[4000:] + rows[:4000], len(sizes), sum(sizes), at))
    assert sum(size for _, size in read) <= 2 * sum(sizes) / rules.SHARE + 10**9 or (
        len(read) <= rules.AT_LEAST
    )
