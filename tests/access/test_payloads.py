"""Promise 37: hostile text in every field, on every page there is: nothing of it is markup, a
formula or a template."""

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser

import pypdfium2
import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from tests import standing
from tests.access.payloads import ANSWER, FORMULAS, MARK, SCRIPTS, groups
from tests.access.test_permission_matrix import pages
from tests.api.borough import LONG_AGO, RULES, Program
from tests.api.scenario import work_off
from tests.holdings.advice.by_rule import filed_by_rule, in_tray
from tests.holdings.capture.post import brought_in, weighty

from muniment.exchange.moves import actions as moves
from muniment.exchange.moves.types import Decision, MoveDraft
from muniment.foundation.access import actions as people
from muniment.foundation.access import queries as access
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.audit.actions import create_signing_key
from muniment.foundation.content import actions as content
from muniment.foundation.content.actions import scanning
from muniment.foundation.content.states import ScanState
from muniment.foundation.content.types import Verdict
from muniment.foundation.jobs.models import Job
from muniment.foundation.kernel import clock
from muniment.holdings.capture import actions as capture
from muniment.holdings.capture.actions.checking import queue_for_a_person
from muniment.holdings.capture.types import Doubt
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.holdings.mailboxes import actions as sources
from muniment.holdings.mailboxes.types import Secret, SourceDraft, SourceKind
from muniment.holdings.metadata import actions as metadata
from muniment.holdings.metadata.types import Asking, FieldKind, FieldTerms
from muniment.holdings.naming import actions as naming
from muniment.holdings.naming.types import Asked, Check, Severity
from muniment.holdings.physical import actions as physical
from muniment.holdings.physical.types import BoxDraft, PaperDraft
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries
from muniment.holdings.records.rules import printable
from muniment.holdings.records.types import BulkDraft
from muniment.holdings.search import actions as finding
from muniment.holdings.search import queries as found_by_searching
from muniment.holdings.search.types import PLACES as PLACES_SEARCHED
from muniment.holdings.search.types import CertificateDraft, Door
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.disposal.models import Certificate
from muniment.lifecycle.disposal.rules import StandingDraft
from muniment.lifecycle.disposal.types import ExpungeDraft, ExpungeKind
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention.rules.vital import VitalDraft
from muniment.lifecycle.retention.types import Publication
from muniment.lifecycle.retention.types.schedules import ScheduleTerms
from muniment.lifecycle.transfer import actions as transfer
from muniment.lifecycle.transfer.types import LeaveDraft, Terms

pytestmark = [pytest.mark.django_db, pytest.mark.once]
GROUPS = groups()


@dataclass
class Spoilt:
    """A body in which every text that can be entered is hostile."""

    reader: Client
    program: Program
    names: list


def found_spoilt():
    """The person who reads, the secret of their program, and what is put into addresses."""
    create_signing_key()
    now = clock.now()
    people.open_unit(SETUP, "U", name="Unit", now=now)
    everything = [role for role in Role if role is not Role.INFORMATION_ASSET_OWNER]
    reader = _person("reader", "Reader", everything, now)
    owner = _person("owner", "Owner", [Role.STAFF, Role.INFORMATION_ASSET_OWNER], now)
    second = _person("second", "Second", [Role.RECORDS_MANAGER], now)
    retention.import_rules(SETUP, RULES, now=now)
    text = GROUPS[0]
    public = Publication(True, contact=text[:300], statement=text, with_destroyed=True)
    retention.publish_schedule(SETUP, public, now=now)
    chief = access.profile(reader, on=clock.today())
    transfer.set_statutory_terms(chief, Terms(public_records=True), now=now)
    _, secret = people.issue_token(chief, reader.reference, name=GROUPS[0][:100], now=now)
    names = [_spoil(chief, number, text, now) for number, text in enumerate(GROUPS)]
    _end_one(names, chief, owner, second, now)
    return reader, secret, names


SPOILT = standing.kind("spoilt", found_spoilt)


@pytest.fixture
def spoilt(founded):
    reader, secret, names = founded(SPOILT)
    browser = Client(raise_request_exception=False)
    browser.force_login(reader)
    return Spoilt(browser, Program(Client(), secret), names)


def _person(username, name, roles, now):
    person = people.add_person(SETUP, username, name=name, unit="U", now=now)
    for role in roles:
        people.give_role(SETUP, person.reference, role=role, now=now)
    return person


