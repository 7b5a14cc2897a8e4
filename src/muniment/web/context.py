"""What every page is given."""

from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest  # noqa: TID251
from django.urls import NoReverseMatch, reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules
from muniment.foundation.access.types import Permission as P
from muniment.web import once
from muniment.web.pages import SIGNED_IN, Needs, may_reach


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A part of the service: where it starts, who may reach it, and the paths that belong to it."""

    label: str
    route: str
    needs: Needs
    paths: tuple[str, ...]
    instead_of: Needs = ()  # shown only to who may not reach what needs this


_PLAN = ("/file-plan/", "/folders/", "/records/", "/boxes/")
MENU = (
    MenuItem("Home", "home", SIGNED_IN, ()),
    MenuItem("Find", "search", P.RECORDS_SEE, ("/find/", "/library/")),
    MenuItem("Library", "library", SIGNED_IN, ("/library/",), instead_of=P.RECORDS_SEE),
    MenuItem("File plan", "fileplan", P.FILEPLAN_SEE, _PLAN),
    MenuItem("Lifecycle", "lifecycle", (P.RETENTION_SEE, P.DISPOSAL_SEE), ("/lifecycle/",)),
    MenuItem("Governance", "assets", P.ASSETS_SEE, ("/governance/",)),
    MenuItem("Governance", "policies", P.POLICIES_SEE, ("/governance/",), instead_of=P.ASSETS_SEE),
    MenuItem("People", "directory", P.PEOPLE_SEE, ("/people/",)),
    MenuItem("Admin", "admin", (P.PEOPLE_SEE, P.AUDIT_SEE, P.SYSTEM_RUN), ("/admin/",)),
)


def service(request: HttpRequest) -> dict[str, object]:
    """The names that every template may use."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "menu": _menu(request) if actor else [],
        "body_name": _body_name(),
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "once_input": once.new_input(),
        "may": lambda permission: actor is not None and rules.may(actor, P(permission)),
    }


def _body_name() -> str:
    try:
        return access.body_name()
    except DatabaseError:  # the page that says that something is wrong is shown all the same
        return settings.MUNIMENT_BODY_NAME


def _menu(request: HttpRequest) -> list[dict[str, object]]:
    items = []
    for item in MENU:
        if may_reach(request, item.needs) and not (
            item.instead_of and may_reach(request, item.instead_of)
        ):
            try:
                href = reverse(item.route)
            except NoReverseMatch:
                continue
            here = request.path == href or request.path.startswith(item.paths or ("\0",))
            items.append({"text": item.label, "href": href, "active": here})
    return items
