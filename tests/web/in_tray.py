"""What must be there before every form of the pages can be filled in: each has things of its own to
work on, so that few forms depend on another."""

import csv
import io
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from tests.governance.assets.registered import delegated, registered
from tests.governance.incidents.happened import on_every_stage
from tests.governance.plans.planned import plans_to_fill
from tests.governance.policies.in_tray_of import to_be_governed
from tests.governance.risks.kept import accepted_in, kept_in, parts_in, waiver_in
from tests.holdings.advice.by_rule import filed_by_rule
from tests.holdings.capture.post import brought_in, weighty
from tests.holdings.inbox.lying_there import lying, mailbox_of
from tests.holdings.library.on_shelves import on_the_shelf

from muniment.exchange.moves import actions as moves
from muniment.exchange.moves.models import IncomingClass
from muniment.exchange.moves.types import Decision
from muniment.foundation.access import actions as access
from muniment.foundation.access.types import SETUP, Narrowing, Role
from muniment.foundation.content import actions as content
from muniment.foundation.content import queries as content_queries
from muniment.foundation.content.states import DerivedState
from muniment.foundation.content.types import Extraction
from muniment.foundation.jobs.models import Job
from muniment.foundation.kernel import clock
from muniment.foundation.notices.actions import tell
from muniment.governance.assets import actions as assets
from muniment.governance.risks import actions as risks
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.mailboxes import actions as sources
from muniment.holdings.metadata import actions as metadata
from muniment.holdings.naming import actions as naming
from muniment.holdings.naming.types import Asked, Check, Severity
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries
from muniment.holdings.records.types import Kept, Surviving
from muniment.holdings.search import actions as finding
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.disposal.types import Practice
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.retention import actions as retention

from . import town

PLAN = {"reference": "LEI", "parent": "", "title": "Leisure", "rule": "FIN-01", "owner_unit": "FIN"}
FIELD = {"field": "street", "title": "Street", "kind": "text", "class": "GOV"}
TERM = {"vocabulary": "wards", "term": "South"}
PAPER = {"class": "GOV", "folder": "Old", "title": "A", "last_date": "2015", "location": "B"}
RULE = town.RULES[0] | {"code": "LEI-01", "title": "Leisure"}


FIELDED = ("changing", "asking", "stopping", "retiring", "retired", "deleting", "merging")


def csv_of(row):
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, list(row))
    writer.writeheader()
    writer.writerow(row)
    return written.getvalue().encode()


