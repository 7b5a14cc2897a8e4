"""What stands against reporting an incident, and against its going on from stage to stage."""

import re
from collections.abc import Collection, Iterator
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.governance.incidents.rules.words import TEXT, needed, too_long
from muniment.governance.incidents.types import (
    CONCERNS,
    DAMAGE,
    KINDS,
    SEVERITIES,
    TRANSITIONS,
    CheckDraft,
    Facts,
    FindingsDraft,
    Kind,
    ReportDraft,
    Stage,
    TaskDraft,
    TriageDraft,
)

MOST_CONCERNED = 20
TASK = 500  # letters
_APART = re.compile(r"[\s,;|]+")


def references_in(text: str) -> list[str]:
    """The references that somebody wrote, each once."""
    return list(dict.fromkeys(filter(None, _APART.split(text))))


def reasons_out_of(stage: Stage, deed: str) -> list[Reason]:
    """Why the deed is not for this stage."""
    if (stage, deed) in TRANSITIONS:
        return []
    return [Reason("stage", f"It is {stage.label.lower()}: this is not for that stage.")]


def reasons_not_to_report(
    draft: ReportDraft, *, units: Collection[str], unknown: Collection[str], today: date
) -> list[Reason]:
    """Every gap and fault of a report. `units`: those there are; `unknown`: which of what it
    concerns the reporter cannot see, if it is there."""
    return [*_of_words(draft), *_of_place(draft, units, unknown), *_of_day(draft, today)]


def _of_words(draft: ReportDraft) -> Iterator[Reason]:
    yield from needed(draft.what, "what", "Say what happened.", TEXT)
    if draft.kind not in KINDS:
        yield Reason("kind", "Choose what happened.", "kind")
    if draft.personal_data not in CONCERNS:
        words = "Say whether it concerns people’s personal data."
        yield Reason("personal_data", words, "personal_data")


def _of_place(
    draft: ReportDraft, units: Collection[str], unknown: Collection[str]
) -> Iterator[Reason]:
    if not draft.unit:
        yield Reason("unit", "Choose the unit.", "unit")
    elif draft.unit not in units:
        yield Reason("unit", f"There is no unit {draft.unit[:60]}.", "unit")
    for one in unknown:
        words = f"There is no record, folder, box or information asset {one[:60]} that you can see."
        yield Reason("concerns", f"{words} Describe it in words instead.", "concerns")
    if len(references_in(draft.concerns)) > MOST_CONCERNED:
        yield Reason("concerns", f"Name at most {MOST_CONCERNED}.", "concerns")


def _of_day(draft: ReportDraft, today: date) -> Iterator[Reason]:
    if draft.noticed_on is not None and draft.noticed_on > today:
        yield Reason("noticed_on", "This day is still to come.", "noticed_on")


def reasons_not_to_triage(
    stage: Stage,
    draft: TriageDraft,
    *,
    units: Collection[str],
    handler: str,
    handles: bool,
    asset: bool,
    concern: bool,
    again: bool,
) -> list[Reason]:
    """Every gap and fault of a triage. `handler`: the reference of who is meant, blank for nobody;
    `handles`: whether they may handle incidents there; `asset`: whether the asset that is named is
    there; `concern`: whether it was thought to be a breach until now; `again`: it was triaged
    before."""
    return [
        *reasons_out_of(stage, "triage"),
        *_of_choices(draft, units),
        *_of_handler(draft, handler, handles),
        *_of_asset(draft, asset),
        *_of_why(draft, concern, again),
    ]


def _of_choices(draft: TriageDraft, units: Collection[str]) -> Iterator[Reason]:
    if draft.severity not in SEVERITIES:
        yield Reason("severity", "Choose how bad it is.", "severity")
    if draft.kind not in KINDS:
        yield Reason("kind", "Choose what happened.", "kind")
    if draft.unit not in units:
        yield Reason("unit", "Choose the unit.", "unit")


def _of_handler(draft: TriageDraft, handler: str, handles: bool) -> Iterator[Reason]:
    if not draft.handler.strip():
        yield Reason("handler", "Name who handles it.", "handler")
    elif not handler:
        words = f"Nobody who works here has the user name, e-mail or reference “{draft.handler}”."
        yield Reason("handler", words, "handler")
    elif not handles:
        words = "They may not handle incidents of that unit. Name a records manager, or the SIRO."
        yield Reason("handler", words, "handler")


def _of_asset(draft: TriageDraft, asset: bool) -> Iterator[Reason]:
    if draft.asset and not asset:
        yield Reason("asset", f"There is no information asset {draft.asset[:60]}.", "asset")


def _of_why(draft: TriageDraft, concern: bool, again: bool) -> Iterator[Reason]:
    if concern and draft.breach is False:
        # Article 33(5): what was decided about every breach is recorded.
        yield from needed(draft.why, "why", "Say why it is no personal data breach.")
    elif again:
        yield from needed(draft.why, "why", "Say why triage is another now.")
    else:
        yield from too_long(draft.why, "why")


