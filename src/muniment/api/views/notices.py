"""What you were told."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import ANYBODY, operation
from muniment.api.paging import After, Limit, Page, page
from muniment.api.shapes import Given
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.foundation.notices import actions, queries
from muniment.foundation.notices.types import Mail

router = Router(tags=["notices"])


class Notice(Schema):
    """Something you were told. `about` names the thing, as the audit log does."""

    reference: str
    kind: str
    about: str
    words: str
    made_at: datetime
    seen_at: datetime | None


class Seen(Given):
    """Up to which notice (by reference) you have seen them; all if blank."""

    upto: Annotated[str, Field(max_length=40)] = ""


class HowTold(Given):
    """When you are told by e-mail that there is something new."""

    how: Mail


def _notice(one: Any) -> Notice:
    return Notice(**{name: getattr(one, name) for name in Notice.model_fields})


@operation(router, "GET", "/notices", needs=ANYBODY, answer=Page[Notice])
def list_notices(
    request: Request, unseen: bool = False, after: After = "", limit: Limit = 50
) -> Any:
    """Your notices, the latest first; `unseen`: only what you have not seen yet."""
    found = queries.notices(request.actor, unseen=unseen)
    if after:
        last = queries.notices(request.actor).filter(reference=after).first()
        if last is None:
            raise Refused(Reason("after", "There is no such place in this list.", "after"))
        found = found.filter(pk__lt=last.pk)
    return page(request, list(found[: limit + 1]), limit, _notice, lambda one: one.reference)


@operation(router, "POST", "/notices/seen", needs=ANYBODY, answer=dict[str, int])
def see(request: Request, wanted: Seen) -> Any:
    """Mark your notices as seen; how many."""
    return {"seen": actions.see(request.actor, upto=wanted.upto, now=request.now)}


@operation(router, "GET", "/notices/mail", needs=ANYBODY, answer=HowTold)
def show_mail(request: Request) -> Any:
    """When you are told by e-mail."""
    return HowTold(how=queries.mail_of(request.actor.reference))


@operation(router, "PUT", "/notices/mail", needs=ANYBODY, answer=HowTold)
def choose_mail(request: Request, wanted: HowTold) -> Any:
    """Choose when you are told by e-mail."""
    return HowTold(how=actions.choose_mail(request.actor, wanted.how, now=request.now))
