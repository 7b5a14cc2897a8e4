"""The pages about sources that are looked at again and again."""

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import POST, form, page
from muniment.web.views import old_mail, sources

SOURCE = "admin/sources/<str:reference>/"
MANAGE = P.SOURCE_MANAGE

SOURCE_PAGES = [
    page("admin/sources/", sources.sources, name="sources", needs=MANAGE),
    form("admin/sources/add-mailbox/", sources.add_mailbox, name="add_mailbox", needs=MANAGE),
    form("admin/sources/add-folder/", sources.add_watched, name="add_watched", needs=MANAGE),
    form("admin/sources/add-bucket/", sources.add_bucket, name="add_bucket", needs=MANAGE),
    page(SOURCE, sources.source, name="source", needs=MANAGE),
    form(f"{SOURCE}change/", sources.change_source, name="change_source", needs=MANAGE),
    form(f"{SOURCE}old-mail/", old_mail.old_mail, name="old_mail", needs=MANAGE),
    page(f"{SOURCE}test/", sources.test_source, name="test_source", needs=MANAGE, methods=POST),
    page(f"{SOURCE}look/", sources.look_now, name="look_at_source", needs=MANAGE, methods=POST),
    page(f"{SOURCE}pause/", sources.pause_source, name="pause_source", needs=MANAGE, methods=POST),
    page(
        f"{SOURCE}go-on/", sources.resume_source, name="resume_source", needs=MANAGE, methods=POST
    ),
    page(
        f"{SOURCE}retire/", sources.retire_source, name="retire_source", needs=MANAGE, methods=POST
    ),
]
