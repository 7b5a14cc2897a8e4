"""The register of information assets."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.arguments import Limit, Reference, Why, one_of, read_rows, write_rows
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if

if TYPE_CHECKING:
    from muniment.foundation.access.types import Profile
    from muniment.governance.assets.types import Want

app = typer.Typer(name="assets", help="The register of information assets.", no_args_is_help=True)
Which = Annotated[
    str,
    typer.Option(
        help="mine, orphaned, incomplete, due, personal, vital, draft or retired; all in use"
        " without it."
    ),
]
InUnit = Annotated[str, typer.Option(help="Only of this unit and those below it.")]
Words = Annotated[str, typer.Option(help="Only with all these words, or their beginnings.")]
Said = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FIELD=VALUE", help="What is said of it. Can be repeated."),
]
OutFile = Annotated[Path, typer.Argument(metavar="FILE", help="A .csv, .json, .yaml or .xlsx.")]
LISTED = {
    "reference": "Reference",
    "title": "Name",
    "unit": "Unit",
    "owner": "Owner",
    "state": "State",
    "review_on": "Next review",
}


@app.command("list")
def list_(want: Which = "", unit: InUnit = "", words: Words = "", limit: Limit = 1000) -> None:
    """List entries of the register by name."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.assets import queries

        found = queries.assets(
            actor, _wanted(actor, want, unit), unit=unit, words=words, today=today()
        )
        total = found.count()
        rows = [_line(one) for one in found[:limit]]
    table("assets", rows, LISTED)
    answer({"total": total}, f"{total} in the register.")


def _line(one: Any) -> dict[str, Any]:
    names = ("reference", "title", "state", "personal_data", "vital", "review_on")
    return {
        **{name: getattr(one, name) for name in names},
        "kind": one.values["kind"],
        "unit": one.unit.reference,
        "owner": one.owner.name if one.owner else "",
    }


def _wanted(actor: "Profile", want: str, unit: str) -> "Want":
    """Which entries are meant. Raises NotPermitted for those who have no part in the register,
    Refused for a choice that there is not, NotFound for a unit that there is not."""
    from muniment.foundation.access import queries as access
    from muniment.foundation.access.types import Permission
    from muniment.governance.assets.types import Want

    access.require(actor, Permission.ASSETS_SEE)
    if unit:
        access.unit_named(unit)
    return one_of(Want, want, "want") if want else Want.ALL


@app.command("show")
def show(reference: Reference) -> None:
    """Show an entry: what it says, what is missing, what it covers, and its versions."""
    with acting() as actor:
        from muniment.governance.assets import queries, rules
        from muniment.governance.assets.types import FIELDS

        one = queries.asset_named(actor, reference)
        said = queries.said_of(one)
        missing, lacking = queries.gaps(one)
        told = {
            "reference": one.reference,
            "state": one.state,
            "version": one.version,
            "values": said,
            "kept": queries.kept_in_words([one])[one.pk],
            "gaps": [field.name for field in missing],
            "lacking": [field.name for field in lacking],
            "held": _held(queries.held(actor, one)),
            "versions": [_version(each) for each in queries.versions(one)],
        }
        words = {field.label: rules.in_words(field, said.get(field.name, "")) for field in FIELDS}
        words["Information asset owner"] = one.owner.name if one.owner else ""
    answer(told, f"{one.reference}  {one.title}  ({one.state}, version {one.version})")
    for label, text in words.items():
        if text:
            say(f"{label}: {text}")
    for label, fields in (("Missing for approval", missing), ("Missing of art. 30", lacking)):
        if fields:
            say(f"{label}: {rules.names_of(fields)}.")


def _held(found: Any) -> dict[str, Any]:
    return {name: getattr(found, name) for name in found.__slots__}


def _version(one: Any) -> dict[str, Any]:
    names = ("version", "at", "by", "deed", "reason", "fields", "digest")
    return {name: getattr(one, name) for name in names}


@app.command("fields")
def fields() -> None:
    """List what an entry can say: the names for --set, what each means, and when it is needed."""
    from muniment.governance.assets.types import FIELDS

    rows = [
        {
            **{"name": one.name, "label": one.label, "group": one.group.label},
            **{"form": one.form.value, "needed": one.needed.value, "public": one.public},
            **{"choices": list(one.choices), "hint": one.hint},
        }
        for one in FIELDS
    ]
    columns = {"name": "Name", "label": "What it says", "form": "Form", "needed": "Needed"}
    table("fields", rows, {**columns, "choices": "Choices"})


