"""The directory of people: finding them, and one's own entry."""

from pathlib import Path
from typing import Annotated, Any

import typer

from muniment.cli.arguments import Limit, Why, read_rows, write_rows
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table
from muniment.foundation.kernel.errors import Reason, Refused

app = typer.Typer(
    name="directory", help="Who people are, and what they know.", no_args_is_help=True
)
Who = Annotated[str, typer.Argument(metavar="NAME", help="User name, e-mail or reference.")]
Term = Annotated[str, typer.Argument(metavar="TERM", help="A term of the vocabulary.")]
InUnit = Annotated[str, typer.Option(metavar="REF", help="A unit, with all below it.")]
Level = Annotated[str, typer.Option(help="learning, can_do, can_advise or leads.")]
SHOWN = {"name": "Name", "job_title": "Job title", "unit": "Unit", "expertise": "Knows"}
FIELDS = ("job_title", "telephone", "place", "working_days", "about")


def _rows(entries: Any) -> list[dict[str, Any]]:
    from muniment.people.directory import queries

    entries = list(entries)
    known = queries.known_by(one.pk for one in entries)
    return [
        {
            "person": one.person.reference,
            "username": one.person.username,
            "name": one.person.name,
            "email": one.person.email,
            "unit": one.person.unit.reference if one.person.unit else "",
            **{name: getattr(one, name) for name in FIELDS},
            "expertise": [each.label for each in known.get(one.pk, ())],
            "confirmed_on": one.confirmed_on,
        }
        for one in entries
    ]


@app.command("find")
def find(
    words: Annotated[
        list[str] | None, typer.Argument(help="All of these, or words that begin so.")
    ] = None,
    unit: InUnit = "",
    expertise: Annotated[str, typer.Option(help="A term, with all narrower ones.")] = "",
    limit: Limit = 50,
) -> None:
    """Find people by name, unit, what they know and what they work on."""
    with acting() as actor:
        from muniment.people.directory import queries
        from muniment.people.directory.types import Wanted

        found = queries.found(actor, Wanted(" ".join(words or ()), unit, expertise))
        total = found.count()
        rows = _rows(found[:limit])
    table("people", rows, {**SHOWN, "telephone": "Telephone"}, total=total)


@app.command("show")
def show(name: Who) -> None:
    """Show a person's entry, what they know and the sites they answer for."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.people.directory import queries

        entry = queries.entry_named(actor, name)
        [row] = _rows([entry])
        other = queries.stand_in_of(entry)
        row["stand_in"] = other.username if other else ""
        row["standing"] = queries.standing_of(entry, today()).value
        row["sites"] = [
            f"{part.value} of {site.kind.value} {site.reference}"
            for part, site in queries.sites_of(actor, entry, today())
        ]
    answer({"entry": row}, *_lines(row))


def _lines(row: dict[str, Any]) -> list[str]:
    shown = ((key, value) for key, value in row.items() if value not in ("", None, []))
    return [
        f"{key.replace('_', ' ')}: {', '.join(value) if isinstance(value, list) else value}"
        for key, value in shown
    ]


@app.command("mine")
def mine() -> None:
    """Show your own entry: how complete it is, what is missing, and whether it is to be
    confirmed."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.people.directory import queries

        entry = queries.own_entry(actor)
        [row] = _rows([entry])
        row["complete"], row["missing"] = queries.completeness(entry)
        row["standing"] = queries.standing_of(entry, today()).value
        row["proposed"] = [one.label for one in queries.own_proposals(actor)]
        row["corrected"] = entry.corrected_why
    answer({"entry": row}, *_lines(row))


@app.command("change")
def change(
    title: Annotated[str | None, typer.Option(help="Job title.")] = None,
    telephone: Annotated[str | None, typer.Option(help="Work telephone.")] = None,
    place: Annotated[str | None, typer.Option(help="Place of work.")] = None,
    days: Annotated[str | None, typer.Option(help="Working days.")] = None,
    about: Annotated[str | None, typer.Option(help="What you work on.")] = None,
    stand_in: Annotated[str | None, typer.Option(help="Who can stand in for you.")] = None,
    person: Annotated[
        str, typer.Option(metavar="NAME", help="Somebody whom you manage, not you.")
    ] = "",
    reason: Why = "",
) -> None:
    """Change your entry, or correct that of somebody whom you manage. What is not named stays."""
    given = {"job_title": title, "telephone": telephone, "place": place, "working_days": days}
    said = {**given, "about": about, "stand_in": stand_in}
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.people.directory import actions, queries
        from muniment.people.directory.types import EntryDraft

        entry = queries.entry_named(actor, person) if person else queries.own_entry(actor)
        other = queries.stand_in_of(entry)
        before = {name: getattr(entry, name) for name in FIELDS}
        before["stand_in"] = other.username if other else ""
        draft = EntryDraft(
            **{name: before[name] if value is None else value for name, value in said.items()}
        )
        if person:
            reference = entry.person.reference
            actions.correct_entry(actor, reference, draft, reason=reason, now=now())
        else:
            actions.change_entry(actor, draft, now=now())
    answer({"person": entry.person.reference}, "The entry has been changed.")


