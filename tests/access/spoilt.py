"""A body in which every text that can be entered is hostile."""

import io
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from tests import standing
from tests.access.payloads import groups
from tests.access.spoilt_fields import (
    keep_in,
    spoil_asset,
    spoil_fields,
    spoil_finding,
    spoil_incident,
    spoil_plan,
    spoil_risk,
    spoil_schedule,
)
from tests.access.spoilt_governance import spoil_body, spoil_policy
from tests.api.borough import LONG_AGO, RULES
from tests.api.morning import work_off
from tests.holdings.advice.by_rule import filed_by_rule, in_tray
from tests.holdings.capture.post import brought_in, weighty
from tests.holdings.habits.figures import action_of, figures_of, pilot_of
from tests.holdings.inbox.lying_there import lying, mailbox_of
from tests.holdings.library.on_shelves import on_the_shelf

from muniment.exchange.moves import actions as moves
from muniment.exchange.moves.types import Decision, MoveDraft
from muniment.foundation.access import actions as people
from muniment.foundation.access import queries as access
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.audit.actions import create_signing_key
from muniment.foundation.jobs.models import Job
from muniment.foundation.kernel import clock
from muniment.holdings.capture import actions as capture
from muniment.holdings.capture.actions.checking import queue_for_a_person
from muniment.holdings.capture.types import Doubt
from muniment.holdings.channels import actions as channels
from muniment.holdings.channels.types import UseDraft
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.holdings.library import actions as library
from muniment.holdings.mailboxes import actions as sources
from muniment.holdings.mailboxes.types import Secret, SourceDraft, SourceKind
from muniment.holdings.naming import actions as naming
from muniment.holdings.naming.types import Asked, Check, Severity
from muniment.holdings.physical import actions as physical
from muniment.holdings.physical.types import BoxDraft, PaperDraft
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries
from muniment.holdings.records.types import BulkDraft
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.disposal.models import Certificate
from muniment.lifecycle.disposal.rules import StandingDraft
from muniment.lifecycle.disposal.types import ExpungeDraft, ExpungeKind
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention.rules.vital import VitalDraft
from muniment.lifecycle.retention.types import Publication
from muniment.lifecycle.transfer import actions as transfer
from muniment.lifecycle.transfer.types import LeaveDraft, Terms
from muniment.people.directory import actions as directory
from muniment.people.directory import queries as found_in_directory
from muniment.people.directory.types import EntryDraft, StewardDraft

GROUPS = groups()


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
    term = spoil_fields(chief, number, reference, text, now)
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
    kept_in = keep_in(chief, folder, text, now)
    hold = holds.place(chief, **words, records=[record], now=now).reference
    Job.objects.create(
        kind="capture.derive", run_as=text[:40], state="failed", error=text, not_before=now,
        created_at=now, ended_at=now,
    )  # fmt: skip
    token, _ = people.issue_token(chief, chief.reference, name=text[:100], now=now)
    retention.mark_of_value(chief, record, why=text, now=now)
    mark = retention.mark_vital(chief, reference, VitalDraft(text, text), now=now)
    said_of = spoil_schedule(chief, f"S{number}", rule, text, now)
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
    own = mailbox_of(chief, chief, reference, now=now, name=text[:200])
    said = {"sender": text[:500], "problem": text[:300], "importance": "high"}
    lying(own, text[:500], number, folder=text[:500], **said)
    said = (text[:300], text[:1000], today, today, text[:500])
    use = channels.declare(chief, UseDraft("Signal", *said), now=now).reference
    channels.explain(chief, use, explanation=text[:1000], now=now)
    resource = on_the_shelf(chief, now, text, number, classes=(reference,), units=("U",))
    library.report(chief, resource, now=now)
    asset, delegation = spoil_asset(chief, number, reference, text, now)
    plan = spoil_plan(chief, number, text, now)
    risks = spoil_risk(chief, number, asset, text, now)
    governed = spoil_body(chief, number, text, now)
    governed |= spoil_policy(chief, number, governed["body"], text, now)
    tray = in_tray(f"T{number}", "U")
    said = {"text": text, "number": f"by-rule-{number}", "why": text[:500]}
    by_rule, sorting_rule = filed_by_rule(chief, tray, folder, **said)
    names = {
        "source": watched,
        "use": use,
        "resource": resource,
        "asset": asset,
        "delegation": delegation,
        **plan,
        **risks,
        **governed,
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
    names |= spoil_incident(chief, number, text, now)
    names |= {"field": f"hostile{number}", "vocabulary": f"hostile-{number}", "term": term}
    names["bulk"] = bulk
    names |= {"class": reference, "folder": folder, "record": record, "hold": hold}
    names |= {"token": token.reference, "box": box, "paper": paper}
    names |= spoil_finding(chief, text, now)
    names |= figures_of(chief, someone.reference, now, ago=number, text=text, words=text)
    names |= spoil_entry(chief, someone, reference, text, now)
    names["pilot"] = pilot_of(chief, [f"U{number}"], now, text[:500])
    names["action"] = action_of(chief, f"U{number}", someone.reference, now, text[:500])
    names |= {"person": someone.reference, "unit": f"U{number}", "rule": f"X-{number}"}
    return {**names, "handling": f"H{number}", "held": held.pk, "text": text}


def spoil_entry(chief, someone, file_class, text, now):
    """The references of a proposed term and of the owner of a site, whose entry is hostile."""
    theirs = replace(SETUP, reference=someone.reference)
    draft = EntryDraft(text[:150], "", text[:200], text[:100], text[:1000])
    directory.change_entry(theirs, draft, now=now)
    label = text.replace("|", " ").strip()  # which no term can have
    directory.add_expertise(theirs, label[:200].strip(), now=now)
    [proposal] = found_in_directory.own_proposals(theirs)
    directory.add_expertise(theirs, f"Other {label}"[:200].strip(), now=now)
    other = found_in_directory.own_proposals(theirs)[0].reference
    directory.accept_term(chief, other, now=now)
    draft = StewardDraft(someone.username, "owner")
    steward = directory.name_steward(chief, "class", file_class, draft, now=now)
    return {"proposal": proposal.reference, "steward": steward.pk}


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


SPOILT = standing.kind("spoilt", found_spoilt)
