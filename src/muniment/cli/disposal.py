"""Disposal: from the proposal to the certificate."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.arguments import On, Reference, Why, one_of, read_date
from muniment.cli.batches import kept_samples, say_samples
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table
from muniment.cli.working import work_off

if TYPE_CHECKING:
    from muniment.foundation.access.types import Profile
    from muniment.lifecycle.disposal.types import Stage

app = typer.Typer(name="disposal", help="Reviews and destruction.", no_args_is_help=True)
CARRY_OUT, PURGE = "disposal.carry_out", "disposal.purge"
AsStage = Annotated[
    str, typer.Option("--stage", help="The role in which you sign, such as records_manager.")
]


@app.command("propose")
def propose(
    title: Annotated[str, typer.Option(help="What the review is called.")],
    reason: Why = "",
    file_class: Annotated[
        str, typer.Option("--class", metavar="REF", help="Only this class and all below it.")
    ] = "",
    record: Annotated[
        list[str] | None, typer.Option(metavar="REF", help="Only this one. Can be repeated.")
    ] = None,
    on: On = "",
    confirm_vital: Annotated[
        bool, typer.Option("--confirm-vital", help="Vital records are meant too.")
    ] = False,
) -> None:
    """Propose due records for disposal: one review for each information asset owner."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions

        done = actions.propose(
            actor,
            records=record or None,
            file_class=file_class or None,
            on=read_date(on),
            title=title,
            reason=reason,
            confirm_vital=confirm_vital,
            now=now(),
        )
    left_out = [
        {"record": one.record, "reasons": [reason.message for reason in one.reasons]}
        for one in done.left_out
    ]
    told = {"reviews": list(done.reviews), "records": done.records, "remaining": done.remaining}
    answer({**told, "left_out": left_out}, f"{done.records} records: {', '.join(done.reviews)}.")
    for one in left_out:
        say(f"Left out {one['record']}: {' '.join(one['reasons'])}")


@app.command("list")
def list_() -> None:
    """List the reviews that you have to do with."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import queries

        waiting = {one.pk for one in queries.awaiting(actor)}
        rows = [
            {
                "review": one.reference,
                "title": one.title,
                "state": one.state,
                "records": sum(queries.counts(one).values()),
                "proposed": one.proposed_at.date(),
                "awaits_you": one.pk in waiting,
                "days_late": queries.days_late(one, now()),
            }
            for one in queries.reviews(actor)
        ]
    columns = {"review": "Review", "title": "Title", "state": "State", "records": "Records"}
    table(
        "reviews",
        rows,
        {**columns, "proposed": "Proposed", "awaits_you": "Awaits you", "days_late": "Late"},
    )


@app.command("show")
def show(reference: Reference) -> None:
    """Show a review: its records, who has signed, what it waits for."""
    with acting() as actor:
        from muniment.foundation.access import queries as access

        told = _told(actor, reference)
        people = [one[name] for one in told["decisions"] for name in ("by", "instead_of")]
        names = access.names_at([*people, told["proposed_by"]])
    items = told.pop("items")
    answer(told, f"{told['review']}  {told['title']}: {told['state']}", told["reason"])
    say(f"Proposed by {names.get(told['proposed_by'], told['proposed_by'])}.")
    for one in told["decisions"]:
        verdict = "Approved" if one["approved"] else "Rejected"
        by = f"{names.get(one['by'], one['by'])} as {one['stage'].replace('_', ' ')}"
        if one["instead_of"]:
            by += f" for {names[one['instead_of']]}"
        say(f"{verdict} by {by} on {one['at']:%-d %B %Y}. {one['reason']}".rstrip())
    say_samples(told["kept_samples"])
    say(f"It waits for: {told['waits_for']}." if told["waits_for"] else "It waits for nothing.")
    columns = {"record": "Record", "title": "Title", "due": "Due", "outcome": "Outcome"}
    table("items", items, {**columns, "state": "State", "note": "Note"})


def _told(actor: "Profile", reference: str) -> dict[str, Any]:
    from muniment.lifecycle.disposal import queries

    found = queries.review_named(actor, reference)
    rows = list(queries.items(actor, found))
    known = queries.contexts(actor, rows)
    return {
        "review": found.reference,
        "title": found.title,
        "state": found.state,
        "as_at": found.as_at,
        "reason": found.reason,
        "proposed_by": found.proposed_by,
        "version": found.version,
        "waits_for": _waits_for(found),
        "you_may_sign": [stage.value for stage in queries.stages(actor, found)],
        "decisions": [
            {
                "stage": one.stage,
                "approved": one.approved,
                "by": one.by,
                "instead_of": one.instead_of,
                "at": one.at,
                "reason": one.reason,
            }
            for one in found.decisions.order_by("pk")
        ],
        "counts": queries.counts(found),
        "kept_samples": kept_samples(found),
        "certificates": [
            one.reference for one in queries.certificates(actor) if one.review_id == found.pk
        ],
        "items": [
            {
                "record": one.record.reference,
                "title": one.record.title,
                "class": one.record.file_class.reference,
                "due": one.record.due_on,
                "outcome": one.outcome,
                "state": known[one.record_id].state.value,
                "note": one.note or one.failure,
                "trigger": one.record.trigger_on,
                "holds": list(known[one.record_id].holds),
                "requests": list(known[one.record_id].requests),
                "vital": known[one.record_id].vital,
                "marking": known[one.record_id].marking,
                "folder": known[one.record_id].folder,
                "kept": known[one.record_id].medium,
                "box": known[one.record_id].box,
            }
            for one in rows
        ],
    }


def _waits_for(review: Any) -> str:
    from muniment.lifecycle.disposal import queries
    from muniment.lifecycle.disposal.types import ReviewState

    if review.state == ReviewState.PROPOSED:
        signed = {one.stage for one in review.decisions.all()}
        needed = queries.stages_of(review)
        left = [stage.label.lower() for stage in needed if stage.value not in signed]
        return " and ".join(f"the {stage}" for stage in left)
    waiting = {
        ReviewState.APPROVED: "somebody to carry it out",
        ReviewState.EXECUTING: "the worker to finish",
        ReviewState.SET_ASIDE: "the end of the time in which it can be recovered",
        ReviewState.INCOMPLETE: "somebody to carry out what failed, or to confirm what is on paper",
    }
    return waiting.get(review.state, "")


@app.command("approve")
def approve(reference: Reference, stage: AsStage = "", reason: Why = "") -> None:
    """Sign a review in one of the roles that it needs."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions

        done = actions.approve(actor, reference, stage=_stage(stage), reason=reason, now=now())
    answer({"review": done.reference, "state": done.state}, _stands(done))


