"""What the body sets for its disposal reviews."""

from dataclasses import asdict
from typing import Annotated, Any

from ninja import Field, Router

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.shapes import Given
from muniment.foundation.access.types import Permission as P
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.types import ReviewTerms

router = Router(tags=["disposal"])
Days = Annotated[int, Field(ge=0, le=10_000)]


class Settings(Given):
    """Days of notice to owners, whether that is needed before a proposal, and days until a stage
    is late; whether what is due is put on lists for review by night, how many records a list has,
    and for how many days what was sent back is left alone. What is left out of a change stays."""

    notice_days: Days | None = None
    notice_needed: bool | None = None
    late_days: Days | None = None
    lists: bool | None = None
    list_size: Days | None = None
    leave_days: Days | None = None


@operation(router, "GET", "/review-settings", needs=P.DISPOSAL_SEE, answer=Settings)
def show_settings(request: Request) -> Any:
    """What is set for reviews."""
    return Settings(**asdict(queries.review_terms()))


@operation(router, "PUT", "/review-settings", needs=P.RETENTION_MANAGE, answer=Settings)
def change_settings(request: Request, wanted: Settings) -> Any:
    """Set how reviews go."""
    said = {name: value for name, value in wanted.model_dump().items() if value is not None}
    terms = ReviewTerms(**{**asdict(queries.review_terms()), **said})
    return Settings(**asdict(actions.set_review_terms(request.actor, terms, now=request.now)))
