"""The forms of schedules."""

from .in_tray import RULE, csv_of
from .sheets_filled import DONE, LAST_DAY, REFUSED, SAME_PAGE, WHY, Sheet
from .town import CLAUSE

LEISURE = ("LEISURE", "1")
COUNCIL = ("COUNCIL", "1")
GONE = 404
DRAFT = {
    "title": "Keys",
    "authority": "Policy 1",
    "trigger": "record_date",
    "count": "1",
    "action": "destroy",
    "why": "Nobody asks later.",
    "valid_from-day": "1",
    "valid_from-month": "1",
    "valid_from-year": "2020",
}

SCHEDULES = [
    Sheet(
        "open_schedule",
        "manager",
        typed={"code": "LEISURE", "title": "Leisure", "area": "Pools and parks"},
    ),
    Sheet("change_schedule", "manager", ("LEISURE",), {"title": "Leisure and sport"}),
    Sheet("start_edition", "manager", ("LEISURE",), {"note": "The first"}),
    Sheet("add_draft", "manager", LEISURE, DRAFT | {"code": "LEI-10"}),
    Sheet("add_draft", "manager", LEISURE, DRAFT | {"code": "LEI-11"}),
    Sheet("change_draft", "manager", (*LEISURE, "LEI-10"), {"title": "Keys of pools"}),
    Sheet("drop_draft", "manager", (*LEISURE, "LEI-11"), again=GONE),
    Sheet("add_clause", "manager", LEISURE, CLAUSE),
    Sheet("add_clause", "manager", LEISURE, CLAUSE | {"paragraph": "4.3"}),
    Sheet("change_clause", "manager", (*LEISURE, "1"), {"says": "It goes."}),
    Sheet("drop_clause", "manager", (*LEISURE, "2"), again=GONE),
    Sheet("import_edition", "manager", LEISURE, looked_at="edition_file", again=SAME_PAGE),
    Sheet(
        "map_edition",
        "manager",
        LEISURE,
        files={"file": ("rules.csv", csv_of(RULE))},
        first=SAME_PAGE,
        again=SAME_PAGE,
        events=0,
    ),
    Sheet(
        "take_over",
        "manager",
        LEISURE,
        {"provider": "The model makers", "version": "2026.1"},
        files={"file": ("rules.csv", csv_of(RULE | {"code": "LEI-12"}))},
        first=SAME_PAGE,
        again=SAME_PAGE,
        events=0,
    ),
    Sheet("consult", "manager", LEISURE, again=REFUSED),
    Sheet("return_edition", "manager", LEISURE, WHY),
    Sheet("consult", "manager", LEISURE),
    Sheet(
        "approve_edition",
        "dro",
        LEISURE,
        {
            "body": "Information Governance Board",
            "met_on-day": "3",
            "met_on-month": "4",
            "met_on-year": "2024",
            "minute": "IGB/2024/4",
        },
    ),
    Sheet("publish_edition", "manager", LEISURE),
    Sheet("withdraw_schedule", "manager", ("LEISURE",), WHY, events=2),
    Sheet("agree_edition", "staff", (*COUNCIL, "GOV")),
    Sheet("comment", "staff", COUNCIL, {"text": "Two years are enough."}),
    Sheet("answer_comment", "manager", (*COUNCIL, "{comment}"), {"answer": "It is the law."}),
    Sheet("withdraw_edition", "manager", COUNCIL, WHY),
    Sheet("year_end", "manager", typed={"day": "31", "month": "7"}),
    Sheet("prune_stubs", "manager", again=DONE),
    Sheet("practice", "manager", typed={"metadata": "author", "certificates_in": "{f_upload}"}),
    Sheet(
        "file_certificate",
        "manager",
        ("{certificate}",),
        shown_on=("certificate", "{certificate}"),
        events=3,
    ),
    Sheet(
        "publish",
        "manager",
        typed={"is_open": "on", "contact": "Records team", "licence": "ogl-3.0"},
    ),
    Sheet(
        "answer_waiting",
        "manager",
        ("{f_upload}", "contract_ended"),
        {"answer": "not_yet", "reason": "It runs on.", "scope": "{f_upload}"},
    ),
    Sheet(
        "mark_vital",
        "manager",
        typed={"reference": "{folder}", "why": "Wages.", "copy_kept": "The bank."},
    ),
    Sheet("review_vital", "manager", ("{vital}",), {"note": "All there."}, again=DONE),
    Sheet("end_vital", "manager", ("{vital}",), {"reason": "Copied into the new books."}),
    Sheet(
        "finish_transfer",
        "manager",
        typed={
            **{"reference": "TNA/7", "receiver": "The archive", "record": "{r_transfer}"},
            **{"received_on-day": "3", "received_on-month": "4", "received_on-year": "2024"},
        },
    ),
    Sheet("set_policy", "manager", typed={"policy": "longest"}),
    Sheet("set_asking", "manager", typed={"first_years": "3", "again_years": "1"}),
    Sheet(
        "enter_leave",
        "manager",
        typed={
            **{"instrument": "LCI 128", "ground": "special_reason", "why": "A dispute."},
            **{"applied_by": "The records officer", "classes": "FIN"},
            **{"from_on-day": "3", "from_on-month": "4", "from_on-year": "2024"},
            **{"until_on-day": "2", "until_on-month": "4", "until_on-year": "2034"},
        },
    ),
    Sheet("end_retention_leave", "manager", ("{leave}",), WHY),
    Sheet("statutory_terms", "manager", typed={"years": "30", "remind_months": "6"}),
    Sheet("storage_cost", "manager", typed={"rate": "0.25", "basis": "The contract."}),
    Sheet(
        "record_event",
        "manager",
        typed={"reference": "{r_change}", "name": "contract_ended", **LAST_DAY},
        again=DONE,
    ),
]
