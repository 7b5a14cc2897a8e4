"""The pages of the library."""

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import POST, SIGNED_IN, form, page
from muniment.web.views import library, library_columns, library_figures, library_keeping

HERE = "library/"
ONE = f"{HERE}<str:reference>/"
MANAGE = P.LIBRARY_MANAGE

LIBRARY_PAGES = [
    page(HERE, library.library, name="library", needs=SIGNED_IN),
    form(f"{HERE}add/", library_keeping.add_resource, name="add_resource", needs=MANAGE),
    form(f"{HERE}import/", library_columns.import_library, name="import_library", needs=MANAGE),
    page(f"{HERE}figures/", library_figures.figures, name="library_figures", needs=MANAGE),
    page(
        f"{HERE}figures/months/",
        library_figures.every_month,
        name="library_months",
        needs=MANAGE,
    ),
    page(f"{HERE}reports/", library_figures.reports, name="library_reports", needs=MANAGE),
    page(
        f"{HERE}export/<str:kind>/",
        library_figures.export_library,
        name="export_library",
        needs=SIGNED_IN,
    ),
    page(ONE, library.resource, name="library_resource", needs=SIGNED_IN),
    page(f"{ONE}open/", library.open_resource, name="open_resource", needs=SIGNED_IN),
    page(f"{ONE}report/", library.report_link, name="report_link", needs=SIGNED_IN, methods=POST),
    form(f"{ONE}change/", library_keeping.change_resource, name="change_resource", needs=MANAGE),
    form(f"{ONE}licence/", library_keeping.set_licence, name="set_licence", needs=MANAGE),
    form(f"{ONE}link/", library_keeping.note_link, name="note_link", needs=MANAGE),
    form(
        f"{ONE}withdraw/", library_keeping.withdraw_resource, name="withdraw_resource", needs=MANAGE
    ),
    form(f"{ONE}restore/", library_keeping.restore_resource, name="restore_resource", needs=MANAGE),
]
