"""Promise 8: while the database is away everybody is told so, and ten seconds after it is back all
goes on by itself."""

import http.client
import shutil
import time

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from tests.faults.units import Unit, container, unit, until
from tests.faults.wires import Wire
from tests.foundation.content.gateway import free_port

from muniment.foundation.access import actions as access
from muniment.foundation.access.models import Person
from muniment.foundation.jobs.actions import enqueue
from muniment.foundation.jobs.models import Job
from muniment.foundation.kernel import clock

RECOVERED = 10  # seconds


class Service:
    """A web service and a worker, which reach their database by a wire."""

    def __init__(self, elsewhere, folder):
        of = connection.settings_dict
        self.wire = Wire((of["HOST"], int(of["PORT"] or 5432)))
        given = elsewhere["MUNIMENT_DATABASE_URL"]
        before, _, name = given.rpartition("/")
        login = before.rpartition("@")[0]
        home = folder / "machine"
        shutil.copytree(elsewhere["MUNIMENT_HOME"], home)
        environment = {
            **elsewhere,
            "MUNIMENT_HOME": str(home),
            "MUNIMENT_SECRET_KEY": settings.SECRET_KEY,  # a session of the test is one of theirs
            "MUNIMENT_DATABASE_URL": f"{login}@127.0.0.1:{self.wire.port}/{name}",
        }
        self.port = free_port()
        lines = container("web").at(f"127.0.0.1:{self.port}"), unit("muniment-worker@.service")
        self.units = [
            Unit(line, environment, folder / f"{number}.log").start()
            for number, line in enumerate(lines)
        ]

    def close(self):
        for one in self.units:
            one.stop()
        self.wire.close()

    def ask(self, path, headers):
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            link.request("GET", path, headers=headers)
            answer = link.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        except ConnectionError:
            return 0, {}, ""
        finally:
            link.close()


@pytest.fixture
def service(request, tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is no server that could be away")
    made = Service(request.getfixturevalue("elsewhere"), tmp_path)
    yield made
    made.close()


def test_while_the_database_is_away_everybody_is_told_and_soon_after_all_goes_on(service, parish):
    manager = parish.who("manager")
    _, secret = access.issue_token(manager, manager.reference, name="program", now=clock.now())
    browser = Client()
    browser.force_login(Person.objects.get(reference=manager.reference))
    program = "/api/v1/me", {"Authorization": f"Bearer {secret}"}
    person = "/", {"Cookie": f"sessionid={browser.cookies['sessionid'].value}"}
    for asked in (program, person):
        until(lambda asked=asked: service.ask(*asked)[0] == 200, 60, "the service answers")
    service.wire.die()
    for _ in range(4):  # whichever process and thread answers
        status, headers, said = service.ask(*program)
        assert (status, headers["Retry-After"]) == (503, "5") and '"busy"' in said
        status, headers, said = service.ask(*person)
        assert (status, headers["Retry-After"]) == (503, "5"), said
        assert "Try again in a few minutes" in said and "Traceback" not in said
    job = enqueue("jobs.tidy", {}, run_as=manager.reference, now=clock.now())
    time.sleep(5)  # that the worker finds the database away, more than once
    service.wire.live()
    back = time.monotonic()
    for asked in (program, person):
        until(lambda asked=asked: service.ask(*asked)[0] == 200, RECOVERED, "it answers again")
    left = RECOVERED - (time.monotonic() - back)
    until(lambda: Job.objects.get(pk=job.pk).state == "done", left, "the worker goes on")
    assert [one.starts for one in service.units] == [1, 1], "nothing had to be started again"
