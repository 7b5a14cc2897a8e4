"""Policies, standards, procedures, guides and desk aids: what there is, and how it stands."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from muniment.cli.arguments import Limit, Reference, one_of, read_date
from muniment.cli.desk import acting
from muniment.cli.meetings import text_of
from muniment.cli.output import answer, say, table

app = typer.Typer(
    name="policies",
    help="Policies, standards, procedures, guides and desk aids.",
    no_args_is_help=True,
)
Number = Annotated[
    str, typer.Option("--version", metavar="NUMBER", help="Such as 2.3; what is in force without.")
]
Many = list[str] | None
LISTED = {
    **{"reference": "Reference", "kind": "Kind", "title": "Title", "owner": "Owner"},
    **{"version": "In force", "on_its_way": "On its way", "review_on": "Next review"},
}


@app.command("list")
def list_(
    kind: Annotated[
        str, typer.Option(help="policy, strategy, standard, procedure, guide or desk_aid.")
    ] = "",
    topic: Annotated[str, typer.Option(help="Only on this topic.")] = "",
    state: Annotated[
        str, typer.Option(help="Only with a version that is draft, consulting, published ...")
    ] = "",
    owner: Annotated[str, typer.Option(help="Only those that this person answers for.")] = "",
    words: Annotated[str, typer.Option(help="Only with all these words in what is in force.")] = "",
    mine: Annotated[bool, typer.Option("--mine", help="Only those that you answer for.")] = False,
    version: Annotated[str, typer.Option(help="Only with this version in force.")] = "",
    approved_since: Annotated[
        str, typer.Option(metavar="DATE", help="Only what was approved on this day or later.")
    ] = "",
    review_by: Annotated[
        str, typer.Option(metavar="DATE", help="Only what is to be reviewed by this day.")
    ] = "",
    limit: Limit = 1000,
) -> None:
    """List documents by title."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.policies import queries
        from muniment.governance.policies.types import Kind, State

        _require_part(actor)
        found = queries.policies(
            actor,
            kind=one_of(Kind, kind, "kind") if kind else "",
            topic=topic,
            state=one_of(State, state, "state") if state else "",
            owner=_person(owner),
            words=words,
            mine=mine,
            version=version,
            approved_since=read_date(approved_since, "approved_since"),
            review_by=read_date(review_by, "review_by"),
            today=today(),
        )
        total = found.count()
        rows = [_line(actor, one) for one in found[:limit]]
    table("documents", rows, LISTED)
    answer({"total": total}, f"{total} documents.")


def _require_part(actor: Any) -> None:
    from muniment.foundation.access import queries as access
    from muniment.foundation.access.types import Permission

    access.require(actor, Permission.POLICIES_SEE)


def _person(name: str) -> str:
    """The reference of somebody by any of their names. Raises NotFound."""
    from muniment.foundation.access import queries as access
    from muniment.foundation.kernel.errors import NotFound

    found = access.find_person(name) if name else None
    if name and found is None:
        raise NotFound("person", name)
    return found.reference if found else ""


def _line(actor: Any, one: Any) -> dict[str, Any]:
    from muniment.foundation.kernel.clock import today
    from muniment.governance.policies import queries

    coming = [each for each in queries.versions(actor, one, today()) if each.is_open]
    current = one.in_force
    return {
        "reference": one.reference,
        "kind": one.kind,
        "title": one.title,
        "owner": one.owner.name,
        "version": current.number if current else "",
        "state": current.state if current else "",
        "on_its_way": coming[0].number if coming else "",
        "approved_at": current.approved_at if current else None,
        "review_on": current.review_on if current else None,
    }


