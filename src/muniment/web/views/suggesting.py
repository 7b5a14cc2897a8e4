"""A form that asks for a title offers the one that would be right: one click takes it."""

from datetime import date
from typing import TypeVar

from django.forms import Form
from django.http import HttpRequest  # noqa: TID251

from muniment.holdings.naming import queries

F = TypeVar("F", bound=Form)
TAKE = "take_title"


def suggesting(request: HttpRequest, form: F) -> F:
    """The form as it came back; with the suggested title in it where its button was pressed."""
    taken = request.POST.get(TAKE, "")
    if taken:
        given = form.data.copy()  # type: ignore[attr-defined]
        given["title"] = taken
        form.data = given
    return form


def suggested(form: Form, file_class: str, day: date, *, of_folder: bool = False) -> str:
    """The title that would be right, where the one that was typed is not; else blank."""
    typed = form.data.get("title", "").strip() if form.is_bound else ""
    if not typed or not form.errors.get("title"):
        return ""
    return queries.look([typed], file_class, day, of_folder=of_folder)[0].suggestion
