"""A life in which every kind of job comes up, and what must be the same at its end whatever order
the jobs came in (promise 10).
"""

from collections import Counter, defaultdict
from datetime import date, timedelta

from django.conf import settings
from tests.foundation.content import clam
from tests.foundation.content.scans import page, saved
from tests.lifecycle.disposal.test_destroying import executing
from tests.lifecycle.town import RULES
from tests.promises.again import (
    come_round,
    drive,
    leave_idle,
    message,
    own_mailbox,
    say,
    taken_from_queue,
    watched,
)

from muniment.foundation.access.types import SETUP
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.audit.queries import verify
from muniment.foundation.content import actions as content
from muniment.foundation.content.actions import scanning
from muniment.foundation.content.adapters import recogniser
from muniment.foundation.content.models import Blob, Derived, FixityIncident, Scan
from muniment.foundation.content.queries import store
from muniment.foundation.content.states import BlobState, DerivedState, ScanState
from muniment.foundation.content.types import Verdict
from muniment.foundation.jobs.actions import once
from muniment.foundation.jobs.models import CarriedOut
from muniment.foundation.notices.models import Notice
from muniment.holdings.advice import actions as advice
from muniment.holdings.advice.models import Learnt, Sample
from muniment.holdings.advice.rules import packed, unpacked
from muniment.holdings.capture import actions as capture
from muniment.holdings.duplicates import actions as duplicates
from muniment.holdings.mailboxes import actions as sources
from muniment.holdings.metadata import actions as metadata
from muniment.holdings.metadata.types import Asking, FieldTerms
from muniment.holdings.naming import actions as naming
from muniment.holdings.naming.types import Asked, Check, Severity
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import BulkItem, FieldValue, Record
from muniment.holdings.records.types import BulkDraft
from muniment.holdings.search import actions as finding
from muniment.holdings.search import models as searches
from muniment.holdings.search.queries import search
from muniment.holdings.search.types import Door
from muniment.lifecycle.disposal.models import Certificate
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention import queries as schedule

STANDING = (
    "audit.checkpoint",
    "content.collect",
    "content.languages",
    "content.copy",
    "backup.take",
    "content.fixity",
    "content.keys",
    "content.seal",
    "disposal.count_backlog",
    "naming.count",
    "duplicates.count",
    "disposal.announce",
    "disposal.end_holds",
    "disposal.make_lists",
    "disposal.remind",
    "disposal.pending",
    "disposal.erase",
    "disposal.routine",
    "disposal.prune",
    "retention.ask_for_reviews",
    "transfer.remind",
    "disposal.purge",
    "disposal.watch_clock",
    "holds.keep_up",
    "mailboxes.due",
    "inbox.warn",
    "channels.remind",
    "directory.remind",
    "directory.count",
    "library.warn",
    "assets.remind",
    "policies.remind",
    "indicators.measure",
    "risks.remind",
    "incidents.clock",
    "incidents.remind",
    "plans.remind",
    "jobs.tidy",
    "notices.pending",
    "search.reindex",
    "search.alert",
    "search.forget",
    "search.in_vain",
    "search.tidy",
    "capture.scan",
    "advice.learn",
    "advice.sort",
)
WORDS = ("slates", "tiles", "gable", "dormer", "drawing", "ledger", "paper", "roof", "copy")
WORDS += ("parish", "eicar")


