"""The figures of the home page: each is counted from the rows that its link shows."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from muniment.exchange.backup import queries as backups
from muniment.foundation.access.types import Permission as P
from muniment.foundation.audit import queries as audit
from muniment.foundation.content import queries as content
from muniment.foundation.jobs import queries as jobs
from muniment.foundation.jobs.types import JobState
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.notices import queries as notices
from muniment.governance.assets import queries as assets
from muniment.governance.assets.types import Want
from muniment.governance.incidents import queries as incidents
from muniment.governance.incidents.types import Want as Incidents
from muniment.governance.plans import queries as plans
from muniment.governance.plans.types import Narrow
from muniment.governance.policies import queries as policies
from muniment.holdings.capture import queries as captures
from muniment.holdings.channels import queries as channels
from muniment.holdings.channels.types import UseState
from muniment.holdings.habits import queries as habits
from muniment.holdings.inbox import queries as inbox
from muniment.holdings.inbox.types import State
from muniment.holdings.records import queries as records
from muniment.lifecycle.disposal import queries as disposal
from muniment.lifecycle.disposal.types import ReviewState
from muniment.lifecycle.holds import queries as holds
from muniment.lifecycle.holds.types import HoldState
from muniment.lifecycle.retention import queries as retention
from muniment.web.door import Request
from muniment.web.views import own_entry

Figure = dict[str, Any]


def figure(
    label: str, count: int, route: str, *, urgent: bool = False, note: str = "", **query: str
) -> Figure:
    """One number, with the way to its rows."""
    href = reverse(route) + (f"?{urlencode(query)}" if query else "")
    return {"label": label, "count": count, "href": href, "urgent": urgent, "note": note}


def told(request: Request) -> list[Figure]:
    """What this person was told and has not seen."""
    unseen = notices.notices(request.actor, unseen=True).count()
    found = [figure("Notices that are new", unseen, "notices", urgent=True)]
    mine = habits.mine_to_do(request.actor).count()
    found.append(figure("Actions about e-mail for you", mine, "unit_actions", urgent=True))
    pilots = len(habits.to_answer(request.actor, civil_date(request.now)))
    found.append(figure("Pilots: say how it goes", pilots, "pilots"))
    due, changed = own_entry.to_do(request)
    label = "Your directory entry was changed: look at it"
    found.append(figure(label, int(changed), "my_entry", urgent=True))
    found.append(figure("Confirm your directory entry", int(due), "my_entry", urgent=True))
    return [one for one in found if one["count"]]


def mailbox(request: Request) -> list[Figure]:
    """What waits in the person's own mailbox, if one is looked at."""
    if not inbox.mailboxes_of(request.actor):
        return []
    waiting = inbox.own_messages(request.actor).filter(state=State.OPEN).count()
    found = [figure("Messages in your mailbox to decide about", waiting, "own_mailbox")]
    if going := inbox.going_soon(request.actor).count():
        label = "Messages that go from your mailbox soon"
        found.append(figure(label, going, "own_mailbox", urgent=True, which="warned"))
    return found


def other_channels(request: Request) -> list[Figure]:
    """What the person declared and has yet to bring to the record."""
    waiting = channels.own_uses(request.actor).filter(state=UseState.DECLARED)
    days = list(waiting.values_list("due_on", flat=True))
    if not days:
        return []
    many, late = len(days), sum(day < civil_date(request.now) for day in days)
    label = "Work in other channels to bring over"
    note = f"{late} late" if late else ""
    return [figure(label, many, "declared_uses", urgent=bool(late), note=note)]


def own_assets(request: Request) -> list[Figure]:
    """Of the information assets that the person answers for: what is to be reviewed or filled
    in."""
    today = civil_date(request.now)
    mine = assets.assets(request.actor, Want.MINE, today=today)
    days = list(mine.values_list("review_on", flat=True))
    if not days:
        return []
    due = sum(day is None or day < today for day in days)
    gaps = assets.assets(request.actor, Want.INCOMPLETE, mine=True, today=today).count()
    found = [
        _of_assets("Your information assets to review", due, Want.DUE, urgent=True, mine="on"),
        _of_assets(
            "Your information assets that are not complete", gaps, Want.INCOMPLETE, mine="on"
        ),
    ]
    return [one for one in found if one["count"]]


def kept_assets(request: Request) -> list[Figure]:
    """Of the information assets of the body, for those who keep the register."""
    today = civil_date(request.now)
    orphans = assets.assets(request.actor, Want.ORPHANED, today=today).count()
    due = assets.assets(request.actor, Want.DUE, today=today).count()
    found = [
        _of_assets("Information assets without an owner", orphans, Want.ORPHANED, urgent=True),
        _of_assets("Information assets to review", due, Want.DUE, urgent=True),
    ]
    return [one for one in found if one["count"]]


def own_actions(request: Request) -> list[Figure]:
    """The open actions of the person, and how many of them are overdue."""
    found = plans.figures(request.actor, civil_date(request.now), narrow=Narrow(mine=True))
    note = f"{found.overdue} overdue" if found.overdue else ""
    mine = figure(
        "Actions of yours", found.open, "actions", urgent=bool(found.overdue), note=note, mine="on"
    )
    return [mine] if found.open else []


