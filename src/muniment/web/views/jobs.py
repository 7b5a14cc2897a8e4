"""Background work: what waits, runs and failed."""

from typing import Any

from django import forms
from django.http import HttpResponseBase  # noqa: TID251

from muniment.foundation.jobs import actions, queries
from muniment.foundation.jobs.types import JobState
from muniment.web import events
from muniment.web.door import Request, crumbs, see_other
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import count, moment, number, sentence

ADMIN = ("Admin", "/admin/")
COLOURS = {
    JobState.QUEUED: "blue",
    JobState.RUNNING: "orange",
    JobState.DONE: "green",
    JobState.FAILED: "red",
    JobState.CANCELLED: "grey",
}


KINDS = {
    "search.alert": "Tell people of new results of saved searches",
    "search.forget": "Delete what has been in the search log long enough",
    "search.in_vain": "Tell what was looked for in vain last week",
    "search.tidy": "Keep the search index in few pieces",
    "library.warn": "Tell of licences of the library that end",
    "assets.remind": "Tell owners of reviews of information assets",
    "indicators.measure": "Count the indicators",
    "policies.remind": "Tell people of policies to review and to acknowledge",
    "risks.remind": "Tell people of risk reviews, acceptances and waivers that end",
    "incidents.clock": "Warn of the hours of personal data breaches",
    "incidents.remind": "Tell of checks and corrective actions that are due",
    "plans.remind": "Tell owners of actions that are due",
    "search.reindex": "Make the search index anew",
    "capture.derive": "Read the text of what came in",
    "advice.learn": "Learn where things belong from what people filed",
    "advice.sort": "File by rules what lies in in-trays",
    "jobs.tidy": "Clear away old jobs",
    "content.fixity": "Check the store",
    "content.languages": "Tell the language of older texts",
    "content.collect": "Clear away what interrupted captures left",
    "backup.take": "Take the daily backup",
    "audit.checkpoint": "Sign the audit log",
    "retention.recalculate": "Work out when records are due",
    "duplicates.sign": "Look for what says nearly the same",
    "duplicates.count": "Count what is there more than once",
    "naming.recheck": "Look at titles again",
    "naming.mend": "Change titles that were chosen",
    "naming.count": "Count how titles follow the rules",
    "disposal.carry_out": "Destroy what was approved",
    "disposal.pending": "Go on with destructions that stopped",
    "disposal.purge": "Clear the database of what was destroyed",
    "holds.keep_up": "Bring holds up to date",
    "mailboxes.due": "See which sources are to be looked at",
    "mailboxes.look": "Look at a source",
    "inbox.look": "Look at a person’s mailbox",
    "channels.remind": "Remind people of work in other channels",
    "directory.remind": "Ask people whether their directory entry is right",
    "directory.count": "Count how complete directory entries are",
    "inbox.warn": "Warn people of old mail that goes",
    "disposal.watch_clock": "Keep the audit log from falling silent",
}


def named(kind: str) -> str:
    """What a kind of job does, in words."""
    return KINDS.get(kind, sentence(kind.replace(".", ": ")))


def every(seconds: int) -> str:
    """How often, in words: `Every 5 minutes`."""
    for unit, length in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= length and seconds % length == 0:
            many = seconds // length
            return f"Every {unit}" if many == 1 else f"Every {count(many, unit)}"
    return f"Every {count(seconds, 'second')}"


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
            lambda j: Cell(named(j.kind), note=f"{j.kind}, number {j.pk}"),
            "kind",
        ),
        Column("state", "State", _state, "state"),
        Column("progress", "Done", _progress, tight=True),
        Column("created", "Asked for", lambda j: moment(j.created_at), "created_at", tight=True),
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
        named=named,
        every=every,
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
