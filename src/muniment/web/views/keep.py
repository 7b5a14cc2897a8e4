"""What to keep and for how long: the schedule for everybody, with answers in plain words."""

import re
from io import StringIO
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.errors import NotFound, Reason
from muniment.holdings.fileplan import queries as fileplan
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.types import Licence, RuleState
from muniment.web import downloads
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.keep import PublicationForm, QuestionForm
from muniment.web.views.rules import LIFECYCLE, further, life
from muniment.web.views.sheet_kinds import SCHEDULE
from muniment.web.views.sheets import LISTED
from muniment.web.words import day, sentence

FRONT = ("What to keep", "/what-to-keep/")
PRIVATE = frozenset({"review_stages"})  # who signs is the body's own affair
MOST = 200  # rules on the front page; past that, those of a schedule are on its own page
FEW = 10  # classes that an answer names
LABELS = {
    "life": "What happens",
    "authority": "Authority",
    "reason": "Why this long",
    "description": "Covers",
    "valid_from": "In force from",
    "valid_to": "In force until",
}


def open_or_signed_in(request: HttpRequest) -> Any:
    """How the schedule is published. Raises NotFound for a stranger where it is not."""
    found = queries.publication()
    if not found.is_open and not request.user.is_authenticated:
        raise Unpublished
    return found


class Unpublished(NotFound):
    """The body keeps its schedule to itself."""

    def __init__(self) -> None:
        super().__init__("schedule", "")
        self.reasons = (
            Reason("not_found", "This organisation has not published its retention schedule."),
        )


def front(request: HttpRequest) -> HttpResponseBase:
    """Ask how long to keep something, or read the whole schedule."""
    published = open_or_signed_in(request)
    form = QuestionForm(request.GET or None)
    question = form.cleaned_data["q"].strip() if form.is_bound and form.is_valid() else ""
    found = queries.answers(question) if question else []
    rules = [] if question else list(queries.rules())
    if long := len(rules) > MOST:
        rules = [one for one in rules if one.rule.schedule_id is None]
    return render(
        request,
        "keep/front.html",
        form=QuestionForm({"q": question}),
        question=question,
        answers=[_answer(one) for one in found],
        classes=_filed_in(request, found),
        rules=[(one, _life(one)) for one in rules],
        long=long,
        schedules=[] if question else queries.published_editions(),
        statement=_paragraphs(published.statement),
        **_about(published),
    )


def _answer(found: queries.Answer) -> dict[str, Any]:
    version = found.rule
    return {
        "rule": version,
        "life": _life(version),
        "sure": found.sure,
        "instead": [f"“{known}” for “{typed}”" for typed, known in found.words],
    }


def _filed_in(request: HttpRequest, found: list[queries.Answer]) -> Any:
    """The classes that have the rule of the first answer, for those who work here: the file plan
    is not published."""
    actor = getattr(request, "actor", None)
    if not found or actor is None or P.RETENTION_SEE not in actor.permissions:
        return []
    return fileplan.classes().filter(rule=found[0].rule.rule.code)[:FEW]


def _life(version: Any) -> str:
    return "; then ".join(life(version))


def _paragraphs(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if one.strip()]


def _about(published: Any) -> dict[str, Any]:
    return {"published": published, "licence": Licence(published.licence)}


def schedule(request: HttpRequest, reference: str, edition: int | None = None) -> HttpResponseBase:
    """One schedule as it was published: the edition in force, or one before it, with its rules
    and what changed."""
    published = open_or_signed_in(request)
    found, before, editions = _edition(reference, edition)
    return render(
        request,
        "keep/schedule.html",
        one=found,
        rows=_of_edition(found),
        rules=[(one, "; then ".join(decide.told(one.steps))) for one in found.rules],
        before=before,
        changes=queries.what_changed(reference, before.number, found.number) if before else None,
        told_rules=_told_of_rules(reference, before, found) if before else [],
        editions=editions,
        crumbs=crumbs(FRONT),
        **_about(published),
    )


def _edition(reference: str, number: int | None) -> tuple[Any, Any, list[Any]]:
    """The edition asked for, or the newest; the one before it; and all."""
    editions = queries.published_editions(reference)
    for place, one in enumerate(editions):
        if number in (None, one.number):
            return one, next(iter(editions[place + 1 :]), None), editions
    raise NotFound("schedule", reference)


def _of_edition(found: Any) -> list[dict[str, str]]:
    until = f" until {day(found.until)}" if found.until else ""
    approval = found.approval
    rows = [
        ("What it is for", found.purpose),
        ("Whose it is", found.area),
        ("In force", f"From {day(found.published_at)}{until}"),
        ("Approved by", f"{approval.body}, {day(approval.met_on)}, minute {approval.minute}"),
    ]
    return [{"label": label, "text": text} for label, text in rows if text]


def _told_of_rules(reference: str, before: Any, after: Any) -> list[dict[str, Any]]:
    """Each rule that changed, with each column in words."""
    old = {one.code: one for one in before.rules}
    return [
        {
            "rule": one,
            "columns": [
                _column(*each)
                for each in queries.difference(old[one.code], one)
                if each[0] not in PRIVATE
            ],
        }
        for one in after.rules
        if one.code in old and one != old[one.code]
    ]


def schedule_download(
    request: HttpRequest, reference: str, edition: int, kind: str
) -> HttpResponseBase:
    """The rules of one published edition."""
    open_or_signed_in(request)
    found, _, _ = _edition(reference, edition)
    name = f"{reference}-{edition}"
    if kind in LISTED:
        document = decide.as_document(
            reference, edition, found.clauses, found.rules, without=PRIVATE
        )
        text = sheets.as_document(f"{name}.{kind}", document)
        return downloads.document(text.encode(), f"{name}.{kind}", LISTED[kind])
    return _file([decide.as_cells(one) for one in found.rules], name, kind)


