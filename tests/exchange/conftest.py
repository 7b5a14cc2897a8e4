"""The body that the tests of backups happen in, and a look into what was restored."""

import json
import os
import string
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from tests.lifecycle.town import Town, found_town

from muniment.exchange.backup.adapters import databases

ROOT = Path(__file__).parents[2]


@pytest.fixture
def town(transactional_db, settings) -> Town:
    """Committed, since a backup is taken beside the database and not within it."""
    (settings.MUNIMENT_HOME / "keys").mkdir(exist_ok=True)
    (settings.MUNIMENT_HOME / "keys" / "secret.key").write_text(string.ascii_letters + "\n")
    return found_town()


@pytest.fixture
def to(tmp_path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def inside(tmp_path):
    """Ask a body that was restored something: a Python expression about its `home`."""
    names = []

    def ask(home: Path, database: str, program: str):
        names.append(database)
        environment = {
            **os.environ,
            "MUNIMENT_HOME": str(home),
            "MUNIMENT_CHECKPOINTS": str(tmp_path / "checkpoints of the copy"),
            "MUNIMENT_DATABASE_URL": databases.url_of(home / "muniment.sqlite3", database),
            "DJANGO_SETTINGS_MODULE": "muniment.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        start = "import django, json\ndjango.setup()\n"
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", start + program],
            env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    yield ask
    if connection.vendor == "postgresql":
        for name in names:
            databases.drop(name)
