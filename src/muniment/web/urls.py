"""Every page: its address, its view, and who may reach it."""

from allauth.account import views as sign_in
from django.urls import URLPattern

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import POST, PUBLIC, SIGNED_IN, form, page
from muniment.web.views import (
    access,
    account,
    admin,
    asking,
    audit,
    captures,
    certificates,
    clashes,
    classes,
    content,
    deciding,
    drafting,
    due,
    editions,
    fileplan,
    folders,
    handling,
    holds,
    home,
    jobs,
    keep,
    lifecycle,
    looking,
    mapping,
    narrowing,
    notices,
    overdue,
    people,
    placing,
    records,
    reviews,
    rules,
    schedules,
    search,
    sheets,
    store,
    stubs,
    tokens,
    units,
    upload,
    vital,
)

ADMIN = (P.PEOPLE_SEE, P.AUDIT_SEE, P.SYSTEM_RUN, P.STORE_CHECK)
PERSON = "admin/people/<str:reference>/"
UNIT = "admin/units/<str:reference>/"
MANAGE = P.PEOPLE_MANAGE
CLASS = "<path:reference>/"
FOLDER = "folders/<str:reference>/"
RECORD = "records/<str:reference>/"
PLAN = P.FILEPLAN_MANAGE
REVIEW = "lifecycle/reviews/<str:reference>/"
HOLD = "lifecycle/holds/<str:reference>/"
CERTIFICATE = "lifecycle/certificates/<str:reference>/"
RULE = "lifecycle/rules/<path:reference>/"  # a code may have strokes in it
SCHEDULE = "lifecycle/schedules/<str:reference>/"
EDITION = f"{SCHEDULE}<int:number>/"
RULES = P.RETENTION_MANAGE
SIGN = (P.DISPOSAL_APPROVE_RECORDS, P.DISPOSAL_APPROVE_OWNER)

