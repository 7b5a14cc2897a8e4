"""Capture: one file into a folder, and what became of whole sources."""

import hashlib
from datetime import datetime
from typing import Annotated, Any

from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime, TypeAdapter, ValidationError, field_validator

from muniment.api.door import Request
from muniment.api.operation import carry_out, operation
from muniment.api.paging import After, Limit, Page, page
from muniment.api.problems import BadRequest
from muniment.api.receiving import Arrived, arriving
from muniment.api.shapes import Given, Reference
from muniment.foundation.access.types import Narrowing, Permission
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.holdings.capture import actions, queries
from muniment.holdings.capture.types import Outcome, Received

router = Router(tags=["capture"])
CAPTURE = Permission.RECORDS_CAPTURE
WATCH = (Permission.RECORDS_CAPTURE, Permission.AUDIT_SEE)
LONGEST_NAME = 1000  # letters; shown with escapes it must fit where paths are kept


Fields = dict[str, str | bool | list[str] | None]


class Filing(Given):
    """What is said of an uploaded file."""

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    title: Annotated[str, Field(max_length=500)] = ""
    title_reason: Annotated[str, Field(max_length=500)] = ""
    modified: AwareDatetime | None = None
    sha256: Annotated[str, Field(pattern="^([0-9A-Fa-f]{64})?$")] = ""
    fields: Annotated[str, Field(max_length=100_000)] = ""
    own_reason: Annotated[str, Field(max_length=1000)] = ""

    @field_validator("fields")
    @classmethod
    def is_object(cls, value: str) -> str:
        """The fields, if they are a JSON object of codes and values."""
        TypeAdapter(Fields).validate_json(value or "{}")
        return value

    @property
    def said(self) -> "Fields":
        """The fields by code."""
        found: Fields = TypeAdapter(Fields).validate_json(self.fields or "{}")
        return found


class Filed(Schema):
    """What became of an uploaded file: a record, or one more place of a record that has the
    same content."""

    outcome: Outcome
    record: str
    reason: str


BODY = {
    "required": True,
    "description": "The file itself, named by ?name=, or a form with the file as `file`. "
    "Content-Length must be right; Repr-Digest or sha256, where sent, too.",
    "content": {
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "string", "format": "binary"},
                    **{name: {"type": "string"} for name in Filing.model_fields},
                },
            }
        },
    },
}


@operation(
    router,
    "POST",
    "/folders/{reference}/files",
    needs=CAPTURE,
    answer=Filed,
    status=201,
    keyed=False,
    body=BODY,
)
def upload(
    request: Request,
    reference: Reference,
    name: Annotated[str, Query()] = "",
    title: Annotated[str, Query()] = "",
    title_reason: Annotated[str, Query()] = "",
    modified: Annotated[str, Query()] = "",
    sha256: Annotated[str, Query()] = "",
    fields: Annotated[str, Query(description="A JSON object of codes and values.")] = "",
    own_reason: Annotated[
        str, Query(description="Why it is to be a record of its own, if it is here already.")
    ] = "",
) -> Any:
    """File one file in a folder. When this answers 201 the record is durable; a cut or altered
    upload leaves nothing."""
    beside = {"name": name, "title": title, "modified": modified, "sha256": sha256}
    beside |= {"title_reason": title_reason, "fields": fields, "own_reason": own_reason}
    with arriving(request) as file:
        said = _said(file, {key: value for key, value in beside.items() if value})
        actions.check_upload(
            request.actor, reference, narrowing=Narrowing(), fields=said.said, now=request.now
        )
        received = actions.receive_upload(
            request.actor,
            reference,
            name=said.name,
            stream=file.stream,
            title=said.title,
            title_reason=said.title_reason,
            modified=said.modified,
            fields=said.said,
            own_reason=said.own_reason,
            expected_size=file.size,
            expected_sha256=_expected(file, said),
            now=request.now,
        )
    return carry_out(
        request,
        lambda: _file(request, reference, received),
        _fingerprint(said, received),
    )


