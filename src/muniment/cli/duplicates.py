"""What is there more than once: groups, a comparison, a report by unit."""

from typing import Annotated, Any

import typer

from muniment.cli.arguments import Limit, Reference
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table

app = typer.Typer(name="duplicates", help="What is there more than once.", no_args_is_help=True)
Other = Annotated[str, typer.Argument(metavar="REF", help="The other record.")]


@app.command("list")
def list_(limit: Limit = 50) -> None:
    """List groups of records that say nearly the same, the most alike first."""
    with acting() as actor:
        from muniment.holdings.duplicates import queries

        found, more = queries.groups(actor)
        rows = [
            {
                "records": [one.reference for one, _ in group.records],
                "titles": [one.title for one, _ in group.records],
                "alike": round(group.least, 3),
            }
            for group in found[:limit]
        ]
    shown = {"alike": "Alike at least", "records": "Records", "titles": "Titles"}
    table("groups", rows, shown, total=len(found), more=more)


@app.command("compare")
def compare(reference: Reference, other: Other) -> None:
    """Show how the texts of two records differ. Reading them is in the log."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.duplicates import queries
        from muniment.holdings.records import actions as records

        for one in (reference, other):
            records.note_reading(actor, one, 1, now=now())
        found = queries.compare(actor, reference, other)
    changed = [
        {
            "left": "".join(one.text for one in line.left),
            "right": "".join(one.text for one in line.right),
        }
        for line in found.lines
        if line.differs
    ]
    alike = None if found.alike is None else round(found.alike, 3)
    answer({"alike": alike, "exact": found.exact, "cut": found.cut, "lines": changed})
    said = "One of them has no text." if alike is None else f"{int(alike * 100)} % alike."
    say("The same content, to the last byte." if found.exact else said)
    for line in changed:
        say(f"- {line['left']}")
        say(f"+ {line['right']}")


@app.command("report")
def report(
    months: Annotated[
        bool, typer.Option("--months", help="What was counted month by month, the latest first.")
    ] = False,
) -> None:
    """Say how much is there more than once, unit by unit. Sizes are in bytes."""
    with acting() as actor:
        from dataclasses import asdict

        from muniment.holdings.duplicates import queries

        if months:
            _by_month([asdict(one) for one in queries.by_month(actor)])
            return
        rows = [asdict(one) for one in queries.report(actor)]
    shown = {"unit": "Unit", "records": "Records", "copies": "Exact copies", "twins": "Twins"}
    table(
        "units",
        rows,
        {**shown, "near": "Nearly the same", "near_size": "Bytes of these", "merged": "Merged"},
    )


def _by_month(found: list[dict[str, Any]]) -> None:
    rows = [
        {"month": f"{one['month']:%Y-%m}", "counted": one["counted"].isoformat(), **one["line"]}
        for one in found
    ]
    shown = {"month": "Month", "unit": "Unit", "records": "Records", "copies": "Exact copies"}
    more = {"twins": "The same content", "near": "Nearly the same", "near_size": "Bytes of these"}
    table("months", rows, {**shown, **more, "merged": "Merged"})


@app.command("look")
def look() -> None:
    """Look at the texts of all records again, for what says nearly the same."""
    with acting() as actor:
        from muniment.cli.working import work_off
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.duplicates import actions

        job = actions.look_at_all(actor, now=now())
        work_off(["duplicates.sign"], "Comparing texts", processes=1)
    answer({"job": job}, "All texts have been looked at.")


@app.command("versions")
def versions(
    of: Annotated[str, typer.Option(help="Only those of this record.", metavar="REF")] = "",
    limit: Limit = 50,
) -> None:
    """List records that look like versions of one document, and why. With --of: also those that
    somebody said are versions of that record, the earliest first."""
    with acting() as actor:
        from muniment.holdings.duplicates import queries
        from muniment.holdings.records import queries as records

        one = records.record_named(actor, of) if of else None
        found = queries.offers_for(actor, one) if one else queries.offers(actor)
        known = queries.versions_of(actor, one) if one else []
        rows = [
            {
                "earlier": pair.earlier.reference,
                "later": pair.later.reference,
                "titles": [pair.earlier.title, pair.later.title],
                "why": list(pair.why),
            }
            for pair in found[:limit]
        ]
    if known:
        say("Versions of one document, the earliest first:")
        for version in known:
            say(f"  {version.reference} {version.title}")
    shown = {"earlier": "Earlier", "later": "Later", "titles": "Titles", "why": "Why"}
    table("offered", rows, shown, total=len(found), more=len(found) > limit)


@app.command("accept-versions")
def accept_versions(
    earlier: Annotated[str, typer.Argument(metavar="EARLIER", help="The earlier record.")],
    later: Annotated[str, typer.Argument(metavar="LATER", help="The later record.")],
) -> None:
    """Say that two records are versions of one document. Both stay records of their own."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.duplicates import actions

        actions.accept_versions(actor, earlier, later, now=now())
    answer({"earlier": earlier, "later": later}, f"{later} is a later version of {earlier}.")


@app.command("refuse-versions")
def refuse_versions(reference: Reference, other: Other) -> None:
    """Say that two records are not versions of one document. They are not offered again."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.duplicates import actions

        actions.refuse_versions(actor, reference, other, now=now())
    words = f"{reference} and {other} are not versions of one document."
    answer({"records": [reference, other]}, words)


@app.command("same")
def same(limit: Limit = 50) -> None:
    """List records that have the same content and the same readers, and could be merged."""
    with acting() as actor:
        from muniment.holdings.duplicates import queries

        found = queries.twins(actor)
        rows = [
            {
                "records": [one.reference for one in group.records],
                "titles": [one.title for one in group.records],
                "size": group.size,
            }
            for group in found[:limit]
        ]
    shown = {"records": "Records", "titles": "Titles", "size": "Bytes of one"}
    table("groups", rows, shown, total=len(found), more=len(found) > limit)


@app.command("merge")
def merge(
    kept: Annotated[str, typer.Argument(metavar="KEPT", help="The record that is kept.")],
    gone: Annotated[str, typer.Argument(metavar="GONE", help="The record merged into it.")],
    reason: Annotated[str, typer.Option(help="Why they are merged.")] = "",
    do: Annotated[bool, typer.Option("--do", help="Merge them; else it is only told.")] = False,
    stands_for: Annotated[
        bool, typer.Option("--stands-for", help="KEPT says nearly the same and stands for GONE.")
    ] = False,
) -> None:
    """Merge one record into another of the same content, or one that it stands for. Without --do
    nothing is changed."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.duplicates import actions, queries

        if do:
            actions.merge(actor, kept, gone, reason=reason, stands_for=stands_for, now=now())
        found = None if do else queries.merging(actor, kept, gone)
    if found is None:
        answer({"kept": kept, "merged": gone}, f"{gone} was merged into {kept}.")
        return
    reasons = [one.message for one in found.reasons]
    answer(
        {
            "possible": not reasons,
            "reasons": reasons,
            "exact": found.exact,
            "contents": list(found.contents),
            "places": list(found.places),
            "fills": list(found.fills),
            "beside": [list(one) for one in found.beside],
        }
    )
    more = "--do and --reason" if found.exact else "--do, --reason and --stands-for"
    for line in reasons or [f"They can be merged. Add {more} to do it."]:
        say(line)
    for name in found.contents:
        say(f"  content that is kept with it: {name}")
    for place in found.places:
        say(f"  place: {place}")
