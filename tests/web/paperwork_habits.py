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
    Sheet("figures_limits", "manager", typed={"large": "2.5", "keep_months": "12"}),
    Sheet("choose_tips", "staff", typed={"tips": "no"}),
    Sheet("tell_large", "manager", again=303, events=2),
    Sheet("take_out_figures", "manager", ("{figures}",), WHY, again=404),
]
