"""A body on one laptop becomes a body of PostgreSQL and a bucket, and is the same body."""

import json
import os
import secrets
import shutil

import psycopg
import pytest
from scripts import ceph
from tests.cli.conftest import Body
from tests.cli.shell import Shell
from tests.foundation.content import gateway
from tests.foundation.content.gateway import keys_of_the_gateway

__all__ = ["keys_of_the_gateway"]
LONG = "MUNIMENT_FAULT_N" in os.environ
POSTGRESQL = os.environ.get(
    "MUNIMENT_TEST_POSTGRESQL", "postgres://postgres@127.0.0.1:5432/postgres"
)
FILES = 30
MUTANT = (
    "setattr(module('muniment.exchange.backup.adapters.transfer'), '_plain',"
    " lambda value: value + 'x' if value == 'operator' else value)"
)
pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def with_holdings(council, tmp_path_factory):
    """The council on SQLite with papers, which no test changes."""
    if council.database:
        pytest.skip("it begins on SQLite")
    place = tmp_path_factory.mktemp("laptop")
    shutil.copytree(council.home.parent, place / "body")
    body = Body(place / "body" / "home")
    for number in range(FILES):
        file = place / "source" / f"roof {number}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"Minutes of the council meeting about roof {number}.\n" * number)
    shell = Shell(body.environment)
    try:
        shell.json("capture", file.parent, "--into", "GEN/DRF")
    finally:
        shell.close()
    return body


@pytest.fixture
def laptop(with_holdings, tmp_path):
    """A body like it for one test."""
    shutil.copytree(with_holdings.home.parent, tmp_path / "body")
    return Body(tmp_path / "body" / "home")


@pytest.fixture
def new_database():
    """An empty database of PostgreSQL."""
    try:
        asked = psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=3)
    except psycopg.Error:
        pytest.skip("PostgreSQL does not answer")
    name = f"moved_{secrets.token_hex(4)}"
    with asked:
        asked.execute(f"CREATE DATABASE {name}")
        yield f"{POSTGRESQL.rpartition('/')[0]}/{name}"
        asked.execute(f"DROP DATABASE {name} WITH (FORCE)")


def opened(body, **more):
    return Shell({**body.environment, **more})


def seen(shell):
    """What people see of a body."""
    asked = {
        "due": ("retention", "due", "--on", "9999-01-01"),
        "roof": ("search", "roof"),
        "council": ("search", "council meeting"),
        "phrase": ("search", '"terms of reference"'),
        "holds": ("hold", "list"),
        "people": ("people", "list"),
        "reviews": ("disposal", "list"),
        "log": ("audit", "show", "--limit", "200"),
    }
    return {name: shell.json(*words) for name, words in asked.items()}


def test_the_database_moves_with_its_log_its_dates_its_holds_and_what_can_be_found(
    laptop, new_database
):
    old = opened(laptop)
    made = old.json("migrate-database", new_database)
    before, head = seen(old), old.json("audit", "verify")
    old.close()
    assert made["events"] == head["events"] and made["root"] == head["root"]
    assert made["tables"]["records_record"] == FILES
    new = opened(laptop, MUNIMENT_DATABASE_URL=new_database)
    try:
        assert seen(new) == before
        verified = new.json("audit", "verify")
        assert verified["sound"] and verified["root"] == head["root"]
        assert new.json("check")["clean"]
        # It lives on: numbers go on above those in use, and triggers guard what is declared.
        new.json("units", "add", "NEW", "--name", "Made after the move")
        assert new.json("audit", "verify")["sound"]
        with psycopg.connect(new_database) as asked, pytest.raises(psycopg.Error):
            asked.execute("DELETE FROM audit_event")
        refused = new.run("--json", "migrate-database", new_database)
        assert (refused.code, refused.codes) == (2, ["not_sqlite"])
    finally:
        new.close()
    again = opened(laptop)
    refused = again.run("--json", "migrate-database", new_database)
    again.close()
    assert (refused.code, refused.codes) == (2, ["not_empty"])


def test_a_database_is_not_moved_while_somebody_writes_or_to_what_is_none(laptop, new_database):
    import sqlite3

    shell = opened(laptop)
    try:
        refused = shell.run("--json", "migrate-database", "mysql://nobody@127.0.0.1/x")
        assert (refused.code, refused.codes) == (2, ["not_postgresql"])
        refused = shell.run("--json", "migrate-database", "postgres://nobody@127.0.0.1:9/x")
        assert (refused.code, refused.codes) == (2, ["move_failed"])
    finally:
        shell.close()
    assert sqlite3.connect(laptop.home / "muniment.sqlite3").execute("SELECT 1").fetchone()


def test_a_row_that_does_not_arrive_as_it_was_undoes_the_move(laptop, new_database):
    shell = opened(laptop)
    try:
        shell.python(MUTANT)
        refused = shell.run("--json", "migrate-database", new_database)
        assert (refused.code, refused.codes) == (2, ["move_failed"])
        assert "access_person" in refused.answer["refused"][0]["message"]
    finally:
        shell.close()
    with psycopg.connect(new_database) as asked:
        assert asked.execute("SELECT count(*) FROM access_person").fetchone() == (0,)


@pytest.mark.fault
@pytest.mark.parametrize("sealed", [False, True] if LONG else [True])
def test_the_content_moves_to_a_bucket_and_back(laptop, keys_of_the_gateway, sealed):
    place = gateway.make_bucket(versioned=True)
    to = f"s3://{place.bucket}/council"
    service = {"MUNIMENT_S3_ENDPOINT": ceph.ENDPOINT}
    keys = {name: os.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    old = opened(laptop, **service, **keys)
    try:
        if sealed:
            old.json("store", "seal")
        first = old.json("migrate-store", to)
        again = old.json("migrate-store", to, "--remove-old")
        assert first["agreed"] and again == first
        assert first["contents"] == first["held"] >= FILES
        assert not list((laptop.home / "content" / "blobs").glob("*/*/*"))
    finally:
        old.close()
    new = opened(laptop, MUNIMENT_CONTENT_STORE=to, **service, **keys)
    try:
        checked = new.json("check")
        assert checked["clean"] and checked["checked"] == first["contents"]
        assert new.run("--json", "migrate-store", to).codes == ["same_store"]
        back = new.json("migrate-store", "folder", "--remove-old")
        assert back["agreed"]
        assert (
            list(gateway.client().list_object_versions(Bucket=place.bucket).get("Versions", []))
            == []
        )
    finally:
        new.close()
        gateway.remove_bucket(place)
    home = opened(laptop)
    assert home.json("check")["clean"]
    home.close()


def test_content_is_not_moved_to_what_holds_other_things(laptop, keys_of_the_gateway, tmp_path):
    place = gateway.make_bucket()
    gateway.client().put_object(
        Bucket=place.bucket, Key=f"council/blobs/ab/cd/abcd{'0' * 60}", Body=b"x"
    )
    service = {"MUNIMENT_S3_ENDPOINT": ceph.ENDPOINT}
    shell = opened(laptop, **service)
    try:
        refused = shell.run("--json", "migrate-store", f"s3://{place.bucket}/council")
        assert (refused.code, refused.codes) == (2, ["not_empty"])
    finally:
        shell.close()
        gateway.remove_bucket(place)
    assert json.dumps(refused.answer)
