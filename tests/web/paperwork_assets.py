"""The forms of the register of information assets."""

from .in_tray import csv_of
from .sheets_filled import DONE, SAME_PAGE, WHY, Sheet

SAID = {"title": "Lamp register", "kind": "data_set", "unit": "FIN"}
LISTED = csv_of({"name": "Lamp posts", "type": "Data set", "department": "FIN", "wattage": "40"})

ASSETS = [
    Sheet("add_asset", "manager", typed=SAID, again=DONE),
    Sheet(
        "import_assets",
        "manager",
        files={"file": ("register.csv", LISTED)},
        first=SAME_PAGE,
        again=SAME_PAGE,
        events=0,
    ),
    Sheet("change_asset", "owner", ("{asset_change}",), {"description": "Where they stand."}),
    Sheet("approve_asset", "owner", ("{asset_approve}",)),
    Sheet("attest_asset", "owner", ("{asset_attest}",)),
    Sheet(
        "delegate_asset",
        "owner",
        ("{asset_delegate}",),
        {"steward": "staff", "groups": "risk"},
        again=DONE,
        events=2,
    ),
    Sheet("end_delegation", "owner", ("{delegation}",)),
    Sheet("retire_asset", "manager", ("{asset_retire}",), WHY),
    Sheet("restore_asset", "manager", ("{asset_restore}",), WHY),
]