@app.command("add")
def add(
    title: Annotated[str, typer.Argument(metavar="NAME")],
    kind: Annotated[str, typer.Option(help="system, branch, paper, data_set, mailbox or other.")],
    unit: Annotated[str, typer.Option(help="The unit whose asset it is.")],
    said: Said = None,
) -> None:
    """Put an asset into the register, as a draft. `muniment assets fields` lists the fields."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.assets import actions

        values = {"title": title, "kind": kind, "unit": unit, **_values(said)}
        made = actions.make(actor, values, now=now())
    answer({"reference": made.reference}, f"{made.reference} is in the register, as a draft.")


@app.command("change")
def change(
    reference: Reference,
    said: Said = None,
    seen: Annotated[
        int | None, typer.Option(help="The version that you looked at; refused if it is older.")
    ] = None,
) -> None:
    """Say otherwise what an asset is; fields that are not named stay. FIELD= empties one."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.assets import actions

        made = actions.change(actor, reference, _values(said), seen=seen, now=now())
    told = {"reference": made.reference, "version": made.version}
    answer(told, f"{made.reference} has been changed: version {made.version}.")


def _values(given: Sequence[str] | None, field: str = "set") -> dict[str, str]:
    """Fields as they are written on the command line. Raises Refused with every one that is not."""
    from muniment.governance.assets.types import BY_NAME

    wrong, found = [], {}
    for one in given or []:
        name, sign, text = one.partition("=")
        if not sign:
            wrong.append(Reason("not_a_field", f"Write '{one}' as FIELD=VALUE.", field))
        elif name.strip() not in BY_NAME:
            said = f"There is no field {name.strip()}. 'muniment assets fields' lists them."
            wrong.append(Reason("unknown", said, field))
        found[name.strip()] = text
    refuse_if(wrong)
    return found


@app.command("approve")
def approve(reference: Reference) -> None:
    """Approve an entry that says all that the register asks for."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.assets import actions

        made = actions.approve(actor, reference, now=now())
    answer({"reference": made.reference, "state": made.state}, f"{made.reference} is approved.")


@app.command("retire")
def retire(reference: Reference, reason: Why = "") -> None:
    """Take an entry out of use; what was said of it is kept."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.assets import actions

        made = actions.retire(actor, reference, reason=reason, now=now())
    answer({"reference": made.reference, "state": made.state}, f"{made.reference} is retired.")


