"""The retention schedule, what is due, and why."""

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.arguments import Limit, On, Reference, one_of, read_date, read_rows, write_rows
from muniment.cli.desk import acting
from muniment.cli.output import answer, progress, say, table
from muniment.cli.working import work_off
from muniment.foundation.kernel.errors import NotFound, Reason, Refused, refuse_if

if TYPE_CHECKING:
    from muniment.lifecycle.disposal.queries import DueLine
    from muniment.lifecycle.retention.rules import Mapping
    from muniment.lifecycle.retention.types import YearEnd

app = typer.Typer(name="retention", help="The retention schedule.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(metavar="FILE", help="A .csv, .json, .yaml or .xlsx file.")]


@app.command("import")
def import_(
    file: File,
    mapping: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Which of its columns is which of ours, as JSON."),
    ] = None,
    left: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write what was not understood to a .csv.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
) -> None:
    """Bring in rules: all of the file or nothing. A rule that differs gets a new version.

    With a mapping, rows that cannot be read for certain are left out and listed with the reason.
    """
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import now, today
        from muniment.lifecycle.retention import actions, queries, rules

        access.require(actor, Permission.RETENTION_MANAGE)
        rows = read_rows(file, under="rules")
        out: list[dict[str, Any]] = []
        if mapping is not None:
            rows, out = _mapped(rows, mapping)
        told: dict[str, Any] = {"left": len(out)} if mapping is not None else {}
        if dry_run:
            drafts, faults = rules.read_rows(rows, today=today())
            refuse_if([*faults, *queries.reasons_not_to_change_alone(drafts)])
            would = queries.planned(drafts)
            told |= {"would_change": len(would), "same": len(drafts) - len(would)}
        else:
            done = actions.import_rules(actor, rows, now=now())
            told |= {"added": done.added, "changed": done.changed, "same": done.same}
    if left is not None:
        write_rows(left, out, LEFT)
    lines = [f"Line {one['line']}, {one['title']}: {one['reason']}" for one in out[:SHOWN]]
    answer({**told, "reasons": out} if mapping is not None else told)
    for line in lines if left is None else []:
        say(f"Left out. {line}")
    said = ", ".join(f"{value} {key.replace('_', ' ')}" for key, value in told.items())
    say(f"{said}.")


LEFT = ("line", "title", "reason")
SHOWN = 50


