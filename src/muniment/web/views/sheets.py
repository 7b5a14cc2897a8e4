"""The file plan and the retention schedule as files: brought in after a look, and taken out."""

import base64
import binascii
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from django import forms
from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.errors import NotFound, Reason, Refused
from muniment.foundation.kernel.workbooks import XLSX, is_workbook, written
from muniment.holdings.fileplan import queries as plan
from muniment.lifecycle.retention import queries as schedule
from muniment.lifecycle.retention.rules import as_cells, as_document
from muniment.web import downloads
from muniment.web.door import Request, crumbs, filled, put_on, render, see_other
from muniment.web.views.sheet_kinds import (
    FILE_PLAN,
    PAPERS,
    SCHEDULE,
    Rows,
    Sheet,
    Step,
    edition_sheet,
)
from muniment.web.words import count, size

MOST = 2**20  # bytes; some five thousand classes
SHOWN = 1000
LISTED = {"json": "application/json", "yaml": "application/yaml"}  # RFC 9512
LINE = re.compile(r"^Line (\d+)")


class ChosenForm(forms.Form):
    """The file, chosen."""

    file = forms.FileField(
        label="File",
        help_text=f"A .csv file in UTF-8, .json, .yaml or workbook (.xlsx). At most {size(MOST)}.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )

    sheet = forms.CharField(
        label="Sheet, if it is a workbook with several (optional)", required=False, max_length=100
    )

    def clean_file(self) -> Any:
        """The file, if it is not too large."""
        chosen = self.cleaned_data["file"]
        if chosen.size > MOST:
            raise forms.ValidationError(f"The file is larger than {size(MOST)}.")
        return chosen


class LookedAtForm(forms.Form):
    """The file that was looked at, on its way back, and what was seen of it."""

    name = forms.CharField(max_length=300)
    content = forms.CharField(max_length=2 * MOST)
    seen = forms.CharField(max_length=64)

    def clean_content(self) -> bytes:
        """The bytes of the file."""
        try:
            return base64.b64decode(self.cleaned_data["content"], validate=True)
        except binascii.Error as error:
            raise forms.ValidationError("Choose the file again.") from error


def import_fileplan(request: Request) -> HttpResponseBase:
    """Bring in a file plan."""
    return bring_in(request, FILE_PLAN)


def import_papers(request: Request) -> HttpResponseBase:
    """Bring in records on paper and their boxes."""
    return bring_in(request, PAPERS)


def import_rules(request: Request) -> HttpResponseBase:
    """Bring in a retention schedule."""
    return bring_in(request, SCHEDULE)


def import_edition(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Give an edition of a schedule the rules of a file."""
    return bring_in(request, edition_sheet(schedule.edition_named(reference, number)))


def bring_in(request: Request, sheet: Sheet) -> HttpResponseBase:
    """Take a file of this kind: choose it, look at what it would do, bring it in."""
    if "seen" in request.POST:
        return _confirmed(request, sheet)
    form = filled(request, ChosenForm)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["file"]
        try:
            name, content = as_text(chosen.name, chosen.read(), form.cleaned_data["sheet"])
        except Refused as refusal:
            return _choose_again(request, sheet, chosen.name, refusal.reasons)
        return looked_at(request, sheet, name, content)
    return _choose(request, sheet, form)


def _choose(request: Request, sheet: Sheet, form: forms.Form) -> HttpResponseBase:
    return render(request, "sheets/choose.html", form=form, sheet=sheet, **_page(sheet))


def _page(sheet: Sheet) -> dict[str, Any]:
    words, route = sheet.home
    here = reverse(route, args=sheet.at)
    return {"title": sheet.title, "back": here, "crumbs": crumbs(*sheet.above, (words, here))}


def as_text(name: str, content: bytes, sheet: str) -> tuple[str, bytes]:
    """The file as it can be carried from page to page: of a workbook the one sheet, as CSV. Raises
    Refused where it cannot be read."""
    if not is_workbook(name):
        return name, content
    return f"{name}.csv", sheets.as_csv(sheets.read_rows(name, content, sheet))


def looked_at(request: Request, sheet: Sheet, name: str, content: bytes) -> HttpResponseBase:
    """Show what the file would do; or, where it cannot be brought in, every reason."""
    try:
        steps = sheet.look(request, sheet.read(name, content), name)
    except Refused as refusal:
        return _choose_again(request, sheet, name, refusal.reasons)
    return _preview(request, sheet, steps, name, content)


def _choose_again(
    request: Request, sheet: Sheet, name: str, reasons: Iterable[Reason]
) -> HttpResponseBase:
    form = ChosenForm({})
    form.errors.clear()  # that no file came with this form is not what is wrong
    put_on(form, [Reason(one.code, _counted(one.message, name)) for one in reasons])
    form.add_error("file", f"{name or 'The file'} cannot be brought in as it is.")
    return _choose(request, sheet, form)


def _counted(message: str, name: str) -> str:
    """The message; where the file is JSON or YAML, with its entries counted and not lines."""
    if not sheets.is_listed(name):
        return message
    return LINE.sub(lambda found: f"Entry {int(found[1]) - 1}", message)


def _preview(
    request: Request,
    sheet: Sheet,
    steps: list[Step],
    name: str,
    content: bytes,
    changed: bool = False,
) -> HttpResponseBase:
    return render(
        request,
        "sheets/preview.html",
        sheet=sheet,
        name=name,
        said=said_of(sheet, steps),
        steps=steps[:SHOWN],
        more=max(0, len(steps) - SHOWN),
        carried={
            "name": name,
            "content": base64.b64encode(content).decode("ascii"),
            "seen": digest(steps),
        },
        changed=changed,
        **_page(sheet),
    )


def said_of(sheet: Sheet, steps: list[Step]) -> str:
    """What the steps come to: `2 rules to make, 1 rule to change`."""
    each = Counter((step.kind, step.word) for step in steps)
    return ", ".join(
        f"{count(number, kind) if kind else count(number, sheet.one, sheet.many)} {word}"
        for (kind, word), number in each.items()
    )


def digest(steps: list[Any]) -> str:
    """By which it is known that a second look finds the same."""
    return hashlib.sha256(repr(steps).encode("utf-8", "backslashreplace")).hexdigest()


def _confirmed(request: Request, sheet: Sheet) -> HttpResponseBase:
    """Bring in what was looked at, unless it would do something else by now."""
    sent = filled(request, LookedAtForm)
    if not sent.is_valid():
        return _choose_again(request, sheet, "", [Reason("broken", "Choose the file again.")])
    name, content = sent.cleaned_data["name"], sent.cleaned_data["content"]
    try:
        file = sheet.read(name, content)
        steps = sheet.look(request, file, name)
        if digest(steps) != sent.cleaned_data["seen"]:
            return _preview(request, sheet, steps, name, content, changed=True)
        return see_other(request, sheet.home[1], sheet.bring(request, file), *sheet.at)
    except Refused as refusal:
        return _choose_again(request, sheet, name, refusal.reasons)


# -- taking out -----------------------------------------------------------------------------------
def export_fileplan(request: Request, kind: str) -> HttpResponseBase:
    """The whole file plan, in the form that import takes."""
    return export(plan.export_rows(), FILE_PLAN.columns, "file-plan", kind)


def export_rules(request: Request, kind: str) -> HttpResponseBase:
    """The rules in force, in the form that import takes."""
    return export(schedule.export_rows(), SCHEDULE.columns, "retention-schedule", kind)


def export_edition(request: Request, reference: str, number: int, kind: str) -> HttpResponseBase:
    """The rules of one edition, in the form that import takes."""
    found = schedule.edition_named(reference, number)
    drafts, name = schedule.rules_of(found), f"{reference}-edition-{number}"
    if kind in LISTED:
        document = as_document(reference, number, schedule.clauses_of(found), drafts)
        text = sheets.as_document(f"{name}.{kind}", document)
        return downloads.document(text.encode(), f"{name}.{kind}", LISTED[kind])
    return export([as_cells(one) for one in drafts], SCHEDULE.columns, name, kind)


def export(rows: Rows, columns: Sequence[str], name: str, kind: str) -> HttpResponseBase:
    """The rows as a file to save: CSV, JSON, YAML or a workbook. Raises NotFound for another
    kind."""
    if kind in LISTED:
        listed = (sheets.as_yaml if kind == "yaml" else sheets.as_json)(rows, columns)
        return downloads.document(listed.encode(), f"{name}.{kind}", LISTED[kind])
    if kind == "xlsx":
        cells = [{key: sheets.cell(value) for key, value in row.items()} for row in rows]
        return downloads.document(written(cells, columns, name), f"{name}.xlsx", XLSX)
    if kind != "csv":
        raise NotFound("export", kind)
    text = StringIO(newline="")
    sheets.write_csv(text, rows, columns)
    return downloads.document(text.getvalue().encode(), f"{name}.csv", "text/csv; charset=utf-8")
