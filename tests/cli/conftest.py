"""Real bodies, on the database of the run: the council is made once and then copied."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from tests.cli.shell import Shell

URL = os.environ.get("MUNIMENT_DATABASE_URL", "")
ON_POSTGRESQL = URL.startswith("postgres")


@dataclass
class Body:
    """A data folder and a database."""

    home: Path
    database: str = ""

    @property
    def environment(self):
        found = {
            "MUNIMENT_HOME": str(self.home),
            "MUNIMENT_CHECKPOINTS": str(self.home.parent / "checkpoints"),
            "MUNIMENT_ACTOR": "",
            "DJANGO_SETTINGS_MODULE": "muniment.config.settings",
            "PYTHONPATH": os.pathsep.join(["src", os.environ.get("PYTHONPATH", "")]),
        }
        if self.database:
            found["MUNIMENT_DATABASE_URL"] = urlunsplit(urlsplit(URL)._replace(path=self.database))
        return found


class Databases:
    """Databases of PostgreSQL that end with the run. On SQLite they are files in the folder."""

    def __init__(self):
        self.names = []

    def create(self, template=""):
        if not ON_POSTGRESQL:
            return ""
        suffix = os.environ.get("MUNIMENT_TEST_SUFFIX", "")
        name = f"muniment_cli{suffix}_{os.getpid()}_{len(self.names)}"
        self.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
        self.names.append(name)
        return name

    def execute(self, statement):
        import psycopg

        with psycopg.connect(URL, autocommit=True) as connection:
            connection.execute(statement)

    def drop(self):
        for name in self.names:
            self.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def databases():
    made = Databases()
    yield made
    made.drop()


@pytest.fixture(scope="session")
def council(databases, tmp_path_factory):
    """A body with the council in it; copied, never used."""
    body = Body(tmp_path_factory.mktemp("council") / "home", databases.create())
    shell = Shell(body.environment)
    try:
        body.made = shell.json("init", "--demo", "--username", "operator", "--name", "Op Erator")
    finally:
        shell.close()
    return body


@pytest.fixture(scope="session")
def copied(council, databases, tmp_path_factory):
    """A copy of the council that all share: every test looks only for what it made itself."""
    return copy_of(council, databases, tmp_path_factory)


def copy_of(council, databases, tmp_path_factory):
    folder = tmp_path_factory.mktemp("body")
    shutil.copytree(council.home.parent, folder, dirs_exist_ok=True)
    return Body(folder / "home", databases.create(template=council.database))


@pytest.fixture(scope="session")
def shell(copied):
    opened = Shell(copied.environment)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def own_shell(council, databases, tmp_path_factory):
    """A copy of the council that nobody else uses."""
    opened = Shell(copy_of(council, databases, tmp_path_factory).environment)
    yield opened
    opened.close()


@pytest.fixture
def empty_shell(databases, tmp_path):
    """A place where no body is yet."""
    opened = Shell(Body(tmp_path / "new" / "home", databases.create()).environment)
    yield opened
    opened.close()


@pytest.fixture
def source(tmp_path):
    """Writes files to capture, with a date of change."""
    folder = tmp_path / "source"
    folder.mkdir()

    def write(name, text="Something to keep.\n", changed="2012-03-04"):
        import datetime

        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        moment = datetime.datetime.fromisoformat(changed).timestamp()
        os.utime(path, (moment, moment))
        return path

    write.folder = folder
    return write