def _mapped(
    rows: list[dict[str, Any]], path: Path
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows in our columns, and what was left of them."""
    from muniment.lifecycle.retention import rules

    mapping = _mapping(path)
    refuse_if(rules.reasons_not_to_map(mapping, list(rows[0]) if rows else []))
    done = rules.map_rows(rows, mapping)
    out = [{"line": one.line, "title": one.title, "reason": one.reason} for one in done.left]
    return list(done.rows), out


def read_mapping(path: Path | None) -> "Mapping | None":
    """The mapping in a file of JSON, if there is one. Raises Refused for what is none."""
    return _mapping(path) if path is not None else None


def _mapping(path: Path) -> "Mapping":
    from muniment.lifecycle.retention import rules
    from muniment.lifecycle.retention.types import Action, Trigger

    try:
        said = json.loads(path.read_bytes())
        counted_from = said.pop("counted_from", "")
        return rules.Mapping(
            counted_from=Trigger(counted_from) if counted_from else None,
            then=Action(said.pop("then", "destroy")),
            forever=frozenset(said.pop("forever", rules.FOREVER)),
            **said,
        )
    except OSError:
        raise NotFound("file", str(path)) from None
    except (ValueError, TypeError, AttributeError) as wrong:
        said_of_it = f"{path.name} is not a mapping: {wrong}."
        raise Refused(Reason("mapping", said_of_it, "mapping")) from wrong


@app.command("effect")
def effect(file: File) -> None:
    """Say what importing a schedule would do to the dates of records. Nothing is changed."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.lifecycle.retention import queries, rules

        drafts, faults = rules.read_rows(read_rows(file, under="rules"), today=today())
        refuse_if(faults)
        changed = {one.code for one in queries.planned(drafts)}
        rows = []
        for draft in (one for one in drafts if one.code in changed):
            with progress(f"Comparing {draft.code}", None) as advance:
                found = queries.effect_of(
                    actor, draft, today=today(), progress=lambda done, total: advance(done)
                )
            counts = {name: getattr(found, name) for name in EFFECT}
            ends = {"otherwise": sum(found.otherwise.values()), "ends": found.otherwise}
            rows.append({"code": draft.code, **counts, **ends})
    named = (*EFFECT, "otherwise")
    table("rules", rows, {"code": "Rule", **{name: name.capitalize() for name in named}})
    say("Overdue: due at once. Spared: due now, and not any more. Otherwise: another action.")


EFFECT = ("total", "same", "earlier", "later", "dated", "undated", "overdue", "spared")


@app.command("export")
def export(file: File) -> None:
    """Write the rules in force, in the form that import takes."""
    with acting() as actor:
        from muniment.lifecycle.retention import queries
        from muniment.lifecycle.retention.types import COLUMNS

        _require_see(actor)
        count = write_rows(file, queries.export_rows(), COLUMNS)
    answer({"rules": count, "file": str(file)}, f"{count} rules are in {file}.")


@app.command("rules")
def rules() -> None:
    """List the rules in force."""
    with acting() as actor:
        from muniment.lifecycle.retention import queries
        from muniment.lifecycle.retention import rules as decide

        _require_see(actor)
        rows = [
            {
                **row,
                "life": one.life,
                "in_words": "; then ".join(decide.told(decide.parse(one.life))),
                "version": one.version,
            }
            for row, one in zip(queries.export_rows(), queries.rules(), strict=True)
        ]
    columns = {"code": "Rule", "title": "Title", "in_words": "What happens"}
    table("rules", rows, {**columns, "authority": "Authority"})


def _require_see(actor: Any) -> None:
    from muniment.foundation.access import queries as access
    from muniment.foundation.access.types import Permission

    access.require(actor, Permission.RETENTION_SEE)


@app.command("year-end")
def year_end(
    to: Annotated[str, typer.Option("--set", metavar="MM-DD", help="Such as 03-31.")] = "",
) -> None:
    """Show the last day of the financial year, or set it: some rules count from it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions, queries

        if to:
            actions.set_year_end(actor, _month_and_day(to), now=now())
            work_off(["retention.recalculate"], "Computing dates", processes=1)
        else:
            _require_see(actor)
        ends = queries.year_end()
    told = {"month": ends.month, "day": ends.day}
    answer(told, f"The financial year ends on {ends.day} {date(2001, ends.month, 1):%B}.")


def _month_and_day(text: str) -> "YearEnd":
    from muniment.lifecycle.retention.types import YearEnd

    month, _, day = text.partition("-")
    if not (month.isdecimal() and day.isdecimal() and 1 <= int(month) <= 12):
        raise Refused(Reason("year_end", f"“{text}” is not a day such as 03-31.", "set"))
    return YearEnd(int(month), int(day))


@app.command("due")
def due(
    on: On = "",
    file_class: Annotated[
        str, typer.Option("--class", metavar="REF", help="Only this class and all below it.")
    ] = "",
    unit: Annotated[str, typer.Option(metavar="REF", help="Only what this unit owns.")] = "",
    owner: Annotated[
        str,
        typer.Option(metavar="PERSON", help="Only what this person owns; -: nobody owns."),
    ] = "",
    limit: Limit = 50,
    offset: Annotated[int, typer.Option(min=0, help="How many to pass over.")] = 0,
) -> None:
    """List what is due on a date (today), the longest due first, with why and who owns it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import civil_date, now
        from muniment.lifecycle.disposal import queries

        moment = now()
        day = read_date(on) or civil_date(moment)
        found = queries.due(
            actor,
            day,
            file_class=file_class or None,
            unit=unit or None,
            owner=owner or None,
            now=moment,
        )
        total = found.count()
        page = list(found.select_related("file_class")[offset : offset + limit])
        rows = [_due_line(one) for one in queries.due_lines(actor, page, now=moment)]
    columns = {"reference": "Record", "title": "Title", "class": "Class", "rule": "Rule"}
    columns |= {"due": "Due", "days_overdue": "Days overdue", "action": "Then"}
    columns |= {"owner": "Owner", "now": "Now"}
    table("due", rows, columns, total=total, on=day)
    say(f"{total} records are due on {day}.")


def _due_line(line: "DueLine") -> dict[str, Any]:
    one = line.record
    standing = "on hold" if line.on_hold else f"in {line.review}" if line.review else "not proposed"
    return {
        "reference": one.reference,
        "title": one.title,
        "class": one.file_class.reference,
        "rule": one.rule,
        "reason": line.rule_title,
        "due": one.due_on,
        "days_overdue": line.days_overdue,
        "action": one.due_action,
        "owner": ", ".join(line.owners) or line.owner_scope or "nobody",
        "owner_scope": line.owner_scope,
        "on_hold": line.on_hold,
        "review": line.review,
        "now": standing,
        "size": one.size,
    }


@app.command("explain")
def explain(reference: Reference) -> None:
    """Say in one sentence why a record is kept until when, and who can change that."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.holdings.records import queries as records
        from muniment.lifecycle.retention import queries
        from muniment.lifecycle.retention.rules.deciders import who_in_words

        found = queries.explain(actor, reference)
        record = records.record_named(actor, reference)
        who = queries.who_can_change(actor, record, today())
    told = {
        "record": reference,
        "sentence": found.sentence,
        "rule": found.rule,
        "version": found.terms.version if found.terms else None,
        "authority": found.terms.authority if found.terms else "",
        "trigger_on": found.start.on if found.start else None,
        "due": found.due_on,
        "action": found.action,
        "keep_until": found.keep_until,
        "holds": [hold.reference for hold in found.holds],
        "who_can_change": [asdict(one) for one in who],
        "clauses": [asdict(one) for one in found.governed.clauses] if found.governed else [],
    }
    answer(told, found.sentence, *(who_in_words(one) for one in who))


@app.command("clashes")
def clashes(
    policy: Annotated[
        str, typer.Option("--set", metavar="POLICY", help="nearest or longest.")
    ] = "",
) -> None:
    """List where rules clash and which wins, or set the policy that settles it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now, today
        from muniment.lifecycle.retention import actions, queries
        from muniment.lifecycle.retention.rules.clashing import POLICY_WORDS, Policy

        if policy:
            actions.set_policy(actor, one_of(Policy, policy, "set"), now=now())
            work_off(["retention.recalculate"], "Computing dates", processes=1)
        rows = [
            {
                "class": one.file_class,
                "rule": one.rule,
                "beaten": [f"{code} of {of}" for code, of in one.beaten],
                "in_force": dict(one.in_force),
                "why": one.why,
            }
            for one in queries.clashes(actor, today())
        ]
        chosen = queries.clash_policy()
    columns = {"class": "Class", "rule": "Rule", "beaten": "Also", "why": "Why"}
    table("clashes", rows, columns, policy=chosen.value)
    say(f"The policy: {POLICY_WORDS[chosen]}.")


@app.command("overdue")
def overdue(
    file: Annotated[
        Path | None, typer.Option(help="Write every line to this CSV or JSON file.")
    ] = None,
) -> None:
    """Report what is past its date and still here: how long, why, and what it costs."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import queries
        from muniment.lifecycle.retention.rules import overdue as rules
        from muniment.lifecycle.retention.rules.overdue import COLUMNS, Volume

        lines = queries.overdue(actor, now=now())
        cost = queries.storage_cost()
        rows = [rules.line_cells(one, cost.rate if cost else None) for one in lines]
        if file is not None:
            write_rows(file, rows, COLUMNS)
        total = sum((one.volume for one in lines), Volume())
        price = str(rules.cost_of(total.size, cost.rate)) if cost else None
    shown = {"class": "Class", "overdue": "Overdue", "why": "Still here because"}
    table("overdue", rows, {**shown, "records": "Records", "bytes": "Bytes"})
    costs = f" They cost £{price} a year." if price else ""
    told = {"records": total.records, "bytes": total.size, "pounds_a_year": price}
    answer(told, f"{total.records} records of {total.size} bytes are kept too long.{costs}")


@app.command("storage-cost")
def storage_cost(
    to: Annotated[
        str, typer.Option("--set", metavar="POUNDS", help="For a GB and year, such as 0.25.")
    ] = "",
    basis: Annotated[str, typer.Option(help="What the figure is made of.")] = "",
) -> None:
    """Show what a gigabyte costs to keep for a year, or set it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions, queries

        if to:
            actions.set_storage_cost(actor, _pounds(to), basis=basis, now=now())
        else:
            _require_see(actor)
        cost = queries.storage_cost()
    if cost is None:
        answer({"pounds": None, "basis": ""}, "Nobody has said what storage costs.")
    else:
        told = {"pounds": str(cost.rate), "basis": cost.basis}
        answer(told, f"A gigabyte costs £{cost.rate} a year: {cost.basis}")


def _pounds(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Refused(Reason("cost", f"“{text}” is not an amount such as 0.25.", "set")) from None
