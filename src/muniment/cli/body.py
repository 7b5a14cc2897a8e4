"""Making a body: its folders, keys, database, first person and standing work."""

import getpass
import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.desk import OPERATOR, home, prepare
from muniment.cli.output import answer, say, table
from muniment.cli.standing import schedule_standing_work
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.foundation.kernel.ids import ALPHABET

if TYPE_CHECKING:
    from muniment.foundation.access.models import Person


def init(
    demo: Annotated[
        bool, typer.Option("--demo", help="Fill it with a fictional council to try things out.")
    ] = False,
    username: Annotated[str, typer.Option(help="The first person, who runs it.")] = "",
    name: Annotated[str, typer.Option(help="The first person's name.")] = "",
    seal: Annotated[
        bool, typer.Option("--seal", help="Seal content: see 'Seal content' in the documents.")
    ] = False,
) -> None:
    """Make a new body: database, content store, keys and the first person."""
    prepare()
    from muniment.foundation.kernel.clock import now

    who = username or getpass.getuser()
    made = make(who, name or who, seal=seal, now=now())
    told: dict[str, Any] = {"home": str(home()), "username": who, "password": made}
    answer(
        told,
        f"The body is in {home()}.",
        f"Sign in as {who} with the password {made}",
        "It is shown this once. Change it with 'muniment password'.",
    )
    if demo:
        show_council(load_council())


def make(username: str, name: str, *, seal: bool = False, now: datetime) -> str:
    """Make the body; the password of the first person. Raises Refused where there is one."""
    from muniment.foundation.audit.actions import origin

    _refuse_second()
    _make_folders()
    _make_keys()
    _make_database()
    password = new_password()
    with origin("cli"):
        person = _first_person(username, name, password, now)
        if seal:
            _seal(person, now)
    schedule_standing_work(person.reference, now)
    # Last: a body that was left half made can be made again.
    _write_secret(home() / OPERATOR, username)
    return password


def new_password() -> str:
    """Eighty random bits that can be read aloud."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(16)).lower()
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def _refuse_second() -> None:
    if (home() / OPERATOR).exists():
        raise Refused(Reason("body_exists", f"There is a body in {home()} already."))
    if _anybody():
        raise Refused(Reason("body_exists", "The database holds a body already."))


def _anybody() -> bool:
    """Whether the database holds people: not if it has no tables, or is not there yet."""
    from django.db import connection

    from muniment.foundation.access import queries

    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    if "access_person" not in connection.introspection.table_names():
        return False
    return queries.people().exists()


def _make_folders() -> None:
    home().mkdir(mode=0o700, parents=True, exist_ok=True)
    home().chmod(0o700)
    (home() / "keys").mkdir(mode=0o700, exist_ok=True)


def _make_keys() -> None:
    from muniment.foundation.audit.actions import create_signing_key

    secret = home() / "keys" / "secret.key"
    if not secret.exists():
        _write_secret(secret, secrets.token_urlsafe(64))
    if not (home() / "keys" / "audit-signing.key").exists():
        create_signing_key()


def _write_secret(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(text + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def _make_database() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def _first_person(username: str, name: str, password: str, now: datetime) -> "Person":
    from muniment.foundation.access import actions
    from muniment.foundation.access.types import SETUP, Role

    person = actions.add_person(SETUP, username, name=name, password=password, now=now)
    for role in (Role.STAFF, Role.DEPARTMENTAL_RECORDS_OFFICER, Role.ADMINISTRATOR):
        actions.give_role(SETUP, person.reference, role=role, now=now)
    return person


def _seal(person: "Person", now: datetime) -> None:
    """Unless it was begun already, when the body was left half made."""
    from muniment.foundation.access import queries as access
    from muniment.foundation.content import actions, queries
    from muniment.foundation.kernel.clock import civil_date

    if queries.sealing_since() is None:
        actions.start_sealing(access.profile(person, on=civil_date(now)), now=now)


def load_council() -> dict[str, Any]:
    """Fill the body with the fictional council."""
    from muniment.demo.load import load
    from muniment.foundation.audit.actions import origin
    from muniment.foundation.kernel import clock

    with origin("cli"):
        return load(clock=clock.now)


def show_council(found: dict[str, Any]) -> None:
    """The counts of the council, and who can sign in."""
    counts = {key: value for key, value in found.items() if isinstance(value, int)}
    answer(counts, ", ".join(f"{value} {key}" for key, value in counts.items()) + ".")
    say()
    columns = {"username": "Sign in as", "name": "Name", "roles": "Roles"}
    table("sign_ins", found["sign_ins"], columns, demo_password=found["demo_password"])
    say(f"The password of all of them is {found['demo_password']}")
