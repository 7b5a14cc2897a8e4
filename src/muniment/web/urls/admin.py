"""The pages about people, roles, units, the store and the audit log."""

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import POST, form, page
from muniment.web.views import (
    access,
    admin,
    audit,
    backups,
    coverage,
    handling,
    jobs,
    malware,
    people,
    sealing,
    store,
    substitutes,
    units,
)

ADMIN = (P.PEOPLE_SEE, P.AUDIT_SEE, P.SYSTEM_RUN, P.STORE_CHECK)
PERSON = "admin/people/<str:reference>/"
UNIT = "admin/units/<str:reference>/"
MANAGE = P.PEOPLE_MANAGE

ADMIN_PAGES = [
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
    form(f"{PERSON}substitute/", substitutes.name_theirs, name="name_substitute", needs=MANAGE),
    page(
        f"{PERSON}substitute/<int:number>/end/",
        substitutes.end_theirs,
        name="end_substitute",
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
    page("admin/backups/", backups.backups, name="backups", needs=P.SYSTEM_RUN),
    page("admin/store/", store.store, name="store", needs=P.STORE_CHECK),
    page("admin/store/check/", store.check, name="check_store", needs=P.STORE_CHECK, methods=POST),
    form(
        "admin/store/incidents/<int:number>/",
        store.close_incident,
        name="close_incident",
        needs=P.STORE_CHECK,
    ),
    form("admin/store/seal/", sealing.seal, name="seal_store", needs=P.SYSTEM_RUN),
    page("admin/store/unread/", store.unread, name="unread", needs=P.STORE_CHECK),
    page("admin/store/coverage/", coverage.coverage, name="coverage", needs=P.STORE_CHECK),
    page("admin/store/coverage/files/", coverage.files, name="covered", needs=P.STORE_CHECK),
    page("admin/store/quarantine/", malware.quarantine, name="quarantine", needs=P.STORE_CHECK),
    form(
        "admin/store/quarantine/<str:digest>/release/",
        malware.ask_release,
        name="ask_release",
        needs=P.STORE_CHECK,
    ),
    form(
        "admin/store/quarantine/<str:digest>/decide/",
        malware.decide_release,
        name="decide_release",
        needs=P.STORE_CHECK,
    ),
    page(
        "admin/store/quarantine/<str:digest>/scan/",
        malware.scan_again,
        name="scan_again",
        needs=P.STORE_CHECK,
        methods=POST,
    ),
    page("admin/audit/", audit.log, name="log", needs=P.AUDIT_SEE),
    page("admin/audit/check/", audit.verify, name="verify_log", needs=P.AUDIT_SEE),
    page("admin/audit/export/", audit.export, name="export_log", needs=P.AUDIT_SEE),
    page("admin/audit/<int:seq>/", audit.event, name="event", needs=P.AUDIT_SEE),
]
