"""Real bodies, on the database of the run: the council is made once and then copied."""

import fcntl
import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
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
    made: dict = field(default_factory=dict)

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
        self.names, self.count = [], 0

    def create(self, template=""):
        if not ON_POSTGRESQL:
            return ""
        suffix = os.environ.get("MUNIMENT_TEST_SUFFIX", "")
        name = f"muniment_cli{suffix}_{os.getpid()}_{self.count}"
        self.count += 1
        self.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
        self.names.append(name)
        return name

    def hand_on(self, name):
        """Leave a database to whoever uses it last."""
        if name:
            self.names.remove(name)

    def execute(self, statement):
        import psycopg

        with psycopg.connect(URL, autocommit=True) as connection:
            connection.execute(statement)

    def drop(self):
        for name in self.names:
            self.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def alone(file):
    """Keep the other processes of this run out meanwhile."""
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def databases():
    made = Databases()
    yield made
    made.drop()


@pytest.fixture(scope="session")
def council(databases, copy_tables, tmp_path_factory):
    """A body with the council in it; copied, never used. The first process of the run that asks
    for it makes it, and the last one that asked drops its database."""
    top = tmp_path_factory.getbasetemp()
    told = (top.parent if "PYTEST_XDIST_WORKER" in os.environ else top) / "council.json"
    with alone(told):
        made = not told.exists() and found_council(tmp_path_factory, databases, copy_tables)
        kept = made or json.loads(told.read_text())
        told.write_text(json.dumps({**kept, "users": kept["users"] + 1}))
    yield Body(Path(kept["home"]), kept["database"], kept["made"])
    with alone(told):
        users = json.loads(told.read_text())["users"] - 1
        if users:
            told.write_text(json.dumps({**kept, "users": users}))
        else:
            told.unlink()
            databases.names += [kept["database"]] if kept["database"] else []


def found_council(tmp_path_factory, databases, copy_tables):
    body = Body(tmp_path_factory.mktemp("council") / "home", databases.create())
    copy_tables(body.home)
    shell = Shell(body.environment)
    try:
        made = shell.json("init", "--demo", "--username", "operator", "--name", "Op Erator")
    finally:
        shell.close()
    databases.hand_on(body.database)
    return {"home": str(body.home), "database": body.database, "made": made, "users": 0}


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
def nobodys_shell(empty_shell, copy_tables):
    """A place with the tables of a body, and nobody in them: `init` has less to do."""
    copy_tables(empty_shell.home)
    return empty_shell


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
