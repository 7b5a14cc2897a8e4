"""The pages about what is there more than once."""

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import POST, page
from muniment.web.views import duplicates

HERE = "file-plan/duplicates/"

DUPLICATE_PAGES = [
    page(HERE, duplicates.duplicates, name="duplicates", needs=P.RECORDS_SEE),
    page(f"{HERE}report/", duplicates.duplication, name="duplication", needs=P.RECORDS_SEE),
    page(
        f"{HERE}look/",
        duplicates.look_for_duplicates,
        name="look_for_duplicates",
        needs=P.STORE_CHECK,
        methods=POST,
    ),
    page(
        "records/<str:reference>/compare/<str:other>/",
        duplicates.compare,
        name="compare",
        needs=P.RECORDS_SEE,
    ),
]
