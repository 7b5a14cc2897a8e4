"""Pilots of ways of capture, side by side, and which ways are offered to a unit."""

from typing import Annotated, Any

import typer

from muniment.cli.arguments import Reference, read_date
from muniment.cli.desk import acting
from muniment.cli.output import answer, table

app = typer.Typer(
    name="pilot", help="Ways of bringing e-mail in, tried and offered.", no_args_is_help=True
)
Ways = Annotated[list[str] | None, typer.Option(help="mailbox, address, upload or watched.")]


def _row(actor: Any, one: Any) -> dict[str, Any]:
    from muniment.foundation.kernel.clock import today
    from muniment.holdings.habits import queries

    names = ("reference", "title", "way", "units", "starts_on", "ends_on", "conclusion")
    told = {name: getattr(one, name) for name in names}
    if not queries.sees_figures(actor, one):
        return told
    known = queries.measured(actor, one, today())
    each, wrong = known.each_week, known.came.error_percent
    return told | {
        "people": known.people,
        "days": known.days,
        "messages": known.came.messages,
        "each_week": None if each is None else round(each, 2),
        "other": known.other,
        "before": known.before,
        "not_in": known.came.not_in,
        "to_check": known.came.to_check,
        "wrong_percent": None if wrong is None else round(wrong, 2),
        "answers": known.answers,
        "mean": None if known.mean is None else round(known.mean, 2),
    }


@app.command("list")
def list_() -> None:
    """List the pilots side by side, with what is measured of each."""
    with acting() as actor:
        from muniment.holdings.habits import queries

        rows = [_row(actor, one) for one in queries.pilots(actor)]
    columns = {"reference": "No.", "title": "Title", "way": "Way", "messages": "Messages"}
    columns |= {"other": "Other ways", "before": "Before", "wrong_percent": "Wrong %"}
    table("pilots", rows, {**columns, "mean": "Of 5", "ends_on": "Ended"})


@app.command("open")
def open_(
    title: Annotated[str, typer.Argument(help="What the pilot is called.")],
    way: Annotated[str, typer.Option(help="mailbox, address, upload or watched.")] = "",
    unit: Annotated[list[str] | None, typer.Option(help="Who takes part, and all below.")] = None,
    start: Annotated[str, typer.Option(metavar="DATE", help="Its first day.")] = "",
    note: Annotated[str, typer.Option(help="What you want to find out.")] = "",
) -> None:
    """Have units try a way of capture."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.habits import actions
        from muniment.holdings.habits.types import PilotDraft

        draft = PilotDraft(title, way, tuple(unit or ()), read_date(start, "starts_on"), note)
        made = actions.open_pilot(actor, draft, now=now())
    answer({"reference": made.reference}, f"{made.reference} is open.")


@app.command("end")
def end(
    reference: Reference,
    conclusion: Annotated[str, typer.Option(help="What you conclude.")] = "",
    on: Annotated[str, typer.Option(metavar="DATE", help="Its last day. Today, if left out.")] = "",
) -> None:
    """End a pilot."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now, today
        from muniment.holdings.habits import actions

        day = read_date(on, "ends_on") or today()
        actions.end_pilot(actor, reference, ends_on=day, conclusion=conclusion, now=now())
    answer({"reference": reference, "ends_on": day}, f"{reference} has ended.")


@app.command("answer")
def answer_(
    reference: Reference,
    score: Annotated[int, typer.Argument(help="1 (very bad) to 5 (very good).")],
    words: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """Say how a pilot goes in which you take part."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.habits import actions

        actions.answer_pilot(actor, reference, score=score, words=words, now=now())
    answer({"reference": reference, "score": score}, "Thank you.")


@app.command("ways")
def ways() -> None:
    """Show by which ways e-mail comes in, where that is set."""
    with acting():
        from muniment.holdings.habits import queries

        rows = [{"unit": unit, "ways": ways} for unit, ways in queries.ways_offered().items()]
    table("offered", rows, {"unit": "Unit (blank: the whole body)", "ways": "Ways"})


@app.command("offer")
def offer(
    unit: Annotated[str, typer.Argument(help="The unit; '' for the whole body.")],
    way: Ways = None,
) -> None:
    """Say by which ways e-mail comes in from a unit and all below it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.habits import actions

        made = actions.offer_ways(actor, unit, way or [], now=now())
    answer({"unit": unit, "ways": made.ways}, f"{unit or 'The whole body'}: {', '.join(made.ways)}")
