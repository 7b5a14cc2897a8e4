"""The backups: when the last was taken, whether it was proven, and which there are."""

from typing import Any

from django.conf import settings
from django.http import HttpResponseBase  # noqa: TID251

from muniment.exchange.backup import queries
from muniment.web.door import Request, crumbs
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import count, moment, number, size, span

ADMIN = ("Admin", "/admin/")


def backups(request: Request) -> HttpResponseBase:
    """The backups, the latest first."""
    columns: list[Column[Any]] = [
        Column("taken", "Taken", _taken, "taken_at"),
        Column("proven", "Proven", _proven, "proven_at"),
        Column("records", "Records", lambda b: number(b.records), "records", numeric=True),
        Column("contents", "Files", _contents, "contents", numeric=True),
        Column("size", "Size", lambda b: size(b.bytes), "bytes", numeric=True),
        Column("seconds", "Took", lambda b: count(round(b.seconds), "second"), "seconds"),
        Column("folder", "Where", lambda b: b.folder, "folder"),
    ]
    table = Table(
        request,
        columns,
        queries.backups(),
        order="-taken",
        caption="Backups",
        empty="No backup has been taken yet.",
    )
    return show(
        request,
        "admin/backups.html",
        table,
        name="backups",
        title="Backups",
        one="backup",
        rows=_facts(request),
        crumbs=crumbs(ADMIN),
    )


def _facts(request: Request) -> list[dict[str, str]]:
    last, proven = queries.last(), queries.last_proven()
    late = "That is too long ago. Take one now." if queries.is_late(request.now) else ""
    folder = settings.MUNIMENT_BACKUP_FOLDER
    days = count(settings.MUNIMENT_BACKUP_DAYS, "day")
    return [
        {"label": "Last backup", "text": moment(last.taken_at) if last else "None", "note": late},
        {
            "label": "Last proof",
            "text": moment(proven.proven_at) if proven else "None",
            "note": f"Of the backup of {moment(proven.taken_at)}" if proven else "",
        },
        {
            "label": "Taken into",
            "text": str(folder) if folder else "Nowhere",
            "note": _rhythm(last)
            if folder
            else "Set MUNIMENT_BACKUP_FOLDER, and backups are taken by themselves.",
        },
        {
            "label": "Kept for",
            "text": days,
            "note": "All of the last hour, one for each hour of the last day, and one for each day."
            " Destroyed records are gone from backups after that time.",
        },
    ]


def _rhythm(last: Any) -> str:
    """How often one is taken, and so how much is lost at most."""
    every, lost = queries.every(), queries.loss_at_most(last)
    return f"Every {span(every)} while anything changes. At most {span(lost)} of work can be lost."


def _taken(one: Any) -> Cell:
    missing = f"{count(one.missing, 'file')} missing from the store" if one.missing else one.name
    return Cell(moment(one.taken_at), note=missing)


def _proven(one: Any) -> Cell:
    failed = one.proof_failed_at
    if failed and (one.proven_at is None or failed > one.proven_at):
        return Cell("Failed", tag="red", note=moment(failed))
    return Cell(moment(one.proven_at)) if one.proven_at else Cell("Not yet", tag="grey")


def _contents(one: Any) -> Cell:
    return Cell(number(one.contents), note=f"{number(one.copied)} new")
