"""The register of information risks."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.arguments import Limit, Reference, Why, one_of, read_date, write_rows
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table
from muniment.foundation.kernel.errors import Reason, refuse_if

if TYPE_CHECKING:
    from muniment.foundation.access.types import Profile
    from muniment.governance.risks.types import Narrow, Want

app = typer.Typer(name="risks", help="The register of information risks.", no_args_is_help=True)
Which = Annotated[
    str,
    typer.Option(
        help="open, draft, over, due, orphaned, accepted, stale or closed; all but closed without"
        " it."
    ),
]
InUnit = Annotated[str, typer.Option(help="Only of this unit and those below it.")]
Words = Annotated[str, typer.Option(help="Only with all these words, or their beginnings.")]
Category = Annotated[str, typer.Option(help="Only of this category.")]
Said = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FIELD=VALUE", help="What is said of it. Can be repeated."),
]
Seen = Annotated[
    int | None, typer.Option(help="The version that you looked at; refused if it is older.")
]
LISTED = {
    "reference": "Reference",
    "title": "Name",
    "unit": "Unit",
    "owner": "Owner",
    "state": "State",
    "current": "Score",
    "review_on": "Next review",
}


@app.command("list")
def list_(
    want: Which = "",
    unit: InUnit = "",
    category: Category = "",
    words: Words = "",
    asset: Annotated[str, typer.Option(help="Only about this information asset.")] = "",
    mine: Annotated[bool, typer.Option("--mine", help="Only those you own.")] = False,
    limit: Limit = 1000,
) -> None:
    """List risks by name."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.risks import queries
        from muniment.governance.risks.types import Narrow

        narrow = Narrow(unit, category, words, asset=asset, mine=mine)
        found = queries.risks(actor, wanted(actor, want, narrow), narrow, today=today())
        total = found.count()
        rows = [_line(one) for one in found[:limit]]
    table("risks", rows, LISTED)
    answer({"total": total}, f"{total} in the register.")


def _line(one: Any) -> dict[str, Any]:
    names = ("reference", "title", "state", "category", "inherent", "current", "target")
    return {
        **{name: getattr(one, name) for name in names},
        "unit": one.unit.reference,
        "owner": one.owner.name if one.owner else "",
        "review_on": one.review_on,
    }


def wanted(actor: "Profile", want: str, narrow: "Narrow") -> "Want":
    """Which risks are meant. Raises NotPermitted for those who have no part in the register,
    Refused for a choice that there is not, NotFound for a unit that there is not."""
    from muniment.foundation.access import queries as access
    from muniment.foundation.access.types import Permission
    from muniment.governance.risks.types import Want

    access.require(actor, Permission.RISKS_SEE)
    if narrow.unit:
        access.unit_named(narrow.unit)
    return one_of(Want, want, "want") if want else Want.ALL


@app.command("show")
def show(reference: Reference) -> None:
    """Show a risk: what it says, its scores, its controls, options and acceptances."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.risks import queries
        from muniment.governance.risks.types import FIELDS

        one, on = queries.risk_named(actor, reference), today()
        said, appetite = queries.said_of(one), queries.scales().appetite(one.category)
        told = {
            "reference": one.reference,
            "state": one.state,
            "version": one.version,
            "values": said,
            "inherent": one.inherent,
            "current": one.current,
            "target": one.target,
            "appetite": appetite,
            "source": one.source,
            "controls": [_control(each) for each in queries.controls(one)],
            "options": [_option(each) for each in queries.options(one)],
            "acceptances": [_acceptance(each, on) for each in queries.acceptances(one)],
            "scores": [_scoring(each) for each in queries.scorings(one)],
        }
    answer(told, f"{one.reference}  {one.title}  ({one.state}, version {one.version})")
    say(f"Scores: {one.inherent} inherent, {one.current} current, {one.target} target.")
    say(f"Appetite: {appetite}.")
    for field in FIELDS:
        if said[field.name]:
            say(f"{field.label}: {said[field.name]}")


def _control(one: Any) -> dict[str, Any]:
    names = ("reference", "words", "confidence", "added_at")
    return {**{name: getattr(one, name) for name in names}, "owner": one.owner.reference}


def _option(one: Any) -> dict[str, Any]:
    names = ("reference", "words", "local_need", "policy", "chosen_at", "chosen_by", "chosen_why")
    return {name: getattr(one, name) for name in names}


def _acceptance(one: Any, today: Any) -> dict[str, Any]:
    from muniment.governance.risks import rules

    names = ("reference", "by", "authority", "at", "reason", "expires_on", "ended_why")
    standing = rules.standing(one.ended_as, one.expires_on, today).value
    score = one.likelihood * one.impact
    return {**{name: getattr(one, name) for name in names}, "score": score, "standing": standing}


def _scoring(one: Any) -> dict[str, Any]:
    names = ("number", "at", "by", "why", "inherent", "current", "target")
    return {name: getattr(one, name) for name in names}


@app.command("fields")
def fields() -> None:
    """List what a risk can say: the names for --set, and whether an open risk must say it."""
    from muniment.governance.risks.types import EVERY

    rows = [
        {"name": one.name, "label": one.label, "form": one.form.value, "needed": one.open}
        for one in EVERY
    ]
    columns = {"name": "Name", "label": "What it says", "form": "Form", "needed": "Needed"}
    table("fields", rows, columns)


@app.command("add")
def add(
    title: Annotated[str, typer.Argument(metavar="NAME")],
    unit: Annotated[str, typer.Option(help="The unit whose risk it is.")],
    said: Said = None,
) -> None:
    """Put a risk into the register, as a draft. `muniment risks fields` lists the fields."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.risks import actions

        made = actions.make(actor, {"title": title, "unit": unit, **_values(said)}, now=now())
    answer({"reference": made.reference}, f"{made.reference} is in the register, as a draft.")