def _said(file: Arrived, beside: dict[str, str]) -> Filing:
    known = {key: value for key, value in file.fields.items() if value}
    unknown = set(known) - set(Filing.model_fields)
    if unknown:
        words = f"The form has fields that are not known here: {', '.join(sorted(unknown))}."
        raise BadRequest(422, "unknown_field", words)
    try:
        return TypeAdapter(Filing).validate_python({"name": file.name, **known, **beside})
    except ValidationError as error:
        raise Refused(
            [
                Reason(one["type"], one["msg"], ".".join(map(str, one["loc"])))
                for one in error.errors()
            ]
        ) from error


def _expected(file: Arrived, said: Filing) -> str | None:
    announced = {one.lower() for one in (file.sha256, said.sha256) if one}
    if len(announced) > 1:
        raise BadRequest(422, "digest_mismatch", "Two different digests were announced.", "sha256")
    return announced.pop() if announced else None


def _fingerprint(said: Filing, received: Received) -> str:
    text = f"{received.staged.sha256} {said.model_dump_json(exclude={'sha256'})}"
    return hashlib.sha256(text.encode()).hexdigest()


def _file(request: Request, folder: str, received: Received) -> Filed:
    done = actions.file_received(request.actor, folder, received, now=request.now)
    return Filed(outcome=done.outcome, record=done.record, reason=done.reason)


class Capture(Schema):
    """A source that was captured, with its counts: `items` is the sum of the others. Where the
    source is on a machine is told to those who look after sources or after Muniment; others get
    the last part of its path."""

    reference: str
    source: str
    file_class: str
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    items: int
    captured: int
    linked: int
    refused: int
    failed: int
    opened: int
    left: int


class CapturedItem(Schema):
    """What became of one item. Path, record and reason are empty where you may not see them."""

    path: str
    outcome: str
    record: str
    size: int
    reason: str


@operation(router, "GET", "/captures", needs=WATCH, answer=Page[Capture])
def list_captures(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """The captures you started, or all for those who may see the audit log; latest first."""
    found = queries.captures(request.actor).order_by("-pk")
    if after:
        before = queries.capture_named(request.actor, after)
        found = found.filter(pk__lt=before.pk)
    rows = list(found[: limit + 1])
    return page(request, rows, limit, lambda one: _capture(request, one), lambda o: o.reference)


def _capture(request: Request, one: Any) -> Capture:
    counts = queries.tally(one)
    return Capture(
        reference=one.reference,
        source=queries.source_shown(request.actor, one),
        file_class=one.file_class.reference,
        started_by=one.started_by,
        started_at=one.started_at,
        ended_at=one.ended_at,
        items=counts.items,
        captured=counts.captured,
        linked=counts.linked,
        refused=counts.refused,
        failed=counts.failed,
        opened=counts.opened,
        left=counts.left,
    )


@operation(router, "GET", "/captures/{reference}", needs=WATCH, answer=Capture)
def show_capture(request: Request, reference: Reference) -> Any:
    """One capture."""
    return _capture(request, queries.capture_named(request.actor, reference))


@operation(router, "GET", "/captures/{reference}/items", needs=WATCH, answer=Page[CapturedItem])
def list_items(
    request: Request,
    reference: Reference,
    outcome: Outcome | None = None,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """What became of each item, in the order they were dealt with."""
    capture = queries.capture_named(request.actor, reference)
    found = queries.items(capture, outcome.value if outcome else "").order_by("pk")
    if after:
        last = queries.items(capture).filter(key=after).first()
        if last is None:
            raise Refused(Reason("after", "There is no such place in this list.", "after"))
        found = found.filter(pk__gt=last.pk)
    rows = list(found[: limit + 1])
    named = queries.named_items(request.actor, capture, rows)
    return page(request, rows, limit, lambda one: _item(one, named), lambda one: one.key)


def _item(one: Any, named: dict[int, str]) -> CapturedItem:
    return CapturedItem(
        path=one.path if one.pk in named else "",
        outcome=one.outcome,
        record=named.get(one.pk, ""),
        size=one.size,
        reason=one.reason if one.pk in named else "",
    )