@app.command("show")
def show(reference: Reference) -> None:
    """Show a document: what is said of it, its versions, and what it goes with."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.policies import queries

        one = queries.policy_named(actor, reference, today())
        draft = queries.as_draft(one)
        names = ("kind", "summary", "unit", "owner_post", "audience", "review_months", "topics")
        said = {
            "reference": one.reference,
            "title": one.title,
            "owner": one.owner.name,
            "body": one.body.name if one.body else "",
            **{name: getattr(draft, name) for name in names},
            **{name: getattr(one, name) for name in ("slug", "open_at", "shut_at", "changed")},
        }
        versions = [version_row(each) for each in queries.versions(actor, one, today())]
        links = [_link(each) for each in queries.links(one)]
        extracts = [_extract(each) for each in queries.extracts(one)]
    answer(said, f"{one.reference}  {one.title}  ({one.kind_label.lower()})")
    say(f"Owner: {one.owner.name}. Approved by: {said['body'] or 'who keeps it'}.")
    columns = {"state": "State", "approved_on": "Approved", "review_on": "Next review"}
    table("versions", versions, {"number": "Version", **columns, "note": "What is new"})
    table("links", links, {"kind": "Goes with", "target": "What", "paragraph": "Where"})
    columns = {"source": "Says again", "paragraph": "Paragraph", "stale_why": "Left behind"}
    table("extracts", extracts, columns)


def version_row(one: Any) -> dict[str, Any]:
    """How a version stands."""
    from muniment.foundation.kernel.clock import civil_date

    names = ("number", "state", "note", "digest", "made_at", "approved_at", "approved_by")
    more = ("decision", "published_at", "review_on", "consult_until", "ended_at", "ended_why")
    approved = civil_date(one.approved_at) if one.approved_at else None
    return {"approved_on": approved, **{name: getattr(one, name) for name in (*names, *more)}}


def _link(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("kind", "target", "paragraph")}


def _extract(one: Any) -> dict[str, Any]:
    names = ("paragraph", "version", "stale_at", "stale_why")
    return {"source": one.source.reference, **{name: getattr(one, name) for name in names}}


@app.command("text")
def text(
    reference: Reference,
    number: Number = "",
    paragraphs: Annotated[
        bool, typer.Option("--paragraphs", help="Numbered paragraphs, not the Markdown.")
    ] = False,
) -> None:
    """Print what a version says."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.policies import queries, rules

        one = queries.policy_named(actor, reference, today())
        version = queries.version_named(actor, one, number, today())
        rows = [paragraph_row(each) for each in rules.paragraphs(version.text)]
    told = {"version": version.number, "state": version.state, "digest": version.digest}
    answer({**told, "text": version.text})
    if paragraphs:
        table("paragraphs", rows, {"number": "No.", "key": "Name", "words": "What it says"})
        return
    for line in version.text.splitlines():
        say(line)


def paragraph_row(one: Any) -> dict[str, Any]:
    """A paragraph: its number, its name, what it says and states."""
    names = ("number", "key", "words", "heading", "digest")
    more = {"meets": list(one.meets), "values": dict(one.values)}
    return {**{name: getattr(one, name) for name in names}, **more}


@app.command("contents")
def contents(reference: Reference, number: Number = "") -> None:
    """Show what a policy on records must say (Code of Practice under section 46 of the Freedom of
    Information Act 2000), and which paragraphs say it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.policies import queries, rules

        one = queries.policy_named(actor, reference, today())
        version = queries.version_named(actor, one, number, today())
        met = rules.met_by(rules.paragraphs(version.text))
        rows = [
            {
                "content": content.value,
                "label": content.label,
                "met": bool(found),
                "paragraphs": [each.number for each in found],
            }
            for content, found in met.items()
        ]
    columns = {"label": "What it must say", "met": "Said", "paragraphs": "In paragraphs"}
    table("contents", rows, columns, version=version.number)
    answer({"complete": all(row["met"] for row in rows)})


@app.command("template")
def template() -> None:
    """Print a text to begin a policy on managing records with: it says all that it must."""
    from muniment.governance.policies.rules.template import TEMPLATE

    answer({"text": TEMPLATE}, *TEMPLATE.splitlines())


TextFile = Annotated[Path, typer.Option("--text", metavar="FILE", help="Markdown; - to type it.")]
Audience = Annotated[
    list[str] | None,
    typer.Option(help="Who is to acknowledge it: everyone, unit:HOU, role:siro. Can be repeated."),
]
Topics = Annotated[list[str] | None, typer.Option("--topic", help="Can be repeated.")]


@app.command("add")
def add(
    title: Annotated[str, typer.Argument(metavar="TITLE")],
    kind: Annotated[
        str, typer.Option(help="policy, strategy, standard, procedure, guide or desk_aid.")
    ],
    owner: Annotated[str, typer.Option(help="Who answers for it: user name, e-mail, reference.")],
    text: TextFile,
    summary: Annotated[str, typer.Option(help="What it is, in short.")] = "",
    unit: Annotated[str, typer.Option(help="The unit it belongs to.")] = "",
    owner_post: Annotated[str, typer.Option(help="The post of who answers for it.")] = "",
    body: Annotated[str, typer.Option(metavar="GB-REF", help="The body that approves it.")] = "",
    audience: Audience = None,
    review_months: Annotated[int, typer.Option(help="Months between reviews.")] = 12,
    topic: Topics = None,
) -> None:
    """Begin a document, with the text of its first draft."""
    given = text_of(text)
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions
        from muniment.governance.policies.types import Kind, PolicyDraft

        chosen = one_of(Kind, kind, "kind")
        draft = PolicyDraft(
            kind=chosen,
            title=title,
            owner=owner,
            summary=summary,
            unit=unit,
            owner_post=owner_post,
            body=body,
            audience=tuple(audience or ()),
            review_months=review_months,
            topics=tuple(topic or ()),
        )
        made = actions.make(actor, draft, given, now=now())
    answer({"reference": made.reference}, f"{made.reference} is there, as a draft.")


@app.command("describe")
def describe(
    reference: Reference,
    title: Annotated[str | None, typer.Option(help="Another title.")] = None,
    kind: Annotated[str | None, typer.Option(help="Another kind.")] = None,
    owner: Annotated[str | None, typer.Option(help="Who answers for it from now.")] = None,
    summary: Annotated[str | None, typer.Option(help="What it is, in short.")] = None,
    unit: Annotated[str | None, typer.Option(help="Another unit.")] = None,
    owner_post: Annotated[str | None, typer.Option(help="Another post.")] = None,
    body: Annotated[str | None, typer.Option(help="Another body that approves it.")] = None,
    audience: Audience = None,
    review_months: Annotated[int | None, typer.Option(help="Months between reviews.")] = None,
    topic: Topics = None,
    seen: Annotated[
        int | None, typer.Option(help="How often it had been changed when you looked.")
    ] = None,
) -> None:
    """Say otherwise what a document is; what is not named stays. '' empties a list."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now, today
        from muniment.governance.policies import actions, queries

        given = {
            **{"title": title, "kind": kind, "owner": owner, "summary": summary, "unit": unit},
            **{"owner_post": owner_post, "body": body, "review_months": review_months},
            **{"audience": _listed(audience), "topics": _listed(topic)},
        }
        said: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
        before = queries.as_draft(queries.policy_named(actor, reference, today()))
        made = actions.describe(actor, reference, replace(before, **said), seen=seen, now=now())
    told = {"reference": made.reference, "changed": made.changed}
    answer(told, f"{made.reference} has been changed.")