@app.command("change")
def change(reference: Reference, said: Said = None, seen: Seen = None) -> None:
    """Say otherwise what a risk is; fields that are not named stay. FIELD= empties one."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.risks import actions

        made = actions.change(actor, reference, _values(said), seen=seen, now=now())
    told = {"reference": made.reference, "version": made.version}
    answer(told, f"{made.reference} has been changed: version {made.version}.")


def _values(given: Sequence[str] | None) -> dict[str, str]:
    """Fields as they are written on the command line. Raises Refused with every one that is not."""
    from muniment.governance.risks.types import BY_NAME

    wrong, found = [], {}
    for one in given or []:
        name, sign, text = one.partition("=")
        if not sign:
            wrong.append(Reason("not_a_field", f"Write '{one}' as FIELD=VALUE.", "set"))
        elif name.strip() not in BY_NAME:
            said = f"There is no field {name.strip()}. 'muniment risks fields' lists them."
            wrong.append(Reason("unknown", said, "set"))
        found[name.strip()] = text
    refuse_if(wrong)
    return found


@app.command("score")
def score(reference: Reference, said: Said = None, reason: Why = "", seen: Seen = None) -> None:
    """Score a risk anew: --set current_likelihood=3. Another current score makes an acceptance
    stale."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.risks import actions

        made = actions.score_risk(actor, reference, _values(said), why=reason, seen=seen, now=now())
    told = {"reference": made.reference, "current": made.current, "version": made.version}
    answer(told, f"{made.reference} stands at {made.current}.")


@app.command("open")
def open_(reference: Reference) -> None:
    """Open a draft that says all that an open risk must."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.risks import actions

        made = actions.open_risk(actor, reference, now=now())
    answer({"reference": made.reference, "state": made.state}, f"{made.reference} is open.")


@app.command("review")
def review(
    reference: Reference,
    said: Annotated[str, typer.Option(help="What you found.")] = "",
    next_on: Annotated[
        str, typer.Option("--next", metavar="DATE", help="The next review: 2027-03-31.")
    ] = "",
) -> None:
    """Say that a risk was looked at, and when it is looked at again."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.risks import actions

        day = read_date(next_on, "review_on")
        made = actions.review(actor, reference, said=said, review_on=day, now=now())
    told = {"reference": made.reference, "review_on": made.review_on}
    answer(told, f"{made.reference} is reviewed again on {made.review_on}.")


@app.command("accept")
def accept(
    reference: Reference,
    reason: Why = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="The last day: 2027-03-31.")] = "",
) -> None:
    """Accept what is left of a risk, until a day: bound to its current score."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.risks import actions

        day = read_date(until, "expires_on")
        made = actions.accept(actor, reference, reason=reason, expires_on=day, now=now())
    told = {"reference": made.reference, "authority": made.authority}
    answer(told, f"{made.reference}: accepted until {made.expires_on}.")


@app.command("withdraw")
def withdraw(reference: Reference, reason: Why = "") -> None:
    """Take back the acceptance of a risk."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.risks import actions

        made = actions.withdraw(actor, reference, reason=reason, now=now())
    answer({"reference": made.reference}, f"{made.reference} is withdrawn.")


@app.command("close")
def close(reference: Reference, reason: Why = "") -> None:
    """Close a risk; an acceptance ends with it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.risks import actions

        made = actions.close(actor, reference, reason=reason, now=now())
    answer({"reference": made.reference, "state": made.state}, f"{made.reference} is closed.")


@app.command("reopen")
def reopen(reference: Reference, reason: Why = "") -> None:
    """Bring a closed risk back, as a draft."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.risks import actions

        made = actions.reopen(actor, reference, reason=reason, now=now())
    answer({"reference": made.reference, "state": made.state}, f"{made.reference} is a draft.")


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv, .json, .yaml or .xlsx.")],
    want: Which = "",
    unit: InUnit = "",
) -> None:
    """Write the register to a file: every field and score of each risk."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.risks import queries
        from muniment.governance.risks.types import BY_NAME, Narrow

        narrow = Narrow(unit=unit)
        found = list(queries.risks(actor, wanted(actor, want, narrow), narrow, today=today()))
        said = queries.values_of(found)
        rows = [{"reference": one.reference, "state": one.state, **said[one.pk]} for one in found]
        count = write_rows(file, rows, ["reference", "state", *BY_NAME])
    lines = [] if str(file) == "-" else [f"{count} risks written to {file}."]
    answer({"file": str(file), "risks": count}, *lines)