def kept_actions(request: Request) -> list[Figure]:
    """Of the actions of the body, for those who keep its plans."""
    if not plans.managed(request.actor):
        return []
    found = plans.figures(request.actor, civil_date(request.now))
    late = figure("Actions that are overdue", found.overdue, "actions", urgent=True, want="overdue")
    nobody = figure("Actions that nobody does", found.unowned, "actions", want="unowned")
    return [one for one in (late, nobody) if one["count"]]


def _of_assets(label: str, count: int, want: Want, *, urgent: bool = False, **query: str) -> Figure:
    return figure(label, count, "assets", urgent=urgent, want=want, **query)


def own_policies(request: Request) -> list[Figure]:
    """What the person is asked to acknowledge, and of the documents that they answer for: what is
    proposed, and what is to be reviewed within 30 days."""
    if not policies.sees(request.actor):
        return []
    today = civil_date(request.now)
    soon = today + timedelta(days=30)
    asked = len(policies.to_acknowledge(request.actor, today))
    proposed = policies.proposals_to_answer(request.actor, today)
    late = sum(one.due_on < today for one in proposed)
    due = policies.policies(request.actor, mine=True, review_by=soon, today=today).count()
    by = {"review_by-day": soon.day, "review_by-month": soon.month, "review_by-year": soon.year}
    said = {"mine": "on", **{name: str(value) for name, value in by.items()}}
    found = [
        figure("Policies to acknowledge", asked, "to_acknowledge", urgent=True),
        figure(
            "Proposals to answer",
            len(proposed),
            "proposals_to_answer",
            urgent=bool(late),
            note=f"{late} late" if late else "",
        ),
        figure("Reviews due of your policies", due, "policies", urgent=True, **said),
    ]
    return [one for one in found if one["count"]]


def own(request: Request) -> list[Figure]:
    """What waits for this person whatever their role: their mailbox, what they declared, the assets
    that they answer for, their actions, and the policies that they follow and keep."""
    rows = (mailbox, other_channels, own_assets, own_actions, corrective_actions, own_policies)
    return [one for some in rows for one in some(request)]


def corrective_actions(request: Request) -> list[Figure]:
    """What the person is to put right after an incident."""
    days = list(incidents.own_tasks(request.actor).values_list("due_on", flat=True))
    late = sum(one < civil_date(request.now) for one in days)
    found = figure(
        "Corrective actions for you",
        len(days),
        "my_incidents",
        urgent=bool(late),
        note=f"{late} late" if late else "",
    )
    return [found] if days else []


def handled_incidents(request: Request) -> list[Figure]:
    """Of incidents, for those who handle them: what waits, and whose hours run."""
    found = []
    for label, want, urgent in (
        ("Incidents to triage", Incidents.UNTRIAGED, True),
        ("Breaches whose hours have passed", Incidents.OVERDUE, True),
        ("Breaches whose hours run", Incidents.CLOCK, False),
        ("Incidents whose handler has left", Incidents.ORPHANED, True),
        ("Incidents to check", Incidents.CHECK_DUE, False),
        ("Incidents that you handle", Incidents.MINE, False),
    ):
        number = incidents.incidents(request.actor, want, now=request.now).count()
        found.append(figure(label, number, "incidents", urgent=urgent, want=want))
    lessons = incidents.to_judge(request.actor).count()
    found.append(figure("Lessons to read before they are shared", lessons, "lessons"))
    return [one for one in found if one["count"]]


def lifecycle(request: Request) -> list[Figure]:
    """What is due, decided and held, as far as the person may know."""
    permissions, found = request.actor.permissions, []
    # Who sees no records would read a nought here whatever is due.
    if {P.RETENTION_SEE, P.RECORDS_SEE} <= permissions:
        due = retention.due(request.actor, civil_date(request.now)).count()
        found.append(figure("Records due", due, "due"))
    if P.DISPOSAL_SEE in permissions:
        found += _reviews(request)
    if P.RETENTION_MANAGE in permissions:
        found += [*to_set(request), *certificates(request)]
    if P.HOLD_SEE in permissions:
        found += _holds(request)
    return found


def _holds(request: Request) -> list[Figure]:
    active = holds.holds(request.actor, state=HoldState.ACTIVE).count()
    found = [figure("Active holds", active, "holds", state=HoldState.ACTIVE)]
    late = holds.holds(request.actor, late_on=civil_date(request.now)).count()
    if late:
        found.append(figure("Holds to be looked at again", late, "holds", urgent=True, late="on"))
    return found


def to_set(request: Request) -> list[Figure]:
    """Records for which a rule is still to be set."""
    waiting = retention.waiting_for_rule(request.actor).count()
    label = "Records for which a rule is still to be set"
    return [figure(label, waiting, "waiting_for_rule", urgent=True)] if waiting else []


