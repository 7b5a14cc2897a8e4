"""Where records may belong, learnt from what people filed."""

from typing import Annotated, Any

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.shapes import Given, Reference
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.advice import queries
from muniment.holdings.advice.types import Suggestion

router = Router(tags=["advice"])
SEE = Permission.RECORDS_SEE


class LikeIt(Schema):
    """A record that you may see and that is like it; `likeness` in per cent."""

    record: str
    title: str
    likeness: int


class Suggested(Schema):
    """A class that something may belong in, with its retention rule, and why: words that speak for
    it, and records like it. `folder`: the folder there that holds most of these; else empty."""

    file_class: str
    title: str
    rule: str
    words: list[str]
    near: list[LikeIt]
    folder: str
    folder_title: str


class NotFiled(Given):
    """Something that is not filed yet: what it is called, the name of its file, what it says."""

    title: Annotated[str, Field(max_length=500)]
    name: Annotated[str, Field(max_length=500)] = ""
    text: Annotated[str, Field(max_length=40_000)] = ""


class HowOften(Schema):
    """Of the records of a class that were held back and taught nothing: how many there are, for
    how many the class was the first suggestion, and one of the first three."""

    file_class: str
    title: str
    held_back: int
    first: int
    among_three: int


@operation(router, "GET", "/records/{reference}/suggestions", needs=SEE, answer=list[Suggested])
def suggestions(request: Request, reference: Reference) -> Any:
    """Up to three classes that a record may belong in besides its own, with reasons, learnt from
    the records that you may see. Nothing is filed by it."""
    found = queries.suggestions(request.actor, reference, on=civil_date(request.now))
    return [_suggested(one) for one in found]


@operation(
    router,
    "POST",
    "/suggestions",
    needs=Permission.RECORDS_CAPTURE,
    answer=list[Suggested],
    keyed=False,
)
def suggest(request: Request, body: NotFiled) -> Any:
    """The same for something that is not filed yet. Nothing of it is kept."""
    on = civil_date(request.now)
    found = queries.suggestions_for(
        request.actor, title=body.title, name=body.name, text=body.text, on=on
    )
    return [_suggested(one) for one in found]


def _suggested(one: Suggestion) -> Suggested:
    near = [
        LikeIt(record=other.reference, title=other.title, likeness=other.likeness)
        for other in one.near
    ]
    return Suggested(
        file_class=one.file_class,
        title=one.title,
        rule=one.rule,
        words=list(one.words),
        near=near,
        folder=one.folder,
        folder_title=one.folder_title,
    )


@operation(
    router, "GET", "/suggestions/accuracy", needs=Permission.FILEPLAN_SEE, answer=list[HowOften]
)
def accuracy(request: Request) -> Any:
    """How often the suggestions were right for records that were held back, class by class."""
    return [
        HowOften(
            file_class=one.file_class,
            title=one.title,
            held_back=one.tried,
            first=one.first,
            among_three=one.among_three,
        )
        for one in queries.accuracy(request.actor)
    ]