def _spoil(chief, number, text, now):
    """Hostile text in every field of one of each thing; what is put into addresses."""
    people.open_unit(SETUP, f"U{number}", name=text, under="U", now=now)
    people.open_handling_set(SETUP, f"H{number}", name=text, now=now)
    someone = people.add_person(SETUP, f"someone{number}", name=text, unit=f"U{number}", now=now)
    held = people.give_role(SETUP, someone.reference, role=Role.STAFF, now=now)
    rule = {**RULES[0], "code": f"X-{number}", "title": text, "authority": text, "why": text}
    rule |= {"description": text}
    retention.import_rules(chief, [rule], now=now)
    reference = f"C{number}"
    said = ClassTerms(
        reference,
        title=text,
        scope_note=text,
        rule=f"X-{number}",
        owner_unit="U",
        access="everyone",
    )
    fileplan.open_class(chief, reference, terms=said, now=now)
    term = _spoil_fields(chief, number, reference, text, now)
    folder = records.open_folder(chief, reference, title=text, now=now).reference
    record = capture.take_upload(
        chief,
        folder,
        name=text,
        stream=io.BytesIO(text.encode()),
        modified=LONG_AGO,
        metadata={text[:100]: text},
        now=now,
    ).record
    rows = [(record, {f"hostile{number}": f"{text} again"[:500]}), (text[:90], {"x": text})]
    draft = BulkDraft(text, text, rows=rows)
    bulk = records.look_at_bulk(chief, draft, now=now).reference
    box = physical.open_box(chief, BoxDraft(text[:60], text[:300], "U", text), now=now).reference
    paper = PaperDraft(text[:500], LONG_AGO.date(), None, text, text[:200], text[:100], box)
    paper = physical.register(chief, folder, paper, now=now).reference
    asked = Asked(Check.BANNED, Severity.ADVISE, words=(text[:100],))
    naming.set_convention(chief, reference, asked, now=now)
    found = record_queries.record_named(chief, record)
    queue_for_a_person([(found, list(Doubt))], by=chief.reference, now=now)
    changes = {"title": text, "metadata": {"topic": text}}
    records.change_record(chief, record, changes=changes, reason=text, now=now)
    words = {"name": text, "kind": "audit", "reason": text, "authority": text, "contact": text}
    words["case"] = text[:100]
    kept_in = _keep_in(chief, folder, text, now)
    hold = holds.place(chief, **words, records=[record], now=now).reference
    Job.objects.create(
        kind="capture.derive", run_as=text[:40], state="failed", error=text, not_before=now,
        created_at=now, ended_at=now,
    )  # fmt: skip
    token, _ = people.issue_token(chief, chief.reference, name=text[:100], now=now)
    retention.mark_of_value(chief, record, why=text, now=now)
    mark = retention.mark_vital(chief, reference, VitalDraft(text, text), now=now)
    said_of = _spoil_schedule(chief, f"S{number}", rule, text, now)
    retention.mark_routine(SETUP, f"X-{number}", reason=text, now=now)
    today = clock.today()
    given = (text[:100], "special_reason", text[:1000], text[:200], today, today)
    leave = LeaveDraft(*given, classes=(reference,), records=(record,), note=text[:1000])
    leave = transfer.enter_leave(chief, leave, now=now).reference
    coming = MoveDraft(text[:200], text[:200], f"B{number}", text[:300], today, reference)
    coming = moves.open_move(chief, coming, now=now).reference
    told = {"reference": f"X {text}"[:60], "title": text[:300], "description": text[:4000]}
    told |= {"rule": text[:300], "period": text[:300]}
    moves.import_classes(chief, coming, [told, {**told, "reference": "Y"}], now=now)
    moves.map_classes(chief, coming, [Decision("Y", "", text[:500])], now=now)
    until, wide = today + timedelta(days=9), (reference,)
    routine = StandingDraft(text[:200], wide, (f"X-{number}",), text, text[:300], today, until, 5)
    approval = disposal.propose_standing(chief, routine, now=now).reference
    watched = SourceDraft(
        text[:200],
        SourceKind.FOLDER,
        reference,
        path=f"{settings.MUNIMENT_WATCHED_FOLDERS[0]}/{text}",
    )
    watched = sources.make_source(chief, watched, secret=Secret(), now=now).reference
    tray = in_tray(f"T{number}", "U")
    said = {"text": text, "number": f"by-rule-{number}", "why": text[:500]}
    by_rule, sorting_rule = filed_by_rule(chief, tray, folder, **said)
    names = {
        "source": watched,
        "message": brought_in(chief, reference, weighty(text, str(number))),
        "standing": approval,
        "by_rule": by_rule,
        "sorting": sorting_rule,
        "schedule": f"S{number}",
        "mark": mark.pk,
        "leave": leave,
        "move": coming,
        "comment": said_of,
        "digest": kept_in,
        "draft": f"Y-{number}",
    }
    names |= {"field": f"hostile{number}", "vocabulary": f"hostile-{number}", "term": term}
    names["bulk"] = bulk
    names |= {"class": reference, "folder": folder, "record": record, "hold": hold}
    names |= {"token": token.reference, "box": box, "paper": paper}
    names |= _spoil_finding(chief, text, now)
    names |= {"person": someone.reference, "unit": f"U{number}", "rule": f"X-{number}"}
    return {**names, "handling": f"H{number}", "held": held.pk, "text": text}


