"""The forms of filing: a person's own, the file plan, folders, records and paper."""

from datetime import timedelta

from muniment.foundation.kernel import clock

from .in_tray import PAPER, PLAN, csv_of
from .sheets_filled import DONE, GONE, SAME_PAGE, WHY, Sheet

SOON = clock.today() + timedelta(days=30)
ABSENT = {
    "role": "information_asset_owner",
    "reason": "Annual leave.",
    "ends_on-day": str(SOON.day),
    "ends_on-month": str(SOON.month),
    "ends_on-year": str(SOON.year),
}
NEW_PASSWORD = "four-other-words-88"

FILING = [
    Sheet("account", "siro", typed={"old": "{password}", "new": NEW_PASSWORD}),
    Sheet(
        "make_token",
        "staff",
        typed={"name": "Nightly export", "days": "30"},
        first=SAME_PAGE,
        again=SAME_PAGE,
    ),
    Sheet("revoke_token", "staff", ("{token}",)),
    Sheet("see_notices", "staff", shown_on=("notices",)),
    Sheet("choose_mail", "staff", typed={"how": "daily"}),
    Sheet("name_my_substitute", "owner", typed={"substitute": "{p_dro}", **ABSENT}),
    Sheet("end_my_substitute", "dro", ("{stands_in}",), shown_on=("account",)),
    Sheet(
        "import_fileplan",
        "manager",
        files={"file": ("plan.csv", csv_of(PLAN))},
        first=SAME_PAGE,
        again=SAME_PAGE,
        events=0,
    ),
    Sheet("import_fileplan", "manager", looked_at="plan_file", again=SAME_PAGE),
    Sheet(
        "open_class",
        "manager",
        typed={"under": "GOV", "reference": "GOV/NEW", "title": "New things"},
    ),
    Sheet("change_class", "manager", ("GOV/CHANGE",), {"title": "Changed"}, again=DONE),
    Sheet(
        "move_class",
        "manager",
        ("GOV/MOVE",),
        {"under": "FIN", "new_reference": "FIN/MOVED"},
    ),
    Sheet("close_class", "manager", ("GOV/CLOSE",), WHY),
    Sheet("reopen_class", "manager", ("GOV/REOPEN",), WHY),
    Sheet("refer", "manager", ("GOV/REFER",), {"to": "FIN/01", "note": "Invoices"}, again=DONE),
    Sheet(
        "open_body_move",
        "manager",
        typed={
            **{"title": "Parks of Northbrook", "from_body": "Northbrook", "code": "NP"},
            **{"authority": "The Order", "under": "GOV", "effective_on-day": "{day}"},
            **{"effective_on-month": "{month}", "effective_on-year": "{year}"},
        },
    ),
    Sheet(
        "import_incoming",
        "manager",
        ("{move}",),
        files={"file": ("list.csv", csv_of({"ref": "EST/08", "name": "Lamps"}))},
        first=SAME_PAGE,
        again=SAME_PAGE,
        events=0,
    ),
    Sheet("import_incoming", "manager", ("{move}",), looked_at="moved_list", again=SAME_PAGE),
    Sheet(
        "import_incoming_columns",
        "manager",
        ("{move}",),
        files={"file": ("list.csv", csv_of({"number": "EST/08", "what": "Lamps"}))},
        first=SAME_PAGE,
        again=SAME_PAGE,
        events=0,
    ),
    Sheet("map_incoming", "manager", ("{move}",), {"rule_{incoming}": "FIN-01"}),
    Sheet("go_live", "manager", ("{move_ready}",), events=2),
    Sheet("abandon_move", "manager", ("{move}",), WHY),
    Sheet("open_folder", "manager", ("GOV",), {"title": "A new folder"}, again=DONE),
    Sheet("change_folder", "manager", ("{f_change}",), {"title": "Changed"}, again=DONE),
    Sheet("close_folder", "manager", ("{f_close}",)),
    Sheet("reopen_folder", "manager", ("{f_reopen}",), WHY),
    Sheet("move_folder", "manager", ("{f_move}",), {"file_class": "FIN/01", **WHY}),
    Sheet(
        "start_part",
        "manager",
        ("{f_part}",),
        shown_on=("folder", "{f_part}"),
        again=DONE,
        events=2,
    ),
    Sheet(
        "add_anything",
        "manager",
        typed={
            "into": "elsewhere",
            "folder": "{f_upload}",
            "title": "A page",
            "url": "https://example.org/a",
            "text": "Worth keeping.",
        },
        again=DONE,
    ),
    Sheet(
        "bring_conversation",
        "manager",
        ("{f_upload}",),
        {
            "channel": "WhatsApp",
            "participants": "Ann, Bob",
            "first-day": "3",
            "first-month": "4",
            "first-year": "2024",
            "why": "The network was down.",
            "said": "Is the roof done?",
        },
        again=DONE,
    ),
    Sheet(
        "upload",
        "manager",
        ("{f_upload}",),
        files={"chosen": [("one.txt", b"one"), ("two.txt", b"two")]},
        again=DONE,
        events=2,
    ),
    Sheet(
        "narrow_folder",
        "manager",
        ("{f_narrow}",),
        {"open_own": "own", "open_to": "GOV"},
        again=DONE,
    ),
    Sheet(
        "narrow_record",
        "manager",
        ("{r_narrow}",),
        {"open_own": "own", "open_to": "GOV"},
        again=DONE,
    ),
    Sheet("change_record", "manager", ("{r_change}",), {"title": "Changed", **WHY}),
    Sheet("take_title", "manager", ("{r_title}",), shown_on=("record", "{r_title}"), again=DONE),
    Sheet(
        "decide_versions",
        "manager",
        ("{r_change}", "{r_move}"),
        {"decision": "second"},
        again=DONE,
    ),
    Sheet("merge_records", "manager", ("{r_kept_twin}", "{r_gone_twin}"), WHY, events=2),
    Sheet("look_for_duplicates", "manager", shown_on=("duplicates",), again=DONE),
    Sheet("titles_to_mend", "manager", typed={"chosen": "{r_mend}"}, again=DONE),
    Sheet(
        "try_titles",
        "manager",
        typed={"titles": "misc"},
        first=SAME_PAGE,
        again=SAME_PAGE,
        events=0,
    ),
    Sheet("choose_naming_rule", "manager", typed={"check": "banned"}, again=DONE, events=0),
    Sheet("set_naming_rule", "manager", ("length",), {"least": "5", "most": "90"}, again=DONE),
    Sheet("set_mail_rule", "manager", typed={"kind": "newsletter", "choice": "leave"}, again=DONE),
    Sheet("judge_message", "manager", ("{r_judge}",), {"choice": "stay"}, again=GONE),
    Sheet("check_message", "manager", ("{r_check}",), {"title": "Checked"}, events=2),
    Sheet("move_record", "manager", ("{r_move}",), {"folder": "{f_change}", **WHY}),
    Sheet(
        "open_box",
        "manager",
        typed={"label": "A 1", "unit": "GOV", "location": "Store A", "contents": "Deeds"},
    ),
    Sheet("change_box", "manager", ("{b_move}",), {"location": "Store B", **WHY}),
    Sheet("put_in", "manager", ("{b_move}",), {"references": "{r_take_out_paper}"}),
    Sheet("into_box", "manager", ("{r_take_out_paper}",), {"box": "A 1"}),
    Sheet("take_out", "manager", ("{r_take_out_paper}",), {"location": "Desk", **WHY}),
    Sheet(
        "register_paper",
        "manager",
        ("{f_upload}",),
        {
            "title": "Ledger 4",
            "box": "A 1",
            "last_date-day": "31",
            "last_date-month": "3",
            "last_date-year": "2015",
        },
        again=DONE,
    ),
    Sheet(
        "describe_paper", "manager", ("{r_move_paper}",), {"description": "Accounts"}, again=DONE
    ),
    Sheet(
        "import_papers",
        "manager",
        files={"file": ("papers.csv", csv_of(PAPER))},
        first=SAME_PAGE,
        again=SAME_PAGE,
        events=0,
    ),
    Sheet("import_papers", "manager", looked_at="papers_file", events=3, again=SAME_PAGE),
    Sheet(
        "save_search",
        "staff",
        typed={"name": "Roofs", "text": "roof", "units": "FIN", "people": "manager"},
        events=2,
    ),
    Sheet("saved_search", "manager", ("{saved_search}",), {"units": "GOV"}),
    Sheet(
        "follow_search", "manager", ("{saved_search}",), shown_on=("saved_search", "{saved_search}")
    ),
    Sheet(
        "drop_search", "manager", ("{to_drop}",), shown_on=("saved_search", "{to_drop}"), again=GONE
    ),
    Sheet(
        "certify_search",
        "manager",
        ("{asked}",),
        {"request": "A request", "places": "records", "remarks": "The rest holds nothing."},
        again=DONE,
    ),
    Sheet("retry_text", "manager", ("{r_read}",), shown_on=("record", "{r_read}")),
]