def prepare(world):
    """What the forms work on; the names that they may use."""
    today = clock.today()  # which may be another day than that on which the run began
    names = {
        **{"day": str(today.day), "month": str(today.month), "year": str(today.year)},
        "next_year": str(today.year + 1),
        "record": world.record,
        "folder": world.folder,
        "other": world.other_folder,
        "hold": world.hold,
        "comment": world.comment,
        "saved_search": world.saved_search,
        "asked": str(world.asked),
        "to_drop": finding.keep(
            town.actor("manager"), "To drop", "drop", now=clock.now()
        ).reference,
        "standing": world.standing,
        "vital": str(world.vital),
        "leave": world.leave,
        **world.habits,
        **world.directory,
        "move": world.move,
        "incoming": str(IncomingClass.objects.get().pk),
        "moved_list": csv_of({"reference": "EST/09", "title": "Lamps"}),
        "certificate": world.certificate,
        "review_approve": world.review,
        "plan_file": csv_of(PLAN),
        "rules_file": csv_of(RULE),
        "papers_file": csv_of(PAPER),
        "fields_file": csv_of(FIELD),
        "terms_file": csv_of(TERM),
        "edition_file": csv_of(RULE | {"code": "LEI-12"}),
        **{f"p_{name}": person.reference for name, person in world.people.items()},
    }
    names["watched"] = settings.MUNIMENT_WATCHED_FOLDERS[0]
    for name in ("change", "pause", "paused", "retire"):
        names[f"s_{name}"] = town.watched(f"Source to {name}")
    sources.pause(town.actor("manager"), names["s_paused"], now=clock.now())
    manager = town.actor("manager")
    own = mailbox_of(manager, manager, "GOV", now=clock.now())
    for name in ("transfer", "explain"):
        names[f"use_{name}"] = town.declare_use("manager", f"To {name}")
    for number, name in enumerate(("change", "withdraw"), 1):
        to = {"text": f"Lamps to {name}", "number": number}
        names[f"library_{name}"] = on_the_shelf(manager, clock.now(), **to)
    for name in ("change", "approve", "retire", "restore", "attest", "delegate"):
        said = {"title": f"Lamps to {name}", "unit": "FIN", "owner": "owner", "classes": "FIN"}
        names[f"asset_{name}"] = registered(manager, clock.now(), **said)
    gone = {"reason": "It is no more.", "now": clock.now()}
    assets.retire(manager, names["asset_restore"], **gone)
    assets.approve(manager, names["asset_attest"], now=clock.now())
    owner = town.actor("owner")
    names["delegation"] = delegated(owner, names["asset_delegate"], "staff", clock.now())
    names |= plans_to_fill(manager, clock.now(), "owner")
    second, staff = town.actor("dro"), town.actor("staff")
    names |= on_every_stage(manager, second, staff, "FIN", clock.now())
    names |= _risks()
    names |= to_be_governed(town.actor, clock.now())
    names["own_mailbox"] = own.reference
    names["inbox"] = str(lying(own, "Contract signed", 1, importance="high"))
    names |= {f"term_{one}": str(town.fielded(one, f"v-{one}").pk) for one in FIELDED}
    other = {"label": "Nord", "now": clock.now()}
    metadata.add_term(town.actor("manager"), "v-merging", **other)
    metadata.retire_field(town.actor("manager"), "retired", now=clock.now())
    said = {"term": "North", "now": clock.now()}
    metadata.retire_term(town.actor("manager"), "v-retired", **said)
    names["move_ready"] = town.move("RDY", {"reference": "EST/05", "title": "Bills paid"})
    ready = [Decision("EST/05", "FIN-01")]
    moves.map_classes(town.actor("manager"), names["move_ready"], ready, now=clock.now())
    for name in ("reject", "withdraw", "execute", "item", "batch", "batch2"):
        names |= _review(world, name)
    names |= _set_aside(world)
    names["review_paper"] = _papers(world)
    town.add(world.folder, "Not yet proposed.txt", b"Not yet proposed")
    for name in ("change", "close", "reopen", "move", "narrow", "part", "upload"):
        names[f"f_{name}"] = town._folder("GOV", f"Folder to {name}")
    for name in ("change", "move", "narrow", "read"):
        made = town.add(names["f_upload"], f"Record to {name}.txt", name.encode())
        names[f"r_{name}"] = made
    for name in ("kept", "gone"):
        own = Narrowing(open_to=("GOV",))
        made = town.add(names["f_upload"], f"Filed {name}.txt", b"Filed twice", narrowing=own)
        names[f"r_{name}_twin"] = made
    letter = b"Subject: To check\n\nWords.\n"
    names["r_judge"] = brought_in(town.actor("manager"), "GOV", weighty("Rent", "r"))
    told = (town.actor("manager"), "TRAY", names["f_upload"])
    names["r_by_rule"], names["sorting_rule"] = filed_by_rule(*told, text="Rota", number="rota")
    names["r_check"] = town.add(names["f_upload"], "To check.eml", letter)
    names["r_expunge"] = town.add(names["f_upload"], "To expunge.txt", b"To expunge")
    other = town.add(names["f_upload"], "To keep after all.txt", b"To keep")
    names |= {"expunging": world.expunging, "expunging2": town.expunge(other)}
    for name in ("move", "take_out"):
        names[f"b_{name}"], names[f"r_{name}_paper"] = town.boxed(names["f_upload"], f"B/{name}")
    life = "transfer 1 year after last_modified then review 1 year after previous_step"
    clockless = dict.fromkeys(("trigger", "period", "unit", "action"), "")
    minutes = {**town.RULES[0], **clockless, "code": "MIN-1", "life": life}
    retention.import_rules(SETUP, [minutes], now=clock.now())
    town._open("MIN", "Minutes", "", owner_unit="GOV", rule="MIN-1", access="everyone")
    names["r_transfer"] = town.add(town._folder("MIN", "Minutes 2019"), "Minutes.txt", b"Minutes")
    for name in ("waiting", "kept"):
        names[f"r_{name}"] = town.add(names["f_upload"], f"Record {name}.txt", name.encode())
    asked = Asked(Check.BANNED, Severity.REASON, words=("misc",))
    naming.set_convention(town.actor("manager"), "GOV", asked, now=clock.now())
    for name in ("title", "mend"):
        made = town.add(names["f_upload"], f"misc to {name}.txt", f"misc {name}".encode())
        names[f"r_{name}"] = made
    _decided(names)
    for name in ("CHANGE", "MOVE", "CLOSE", "REOPEN", "REFER"):
        town._open(f"GOV/{name}", f"Class to {name.lower()}", "GOV")
    _close(names)
    said = {"kind": "test", "about": "", "words": "Look at this.", "key": "once"}
    tell(world.people["staff"].reference, **said, now=clock.now())
    names["bulk"] = town.bulk_looked([names["r_change"]])
    return names | _people() | _broken(names) | _holds(world) | _absent(world)


def _absent(world):
    made = {}
    for name in ("owner2", "owner3"):
        person = access.add_person(SETUP, name, name=f"The {name}", now=clock.now())
        role = Role.INFORMATION_ASSET_OWNER
        access.give_role(SETUP, person.reference, role=role, unit="GOV", now=clock.now())
        made[f"p_{name}"] = person.reference
    said = {"ends_on": clock.today() + timedelta(days=9), "reason": "Leave", "now": clock.now()}
    owner = {"role": Role.INFORMATION_ASSET_OWNER, **said}
    third = access.name_substitute(
        town.actor("dro"), made["p_owner3"], substitute="manager", **owner
    )
    officer = {"role": Role.DEPARTMENTAL_RECORDS_OFFICER, **said}
    dro = world.people["dro"].reference
    mine = access.name_substitute(town.actor("dro"), dro, substitute="manager", **officer)
    return made | {"stands_in": str(mine.pk), "stands_in3": str(third.pk)}


