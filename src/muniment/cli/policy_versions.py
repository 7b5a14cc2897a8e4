"""The way of a version: written, put out for comment, approved, published, ended."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from muniment.cli.arguments import Reference, Why, read_date
from muniment.cli.desk import acting
from muniment.cli.meetings import text_of
from muniment.cli.output import answer, say, table
from muniment.cli.policies import Number

Note = Annotated[str | None, typer.Option(help="What is new in it, in short.")]
Paragraph = Annotated[str, typer.Option(help="A paragraph, by its number or its name.")]


def begin(
    reference: Reference,
    great: Annotated[
        bool, typer.Option("--great", help="It changes much: the next whole number.")
    ] = False,
    note: Note = None,
) -> None:
    """Begin the next version of a document, with the text of the last one."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions

        made = actions.begin(actor, reference, great=great, note=note or "", now=now())
    _tell(made, f"{made.number} is a draft.")


def _tell(version: Any, line: str) -> None:
    told = {"version": version.number, "state": version.state, "digest": version.digest}
    answer({"reference": version.policy.reference, **told}, line)


def write(
    reference: Reference,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Markdown; - to type it.")],
    note: Note = None,
    seen: Annotated[
        str, typer.Option(metavar="DIGEST", help="Of the text that you looked at.")
    ] = "",
) -> None:
    """Write the text of the draft. After approval nothing is written."""
    given = text_of(file)
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions

        made = actions.write(actor, reference, given, note=note, seen=seen, now=now())
    _tell(made, f"{made.number} is written.")


def compare(
    reference: Reference,
    number: Number = "",
    against: Annotated[
        str, typer.Option(metavar="NUMBER", help="With this version; the one before without it.")
    ] = "",
) -> None:
    """Show what became of each paragraph between two versions."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.policies import queries, rules

        one = queries.policy_named(actor, reference, today())
        version = queries.version_named(actor, one, number, today())
        old = queries.version_named(actor, one, against, today()) if against else None
        old = old or queries.before(version)
        changes = rules.compare(
            rules.paragraphs(old.text if old else ""), rules.paragraphs(version.text)
        )
        rows = [change_row(each) for each in changes]
    told = {"version": version.number, "against": old.number if old else ""}
    columns = {"what": "What", "before": "Was", "after": "Is"}
    table("changes", rows, {**columns, "was": "Said", "says": "Says"}, **told)


def change_row(one: Any) -> dict[str, Any]:
    """What became of a paragraph."""
    return {
        "what": one.label,
        "before": one.before.number if one.before else "",
        "after": one.after.number if one.after else "",
        "was": one.before.words if one.before else "",
        "says": one.after.words if one.after else "",
    }


def consult(
    reference: Reference,
    until: Annotated[str, typer.Option(metavar="DATE", help="The last day for comments.")] = "",
) -> None:
    """Put the draft out for comment by all staff; its text stays as it is meanwhile."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions

        made = actions.consult(actor, reference, until=read_date(until, "until"), now=now())
    _tell(made, f"{made.number} is out for comment until {made.consult_until}.")


def comment(
    reference: Reference,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What you think of it.")],
    paragraph: Paragraph = "",
) -> None:
    """Say something of a version that is out for comment."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions

        made = actions.comment(actor, reference, words, paragraph=paragraph, now=now())
    answer({"comment": made.reference}, f"{made.reference} is noted.")


def comments(reference: Reference, number: Number = "") -> None:
    """List what was said of a version, and what was answered."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.kernel.clock import today
        from muniment.governance.policies import queries

        one = queries.policy_named(actor, reference, today())
        coming = [each for each in queries.versions(actor, one, today()) if each.is_open]
        version = coming[0] if coming and not number else None
        version = version or queries.version_named(actor, one, number, today())
        found = list(queries.comments(version))
        names = access.names_at({each.by for each in found})
        rows = [_comment(each, names) for each in found]
    columns = {"reference": "Comment", "paragraph": "On", "by": "Who", "words": "What was said"}
    table("comments", rows, {**columns, "answer": "Answer"}, version=version.number)