def _keep_in(chief, folder, text, now):
    """The digest of a file that a scanner of hostile words found something in."""
    data = io.BytesIO(f"kept in {text}".encode())
    made = capture.take_upload(chief, folder, name=text, stream=data, modified=LONG_AGO, now=now)
    [part] = record_queries.components(record_queries.record_named(chief, made.record))
    verdict = Verdict(text[:200], text[:120])
    scanning.write_down(part.sha256, verdict, ScanState.QUARANTINED, now)
    return content.ask_release(chief, part.sha256, reason=text, now=now).pk


def _spoil_finding(chief, text, now):
    """A search with hostile words in the log, a certificate of it, and one that is saved."""
    finding.note(chief, text, "", total=0, milliseconds=12, door=Door.PAGE, now=now)
    asked = found_by_searching.asked_for(chief).latest("pk")
    draft = CertificateDraft(text[:300], tuple(PLACES_SEARCHED), text)
    made = finding.certify(chief, asked.pk, draft, now=now)
    saved = finding.keep(chief, text[:100], text, now=now)
    return {"asked": asked.pk, "finding": made.reference, "saved": saved.reference}


def _spoil_fields(chief, number, file_class, text, now):
    """Fields of the class with hostile words, chosen and typed; the number of a term."""
    code, words = f"hostile-{number}", text.replace("|", "/")
    metadata.open_vocabulary(chief, code, title=text[:200], note=text, now=now)
    said = {"label": f"a {words}"[:200], "also_called": (f"b {words}"[:200],)}
    term = metadata.add_term(chief, code, **said, now=now)
    told = {"title": text[:200], "help": text[:500]}
    typed = FieldTerms(f"hostile{number}", pattern=".*", pattern_help=text[:300], **told)
    chosen = FieldTerms(f"chosen{number}", kind=FieldKind.CHOICE, vocabulary=code, **told)
    for terms, default in ((typed, text[:500]), (chosen, term.label)):
        metadata.define_field(chief, terms, now=now)
        asking = Asking(default=default)
        metadata.ask_for(chief, terms.code, file_class=file_class, asking=asking, now=now)
    return term.pk


def _spoil_schedule(chief, code, rule, text, now):
    """A schedule in consultation, with a rule and a comment; the number of the comment."""
    retention.open_schedule(chief, code, ScheduleTerms(text[:200], text, area=text[:100]), now=now)
    retention.start_edition(chief, code, note=text, now=now)
    rows = [{**rule, "code": f"Y-{code[1:]}", "examples": text, "scope_note": text}]
    clause = {"policy": text[:300], "paragraph": text[:40], "says": text[:1000]}
    retention.import_edition(chief, code, 1, rows, clauses=[clause], now=now)
    model = {"provider": text[:200], "version": text[:200]}
    retention.take_over(chief, code, 1, rows, **model, now=now)
    retention.consult(chief, code, 1, areas={"U": chief.reference}, now=now)
    return retention.comment(chief, code, 1, text=text, now=now).pk


