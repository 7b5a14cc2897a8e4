"""A small body in the middle of its work, made through the verbs that people use."""

import io
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from django.conf import settings
from tests.governance.assets.registered import delegated, registered
from tests.governance.incidents.happened import breach, lesson_of, task_of
from tests.governance.plans.planned import plan_of_body
from tests.governance.policies.in_town import governing
from tests.governance.risks.kept import accepted_in, kept_in, parts_in, waiver_in
from tests.holdings.advice.by_rule import filed_by_rule, in_tray
from tests.holdings.capture.post import brought_in, weighty
from tests.holdings.habits.figures import action_of, figures_of, pilot_of
from tests.holdings.library.on_shelves import on_the_shelf

from muniment.exchange.moves import actions as moves
from muniment.exchange.moves.types import MoveDraft
from muniment.foundation.access import actions as access_actions
from muniment.foundation.access import queries as access
from muniment.foundation.access.types import SETUP
from muniment.foundation.audit.actions import checkpoint
from muniment.foundation.content.actions import scanning
from muniment.foundation.content.states import ScanState
from muniment.foundation.content.types import Verdict
from muniment.foundation.kernel import clock
from muniment.holdings.capture import actions as capture
from muniment.holdings.channels import actions as channels
from muniment.holdings.channels.types import UseDraft
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.holdings.mailboxes import actions as sources
from muniment.holdings.mailboxes.types import Secret, SourceDraft, SourceKind
from muniment.holdings.metadata import actions as metadata
from muniment.holdings.metadata.types import Asking, FieldKind, FieldTerms
from muniment.holdings.physical import actions as physical
from muniment.holdings.physical.types import BoxDraft, PaperDraft
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries
from muniment.holdings.records.types import BulkDraft
from muniment.holdings.search import actions as finding
from muniment.holdings.search import queries as found_by_searching
from muniment.holdings.search.types import PLACES, CertificateDraft, Door
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.disposal.queries import review_named
from muniment.lifecycle.disposal.rules import StandingDraft
from muniment.lifecycle.disposal.types import ExpungeDraft, ExpungeKind
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention.rules.vital import VitalDraft
from muniment.lifecycle.retention.types.schedules import ScheduleTerms
from muniment.lifecycle.transfer import actions as transfer
from muniment.lifecycle.transfer.types import Ground, LeaveDraft, Terms
from muniment.people.directory import actions as people_directory
from muniment.people.directory import queries as found_in_directory
from muniment.people.directory.types import StewardDraft

RULES = [
    {
        "code": "FIN-01",
        "title": "Invoices",
        "description": "What was bought and paid.",
        "authority": "Limitation Act 1980 s.5",
        "trigger": "last_modified",
        "period": "2",
        "unit": "years",
        "action": "destroy",
        "examples": "Invoice for lamps\nReceipt",
        "scope_note": "Contracts go to GOV-01.",
        "why": "A claim can be brought for as long.",
        "valid_from": "2018-05-25",
    },
    {
        "code": "GOV-01",
        "title": "Contracts",
        "description": "Agreements.",
        "authority": "Limitation Act 1980 s.8",
        "trigger": "event:contract ended",
        "period": "12",
        "unit": "years",
        "action": "review",
        "why": "Deeds are good for twelve years.",
        "valid_from": "2018-05-25",
    },
]
LONG_AGO = datetime(2019, 3, 4, 12, 0, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)> & 'quoted'.txt"


def actor(username):
    return access.profile_of(username, on=clock.today())


def keep_in(record):
    """Have the malware check find something in a record; the digest of its content."""
    sha256 = components_of(record)[0].sha256
    verdict = Verdict("Eicar-Test-Signature", "ClamAV 1.4.6/27000")
    scanning.write_down(sha256, verdict, ScanState.QUARANTINED, clock.now())
    return sha256