urlpatterns: list[URLPattern] = [
    page("", home.home, name="home", needs=SIGNED_IN),
    form("sign-in/", sign_in.login, name="account_login", needs=PUBLIC),
    form("sign-out/", sign_in.logout, name="account_logout", needs=PUBLIC),
    form("account/", account.account, name="account", needs=SIGNED_IN),
    page("account/tokens/", tokens.tokens, name="tokens", needs=SIGNED_IN),
    form(
        "account/tokens/make/", tokens.make_token, name="make_token", needs=SIGNED_IN, at_once=False
    ),
    form(
        "account/tokens/<str:reference>/revoke/",
        tokens.revoke_token,
        name="revoke_token",
        needs=SIGNED_IN,
    ),
    page("notices/", notices.notices, name="notices", needs=SIGNED_IN),
    page("notices/seen/", notices.see, name="see_notices", needs=SIGNED_IN, methods=POST),
    form("notices/mail/", notices.choose_mail, name="choose_mail", needs=SIGNED_IN),
    page("accessibility/", account.accessibility, name="accessibility", needs=PUBLIC),
    # -- what to keep: for everybody, if the body has published it ---------------------------------
    page("what-to-keep/", keep.front, name="keep", needs=PUBLIC),
    page("what-to-keep/changes/", keep.changes, name="keep_changes", needs=PUBLIC),
    page("what-to-keep/changes.atom", keep.feed, name="keep_feed", needs=PUBLIC),
    page("what-to-keep/schedule.<str:kind>", keep.download, name="keep_download", needs=PUBLIC),
    page(
        "what-to-keep/schedules/<str:reference>/editions/<int:edition>.<str:kind>",
        keep.schedule_download,
        name="keep_schedule_download",
        needs=PUBLIC,
    ),
    page(
        "what-to-keep/schedules/<str:reference>/editions/<int:edition>/",
        keep.schedule,
        name="keep_edition",
        needs=PUBLIC,
    ),
    page(
        "what-to-keep/schedules/<str:reference>/",
        keep.schedule,
        name="keep_schedule",
        needs=PUBLIC,
    ),
    page(
        "what-to-keep/rules/<path:reference>/versions/<int:version>/",
        keep.rule,
        name="keep_version",
        needs=PUBLIC,
    ),
    page("what-to-keep/rules/<path:reference>/", keep.rule, name="keep_rule", needs=PUBLIC),
    page("find/", search.search, name="search", needs=P.RECORDS_SEE),
    # -- file plan, folders, records --------------------------------------------------------------
    page("file-plan/", fileplan.plan, name="fileplan", needs=P.FILEPLAN_SEE),
    form("file-plan/import/", sheets.import_fileplan, name="import_fileplan", needs=PLAN),
    page(
        "file-plan/export/<str:kind>/",
        sheets.export_fileplan,
        name="export_fileplan",
        needs=P.FILEPLAN_SEE,
    ),
    page(
        f"file-plan/destroyed/{CLASS}",
        stubs.of_class,
        name="destroyed_in_class",
        needs=P.RECORDS_SEE,
    ),
    form("file-plan/open/", classes.open_class, name="open_class", needs=PLAN),
    page(f"file-plan/class/{CLASS}", fileplan.file_class, name="class", needs=P.FILEPLAN_SEE),
    form(f"file-plan/change/{CLASS}", classes.change_class, name="change_class", needs=PLAN),
    form(f"file-plan/move/{CLASS}", classes.move_class, name="move_class", needs=PLAN),
    form(f"file-plan/close/{CLASS}", classes.close_class, name="close_class", needs=PLAN),
    form(f"file-plan/reopen/{CLASS}", classes.reopen_class, name="reopen_class", needs=PLAN),
    form(f"file-plan/refer/{CLASS}", classes.refer, name="refer", needs=PLAN),
    form(
        f"file-plan/folder/{CLASS}",
        folders.open_folder,
        name="open_folder",
        needs=P.RECORDS_CAPTURE,
    ),
    page(
        f"{FOLDER}destroyed/",
        stubs.of_folder,
        name="destroyed_in_folder",
        needs=P.RECORDS_SEE,
    ),
    page(FOLDER, folders.folder, name="folder", needs=P.RECORDS_SEE),
    form(f"{FOLDER}change/", folders.change_folder, name="change_folder", needs=P.FOLDER_MANAGE),
    form(f"{FOLDER}close/", folders.close_folder, name="close_folder", needs=P.FOLDER_MANAGE),
    form(f"{FOLDER}reopen/", folders.reopen_folder, name="reopen_folder", needs=P.FOLDER_MANAGE),
    form(f"{FOLDER}move/", folders.move_folder, name="move_folder", needs=P.FOLDER_MANAGE),
    page(
        f"{FOLDER}part/", folders.start_part, name="start_part", needs=P.FOLDER_MANAGE, methods=POST
    ),
    form(f"{FOLDER}add/", upload.upload, name="upload", needs=P.RECORDS_CAPTURE, at_once=False),
    page(f"{FOLDER}added/<str:key>/", upload.uploaded, name="uploaded", needs=P.RECORDS_CAPTURE),
    form(f"{FOLDER}narrow/", narrowing.narrow_folder, name="narrow_folder", needs=P.RECORDS_NARROW),
    form(f"{RECORD}narrow/", narrowing.narrow_record, name="narrow_record", needs=P.RECORDS_NARROW),
    page(RECORD, records.record, name="record", needs=P.RECORDS_SEE),
    form(f"{RECORD}change/", records.change_record, name="change_record", needs=P.RECORDS_EDIT),
    form(f"{RECORD}move/", records.move_record, name="move_record", needs=P.RECORDS_EDIT),
    page(f"{RECORD}content/<int:ordinal>/", content.look, name="look", needs=P.RECORDS_SEE),
    page(
        f"{RECORD}content/<int:ordinal>/download/",
        content.download,
        name="download",
        needs=P.RECORDS_SEE,
    ),
    page(
        f"{RECORD}content/<int:ordinal>/picture.png",
        content.picture,
        name="picture",
        needs=P.RECORDS_SEE,
    ),
    page(f"{RECORD}retry/", content.retry, name="retry_text", needs=P.STORE_CHECK, methods=POST),
    page("captures/", captures.captures, name="captures", needs=(P.RECORDS_CAPTURE, P.AUDIT_SEE)),
    page(
        "captures/not-taken/",
        captures.not_taken,
        name="not_taken",
        needs=(P.RECORDS_CAPTURE, P.AUDIT_SEE),
    ),
    page(
        "captures/<str:reference>/",
        captures.capture,
        name="capture",
        needs=(P.RECORDS_CAPTURE, P.AUDIT_SEE),
    ),
    # -- lifecycle --------------------------------------------------------------------------------
    page(
        "lifecycle/", lifecycle.lifecycle, name="lifecycle", needs=(P.RETENTION_SEE, P.DISPOSAL_SEE)
    ),
    page("lifecycle/due/", due.due, name="due", needs=P.RETENTION_SEE),
    page("lifecycle/waiting/", due.waiting, name="waiting", needs=P.RETENTION_SEE),
    page(
        "lifecycle/waiting/places/",
        asking.waiting_places,
        name="waiting_places",
        needs=P.RETENTION_SEE,
    ),
    form(
        f"{FOLDER}waits/<path:event>/",
        asking.answer_waiting,
        name="answer_waiting",
        needs=P.RECORDS_EDIT,
    ),
    form(
        "lifecycle/waiting/years/", asking.set_asking, name="set_asking", needs=P.RETENTION_MANAGE
    ),
    page("lifecycle/without-rule/", due.without_rule, name="without_rule", needs=P.RETENTION_SEE),
    page("lifecycle/overdue/", overdue.overdue, name="overdue", needs=P.RETENTION_SEE),
    page(
        "lifecycle/overdue/export/<str:kind>/",
        overdue.export_overdue,
        name="export_overdue",
        needs=P.RETENTION_SEE,
    ),
    form(
        "lifecycle/overdue/cost/",
        overdue.storage_cost,
        name="storage_cost",
        needs=P.RETENTION_MANAGE,
    ),
    form("lifecycle/propose/", due.propose, name="propose", needs=P.DISPOSAL_PROPOSE),
    page("lifecycle/reviews/", reviews.reviews, name="reviews", needs=P.DISPOSAL_SEE),
    page(REVIEW, reviews.review, name="review", needs=P.DISPOSAL_SEE),
    page(f"{REVIEW}progress/", reviews.progress, name="review_progress", needs=P.DISPOSAL_SEE),
    form(f"{REVIEW}approve/", deciding.approve, name="approve", needs=SIGN),
    form(f"{REVIEW}reject/", deciding.reject, name="reject", needs=SIGN),
    form(f"{REVIEW}withdraw/", deciding.withdraw, name="withdraw", needs=P.DISPOSAL_PROPOSE),
    form(f"{REVIEW}execute/", deciding.execute, name="execute", needs=P.DISPOSAL_EXECUTE),
    form(
        f"{REVIEW}records/<str:record>/",
        deciding.item,
        name="review_item",
        needs=(*SIGN, P.DISPOSAL_PROPOSE),
    ),
    page("lifecycle/holds/", holds.holds, name="holds", needs=P.HOLD_SEE),
    form("lifecycle/holds/place/", placing.place, name="place_hold", needs=P.HOLD_MANAGE),
    page(HOLD, holds.hold, name="hold", needs=P.HOLD_SEE),
    page(f"{HOLD}progress/", holds.progress, name="hold_progress", needs=P.HOLD_SEE),
    page(f"{HOLD}left-out/", holds.left_out, name="hold_left_out", needs=P.HOLD_SEE),
    form(f"{HOLD}extend/", placing.extend, name="extend_hold", needs=P.HOLD_MANAGE),
    form(f"{HOLD}confirm/", placing.confirm, name="confirm_hold", needs=P.HOLD_MANAGE),
    form(f"{HOLD}lift/", placing.lift, name="lift_hold", needs=P.HOLD_MANAGE),
    page(
        "lifecycle/certificates/",
        certificates.certificates,
        name="certificates",
        needs=P.DISPOSAL_SEE,
    ),
    page(CERTIFICATE, certificates.certificate, name="certificate", needs=P.DISPOSAL_SEE),
    page(
        f"{CERTIFICATE}proof.json",
        certificates.certificate_json,
        name="certificate_json",
        needs=P.DISPOSAL_SEE,
    ),
    page(
        f"{CERTIFICATE}certificate.pdf",
        certificates.certificate_pdf,
        name="certificate_pdf",
        needs=P.DISPOSAL_SEE,
    ),
    page("lifecycle/clashes/", clashes.clashes, name="clashes", needs=P.RETENTION_SEE),
    form(
        "lifecycle/clashes/policy/",
        clashes.set_policy,
        name="set_policy",
        needs=P.RETENTION_MANAGE,
    ),
    page("lifecycle/vital/", vital.vital, name="vital", needs=P.RETENTION_SEE),
    form("lifecycle/vital/mark/", vital.mark_vital, name="mark_vital", needs=P.RECORDS_EDIT),
    form(
        "lifecycle/vital/<int:mark>/review/",
        vital.review_vital,
        name="review_vital",
        needs=P.RECORDS_EDIT,
    ),
    form(
        "lifecycle/vital/<int:mark>/end/", vital.end_vital, name="end_vital", needs=P.RECORDS_EDIT
    ),
    page("lifecycle/rules/", rules.rules, name="rules", needs=P.RETENTION_SEE),
    form("lifecycle/rules/make/", rules.new_rule, name="new_rule", needs=P.RETENTION_MANAGE),
    form(
        "lifecycle/rules/import/",
        sheets.import_rules,
        name="import_rules",
        needs=P.RETENTION_MANAGE,
    ),
    form(
        "lifecycle/rules/import/columns/",
        mapping.map_rules,
        name="map_rules",
        needs=P.RETENTION_MANAGE,
    ),
    page(
        "lifecycle/rules/export/<str:kind>/",
        sheets.export_rules,
        name="export_rules",
        needs=P.RETENTION_SEE,
    ),
    form("lifecycle/rules/year-end/", rules.year_end, name="year_end", needs=P.RETENTION_MANAGE),
    form("lifecycle/rules/publish/", keep.publish, name="publish", needs=P.RETENTION_MANAGE),
    page(f"{RULE}dates/", looking.rule_progress, name="rule_progress", needs=P.RETENTION_SEE),
    page(f"{RULE}look/<int:number>/", looking.looked, name="looked", needs=P.RETENTION_MANAGE),
    page(
        f"{RULE}look/<int:number>/progress/",
        looking.look_progress,
        name="look_progress",
        needs=P.RETENTION_MANAGE,
    ),
    form(f"{RULE}change/", rules.change_rule, name="change_rule", needs=P.RETENTION_MANAGE),
    form(f"{RULE}retire/", rules.retire_rule, name="retire_rule", needs=P.RETENTION_MANAGE),
    page(RULE, rules.rule, name="rule", needs=P.RETENTION_SEE),
    page("lifecycle/schedules/", schedules.schedules, name="schedules", needs=P.RETENTION_SEE),
    form("lifecycle/open-schedule/", schedules.open_schedule, name="open_schedule", needs=RULES),
    page(SCHEDULE, schedules.schedule, name="schedule", needs=P.RETENTION_SEE),
    form(f"{SCHEDULE}change/", schedules.change_schedule, name="change_schedule", needs=RULES),
    form(
        f"{SCHEDULE}withdraw/", schedules.withdraw_schedule, name="withdraw_schedule", needs=RULES
    ),
    form(f"{SCHEDULE}start/", schedules.start_edition, name="start_edition", needs=RULES),
    page(EDITION, editions.edition, name="edition", needs=P.RETENTION_SEE),
    page(
        f"{EDITION}changes/",
        editions.edition_changes,
        name="edition_changes",
        needs=P.RETENTION_SEE,
    ),
    page(
        f"{EDITION}export/<str:kind>/",
        sheets.export_edition,
        name="export_edition",
        needs=P.RETENTION_SEE,
    ),
    form(f"{EDITION}add/", drafting.add_draft, name="add_draft", needs=RULES),
    form(
        f"{EDITION}rules/<path:rule>/take-out/", drafting.drop_draft, name="drop_draft", needs=RULES
    ),
    form(f"{EDITION}rules/<path:rule>/", drafting.change_draft, name="change_draft", needs=RULES),
    form(f"{EDITION}consult/", editions.consult, name="consult", needs=RULES),
    form(f"{EDITION}return/", editions.return_edition, name="return_edition", needs=RULES),
    form(f"{EDITION}comment/", editions.comment, name="comment", needs=P.RETENTION_SEE),
    form(
        f"{EDITION}comments/<int:comment>/",
        editions.answer_comment,
        name="answer_comment",
        needs=RULES,
    ),
    form(
        f"{EDITION}approve/",
        editions.approve_edition,
        name="approve_edition",
        needs=P.RETENTION_APPROVE,
    ),
    form(f"{EDITION}publish/", editions.publish_edition, name="publish_edition", needs=RULES),
    form(f"{EDITION}withdraw/", editions.withdraw_edition, name="withdraw_edition", needs=RULES),
    form("lifecycle/event/", rules.record_event, name="record_event", needs=P.RECORDS_EDIT),
    # -- admin: people, roles, units, access ------------------------------------------------------
    page("admin/", admin.admin, name="admin", needs=ADMIN),
    page("admin/people/", people.people, name="people", needs=P.PEOPLE_SEE),
    form("admin/people/add/", people.add, name="add_person", needs=MANAGE),
    page(PERSON, people.person, name="person", needs=P.PEOPLE_SEE),
    form(f"{PERSON}change/", people.change, name="change_person", needs=MANAGE),
    form(f"{PERSON}password/", people.password, name="set_password", needs=MANAGE),
    form(f"{PERSON}leave/", people.leave, name="leave", needs=MANAGE),
    form(f"{PERSON}role/", people.give_role, name="give_role", needs=MANAGE),
    page(
        f"{PERSON}role/<int:held>/end/",
        people.end_role,
        name="end_role",
        needs=MANAGE,
        methods=POST,
    ),
    page("admin/handling/", handling.handling, name="handling", needs=P.PEOPLE_SEE),
    form("admin/handling/make/", handling.open_set, name="open_set", needs=MANAGE),
    form("admin/handling/<str:code>/join/", handling.join, name="join_set", needs=MANAGE),
    page("admin/units/", units.units, name="units", needs=P.PEOPLE_SEE),
    form("admin/units/open/", units.open_unit, name="open_unit", needs=MANAGE),
    page(UNIT, units.unit, name="unit", needs=P.PEOPLE_SEE),
    form(f"{UNIT}rename/", units.rename_unit, name="rename_unit", needs=MANAGE),
    form(f"{UNIT}close/", units.close_unit, name="close_unit", needs=MANAGE),
    page("admin/access/", access.effective_access, name="access", needs=(MANAGE, P.AUDIT_SEE)),
    page("admin/jobs/", jobs.jobs, name="jobs", needs=P.SYSTEM_RUN),
    page(
        "admin/jobs/<int:job>/retry/",
        jobs.retry,
        name="retry_job",
        needs=P.SYSTEM_RUN,
        methods=POST,
    ),
    page("admin/store/", store.store, name="store", needs=P.STORE_CHECK),
    page("admin/store/check/", store.check, name="check_store", needs=P.STORE_CHECK, methods=POST),
    form(
        "admin/store/incidents/<int:number>/",
        store.close_incident,
        name="close_incident",
        needs=P.STORE_CHECK,
    ),
    page("admin/store/unread/", store.unread, name="unread", needs=P.STORE_CHECK),
    # -- the audit log ----------------------------------------------------------------------------
    page("admin/audit/", audit.log, name="log", needs=P.AUDIT_SEE),
    page("admin/audit/check/", audit.verify, name="verify_log", needs=P.AUDIT_SEE),
    page("admin/audit/export/", audit.export, name="export_log", needs=P.AUDIT_SEE),
    page("admin/audit/<int:seq>/", audit.event, name="event", needs=P.AUDIT_SEE),
]