def live(town, folder):
    """Papers and a message come in, a rule changes, a case closes, and old papers are to go:
    every job that this queues, and the standing work of the system. Of it is done so far only
    that a scan was found to have no text."""
    finding.keep(town.who("manager"), "Copies", "copy", follow=True, now=town.now)
    scanned(town, folder / "scanned")
    old = {"roof.eml": message(), "a.txt": b"slates", "b.txt": b"tiles", "c.txt": b"the copy"}
    drive(town, folder / "old", old, "HOU/REP")
    drive(town, folder / "kept", {"roof.eml": message(), "d.txt": b"the copy"}, "PLA")
    drive(town, folder / "case", {"e.txt": b"a ledger", "f.txt": b"a paper"}, "HOU/CASE")
    said = {"name": "case_closed", "on": date(2025, 1, 31)}
    retention.record_event(town.who("manager"), "HOU/CASE", **said, now=town.now)
    retention.import_rules(SETUP, [{**RULES[0], "period": "7"}], now=town.now)
    case = schedule.draft_of(schedule.history("CASE-1")[0])
    retention.look_later(town.who("manager"), case, now=town.now)
    executing(town, *Record.objects.filter(file_class__reference="HOU/REP").order_by("pk"))
    once("P-1", "key", "v", lambda: 1, now=town.now - timedelta(days=40))
    leave_idle(town.now - timedelta(days=3))
    content.start_sealing(town.who("admin"), now=town.now)
    say(town, "clerk")
    sources.look_now(town.who("manager"), watched(town, folder / "watched").reference, now=town.now)
    sources.look_now(town.who("manager"), own_mailbox(town).reference, now=town.now)
    asked = Asked(Check.BANNED, Severity.REASON, words=("the copy",))
    naming.set_convention(town.who("manager"), "HOU/CASE", asked, now=town.now)
    chosen = {Record.objects.get(title="e").reference: "no suggestion"}
    naming.mend_later(town.who("manager"), chosen, now=town.now)
    duplicates.look_at_all(town.who("manager"), now=town.now)
    in_quarantine(town, folder / "doubtful")
    described(town)
    searched_long_ago(town)
    come_round(town, *STANDING)
    return taken_from_queue()


def scanned(town, folder):
    """A picture of a page, of which no words are read yet."""
    drive(town, folder, {"scan.png": saved(page(), "PNG")}, "PLA")
    for one in taken_from_queue("capture.derive"):
        capture.derive(one.arguments["records"], run_as=one.run_as, now=town.now)


def in_quarantine(town, folder):
    """A file in which something was found; and, where there is a scanner, one in which it has yet
    to find it, among all that it has not seen."""
    drive(town, folder, {"v.txt": b"a macro", "w.txt": clam.EICAR}, "PLA")
    [sha256] = Record.objects.filter(title="v").values_list("components__sha256", flat=True)
    found = Verdict(clam.FOUND, "ClamAV 1.4.6")
    scanning.write_down(sha256, found, ScanState.QUARANTINED, town.now)
    if clam.PROGRAM:
        settings.MUNIMENT_CLAMD = clam.running()


def described(town):
    """A field, and what somebody would have written into it in bulk, old papers and all."""
    manager = town.who("manager")
    metadata.define_field(manager, FieldTerms("plot", "Plot"), now=town.now)
    metadata.ask_for(manager, "plot", file_class="HOU", asking=Asking(), now=town.now)
    chosen = Record.objects.filter(file_class__reference__startswith="HOU/")
    numbers = list(chosen.values_list("pk", flat=True))
    draft = BulkDraft("All of housing", "Moved", numbers=numbers, wanted={"plot": "12"})
    edit = records.look_at_bulk(manager, draft, now=town.now)
    records.begin_bulk(manager, edit.reference, now=town.now)


def searched_long_ago(town):
    """Two searches, of which one has been in the log long enough."""
    said = {"total": 1, "milliseconds": 9, "door": Door.PAGE}
    for days in (900, 1):
        ago = town.now - timedelta(days=days)
        finding.note(town.who("manager"), f"slates {days}", "", **said, now=ago)


