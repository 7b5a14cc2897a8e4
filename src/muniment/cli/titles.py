"""Titles: the rules for them, how they are followed, and making many right at once."""

from typing import Annotated, Any

import typer

from muniment.cli.arguments import Limit, one_of
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table

app = typer.Typer(name="titles", help="Titles and the rules for them.", no_args_is_help=True)
Where = Annotated[str, typer.Option("--class", metavar="REF", help="A class; else the whole body.")]
About = Annotated[
    str,
    typer.Argument(metavar="CHECK", help="pattern, banned, length, characters or personal."),
]


@app.command("report")
def report() -> None:
    """Say how the titles that you can see follow the rules, unit by unit."""
    with acting() as actor:
        from muniment.holdings.naming import queries

        rows: list[dict[str, Any]] = [
            {
                "unit": one.unit,
                "name": one.name,
                "percent": one.percent,
                "records": one.records,
                "score": one.score,
                **{
                    state: one.counts.get(state, 0)
                    for state in ("failing", "advised", "overridden")
                },
                "checks": dict(one.checks),
            }
            for one in queries.report(actor)
        ]
    shown = {"unit": "Unit", "percent": "Follow, %", "records": "Records", "failing": "Do not"}
    shown |= {"advised": "Could be better", "overridden": "Kept", "score": "Quality of 100"}
    table("units", rows, shown)


@app.command("to-mend")
def to_mend(
    unit: Annotated[str, typer.Option(metavar="REF", help="Only titles of this unit.")] = "",
    check: Annotated[str, typer.Option(help="Only those that fail this check.")] = "",
    limit: Limit = 50,
) -> None:
    """List titles that do not follow the rules, with the one suggested for each."""
    with acting() as actor:
        from muniment.holdings.naming import queries

        found = list(queries.to_mend(actor, unit=unit, check=check)[:limit])
        looked = queries.look_at(found)
        rows = [
            {
                "record": one.reference,
                "title": one.title,
                "suggested": looked[one.pk].suggestion,
                "why": " ".join(fault.message for fault in looked[one.pk].faults),
                "score": looked[one.pk].score,
            }
            for one in found
        ]
    shown = {"record": "Record", "title": "Title", "suggested": "Suggested", "why": "Why"}
    table("titles", rows, shown)


@app.command("mend")
def mend(
    references: Annotated[list[str], typer.Argument(metavar="REF…", help="Records.")],
) -> None:
    """Give records the titles that the rules suggest for them."""
    with acting() as actor:
        from muniment.cli.working import work_off
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.naming import actions, queries
        from muniment.holdings.records import queries as records

        found = [records.record_named(actor, one) for one in references]
        looked = queries.look_at(found)
        chosen = {one.reference: looked[one.pk].suggestion for one in found}
        chosen = {reference: title for reference, title in chosen.items() if title}
        actions.mend_later(actor, chosen, now=now())
        work_off(["naming.mend"], "Changing titles", processes=1)
        numbers = [one.pk for one in found]
        titles = {one.reference: one.title for one in records.numbered(numbers).values()}
    mended = sum(titles[reference] == title for reference, title in chosen.items())
    answer({"mended": mended, "titles": titles}, f"{mended} of {len(references)} have new titles.")
    for reference, title in titles.items():
        say(f"{reference}  {title}")


@app.command("rules")
def rules() -> None:
    """List the rules, and where each is set."""
    with acting():
        from muniment.holdings.naming import queries

        rows = [
            {
                "class": reference or "(whole body)",
                "check": asked.check.value,
                "severity": asked.severity.value,
                **queries.terms_of(asked),
            }
            for reference, _, asked in queries.classes_that_ask()
        ]
    shown = {"class": "Where", "check": "What about", "severity": "Otherwise", "pattern": "Parts"}
    table("rules", rows, {**shown, "words": "Not these words"})


@app.command("set-rule")
def set_rule(
    check: About,
    file_class: Where = "",
    severity: Annotated[str, typer.Option(help="off, advise, reason or refuse.")] = "reason",
    pattern: Annotated[str, typer.Option(help="Such as: date subject [version]")] = "",
    date_form: Annotated[str, typer.Option(help="YYYY-MM-DD or YYYYMMDD.")] = "YYYY-MM-DD",
    words: Annotated[
        list[str] | None, typer.Option("--word", help="Give it once for each.")
    ] = None,
    least: Annotated[int, typer.Option(help="Characters at least.")] = 1,
    most: Annotated[int, typer.Option(help="Characters at most.")] = 500,
    allowed: Annotated[str, typer.Option(help="Other characters that may be used.")] = "",
    kinds: Annotated[
        list[str] | None, typer.Option("--kind", help="Kinds of personal data.")
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Only say what it would do.")] = False,
) -> None:
    """Ask something of titles in a class and below. The titles there are looked at again."""
    with acting() as actor:
        from muniment.cli.working import work_off
        from muniment.foundation.kernel.clock import now
        from muniment.foundation.kernel.errors import refuse_if
        from muniment.holdings.naming import actions, queries
        from muniment.holdings.naming import rules as naming
        from muniment.holdings.naming.types import Asked, Check, DateForm, Personal, Severity

        chosen = [one_of(Personal, one, "kind") for one in kinds or []]
        asked = Asked(
            one_of(Check, check, "check"),
            one_of(Severity, severity, "severity"),
            pattern=pattern,
            date_form=DateForm.PLAIN if date_form.upper() == "YYYYMMDD" else DateForm.DASHED,
            words=tuple(words or ()),
            least=least,
            most=most,
            allowed=allowed,
            kinds=tuple(chosen or Personal),
        )
        if preview:
            refuse_if(naming.reasons_not_to_ask(asked))
            found = queries.preview(actor, file_class, asked, asked.check)
        else:
            actions.set_convention(actor, file_class, asked, now=now())
            work_off(["naming.recheck"], "Looking at titles", processes=1)
    if preview:
        told = {name: getattr(found, name) for name in ("records", "tried", "changed", "sampled")}
        told |= {"failing_before": found.failing_before, "failing_after": found.failing_after}
        answer(told, f"Of {found.tried} titles tried, {found.changed} would come out otherwise.")
        return
    answer({"class": file_class, "check": asked.check.value}, "The rule is set.")


@app.command("drop-rule")
def drop_rule(check: About, file_class: Where = "") -> None:
    """Take a rule away. What a class above asks counts again."""
    with acting() as actor:
        from muniment.cli.working import work_off
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.naming import actions
        from muniment.holdings.naming.types import Check

        actions.drop_convention(actor, file_class, one_of(Check, check, "check"), now=now())
        work_off(["naming.recheck"], "Looking at titles", processes=1)
    answer({"class": file_class, "check": check}, "The rule has been taken away.")


@app.command("try")
def try_(
    titles: Annotated[list[str], typer.Argument(metavar="TITLE…", help="What to try.")],
    file_class: Where = "",
) -> None:
    """Say what the rules say of titles. Nothing is kept."""
    with acting():
        from muniment.foundation.kernel.clock import today
        from muniment.holdings.naming import queries

        rows = [
            {
                "title": one.title,
                "faults": [fault.message for fault in one.faults],
                "suggested": one.suggestion,
                "score": one.score,
            }
            for one in queries.look(titles, file_class, today())
        ]
    shown = {"title": "Title", "faults": "Faults", "suggested": "Suggested", "score": "Quality"}
    table("titles", rows, shown)
