"""The forms of running a body: people, units and the machine."""

from datetime import timedelta

from muniment.foundation.kernel import clock

from .sheets_filled import DONE, SAME_PAGE, Sheet

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
    Sheet(
        "add_mailbox",
        "manager",
        typed={
            "name": "Post",
            "into": "GOV",
            "host": "imap.example.org",
            "user": "post",
            "password": "a-password-for-it",
        },
        again=DONE,
    ),
    Sheet(
        "add_watched",
        "manager",
        typed={"name": "Scans", "into": "GOV", "path": "{watched}"},
        again=DONE,
    ),
    Sheet(
        "add_bucket",
        "manager",
        typed={
            **{"name": "Scans in a bucket", "into": "GOV", "bucket": "scans", "user": "key"},
            **{"address": "https://s3.example.org", "password": "a-secret-for-it"},
        },
        again=DONE,
    ),
    Sheet("change_source", "manager", ("{s_change}",), {"name": "Renamed"}, again=DONE),
    Sheet(
        "test_source",
        "manager",
        ("{s_change}",),
        shown_on=("source", "{s_change}"),
        first=SAME_PAGE,
        again=SAME_PAGE,
        events=0,
    ),
    Sheet(
        "look_at_source", "manager", ("{s_change}",), shown_on=("source", "{s_change}"), again=DONE
    ),
    Sheet("pause_source", "manager", ("{s_pause}",), shown_on=("source", "{s_pause}")),
    Sheet("resume_source", "manager", ("{s_paused}",), shown_on=("source", "{s_paused}")),
    Sheet("retire_source", "manager", ("{s_retire}",), shown_on=("source", "{s_retire}")),
    Sheet("close_incident", "admin", ("{incident}",), {"note": "Put back."}),
    Sheet("ask_release", "manager", ("{kept_in_again}",), {"reason": "It is a test."}),
    Sheet("decide_release", "manager", ("{kept_in_release}",), {"decision": "release"}),
]
