"""Figures of mailboxes: how large they are, and telling people about it."""

from pathlib import Path
from typing import Annotated, Any

import typer

from muniment.cli.arguments import Reference, Why, read_date, read_rows
from muniment.cli.desk import acting
from muniment.cli.output import answer, table
from muniment.foundation.kernel.errors import Reason, Refused

app = typer.Typer(name="habits", help="What people's mailboxes look like.", no_args_is_help=True)
Unit = Annotated[str, typer.Option(help="Only this unit, by its reference.")]


def _columns(given: list[str]) -> dict[str, str]:
    from muniment.holdings.habits.types import COLUMNS

    found = dict(one.partition("=")[::2] for one in given)
    unknown = sorted(set(found) - set(COLUMNS))
    if unknown:
        said = f"There is no column {', '.join(unknown)}. Columns: {', '.join(COLUMNS)}."
        raise Refused(Reason("column", said, "column"))
    return found


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv, .json or .xlsx file.")],
    column: Annotated[
        list[str] | None,
        typer.Option(help="Which heading is which of our columns: size='Storage Used (Byte)'."),
    ] = None,
    on: Annotated[str, typer.Option(help="The day of figures that name none.")] = "",
    sheet: Annotated[str, typer.Option(help="Which sheet of a workbook.")] = "",
    look: Annotated[bool, typer.Option("--look", help="Only say what would be done.")] = False,
) -> None:
    """Import figures of mailboxes. Rows that cannot be read are left out, each with its reasons."""
    day = read_date(on)
    rows = read_rows(file, sheet)
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import now, today
        from muniment.holdings.habits import actions, queries, rules

        access.require(actor, Permission.HABITS_MANAGE)
        heads = list(dict.fromkeys(str(key) for row in rows for key in row if key))
        chosen = rules.columns_of(heads) | _columns(column or [])
        found, left = queries.look_at(rows, chosen, on=day, today=today())
        reference = ""
        if not look:
            reference = actions.import_figures(
                actor, rows, chosen, name=file.name, on=day, now=now()
            ).reference
    out = [{"line": one.line, "mailbox": one.title, "reason": one.reason} for one in left]
    table("left_out", out, {"line": "Line", "mailbox": "Mailbox", "reason": "Why it is left out"})
    done = "would be imported" if look else "imported"
    answer(
        {"reference": reference, "mailboxes": len(found), "columns": chosen},
        f"{len(found)} mailboxes {done}, {len(left)} rows left out.",
    )


@app.command("large")
def large(unit: Unit = "") -> None:
    """List the mailboxes over the limit, the largest first."""
    with acting() as actor:
        from muniment.holdings.habits import queries

        limit = queries.limits().large
        names = ("account", "unit", "size", "items", "unread", "oldest", "sent", "received", "on")
        rows: list[dict[str, Any]] = [
            {name: getattr(one, name) for name in names}
            | {"person": one.person.name if one.person else ""}
            for one in queries.large(actor, unit=unit)
        ]
    columns = {"account": "Mailbox", "person": "Person", "unit": "Unit", "size": "Bytes"}
    table("mailboxes", rows, {**columns, "unread": "Unread", "oldest": "Oldest"}, limit=limit)


@app.command("units")
def units() -> None:
    """Add up the mailboxes of each unit, now and at the import before."""
    with acting() as actor:
        from muniment.holdings.habits import queries

        names = ("unit", "name", "accounts", "large", "size", "before")
        rows = [{key: getattr(one, key) for key in names} for one in queries.by_unit(actor)]
    columns = {"unit": "Unit", "name": "Name", "accounts": "Mailboxes", "large": "Large"}
    table("units", rows, {**columns, "size": "Bytes", "before": "Bytes before"})


@app.command("trend")
def trend() -> None:
    """Show all mailboxes import by import."""
    with acting() as actor:
        from muniment.holdings.habits import queries

        names = ("reference", "on", "accounts", "large", "size", "median")
        rows = [{key: getattr(one, key) for key in names} for one in queries.moments(actor)]
    columns = {"on": "On", "accounts": "Mailboxes", "large": "Large", "size": "Bytes"}
    table("imports", rows, {**columns, "median": "Half are under", "reference": "No."})


