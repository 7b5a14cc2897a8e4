"""The public part of the register of information assets, for everybody."""

from io import StringIO
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase  # noqa: TID251

from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.words import words_of
from muniment.governance.assets import queries, rules
from muniment.web import downloads
from muniment.web.door import render
from muniment.web.tables import Table

NAME = "information-assets"
APART = ("title", "description")  # the head of each


class QuestionForm(forms.Form):
    """What somebody looks for."""

    q = forms.CharField(
        label="What to look for",
        required=False,
        max_length=200,
        help_text="Words, or the beginnings of words.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def public_assets(request: HttpRequest) -> HttpResponseBase:
    """What information the body has, as far as it says so to everybody."""
    form = QuestionForm(request.GET or None)
    typed = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    rows = [row for row in queries.public() if _fits(row, typed)]
    table = Table(request, [], rows, per_page=20)
    return render(
        request,
        "assets/public.html",
        form=QuestionForm({"q": typed}),
        typed=typed.strip(),
        table=table,
        assets=[_told(row) for row in table.page.object_list],
    )


def _fits(row: dict[str, str], typed: str) -> bool:
    found = words_of(" ".join(row.values()))
    return all(any(word.startswith(one) for word in found) for one in words_of(typed))


def _told(row: dict[str, str]) -> dict[str, Any]:
    facts = [
        {"label": label, "text": row[name]}
        for name, label in rules.public_columns().items()
        if row[name] and name not in APART
    ]
    return {"title": row["title"], "description": row["description"], "facts": facts}


def public_assets_download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The same, for a spreadsheet (`csv`) or a program (`json`)."""
    rows, columns = list(queries.public()), list(rules.public_columns())
    if kind == "json":
        text = sheets.as_json(rows, columns)
        return downloads.document(text.encode(), f"{NAME}.json", "application/json")
    if kind != "csv":
        raise NotFound("download", kind)
    written = StringIO(newline="")
    sheets.write_csv(written, rows, columns)
    data = written.getvalue().encode()
    return downloads.document(data, f"{NAME}.csv", "text/csv; charset=utf-8")
