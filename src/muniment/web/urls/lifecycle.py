"""The pages about what falls due and how it ends."""

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import POST, form, page
from muniment.web.views import (
    asking,
    certificates,
    clashes,
    decided,
    due,
    leave,
    lifecycle,
    overdue,
    practice,
    statistics,
    statutory,
    transferring,
    vital,
)

FOLDER = "folders/<str:reference>/"
RECORD = "records/<str:reference>/"
CERTIFICATE = "lifecycle/certificates/<str:reference>/"

LIFECYCLE_PAGES = [
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
    page("lifecycle/destroyed/", statistics.statistics, name="statistics", needs=P.DISPOSAL_SEE),
    page(
        "lifecycle/destroyed/export/<str:kind>/",
        statistics.export_statistics,
        name="export_statistics",
        needs=P.DISPOSAL_SEE,
    ),
    page(
        "lifecycle/certificates/",
        certificates.certificates,
        name="certificates",
        needs=P.DISPOSAL_SEE,
    ),
    form("lifecycle/practice/", practice.practice, name="practice", needs=P.RETENTION_MANAGE),
    form(
        "lifecycle/practice/prune/",
        practice.prune_stubs,
        name="prune_stubs",
        needs=P.RETENTION_MANAGE,
    ),
    page(CERTIFICATE, certificates.certificate, name="certificate", needs=P.DISPOSAL_SEE),
    page(
        f"{CERTIFICATE}file/",
        certificates.file_it,
        name="file_certificate",
        needs=P.DISPOSAL_SEE,
        methods=POST,
    ),
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
    page(
        "lifecycle/rule-to-set/",
        decided.waiting_for_rule,
        name="waiting_for_rule",
        needs=P.RETENTION_SEE,
    ),
    form(
        "lifecycle/rule-to-set/set/",
        decided.give_rule,
        name="give_rule",
        needs=P.RETENTION_MANAGE,
    ),
    form(
        f"{RECORD}decide-again/",
        decided.decide_again,
        name="decide_again",
        needs=P.RETENTION_MANAGE,
    ),
    page("lifecycle/transfers/", transferring.transfers, name="transfers", needs=P.RETENTION_SEE),
    form(
        "lifecycle/transfers/receipt/",
        transferring.finish_transfer,
        name="finish_transfer",
        needs=P.DISPOSAL_EXECUTE,
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
    page(
        "lifecycle/statutory/",
        statutory.past_statutory,
        name="past_statutory",
        needs=P.RETENTION_SEE,
    ),
    page(
        "lifecycle/statutory/records/",
        statutory.past_records,
        name="past_records",
        needs=P.RETENTION_SEE,
    ),
    page(
        "lifecycle/statutory/export/<str:kind>/",
        statutory.export_past_statutory,
        name="export_past_statutory",
        needs=P.RETENTION_SEE,
    ),
    form(
        "lifecycle/statutory/terms/",
        statutory.statutory_terms,
        name="statutory_terms",
        needs=P.RETENTION_MANAGE,
    ),
    page("lifecycle/leave/", leave.leaves, name="leaves", needs=P.RETENTION_SEE),
    form("lifecycle/leave/enter/", leave.enter_leave, name="enter_leave", needs=P.RETENTION_MANAGE),
    page(
        "lifecycle/leave/<str:reference>/",
        leave.retention_leave,
        name="retention_leave",
        needs=P.RETENTION_SEE,
    ),
    form(
        "lifecycle/leave/<str:reference>/end/",
        leave.end_leave,
        name="end_retention_leave",
        needs=P.RETENTION_MANAGE,
    ),
]