def _review(world, name):
    record = town.add(world.folder, f"Record to {name}.txt", name.encode())
    review = town.propose(f"To {name}")
    if name in ("execute", "recover", "recover2"):
        for who in ("dro", "owner"):
            disposal.approve(town.actor(who), review, now=clock.now())
    return {f"review_{name}": review, f"in_{name}": record}


def _set_aside(world):
    manager = town.actor("manager")
    disposal.set_practice(manager, Practice(window=7), now=clock.now())
    names = _review(world, "recover") | _review(world, "recover2")
    for one in ("review_recover", "review_recover2"):
        review = disposal.execute(manager, names[one], now=clock.now())
        disposal.carry_out(review.pk, now=clock.now())
    kept = Kept((Surviving.TITLE,))
    disposal.set_practice(manager, Practice(kept=kept), now=clock.now())
    return names


def _papers(world):
    """A review that waits for somebody to say that its paper is gone."""
    town.boxed(world.folder, "B/gone")
    review = town.propose("What is on paper")
    for who in ("dro", "owner"):
        disposal.approve(town.actor(who), review, now=clock.now())
    disposal.execute(town.actor("manager"), review, now=clock.now())
    town.carry_out(review)
    return review


def _close(names):
    manager = town.actor("manager")
    records.close_folder(manager, names["f_reopen"], now=clock.now())
    fileplan.close_class(manager, "GOV/REOPEN", now=clock.now())


def _people():
    access.open_unit(SETUP, "TMP", name="Temporary", now=clock.now())
    made = {}
    for name in ("leave", "change", "password", "role"):
        person = access.add_person(SETUP, name, name=f"To {name}", unit="FIN", now=clock.now())
        made[f"p_{name}"] = person.reference
    ended = access.give_role(SETUP, made["p_role"], role=Role.STAFF, unit="GOV", now=clock.now())
    staff = town.actor("staff")
    token, _ = access.issue_token(staff, staff.reference, name="To revoke", now=clock.now())
    return made | {"held": str(ended.pk), "token": token.reference}


def _decided(names):
    """A record that a review decided to give another rule, and one that it kept for transfer."""
    said = {"review": "", "by": SETUP.reference, "now": clock.now()}
    for name in ("waiting", "kept"):
        with transaction.atomic():
            found = [record_queries.record_named(town.actor("manager"), names[f"r_{name}"])]
            if name == "kept":
                retention.keep_for_transfer(found, reasons=["Of interest"], **said)
            else:
                retention.give_rules(found, [""], reasons=["Of interest"], **said)


def _broken(names):
    """A job that failed, text that could not be read, and a file that was away for a while."""
    now = clock.now()
    failed = Job.objects.create(
        kind="retention.recalculate",
        run_as="x",
        state="failed",
        not_before=now,
        created_at=now,
        ended_at=now,
        arguments={"rule": "FIN-01"},
    )
    unread = town.components_of(names["r_read"])[0].sha256
    with transaction.atomic():
        late = Extraction(DerivedState.TIMED_OUT, reason="It took too long.")
        content.save_extraction(unread, late, now=now)
    path = content_queries.store().path_for(unread)
    away = path.rename(path.with_suffix(".away"))
    content.check(SETUP, deep=False, now=now)
    away.rename(path)
    [incident] = content_queries.open_incidents()
    kept_in = {}
    for name in ("again", "release"):
        made = town.add(names["f_upload"], f"Kept in {name}.zip", f"Kept in {name}".encode())
        kept_in[f"kept_in_{name}"] = town.keep_in(made)[:16]
    content.ask_release(
        town.actor("dro"), kept_in["kept_in_release"], reason="It is a test.", now=now
    )
    return {"failed": str(failed.pk), "incident": str(incident.pk), **kept_in}


def _holds(world):
    placed = holds.place(
        town.actor("manager"),
        name="To be lifted",
        kind="litigation",
        reason="A claim.",
        authority="Legal services",
        folders=[world.other_folder],
        now=clock.now(),
    )
    return {"hold_lift": placed.reference}


def _risks():
    """A risk for every form, and waivers that are asked for."""
    manager, now, names = town.actor("manager"), clock.now(), {}
    for name in ("change", "score", "review", "accept", "withdraw", "close", "reopen", "parts"):
        names[f"risk_{name}"] = kept_in(manager, now, title=f"Lamps to {name}", unit="FIN")
    names["risk_open"] = kept_in(manager, now, opens=False, title="Lamps to open", unit="FIN")
    accepted_in(town.actor("everything"), names["risk_withdraw"], now)
    risks.close(manager, names["risk_reopen"], reason="It is no more.", now=now)
    names["control"], names["option"] = parts_in(manager, names["risk_parts"], now)
    names["control_end"], _ = parts_in(manager, names["risk_parts"], now)
    for name in ("decide", "end"):
        names[f"waiver_{name}"] = waiver_in(town.actor("staff"), "FIN", now)
    return names
