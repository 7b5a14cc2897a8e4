"""Workers whose children die, and whose database goes away."""

import psycopg
import pytest
from django.db import close_old_connections, connection
from tests.foundation.jobs import kinds

from muniment.cli.serving import _counts
from muniment.foundation.jobs.adapters import supervising
from muniment.foundation.jobs.models import Job

assert kinds


def test_a_death_now_and_then_is_no_reason_to_give_up_and_many_at_once_are():
    deaths = supervising.Deaths(3)
    for day in range(100):
        deaths.note(2, day * 86_400.0)
        assert not deaths.too_many
    deaths.note(1, 99 * 86_400.0 + 60)
    assert deaths.too_many


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_while_idle_is_noticed_before_it_is_used():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection to lose")
    Job.objects.exists()
    of = connection.get_connection_params()
    with psycopg.connect(host=of["host"], user=of["user"], port=of.get("port"), dbname=of["dbname"],
                         autocommit=True) as other:  # fmt: skip
        number = connection.connection.info.backend_pid
        assert other.execute("SELECT pg_terminate_backend(%s, 5000)", [number]).fetchone()[0]
    close_old_connections()  # as each request and each round of a worker begins
    assert Job.objects.count() == 0
    assert set(_counts().values()) == {0}
