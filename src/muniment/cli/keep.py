"""What to keep, for everybody: asking the schedule, and opening it to the public."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.arguments import read_text
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table
from muniment.foundation.kernel.errors import Reason, Refused

if TYPE_CHECKING:
    from muniment.lifecycle.retention.rules import Plainness

app = typer.Typer(name="keep", help="What to keep, and for how long.", no_args_is_help=True)


@app.command("find")
def find(
    words: Annotated[list[str], typer.Argument(help="What you have: minutes of a board.")],
) -> None:
    """Say how long to keep something, and why, from your own words."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.lifecycle.retention import queries

        access.require(actor, Permission.RETENTION_SEE)
        found = [_told(one) for one in queries.answers(" ".join(words))]
    if not found:
        said = "No rule has these words. Try other words for the same thing."
        raise Refused(Reason("nothing", said, "words"))
    first = found[0]
    if not first["sure"]:
        say("This is the nearest there is. Check that it fits.")
    say(f"{first['title']} ({first['code']}): {first['what_happens']}.")
    say(first["why"])
    say(f"{first['authority']}.")
    columns = {"code": "Rule", "title": "Records", "what_happens": "What happens"}
    if found[1:]:
        say("If you meant something else:")
        table("others", found[1:], columns)
    answer({"answers": found})


def _told(one: Any) -> dict[str, Any]:
    from muniment.lifecycle.retention import queries, rules

    return {
        "code": one.rule.rule.code,
        "title": one.rule.title,
        "what_happens": "; then ".join(rules.told(queries.terms(one.rule).steps)),
        "why": one.rule.why,
        "authority": one.rule.authority,
        "sure": one.sure,
    }


@app.command("reading-age")
def reading_age(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A text; else what is published.")
    ] = None,
) -> None:
    """Say how plain your opening words are: the reading age, and the longest sentences."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.lifecycle.retention import queries, rules

        access.require(actor, Permission.RETENTION_SEE)
        text = read_text(file) if file else queries.publication().statement
        say_plainness(rules.plainness(text))


def say_plainness(found: "Plainness | None") -> None:
    """Tell how plain a text is, with the sentences that make it hard."""
    from muniment.lifecycle.retention import rules

    longest = found.longest if found else ()
    told = {
        "reading_age": found.age if found else None,
        "words": found.words if found else None,
        "aim": list(rules.AIM),
        "longest": [{"sentence": one, "words": count} for one, count in longest],
    }
    lines = [f"{count} words: {one}" for one, count in longest]
    answer(told, rules.plainness_in_words(found), *lines)


@app.command("publish")
def publish(
    closed: Annotated[bool, typer.Option("--close", help="Close it to the public again.")] = False,
    contact: Annotated[str, typer.Option(help="Who answers questions about it.")] = "",
    licence: Annotated[str, typer.Option(help="ogl-3.0, cc-by-4.0 or none.")] = "",
    statement: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What you keep, in your own words.")
    ] = None,
    destroyed: Annotated[
        bool | None,
        typer.Option("--destroyed/--no-destroyed", help="How much was destroyed, too."),
    ] = None,
) -> None:
    """Open the schedule to everybody: what is kept, for how long and why, without signing in.

    What is not given stays as it was.
    """
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions, queries
        from muniment.lifecycle.retention.types import Licence, Publication

        before = queries.publication()
        chosen = licence or before.licence.value
        if chosen not in set(Licence):
            raise Refused(Reason("licence", f"There is no licence {chosen}.", "licence"))
        said = statement.read_text(encoding="utf-8").strip() if statement else before.statement
        too = before.with_destroyed if destroyed is None else destroyed
        wanted = Publication(not closed, Licence(chosen), contact or before.contact, said, too)
        done = actions.publish_schedule(actor, wanted, now=now())
    told = "Everybody can read the schedule." if done.is_open else "The schedule is closed."
    answer({"open": done.is_open, "licence": done.licence.value}, told)