def build(people):
    access_actions.open_handling_set(SETUP, "LEGAL", name="Legal privilege", now=clock.now())
    access_actions.join_handling_set(
        SETUP, "LEGAL", person=people["owner"].reference, now=clock.now()
    )
    retention.import_rules(SETUP, RULES, now=clock.now())
    _open("FIN", "Finance", "", owner_unit="FIN", rule="FIN-01", access="everyone")
    _open("FIN/01", "Invoices", "FIN")
    _open("GOV", "Governance", "", owner_unit="GOV", rule="GOV-01", access="everyone")
    _open("NEW", "New things", "", owner_unit="GOV", rule="undecided")
    fileplan.refer_to(actor("dro"), "FIN", to="GOV", note="Contracts", now=clock.now())
    folder = _folder("FIN/01", "Invoices 2019")
    certificate, destroyed = _destroyed(folder)
    filed = [
        add(folder, f"Invoice {number}.txt", b"Invoice %d for lamps" % number) for number in (1, 2)
    ]
    hostile = add(folder, HOSTILE, b"<script>alert(1)</script>")
    placed = holds.place(
        actor("manager"),
        name="Dispute over lamps",
        kind="litigation",
        reason="The supplier has sued.",
        authority="Head of legal services",
        records=[hostile],
        now=clock.now(),
    )
    proposed = propose("Invoices whose time is up")
    retention.mark_routine(SETUP, "FIN-01", reason="Of little use", now=clock.now())
    routine = disposal.propose_standing(actor("manager"), standing_draft(), now=clock.now())
    contracts, post = _folder("GOV", "Contracts"), _folder("GOV", "Post")
    draft = VitalDraft("Promises are kept by them.", "The bank.")
    marked = retention.mark_vital(actor("manager"), "GOV", draft, now=clock.now())
    leave = _leave("GOV")
    kept = finding.keep(actor("manager"), "Lamps", "lamps", units=["FIN", "GOV"], now=clock.now())
    asked, certified = _searched()
    moved = move("NBC", {"reference": "EST/04", "title": "Bills"})
    box, paper = boxed(contracts, "HB/1")
    by_rule, sorting_rule = filed_by_rule(actor("manager"), in_tray("TRAY", "GOV"), post)
    infected = keep_in(add(post, "Infected.zip", b"An infected file"))
    ward = fielded("ward", "wards")
    declared = declare_use("staff", "Lamps of the hall")
    resource = on_the_shelf(actor("manager"), clock.now())
    asset = registered(actor("manager"), clock.now(), unit="FIN", owner="", classes="FIN")
    said = {"unit": "FIN", "owner": "everything", "classes": "FIN", "personal_data": "no"}
    own_asset = registered(actor("manager"), clock.now(), title="Street signs", **said)
    planned = plan_of_body(actor("manager"), clock.now(), "everything")
    delegation = delegated(actor("everything"), own_asset, "staff", clock.now())
    keeper, clerk = actor("manager"), actor("staff")
    incident = breach(keeper, clerk, clock.now(), unit="FIN")
    corrective = task_of(keeper, incident, "staff", clock.now())
    lesson = lesson_of(keeper, clerk, clock.now(), unit="FIN")
    risks = at_risk(actor("everything"), own_asset)
    governed = governing(actor, clock.now())
    somebody = people["staff"].reference
    habits = figures_of(actor("manager"), somebody, clock.now())
    habits["action"] = action_of(actor("manager"), "FIN", somebody, clock.now())
    directory = listed(people)
    checkpoint(now=clock.now())
    habits["pilot"] = pilot_of(actor("manager"), ["FIN", "GOV"], clock.now())
    return SimpleNamespace(
        infected=infected,
        habits=habits,
        directory=directory,
        malformed=add(post, "Malformed.eml", b"Subject: Nobody wrote this\n\nWords.\n"),
        important=brought_in(actor("manager"), "GOV", weighty()),
        by_rule=by_rule,
        sorting_rule=sorting_rule,
        box=box,
        source=watched("The scanner"),
        paper=paper,
        term=ward.pk,
        declared=declared,
        resource=resource,
        asset=asset,
        own_asset=own_asset,
        delegation=delegation,
        **planned,
        incident=incident,
        corrective=corrective,
        lesson=lesson,
        risks=risks,
        governed=governed,
        bulk=bulk_looked([filed[0]]),
        vital=marked.pk,
        leave=leave,
        saved_search=kept.reference,
        asked=asked,
        search_certificate=certified,
        move=moved,
        folder=folder,
        other_folder=contracts,
        expunging=expunge(add(post, "Sent to us by mistake.txt", b"Not ours")),
        record=filed[0],
        hostile=hostile,
        destroyed=destroyed,
        hold=placed.reference,
        review=proposed,
        certificate=certificate,
        standing=routine.reference,
        comment=consulted("COUNCIL", "CO-01"),
        people=people,
    )