@app.command("restore")
def restore(reference: Reference, reason: Why = "") -> None:
    """Bring a retired entry back, as a draft to be approved anew."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.assets import actions

        made = actions.restore(actor, reference, reason=reason, now=now())
    answer({"reference": made.reference, "state": made.state}, f"{made.reference} is a draft.")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv, .json, .yaml or .xlsx.")],
    column: Annotated[
        list[str] | None,
        typer.Option(help="Which heading is which of our columns: title='Asset name'."),
    ] = None,
    always: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD=VALUE", help="What holds for every row that says nothing itself."
        ),
    ] = None,
    sheet: Annotated[str, typer.Option(help="Which sheet of a workbook.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
) -> None:
    """Take over a register. A row with a reference changes that entry, one without makes a draft.
    Rows that cannot be taken over are left out, each with every reason."""
    rows = read_rows(file, sheet)
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel import clock
        from muniment.governance.assets import actions, queries, rules

        access.require(actor, Permission.ASSETS_SEE)
        refuse_if(actions.reasons_too_long(rows))
        heads = list(dict.fromkeys(str(key) for row in rows for key in row if key))
        chosen = rules.columns_of(heads) | _columns(column or [], heads)
        for_all = _values(always, "always")
        found, left, same = queries.look_at(actor, rows, chosen, for_all, today=clock.today())
        references: list[str] = []
        if not dry_run:
            references, left = actions.import_assets(
                actor, rows, chosen, always=for_all, now=clock.now()
            )
    told = {"references": references, "columns": chosen, "same": same, **_counted(found)}
    _show_import(told, found, left, dry_run)


def _counted(found: Sequence[Any]) -> dict[str, int]:
    made = sum(one.entry is None for one in found)
    return {"made": made, "changed": len(found) - made}


def _show_import(
    told: Mapping[str, Any], found: Sequence[Any], left: Sequence[Any], dry_run: bool
) -> None:
    if dry_run:
        rows = [
            {
                "line": one.line,
                "reference": one.entry.reference if one.entry else "",
                "title": one.values["title"],
                "fields": list(one.changed),
            }
            for one in found
        ]
        columns = {"line": "Line", "reference": "Changes", "title": "Name", "fields": "Fields"}
        table("rows", rows, columns)
    out = [{"line": one.line, "title": one.title, "reason": one.reason} for one in left]
    table("left_out", out, {"line": "Line", "title": "Name", "reason": "Why it is left out"})
    would = "would be " if dry_run else ""
    answer(
        told,
        f"Entries {would}made: {told['made']}, {would}changed: {told['changed']}."
        f" As they were: {told['same']}. Left out: {len(left)}.",
    )


def _columns(given: Sequence[str], heads: Sequence[str]) -> dict[str, str]:
    """Which heading is which of our columns. Raises Refused with every one that is not."""
    from muniment.governance.assets.rules import COLUMNS

    found = dict(one.partition("=")[::2] for one in given)
    wrong = []
    if unknown := sorted(set(found) - set(COLUMNS)):
        said = f"There is no column {', '.join(unknown)}. Columns: {', '.join(COLUMNS)}."
        wrong.append(Reason("column", said, "column"))
    if missing := [head for head in found.values() if head and head not in heads]:
        said = f"The file has no heading {', '.join(missing)}. It has: {', '.join(heads)}."
        wrong.append(Reason("heading", said, "column"))
    if wrong:
        raise Refused(wrong)
    return found


@app.command("export")
def export(file: OutFile, want: Which = "", unit: InUnit = "", words: Words = "") -> None:
    """Write the register to a file, whole: what 'assets import' takes back."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.assets import queries
        from muniment.governance.assets.rules import whole

        which = _wanted(actor, want, unit)
        rows = queries.register(actor, which, unit=unit, words=words, today=today())
        columns = list(whole(dict.fromkeys(("reference", "state", "version"), ""), {}))
        count = write_rows(file, rows, columns)
    answer({"file": str(file), "assets": count}, *_written(file, count))


def _written(file: Path, count: int) -> list[str]:
    return [] if str(file) == "-" else [f"{count} entries written to {file}."]


@app.command("processing")
def processing(
    file: OutFile,
    as_processor: Annotated[
        bool, typer.Option("--as-processor", help="What the body does for other controllers.")
    ] = False,
) -> None:
    """Write the record of processing activities (UK GDPR art. 30) to a file."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.assets import queries, rules

        _wanted(actor, "", "")
        rows = queries.processing(actor, as_processor=as_processor, today=today())
        heads = rules.OF_PROCESSOR if as_processor else rules.OF_CONTROLLER
        shown = [{head: row[name] for name, head in heads.items()} for row in rows]
        write_rows(file, shown, list(heads.values()))
    lacking = sum(bool(row["lacking"]) for row in rows)
    told = {"file": str(file), "activities": len(rows), "lacking": lacking}
    answer(told, *_written(file, len(rows)))


@app.command("public")
def public(file: OutFile) -> None:
    """Write the public part of the register to a file: approved entries that are published."""
    with acting() as actor:
        from muniment.governance.assets import queries, rules

        _wanted(actor, "", "")
        columns = rules.public_columns()
        if file.suffix.lower() in (".json", ".yaml", ".yml"):
            count = write_rows(file, queries.public(), list(columns))
        else:
            rows = [{columns[name]: text for name, text in row.items()} for row in queries.public()]
            count = write_rows(file, rows, list(columns.values()))
    answer({"file": str(file), "assets": count}, *_written(file, count))


@app.command("figures")
def figures(unit: InUnit = "") -> None:
    """Show how the register stands: complete, reviewed in time, with an owner, and art. 30."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.assets import queries

        _wanted(actor, "", unit)
        found = queries.figures(actor, today(), unit=unit)
    told = {name: getattr(found, name) for name in found.__slots__}
    answer(
        told,
        f"Entries in use: {found.entries}",
        f"Complete and approved: {found.complete}",
        f"Something is missing: {found.incomplete}",
        f"Review still to come: {found.in_date}",
        f"Without an owner: {found.orphaned}",
        f"With personal data: {found.personal}, of these without a full record: {found.lacking}",
    )
