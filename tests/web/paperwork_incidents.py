"""The forms of incidents and lessons."""

from .sheets_filled import DONE, Sheet

WHY = {"why": "It happened again."}
SAID = {"what": "A lamp is gone.", "kind": "lost", "personal_data": "no", "unit": "FIN"}
TRIAGED = {"severity": "low", "handler": "manager", "breach": "no"}
TASK = {
    "what": "Mend the lamp",
    "who": "staff",
    "due_on-day": "31",
    "due_on-month": "12",
    "due_on-year": "2999",
}
LESSON = {"title": "Lock the store", "words": "Lock it at night."}

INCIDENTS = [
    Sheet("report_incident", "staff", typed=SAID, again=DONE, events=5),
    Sheet("triage_incident", "manager", ("{in_triage}",), TRIAGED),
    Sheet("find_incident", "manager", ("{in_find}",), {"cause": "The door stood open."}),
    Sheet("advance_incident", "manager", ("{in_next}",)),
    Sheet("add_incident_task", "manager", ("{in_task}",), TASK, events=2),
    Sheet("no_incident_task", "manager", ("{in_none}",), WHY),
    Sheet("check_incident", "manager", ("{in_check}",), {"worked": "yes", "found": "Locked."}),
    Sheet("close_incident_case", "manager", ("{in_close}",), LESSON, events=5),
    Sheet("reopen_incident", "manager", ("{in_reopen}",), WHY),
    Sheet("aware_incident", "manager", ("{in_aware}",), {**WHY, "aware_at-year": "2020"}),
    Sheet("decide_breach", "manager", ("{in_decide}", "authority"), {"tell": "no", **WHY}),
    Sheet("tell_breach", "manager", ("{in_tell}", "authority"), {"how": "By their form."}),
    Sheet("finish_incident_task", "manager", ("{task_done}",), {"words": "Mended."}),
    Sheet("drop_incident_task", "manager", ("{task_drop}",), {"words": "Not needed."}),
    Sheet("publish_lesson", "dro", ("{lesson_publish}",), events=2),
    Sheet("return_lesson", "dro", ("{lesson_return}",), WHY, events=2),
    Sheet("offer_lesson", "manager", ("{lesson_offer}",), LESSON, events=4),
    Sheet("withdraw_lesson", "manager", ("{lesson_withdraw}",), WHY),
]
