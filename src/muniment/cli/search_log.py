"""The log of the search service, what was looked for in vain, and certificates of searches."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.arguments import Limit, Reference, write_rows
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table

if TYPE_CHECKING:
    from muniment.holdings.search.types import Week

app = typer.Typer(
    name="search-log",
    help="Who looked for what, and certificates of searches.",
    no_args_is_help=True,
)
COLUMNS = (
    "number",
    "at",
    "person",
    "text",
    "places",
    "total",
    "milliseconds",
    "door",
    "opened_after",
)


@app.command("list")
def list_(
    limit: Limit = 50,
    nothing: Annotated[bool, typer.Option("--nothing", help="Only what found nothing.")] = False,
    to: Annotated[
        str, typer.Option("--to", metavar="FILE", help="Write them to a file, such as log.csv.")
    ] = "",
) -> None:
    """List the searches that were made, the latest first. They are personal data."""
    with acting() as actor:
        from muniment.holdings.search import queries

        found = queries.asked_for(actor, nothing=nothing)
        total = found.count()
        rows = [_row(one) for one in found[:limit]]
    if to:
        written = write_rows(Path(to), rows, COLUMNS)
        answer({"written": written, "total": total}, f"{written} of {total} searches written.")
        return
    shown = {"number": "Number", "at": "When", "person": "Who", "text": "What"}
    shown |= {"places": "Where", "total": "Results", "milliseconds": "Milliseconds"}
    table("searches", rows, shown, total=total)


def _row(one: Any) -> dict[str, Any]:
    return {name: one.pk if name == "number" else getattr(one, name) for name in COLUMNS}


@app.command("week")
def week() -> None:
    """Say how the last seven days went, and what was looked for in vain most often."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.search import queries

        found = queries.week(actor, now=now())
    rows = [{"words": words, "times": times} for words, times in found.most]
    opened = f"A result was opened from {found.opened:,} of them"
    opened += f", half of the time within {found.seconds:,} seconds" if found.opened else ""
    answer(
        _figures(found),
        f"{found.searches:,} searches by {found.people:,} people; {found.in_vain:,} found nothing.",
        f"Half of them took {found.milliseconds:,} milliseconds or less.",
        f"{opened}; {found.abandoned:,} that found something came to nothing.",
    )
    table("most", rows, {"times": "Times", "words": "Looked for in vain"})


def _figures(found: "Week") -> dict[str, Any]:
    names = ("ends", "searches", "people", "in_vain", "milliseconds", "opened", "seconds")
    return {name: getattr(found, name) for name in (*names, "abandoned")}


@app.command("weeks")
def weeks(
    many: Annotated[int, typer.Option(min=1, max=52, help="How many weeks.")] = 8,
) -> None:
    """Say how searching went, week by week, the latest first."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.search import queries

        rows = [_figures(one) for one in queries.weeks(actor, now=now(), many=many)]
    shown = {"ends": "Seven days up to", "searches": "Searches", "in_vain": "Found nothing"}
    shown |= {"opened": "Opened", "abandoned": "Came to nothing", "seconds": "Seconds to open"}
    table("weeks", rows, shown)


@app.command("places")
def places() -> None:
    """List the places that a certificate can name, with the word for each."""
    from muniment.holdings.search.types import PLACES

    rows = [{"place": name, "words": words} for name, words in PLACES.items()]
    table("places", rows, {"place": "Place", "words": "What it is"})


@app.command("certify")
def certify(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Its number in the log.")],
    request: Annotated[str, typer.Option(help="What was asked for, and by whom.")],
    searched: Annotated[
        list[str], typer.Option("--place", help="A place that was searched. Repeatable.")
    ],
    remarks: Annotated[str, typer.Option(help="Such as why a place was not searched.")] = "",
) -> None:
    """Certify a search: what was asked for, where it was looked for and with what result."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.search import actions
        from muniment.holdings.search.types import CertificateDraft

        draft = CertificateDraft(request, tuple(searched), remarks)
        made = actions.certify(actor, number, draft, now=now())
    answer({"certificate": made.reference}, f"{made.reference} is issued.")


@app.command("certificates")
def certificates() -> None:
    """List the certificates of searches, the latest first."""
    with acting() as actor:
        from muniment.holdings.search import queries

        rows = [_certified(one) for one in queries.search_certificates(actor)]
    shown = {"certificate": "Certificate", "request": "Asked for", "total": "Results"}
    table("certificates", rows, {**shown, "issued_at": "Issued"})


@app.command("certificate")
def certificate(reference: Reference) -> None:
    """Show a certificate of a search."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.holdings.search import queries
        from muniment.holdings.search.types import PLACES

        found = queries.search_certificate(actor, reference)
        names = access.names_at([found.issued_by, found.searched_by])
        told = _certified(found)
    result = f"{found.total:,} records" if found.total else "No trace"
    answer(told, f"Asked for: {found.request}", f"Words used: {found.text}", f"Found: {result}")
    say(f"Searched by {names.get(found.searched_by, found.searched_by)}")
    say(f"Issued by {names.get(found.issued_by, found.issued_by)}")
    for name, words in PLACES.items():
        say(f"{'Searched' if name in found.places else 'Not searched'}: {words}")
    if found.remarks:
        say(f"Remarks: {found.remarks}")


def _certified(one: Any) -> dict[str, Any]:
    names = ("request", "text", "total", "places", "remarks", "searched_at", "searched_by")
    told = {name: getattr(one, name) for name in (*names, "issued_at", "issued_by")}
    return {"certificate": one.reference, **told}
