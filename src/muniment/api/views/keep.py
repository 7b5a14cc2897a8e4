"""What to keep: answers in plain words, and whether the schedule is open to everybody."""

from dataclasses import asdict
from typing import Annotated, Any

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import Limit
from muniment.api.shapes import Given
from muniment.foundation.access.types import Permission
from muniment.lifecycle.retention import actions, queries, rules, types
from muniment.lifecycle.retention.types import Licence

router = Router(tags=["retention"])
SEE, MANAGE = Permission.RETENTION_SEE, Permission.RETENTION_MANAGE


class Publication(Given):
    """Whether the schedule is open to everybody, and on what terms."""

    is_open: bool
    licence: Licence = Licence.OGL
    contact: Annotated[str, Field(max_length=300)] = ""
    statement: Annotated[str, Field(max_length=5000)] = ""
    with_destroyed: bool = False


class Answer(Schema):
    """A rule that answers a question. `sure`: it speaks of enough of it to be called the answer."""

    code: str
    title: str
    in_words: list[str]
    why: str
    authority: str
    sure: bool


@operation(router, "GET", "/retention/answers", needs=SEE, answer=list[Answer])
def find_rules(
    request: Request, q: Annotated[str, Field(max_length=300)], limit: Limit = 10
) -> Any:
    """Which rules answer the question in plain words, such as `minutes of a board`; the best
    first."""
    return [
        Answer(
            code=one.rule.rule.code,
            title=one.rule.title,
            in_words=rules.told(queries.terms(one.rule).steps),
            why=one.rule.why,
            authority=one.rule.authority,
            sure=one.sure,
        )
        for one in queries.answers(q, most=limit)
    ]


@operation(router, "GET", "/retention/publication", needs=SEE, answer=Publication)
def show_publication(request: Request) -> Any:
    """Whether the schedule is open to everybody, and on what terms."""
    return Publication(**asdict(queries.publication()))


@operation(router, "PUT", "/retention/publication", needs=MANAGE, answer=Publication)
def publish_schedule(request: Request, wanted: Publication) -> Any:
    """Open the schedule to everybody, or close it."""
    terms = types.Publication(**wanted.model_dump())
    return Publication(**asdict(actions.publish_schedule(request.actor, terms, now=request.now)))