def listed(people):
    """The references of a proposed term, of somebody kept out of the directory, and of the owner
    of a site."""
    said = {"now": clock.now()}
    metadata.open_vocabulary(actor("manager"), "expertise", title="Expertise", **said)
    metadata.add_term(actor("manager"), "expertise", label="Lamps", **said)
    people_directory.add_expertise(actor("staff"), "Lamps", **said)
    people_directory.add_expertise(actor("staff"), "Lanterns", **said)
    hidden = people["siro"].reference
    people_directory.hide_entry(actor("admin"), hidden, reason="They are at risk.", **said)
    draft = StewardDraft("owner", "owner")
    steward = people_directory.name_steward(actor("manager"), "class", "FIN", draft, **said)
    [proposal] = found_in_directory.own_proposals(actor("staff"))
    return {"proposal": proposal.reference, "private": hidden, "steward": steward.pk}


def declare_use(who, what):
    """The reference of a declared use of another channel."""
    days = (LONG_AGO.date(), LONG_AGO.date())
    draft = UseDraft("WhatsApp", what, "Ann, Bob", *days, "The network was down.")
    return channels.declare(actor(who), draft, now=clock.now()).reference


def watched(name):
    """The reference of a source, a folder that is there."""
    path = settings.MUNIMENT_WATCHED_FOLDERS[0]
    draft = SourceDraft(name, SourceKind.FOLDER, "GOV", path=path)
    made = sources.make_source(actor("manager"), draft, secret=Secret(), now=clock.now())
    return made.reference


def move(code, *rows):
    """The reference of a move of classes from another body, none of them decided yet."""
    draft = MoveDraft("Finance of Northbrook", "Northbrook", code, "Order", clock.today(), "FIN")
    reference = moves.open_move(actor("manager"), draft, now=clock.now()).reference
    moves.import_classes(actor("manager"), reference, rows, now=clock.now())
    return reference


def bulk_looked(chosen):
    """The reference of a bulk edit that was looked at; by the manager, whose alone it is."""
    rows = [(reference, {"ward": "North"}) for reference in chosen]
    draft = BulkDraft("Some records", "They moved", rows=rows)
    return records.look_at_bulk(actor("manager"), draft, now=clock.now()).reference


def fielded(code, vocabulary, where="GOV"):
    """A field that is chosen from a vocabulary of one term, which is answered; asked for there."""
    manager, said = actor("manager"), {"now": clock.now()}
    metadata.open_vocabulary(manager, vocabulary, title=vocabulary.capitalize(), **said)
    term = metadata.add_term(manager, vocabulary, label="North", **said)
    terms = FieldTerms(code, code.capitalize(), FieldKind.CHOICE, vocabulary)
    metadata.define_field(manager, terms, **said)
    metadata.ask_for(manager, code, file_class=where, asking=Asking(), **said)
    return term


def _searched():
    """The number of a search in the log that found nothing, and of a certificate of it."""
    said = {"total": 0, "milliseconds": 12, "door": Door.PAGE, "now": clock.now()}
    finding.note(actor("staff"), "zeppelin", "", **said)
    [asked] = found_by_searching.asked_for(actor("manager"))
    draft = CertificateDraft("A request", tuple(PLACES))
    made = finding.certify(actor("manager"), asked.pk, draft, now=clock.now())
    return asked.pk, made.reference


def _leave(reference):
    """The reference of leave to retain for a class, in a body that holds public records."""
    transfer.set_statutory_terms(actor("manager"), Terms(public_records=True), now=clock.now())
    today = clock.today()
    draft = LeaveDraft(
        instrument="LCI 127",
        ground=Ground.ADMINISTRATIVE,
        why="They are in daily use.",
        applied_by="The records officer",
        from_on=today,
        until_on=today + timedelta(days=90),
        classes=(reference,),
    )
    return transfer.enter_leave(actor("manager"), draft, now=clock.now()).reference


