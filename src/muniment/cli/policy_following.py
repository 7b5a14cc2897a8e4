"""Who has said that they follow a document, and what people propose that it should say."""

from typing import Annotated, Any

import typer

from muniment.cli.arguments import Reference, one_of
from muniment.cli.desk import acting
from muniment.cli.output import answer, table
from muniment.cli.policies import Number
from muniment.cli.policy_versions import Paragraph
from muniment.foundation.kernel.errors import NotPermitted, Reason


def acknowledge(
    reference: Reference,
    seen: Annotated[
        str, typer.Option(metavar="DIGEST", help="Of the text that you read; refused if older.")
    ] = "",
) -> None:
    """Say that you have read the version in force and will follow it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions

        made = actions.acknowledge(actor, reference, seen=seen, now=now())
    told = {"version": made.version.number, "text": made.text_digest, "digest": made.digest}
    answer({"reference": reference, **told}, f"You follow version {made.version.number}.")


def to_acknowledge() -> None:
    """List what you are asked to acknowledge and have not."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.policies import queries

        rows = [
            {
                "reference": one.policy.reference,
                "title": one.policy.title,
                "version": one.number,
                "published_at": one.published_at,
            }
            for one in queries.to_acknowledge(actor, today())
        ]
    columns = {"reference": "Reference", "title": "Title", "version": "Version"}
    table("documents", rows, {**columns, "published_at": "Since"})


def acknowledgements(reference: Reference, number: Number = "") -> None:
    """List who has acknowledged a version, with the digest of the text that they read."""
    with acting() as actor:
        from muniment.governance.policies import queries

        version = _version(actor, reference, number)
        rows = [
            {
                **_somebody(one.person),
                **{name: getattr(one, name) for name in ("at", "text_digest", "digest")},
            }
            for one in queries.acknowledgements(version)
        ]
    columns = {"name": "Who", "unit": "Unit", "at": "When", "text_digest": "Which text"}
    table("acknowledgements", rows, columns, version=version.number)


def _version(actor: Any, reference: str, number: str) -> Any:
    """The version, for somebody who may read who follows it. Raises NotFound, NotPermitted."""
    from muniment.foundation.kernel.clock import today
    from muniment.governance.policies import queries

    one = queries.policy_named(actor, reference, today())
    if not queries.sees_who_follows(actor, one):
        said = "It is for who answers for the document, those who keep documents, and auditors."
        raise NotPermitted(Reason("not_permitted", said))
    return queries.version_named(actor, one, number, today())


def _somebody(person: Any) -> dict[str, str]:
    unit = person.unit.name if person.unit else ""
    return {"person": person.reference, "name": person.name, "unit": unit}


def outstanding(reference: Reference, number: Number = "") -> None:
    """List who is asked to acknowledge a version and has not, and how each unit stands."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.policies import queries

        version = _version(actor, reference, number)
        rows = [_somebody(one) for one in queries.outstanding(version, today())]
        units = [
            {"unit": name, "asked": asked, "acknowledged": done}
            for name, asked, done in queries.by_unit(version, today())
        ]
    table("outstanding", rows, {"name": "Who", "unit": "Unit"}, version=version.number)
    table("units", units, {"unit": "Unit", "asked": "Asked", "acknowledged": "Acknowledged"})


def propose(
    reference: Reference,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What should change, and why.")],
    paragraph: Paragraph = "",
) -> None:
    """Propose that a document be changed: who answers for it is told."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions

        made = actions.propose(actor, reference, words, paragraph=paragraph, now=now())
    told = {"proposal": made.reference, "due_on": made.due_on}
    answer(told, f"{made.reference} is noted. You get an answer by {made.due_on}.")


def proposals(
    reference: Annotated[
        str, typer.Argument(metavar="[REF]", help="Of a document; your own without it.")
    ] = "",
    to_answer: Annotated[
        bool, typer.Option("--to-answer", help="Those that wait for your answer.")
    ] = False,
) -> None:
    """List changes that were proposed, and what came of them."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.policies import queries

        if to_answer:
            found = queries.proposals_to_answer(actor, today())
        elif reference:
            one = queries.policy_named(actor, reference, today())
            found = queries.proposals(actor, one)
        else:
            found = list(queries.my_proposals(actor))
        rows = [_proposal(each) for each in found]
    columns = {"reference": "Proposal", "title": "Document", "paragraph": "On"}
    columns |= {"words": "What is proposed", "due_on": "Answer by", "answer": "Answer"}
    table("proposals", rows, {**columns, "why": "Why"})


def _proposal(one: Any) -> dict[str, Any]:
    names = ("reference", "paragraph", "words", "at", "due_on", "answer", "why", "answered_at")
    what = {"document": one.policy.reference, "title": one.policy.title, "by": one.by.name}
    return {**what, **{name: getattr(one, name) for name in names}}


def answer_proposal(
    reference: Annotated[str, typer.Argument(metavar="PP-REF", help="Of the proposal.")],
    outcome: Annotated[str, typer.Argument(metavar="ANSWER", help="accepted, rejected or merged.")],
    words: Annotated[str, typer.Argument(metavar="WORDS", help="Why.")],
) -> None:
    """Answer a change that was proposed; who proposed it is told."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions
        from muniment.governance.policies.types import Answer

        chosen = one_of(Answer, outcome, "answer")
        made = actions.answer_proposal(actor, reference, chosen, words, now=now())
    told = {"proposal": made.reference, "answer": made.answer}
    answer(told, f"{made.reference}: {made.answer_label.lower()}.")
