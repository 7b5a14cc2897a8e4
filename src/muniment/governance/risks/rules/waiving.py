"""What stands against asking for a waiver, deciding on one and ending it."""

from collections.abc import Iterable
from datetime import date

from muniment.foundation.access.types import Role
from muniment.foundation.kernel.errors import Reason
from muniment.governance.risks.rules.accepting import reasons_of_last_day
from muniment.governance.risks.rules.judging import LONG, reasons_of_words
from muniment.governance.risks.types import OptionDraft, WaiverDraft, WaiverState

APPROVERS = (Role.SIRO, Role.DEPARTMENTAL_RECORDS_OFFICER, Role.RECORDS_MANAGER)
MOST_OPTIONS = 6
SHORT = 200
WORDS = {
    "rule": "Say which rule is to be waived.",
    "why": "Say what the local need is.",
    "control": "Say what makes up for it: the compensating control.",
}


def reasons_not_to_ask(
    draft: WaiverDraft, *, known_unit: bool, known_risk: bool, months: int, today: date
) -> list[Reason]:
    """Every gap and fault of what is asked for (RSK-03, RSK-04)."""
    found = []
    for name, words in WORDS.items():
        found += _of_text(getattr(draft, name), name, words)
    if not draft.unit:
        found.append(Reason("unit", "Choose the unit.", "unit"))
    elif not known_unit:
        found.append(Reason("unit", f"There is no unit {draft.unit[:60]}.", "unit"))
    if draft.risk and not known_risk:
        found.append(
            Reason("risk", f"There is no risk {draft.risk[:60]} that you can see.", "risk")
        )
    if len(draft.policy) > SHORT:
        found.append(Reason("policy", f"Use at most {SHORT} letters.", "policy"))
    return [
        *found,
        *reasons_of_options(draft.options),
        *reasons_of_last_day(draft.ends_on, months, today, "ends_on"),
    ]


def _of_text(text: str, field: str, lacking: str) -> list[Reason]:
    if not text.strip():
        return [Reason(field, lacking, field)]
    return reasons_of_words(text, field, LONG)


def reasons_of_options(options: Iterable[OptionDraft]) -> list[Reason]:
    """What is wrong with an option appraisal: at least one way out other than the waiver was looked
    at, for the local need and for the policy."""
    some = list(options)
    if not some:
        return [Reason("options", "Say which other ways out were looked at.", "options")]
    if len(some) > MOST_OPTIONS:
        return [Reason("options", f"Name at most {MOST_OPTIONS} options.", "options")]
    return [one for number, each in enumerate(some, 1) for one in reasons_of_option(each, number)]


def reasons_of_option(one: OptionDraft, number: int = 0) -> list[Reason]:
    """What is wrong with an option. `number`: which one of several it is."""
    end = f"_{number}" if number else ""
    wanted = (
        ("words", one.words, "Say what the option is."),
        ("local_need", one.local_need, "Say what it does for the local need."),
        ("policy", one.policy, "Say what it does for the policy."),
    )
    return [
        reason
        for name, text, lacking in wanted
        for reason in _of_text(text, f"option_{name}{end}" if number else name, lacking)
    ]


def reasons_not_to_decide(
    state: WaiverState, *, own: bool, reason: str, ends_on: date, grant: bool, today: date
) -> list[Reason]:
    """Why a waiver is not decided on: only what is asked for is, and never by who asked."""
    found = []
    if own:
        said = "You asked for it. Somebody else decides."
        found.append(Reason("own", said))
    if state is not WaiverState.ASKED:
        found.append(Reason(state, f"It is not asked for any more: {state.label.lower()}."))
    if grant and ends_on < today:
        found.append(Reason("past", "Its last day has passed. Ask again.", "ends_on"))
    return [*found, *reasons_of_words(reason)]


def reasons_not_to_end(state: WaiverState, reason: str) -> list[Reason]:
    """Why a waiver is not ended, or what was asked for not taken back."""
    found = []
    if state not in (WaiverState.ASKED, WaiverState.GRANTED):
        found.append(Reason(state, f"It is over already: {state.label.lower()}."))
    return [*found, *reasons_of_words(reason)]


def state_on(state: WaiverState, ends_on: date, today: date) -> WaiverState:
    """How a waiver stands on a day: what is in force expires after its last day."""
    if state is WaiverState.GRANTED and ends_on < today:
        return WaiverState.EXPIRED
    return state
