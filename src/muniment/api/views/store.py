"""What text could be had of the content held, and what the malware check keeps in."""

from datetime import datetime
from typing import Annotated, Any, Self

from ninja import Path, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, page
from muniment.api.shapes import WhyGiven
from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission
from muniment.foundation.content import actions, queries
from muniment.holdings.records import queries as records

router = Router(tags=["store"])
CHECK = Permission.STORE_CHECK
Digest = Annotated[str, Path(max_length=64, description="The SHA-256, or 8 digits or more of it.")]


class FormatCovered(Schema):
    """How many files of a format came to one outcome, with their bytes. Outcomes: read,
    recognised, empty, password, corrupt, unsupported, too_large, failed, waiting, quarantined."""

    puid: str
    format: str
    outcome: str
    files: int
    size: int


class TextCoverage(Schema):
    """Of how many files the text could be had, and how many texts are in each language; blank:
    not known."""

    formats: list[FormatCovered]
    languages: dict[str, int]


class MalwareCheck(Schema):
    """Whether files are checked for malware (`address`), whether the scanner answers (`away` says
    why not), and how far that has come."""

    address: str
    version: str
    away: str
    clean: int
    quarantined: int
    waiting: int


class Kept(Schema):
    """A file in quarantine, or let out of it, with those of its records that you may see."""

    digest: str
    state: str
    finding: str
    signatures: str
    checked_at: datetime
    asked_by: str
    why: str
    released_by: str
    records: list[str]

    @classmethod
    def of(cls, row: Any, held: dict[str, list[str]]) -> Self:
        """The file as it is shown."""
        return cls(
            digest=row.blob_id,
            state=row.state,
            finding=row.finding,
            signatures=row.signatures,
            checked_at=row.scanned_at,
            asked_by=row.asked_by,
            why=row.asked_why,
            released_by=row.released_by,
            records=held.get(row.blob_id, []),
        )


def _held(request: Request, rows: list[Any]) -> dict[str, list[str]]:
    """The records that the reader may see, by the digest of their content."""
    digests = [one.blob_id for one in rows]
    seen = records.visible(request.actor).filter(components__sha256__in=digests)
    held: dict[str, list[str]] = {}
    pairs = seen.order_by("reference").values_list("components__sha256", "reference").distinct()
    for sha256, reference in pairs:
        held.setdefault(sha256, []).append(reference)
    return held


def _one(request: Request, row: Any) -> Kept:
    return Kept.of(row, _held(request, [row]))


@operation(router, "GET", "/store/coverage", needs=CHECK, answer=TextCoverage)
def coverage(request: Request) -> Any:
    """Of how many files the text could be had, by format, and in which languages it is."""
    access.require(request.actor, CHECK)
    formats = [
        FormatCovered(
            puid=one.puid,
            format=one.format_name,
            outcome=one.outcome.value,
            files=one.files,
            size=one.size,
        )
        for one in queries.coverage()
    ]
    return TextCoverage(formats=formats, languages=dict(queries.languages()))


@operation(router, "GET", "/malware", needs=CHECK, answer=MalwareCheck)
def malware_check(request: Request) -> Any:
    """Whether files are checked for malware, and how far that has come."""
    access.require(request.actor, CHECK)
    found = queries.scanner_status()
    return MalwareCheck(**{name: getattr(found, name) for name in MalwareCheck.model_fields})


@operation(router, "GET", "/malware/quarantine", needs=CHECK, answer=Page[Kept])
def list_quarantine(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """Files in quarantine and those let out of it, the latest found first."""
    access.require(request.actor, CHECK)
    rows = from_list(list(queries.quarantine()), after, limit, _digest)
    held = _held(request, rows)
    return page(request, rows, limit, lambda one: Kept.of(one, held), _digest)


def _digest(one: Any) -> str:
    return str(one.blob_id)


@operation(router, "POST", "/malware/quarantine/{digest}/ask-release", needs=CHECK, answer=Kept)
def ask_release(request: Request, digest: Digest, wanted: WhyGiven) -> Any:
    """Ask that a file be let out of quarantine, saying why it does no harm. Somebody else has to
    agree."""
    row = actions.ask_release(request.actor, digest, reason=wanted.reason, now=request.now)
    return _one(request, row)


@operation(router, "POST", "/malware/quarantine/{digest}/release", needs=CHECK, answer=Kept)
def release(request: Request, digest: Digest) -> Any:
    """Agree to a release that somebody else has asked for: the file is given out again."""
    return _one(request, actions.release_from_quarantine(request.actor, digest, now=request.now))


@operation(router, "POST", "/malware/quarantine/{digest}/refuse", needs=CHECK, answer=Kept)
def refuse(request: Request, digest: Digest) -> Any:
    """Say no to a release that was asked for, or withdraw your own asking."""
    return _one(request, actions.refuse_release(request.actor, digest, now=request.now))
