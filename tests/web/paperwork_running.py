"""The forms of running a body: people, units and the machine."""

from datetime import timedelta

from muniment.foundation.kernel import clock

from .sheets_filled import DONE, Sheet

SOON = clock.today() + timedelta(days=30)
ABSENT = {
    "role": "information_asset_owner",
    "reason": "Annual leave.",
    "ends_on-day": str(SOON.day),
    "ends_on-month": str(SOON.month),
    "ends_on-year": str(SOON.year),
}
NEW_PASSWORD = "four-other-words-88"

RUNNING = [
    Sheet(
        "add_person",
        "admin",
        typed={"name": "New Person", "username": "new", "password": NEW_PASSWORD},
    ),
    Sheet("change_person", "admin", ("{p_change}",), {"name": "Changed"}),
    Sheet("set_password", "admin", ("{p_password}",), {"password": NEW_PASSWORD}, again=DONE),
    Sheet("give_role", "admin", ("{p_role}",), {"role": "staff", "unit": "FIN"}),
    Sheet("end_role", "admin", ("{p_role}", "{held}"), shown_on=("person", "{p_role}")),
    Sheet("leave", "admin", ("{p_leave}",)),
    Sheet("name_substitute", "dro", ("{p_owner2}",), {"substitute": "{p_manager}", **ABSENT}),
    Sheet(
        "end_substitute", "dro", ("{p_owner3}", "{stands_in3}"), shown_on=("person", "{p_owner3}")
    ),
    Sheet("open_set", "admin", typed={"code": "NEW-SET", "name": "A new set"}),
    Sheet("join_set", "admin", ("LEGAL",), {"person": "{p_staff}"}),
    Sheet("open_unit", "admin", typed={"reference": "NEW", "name": "A new unit"}),
    Sheet("rename_unit", "admin", ("TMP",), {"name": "Renamed"}),
    Sheet("close_unit", "admin", ("TMP",)),
    Sheet("retry_job", "admin", ("{failed}",), shown_on=("jobs",)),
    Sheet("check_store", "admin", shown_on=("store",), again=DONE, events=2),
    Sheet("seal_store", "admin"),
    Sheet("close_incident", "admin", ("{incident}",), {"note": "Put back."}),
]
