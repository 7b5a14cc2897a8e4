"""A desk aid or guide on one sheet of paper."""

from django.http import HttpResponseBase  # noqa: TID251

from muniment.foundation.kernel.clock import civil_date
from muniment.governance.policies import queries
from muniment.web.door import Request, render
from muniment.web.views import policy_text
from muniment.web.views.policy_writing import page_of, to_read


def policy_sheet(request: Request, reference: str) -> HttpResponseBase:
    """The version in force, set to be printed on one A4 page."""
    one = to_read(request, reference)
    version = queries.version_named(request.actor, one, "", civil_date(request.now))
    return render(
        request,
        "policies/sheet.html",
        one=one,
        version=version,
        text=policy_text.shown(version.text),
        sources=[each.source.title for each in queries.extracts(one)],
        crumbs=page_of(one)["crumbs"],
    )
