"""Background work: what waits, runs and failed."""

from typing import Any

from django import forms
from django.http import HttpResponseBase  # noqa: TID251

from muniment.foundation.jobs import actions, queries
from muniment.foundation.jobs.types import JobState
from muniment.web import events
from muniment.web.door import Request, crumbs, see_other
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import moment, number, sentence

ADMIN = ("Admin", "/admin/")
COLOURS = {
    JobState.QUEUED: "blue",
    JobState.RUNNING: "orange",
    JobState.DONE: "green",
    JobState.FAILED: "red",
    JobState.CANCELLED: "grey",
}


class JobFilter(forms.Form):
    """Narrows the jobs."""

    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "All"), *((one.value, sentence(one)) for one in JobState)],
    )


def jobs(request: Request) -> HttpResponseBase:
    """The jobs, the newest first."""
    form = JobFilter(request.GET or None)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    rows = queries.jobs(states=[JobState(state)] if state else [])
    names: dict[str, str] = {}
    columns: list[Column[Any]] = [
        Column(
            "kind",
            "Job",
            lambda j: Cell(sentence(j.kind.replace(".", ": ")), note=f"Number {j.pk}"),
            "kind",
        ),
        Column("state", "State", _state, "state"),
        Column("progress", "Done", _progress),
        Column("created", "Asked for", lambda j: moment(j.created_at), "created_at"),
        Column("for", "For", lambda j: names.get(j.run_as, j.run_as)),
    ]

    def prepare(found: Any) -> None:
        names.update(events.names(one.run_as for one in found))

    table = Table(
        request,
        columns,
        rows,
        order="-created",
        caption="Jobs",
        prepare=prepare,
        empty="No jobs. They come with captures, searches and disposals.",
    )
    failed = queries.jobs(states=[JobState.FAILED])[:20] if state != JobState.DONE else []
    return show(
        request,
        "admin/jobs.html",
        table,
        name="jobs",
        title="Jobs",
        filters=form,
        one="job",
        failed=failed,
        schedules=queries.schedules(),
        crumbs=crumbs(ADMIN),
    )


def _state(job: Any) -> Cell:
    state = JobState(job.state)
    return Cell(sentence(state), tag=COLOURS[state], note=job.error[:300])


def _progress(job: Any) -> str:
    if not job.progress_total:
        return ""
    return f"{number(job.progress_done)} of {number(job.progress_total)}"


def retry(request: Request, job: int) -> HttpResponseBase:
    """Have a failed job tried again."""
    actions.retry(request.actor, str(job), now=request.now)
    return see_other(request, "jobs", "The job has been put in the queue again.")
