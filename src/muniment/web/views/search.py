"""Find: one box, a few filters, and every result to the last page."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import rules
from muniment.foundation.access.types import Permission as P
from muniment.foundation.access.types import Place
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.library import actions as library_actions
from muniment.holdings.library import queries as library
from muniment.holdings.library.types import Finds
from muniment.holdings.records.types import OUT_OF_SIGHT, RecordState
from muniment.holdings.search import actions, queries
from muniment.holdings.search.types import Door, Order, Results, Tip
from muniment.people.directory import queries as directory
from muniment.web import tables
from muniment.web.door import Request, render
from muniment.web.fields import DayField
from muniment.web.forms.choices import classes
from muniment.web.words import sentence

LIMIT = 20
PEOPLE = 3  # who know, beside what was found
IN_THE_LIBRARY = 3  # shown beside the records
NARROWED = 8  # choices from the counts that hold together


class SearchForm(forms.Form):
    """What is looked for."""

    q = forms.CharField(
        label="What to look for",
        required=False,
        max_length=2000,
        help_text="Words in the title, the text or the path. Put a phrase in quotation marks.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": False}),
    )


class SearchFilter(forms.Form):
    """Narrows the results."""

    file_class = forms.ChoiceField(label="Class", required=False, help_text="With all below it.")
    format = forms.CharField(
        label="Format", required=False, help_text="Such as pdf, docx or fmt/276."
    )
    after = DayField(label="From", required=False)
    before = DayField(label="To", required=False)
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[
            ("", "Any"),
            *((one.value, sentence(one)) for one in RecordState if one not in OUT_OF_SIGHT),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file_class"].choices = classes("Any")  # type: ignore[attr-defined]


def search(request: Request) -> HttpResponseBase:
    """What was found, or the box alone."""
    form = SearchForm(request.GET or None)
    filters = SearchFilter(request.GET or None)
    typed = _typed(form)
    chosen = " ".join([_chosen(form, filters), *_narrowed(request)]).strip()
    if request.GET.get("format_as") == "csv" and (typed or chosen):
        started = time.perf_counter()
        total = queries.search(request.actor, typed, within=chosen, limit=1).total
        actions.note_opened(request.actor, now=request.now)
        _note(request, typed, chosen, total, started, Door.EXPORT)
        return tables.as_csv(_lines(request, typed, chosen), "search")
    offset = request.GET.get("offset", "0")
    found, shelf = None, None
    if typed or chosen:
        first = int(offset) if offset.isdecimal() and len(offset) < 10 else 0
        started = time.perf_counter()
        found = queries.search(request.actor, typed, within=chosen, limit=LIMIT, offset=first)
        if not first:  # a further page is not another search
            _note(request, typed, chosen, found.total, started)
            shelf = _in_the_library(request, typed, chosen)
    page = {"found": found, "query": typed or chosen, **_steps(request, found)}
    page["facets"] = _facets(request, typed, chosen) if found and found.total else []
    page["narrowed"] = [
        {"words": one, "href": _address(request, narrow=_narrowed(request, without=one))}
        for one in _narrowed(request)
    ]
    page["tips"] = _tips(request, typed, chosen) if found and not found.total else []
    page["people"], page["knowing"] = [], 0
    if typed and found and not found.offset and P.PEOPLE_SEE in request.actor.permissions:
        people = directory.knowing(request.actor, typed, most=PEOPLE)
        page["people"], page["knowing"] = people
    page["hold"] = _hold(request, typed, chosen)
    page["kept"] = f"({typed}) ({chosen})" if typed and chosen else typed or chosen
    page["shelf"], asked = shelf, urlencode({"q": page["kept"]})
    page["shelf_href"] = f"{reverse('library')}?{asked}"
    return render(request, "search/search.html", form=form, filters=filters, **page)


def _note(
    request: Request, typed: str, chosen: str, total: int, started: float, door: Door = Door.PAGE
) -> None:
    """Put the search into the log of the search service."""
    took = (time.perf_counter() - started) * 1000
    said: dict[str, Any] = {"total": total, "milliseconds": took, "door": door}
    actions.note(request.actor, typed, chosen, **said, now=request.now)


def _in_the_library(request: Request, typed: str, chosen: str) -> Finds:
    """The best that the library has for the same question."""
    found = library.find(
        request.actor, typed, within=chosen, limit=IN_THE_LIBRARY, today=civil_date(request.now)
    )
    library_actions.note_shown(request.actor, found.items, now=request.now)
    return found


def _hold(request: Request, typed: str, chosen: str) -> str:
    """Where a hold is placed on what was found; empty for who may not go by a search."""
    if not rules.may(request.actor, P.HOLD_MANAGE, Place()):
        return ""
    # Whatever either leaves open is a fault of the whole, which the hold refuses with the reason.
    both = f"({typed}) ({chosen})" if typed and chosen else typed or chosen
    return f"{reverse('place_hold')}?{urlencode({'searches': both})}"


def _typed(form: SearchForm) -> str:
    return form.cleaned_data["q"].strip() if form.is_bound and form.is_valid() else ""


def _chosen(form: SearchForm, filters: SearchFilter) -> str:
    """What was chosen, in the query language, to narrow what was typed."""
    if not (form.is_bound and form.is_valid() and filters.is_valid()):
        return ""
    values = filters.cleaned_data
    terms = [
        f'{name}:"{values[field].replace(chr(34), " ")}"'
        for field, name in (("file_class", "class"), ("format", "format"), ("state", "state"))
        if values[field]
    ]
    start, end = values["after"], values["before"]
    if start or end:
        terms.append(f"date:{start or '0001-01-01'}..{end or '9999-12-31'}")
    return " ".join(terms)


def _narrowed(request: Request, *, without: str = "") -> list[str]:
    """What was chosen from the counts beside the results, a few terms of the query language."""
    return [one[:200] for one in request.GET.getlist("narrow")[:NARROWED] if one != without]


def _facets(request: Request, typed: str, chosen: str) -> list[dict[str, Any]]:
    """The counts beside the results, each with the address of the results that it counts."""
    have = _narrowed(request)
    return [
        {
            "label": facet.label,
            "others": facet.others,
            "shares": [
                {
                    "label": one.label,
                    "count": one.count,
                    "href": _address(request, narrow=[*have, one.query])
                    if one.query and one.query not in have
                    else "",
                }
                for one in facet.shares
            ],
        }
        for facet in queries.facets(request.actor, typed, within=chosen)
    ]


def _tips(request: Request, typed: str, chosen: str) -> list[dict[str, str]]:
    """What else finds something, each with its address. What was chosen is part of the query."""
    return [
        {
            "words": one.words,
            "query": " ".join(filter(None, (one.text, one.within))),
            "href": f"{reverse('search')}?{urlencode(_asked_by(one))}",
        }
        for one in queries.tips(request.actor, typed, within=chosen)
    ]


def _asked_by(tip: Tip) -> dict[str, str]:
    return {"q": tip.text} | ({"narrow": tip.within} if tip.within else {})


def _steps(request: Request, found: Results | None) -> dict[str, Any]:
    if found is None:
        return {"links": {}, "csv": "", "newest": False}
    links = {}
    if found.offset > 0:
        links["previous"] = {"href": _address(request, offset=max(0, found.offset - LIMIT))}
    if found.next_offset is not None:
        links["next"] = {"href": _address(request, offset=found.next_offset)}
    newest = found.order is Order.NEWEST
    return {"links": links, "csv": _address(request, format_as="csv"), "newest": newest}


def _address(request: Request, **changes: Any) -> str:
    query = request.GET.copy()
    if "offset" not in changes:
        query.pop("offset", None)
    for name, value in changes.items():
        if isinstance(value, list):
            query.setlist(name, value)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


def _lines(request: Request, typed: str, chosen: str) -> Iterator[list[str]]:
    yield ["Reference", "Title", "Date", "Class", "Folder", "Format", "Size in bytes", "State"]
    for hit in queries.every_hit(request.actor, typed, within=chosen):
        texts = [hit.reference, hit.title, hit.record_date.isoformat(), hit.class_reference]
        texts += [hit.folder_title, hit.puid, str(hit.size), hit.state]
        yield [tables.harmless(text) for text in texts]
