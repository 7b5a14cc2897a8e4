"""The pages about what is there more than once."""

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import POST, form, page
from muniment.web.views import duplicates, duplication, merging, versions

HERE = "file-plan/duplicates/"

DUPLICATE_PAGES = [
    page(HERE, duplicates.duplicates, name="duplicates", needs=P.RECORDS_SEE),
    page(f"{HERE}report/", duplicates.duplication, name="duplication", needs=P.RECORDS_SEE),
    page(
        f"{HERE}report/months/",
        duplication.duplication_by_month,
        name="duplication_by_month",
        needs=P.RECORDS_SEE,
    ),
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
    page(f"{HERE}versions/", versions.offered, name="versions", needs=P.RECORDS_SEE),
    form(
        "records/<str:reference>/version-of/<str:other>/",
        versions.decide,
        name="decide_versions",
        needs=P.RECORDS_EDIT,
    ),
    page(f"{HERE}same/", merging.same_content, name="same_content", needs=P.RECORDS_SEE),
    form(
        "records/<str:reference>/merge/<str:other>/",
        merging.merge,
        name="merge_records",
        needs=P.RECORDS_EDIT,
    ),
]
