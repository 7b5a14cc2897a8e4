"""Finding, and what is kept of it."""

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import POST, form, page
from muniment.web.views import saved_searches, search, search_log

SAVED = "find/saved/<str:reference>/"

FINDING_PAGES = [
    page("find/", search.search, name="search", needs=P.RECORDS_SEE),
    page("find/saved/", saved_searches.saved, name="saved_searches", needs=P.RECORDS_SEE),
    form("find/saved/new/", saved_searches.save, name="save_search", needs=P.RECORDS_SEE),
    form(SAVED, saved_searches.saved_search, name="saved_search", needs=P.RECORDS_SEE),
    page(
        f"{SAVED}follow/",
        saved_searches.follow,
        name="follow_search",
        needs=P.RECORDS_SEE,
        methods=POST,
    ),
    page(
        f"{SAVED}drop/",
        saved_searches.drop,
        name="drop_search",
        needs=P.RECORDS_SEE,
        methods=POST,
    ),
    page("find/log/", search_log.log, name="search_log", needs=P.SEARCH_LOG_SEE),
    form(
        "find/log/<int:asked>/certify/",
        search_log.certify,
        name="certify_search",
        needs=P.SEARCH_LOG_SEE,
    ),
    page(
        "find/certificates/",
        search_log.certificates,
        name="search_certificates",
        needs=P.SEARCH_LOG_SEE,
    ),
    page(
        "find/certificates/<str:reference>/",
        search_log.certificate,
        name="search_certificate",
        needs=P.SEARCH_LOG_SEE,
    ),
]
