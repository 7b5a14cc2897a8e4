"""The figures of the home page about risks and waivers."""

from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.governance.risks import queries
from muniment.governance.risks.types import Narrow, Want
from muniment.web.door import Request
from muniment.web.views.todo import Figure, figure


def own(request: Request) -> list[Figure]:
    """What waits for this person: risks of theirs to review or that are accepted no more, and
    waivers to decide on."""
    if not queries.sees(request.actor):
        return []
    mine = [
        _mine(request, "Your risks to review", Want.DUE),
        _mine(request, "Your risks whose acceptance is stale", Want.STALE),
    ]
    waiting = len(queries.waivers_to_decide(request.actor, civil_date(request.now)))
    label = "Waivers that await a decision"
    found = [*mine, figure(label, waiting, "waivers", urgent=True, state="asked")]
    return [one for one in found if one["count"]]


def _mine(request: Request, label: str, want: Want) -> Figure:
    today, narrow = civil_date(request.now), Narrow(mine=True)
    count = queries.risks(request.actor, want, narrow, today=today).count()
    return figure(label, count, "risks", urgent=True, want=want, mine="on")


def kept(request: Request) -> list[Figure]:
    """How risks stand, for those who oversee them."""
    if P.RISKS_OVERSEE not in request.actor.permissions:
        return []
    found = queries.figures(request.actor, civil_date(request.now))
    some = [
        figure("Risks over appetite", found.over, "risks", urgent=True, want=Want.OVER),
        figure(
            "Risks whose acceptance is stale", found.stale, "risks", urgent=True, want=Want.STALE
        ),
        figure("Risks without an owner", found.orphaned, "risks", urgent=True, want=Want.ORPHANED),
        figure("Acceptances that end soon", found.expiring, "acceptances", which="soon"),
        figure("Waivers that end soon", found.waivers_expiring, "waivers", soon="on"),
    ]
    return [one for one in some if one["count"]]
