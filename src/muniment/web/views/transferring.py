"""What is due to be transferred, and noting that it was received."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.rules.transferring import Receipt
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.transferring import ReceiptForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import columns
from muniment.web.words import count, day

LIFECYCLE = ("Lifecycle", "/lifecycle/")
SHOWN_REASONS = 20


def transfers(request: Request) -> HttpResponseBase:
    """The records that are due to be transferred."""
    rows = queries.due_for_transfer(request.actor, civil_date(request.now))
    decided: dict[str, Any] = {}

    def prepare(found: Any) -> None:
        decided.update(queries.decided_for(one.reference for one in found))

    def why(record: Any) -> Cell:
        one = decided.get(record.reference)
        if one is None or not one.action:
            return Cell("Its rule says so")
        again = reverse("decide_again", args=[record.reference]) if manages else ""
        note = f"Kept for transfer in {one.review}: {one.reason}"
        return Cell("Decide again" if again else "Decided in a review", again, note=note)

    manages = P.RETENTION_MANAGE in request.actor.permissions
    found: list[Column[Any]] = [
        Column("title", "Title", columns.title, "title"),
        Column("class", "Class", columns.file_class, "file_class__path"),
        Column(
            "rule",
            "Rule",
            lambda r: Cell(r.rule, reverse("rule", args=[r.rule])),
            "rule",
            tight=True,
        ),
        Column("due", "Due", lambda r: day(r.due_on), "due_on", tight=True),
        Column("why", "Why", why),
    ]
    action = None
    if P.DISPOSAL_EXECUTE in request.actor.permissions:
        action = {"href": reverse("finish_transfer"), "text": "Enter a receipt"}
    return show(
        request,
        "list.html",
        Table(
            request,
            found,
            rows.select_related("file_class"),
            order="due",
            caption="Records due to be transferred",
            prepare=prepare,
            empty="Nothing that you can see is due to be transferred.",
        ),
        name="due-for-transfer",
        title="Due to be transferred",
        intro=[
            "Hand these over to whoever takes them. Nothing is noted as transferred before there "
            "is a receipt. Our copy is then kept until the next step of its rule.",
            "What a review kept for transfer is protected until then, or until decided again.",
        ],
        action=action,
        one="record",
        crumbs=crumbs(LIFECYCLE),
    )


def finish_transfer(request: Request) -> HttpResponseBase:
    """Enter the receipt for what was transferred."""

    def do(values: dict[str, Any]) -> HttpResponse:
        alone = values["record"].strip()
        done = actions.finish_transfer(
            request.actor,
            Receipt(values["reference"], values["received_on"], values["receiver"]),
            records=[alone] if alone else None,
            file_class=values["file_class"] or None,
            now=request.now,
        )
        if done.left_out:
            why = sorted({one.message for _, reasons in done.left_out for one in reasons})
            said = f"{count(len(done.left_out), 'record')} left out."
            messages.info(request, " ".join([said, *why[:SHOWN_REASONS]]))
        if done.remaining:
            more = f"{count(done.remaining, 'record')} more are due. Enter the receipt again."
            messages.info(request, more)
        said = f"{count(done.records, 'record')} noted as transferred."
        return see_other(request, "transfers", said)

    return ask(
        request,
        filled(request, ReceiptForm, initial={"record": request.GET.get("record", "")}),
        do,
        title="Enter a receipt",
        button="Note as transferred",
        intro=["What is on hold is left out."],
        back=reverse("transfers"),
        crumbs=crumbs(LIFECYCLE, ("Due to be transferred", reverse("transfers"))),
    )