@app.command("reject")
def reject(reference: Reference, reason: Why = "", stage: AsStage = "") -> None:
    """Reject a review: nothing of it is destroyed."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions

        done = actions.reject(actor, reference, stage=_stage(stage), reason=reason, now=now())
    answer({"review": done.reference, "state": done.state}, _stands(done))


@app.command("withdraw")
def withdraw(reference: Reference, reason: Why = "") -> None:
    """Withdraw a review that is not yet carried out."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions

        done = actions.withdraw(actor, reference, reason=reason, now=now())
    answer({"review": done.reference, "state": done.state}, _stands(done))


@app.command("except")
def except_(
    reference: Reference,
    record: Annotated[str, typer.Argument(metavar="RECORD", help="A record in the review.")],
    outcome: Annotated[
        str, typer.Option(help="keep_until, next_step, transfer, change_rule or destroy.")
    ],
    keep_until: Annotated[str, typer.Option(metavar="DATE", help="For keep_until.")] = "",
    new_rule: Annotated[str, typer.Option(metavar="CODE", help="For change_rule.")] = "",
    note: Annotated[str, typer.Option(help="Why it is an exception.")] = "",
) -> None:
    """Decide otherwise about one record of a review."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions
        from muniment.lifecycle.disposal.types import Outcome

        item = actions.set_item(
            actor,
            reference,
            record,
            outcome=one_of(Outcome, outcome, "outcome"),
            keep_until=read_date(keep_until, "keep_until"),
            new_rule=new_rule,
            note=note,
            now=now(),
        )
    told = {"review": reference, "record": record, "outcome": item.outcome, "state": item.state}
    answer(told, f"{record} is to be: {item.outcome}.")


@app.command("execute")
def execute(
    reference: Reference,
    later: Annotated[bool, typer.Option("--later", help="Leave the work to the worker.")] = False,
) -> None:
    """Carry out an approved review: destroy its records and issue the certificate."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions, queries

        done = actions.execute(actor, reference, now=now())
        if not later:
            work_off([CARRY_OUT], "Destroying", processes=1)
            work_off([PURGE], "Cleaning the database's files", processes=1)
        done = queries.review_named(actor, reference)
        counts = queries.counts(done)
        made = [one for one in queries.certificates(actor) if one.review_id == done.pk]
    named = made[0].reference if made else ""
    told = {"review": done.reference, "state": done.state, "certificate": named, **counts}
    aside = counts.get("set_aside", 0)
    said = f"{aside} records set aside." if aside else ""
    answer(told, _stands(done), said or f"{counts.get('destroyed', 0)} records destroyed.")
    if named:
        say(f"The certificate is {named}: muniment disposal certificate {named} --out FILE.pdf")
    if counts.get("failed") or (done.state == "executing" and not later):
        say("It is not finished: see 'muniment jobs list'. It can be executed again.")
        raise typer.Exit(1)


