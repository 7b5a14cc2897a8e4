"""Hostile text in fields, schedules, searches and files that are kept back."""

import io
from datetime import timedelta

from tests.api.borough import LONG_AGO
from tests.governance.assets.registered import TEXTS, registered
from tests.governance.incidents.happened import breach, closed, decided, found, task_of, told
from tests.governance.plans.planned import YEAR
from tests.governance.risks.kept import accepted_in, kept_in, parts_in, waiver_in

from muniment.foundation.content import actions as content
from muniment.foundation.content.actions import scanning
from muniment.foundation.content.states import ScanState
from muniment.foundation.content.types import Verdict
from muniment.governance.assets import actions as assets
from muniment.governance.assets.types import BY_NAME, DelegationDraft
from muniment.governance.incidents import actions as incidents
from muniment.governance.incidents import queries as incidents_found
from muniment.governance.incidents.types import LessonDraft
from muniment.governance.plans import actions as plans
from muniment.governance.plans.types import ActionDraft, PlanDraft, Turn
from muniment.governance.risks import actions as risks
from muniment.holdings.capture import actions as capture
from muniment.holdings.metadata import actions as metadata
from muniment.holdings.metadata.types import Asking, FieldKind, FieldTerms
from muniment.holdings.records import queries as record_queries
from muniment.holdings.search import actions as finding
from muniment.holdings.search import queries as found_by_searching
from muniment.holdings.search.types import PLACES as PLACES_SEARCHED
from muniment.holdings.search.types import CertificateDraft, Door
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention.types.schedules import ScheduleTerms


def keep_in(chief, folder, text, now):
    """The digest of a file that a scanner of hostile words found something in."""
    data = io.BytesIO(f"kept in {text}".encode())
    made = capture.take_upload(chief, folder, name=text, stream=data, modified=LONG_AGO, now=now)
    [part] = record_queries.components(record_queries.record_named(chief, made.record))
    verdict = Verdict(text[:200], text[:120])
    scanning.write_down(part.sha256, verdict, ScanState.QUARANTINED, now)
    return content.ask_release(chief, part.sha256, reason=text, now=now).pk


def spoil_finding(chief, text, now):
    """A search with hostile words in the log, a certificate of it, and one that is saved."""
    finding.note(chief, text, "", total=0, milliseconds=12, door=Door.PAGE, now=now)
    asked = found_by_searching.asked_for(chief).latest("pk")
    draft = CertificateDraft(text[:300], tuple(PLACES_SEARCHED), text)
    made = finding.certify(chief, asked.pk, draft, now=now)
    saved = finding.keep(chief, text[:100], text, now=now)
    return {"asked": asked.pk, "finding": made.reference, "saved": saved.reference}


def spoil_fields(chief, number, file_class, text, now):
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


def spoil_schedule(chief, code, rule, text, now):
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


def spoil_asset(chief, number, file_class, text, now):
    """The references of an asset of which every text is hostile, approved and published, and of
    what is delegated of it."""
    said = {name: text[: BY_NAME[name].most] for name in TEXTS if name not in ("rule", "unit")}
    said |= {"title": f"{text[:180]} {number}", "owner": chief.reference, "unit": f"U{number}"}
    asset = registered(chief, now, **said, classes=file_class, special="yes")
    assets.change(chief, asset, {"location": text[:290] + " again"}, now=now)
    assets.approve(chief, asset, now=now)
    draft = DelegationDraft(f"someone{number}", ("risk",), note=text[:500])
    return asset, assets.delegate(chief, asset, draft, now=now).reference


def spoil_plan(chief, number, text, now):
    """What names a plan, its outcome, its action and a status, every text of which is hostile."""
    draft = PlanDraft(text[:200], f"U{number}", chief.reference, **YEAR, purpose=text)
    plan = plans.make_plan(chief, draft, now=now).reference
    outcome = plans.add_heading(chief, plan, words=text, now=now).reference
    under = plans.add_heading(chief, plan, words=text, under=outcome, now=now).reference
    status = plans.add_status(chief, label=f"{text[:50]} {number}", stage="maintain", now=now)
    said = ActionDraft(text, text, answers=text[:200], status=status.key)
    action = plans.add_action(chief, said, objective=under, now=now).reference
    plans.still_so(chief, action, note=text, now=now)
    plans.turn(chief, action, Turn("complete", note=text, evidence=text), now=now)
    other = ActionDraft(f"{text} again", text, owner=f"someone{number}", status=status.key)
    raised = plans.raise_action(chief, other, source=f"risk:RK-{number}", now=now).reference
    plans.turn(chief, raised, Turn("dropped", note=text), now=now)
    return {"plan": plan, "heading": outcome, "plan_action": action, "status": status.key}


def spoil_incident(chief, number, text, now):
    """The references of an incident, a corrective action and a lesson whose every text is
    hostile."""
    unit = {"unit": f"U{number}"}
    lesson = LessonDraft(text[:200], text)
    done = closed(chief, chief, now, lesson=lesson, what=text, **unit)
    incident = breach(chief, chief, now, **unit)
    incidents.set_aware(chief, incident, now - timedelta(hours=1), why=text, now=now)
    decided(chief, incident, now, why=text)
    told(chief, incident, now, how=text[:500], reference=text[:100])
    found(chief, incident, now, **dict.fromkeys(FINDINGS, text))
    task = task_of(chief, incident, f"someone{number}", now, text[:500])
    waiting = incidents_found.incident_named(chief, done).lessons.get().reference
    return {"incident": incident, "corrective": task, "lesson": waiting}


FINDINGS = ("cause", "factors", "spoken_to", "salvage", "salvage_outcome")


def spoil_risk(chief, number, asset, text, now):
    """The references of a risk about an asset, of which every text is hostile, accepted, with a
    control, an option and a waiver."""
    said = dict.fromkeys(("cause", "event", "effect", "plan"), text[:2000])
    said |= {"title": f"{text[:180]} {number}", "unit": f"U{number}", "assets": asset}
    risk = kept_in(chief, now, **said)
    accepted_in(chief, risk, now, text[:500])
    score = {"current_likelihood": "1"}
    risks.score_risk(chief, risk, score, why=text[:500], now=now)
    control, option = parts_in(chief, risk, now, text[:2000])
    risks.choose_option(chief, option, reason=text[:500], now=now)
    waiver = waiver_in(chief, f"U{number}", now, text[:2000], policy=text[:200], risk=risk)
    return {"risk": risk, "control": control, "option": option, "waiver": waiver}
