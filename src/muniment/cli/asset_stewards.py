"""What owners of information assets do: have stewards keep parts of an entry, and say that it is
right."""

from typing import Annotated, Any

import typer

from muniment.cli.arguments import On, Reference, read_date
from muniment.cli.desk import acting
from muniment.cli.output import answer, table

Given = Annotated[str, typer.Argument(metavar="DL-REF", help="The reference of the delegation.")]


def attest(
    reference: Reference,
    review_on: Annotated[
        str, typer.Option(metavar="DATE", help="When it is looked at again, such as 2027-03-31.")
    ],
    note: Annotated[str, typer.Option(help="What you looked at.")] = "",
    seen: Annotated[
        int | None, typer.Option(help="The version that you looked at; refused if it is older.")
    ] = None,
) -> None:
    """Say, as its owner, that an entry, its retention and its risks are right."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.assets import actions

        day = read_date(review_on, "review_on")
        made = actions.attest(actor, reference, review_on=day, said=note, seen=seen, now=now())
    told = {"reference": reference, "version": made.version, "digest": made.digest}
    answer(told, f"{reference} is right as version {made.version} says it.")


def delegate(
    reference: Reference,
    steward: Annotated[str, typer.Argument(metavar="NAME", help="User name, e-mail or reference.")],
    group: Annotated[
        list[str], typer.Option(help="A group of fields, such as backup. Can be repeated.")
    ],
    starts_on: On = "",
    ends_on: Annotated[str, typer.Option(metavar="DATE", help="The last day.")] = "",
    note: Annotated[str, typer.Option(help="What you ask of them.")] = "",
) -> None:
    """Have a steward keep some groups of fields of an asset that you answer for."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.assets import actions
        from muniment.governance.assets.types import DelegationDraft

        days = read_date(starts_on, "starts_on"), read_date(ends_on, "ends_on")
        draft = DelegationDraft(steward, tuple(group), *days, note)
        made = actions.delegate(actor, reference, draft, now=now())
    answer({"delegation": made.reference}, f"{made.reference}: {', '.join(made.labels)}.")


def end_delegation(
    reference: Given,
    ends_on: Annotated[
        str, typer.Option(metavar="DATE", help="The last day; without it, it ends at once.")
    ] = "",
) -> None:
    """End a delegation."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.assets import actions

        day = read_date(ends_on, "ends_on")
        made = actions.end_delegation(actor, reference, ends_on=day, now=now())
    told = {"delegation": made.reference, "ends_on": made.ends_on}
    answer(told, f"{made.reference} ends with {made.ends_on}.")


def stewards(reference: Reference) -> None:
    """List what is or was delegated of an asset, and who said when that its entry is right."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.governance.assets import queries

        one = queries.asset_named(actor, reference)
        given = [_delegation(each) for each in queries.delegations(one)]
        said = list(queries.attestations(one))
        names = access.names_at({each.by for each in said})
        attested = [_attestation(each, names) for each in said]
    columns = {"reference": "Delegation", "steward": "Steward", "groups": "What"}
    table("delegations", given, {**columns, "starts_on": "From", "ends_on": "To"})
    columns = {"at": "When", "by": "Who", "version": "Version", "review_on": "Next review"}
    table("attestations", attested, columns)


def _delegation(one: Any) -> dict[str, Any]:
    names = ("reference", "groups", "note", "starts_on", "ends_on")
    return {"steward": one.steward.name, **{name: getattr(one, name) for name in names}}


def _attestation(one: Any, names: dict[str, str]) -> dict[str, Any]:
    said = ("at", "version", "digest", "for_owner", "said", "review_on")
    return {"by": names.get(one.by, one.by), **{name: getattr(one, name) for name in said}}
