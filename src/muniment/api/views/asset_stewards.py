"""What owners of information assets do: delegate to stewards, and say that an entry is right."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, page
from muniment.api.shapes import Given
from muniment.foundation.access.types import Permission
from muniment.governance.assets import actions, queries
from muniment.governance.assets.types import DelegationDraft

router = Router(tags=["assets"])
SEE = Permission.ASSETS_SEE
Short = Annotated[str, Field(max_length=300)]


class DelegationGiven(Given):
    """Who (user name, e-mail or reference) is to keep which groups of fields, from which day
    (today) to which (until it is ended)."""

    steward: Short
    groups: Annotated[list[Short], Field(max_length=20)]
    starts_on: date | None = None
    ends_on: date | None = None
    note: Annotated[str, Field(max_length=1000)] = ""


class DelegationEnd(Given):
    """The last day; without it, it ends at once."""

    ends_on: date | None = None


class AssetDelegation(Schema):
    """What is or was delegated of an asset. `given_by` and `steward` by reference."""

    reference: str
    asset: str
    steward: str
    groups: list[str]
    note: str
    starts_on: date
    ends_on: date | None
    given_by: str


class AttestationGiven(Given):
    """When the entry is looked at again, what was looked at, and which version it was."""

    review_on: date
    said: Annotated[str, Field(max_length=5000)] = ""
    seen: Annotated[int, Field(ge=1, le=2**31)] | None = None


class AssetAttestation(Schema):
    """That somebody said an entry is right: of which version, with its digest. `for_owner`: the
    owner then, in whose place a substitute may have said it."""

    asset: str
    at: datetime
    by: str
    for_owner: str
    version: int
    digest: str
    said: str
    review_on: date


@operation(
    router, "GET", "/assets/{reference}/delegations", needs=SEE, answer=Page[AssetDelegation]
)
def list_delegations(request: Request, reference: str, after: After = "", limit: Limit = 50) -> Any:
    """What is or was delegated of an asset, the latest first."""
    rows = list(queries.delegations(queries.asset_named(request.actor, reference)))
    some = from_list(rows, after, limit, lambda one: one.reference)
    return page(request, some, limit, _delegation, lambda one: one.reference)


def _delegation(one: Any) -> AssetDelegation:
    names = ("reference", "groups", "note", "starts_on", "ends_on", "given_by")
    return AssetDelegation(
        asset=one.asset.reference,
        steward=one.steward.reference,
        **{name: getattr(one, name) for name in names},
    )


@operation(
    router,
    "POST",
    "/assets/{reference}/delegations",
    needs=SEE,
    answer=AssetDelegation,
    status=201,
)
def delegate_asset(request: Request, reference: str, given: DelegationGiven) -> Any:
    """Have a steward keep some groups of fields of an asset that you answer for."""
    said = given.model_dump()
    draft = DelegationDraft(**{**said, "groups": tuple(said["groups"])})
    return _delegation(actions.delegate(request.actor, reference, draft, now=request.now))


@operation(router, "POST", "/assets/delegations/{reference}/end", needs=SEE, answer=AssetDelegation)
def end_delegation(request: Request, reference: str, given: DelegationEnd) -> Any:
    """End a delegation."""
    made = actions.end_delegation(request.actor, reference, ends_on=given.ends_on, now=request.now)
    return _delegation(made)


@operation(
    router, "GET", "/assets/{reference}/attestations", needs=SEE, answer=Page[AssetAttestation]
)
def list_attestations(
    request: Request, reference: str, after: After = "", limit: Limit = 50
) -> Any:
    """Every time that somebody said the entry is right, the latest first."""
    one = queries.asset_named(request.actor, reference)
    rows = list(queries.attestations(one))
    some = from_list(rows, after, limit, lambda each: str(each.version))
    return page(request, some, limit, _attestation, lambda each: each.version)


def _attestation(one: Any) -> AssetAttestation:
    names = ("at", "by", "for_owner", "version", "digest", "said", "review_on")
    said = {name: getattr(one, name) for name in names}
    return AssetAttestation(asset=one.asset.reference, **said)


@operation(
    router, "POST", "/assets/{reference}/attest", needs=SEE, answer=AssetAttestation, status=201
)
def attest_asset(request: Request, reference: str, given: AttestationGiven) -> Any:
    """Say, as its owner, that an entry, its retention and its risks are right."""
    made = actions.attest(request.actor, reference, **given.model_dump(), now=request.now)
    return _attestation(made)
