"""The forms about what people's mailboxes look like."""

from .in_tray import csv_of
from .sheets_filled import SAME_PAGE, WHY, Sheet

MAILBOXES = csv_of({"account": "a@town.example", "size": "2 GB", "on": "2026-01-31"})

HABITS = [
    Sheet(
        "import_figures",
        "manager",
        files={"file": ("mailboxes.csv", MAILBOXES)},
        first=SAME_PAGE,
        again=SAME_PAGE,
        events=0,
    ),
    Sheet(
        "figures_limits", "manager", typed={"large": "2.5", "keep_months": "12", "least_share": "5"}
    ),
    Sheet("choose_tips", "staff", typed={"tips": "no"}),
    Sheet("tell_large", "manager", again=303, events=2),
    Sheet(
        "set_unit_action",
        "manager",
        ("GOV",),
        {
            **{"what": "Show them how", "person": "{p_staff}", "due_on-day": "{day}"},
            **{"due_on-month": "{month}", "due_on-year": "{year}"},
        },
        events=2,
    ),
    Sheet("finish_unit_action", "manager", ("{action}",), {"outcome": "They know."}),
    Sheet(
        "open_pilot",
        "manager",
        typed={
            **{"title": "By hand", "way": "upload", "units": "GOV", "starts_on-day": "{day}"},
            **{"starts_on-month": "{month}", "starts_on-year": "{year}"},
        },
        again=303,
    ),
    Sheet("answer_pilot", "staff", ("{pilot}",), {"score": "4"}, again=303),
    Sheet("offer_ways", "manager", typed={"unit": "FIN", "ways": "upload"}),
    Sheet("end_pilot", "manager", ("{pilot}",), {"conclusion": "It works."}),
    Sheet("take_out_figures", "manager", ("{figures}",), WHY, again=404),
]