def standing_draft():
    """A standing approval of the routine papers of finance, from today."""
    today = clock.today()
    return StandingDraft(
        title="Invoices of lamps",
        classes=("FIN",),
        rules=("FIN-01",),
        reason="Of no use",
        authority="Policy 7",
        from_on=today,
        until_on=today + timedelta(days=365),
        most_a_day=10,
    )


def expunge(record):
    """The reference of a proposal to expunge the record."""
    draft = ExpungeDraft(ExpungeKind.MISFILED, "It is not ours.", "The officer")
    made = disposal.propose_expunging(actor("manager"), [record], draft, now=clock.now())
    return made.reference


def boxed(folder, label):
    """The references of a new box and of a paper in it."""
    draft = BoxDraft(label, "Town Hall, strong room", "FIN", "Contracts")
    box = physical.open_box(actor("manager"), draft, now=clock.now())
    told = PaperDraft(f"Contract in {label}", LONG_AGO.date(), box=box.reference)
    made = physical.register(actor("manager"), folder, told, now=clock.now())
    return box.reference, made.reference


CLAUSE = {
    "policy": "Information management policy",
    "paragraph": "4.2",
    "says": "What is no longer needed is destroyed under a schedule.",
    "address": "https://council.example/policies/information#4.2",
}


def consulted(code, rule):
    """The number of a comment on the first edition of a new schedule, which is out to
    consultation."""
    at, manager = (code, 1), actor("manager")
    terms = ScheduleTerms("The council", "What the council itself keeps.", owner_unit="GOV")
    retention.open_schedule(manager, code, terms, now=clock.now())
    retention.start_edition(manager, code, note="The first", now=clock.now())
    retention.import_edition(
        manager, *at, [{**RULES[0], "code": rule}], clauses=[CLAUSE], now=clock.now()
    )
    retention.consult(manager, *at, areas={"GOV": "staff"}, now=clock.now())
    said = retention.comment(actor("staff"), *at, text="Is it long?", rule=rule, now=clock.now())
    return said.pk


def _open(reference, title, under, **terms):
    fileplan.open_class(
        SETUP, reference, terms=ClassTerms(reference, title, **terms), under=under, now=clock.now()
    )


def _folder(file_class, title):
    made = records.open_folder(actor("dro"), file_class, title=title, now=clock.now())
    return made.reference


def add(folder, name, content, username="dro", narrowing=None):
    """The reference of a record made of `content`, last changed long ago."""
    taken = capture.take_upload(
        actor(username),
        folder,
        name=name,
        stream=io.BytesIO(content),
        modified=LONG_AGO,
        narrowing=narrowing,
        now=clock.now(),
    )
    return taken.record


def propose(title):
    """The reference of a review of all that is due in finance."""
    done = disposal.propose(
        actor("manager"), file_class="FIN", title=title, reason="Time is up.", now=clock.now()
    )
    return done.reviews[0]


def _destroyed(folder):
    reference = add(folder, "Old invoice.txt", b"An old invoice for candles")
    review = propose("The oldest invoices")
    disposal.approve(actor("dro"), review, reason="Agreed.", now=clock.now())
    disposal.approve(actor("owner"), review, now=clock.now())
    disposal.execute(actor("manager"), review, now=clock.now())
    carry_out(review)
    record = record_queries.record_named(actor("manager"), reference)
    return record.certificate, reference


def carry_out(review):
    """What the worker does."""
    number = review_named(actor("manager"), review).pk
    disposal.carry_out(number, now=clock.now())


def components_of(reference):
    """The components of a record."""
    found = record_queries.record_named(actor("manager"), reference)
    return list(record_queries.components(found))


def at_risk(who, asset):
    """An accepted risk about an asset with a control and an option, and a waiver that is asked
    for, by reference."""
    now = clock.now()
    risk = kept_in(who, now, unit="FIN", assets=asset)
    accepted_in(who, risk, now)
    control, option = parts_in(who, risk, now)
    waiver = waiver_in(actor("staff"), "FIN", now)
    return {"risk": risk, "control": control, "option": option, "waiver": waiver}
