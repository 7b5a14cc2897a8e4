"""The pages of the directory of people, and of the sites that they answer for."""

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import POST, form, page
from muniment.web.views import directory, entries, entry_columns, own_entry, site_owners

SEE, MANAGE = P.PEOPLE_SEE, P.PEOPLE_MANAGE
MINE, SITES = "people/mine/", "people/sites/"
SITE = "<str:kind>/<path:reference>/"
ONE = "people/<str:reference>/"
NAMES = (P.FILEPLAN_MANAGE, P.PEOPLE_MANAGE)

DIRECTORY_PAGES = [
    page("people/", directory.directory, name="directory", needs=SEE),
    page(MINE, own_entry.my_entry, name="my_entry", needs=SEE),
    form(f"{MINE}change/", own_entry.change_entry, name="change_entry", needs=SEE),
    page(f"{MINE}confirm/", own_entry.confirm_entry, name="confirm_entry", needs=SEE, methods=POST),
    form(f"{MINE}know/", own_entry.add_expertise, name="add_expertise", needs=SEE),
    page(
        f"{MINE}know/remove/",
        own_entry.remove_expertise,
        name="remove_expertise",
        needs=SEE,
        methods=POST,
    ),
    page(
        f"{MINE}suggestion/",
        own_entry.take_suggestion,
        name="take_suggestion",
        needs=SEE,
        methods=POST,
    ),
    page("people/figures/", entries.entry_figures, name="entry_figures", needs=MANAGE),
    page("people/figures/people/", entries.entries_behind, name="entries_behind", needs=MANAGE),
    page("people/private/", entries.private_entries, name="private_entries", needs=MANAGE),
    form("people/settings/", entries.directory_terms, name="directory_terms", needs=MANAGE),
    form("people/import/", entry_columns.import_entries, name="import_entries", needs=MANAGE),
    page("people/terms/", entries.proposed_terms, name="proposed_terms", needs=P.FILEPLAN_MANAGE),
    form(
        "people/terms/<str:reference>/",
        entries.decide_term,
        name="decide_term",
        needs=P.FILEPLAN_MANAGE,
    ),
    page(SITES, site_owners.sites, name="sites", needs=SEE),
    form(f"{SITES}end/<int:number>/", site_owners.end_steward, name="end_steward", needs=NAMES),
    form(f"{SITES}name/{SITE}", site_owners.name_steward, name="name_steward", needs=NAMES),
    page(f"{SITES}{SITE}", site_owners.site, name="site", needs=SEE),
    page(ONE, directory.entry, name="entry", needs=SEE),
    form(f"{ONE}correct/", entries.correct_entry, name="correct_entry", needs=MANAGE),
    form(f"{ONE}hide/", entries.hide_entry, name="hide_entry", needs=MANAGE),
    form(f"{ONE}show/", entries.show_entry, name="show_entry", needs=MANAGE),
]