def rule(request: HttpRequest, reference: str, version: int | None = None) -> HttpResponseBase:
    """One rule: what it says now, or what one of its versions said, and what changed."""
    published = open_or_signed_in(request)
    history = queries.history(reference)
    found = next((one for one in history if version in (None, one.version)), None)
    if found is None:
        raise NotFound("version", str(version))
    newest = history[0]
    return render(
        request,
        "keep/rule.html",
        one=found,
        newest=newest if found is not newest else None,
        retired=newest.rule.retired_at if newest.rule.state == RuleState.RETIRED else None,
        rows=_facts(found),
        changes=_told(queries.changes(code=newest.rule.code)),
        crumbs=crumbs(FRONT),
        **_about(published),
    )


def _facts(version: Any) -> list[dict[str, str]]:
    until = f" until {day(version.valid_to)}" if version.valid_to else ""
    return [
        {"label": "Covers", "text": version.description or "Not said"},
        *further(version),
        {"label": "What happens", "text": _life(version)},
        {"label": "Why this long", "text": version.why or "Not said"},
        {"label": "Authority", "text": version.authority},
        *_policy(version),
        {"label": "In force", "text": f"From {day(version.valid_from)}{until}"},
        {"label": "Version", "text": f"{version.version}, of {day(version.made_at)}"},
    ]


def _policy(version: Any) -> list[dict[str, str]]:
    """The clauses of the policy that govern it, if its schedule names some."""
    at = (version.rule.code, version.version)
    found = queries.governing([at]).get(at)
    if found is None:
        return []
    says = " ".join(one.says for one in found.clauses)
    return [{"label": "Policy", "text": decide.cited(found.clauses), "note": says}]


def _told(changes: list[queries.Change]) -> list[dict[str, Any]]:
    """The changes, with each column in words."""
    return [
        {
            "change": one,
            "columns": [_column(*each) for each in one.columns if each[0] not in PRIVATE],
        }
        for one in changes
    ]


def _column(name: str, before: str, after: str) -> dict[str, str]:
    if name == "life":
        before, after = ("; then ".join(decide.told(decide.parse(one))) for one in (before, after))
    return {"label": LABELS.get(name, sentence(name)), "before": before, "after": after}


def changes(request: HttpRequest) -> HttpResponseBase:
    """What changed in the schedule, the latest first."""
    published = open_or_signed_in(request)
    return render(
        request,
        "keep/changes.html",
        changes=_told(queries.changes()),
        crumbs=crumbs(FRONT),
        **_about(published),
    )


def feed(request: HttpRequest) -> HttpResponseBase:
    """The changes as a feed (Atom, RFC 4287)."""
    published = open_or_signed_in(request)
    made = Atom1Feed(
        title=f"Retention schedule of {access.body_name()}",
        link=request.build_absolute_uri(reverse("keep_changes")),
        description="",
        language="en",
        feed_copyright=published.licence.label,
    )
    for one in queries.changes(most=100):
        address = request.build_absolute_uri(reverse("keep_version", args=[one.code, one.version]))
        made.add_item(
            title=f"{one.code} {one.title}: {one.what}",
            link=address,
            unique_id=f"{address}#{one.what}",
            description="; ".join(
                f"{told['label']}: {told['before']} became {told['after']}"
                for each in _told([one])
                for told in each["columns"]
            ),
            updateddate=one.at,
            pubdate=one.at,
        )
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


def download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The rules in force, for a spreadsheet (`csv`) or a program (`json`)."""
    open_or_signed_in(request)
    return _file(queries.export_rows(), "retention-schedule", kind)


def _file(rows: list[dict[str, str]], name: str, kind: str) -> HttpResponseBase:
    columns = [one for one in SCHEDULE.columns if one not in PRIVATE]
    if kind in LISTED:
        text = (sheets.as_yaml if kind == "yaml" else sheets.as_json)(rows, columns)
        return downloads.document(text.encode(), f"{name}.{kind}", LISTED[kind])
    if kind != "csv":
        raise NotFound("download", kind)
    written = StringIO(newline="")
    sheets.write_csv(written, rows, columns)
    data = written.getvalue().encode()
    return downloads.document(data, f"{name}.csv", "text/csv; charset=utf-8")


def publish(request: Request) -> HttpResponseBase:
    """Open the schedule to everybody, or close it."""
    before = queries.publication()
    initial = {
        "is_open": before.is_open,
        "licence": before.licence.value,
        "contact": before.contact,
        "statement": before.statement,
        "with_destroyed": before.with_destroyed,
    }
    form = filled(request, PublicationForm, initial=initial)

    def do(values: dict[str, Any]) -> HttpResponse:
        done = actions.publish_schedule(request.actor, form.publication(), now=request.now)
        said = "Everybody can read the schedule." if done.is_open else "The schedule is closed."
        if done.statement:
            said = f"{said} {decide.plainness_in_words(decide.plainness(done.statement))}"
        return see_other(request, "keep", said)

    plain = decide.plainness(str(form["statement"].value() or ""))
    return ask(
        request,
        form,
        do,
        template="keep/publish.html",
        plain=plain,
        plain_in_words=decide.plainness_in_words(plain) if form["statement"].value() else "",
        title="Publish the schedule",
        button="Save",
        intro=[
            "The public page says what you keep, for how long and why, and answers questions.",
            "It names no record and no person.",
        ],
        back=reverse("rules"),
        crumbs=crumbs(LIFECYCLE, ("Retention schedule", reverse("rules"))),
    )
