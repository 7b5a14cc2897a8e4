"""The rules for titles: what is asked where, setting one after seeing what it does, trying some."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, refuse_if
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.naming import actions, queries, rules
from muniment.holdings.naming.types import Asked, Check, Severity
from muniment.web.door import Request, ask, crumbs, filled, refusals_on, see_other
from muniment.web.forms.naming import ChooseForm, RuleForm, TryForm, filled_from
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.naming import PLAN, page_of, sandbox_rows

CRUMBS = (PLAN, ("Titles", "/file-plan/titles/"))


def naming_rules(request: Request) -> HttpResponseBase:
    """Every rule, and where it is set."""
    can = P.FILEPLAN_MANAGE in request.actor.permissions
    found: list[Column[Any]] = [
        Column("where", "Where", lambda one: Cell(f"{one[0]} {one[1]}".strip(), _href(one, can))),
        Column("about", "What about", lambda one: one[2].check.label),
        Column("asks", "What it asks", lambda one: in_words(one[2])),
        Column("severity", "Otherwise", lambda one: one[2].severity.label),
    ]
    table = Table(
        request,
        found,
        queries.classes_that_ask(),
        caption="Rules for titles",
        empty="No rules for titles have been set yet.",
    )
    action = {"href": reverse("choose_naming_rule"), "text": "Set a rule"} if can else None
    return show(
        request,
        "list.html",
        table,
        name="naming-rules",
        title="Rules for titles",
        intro=["A class asks what the class above it asks, unless it has a rule of its own."],
        action=action,
        one="rule",
        crumbs=crumbs(*CRUMBS),
    )


def _href(one: tuple[str, str, Asked], can: bool) -> str:
    return _address(one[0], one[2].check) if can else ""


def _address(file_class: str, check: Check) -> str:
    return f"{reverse('set_naming_rule', args=[check])}?class={file_class}"


def in_words(asked: Asked) -> str:
    """What a rule asks, as a sentence."""
    if asked.severity is Severity.OFF:
        return "Nothing"
    return {
        Check.PATTERN: f"{asked.pattern}, such as: {rules.example(asked) if asked.pattern else ''}",
        Check.BANNED: f"None of: {', '.join(asked.words)}",
        Check.LENGTH: f"From {asked.least} to {asked.most} characters",
        Check.CHARACTERS: f"Letters, digits, space, - . {asked.allowed}",
        Check.PERSONAL: f"None of: {', '.join(one.label for one in asked.kinds)}",
    }[asked.check]


def choose(request: Request) -> HttpResponseBase:
    """Where a rule is to hold, and what it is about."""

    def do(values: dict[str, Any]) -> HttpResponse:
        return see_other(request, _address(values["file_class"], Check(values["check"])))

    initial = {"file_class": request.GET.get("class", "")}
    return ask(
        request,
        filled(request, ChooseForm, initial=initial),
        do,
        title="Set a rule for titles",
        button="Continue",
        intro=["A rule holds for a class and all below it, until one below has a rule of its own."],
        back=reverse("naming_rules"),
        crumbs=crumbs(*CRUMBS, ("Rules", reverse("naming_rules"))),
    )


def set_rule(request: Request, check: str) -> HttpResponseBase:
    """Set one rule of a class or of the whole body; first see what it would do."""
    if check not in set(Check):
        raise NotFound("naming rule", check)
    about, place = Check(check), request.GET.get("class", "")
    own = queries.own_conventions(place).get(about)
    title = str(fileplan.class_named(place)) if place else "The whole body"
    form = filled(
        request, RuleForm, check=about, initial=filled_from(own) if own else _above(place, about)
    )
    preview = None
    if request.method == "POST" and "drop" in request.POST:
        actions.drop_convention(request.actor, place, about, now=request.now)
        return see_other(request, "naming_rules", "The rule has been taken away.")
    if request.method == "POST" and form.is_valid():
        asked = form.asked()
        with refusals_on(form):
            if "look" not in request.POST:
                actions.set_convention(request.actor, place, asked, now=request.now)
                return see_other(request, "naming_rules", "The rule has been set.")
            refuse_if(rules.reasons_not_to_ask(asked))
            preview = queries.preview(request.actor, place, asked, about)
    return page_of(
        request,
        "naming/rule.html",
        form=form,
        title=about.label,
        caption=title,
        own=own is not None,
        preview=preview,
        back=reverse("naming_rules"),
    )


def _above(place: str, about: Check) -> dict[str, Any]:
    """What holds now, to begin with."""
    found = queries.conventions(fileplan.class_named(place) if place else None)
    return next((filled_from(one.asked) for one in found if one.asked.check is about), {})


def try_titles(request: Request) -> HttpResponseBase:
    """Say of titles what the rules say of them. Nothing is kept."""
    form, found = filled(request, TryForm), []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        today = civil_date(request.now)
        found = sandbox_rows(queries.look(values["titles"], values["file_class"], today))
    return page_of(request, "naming/try.html", form=form, found=found)
