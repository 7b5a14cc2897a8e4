"""What a rule says, in words for a table and a page."""

from collections.abc import Sequence

from muniment.lifecycle.retention.types import Action, CutOff, How, Leg, Step, Trigger

_TRIGGERS = {
    Trigger.RECORD_DATE: "the date of the record",
    Trigger.LAST_MODIFIED: "the last change",
    Trigger.FOLDER_CLOSED: "the closing of the folder",
    Trigger.SUPERSEDED: "the day it is superseded",
    Trigger.PREVIOUS_STEP: "the step before",
}
# What is always known is waited for by nobody.
_AWAITED = {
    Trigger.RECORD_DATE: "",
    Trigger.LAST_MODIFIED: "",
    Trigger.PREVIOUS_STEP: "",
    Trigger.FOLDER_CLOSED: "folder closed",
    Trigger.SUPERSEDED: "superseded",
}
_ACTIONS = {
    Action.DESTROY: "Destroy",
    Action.REVIEW: "Review",
    Action.TRANSFER: "Transfer",
    Action.SAMPLE: "Keep a sample",
    Action.KEEP: "Keep for good",
}
_CUT_OFFS = {
    CutOff.MONTH: ", counted from the end of the month",
    CutOff.CALENDAR_YEAR: ", counted from the end of the calendar year",
    CutOff.FINANCIAL_YEAR: ", counted from the end of the financial year",
}
_ROUNDINGS = {
    CutOff.MONTH: ", rounded up to the end of the month",
    CutOff.CALENDAR_YEAR: ", rounded up to the end of the calendar year",
    CutOff.FINANCIAL_YEAR: ", rounded up to the end of the financial year",
}


def told(steps: Sequence[Step]) -> list[str]:
    """Each step as a sentence without its full stop: `Destroy 6 years after the last change`."""
    return [_step(one) for one in steps]


def awaited(steps: Sequence[Step]) -> list[str]:
    """What the clocks of a rule may have to wait for: `contract ended`, `its folder to close`."""
    words = [_AWAITED.get(leg.trigger, leg.name.replace("_", " ")) for s in steps for leg in s.legs]
    return list(dict.fromkeys(word for word in words if word))


def _step(step: Step) -> str:
    does = _ACTIONS[step.action]
    if step.action is Action.SAMPLE:
        size = f" of 1 in {step.one_in}" if step.one_in else ""
        does = f"{does}{size} and destroy the rest"
    if not step.legs:
        return does
    legs = " and ".join(_leg(one) for one in step.legs)
    if len(step.legs) > 1:
        which = "later" if step.how is How.LATEST else "earlier"
        if len(step.legs) > 2:
            which = "latest" if step.how is How.LATEST else "earliest"
        legs = f"at the {which} of {legs}"
    ends = _CUT_OFFS.get(step.cut_off, "") + _ROUNDINGS.get(step.rounding, "")
    return f"{does} {legs}{ends}"


def _leg(leg: Leg) -> str:
    when = _TRIGGERS.get(leg.trigger) or f"“{leg.name.replace('_', ' ')}”"
    whose = f" with the same “{leg.match.replace('_', ' ')}”" if leg.match else ""
    if not leg.period.count:
        return f"{when}{whose}"
    return f"{leg.period.label} after {when}{whose}"
