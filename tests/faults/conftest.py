"""A body on a database that other processes can open."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from tests.holdings.parish import found_parish

ROOT = Path(__file__).parents[2]


@pytest.fixture
def parish(transactional_db):
    from muniment.foundation.audit.actions import create_signing_key

    create_signing_key()
    return found_parish()


@pytest.fixture
def elsewhere(parish, tmp_path, settings):
    """The environment in which a program of its own works on the body of this test."""
    return {
        **os.environ,
        "MUNIMENT_DATABASE_URL": _url(tmp_path / "faults.sqlite3"),
        "MUNIMENT_HOME": str(settings.MUNIMENT_HOME),
        "MUNIMENT_CHECKPOINTS": str(settings.MUNIMENT_CHECKPOINTS),
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    }


def _url(file: Path) -> str:
    if connection.vendor == "sqlite":  # the database of the tests is in memory: give away a copy
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(file)])
        return f"sqlite:///{file}"
    of = connection.settings_dict
    login = f"{of['USER']}:{of['PASSWORD']}" if of["PASSWORD"] else of["USER"]
    return f"postgres://{login}@{of['HOST']}:{of['PORT'] or 5432}/{of['NAME']}"


@pytest.fixture
def campaign(elsewhere, parish, tmp_path):
    """Have a campaign carried out; what it found."""

    def carry_out(work: str, kills: int, mutant: str = "", seed: int = 1, sealing: bool = False):
        orders = {
            "work": work,
            "kills": kills,
            "seed": seed,
            "folder": str(tmp_path / "drives"),
            "references": parish.references,
            "mutant": mutant,
            "sealing": sealing,
        }
        command = [sys.executable, "-W", "ignore", "-m", "tests.faults.campaign"]
        done = subprocess.run(
            [*command, json.dumps(orders)],
            env=elsewhere, cwd=ROOT, capture_output=True, text=True, timeout=60 + kills * 20,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    return carry_out