@app.command("mine")
def mine() -> None:
    """Show the figures of your own mailbox."""
    with acting() as actor:
        from muniment.holdings.habits import queries

        names = ("on", "account", "size", "items", "unread", "oldest", "sent", "received")
        rows = [{key: getattr(one, key) for key in names} for one in queries.own(actor)]
    columns = {"on": "On", "account": "Mailbox", "size": "Bytes", "unread": "Unread"}
    table("mailboxes", rows, {**columns, "oldest": "Oldest"})


@app.command("limits")
def limits(
    gigabytes: Annotated[float, typer.Option("--large", help="Large from here on, in GB.")] = -1,
    months: Annotated[int, typer.Option("--keep", help="Months that figures are kept.")] = -1,
    share: Annotated[int, typer.Option("--share", help="Units under it are flagged, in %.")] = -1,
) -> None:
    """Show which mailboxes are large, how long figures are kept and which units are flagged, or
    set it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.habits import actions, queries
        from muniment.holdings.habits.types import GIGABYTE, LimitsDraft

        found = queries.limits()
        if (gigabytes, months, share) != (-1, -1, -1):
            large = found.large / GIGABYTE if gigabytes == -1 else gigabytes
            keep = found.keep_months if months == -1 else months
            least = found.least_share if share == -1 else share
            found = actions.set_limits(actor, LimitsDraft(large, keep, least), now=now())
    words = f"Large: more than {found.large:,} bytes. Kept for {found.keep_months} months."
    also = f"Units with less than {found.least_share} % of e-mail are flagged."
    data = {"large": found.large, "keep_months": found.keep_months}
    answer({**data, "least_share": found.least_share}, words, also)


@app.command("tell")
def tell(
    words: Annotated[str, typer.Option(help="What people are told.")] = "",
    unit: Annotated[list[str] | None, typer.Option(help="Only people of these units.")] = None,
) -> None:
    """Tell people with large mailboxes, each once; who was told is kept."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.habits import actions, queries
        from muniment.holdings.habits.types import CampaignDraft

        draft = CampaignDraft(words, tuple(unit or ()))
        made = actions.start_campaign(actor, draft, now=now())
        told = queries.told_in(actor, made).values("person").distinct().count()
    answer({"reference": made.reference, "people": told}, f"{made.reference}: {told} people told.")


@app.command("told")
def told(reference: Reference) -> None:
    """Show who was told in a campaign, and whether their mailboxes became smaller."""
    with acting() as actor:
        from muniment.holdings.habits import queries

        found = queries.campaign_named(actor, reference)
        rows = [
            {"person": one.person.name, "account": one.account, "size": one.size}
            for one in queries.told_in(actor, found)
        ]
        effect = queries.effect_of(actor, found)
    table("told", rows, {"person": "Person", "account": "Mailbox", "size": "Bytes then"})
    if effect is None:
        answer({"effect": None}, "The next import shows whether it helped.")
        return
    sides = {"Told": effect.told, "As large, not told": effect.large, "Others": effect.others}
    lines = [
        f"{name}: {one.smaller} of {one.mailboxes} are smaller, {one.before:,} then {one.after:,}"
        " bytes." for name, one in sides.items()
    ]  # fmt: skip
    data = {
        name: {"mailboxes": one.mailboxes, "smaller": one.smaller, "before": one.before}
        | {"after": one.after}
        for name, one in zip(("told", "large", "others"), sides.values(), strict=True)
    }
    answer({"effect": {"on": effect.on, **data}}, *lines)


