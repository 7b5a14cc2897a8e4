"""Two people make the same rule at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connection
from tests.lifecycle.retention.test_reading_rules import GOOD
from tests.lifecycle.town import NOW

from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel.errors import Refused
from muniment.lifecycle.retention import actions, queries

PAIRS = 10


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite's writers wait for one another")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_make_a_rule_of_one_code_at_once_the_second_is_told():
    for number in range(PAIRS):
        start, code = Barrier(2), f"NEW-{number}"

        def make(title, start=start, code=code):
            start.wait()
            try:
                actions.save_rule(SETUP, replace(GOOD, code=code, title=title), seen=0, now=NOW)
            except Refused as refusal:
                return [one.code for one in refusal.reasons]
            finally:
                connection.close()
            return []

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(make, ("One", "Other"))) == [[], ["there"]]
        assert len(queries.history(code)) == 1
