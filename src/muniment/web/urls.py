"""Every page: its address, its view, and who may reach it."""

from allauth.account import views as sign_in
from django.urls import URLPattern

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import FORM, POST, PUBLIC, SIGNED_IN, page
from muniment.web.views import access, account, admin, audit, home, people, units

ADMIN = (P.PEOPLE_SEE, P.AUDIT_SEE, P.SYSTEM_RUN, P.STORE_CHECK)
PERSON = "admin/people/<str:reference>/"
UNIT = "admin/units/<str:reference>/"
MANAGE = P.PEOPLE_MANAGE

urlpatterns: list[URLPattern] = [
    page("", home.home, name="home", needs=SIGNED_IN),
    page("sign-in/", sign_in.login, name="account_login", needs=PUBLIC, methods=FORM),
    page("sign-out/", sign_in.logout, name="account_logout", needs=PUBLIC, methods=FORM),
    page("account/", account.account, name="account", needs=SIGNED_IN, methods=FORM),
    # -- admin: people, roles, units, access ------------------------------------------------------
    page("admin/", admin.admin, name="admin", needs=ADMIN),
    page("admin/people/", people.people, name="people", needs=P.PEOPLE_SEE),
    page("admin/people/add/", people.add, name="add_person", needs=MANAGE, methods=FORM),
    page(PERSON, people.person, name="person", needs=P.PEOPLE_SEE),
    page(f"{PERSON}change/", people.change, name="change_person", needs=MANAGE, methods=FORM),
    page(f"{PERSON}password/", people.password, name="set_password", needs=MANAGE, methods=FORM),
    page(f"{PERSON}leave/", people.leave, name="leave", needs=MANAGE, methods=FORM),
    page(f"{PERSON}role/", people.give_role, name="give_role", needs=MANAGE, methods=FORM),
    page(
        f"{PERSON}role/<int:held>/end/",
        people.end_role,
        name="end_role",
        needs=MANAGE,
        methods=POST,
    ),
    page("admin/units/", units.units, name="units", needs=P.PEOPLE_SEE),
    page("admin/units/open/", units.open_unit, name="open_unit", needs=MANAGE, methods=FORM),
    page(UNIT, units.unit, name="unit", needs=P.PEOPLE_SEE),
    page(f"{UNIT}rename/", units.rename_unit, name="rename_unit", needs=MANAGE, methods=FORM),
    page(f"{UNIT}close/", units.close_unit, name="close_unit", needs=MANAGE, methods=FORM),
    page("admin/access/", access.effective_access, name="access", needs=(MANAGE, P.AUDIT_SEE)),
    # -- the audit log ----------------------------------------------------------------------------
    page("admin/audit/", audit.log, name="log", needs=P.AUDIT_SEE),
    page("admin/audit/check/", audit.verify, name="verify_log", needs=P.AUDIT_SEE),
    page("admin/audit/export/", audit.export, name="export_log", needs=P.AUDIT_SEE),
    page("admin/audit/<int:seq>/", audit.event, name="event", needs=P.AUDIT_SEE),
]
