"""A hold placed while its records are being destroyed never loses: promise 12.

Sixty races in every run, MUNIMENT_FAULT_RACES (1,000) in the long one.
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

    def run(count: int, *, mutant: bool = False):
        orders = {"races": count, "references": committed_town.references, "mutant": mutant}
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
            text=True, timeout=120 + count * 2, check=False,
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
    found = races(RACES)
    assert found["violations"] == []
    assert found["held"] + found["destroyed"] == RACES
    assert min(found["held"], found["destroyed"]) > RACES // 20  # they were races


def test_a_destruction_that_looks_before_it_locks_is_caught(races):
    found = races(30, mutant=True)
    assert any("was held by" in one for one in found["violations"]), found
