"""The API: its operations, its description, and its addresses below /api/v1/."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase  # noqa: TID251
from django.urls import URLPattern, URLResolver, path

from muniment.api import problems
from muniment.api.description import Described
from muniment.api.door import through_door
from muniment.api.views import (
    actions,
    advice,
    aside,
    asset_stewards,
    assets,
    audit,
    batches,
    bodies,
    bringing,
    capture,
    channels,
    decided,
    directory,
    disposal,
    due,
    duplicates,
    entries,
    expunging,
    fields,
    fileplan,
    folders,
    habits,
    holds,
    incident_breaches,
    incident_deeds,
    incidents,
    keep,
    library,
    mail,
    meetings,
    naming,
    notices,
    overseeing,
    own_mailbox,
    plans,
    policies,
    policy_following,
    policy_health,
    policy_versions,
    records,
    retention,
    review_terms,
    risk_parts,
    risks,
    schedules,
    search,
    searches,
    site_owners,
    sorting,
    sources,
    store,
    system,
    waivers,
)
from muniment.foundation.kernel.errors import Reason

ROOMS = (
    bringing,
    capture,
    sources,
    mail,
    own_mailbox,
    channels,
    habits,
    search,
    searches,
    library,
    assets,
    asset_stewards,
    plans,
    actions,
    incident_breaches,
    incident_deeds,
    incidents,
    risks,
    risk_parts,
    waivers,
    # Lists of their own before what has any reference in its place.
    meetings,
    bodies,
    policy_following,
    policy_health,
    policy_versions,
    policies,
    records,
    folders,
    naming,
    duplicates,
    advice,
    sorting,
    fileplan,
    fields,
    overseeing,
    retention,
    due,
    decided,
    schedules,
    keep,
    holds,
    disposal,
    batches,
    aside,
    expunging,
    review_terms,
    notices,
    directory,
    entries,
    site_owners,
    audit,
    store,
    system,
)

api = Described(
    title="Muniment",
    version="1",
    description=(
        "Records and their governance. Send a token as `Authorization: Bearer mun_…`. In an"
        " address a reference has `~` for `/`. A refusal is application/problem+json with every"
        " reason. Lists go on at `next` until it is null."
    ),
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
)
problems.install(api)
for room in ROOMS:
    api.add_router("", room.router)


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    """Any other address below the API."""
    return problems.problem(404, [Reason("not_found", "There is nothing at this address.")])


def _through_door(patterns: list[Any]) -> list[URLPattern | URLResolver]:
    for one in patterns:
        one.callback = through_door(one.callback)
    return patterns


app_name = "api"
urlpatterns = _through_door(
    [
        *(one for one in api.urls[0] if getattr(one, "name", "") != "api-root"),
        path("", nothing_here, name="api-root"),
        path("<path:rest>", nothing_here, name="nothing-here"),
    ]
)
