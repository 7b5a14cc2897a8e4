"""The forms of the library."""

from .in_tray import csv_of
from .sheets_filled import DONE, SAME_PAGE, WHY, Sheet

LISTED = csv_of({"title": "Lamp journal", "kind": "journal", "url": "https://lamps.example/j"})
SAID = {"title": "Street lamps", "kind": "journal", "address": "https://lamps.example/street"}

LIBRARY = [
    Sheet("add_resource", "manager", typed=SAID),
    Sheet(
        "import_library",
        "manager",
        files={"file": ("list.csv", LISTED)},
        first=SAME_PAGE,
        again=SAME_PAGE,
        events=0,
    ),
    Sheet(
        "change_resource",
        "manager",
        ("{library_change}",),
        {"title": "Changed"},
    ),
    Sheet(
        "set_licence",
        "manager",
        ("{library_change}",),
        {"kind": "open", "name": "CC BY 4.0"},
        again=DONE,
    ),
    Sheet(
        "report_link",
        "staff",
        ("{library_change}",),
        shown_on=("library_resource", "{library_change}"),
    ),
    Sheet("note_link", "manager", ("{library_change}",), {"state": "broken", "note": "Gone."}),
    Sheet("withdraw_resource", "manager", ("{library_withdraw}",), WHY),
    Sheet("restore_resource", "manager", ("{library_withdraw}",), WHY),
]
