"""What a document goes with, what it says again, and where in Muniment it is shown."""

from typing import Annotated, Any

import typer

from muniment.cli.arguments import Reference, one_of
from muniment.cli.desk import acting
from muniment.cli.output import answer, table
from muniment.cli.policy_versions import Paragraph

LinkTo = Annotated[
    str,
    typer.Argument(
        metavar="KIND",
        help="document, rule, asset, indicator, principle, control, question or law.",
    ),
]
Target = Annotated[
    str, typer.Argument(metavar="WHAT", help="A reference, the code of a rule, or words.")
]
Source = Annotated[str, typer.Argument(metavar="PO-REF", help="The document it is taken from.")]
Cited = Annotated[str, typer.Argument(metavar="PARAGRAPH", help="By its number or its name.")]
Where = Annotated[
    str, typer.Argument(metavar="SCREEN", help="title, close, dispose, hold or asset.")
]
ForRole = Annotated[str, typer.Option(help="Only for this role; for everybody without it.")]


def link(reference: Reference, kind: LinkTo, target: Target, paragraph: Paragraph = "") -> None:
    """Say that a document goes with another thing."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions
        from muniment.governance.policies.types import LinkKind

        chosen = one_of(LinkKind, kind, "kind")
        made = actions.link(actor, reference, chosen, target, paragraph=paragraph, now=now())
    told = {"reference": reference, "kind": made.kind, "target": made.target}
    answer(told, f"{reference} goes with {made.target}.")


def unlink(reference: Reference, kind: LinkTo, target: Target) -> None:
    """Say no more that a document goes with a thing."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions
        from muniment.governance.policies.types import LinkKind

        chosen = one_of(LinkKind, kind, "kind")
        actions.unlink(actor, reference, chosen, target, now=now())
    answer({"reference": reference}, f"{reference} goes with {target} no more.")


def extract(reference: Reference, source: Source, paragraph: Cited) -> None:
    """Say that a desk aid or guide says again a paragraph of another document."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions

        made = actions.extract(actor, reference, source, paragraph, now=now())
    told = {"reference": reference, "paragraph": made.paragraph, "version": made.version}
    answer(told, f"{reference} says again paragraph {made.paragraph} of {source}.")


def confirm(reference: Reference, source: Source, paragraph: Cited) -> None:
    """Say that a desk aid whose paragraph has changed is right still."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions

        made = actions.confirm_extract(actor, reference, source, paragraph, now=now())
    told = {"reference": reference, "paragraph": made.paragraph, "version": made.version}
    answer(told, f"{reference} is right still.")


def point(
    reference: Reference, screen: Where, role: ForRole = "", paragraph: Paragraph = ""
) -> None:
    """Show a document, or one paragraph of it, at a place of work."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions
        from muniment.governance.policies.types import Screen

        chosen = one_of(Screen, screen, "screen")
        actions.point(actor, reference, chosen, role=role, paragraph=paragraph, now=now())
    told = {"reference": reference, "screen": chosen.value, "role": role}
    answer(told, f"{reference} is shown: {chosen.label.lower()}.")


def unpoint(reference: Reference, screen: Where, role: ForRole = "") -> None:
    """Show a document at a place of work no more."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.policies import actions
        from muniment.governance.policies.types import Screen

        chosen = one_of(Screen, screen, "screen")
        actions.unpoint(actor, reference, chosen, role=role, now=now())
    told = {"reference": reference, "screen": chosen.value, "role": role}
    answer(told, f"{reference} is not shown there.")


def pointers() -> None:
    """List what is shown at which place of work."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.governance.policies import queries

        access.require(actor, Permission.POLICIES_SEE)
        rows = [_pointer(one) for one in queries.pointers(actor)]
    columns = {"screen": "Where", "role": "For", "reference": "Document", "title": "Title"}
    table("pointers", rows, {**columns, "paragraph": "Paragraph"})


def _pointer(one: Any) -> dict[str, Any]:
    names = ("screen", "role", "paragraph")
    what = {"reference": one.policy.reference, "title": one.policy.title}
    return {**what, **{name: getattr(one, name) for name in names}}