@app.command("take-out")
def take_out(reference: Reference, reason: Why = "") -> None:
    """Take out an import of figures that should not be there."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.habits import actions

        actions.take_out_figures(actor, reference, reason=reason, now=now())
    answer({"reference": reference}, "The figures are taken out.")


@app.command("tips")
def tips(
    off: Annotated[bool, typer.Option("--off", help="Have no tips any more.")] = False,
    on: Annotated[bool, typer.Option("--on", help="Have tips again.")] = False,
) -> None:
    """Show the tips for your mailbox, or choose whether you get them."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.habits import actions, queries

        if off or on:
            actions.choose_tips(actor, off=off, now=now())
        card = queries.card_of(actor)
        actions.note_shown(actor, now=now())
    said = [one["words"] for one in card.tips] if card else []
    answer({"tips": card.tips if card else []}, *(said or ["There are no tips for you."]))


@app.command("tips-effect")
def tips_effect() -> None:
    """Show how the mailboxes of those went who were shown tips, and of the others."""
    with acting() as actor:
        from muniment.holdings.habits import queries

        found = queries.tips_effects(actor)
    rows = [
        {"before": one.before, "after": one.after, "who": who, "mailboxes": group.mailboxes}
        | {"smaller": group.smaller, "bytes_before": group.before, "bytes_after": group.after}
        for one in found
        for who, group in (
            ("shown", one.shown.size),
            ("opted out", one.off.size),
            ("had not looked", one.unseen.size),
        )
        if group.enough
    ]
    columns = {"before": "From", "after": "To", "who": "Who", "mailboxes": "Mailboxes"}
    columns |= {"smaller": "Smaller", "bytes_before": "Bytes before", "bytes_after": "Bytes after"}
    table("groups", rows, columns)


@app.command("shares")
def shares() -> None:
    """Show how much of what units keep is e-mail, beside the median of the other units."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.holdings.habits import queries

        names = ("unit", "name", "records", "mail", "percent", "median", "flagged")
        rows = [{key: getattr(one, key) for key in names} for one in queries.shares(actor, today())]
    for row in rows:
        row |= {key: row[key] and round(row[key], 1) for key in ("percent", "median")}
    columns = {"unit": "Unit", "name": "Name", "records": "Records", "mail": "E-mail"}
    table("units", rows, {**columns, "percent": "%", "median": "Others %", "flagged": "Flagged"})


@app.command("act")
def act(
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="The reference of the unit.")],
    what: Annotated[str, typer.Option(help="What is to be done.")] = "",
    person: Annotated[str, typer.Option(help="Who does it: user name, e-mail or reference.")] = "",
    by: Annotated[str, typer.Option(metavar="DATE", help="By when.")] = "",
) -> None:
    """Say who does what about a unit that files little e-mail, by when."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.habits import actions
        from muniment.holdings.habits.types import ActionDraft

        draft = ActionDraft(what, person, read_date(by, "due_on"))
        made = actions.set_action(actor, unit, draft, now=now())
    answer({"reference": made.reference, "unit": made.unit}, f"{made.reference} is set.")


@app.command("actions")
def actions_(
    to_do: Annotated[bool, typer.Option("--to-do", help="Only what is not done.")] = False,
) -> None:
    """List what is, or was, to be done about units, and by whom."""
    with acting() as actor:
        from muniment.holdings.habits import queries

        given = ("reference", "unit", "what", "due_on", "records", "mail", "median")
        names = (*given, "done_at", "outcome")
        rows = [
            {key: getattr(one, key) for key in names} | {"person": one.person.name}
            for one in queries.unit_actions(actor, to_do=to_do)
        ]
    columns = {"reference": "No.", "unit": "Unit", "what": "What", "person": "Who"}
    table("actions", rows, {**columns, "due_on": "By", "done_at": "Done"})


@app.command("done")
def done(
    reference: Reference,
    outcome: Annotated[str, typer.Option(help="What came of it.")] = "",
) -> None:
    """Note that an action is done."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.habits import actions

        made = actions.finish_action(actor, reference, outcome=outcome, now=now())
    answer({"reference": made.reference, "done_at": made.done_at}, f"{made.reference} is done.")