@app.command("confirm")
def confirm() -> None:
    """Say that all of your entry is right."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.people.directory import actions

        made = actions.confirm_entry(actor, now=now())
    answer({"confirmed_on": made.confirmed_on}, "Your entry is confirmed.")


@app.command("know")
def know(term: Term, level: Level = "") -> None:
    """Add to your entry that you know something; a term that is not there is proposed."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.people.directory import actions

        known = actions.add_expertise(actor, term, level=level, now=now())
    answer({"proposed": not known}, f"{term} is {'in your entry' if known else 'proposed'}.")


@app.command("unlearn")
def unlearn(term: Term) -> None:
    """Take something that you know out of your entry."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.people.directory import actions

        actions.remove_expertise(actor, term, now=now())
    answer({"term": term}, f"{term} is out of your entry.")


@app.command("suggestions")
def suggestions() -> None:
    """List what you may know, going by what you file. Nobody else sees it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.people.directory import queries

        names = ("file_class", "label", "known", "records", "reason")
        found = queries.suggestions(actor, today())
        rows = [{key: getattr(one, key) for key in names} for one in found]
    columns = {"file_class": "Class", "label": "Term", "known": "In the list", "reason": "Why"}
    table("suggestions", rows, columns)


@app.command("take")
def take(
    file_class: Annotated[str, typer.Argument(metavar="CLASS", help="Of the suggestion.")],
    no: Annotated[bool, typer.Option("--no", help="It is not to be suggested again.")] = False,
) -> None:
    """Accept a suggestion, or dismiss it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.people.directory import actions

        do = actions.dismiss_suggestion if no else actions.accept_suggestion
        found = do(actor, file_class, now=now())
    answer({"term": found.label, "accepted": not no}, f"{found.label}: noted.")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv, .json or .xlsx file.")],
    column: Annotated[
        list[str] | None,
        typer.Option(help="Which heading is which of our columns: job_title=Position."),
    ] = None,
    sheet: Annotated[str, typer.Option(help="Which sheet of a workbook.")] = "",
    look: Annotated[bool, typer.Option("--look", help="Only say what would be done.")] = False,
) -> None:
    """Take over a list of people whom you manage. Rows that cannot be are left out, each with its
    reasons."""
    rows = read_rows(file, sheet)
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import now
        from muniment.foundation.kernel.errors import refuse_if
        from muniment.people.directory import actions, queries, rules

        access.require(actor, Permission.PEOPLE_MANAGE)
        refuse_if(actions.reasons_too_long(rows))
        heads = list(dict.fromkeys(str(key) for row in rows for key in row if key))
        chosen = rules.columns_of(heads) | _columns(column or [])
        changes, left, same = queries.look_at(actor, rows, chosen)
        if not look:
            actions.import_entries(actor, rows, chosen, name=file.name, now=now())
    out = [{"line": one.line, "person": one.title, "reason": one.reason} for one in left]
    table("left_out", out, {"line": "Line", "person": "Person", "reason": "Why it is left out"})
    done = "would change" if look else "changed"
    said = f"Entries that {done}: {len(changes)}. Known already: {same}. Left out: {len(left)}."
    answer({"changed": len(changes), "same": same, "columns": chosen}, said)


def _columns(given: list[str]) -> dict[str, str]:
    from muniment.people.directory.types import COLUMNS

    found = dict(one.partition("=")[::2] for one in given)
    unknown = sorted(set(found) - set(COLUMNS))
    if unknown:
        said = f"There is no column {', '.join(unknown)}. Columns: {', '.join(COLUMNS)}."
        raise Refused(Reason("column", said, "column"))
    return found


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Or - for the standard output.")],
    unit: InUnit = "",
) -> None:
    """Write the entries that you may read to a file: .csv, .json, .yaml or .xlsx by its name."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.people.directory import queries
        from muniment.people.directory.types import Wanted

        access.require(actor, Permission.PEOPLE_SEE)
        rows = _rows(queries.found(actor, Wanted(unit=unit)))
    for row in rows:
        row["expertise"] = "; ".join(row["expertise"])
    columns = ("person", "username", "name", "email", "unit", *FIELDS, "expertise", "confirmed_on")
    many = write_rows(file, rows, columns)
    answer({"people": many})
    if str(file) != "-":
        say(f"{many} people written to {file}.")
