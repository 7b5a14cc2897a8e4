"""The record of processing activities, as the register of assets gives it (UK GDPR art. 30)."""

from typing import Any

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.clock import civil_date
from muniment.governance.assets import queries, rules
from muniment.web.door import Request, crumbs
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.assets import REGISTER

PARTS = {
    "controller": ("As a controller", "What this body decides about.", rules.OF_CONTROLLER),
    "processor": ("As a processor", "What it does for other bodies.", rules.OF_PROCESSOR),
}
SHOWN_FIRST = ("title", "lacking")


def asset_processing(request: Request) -> HttpResponseBase:
    """What the body does with personal data as a controller or as a processor, and what of its
    record is missing."""
    part = request.GET.get("part", "")
    part = part if part in PARTS else "controller"
    title, words, heads = PARTS[part]
    lines: dict[str, dict[str, str]] = {}
    rows = {name: _activities(request, name) for name in PARTS}
    return show(
        request,
        "assets/processing.html",
        Table(
            request,
            [_column(name, heads[name], lines) for name in _in_order(heads)],
            rows[part],
            caption=f"Record of processing: {title.lower()}",
            empty="No entry of the register says so.",
            prepare=lambda some: lines.update(
                {line["reference"]: line for line in queries.processing_of(some)}
            ),
            exported=[_column(name, head, lines) for name, head in heads.items()],
        ),
        name=f"record-of-processing-{part}",
        title=title,
        words=words,
        parts=[
            {
                "text": f"{said[0]} ({rows[name].count():,})",
                "href": f"{reverse('asset_processing')}?part={name}",
                "here": name == part,
            }
            for name, said in PARTS.items()
        ],
        crumbs=crumbs(REGISTER),
    )


def _activities(request: Request, part: str) -> Any:
    today, processor = civil_date(request.now), part == "processor"
    return queries.activities(request.actor, as_processor=processor, today=today)


def _in_order(heads: Any) -> list[str]:
    return [*SHOWN_FIRST, *(one for one in heads if one not in (*SHOWN_FIRST, "reference"))]


def _column(name: str, head: str, lines: dict[str, dict[str, str]]) -> Column[Any]:
    """A column of the record, its line of an entry being among `lines` by then."""
    if name == "title":
        return Column(name, head, _title)
    return Column(name, head, lambda one: _sentence(lines[one.reference][name]))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _title(one: Any) -> Cell:
    return Cell(one.title, reverse("asset", args=[one.reference]), note=one.reference)
