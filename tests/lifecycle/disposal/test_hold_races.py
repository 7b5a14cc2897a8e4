"""A hold placed while its records are being destroyed, set aside or erased never loses: promise 12.

Sixty races in every run, MUNIMENT_FAULT_RACES (1,000) in the long one; a sixth as many beside the
setting aside, and beside the erasure at the end of the window.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parents[3]
RACES = int(os.environ.get("MUNIMENT_FAULT_RACES", "60"))


@pytest.fixture
def races(committed_town, settings, tmp_path):
    """Have races run by a program of its own, on the body of this test; what it found."""

    def run(count: int, *steps: str, mutant: bool = False):
        orders = {"races": count, "steps": steps, "mutant": mutant}
        orders["references"] = committed_town.references
        environment = {
            **os.environ,
            "MUNIMENT_DATABASE_URL": url(tmp_path / "races.sqlite3"),
            "MUNIMENT_HOME": str(settings.MUNIMENT_HOME),
            "MUNIMENT_CHECKPOINTS": str(settings.MUNIMENT_CHECKPOINTS),
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
        }
        command = [sys.executable, "-W", "ignore", "-m", "tests.lifecycle.disposal.racing"]
        done = subprocess.run(
            [*command, json.dumps(orders)], env=environment, cwd=ROOT, capture_output=True,
            text=True, timeout=120 + count * len(steps) * 2, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    return run


def url(file: Path) -> str:
    """Where another process finds the database of this test: on SQLite it is given a copy."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(file)])
        return f"sqlite:///{file}"
    of = connection.settings_dict
    login = f"{of['USER']}:{of['PASSWORD']}" if of["PASSWORD"] else of["USER"]
    return f"postgres://{login}@{of['HOST']}:{of['PORT'] or 5432}/{of['NAME']}"


@pytest.mark.fault
def test_a_hold_never_loses_to_a_destruction(races):
    found = races(RACES, "destruction")
    assert found["violations"] == []
    held, done = found["held"]["destruction"], found["done"]["destruction"]
    assert held + done == RACES
    assert min(held, done) > RACES // 20  # they were races


@pytest.mark.fault
def test_a_hold_never_loses_to_the_setting_aside_or_the_erasure(races):
    count = RACES // 6
    found = races(count, "set_aside", "erasure")
    assert found["violations"] == []
    for step in ("set_aside", "erasure"):
        held, done = found["held"].get(step, 0), found["done"].get(step, 0)
        assert held + done == count
        assert min(held, done) > count // 20


@pytest.mark.seldom
def test_a_destruction_that_looks_before_it_locks_is_caught(races):
    found = races(30, "destruction", mutant=True)
    assert any("was held by" in one for one in found["violations"]), found


@pytest.mark.once
def test_setting_aside_or_erasing_what_was_looked_at_before_it_was_locked_is_caught(races):
    found = races(8, "set_aside", "erasure", mutant=True)
    for step in ("set_aside: ", "erasure: "):
        said = [one for one in found["violations"] if one.startswith(step)]
        assert any("was held by" in one for one in said), found
