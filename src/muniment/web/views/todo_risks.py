"""The figures of the home page about risks and waivers."""

from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.governance.risks import queries
from muniment.governance.risks.types import Want
from muniment.web.door import Request
from muniment.web.views.todo import Figure, figure


def own(request: Request) -> list[Figure]:
    """What waits for this person: risks of theirs to review or that are accepted no more, and
    waivers to decide on."""
    if not queries.sees(request.actor):
        return []
    today = civil_date(request.now)
    due, stale = queries.own_figures(request.actor, today)
    waiting = len(queries.waivers_to_decide(request.actor, today))
    found = [
        _of_risks("Your risks to review", due, Want.DUE, mine="on"),
        _of_risks("Your risks whose acceptance is stale", stale, Want.STALE, mine="on"),
        figure("Waivers that await a decision", waiting, "waivers", urgent=True, state="asked"),
    ]
    return [one for one in found if one["count"]]


def _of_risks(label: str, count: int, want: Want, **query: str) -> Figure:
    return figure(label, count, "risks", urgent=True, want=want, **query)


def kept(request: Request) -> list[Figure]:
    """How risks stand, for those who oversee them."""
    if P.RISKS_OVERSEE not in request.actor.permissions:
        return []
    found = queries.figures(request.actor, civil_date(request.now))
    some = [
        _of_risks("Risks over appetite", found.over, Want.OVER),
        _of_risks("Risks whose acceptance is stale", found.stale, Want.STALE),
        _of_risks("Risks without an owner", found.orphaned, Want.ORPHANED),
        figure("Acceptances that end soon", found.expiring, "acceptances", which="soon"),
        figure("Waivers that end soon", found.waivers_expiring, "waivers", soon="on"),
    ]
    return [one for one in some if one["count"]]
