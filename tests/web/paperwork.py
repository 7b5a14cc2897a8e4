"""Every form of the pages, filled in as a person would.

`{name}` in an address or a value stands for what `in_tray` prepared. The forms stand in an order in
which each can be sent.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from muniment.foundation.kernel import clock

from .forms_on_page import form_for
from .in_tray import PAPER, PLAN, RULE, csv_of
from .town import CLAUSE

WHY = {"reason": "The board decided so."}
LAST_DAY = {"on-day": "3", "on-month": "4", "on-year": "2024"}
SAME_PAGE, REFUSED, DONE = 200, 422, 303


@dataclass(frozen=True)
class Sheet:
    """One form. `at`: what its address is made of. `shown_on`: the page it stands on, if that is
    not its own address. `looked_at`: the file that is shown before this form is. `again`: the
    answer when it comes a second time from another tab. `events`: what it leaves in the log."""

    route: str
    who: str
    at: tuple = ()
    typed: dict = field(default_factory=dict)
    shown_on: tuple = ()
    looked_at: str = ""
    first: int = DONE
    again: int = REFUSED
    events: int = 1
    files: dict = field(default_factory=dict)

    def address(self, names):
        return reverse(self.route, args=[one.format(**names) for one in self.at])

    def page(self, client, names):
        """The page that the form stands on, and its address."""
        if self.looked_at:
            address = self.address(names)
            look = form_for(text_of(client.get(address)), address, address)
            sent = look.filled({"file": _file("looked.csv", names[self.looked_at])})
            return address, client.post(address, sent)
        route, *at = self.shown_on or (self.route, *self.at)
        address = reverse(route, args=[one.format(**names) for one in at])
        return address, client.get(address)

    def fill_in(self, client, names):
        """What the form sends, once it has been found on its page and filled in."""
        shown_at, page = self.page(client, names)
        assert page.status_code == 200, (self.route, page.status_code)
        form = form_for(text_of(page), shown_at, self.address(names))
        typed = {name.format(**names): one.format(**names) for name, one in self.typed.items()}
        return form.filled(typed | dict.fromkeys(self.files))

    def send(self, client, names, filled):
        files = {
            name: [_file(*one) for one in many] if isinstance(many, list) else _file(*many)
            for name, many in self.files.items()
        }
        return client.post(self.address(names), filled | files)


def text_of(answer):
    return answer.content.decode()


def _file(name, content):
    return SimpleUploadedFile(name, content)


LEISURE, COUNCIL, GONE = ("LEISURE", "1"), ("COUNCIL", "1"), 404
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
SOON = clock.today() + timedelta(days=30)
ABSENT = {
    "role": "information_asset_owner",
    "reason": "Annual leave.",
    "ends_on-day": str(SOON.day),
    "ends_on-month": str(SOON.month),
    "ends_on-year": str(SOON.year),
}
NEW_PASSWORD = "four-other-words-88"
FORMS = [
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
    # -- file plan ------------------------------------------------------------------------------
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
    Sheet("map_incoming", "manager", ("{move}",), {"rule_{incoming}": "FIN-01"}),
    Sheet("go_live", "manager", ("{move_ready}",), events=2),
    Sheet("abandon_move", "manager", ("{move}",), WHY),
    # -- folders and records --------------------------------------------------------------------
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
    Sheet("move_record", "manager", ("{r_move}",), {"folder": "{f_change}", **WHY}),
    # -- paper ----------------------------------------------------------------------------------
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
    Sheet("retry_text", "manager", ("{r_read}",), shown_on=("record", "{r_read}")),
    # -- disposal -------------------------------------------------------------------------------
    Sheet(
        "review_terms",
        "manager",
        typed={"notice_days": "20", "late_days": "10", "leave_days": "30"},
    ),
    Sheet("propose", "manager", typed={"title": "What is left", "file_class": "FIN", **WHY}),
    Sheet("approve", "dro", ("{review_approve}",)),
    Sheet("reject", "dro", ("{review_reject}",), WHY),
    Sheet("withdraw", "manager", ("{review_withdraw}",), WHY),
    Sheet(
        "review_item",
        "dro",
        ("{review_item}", "{in_item}"),
        {"outcome": "transfer", "note": "Of interest."},
        again=DONE,
    ),
    Sheet("draw_sample", "dro", ("{review_batch}",), {"size": "1"}, again=DONE),
    Sheet(
        "open_sampled",
        "dro",
        ("{review_batch}", "{in_batch}"),
        shown_on=("samples", "{review_batch}"),
        again=DONE,
    ),
    Sheet(
        "review_folder",
        "dro",
        ("{review_batch}", "{folder}"),
        {"outcome": "transfer", "note": "Of interest."},
    ),
    Sheet(
        "hold_review_record",
        "manager",
        ("{review_batch}", "{in_batch}"),
        {"name": "Claim", "kind": "litigation", "authority": "The court", **WHY},
        events=2,
    ),
    Sheet(
        "hold_review_folder",
        "manager",
        ("{review_batch2}", "{folder}"),
        {"name": "Claim", "kind": "litigation", "authority": "The court", **WHY},
        events=2,
    ),
    Sheet("execute", "manager", ("{review_execute}",)),
    Sheet(
        "confirm_paper",
        "manager",
        ("{review_paper}",),
        {
            "method": "contractor",
            "done_by": "Shred Ltd",
            "certificate": "S/77",
            "listed": "B/gone",
            "done_on-day": "{day}",
            "done_on-month": "{month}",
            "done_on-year": "{year}",
        },
        events=2,
    ),
    Sheet("give_rule", "manager", typed={"scope": "{r_waiting}", "rule": "MIN-1", **WHY}),
    Sheet("approve_standing", "dro", ("{standing}",)),
    Sheet("end_standing", "manager", ("{standing}",), WHY),
    Sheet(
        "propose_standing",
        "manager",
        typed={
            "title": "More invoices",
            "classes": "FIN/01",
            "rules": "FIN-01",
            "authority": "Policy 8",
            "from_on-day": str(SOON.day),
            "from_on-month": str(SOON.month),
            "from_on-year": str(SOON.year),
            "until_on-day": str(SOON.day),
            "until_on-month": str(SOON.month),
            "until_on-year": str(SOON.year),
            **WHY,
        },
        again=DONE,
    ),
    Sheet("review_interval", "manager", typed={"months": "24"}),
    Sheet("review_rule", "manager", ("FIN-01",), {"outcome": "keep", "note": "Still right"}),
    Sheet("routine_rule", "manager", ("FIN-01",), WHY),
    Sheet("of_value", "staff", ("{r_change}",), WHY),
    Sheet("decide_again", "manager", ("{r_kept}",), WHY, again=GONE),
    Sheet(
        "expunge",
        "manager",
        typed={"records": "{r_expunge}", "kind": "misfiled", "authority": "The officer", **WHY},
    ),
    Sheet("agree_expunging", "dro", ("{expunging}",)),
    Sheet("refuse_expunging", "dro", ("{expunging2}",), WHY),
    Sheet("recover", "owner", ("{review_recover}",), WHY, events=2),
    Sheet("recover_record", "manager", ("{review_recover2}", "{in_recover2}"), WHY, events=2),
    # -- holds ----------------------------------------------------------------------------------
    Sheet(
        "place_hold",
        "manager",
        typed={
            "name": "Inquiry",
            "kind": "inquiry",
            "authority": "The court",
            "records": "{r_change}",
            **WHY,
        },
        again=DONE,
    ),
    Sheet("extend_hold", "manager", ("{hold}",), {"records": "{r_change}", **WHY}, again=DONE),
    Sheet(
        "confirm_hold",
        "manager",
        ("{hold}",),
        {"review_on-day": "3", "review_on-month": "4", "review_on-year": "2099", **WHY},
    ),
    Sheet(
        "close_hold",
        "manager",
        ("{hold}",),
        {
            **{"closed_on-day": "{day}", "closed_on-month": "{month}"},
            **{"closed_on-year": "{year}", **WHY},
        },
    ),
    Sheet("reopen_hold", "manager", ("{hold}",), WHY),
    Sheet("appeal_days", "manager", typed={"days": "60"}),
    Sheet("lift_hold", "manager", ("{hold_lift}",), {"authority": "Legal services", **WHY}),
    # -- rules ----------------------------------------------------------------------------------
    Sheet(
        "new_rule",
        "manager",
        typed={
            "code": "TMP-1",
            "title": "Temporary",
            "authority": "Policy 1",
            "trigger": "record_date",
            "count": "1",
            "action": "destroy",
            "why": "Nobody asks later.",
            "valid_from-day": "1",
            "valid_from-month": "1",
            "valid_from-year": "2020",
        },
        again=DONE,
    ),
    Sheet("change_rule", "manager", ("TMP-1",), {"title": "Changed"}, again=DONE),
    Sheet("retire_rule", "manager", ("TMP-1",), WHY),
    Sheet(
        "import_rules",
        "manager",
        files={"file": ("rules.csv", csv_of(RULE))},
        first=SAME_PAGE,
        again=SAME_PAGE,
        events=0,
    ),
    Sheet("import_rules", "manager", looked_at="rules_file", again=SAME_PAGE),
    Sheet(
        "map_rules",
        "manager",
        files={"file": ("rules.csv", csv_of(RULE))},
        first=SAME_PAGE,
        again=SAME_PAGE,
        events=0,
    ),
    # -- schedules ------------------------------------------------------------------------------
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
    # -- people and units -----------------------------------------------------------------------
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
    # -- the machine ----------------------------------------------------------------------------
    Sheet("retry_job", "admin", ("{failed}",), shown_on=("jobs",)),
    Sheet("check_store", "admin", shown_on=("store",), again=DONE, events=2),
    Sheet("seal_store", "admin"),
    Sheet("close_incident", "admin", ("{incident}",), {"note": "Put back."}),
]