@app.command("practice")
def practice(
    folder: Annotated[
        str, typer.Option(metavar="REF", help="The folder that takes certificates as records.")
    ] = "",
    keep: Annotated[
        list[str] | None,
        typer.Option(help="title, file_name, captured_by or format. Can be repeated."),
    ] = None,
    keep_nothing: Annotated[
        bool, typer.Option("--keep-nothing", help="Of those four, none stays.")
    ] = False,
    metadata: Annotated[
        list[str] | None, typer.Option(help="Metadata that stays as well. Can be repeated.")
    ] = None,
    window: Annotated[
        int | None,
        typer.Option(metavar="DAYS", help="How long a destruction can be taken back: 0 to 90."),
    ] = None,
) -> None:
    """Settle what destructions leave behind; without options, show it.

    What is not given stays as it was.
    """
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.records.types import Kept, Surviving
        from muniment.lifecycle.disposal import actions, queries
        from muniment.lifecycle.disposal.types import Practice

        settled = queries.practice()
        if folder or keep or keep_nothing or metadata or window is not None:
            fields = tuple(one_of(Surviving, one, "keep") for one in keep or ())
            fields = () if keep_nothing else fields or settled.kept.fields
            names = tuple(metadata) if metadata else settled.kept.metadata
            days = settled.window if window is None else window
            wanted = Practice(folder or settled.certificates_in, Kept(fields, names), days)
            settled = actions.set_practice(actor, wanted, now=now())
    told: dict[str, Any] = {
        "certificates_in": settled.certificates_in,
        "surviving": [one.value for one in settled.kept.fields],
        "metadata": list(settled.kept.metadata),
        "window": settled.window,
    }
    stays = ", ".join([*told["surviving"], *told["metadata"]]) or "only the proof"
    answer(
        told,
        f"Certificates are filed in {settled.certificates_in or 'no folder yet'}.",
        f"What stays on a stub: {stays}.",
        f"A destruction can be taken back for {settled.window} days.",
    )


@app.command("file-certificate")
def file_certificate(certificate: Reference) -> None:
    """File a certificate as a record, where that could not be done by itself."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions

        done = actions.file_certificate(actor, certificate, now=now())
    answer({"certificate": done.reference, "record": done.record}, f"Filed as {done.record}.")


@app.command("confirm-clock")
def confirm_clock(reason: Why = "") -> None:
    """Confirm that the clock is right after the system stood still, or after it was set."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.disposal import actions

        moment = now()
        actions.confirm_clock(actor, reason=reason, now=moment)
    answer({"confirmed": moment}, "The clock is confirmed.")


def _stage(text: str) -> "Stage | None":
    from muniment.lifecycle.disposal.types import Stage

    return one_of(Stage, text, "stage") if text else None


def _stands(review: Any) -> str:
    return f"Review {review.reference} is {review.state.replace('_', ' ')}."


@app.command("transferred")
def transferred(
    receipt: Annotated[str, typer.Option(help="The reference of the receipt.")],
    on: On,
    receiver: Annotated[str, typer.Option("--from", help="Who gave the receipt.")],
    file_class: Annotated[
        str, typer.Option("--class", metavar="REF", help="Only this class and all below it.")
    ] = "",
    record: Annotated[
        list[str] | None, typer.Option(metavar="REF", help="Only this one. Can be repeated.")
    ] = None,
) -> None:
    """Note that records due to be transferred were received outside: their step is done."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now, today
        from muniment.lifecycle.retention import actions
        from muniment.lifecycle.retention.rules.transferring import Receipt

        done = actions.finish_transfer(
            actor,
            Receipt(receipt, read_date(on) or today(), receiver),
            records=record or None,
            file_class=file_class or None,
            now=now(),
        )
    left_out = [
        {"record": name, "reasons": [one.message for one in reasons]}
        for name, reasons in done.left_out
    ]
    told = {"records": done.records, "left_out": left_out, "remaining": done.remaining}
    answer(told, f"{done.records} records are noted as transferred.")
    for one in left_out:
        say(f"Left out {one['record']}: {' '.join(one['reasons'])}")