def reasons_not_to_find(stage: Stage, draft: FindingsDraft) -> list[Reason]:
    """Every reason why what was found is not kept."""
    found = reasons_out_of(stage, "find")
    for name in ("cause", "factors", "spoken_to", "salvage", "salvage_outcome"):
        found += too_long(getattr(draft, name), name, TEXT)
    return found


def reasons_not_to_advance(
    facts: Facts, deed: str, *, check_on: date | None, today: date
) -> list[Reason]:
    """Every reason why an incident does not go on: to be put right it needs a cause; to be checked
    at least one corrective action, all done, or a reason for none, and the day of the check."""
    found = reasons_out_of(facts.stage, deed)
    if deed == "put_right":
        found += _of_cause(facts)
    if deed == "check":
        found += [*_of_cause(facts), *_of_salvage(facts), *_of_tasks(facts)]
        if check_on is None or check_on < today:
            found.append(
                Reason("check_on", "Give the day of the check, today or later.", "check_on")
            )
    return found


def _of_cause(facts: Facts) -> Iterator[Reason]:
    if not facts.cause.strip():
        yield Reason("cause", "The cause is missing. Say what the investigation found.")


def _of_salvage(facts: Facts) -> Iterator[Reason]:
    if facts.kind in DAMAGE:
        if not facts.salvage.strip():
            yield Reason(
                "salvage", "The steps of salvage are missing. Say what was tried, or why not."
            )
        if not facts.salvage_outcome.strip():
            yield Reason("salvage_outcome", "The outcome of the salvage is missing.")


def _of_tasks(facts: Facts) -> Iterator[Reason]:
    if facts.tasks_open:
        left = f"{facts.tasks_open:,} corrective action{'s are' if facts.tasks_open > 1 else ' is'}"
        yield Reason("tasks", f"{left} not done yet.")
    if not (facts.tasks_open or facts.tasks_done or facts.no_task_why.strip()):
        yield Reason("tasks", "Add a corrective action, or say why there is none.")


def reasons_not_to_close(facts: Facts) -> list[Reason]:
    """Every reason why an incident stays open: it needs a cause, at least one corrective action or
    a reason for none, a check of effectiveness by which it worked, and of a breach every decision
    with what came of it (UK GDPR articles 33 and 34)."""
    return [
        *reasons_out_of(facts.stage, "close"),
        *_of_cause(facts),
        *_of_salvage(facts),
        *_of_tasks(facts),
        *_of_check(facts),
        *_of_breach(facts),
    ]


def _of_check(facts: Facts) -> Iterator[Reason]:
    if not facts.checked:
        yield Reason("check", "Check first whether it worked, and say what you found.")


def _of_breach(facts: Facts) -> Iterator[Reason]:
    if facts.breach is None and facts.possible_breach:
        yield Reason("breach", "Say first whether it is a personal data breach.")
    if facts.breach:
        if facts.notify is None:
            yield Reason("decision", "Decide first whether the authority is told.")
        elif facts.notify and not facts.authority_told:
            yield Reason("told", "The authority is still to be told.")
        if facts.tell_people is None:
            yield Reason("decision", "Decide first whether the people concerned are told.")
        elif facts.tell_people and not facts.people_told:
            yield Reason("told", "The people concerned are still to be told.")


def reasons_not_to_check(stage: Stage, draft: CheckDraft, today: date) -> list[Reason]:
    """Every reason why a check of effectiveness is not kept."""
    found = [] if stage is Stage.CHECKING else [Reason("stage", "It is not being checked.")]
    found += needed(draft.found, "found", "Say what you found.", TEXT)
    if draft.checked_on is not None and draft.checked_on > today:
        found.append(Reason("checked_on", "This day is still to come.", "checked_on"))
    return found


def reasons_not_to_reopen(stage: Stage, why: str) -> list[Reason]:
    """Every reason why an incident is not reopened."""
    return [*reasons_out_of(stage, "reopen"), *needed(why, "why", "Say why it did not work.")]


def reasons_not_to_task(stage: Stage, draft: TaskDraft, *, who: str, today: date) -> list[Reason]:
    """Every gap and fault of a corrective action. `who`: the reference of the person meant, blank
    for nobody who works here."""
    found = reasons_out_of(stage, "act")
    found += needed(draft.what, "what", "Say what is to be done.", TASK)
    if not draft.who.strip():
        found.append(Reason("who", "Name who does it.", "who"))
    elif not who:
        words = f"Nobody who works here has the user name, e-mail or reference “{draft.who}”."
        found.append(Reason("who", words, "who"))
    if draft.due_on is None or draft.due_on < today:
        found.append(
            Reason("due_on", "Give the day by which it is done, today or later.", "due_on")
        )
    return found


def reasons_not_done(closed: bool, settled: bool, words: str, ask: str) -> list[Reason]:
    """Why a corrective action is not done, or dropped, with these words."""
    found = list(needed(words, "words", ask))
    if settled:
        found.append(Reason("settled", "It is done or dropped already."))
    if closed:
        found.append(Reason("stage", "The incident is closed."))
    return found


def is_damage(kind: Kind) -> bool:
    """Whether salvage is asked for."""
    return kind in DAMAGE
