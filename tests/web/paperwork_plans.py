"""The forms of action plans and of the register of actions."""

from .in_tray import csv_of
from .sheets_filled import DONE, SAME_PAGE, WHY, Sheet

YEAR = {
    **{"starts_on-day": "1", "starts_on-month": "4", "starts_on-year": "2026"},
    **{"ends_on-day": "31", "ends_on-month": "3", "ends_on-year": "2027"},
}
SAID = {"title": "Lamps of the body", "unit": "FIN", "owner": "owner", **YEAR}
TABLE = csv_of({"Outcome": "Light", "Objective": "More", "Actions": "Buy", "Timeline": "ongoing"})

PLANS = [
    Sheet("add_plan", "manager", typed=SAID, again=DONE, events=2),
    Sheet("change_plan", "owner", ("{plan_change}",), {"purpose": "So that all see."}),
    Sheet("agree_plan", "owner", ("{plan_agree}",)),
    Sheet("close_plan", "owner", ("{plan_close}",), WHY),
    Sheet("reopen_plan", "manager", ("{plan_reopen}",), WHY),
    Sheet("add_outcome", "owner", ("{plan_change}",), {"words": "All see"}, again=DONE),
    Sheet("add_objective", "owner", ("{plan_outcome}",), {"words": "Mend"}, again=DONE),
    Sheet("change_heading", "owner", ("{plan_outcome}",), {"words": "Everybody sees"}),
    Sheet("remove_heading", "owner", ("{plan_empty}",), again=404),
    Sheet(
        "move_heading",
        "owner",
        ("{plan_second}",),
        {"to": "up"},
        shown_on=("plan_outline", "{plan_change}"),
    ),
    Sheet("add_plan_action", "owner", ("{plan_objective}",), {"words": "Mend a lamp"}, again=DONE),
    Sheet(
        "import_plan",
        "owner",
        ("{plan_change}",),
        files={"file": ("plan.csv", TABLE)},
        first=SAME_PAGE,
        again=SAME_PAGE,
        events=0,
    ),
    Sheet("add_action", "manager", typed={"words": "Buy oil", "unit": "FIN"}, again=DONE),
    Sheet("change_action", "owner", ("{action_change}",), {"words": "Clean the lamps"}),
    Sheet("turn_action", "owner", ("{action_turn}",), {"status": "under_way"}),
    Sheet("check_action", "owner", ("{action_check}",)),
    Sheet("note_action", "owner", ("{action_note}",), {"note": "Half are clean."}, again=DONE),
    Sheet(
        "move_action",
        "owner",
        ("{action_last}",),
        {"to": "up"},
        again=DONE,
        shown_on=("plan_outline", "{plan_change}"),
    ),
    Sheet("action_statuses", "manager", typed={"label": "Awaiting oil", "stage": "not_started"}),
    Sheet("retire_action_status", "manager", ("{action_status}",)),
]
