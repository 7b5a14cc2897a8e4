"""What stands at the borough when the working day begins, and its background work."""

from datetime import timedelta
from io import BytesIO

from django.conf import settings
from tests.api.borough import file, open_folder
from tests.holdings.advice.by_rule import filed_by_rule, in_tray
from tests.holdings.capture.post import brought_in, weighty
from tests.holdings.inbox.lying_there import lying, mailbox_of

from muniment.foundation.access.actions import issue_token
from muniment.foundation.access.types import Narrowing
from muniment.foundation.content.actions import scanning
from muniment.foundation.content.states import ScanState
from muniment.foundation.content.types import Verdict
from muniment.foundation.jobs.actions import run_next
from muniment.foundation.jobs.models import Job
from muniment.foundation.kernel import clock
from muniment.foundation.notices.actions import tell
from muniment.holdings.capture import actions as capture
from muniment.holdings.mailboxes import actions as sources
from muniment.holdings.mailboxes.types import Secret, SourceDraft, SourceKind
from muniment.holdings.metadata import actions as metadata
from muniment.holdings.metadata.types import Asking, FieldTerms
from muniment.holdings.records import queries as record_queries
from muniment.holdings.search import actions as finding
from muniment.holdings.search import queries as found_by_searching
from muniment.holdings.search.types import Door
from muniment.people.directory import actions as directory
from muniment.people.directory import queries as found_in_directory


def keep_in(made):
    """The digest of a file that the malware check found something in."""
    record = record_queries.record_named(made.actor("manager"), file(made, "infected", "open"))
    [part] = record_queries.components(record)
    verdict = Verdict("Eicar-Test-Signature", "ClamAV 1.4.6/27000")
    scanning.write_down(part.sha256, verdict, ScanState.QUARANTINED, clock.now())
    return part.sha256


def listed(made):
    """The reference of a term that somebody proposed, who knows another; and the manager files
    enough in one class to be asked about it."""
    staff, said = made.actor("staff"), {"now": clock.now()}
    directory.add_expertise(staff, "Lanterns", **said)
    [lanterns] = found_in_directory.own_proposals(staff)
    directory.accept_term(made.actor("manager"), lanterns.reference, **said)
    directory.add_expertise(staff, "Wicks", **said)
    folder = open_folder(made, "lamps", "HR/OPEN")
    for number in range(10):
        stream = BytesIO(b"lamp %d" % number)
        capture.take_upload(
            made.actor("manager"), folder, name=f"lamp {number}.txt", stream=stream, **said
        )
    return found_in_directory.own_proposals(staff)[0].reference


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
    box = mailbox_of(chief, made.actor("officer"), "FIN", now=now)
    references["mailbox"] = box.reference
    for number in (1, 2, 3):
        references[f"mail_{number}"] = str(lying(box, f"Roof {number}", number))
    references["important"] = brought_in(chief, "FIN/OPEN", weighty())
    references["by_rule"], _ = filed_by_rule(chief, in_tray("TRAY", "FIN"), references["open"])
    references["malformed"] = brought_in(chief, "FIN/OPEN", b"Subject: Nobody\n\nWords.\n")
    references["proposed_term"] = listed(made)
    references["this_day"] = clock.today().isoformat()
    references["in_a_week"] = (clock.today() + timedelta(days=7)).isoformat()
    return {name.replace("-", "_"): value for name, value in references.items()}