def certificates(request: Request) -> list[Figure]:
    """Certificates that are not filed as records, and what stands in the way."""
    missing = disposal.unfiled(request.actor)
    if not missing:
        return []
    if not disposal.practice().certificates_in:
        said = "No folder is chosen for them yet."
        return [figure("Certificates not filed as records", len(missing), "practice", note=said)]
    return [figure("Certificates not filed as records", len(missing), "certificates")]


def _reviews(request: Request) -> list[Figure]:
    wanted = (
        (ReviewState.PROPOSED, "Reviews awaiting decisions", False),
        (ReviewState.APPROVED, "Reviews approved, to be carried out", True),
        (ReviewState.INCOMPLETE, "Reviews left incomplete", True),
    )
    counts = [one.state for one in disposal.reviews(request.actor, states=[w[0] for w in wanted])]
    papers = disposal.awaiting_hand(request.actor).count()
    by_hand = figure("On paper, to be destroyed by hand", papers, "by_hand")
    return [
        *(
            figure(label, counts.count(state), "reviews", urgent=urgent, state=state)
            for state, label, urgent in wanted
            if counts.count(state) or state is ReviewState.PROPOSED
        ),
        *([by_hand] if papers else []),
    ]


def awaiting(request: Request) -> list[Figure]:
    """What waits for this person's signature."""
    rows = disposal.awaiting(request.actor)
    label = "Reviews that await your decision"
    found = [figure(label, len(rows), "reviews", urgent=True, state="awaiting")]
    routine = len(disposal.standing_awaiting(request.actor))
    if routine:
        found.append(figure("Standing approvals that await you", routine, "standing", urgent=True))
    return found


def incomplete(request: Request) -> list[Figure]:
    """Records that lack what they must have, if there are any."""
    lacking = records.incomplete(request.actor).count()
    label = "Records that are not complete"
    return [figure(label, lacking, "incomplete", urgent=True)] if lacking else []


def undated(request: Request) -> list[Figure]:
    """What no date can be computed for."""
    return [
        figure("Without a rule", retention.without_rule(request.actor).count(), "without_rule"),
        figure(
            "Waiting for an event", retention.waiting_for_event(request.actor).count(), "waiting"
        ),
    ]


def asked(request: Request) -> list[Figure]:
    """What the person is asked about: whether something that records wait for has happened,
    whether malformed messages are fine, and whether what is vital still is."""
    rows = retention.to_ask(request.actor, civil_date(request.now))
    vital = retention.vital_to_review(request.actor, civil_date(request.now))
    label = "Folders to ask after: has it ended?"
    found = [
        figure(label, len(rows), "waiting_places", urgent=True, ask="due"),
        figure("Messages to check", captures.to_check(request.actor).count(), "messages_to_check"),
        figure("Vital records to review", len(vital), "vital", urgent=True, review="due"),
        *_rules_to_review(request),
    ]
    return [one for one in found if one["count"]]


def _rules_to_review(request: Request) -> list[Figure]:
    rules = retention.rules_to_review(request.actor, now=request.now, only_mine=True)
    overdue = sum(one.days_overdue > 0 for one in rules)
    note = f"{overdue} overdue" if overdue else ""
    return [figure("Rules to look at again", len(rules), "rules_to_review", note=note, mine="on")]


def intake(request: Request) -> list[Figure]:
    """Captures, and what did not come in."""
    out = captures.not_taken(request.actor)
    return [
        figure("Captures", captures.captures(request.actor).count(), "captures"),
        figure("Items that did not come in", out.count(), "not_taken", urgent=True),
    ]


def checks(request: Request) -> list[Figure]:
    """What an auditor looks into: what was done, decided and destroyed."""
    reviews, issued = disposal.reviews(request.actor), disposal.certificates(request.actor)
    return [
        figure("Events in the audit log", audit.size(), "log"),
        figure("Disposal reviews, open and closed", len(reviews), "reviews"),
        figure("Certificates of destruction", len(issued), "certificates"),
    ]


def failures() -> list[Figure]:
    """Content whose text could not be had, and content that is not what it was."""
    return [
        figure("Files without readable text", content.failures().count(), "unread", urgent=True),
        figure(
            "Content missing or changed", content.open_incidents().count(), "store", urgent=True
        ),
    ]


def no_backup(request: Request) -> list[Figure]:
    """A warning, once there has been no backup for two days."""
    if not backups.is_late(request.now):
        return []
    last = backups.last()
    if last is None:
        return [figure("Backups", 0, "backups", note="None has been taken yet.")]
    days = (request.now - last.taken_at).days
    return [figure("Days since the last backup", days, "backups", urgent=True)]


def system() -> list[Figure]:
    """The queue."""
    counts = jobs.counts()
    return [
        figure("Jobs failed", counts[JobState.FAILED], "jobs", urgent=True, state=JobState.FAILED),
        figure("Jobs waiting", counts[JobState.QUEUED], "jobs", state=JobState.QUEUED),
        figure("Jobs running", counts[JobState.RUNNING], "jobs", state=JobState.RUNNING),
    ]