def _end_one(names, chief, owner, second, now):
    """One record through a review to its certificate, so that there is one of each to look at."""
    for one in names:
        holds.lift(chief, one["hold"], reason=one["text"], authority=one["text"], now=now)
    text = GROUPS[0]
    chosen = [one["record"] for one in names[:2]]
    done = disposal.propose(
        chief, records=chosen, title=text, reason=text, confirm_vital=True, now=now
    )
    for person in (owner, second):
        actor = access.profile(person, on=clock.today())
        disposal.approve(actor, done.reviews[0], reason=text, now=clock.now())
    disposal.execute(chief, done.reviews[0], now=clock.now())
    work_off()
    chosen = [one["record"] for one in names[2:]]
    again = disposal.propose(
        chief, records=chosen, title=GROUPS[-1], reason=text, confirm_vital=True, now=clock.now()
    )
    with transaction.atomic():
        waits = record_queries.record_named(chief, names[-1]["record"])
        by = chief.reference
        retention.give_rules([waits], [""], reasons=[text], review="", by=by, now=clock.now())
    for one in names:
        certificate = Certificate.objects.get().reference
        one["expunging"] = _mistake(chief, one)
        one |= {"review": again.reviews[0], "certificate": certificate, "seq": 3}
    names[0]["review"] = done.reviews[0]


def _mistake(chief, names):
    """The reference of a proposal to expunge a record of its own."""
    text, stream = names["text"], io.BytesIO(names["folder"].encode())
    new = {"name": "Mistake.txt", "title": text, "stream": stream, "now": clock.now()}
    record = capture.take_upload(chief, names["folder"], **new).record
    draft = ExpungeDraft(ExpungeKind.MISFILED, text, text[:300])
    return disposal.propose_expunging(chief, [record], draft, now=clock.now()).reference


class Page(HTMLParser):
    """Finds what hostile text has become part of the markup."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.faults, self.inside = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.inside.append(tag)
        if MARK in tag or tag in {"math", "base", "object", "embed", "iframe"}:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            where = (value or "").strip().lower()
            runs = name in {"href", "src", "action", "formaction"} and where.startswith(
                ("javascript:", "data:", "//")
            )
            runs |= name == "content" and "url=" in where
            if name.startswith("on") or MARK in name or runs or name == "style":
                self.faults.append(f"<{tag} {name}={value!r}>")

    def handle_endtag(self, tag):
        if tag in self.inside:
            del self.inside[len(self.inside) - 1 - self.inside[::-1].index(tag) :]

    def handle_data(self, data):
        if {"script", "style"} & set(self.inside) and MARK in data:
            self.faults.append(f"in a script: {data[:60]}")

    def handle_comment(self, data):
        if MARK in data:
            self.faults.append(f"in a comment: {data[:60]}")


def faults_of(answer):
    """What is wrong with an answer, whatever its type."""
    kind = answer.headers.get("Content-Type", "")
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = data.decode("utf-8", "replace")
    faults = ["a template was run"] if ANSWER in text or "root:x:" in text else []
    if kind.startswith("text/html"):
        faults += Page(text).faults
    if kind.startswith("text/csv"):
        faults += formulas_in(text)
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        faults.append("no nosniff")
    return faults


def formulas_in(text):
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    return [f"a formula: {cell[:30]}" for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t")]


PLACES = {
    "file-plan": "class", "folders": "folder", "records": "record", "people": "person",
    "units": "unit", "holds": "hold", "reviews": "review", "certificates": "certificate",
    "rules": "rule", "handling": "handling", "tokens": "token",
    "schedules": "schedule", "standing": "standing", "expunging": "expunging",
    "boxes": "box", "bulk": "bulk", "leave": "leave", "moves": "move", "sources": "source",
    "saved": "saved", "message": "message", "certified": "finding",
    "by_rule": "by_rule", "sorting": "sorting",
}  # fmt: skip


def filled(address, names):
    """The address with this group's references, or None where it needs what there is not."""
    own = [one for one in ("moves", "bulk") if f"file-plan/{one}/" in address]
    own += ["message"] if address.endswith("/important/") else []
    own += ["by_rule"] if address.endswith("/filed-by-rule/") else []
    own += ["sorting"] if address.endswith("/rules/<str:reference>/end/") else []
    own += ["certified"] if address.startswith("find/certificates/") else []
    parts = own or address.split("/")
    kind = next((PLACES[part] for part in parts if part in PLACES), "")
    values = {"reference": names.get(kind), "record": names["record"], "ordinal": 1}
    values |= {"held": names["held"], "seq": names["seq"], "code": names["handling"], "kind": "csv"}
    values |= {"number": 1, "version": 1, "edition": 1, "event": "case_closed"}
    values |= {"asked": names["asked"], "place": 1, "check": "banned", "other": names["record"]}
    if "fields" in parts or "vocabularies" in parts:
        values["code"] = names["field" if "fields" in parts else "vocabulary"]
        values["number"] = names["term"]
    values |= {"rule": names["draft"], "comment": names["comment"], "mark": names["mark"]}
    values |= {"folder": names["folder"], "unit": names["unit"], "digest": names["digest"]}
    needed = re.findall(r"<\w+:(\w+)>", address)
    if any(values.get(name) is None for name in needed):
        return None
    return "/" + re.sub(r"<\w+:(\w+)>", lambda match: str(values[match[1]]), address)


