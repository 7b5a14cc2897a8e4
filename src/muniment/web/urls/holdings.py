"""The pages about the file plan, its folders and their records."""

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import POST, form, page
from muniment.web.views import (
    advice,
    bringing,
    captures,
    classes,
    content,
    conversing,
    describing,
    fileplan,
    folders,
    narrowing,
    records,
    sheets,
    sorting,
    stacks,
    stubs,
    upload,
)

CLASS = "<path:reference>/"
FOLDER = "folders/<str:reference>/"
RECORD = "records/<str:reference>/"
SORTING = "file-plan/advice/rules/"
PLAN = P.FILEPLAN_MANAGE

HOLDINGS_PAGES = [
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
    form(
        f"{FOLDER}conversation/",
        conversing.bring_conversation,
        name="bring_conversation",
        needs=P.RECORDS_CAPTURE,
        at_once=False,
    ),
    page(f"{FOLDER}added/<str:key>/", upload.uploaded, name="uploaded", needs=P.RECORDS_CAPTURE),
    form(f"{FOLDER}narrow/", narrowing.narrow_folder, name="narrow_folder", needs=P.RECORDS_NARROW),
    form(f"{RECORD}narrow/", narrowing.narrow_record, name="narrow_record", needs=P.RECORDS_NARROW),
    page(RECORD, records.record, name="record", needs=P.RECORDS_SEE),
    form(f"{RECORD}change/", records.change_record, name="change_record", needs=P.RECORDS_EDIT),
    form(
        f"{RECORD}fields/", describing.describe_record, name="describe_record", needs=P.RECORDS_EDIT
    ),
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
    form(f"{RECORD}advice/", advice.of_record, name="advice", needs=P.RECORDS_SEE),
    page(f"{FOLDER}advice/", advice.of_folder, name="advise_folder", needs=P.RECORDS_SEE),
    page("file-plan/advice/", advice.accuracy, name="accuracy", needs=P.FILEPLAN_SEE),
    page(SORTING, sorting.sorting_rules, name="sorting_rules", needs=P.FILEPLAN_SEE),
    form(f"{SORTING}set/", sorting.set_sorting_rule, name="set_sorting_rule", needs=PLAN),
    form(
        f"{SORTING}<str:reference>/end/",
        sorting.end_sorting_rule,
        name="end_sorting_rule",
        needs=PLAN,
    ),
    form(
        f"{RECORD}filed-by-rule/", sorting.judge_filing, name="judge_filing", needs=P.RECORDS_EDIT
    ),
    page(f"{RECORD}retry/", content.retry, name="retry_text", needs=P.STORE_CHECK, methods=POST),
    page("captures/", captures.captures, name="captures", needs=(P.RECORDS_CAPTURE, P.AUDIT_SEE)),
    page(
        "captures/not-taken/",
        captures.not_taken,
        name="not_taken",
        needs=(P.RECORDS_CAPTURE, P.AUDIT_SEE),
    ),
    form(
        "captures/separator-sheets/",
        stacks.separator_sheets,
        name="separator_sheets",
        needs=P.RECORDS_CAPTURE,
    ),
    form(
        "captures/scans/",
        stacks.bring_scans,
        name="bring_scans",
        needs=P.RECORDS_CAPTURE,
        at_once=False,
    ),
    form(
        "captures/bring-in/",
        bringing.bring_set,
        name="bring_set",
        needs=P.RECORDS_CAPTURE,
        at_once=False,
    ),
    page(
        "captures/<str:reference>/",
        captures.capture,
        name="capture",
        needs=(P.RECORDS_CAPTURE, P.AUDIT_SEE),
    ),
]