def ended(town) -> dict:
    """What must be the same whatever order the jobs came in, by titles: the references of two
    bodies differ.

    Left out, since it is by nature a matter of order: the attachments of a message that was
    destroyed before anybody read it, which nobody knows of; the events that say how often the store
    was looked at and the log was signed; what became of a bulk edit for records that were destroyed
    before or after it; who first met what is in quarantine; how often somebody was told of what a
    search finds; and which words of a record were learnt, since later ones are not learnt until it
    moves. What looks at what is there looks once more at the end, as it does all the time.
    """
    advice.learn()
    _tell_followers(town)
    return {
        "records": sorted(map(_shown, Record.objects.select_related("file_class"))),
        "hits": {word: _found(town, word) for word in WORDS},
        "text": _texts(),
        "blobs": sorted(Blob.objects.exclude(mime="application/pdf").values_list("pk", "state")),
        "files": len(list(store().iter_all())),
        "certificates": [_certified(one) for one in Certificate.objects.order_by("pk")],
        "events": Counter(AuditEvent.objects.filter(kind__regex=TOLD).values_list("kind")),
        "attachments told": _told_attachments(),
        "incidents": FixityIncident.objects.count(),
        "answers": CarriedOut.objects.count(),
        "log": verify().sound,
        "malware": _scans(),
        "fields": sorted(FieldValue.objects.values_list("record__title", "field__code", "text")),
        "edited": _edited(),
        "searched": sorted(searches.Asked.objects.values_list("text", flat=True)),
        "told of a search": _told_of_searches(),
        "learnt": sorted(Sample.objects.values_list("record__title", "file_class_id")),
        "learnt adds up": _adds_up(),
    }


def _texts():
    """What was read of each content, at which attempt; nothing reads what is in quarantine."""
    rows = Derived.objects.exclude(blob__mime="application/pdf")
    found = rows.values_list("blob", "state", "text", "attempts")
    return sorted(one if one[1] != DerivedState.QUARANTINED else one[:3] for one in found)


TOLD = r"^(disposal:(record|review|certificate)|records:record:(filed|linked)|retention|capture)"


def _shown(one):
    parts = list(one.components.order_by("ordinal").values_list("name", "sha256", "size"))
    alive = one.state == "declared"
    return (
        one.file_class.reference,
        one.title,
        one.state,
        (one.rule, one.rule_version, str(one.due_on), str(one.trigger_on), one.due_action),
        parts if alive else parts[:1],
    )


def _found(town, word):
    return sorted(
        (one.title, one.class_reference) for one in search(town.who("manager"), word).hits
    )


def _certified(one):
    kept = ("title", "class", "rule", "rule_version", "authority", "due_on")
    items = [[*(item[name] for name in kept), _part(item)] for item in one.body["items"]]
    return one.reference[:3], one.pdf_id is not None, sorted(items, key=str), one.body["failures"]


def _part(item):
    """The first part, without when its copies become unreadable: a job may seal it before."""
    part = item["components"][0]
    return {name: value for name, value in part.items() if name != "unreadable_from"}


def _told_attachments():
    """The title of each living record for each time that attachments were added to it."""
    titles = {
        f"record:{reference}": title
        for reference, title in Record.objects.filter(state="declared").values_list(
            "reference", "title"
        )
    }
    told = AuditEvent.objects.filter(kind="records:record:attachments_added")
    found = told.values_list("object_reference", flat=True)
    return sorted(titles[one] for one in found if one in titles)


def _tell_followers(town) -> None:
    last = 0
    while last is not None:
        last = finding.tell_followers(last, now=town.now)


def _scans():
    """What was found in all that there is; certificates are made before or after a look."""
    living = Scan.objects.filter(blob__state=BlobState.LIVE).exclude(blob__mime="application/pdf")
    return sorted(living.values_list("blob", "state", "finding"))


def _edited():
    living = BulkItem.objects.filter(record__state="declared")
    return sorted(living.values_list("record__title", "outcome"))


def _told_of_searches():
    """Who was told, and the titles of what the search is known to find."""
    told = Notice.objects.filter(kind="search.found").values_list("person__name", flat=True)
    numbers = [one for follower in searches.Follower.objects.all() for one in follower.known]
    return set(told), sorted(Record.objects.filter(pk__in=numbers).values_list("title", flat=True))


def _adds_up():
    """Whether what was learnt of each class is the sum of its records, to the last word."""
    sums = defaultdict(Counter)
    for one in Sample.objects.filter(held_back=False):
        sums[one.audience_id, one.file_class_id].update(unpacked(bytes(one.features)))
    learnt = {
        (one.audience_id, one.file_class_id): bytes(one.features)
        for one in Learnt.objects.filter(records__gt=0)
    }
    return learnt == {key: packed(words) for key, words in sums.items()}


def reads_scans() -> bool:
    """Whether words can be read off pictures here."""
    return not recogniser.why_unavailable(settings.MUNIMENT_OCR_LANGUAGES)
