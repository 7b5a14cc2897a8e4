"""Snapshots of the database while others write, and putting them back somewhere else."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.db import connection
from psycopg import sql

from muniment.exchange.backup.types import BackupFailed
from muniment.foundation.audit.adapters.files import sync_folder

# How the connection is kept from others; what a body asks of it counts for its backups, too.
ON_THE_WAY = ("sslmode", "sslrootcert", "sslcert", "sslkey")
Ask = Callable[[str], Sequence[tuple[Any, ...]]]


@contextmanager
def snapshot(target: Path) -> Iterator[Ask]:
    """Write a snapshot of the live database to `target`; within it the snapshot, and nothing that
    was committed after it, answers questions. Not within a transaction.

    SQLite: VACUUM INTO reads one state while others go on writing, and leaves behind the free
    pages, where deleted rows may still stand. PostgreSQL: pg_dump reads the exported snapshot.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
        with closing(_opened(target)) as opened:
            yield lambda question: opened.execute(question).fetchall()
    else:
        with _postgresql(_live()) as asked, asked.transaction():
            asked.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            row = asked.execute("SELECT pg_export_snapshot()").fetchone()
            _dump(target, str(row[0]) if row else "")
            yield lambda question: asked.execute(question.encode()).fetchall()


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)


def _dump(target: Path, exported: str) -> None:
    command = [_program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"]
    command += [f"--snapshot={exported}", f"--file={target}"]
    _run(command, _live())


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        said = f"{name} is not installed here. Install PostgreSQL's client programs"
        raise BackupFailed(f"{said}, of the server's version or newer.")
    return found


def _run(command: Sequence[str], login: Mapping[str, str]) -> None:
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    names["dbname"] = "PGDATABASE"
    names |= {name: f"PG{name.upper()}" for name in ON_THE_WAY}
    given = {names[key]: value for key, value in login.items()}
    done = subprocess.run(
        command, env={**os.environ, **given}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = " ".join(done.stderr.split())[-500:]
        raise BackupFailed(f"{Path(command[0]).name} failed: {said}")


def _live() -> dict[str, str]:
    found = connection.settings_dict
    keys = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    login = {name: str(found[key]) for key, name in keys.items() if found.get(key)}
    options = found.get("OPTIONS", {})
    kept = {name: str(options[name]) for name in ON_THE_WAY if options.get(name)}
    return {**login, **kept, "dbname": str(found["NAME"])}


def _postgresql(login: Mapping[str, str]) -> "psycopg.Connection[tuple[Any, ...]]":
    return psycopg.connect(**login)  # type: ignore[arg-type]


# -- putting back -------------------------------------------------------------------------------
def put_back(part: Path, *, file: Path, name: str) -> None:
    """Put the database of a snapshot into a new `file` (SQLite), or a new database `name` on the
    live server (PostgreSQL). Raises BackupFailed."""
    if connection.vendor == "sqlite":
        shutil.copyfile(part, file)
        file.chmod(0o600)
        return
    _execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    _execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    command = [_program("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error"]
    command += ["--jobs=2", f"--dbname={name}", str(part)]
    _run(command, {**_live(), "dbname": name})


def drop(name: str) -> None:
    """Remove a database of PostgreSQL, if it is there."""
    _execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def rename(name: str, to: str) -> None:
    """Give a database of PostgreSQL another name. Raises BackupFailed where it is in use."""
    _execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(to))
    )


def exists(name: str) -> bool:
    """Whether the live server has a database of this name."""
    with _postgresql({**_live(), "dbname": "postgres"}) as asked:
        found = asked.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return found.fetchone() is not None


def _execute(statement: sql.Composed) -> None:
    try:
        with _postgresql({**_live(), "dbname": "postgres"}) as asked:
            asked.autocommit = True
            asked.execute(statement)
    except psycopg.Error as failure:
        raise BackupFailed(f"PostgreSQL: {' '.join(str(failure).split())}") from failure


def url_of(file: Path, name: str) -> str:
    """What MUNIMENT_DATABASE_URL is for the database that was put back."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(file))}"
    login = _live()
    secret = f":{quote(login['password'], safe='')}" if "password" in login else ""
    user = f"{quote(login['user'], safe='')}{secret}@" if "user" in login else ""
    host = quote(login.get("host", ""), safe="")
    kept = urlencode({name: login[name] for name in ON_THE_WAY if name in login})
    url = f"postgres://{user}{host}:{login.get('port', '5432')}/{quote(name)}"
    return f"{url}?{kept}" if kept else url


# -- files of SQLite ----------------------------------------------------------------------------
def settle_sqlite(file: Path) -> None:
    """Have the journal of a database written back into its file, so that the file is all of it.
    Raises BackupFailed where another process has it open."""
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as opened:
        try:
            opened.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as busy:
            said = f"{file} is in use. Stop the web pages and the workers first"
            raise BackupFailed(f"{said} ({busy}).") from busy
        except sqlite3.DatabaseError:
            return  # damaged: that may be why it is replaced


def move_file(file: Path, to: Path) -> None:
    """Move a file, also to another disk, so that it is there whole or not at all."""
    temporary = to.with_name(f".{to.name}.new")
    shutil.copyfile(file, temporary)
    with temporary.open("rb") as written:
        os.fsync(written.fileno())
    temporary.replace(to)
    sync_folder(to.parent)
    file.unlink()