def _listed(given: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if given is None else tuple(filter(None, given))


@app.command("health")
def health() -> None:
    """Show what wants attention: overdue, incomplete, saying different things, left behind."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.policies import queries

        _require_part(actor)
        found = queries.health(actor, today())
        overdue = [{**_named(one), "review_on": one.review_on} for one in found.overdue]
        lacking = [
            {**_named(one), "missing": [each.label for each in missing]}
            for one, missing in found.incomplete
        ]
        conflicts = [
            {"name": one.name, **_stated(each)} for one in found.conflicts for each in one.stated
        ]
        stale = [{**_extract(one), "reference": one.aid.reference} for one in found.stale]
        broken = [{**_link(one), "reference": one.policy.reference} for one in found.broken]
    document = {"reference": "Document", "title": "Title"}
    say("Review overdue")
    table("overdue", overdue, {**document, "version": "Version", "review_on": "Was due"})
    say("Not complete")
    table("incomplete", lacking, {**document, "missing": "Missing"})
    say("Saying different things")
    columns = {"value": "Value", "title": "Where", "version": "Version", "paragraph": "Paragraph"}
    table("conflicts", conflicts, {"name": "Of", **columns})
    say("Left behind")
    columns = {"source": "Says again", "paragraph": "Paragraph", "stale_why": "Why"}
    table("stale", stale, {"reference": "Document", **columns})
    say("Linked to what is retired")
    table("broken", broken, {"reference": "Document", "target": "Retired"})


def _named(version: Any) -> dict[str, Any]:
    one = version.policy
    return {"reference": one.reference, "title": one.title, "version": version.number}


def _stated(one: Any) -> dict[str, Any]:
    names = ("value", "policy", "title", "version", "paragraph")
    return {name: getattr(one, name) for name in names}


@app.command("figures")
def figures() -> None:
    """Show how the documents stand: in date, complete, acknowledged."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now, today
        from muniment.governance.policies import queries

        _require_part(actor)
        found = queries.figures(actor, now(), today())
    told = {name: getattr(found, name) for name in found.__slots__}
    answer(
        told,
        f"Published: {found.published}, of these in date: {found.in_date}",
        f"Review overdue: {found.overdue}",
        f"Policies that do not say all they must: {found.incomplete}",
        f"Values that are stated differently: {found.conflicts}",
        f"Desk aids whose source has changed: {found.stale}",
        "Acknowledged, of what was issued 30 days ago or more:"
        f" {found.acknowledged} of {found.asked}",
    )
