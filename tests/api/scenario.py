"""One working day at the borough, in which every operation that changes something is used.

Each step: what it is, who does it, and what it sends. `{name}` stands for what an earlier step
answered. The day is what the tests of replay, of the audit log and of permission go through.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from tests.api.borough import file, open_folder
from tests.holdings.advice.by_rule import filed_by_rule, in_tray
from tests.holdings.capture.post import brought_in, weighty

from muniment.foundation.access.actions import issue_token
from muniment.foundation.access.types import Narrowing
from muniment.foundation.content.actions import scanning
from muniment.foundation.content.states import ScanState
from muniment.foundation.content.types import Verdict
from muniment.foundation.jobs.actions import run_next
from muniment.foundation.jobs.models import Job
from muniment.foundation.kernel import clock
from muniment.foundation.notices.actions import tell
from muniment.holdings.mailboxes import actions as sources
from muniment.holdings.mailboxes.types import Secret, SourceDraft, SourceKind
from muniment.holdings.metadata import actions as metadata
from muniment.holdings.metadata.types import Asking, FieldTerms
from muniment.holdings.records import queries as record_queries
from muniment.holdings.search import actions as finding
from muniment.holdings.search import queries as found_by_searching
from muniment.holdings.search.types import Door

WHY = {"reason": "The board decided so."}
RULE = {
    "title": "Notes",
    "authority": "Policy 9",
    "trigger": "record_date",
    "period_count": 2,
    "period_unit": "years",
    "action": "destroy",
    "why": "Nobody asks later.",
    "valid_from": "2020-01-01",
}
HOLD = {"name": "Inquiry", "kind": "inquiry", "reason": "An inquiry.", "authority": "The court"}

MISTAKE = {"records": ["{r_due5_1}"], "kind": "misfiled", "authority": "The officer", **WHY}


@dataclass
class Step:
    """One request. `keep` names what later steps need: the name and the field of the answer."""

    method: str
    path: str
    who: str
    body: object = None
    keep: dict = field(default_factory=dict)
    status: int = 200
    operation: str = ""
    content: bytes | None = None
    then: object = None

    @property
    def route(self):
        """The path of the operation, as the API declares it."""
        return self.method, self.operation


def step(method, operation, who, body=None, *, to=None, keep=None, **more):
    """A step; `to` fills in the path parameters, in order."""
    names = iter(to if isinstance(to, tuple) else (to,))
    path = re.sub(r"\{[^}]+\}", lambda _: next(names), operation)
    return Step(method, path, who, body, keep or {}, operation=operation, **more)


def edition(method, operation, who, body, *more, number=1, **options):
    """A step on an edition of the schedule of staff."""
    at = "/schedules/{reference}/editions/{int:number}" + operation
    return step(method, at, who, body, to=("HR", str(number), *more), **options)


LEAVE = {
    "code": "LEAVE-1",
    "title": "Leave",
    "authority": "Policy 1",
    "trigger": "record date",
    "period": "1 year",
    "action": "destroy",
    "why": "Short.",
    "valid_from": "2020-01-01",
}


CLAUSE = {"policy": "Staff policy", "paragraph": "3.1", "says": "Papers of leave go in a year."}


def keep_in(made):
    """The digest of a file that the malware check found something in."""
    record = record_queries.record_named(made.actor("manager"), file(made, "infected", "open"))
    [part] = record_queries.components(record)
    verdict = Verdict("Eicar-Test-Signature", "ClamAV 1.4.6/27000")
    scanning.write_down(part.sha256, verdict, ScanState.QUARANTINED, clock.now())
    return part.sha256


def work_off():
    """Do the background work that is waiting, but for the purge: it cleans the database's own
    files, which a test that lives in one transaction cannot have done."""
    while True:
        purges = Job.objects.filter(kind="disposal.purge", state="queued")
        purges.update(not_before=clock.now() + timedelta(days=1))
        if run_next(clock=clock.now) is None:
            return


def prepare(made):
    """What must be there in the morning; the values that steps may name."""
    for name in ("due1", "due2", "due3", "due4", "due5"):
        open_folder(made, name, "FIN/OPEN")
        for number in (1, 2):
            file(made, f"{name}-{number}", name)
    for name in ("case", "min"):
        open_folder(made, name, f"FIN/{name.upper()}")
        file(made, name, name)
    for number in (1, 2):
        own = Narrowing(open_to=("FIN",))
        file(made, f"twin-{number}", "case", content=b"filed twice", narrowing=own)
    work_off()
    now = clock.now()
    jobs = {"kind": "retention.recalculate", "run_as": "x", "not_before": now, "created_at": now}
    failed = Job.objects.create(**jobs, state="failed", ended_at=now, arguments={"rule": "REP-6"})
    later = {"kind": "disposal.watch_clock", "not_before": now + timedelta(days=1)}
    waiting = Job.objects.create(**jobs | later)
    dro = made.actor("dro")
    metadata.define_field(dro, FieldTerms("about", "About"), now=now)
    metadata.ask_for(dro, "about", file_class="*", asking=Asking(), now=now)
    references = made.folders | {f"r_{name}": value for name, value in made.records.items()}
    references |= {"failed": str(failed.pk), "waiting": str(waiting.pk)}
    looked = {"total": 0, "milliseconds": 9, "door": Door.API, "now": now}
    finding.note(dro, "zeppelin", "", **looked)
    references["asked"] = str(found_by_searching.asked_for(dro).latest("pk").pk)
    references["infected"] = keep_in(made)
    references["spare"] = issue_token(dro, dro.reference, name="spare", now=now)[0].reference
    said = {"kind": "test", "about": "", "words": "Look at this.", "key": "once", "now": now}
    references["notice"] = tell(made.actor("staff").reference, **said).reference
    draft = SourceDraft(
        "Scans", SourceKind.FOLDER, "FIN", path=settings.MUNIMENT_WATCHED_FOLDERS[0]
    )
    source = sources.make_source(made.actor("manager"), draft, secret=Secret(), now=now)
    references["source"] = source.reference
    chief = made.actor("manager")
    references["important"] = brought_in(chief, "FIN/OPEN", weighty())
    references["by_rule"], _ = filed_by_rule(chief, in_tray("TRAY", "FIN"), references["open"])
    references["malformed"] = brought_in(chief, "FIN/OPEN", b"Subject: Nobody\n\nWords.\n")
    return {name.replace("-", "_"): value for name, value in references.items()}


KEPT_IN = "/malware/quarantine/{digest}"
MARK = {"open_to": ["FIN"]}
DAY = [
    step(
        "POST",
        "/folders/{reference}/files",
        "staff",
        to="{open}",
        content=b"brought by hand",
        status=201,
        keep={"brought": "record"},
    ),
    step(
        "POST",
        "/classes/{reference}/folders",
        "staff",
        {"title": "New folder"},
        to="FIN~OPEN",
        status=201,
        keep={"new": "reference"},
    ),
    step("PATCH", "/folders/{reference}", "officer", {"title": "Newer folder"}, to="{new}"),
    step("PUT", "/folders/{reference}/access", "manager", MARK, to="{new}"),
    step(
        "PUT",
        "/titles/rules/{check}",
        "manager",
        {"severity": "advise", "words": ["misc"]},
        to="banned",
    ),
    step(
        "POST",
        "/titles/mend",
        "officer",
        {"titles": [{"record": "{r_case}", "title": "Case of the roof"}]},
        status=202,
    ),
    step("DELETE", "/titles/rules/{check}", "manager", to="banned"),
    step("POST", "/duplicates/look", "manager", status=202),
    step("POST", f"{KEPT_IN}/ask-release", "manager", WHY, to="{infected}"),
    step("POST", f"{KEPT_IN}/refuse", "dro", to="{infected}"),
    step("POST", f"{KEPT_IN}/ask-release", "manager", WHY, to="{infected}"),
    step("POST", f"{KEPT_IN}/release", "dro", to="{infected}"),
    step(
        "POST",
        "/search/saved",
        "staff",
        {"name": "Roofs", "text": "roof OR gutter"},
        status=201,
        keep={"saved": "reference"},
    ),
    step("PUT", "/search/saved/{reference}/sharing", "staff", {"units": ["FIN"]}, to="{saved}"),
    step("PUT", "/search/saved/{reference}/following", "staff", {"follow": True}, to="{saved}"),
    step("DELETE", "/search/saved/{reference}", "staff", to="{saved}", status=204),
    step(
        "POST",
        "/search/log/{int:number}/certify",
        "manager",
        {"request": "A request of the press", "places": ["records"], "remarks": "Only here."},
        to="{asked}",
        status=201,
    ),
    step(
        "POST",
        "/duplicates/versions",
        "officer",
        {"earlier": "{r_case}", "later": "{r_due5_1}"},
    ),
    step(
        "POST",
        "/duplicates/versions/refuse",
        "officer",
        {"earlier": "{r_case}", "later": "{r_due5_1}"},
    ),
    step(
        "POST",
        "/records/{reference}/merge",
        "officer",
        {"other": "{r_twin_2}", **WHY},
        to="{r_twin_1}",
    ),
    step("POST", "/folders/{reference}/close", "officer", {}, to="{new}"),
    step("POST", "/folders/{reference}/reopen", "officer", WHY, to="{new}"),
    step(
        "POST",
        "/folders/{reference}/parts",
        "officer",
        to="{new}",
        status=201,
        keep={"part": "reference"},
    ),
    step(
        "POST",
        "/folders/{reference}/move",
        "manager",
        {"file_class": "HR/OPEN", **WHY},
        to="{part}",
    ),
    step(
        "PATCH",
        "/records/{reference}",
        "officer",
        {"title": "A better title", "metadata": {"topic": "roads"}, "version": 1},
        to="{brought}",
    ),
    step(
        "PUT",
        "/records/{reference}/fields",
        "officer",
        {"fields": {"about": "Roads"}, "version": 2},
        to="{brought}",
    ),
    step(
        "POST",
        "/bulk-edits",
        "manager",
        {"rows": [{"reference": "{brought}", "fields": {"about": "Ways"}}], "overwrite": True}
        | WHY,
        keep={"bulk": "reference"},
        status=201,
    ),
    step("POST", "/bulk-edits/{reference}/begin", "manager", to="{bulk}", then=work_off),
    step("POST", "/vocabularies", "manager", {"code": "wards", "title": "Wards"}, status=201),
    *(
        step(
            "POST",
            "/vocabularies/{reference}/terms",
            "manager",
            {"label": label},
            to="wards",
            status=201,
        )
        for label in ("North", "Nord", "South")
    ),
    step(
        "POST",
        "/vocabularies/{reference}/terms/change",
        "manager",
        {"term": "South", "label": "Quay", "broader": "North"},
        to="wards",
    ),
    step(
        "POST",
        "/vocabularies/{reference}/terms/merge",
        "manager",
        {"term": "Nord", "into": "North"},
        to="wards",
    ),
    step("POST", "/vocabularies/{reference}/terms/retire", "manager", {"term": "Quay"}, to="wards"),
    step(
        "POST",
        "/fields",
        "manager",
        {"code": "ward", "title": "Ward", "kind": "choice", "vocabulary": "wards"},
        status=201,
    ),
    step(
        "PUT",
        "/fields/{reference}",
        "manager",
        {"title": "Ward of the town", "kind": "choice", "vocabulary": "wards"},
        to="ward",
    ),
    step(
        "POST",
        "/fields/{reference}/ask",
        "manager",
        {"file_class": "FIN/OPEN", "position": 2},
        to="ward",
    ),
    step("POST", "/fields/{reference}/stop", "manager", {"file_class": "FIN/OPEN"}, to="ward"),
    step("POST", "/fields/{reference}/retire", "manager", to="ward"),
    step("POST", "/fields/{reference}/restore", "manager", to="ward"),
    step(
        "POST", "/records/{reference}/move", "officer", {"folder": "{case}", **WHY}, to="{brought}"
    ),
    step("PUT", "/records/{reference}/access", "manager", MARK, to="{brought}"),
    step(
        "POST",
        "/classes",
        "manager",
        {"reference": "FIN/TMP", "title": "Temporary", "under": "FIN"},
        status=201,
    ),
    step(
        "PUT",
        "/classes/{reference}",
        "manager",
        {"title": "Temporary things", "version": 1},
        to="FIN~TMP",
    ),
    step("POST", "/classes/{reference}/close", "manager", WHY, to="FIN~TMP"),
    step("POST", "/classes/{reference}/reopen", "manager", WHY, to="FIN~TMP"),
    step("POST", "/classes/{reference}/move", "manager", {"under": "HR"}, to="FIN~TMP"),
    step(
        "POST", "/classes/{reference}/merge", "manager", {"into": "FIN/OPEN", **WHY}, to="FIN~TMP"
    ),
    step("POST", "/classes/{reference}/refer", "manager", {"to": "HR/OPEN"}, to="FIN~OPEN"),
    step(
        "POST",
        "/fileplan",
        "manager",
        {"classes": [{"reference": "FIN/OLD", "parent": "FIN", "title": "Old"}]},
    ),
    step("DELETE", "/classes/{reference}", "manager", to="FIN~OLD", status=204),
    step("PUT", "/rules/{reference}", "manager", RULE, to="NOTE-2"),
    step(
        "POST",
        "/rules",
        "manager",
        {
            "rules": [
                {
                    "code": "TMP-1",
                    "title": "Temporary",
                    "authority": "Policy 1",
                    "trigger": "record date",
                    "period": "1 year",
                    "action": "destroy",
                    "why": "Short.",
                    "valid_from": "2020-01-01",
                }
            ]
        },
    ),
    step("DELETE", "/rules/{reference}", "manager", to="TMP-1", status=204),
    step("PUT", "/retention/year-end", "manager", {"month": 12, "day": 31}),
    step("PUT", "/disposal/practice", "manager", {"surviving": ["title", "format"]}),
    step("PUT", "/retention/publication", "manager", {"is_open": True, "contact": "Records team"}),
    step(
        "POST",
        "/vital",
        "officer",
        {"scope": "{unit}", "why": "Wages", "copy_kept": "The bank"},
        status=201,
        keep={"vital": "number"},
    ),
    step("POST", "/vital/{int:number}/review", "officer", {"note": "All there"}, to="{vital}"),
    step("POST", "/vital/{int:number}/end", "officer", WHY, to="{vital}"),
    step(
        "POST",
        "/transfers",
        "manager",
        {
            "reference": "TNA/7",
            "received_on": "2020-01-31",
            "receiver": "The archive",
            "records": ["{r_min}"],
        },
    ),
    step("PUT", "/retention/policy", "manager", {"policy": "longest"}),
    step("PUT", "/retention/storage-cost", "manager", {"pounds": "0.25", "basis": "Contract."}),
    step("PUT", "/review-settings", "manager", {"notice_days": 20}),
    step("POST", "/rules/{reference}/retire", "manager", WHY, to="NOTE-2"),
    step(
        "POST", "/schedules", "manager", {"code": "HR", "title": "Staff", "area": "HR"}, status=201
    ),
    step("PUT", "/schedules/{reference}", "manager", {"title": "People", "area": "HR"}, to="HR"),
    step("POST", "/schedules/{reference}/editions", "manager", {}, to="HR", status=201),
    edition("POST", "/rules", "manager", {"rules": [LEAVE, LEAVE | {"code": "LEAVE-2"}]}),
    edition("PUT", "/rules/{rule}", "manager", RULE | {"seen": 1}, "LEAVE-1"),
    edition("PUT", "/clauses", "manager", {"clauses": [CLAUSE]}),
    edition("DELETE", "/rules/{rule}", "manager", None, "LEAVE-2", status=204),
    edition("POST", "/consult", "manager", {}),
    edition("POST", "/return", "manager", WHY),
    edition("POST", "/consult", "manager", {}),
    edition(
        "POST",
        "/comments",
        "staff",
        {"text": "Too long.", "rule": "LEAVE-1"},
        status=201,
        keep={"said": "number"},
    ),
    edition("POST", "/comments/{int:said}/answer", "manager", {"answer": "The law."}, "{said}"),
    edition(
        "POST",
        "/approve",
        "dro",
        {"body": "The board", "met_on": "2024-04-03", "minute": "B/2024/4"},
    ),
    edition("POST", "/publish", "manager", {}),
    step("POST", "/schedules/{reference}/editions", "manager", {}, to="HR", status=201),
    edition("POST", "/withdraw", "manager", WHY, number=2),
    step("POST", "/schedules/{reference}/withdraw", "manager", WHY, to="HR"),
    step(
        "POST",
        "/retention/events/not-yet",
        "officer",
        {"scope": "{r_case}", "name": "case_closed", **WHY},
        status=201,
    ),
    step(
        "POST",
        "/retention/events",
        "officer",
        {"scope": "{r_case}", "name": "case_closed", "on": "2020-01-31"},
        status=201,
        keep={"event": "number"},
    ),
    step("POST", "/retention/events/{int:number}/withdraw", "officer", WHY, to="{event}"),
    step(
        "POST",
        "/holds",
        "manager",
        {**HOLD, "folders": ["{unit}"]},
        status=201,
        keep={"hold": "reference"},
    ),
    step(
        "POST",
        "/holds/{reference}/extend",
        "manager",
        {"folders": ["{hr}"], **WHY},
        to="{hold}",
    ),
    step(
        "POST",
        "/holds/{reference}/confirm",
        "manager",
        {"review_on": "2099-01-01", **WHY},
        to="{hold}",
    ),
    step(
        "POST",
        "/holds/{reference}/close",
        "manager",
        {"closed_on": str(clock.today())},
        to="{hold}",
    ),
    step("POST", "/holds/{reference}/reopen", "manager", WHY, to="{hold}"),
    step("PUT", "/hold-settings", "manager", {"days": 60}),
    step(
        "POST",
        "/holds/{reference}/lift",
        "manager",
        {"reason": "It is over.", "authority": "The court"},
        to="{hold}",
    ),
    *(
        step(
            "POST",
            "/reviews",
            "proposer",
            {"title": title, "records": [f"{{r_{title}_1}}", f"{{r_{title}_2}}"], **WHY},
            status=201,
            keep={f"review_{title}": "reviews.0"},
        )
        for title in ("due1", "due2", "due3", "due4", "due5")
    ),
    step("POST", "/reviews/{reference}/withdraw", "proposer", WHY, to="{review_due1}"),
    step("POST", "/reviews/{reference}/reject", "manager", WHY, to="{review_due2}"),
    step(
        "PUT",
        "/reviews/{reference}/items/{record}",
        "manager",
        {"outcome": "keep_until", "keep_until": "2040-01-01", "note": "Of interest."},
        to=("{review_due3}", "{r_due3_2}"),
    ),
    step(
        "POST",
        "/reviews/{reference}/samples",
        "manager",
        {"size": 1},
        to="{review_due3}",
        status=201,
        keep={"drawn": "records.0.record"},
    ),
    step(
        "POST",
        "/reviews/{reference}/samples/{record}/open",
        "owner",
        to=("{review_due3}", "{drawn}"),
    ),
    step(
        "PUT",
        "/reviews/{reference}/folders/{folder}",
        "manager",
        {"outcome": "destroy"},
        to=("{review_due4}", "{due4}"),
    ),
    step(
        "POST",
        "/reviews/{reference}/hold",
        "manager",
        {**HOLD, "records": ["{r_due4_1}"]},
        to="{review_due4}",
        status=201,
    ),
    step(
        "PUT",
        "/reviews/{reference}/items/{record}",
        "manager",
        {"outcome": "change_rule", "note": "Of interest."},
        to=("{review_due4}", "{r_due4_2}"),
    ),
    step("POST", "/reviews/{reference}/approve", "manager", {}, to="{review_due4}"),
    step("POST", "/reviews/{reference}/approve", "owner", {}, to="{review_due4}"),
    step(
        "POST",
        "/retention/rule-to-set",
        "manager",
        {"scope": "{r_due4_2}", "rule": "CASE-1", **WHY},
    ),
    step("POST", "/records/{reference}/decide-again", "manager", WHY, to="{r_due4_2}", status=204),
    step("POST", "/reviews/{reference}/approve", "manager", {}, to="{review_due3}"),
    step("POST", "/reviews/{reference}/approve", "owner", {}, to="{review_due3}"),
    step(
        "POST",
        "/reviews/{reference}/execute",
        "manager",
        {},
        to="{review_due3}",
        status=202,
        then=work_off,
    ),
    step("PUT", "/disposal/practice", "manager", {"surviving": ["title"], "window": 7}),
    step("POST", "/reviews/{reference}/approve", "manager", {}, to="{review_due5}"),
    step("POST", "/reviews/{reference}/approve", "owner", {}, to="{review_due5}"),
    step(
        "POST",
        "/reviews/{reference}/execute",
        "manager",
        {},
        to="{review_due5}",
        status=202,
        then=work_off,
    ),
    step("POST", "/reviews/{reference}/recover", "owner", WHY, to="{review_due5}"),
    step("POST", "/expungings", "manager", MISTAKE, status=201, keep={"mistake": "reference"}),
    step("POST", "/expungings/{reference}/refuse", "owner", WHY, to="{mistake}"),
    step("POST", "/expungings", "manager", MISTAKE, status=201, keep={"mistake2": "reference"}),
    step(
        "POST",
        "/expungings/{reference}/agree",
        "owner",
        {},
        to="{mistake2}",
        status=202,
        then=work_off,
    ),
    step("POST", "/disposal/practice/prune", "manager", status=202, then=work_off),
    step("POST", "/mail/to-check/{reference}", "manager", {"note": "Fine"}, to="{malformed}"),
    step("POST", "/mail/important/{reference}", "manager", {"folder": "{open}"}, to="{important}"),
    step(
        "POST",
        "/suggestions/rules",
        "manager",
        {"in_tray": "TRAY", "file_class": "FIN", "sure": 90, "runner_up": 10, **WHY},
        status=201,
        keep={"sorting_rule": "reference"},
    ),
    step("POST", "/suggestions/rules/{reference}/end", "manager", WHY, to="{sorting_rule}"),
    step(
        "POST",
        "/records/{reference}/filed-by-rule",
        "manager",
        {"decision": "put_back", **WHY},
        to="{by_rule}",
    ),
    step("PUT", "/mail/rules", "manager", {"kind": "newsletter", "choice": "leave"}),
    step("POST", "/sources/{reference}/look", "manager", to="{source}", then=work_off),
    step(
        "POST",
        "/sources",
        "manager",
        {"kind": "imap", "name": "Post", "into": "FIN", "host": "imap.example.org", "user": "post"}
        | {"password": "not-a-real-one"},
        status=201,
        keep={"made_source": "reference"},
    ),
    step(
        "PUT",
        "/sources/{reference}",
        "manager",
        {"kind": "imap", "name": "Post", "into": "FIN", "host": "imap.example.org", "user": "post"}
        | {"every": 30},
        to="{made_source}",
    ),
    step("POST", "/sources/{reference}/pause", "manager", to="{source}"),
    step("POST", "/sources/{reference}/go-on", "manager", to="{source}"),
    step("POST", "/sources/{reference}/retire", "manager", to="{made_source}"),
    Step(
        "POST",
        "/captures/brought?way=chat&into={open}&name=roof.txt",
        "officer",
        operation="/captures/brought",
        content=b"[04/03/2024, 10:15:02] Ann: Is the roof done?",
    ),
    step("PUT", "/notices/mail", "staff", {"how": "daily"}),
    step("POST", "/notices/seen", "staff", {"upto": "{notice}"}),
    step("POST", "/jobs/{int:number}/retry", "admin", to="{failed}"),
    step("POST", "/jobs/{int:number}/cancel", "admin", to="{waiting}"),
    step("DELETE", "/me/tokens/{reference}", "dro", to="{spare}", status=204),
]


def filled(value, names):
    """The value with `{name}` filled in, all the way down."""
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda match: str(names[match[1]]), value)
    if isinstance(value, dict):
        return {key: filled(one, names) for key, one in value.items()}
    return [filled(one, names) for one in value] if isinstance(value, list) else value


def kept(answer, where):
    """The field of an answer that `where` names: `reviews.0`."""
    found = answer.json()
    for part in where.split("."):
        found = found[int(part)] if part.isdecimal() else found[part]
    return found


def send(program, one, names, key=""):
    """Send the request of a step."""
    headers = {"Idempotency_Key": key} if key else {}
    path = filled(one.path, names)
    if one.content is not None:
        if "?" in path:
            return program.bring(path, one.content, **headers)
        return program.upload(path.split("/")[2], "brought.txt", one.content, **headers)
    if one.method == "DELETE":
        return program.delete(path, **headers)
    body = {} if one.body is None else filled(one.body, names)
    return program.send(one.method, path, body, **headers)
