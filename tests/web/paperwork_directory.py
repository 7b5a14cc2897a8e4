"""The forms of the directory of people and of the sites that they answer for."""

from .in_tray import csv_of
from .sheets_filled import SAME_PAGE, WHY, Sheet

PEOPLE = csv_of({"user": "manager", "title": "Records manager"})
MINE = ("my_entry",)

DIRECTORY = [
    Sheet("change_entry", "staff", typed={"job_title": "Lamp lighter", "stand_in": "owner"}),
    Sheet("confirm_entry", "staff", shown_on=MINE),
    Sheet("add_expertise", "dro", typed={"term": "Lamps", "level": "leads"}),
    Sheet("remove_expertise", "dro", typed={"term": "Lamps"}, shown_on=MINE, again=404),
    Sheet(
        "correct_entry", "admin", ("{p_staff}",), {"telephone": "020 7946 0018", **WHY}, events=2
    ),
    Sheet("hide_entry", "admin", ("{p_staff}",), WHY),
    Sheet("show_entry", "admin", ("{p_staff}",), WHY),
    Sheet("directory_terms", "admin", typed={"months": "6"}),
    Sheet(
        "import_entries",
        "admin",
        files={"file": ("people.csv", PEOPLE)},
        first=SAME_PAGE,
        again=SAME_PAGE,
        events=0,
    ),
    Sheet("decide_term", "manager", ("{proposal}",), {"choice": "accept"}, again=404, events=3),
    Sheet(
        "name_steward",
        "manager",
        ("unit", "GOV"),
        {"part": "owner", "person": "manager"},
        events=2,
    ),
    Sheet("end_steward", "manager", ("{steward}",)),
]