def _comment(one: Any, names: dict[str, str]) -> dict[str, Any]:
    said = ("reference", "paragraph", "words", "at", "answer", "answered_at")
    return {"by": names.get(one.by, one.by), **{name: getattr(one, name) for name in said}}


def answer_(
    reference: Annotated[str, typer.Argument(metavar="PC-REF", help="Of the comment.")],
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What becomes of it.")],
) -> None:
    """Answer what somebody said of a version."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions

        made = actions.answer_comment(actor, reference, words, now=now())
    answer({"comment": made.reference}, f"{made.reference} is answered.")


def end_consultation(reference: Reference) -> None:
    """Take no more comments: the version goes to the body that approves it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions

        made = actions.end_consultation(actor, reference, now=now())
    _tell(made, f"{made.number}: comments are closed.")


def send_back(reference: Reference, reason: Why = "") -> None:
    """Make a version that is or was out for comment a draft again."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions

        made = actions.send_back(actor, reference, reason=reason, now=now())
    _tell(made, f"{made.number} is a draft again.")


def approve(
    reference: Reference,
    decision: Annotated[
        str, typer.Option(metavar="DE-REF", help="What the body decided at a meeting.")
    ] = "",
) -> None:
    """Approve a version: as a member of the body that approves the document; where it needs none,
    as who keeps the documents of its unit."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions

        made = actions.approve(actor, reference, decision=decision, now=now())
    _tell(made, f"{made.number} is approved.")


def publish(
    reference: Reference,
    review_on: Annotated[
        str, typer.Option(metavar="DATE", help="When it is looked at again.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what it would change.")
    ] = False,
) -> None:
    """Put the approved version in force; the one before it is superseded at once."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now, today
        from muniment.governance.policies import actions, queries

        day = read_date(review_on, "review_on")
        if dry_run:
            one = queries.policy_named(actor, reference, today())
            version, impact = queries.foreseen(actor, one, today())
            found = asdict(impact)
        else:
            version = actions.publish(actor, reference, review_on=day, now=now())
            found = version.impact
    done = "would be" if dry_run else "is"
    _tell(version, f"{version.number} {done} in force.")
    _show_impact(found)


def _show_impact(found: dict[str, Any]) -> None:
    answer({"impact": found})
    say(f"To acknowledge it: {found['people']} people, in {', '.join(found['units']) or 'no unit'}")
    say(f"Desk aids that fall behind: {', '.join(found['aids']) or 'none'}")
    say(f"Documents that point at it: {', '.join(found['pointing']) or 'none'}")
    for one in found["values"]:
        say(f"{one['name']}: was {one['before'] or 'nothing'}, is {one['after'] or 'nothing'}")
    for one in found["rules"]:
        say(f"Rule {one['rule']}: {one['classes']} classes, {one['records']} records")
    for one in found["changes"]:
        say(f"Paragraph {one['after'] or one['before']}: {one['what']}")


def withdraw(reference: Reference, reason: Why = "") -> None:
    """Give up the version that is on its way."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions

        made = actions.withdraw(actor, reference, reason=reason, now=now())
    _tell(made, f"{made.number} is withdrawn.")


def retire(reference: Reference, reason: Why = "") -> None:
    """Take a document out of force; all its versions stay readable."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions

        made = actions.retire(actor, reference, reason=reason, now=now())
    answer({"reference": made.reference}, f"{made.reference} is retired.")


def open_(
    reference: Reference,
    slug: Annotated[str, typer.Argument(metavar="ADDRESS", help="Such as records-policy.")],
) -> None:
    """Let the public read what is in force, at an address that stays."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions

        made = actions.open_to_public(actor, reference, slug, now=now())
    told = {"reference": made.reference, "slug": made.slug}
    answer(told, f"The public can read {made.reference} as {made.slug}.")


def shut(reference: Reference, reason: Why = "") -> None:
    """Let the public read a document no more; its address says so."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions

        made = actions.shut(actor, reference, reason=reason, now=now())
    answer({"reference": made.reference}, f"The public can read {made.reference} no more.")
