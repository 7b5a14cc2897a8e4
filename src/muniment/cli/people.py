"""People, the roles they hold, and their passwords."""

import getpass
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.arguments import one_of, read_date
from muniment.cli.body import new_password
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table
from muniment.foundation.kernel.errors import NotFound, Reason, Refused

if TYPE_CHECKING:
    from muniment.foundation.access.models import Person

app = typer.Typer(name="people", help="People and their roles.", no_args_is_help=True)
role = typer.Typer(name="role", help="Roles that people hold.", no_args_is_help=True)
app.add_typer(role)
Who = Annotated[str, typer.Argument(metavar="NAME", help="User name, e-mail or reference.")]
InUnit = Annotated[str, typer.Option(metavar="REF", help="A unit.")]


def _named(name: str) -> "Person":
    from muniment.foundation.access import queries

    found = queries.find_person(name)
    if found is None:
        raise NotFound("person", name)
    return found


@app.command("add")
def add(
    username: Annotated[str, typer.Argument(metavar="USERNAME", help="To sign in with.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    unit: InUnit = "",
    email: Annotated[str, typer.Option(help="E-mail address.")] = "",
    clearance: Annotated[str, typer.Option(help="OFFICIAL, SECRET or TOP_SECRET.")] = "OFFICIAL",
    no_password: Annotated[
        bool, typer.Option("--no-password", help="They cannot sign in until one is set.")
    ] = False,
) -> None:
    """Add a person, with a password that is shown once."""
    with acting() as actor:
        from muniment.foundation.access import actions
        from muniment.foundation.access.types import Tier
        from muniment.foundation.kernel.clock import now

        tier = {one.value: one for one in Tier}.get(clearance.upper().replace(" ", "_"))
        if tier is None:
            known = ", ".join(Tier)
            message = f"'{clearance}' is not one of: {known}."
            raise Refused(Reason("unknown", message, "clearance"))
        given = None if no_password else new_password()
        made = actions.add_person(
            actor,
            username,
            name=name,
            unit=unit,
            email=email,
            password=given,
            clearance=tier,
            now=now(),
        )
    told = {"person": made.reference, "username": made.username, "password": given or ""}
    answer(told, f"{made.name} is {made.reference}.")
    if given:
        say(f"The password is {given}. It is shown this once.")


@app.command("list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="Those who left too.")] = False,
) -> None:
    """List the people, with their unit and roles."""
    with acting() as actor:
        from muniment.foundation.access import queries
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import today
        from muniment.people.directory import queries as directory

        queries.require(actor, Permission.PEOPLE_SEE)
        everybody = directory.accounts(actor)
        found = everybody if every else everybody.filter(is_active=True)
        rows = [person_row(one, today()) for one in found]
    columns = {"person": "Person", "username": "User name", "name": "Name", "unit": "Unit"}
    table("people", rows, {**columns, "roles": "Roles"})


def person_row(one: "Person", on: Any) -> dict[str, Any]:
    """A person as a row: with the roles in force on the civil date `on`."""
    from muniment.foundation.access import queries

    grants = queries.profile(one, on=on).grants
    return {
        "person": one.reference,
        "username": one.username,
        "name": one.name,
        "unit": one.unit.reference if one.unit else "",
        "active": one.is_active,
        "roles": [f"{grant.role.value} ({grant.scope_label})" for grant in grants],
    }


@app.command("leave")
def leave(name: Who) -> None:
    """Record that a person has left: sign-in and roles end at once, the history stays."""
    with acting() as actor:
        from muniment.foundation.access import actions
        from muniment.foundation.kernel.clock import now

        gone = actions.record_leaver(actor, _named(name).reference, now=now())
    answer({"person": gone.reference, "left": gone.left_at}, f"{gone.name} has left.")


@role.command("give")
def give(
    name: Who,
    kind: Annotated[str, typer.Argument(metavar="ROLE", help="Such as records_manager.")],
    unit: InUnit = "",
    file_class: Annotated[str, typer.Option("--class", metavar="REF", help="A class.")] = "",
    starts: Annotated[str, typer.Option("--from", metavar="DATE", help="First day.")] = "",
    ends: Annotated[str, typer.Option("--until", metavar="DATE", help="Last day.")] = "",
) -> None:
    """Give a person a role over a unit, a class, or the whole body."""
    with acting() as actor:
        from muniment.foundation.access import actions
        from muniment.foundation.access.types import Role
        from muniment.foundation.kernel.clock import now

        held = actions.give_role(
            actor,
            _named(name).reference,
            role=one_of(Role, kind, "role"),
            unit=unit,
            file_class=file_class,
            starts_on=read_date(starts, "from"),
            ends_on=read_date(ends, "until"),
            now=now(),
        )
    told = {"held": held.pk, "role": held.role, "from": held.starts_on, "until": held.ends_on}
    answer(told, f"{name} holds the role {held.role} from {held.starts_on} (number {held.pk}).")


@role.command("end")
def end(
    held: Annotated[int, typer.Argument(metavar="NUMBER", help="As 'people role list' says.")],
) -> None:
    """End a role at once."""
    with acting() as actor:
        from muniment.foundation.access import actions
        from muniment.foundation.kernel.clock import now

        ended = actions.end_role(actor, held, now=now())
    answer({"held": ended.pk, "until": ended.ends_on}, f"Role {ended.pk} has ended.")


@role.command("list")
def roles(name: Who) -> None:
    """List every role a person holds or has held."""
    with acting() as actor:
        from muniment.foundation.access import queries
        from muniment.foundation.access.types import Permission

        queries.require(actor, Permission.PEOPLE_SEE)
        rows = [
            {
                "held": one.pk,
                "role": one.role,
                "scope": one.unit.reference if one.unit else (one.file_class or "everything"),
                "from": one.starts_on,
                "until": one.ends_on,
            }
            for one in queries.roles_of(_named(name))
        ]
    columns = {"held": "No.", "role": "Role", "scope": "Over", "from": "From", "until": "Until"}
    table("roles", rows, columns)


def password(
    name: Who,
    stdin: Annotated[bool, typer.Option("--stdin", help="Read it from standard input.")] = False,
) -> None:
    """Set a password: your own, or anybody's if you manage people."""
    with acting() as actor:
        from muniment.foundation.access import actions
        from muniment.foundation.kernel.clock import now

        person = _named(name)
        given = sys.stdin.readline().rstrip("\n") if stdin else _asked()
        _refuse_weak(given, person)
        actions.set_password(actor, person.reference, password=given, now=now())
    answer({"person": person.reference}, f"The password of {person.name} is set.")


def _asked() -> str:
    if not sys.stdin.isatty():
        raise Refused(Reason("usage", "Nobody is there to type it. Give --stdin.", "stdin"))
    first = getpass.getpass("New password: ")
    if getpass.getpass("Once more: ") != first:
        raise Refused(Reason("mismatch", "The two are not the same.", "password"))
    return first


def _refuse_weak(given: str, person: "Person") -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    try:
        validate_password(given, person)
    except ValidationError as weak:
        raise Refused([Reason("weak", one, "password") for one in weak.messages]) from weak