# Pages whose address names what the body does not have.
NOT_THERE = {
    *("capture", "uploaded", "retry_job", "close_incident", "end_role", "account_logout"),
    *("keep_schedule", "keep_edition", "keep_schedule_download", "looked", "look_progress"),
}


def test_hostile_text_is_text_on_every_page(spoilt):
    wrong, seen = [], set()
    for name, address, one in pages():
        if "GET" not in one.callback.methods or name in NOT_THERE:
            continue
        for names in spoilt.names if "<" in address else spoilt.names[:1]:
            path = filled(address, names)
            answer = spoilt.reader.get(path)
            seen |= {name} if answer.status_code == 200 else set()
            wrong += [(path, fault) for fault in faults_of(answer)]
            assert answer.status_code < 500, path
    assert wrong == []
    there = {name for name, _, one in pages() if "GET" in one.callback.methods}
    missing = there - seen - NOT_THERE - {"review_item", "picture", "account_login"}
    assert missing == set()


def test_what_is_asked_for_is_not_echoed_as_markup(spoilt):
    wrong = []
    for text in GROUPS:
        for path in ("/find/", "/admin/audit/", "/admin/people/", "/lifecycle/due/", "/sign-in/"):
            asked = {
                "q": text,
                "actor": text,
                "kind": text,
                "object": text,
                "next": text,
                "on": text,
            }
            for given in (asked, {**asked, "format_as": "csv"}):
                answer = spoilt.reader.get(path, given)
                assert answer.status_code < 500
                wrong += [(path, fault) for fault in faults_of(answer)]
    assert wrong == []


def test_a_form_that_is_refused_shows_what_was_sent_as_text(spoilt):
    wrong = []
    for name, address, one in pages():
        if "POST" not in one.callback.methods or name in {"account_logout", "account_login"}:
            continue
        path = filled(address, spoilt.names[-1])
        if path is None:
            continue
        sent = dict.fromkeys(FIELDS, GROUPS[2] * 10)
        with transaction.atomic():
            answer = spoilt.reader.post(path, sent)
            transaction.set_rollback(True)
        assert answer.status_code < 500, (path, answer.status_code)
        wrong += [(path, fault) for fault in faults_of(answer)]
    assert wrong == []


FIELDS = (
    *("title", "name", "reason", "authority", "reference", "scope_note", "rule", "note", "folder"),
    *("file_class", "under", "unit", "username", "email", "code", "why", "description", "contact"),
    *("instrument", "ground", "applied_by", "from_on", "until_on", "renews"),
    *("on", "review_on", "record_date", "metadata", "records", "folders", "classes", "to", "old"),
)


def test_programs_get_the_text_as_it_is_and_never_as_a_page(spoilt):
    for names in spoilt.names[2:]:
        text = names["text"]
        answer = spoilt.program.get(f"/records/{names['record']}")
        assert answer.headers["Content-Type"].startswith("application/json")
        assert answer.json()["title"] == printable(text) and faults_of(answer) == []
        assert spoilt.program.get(f"/classes/{names['class']}").json()["scope_note"] == text
        missing = spoilt.program.get("/records/<script>mk7()")
        assert missing.headers["Content-Type"] == "application/problem+json"


def test_a_certificate_is_set_as_it_was_written(spoilt):
    certificate = Certificate.objects.get()
    assert json.dumps(certificate.body).count(MARK) > 2
    answer = spoilt.reader.get(f"/lifecycle/certificates/{certificate.reference}/certificate.pdf")
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data))
    assert ANSWER not in text and "root:x:" not in text
    assert MARK in text


def test_what_is_not_escaped_is_noticed():
    """The mutants: each hostile text as it is, in a page and in a table."""
    links = {f"javascript:{MARK}()", f"JaVaScRiPt:{MARK}()", f"data:text/html,{MARK}"}
    for text in SCRIPTS:
        shown = Page(f"<p>{text}</p><input value=\"{text}\"><a href='{text}'>a</a>").faults
        unescaped = "<" in text or "'" in text or '"' in text or text in links
        assert bool(shown) == unescaped, text
    assert all(formulas_in(f'"a","{text}"'.replace('"//x"', "x")) for text in FORMULAS)
