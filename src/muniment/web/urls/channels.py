"""The pages about work done outside the body's own systems."""

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import form, page
from muniment.web.views import channels

USE = "other-channels/<str:reference>/"
FILE = P.RECORDS_CAPTURE

CHANNEL_PAGES = [
    page("other-channels/", channels.declared_uses, name="declared_uses", needs=FILE),
    form("other-channels/declare/", channels.declare_use, name="declare_use", needs=FILE),
    page(
        "admin/other-channels/", channels.channel_log, name="channel_log", needs=P.FILEPLAN_MANAGE
    ),
    form(
        "admin/other-channels/days/",
        channels.channel_days,
        name="channel_days",
        needs=P.FILEPLAN_MANAGE,
    ),
    page(USE, channels.declared_use, name="declared_use", needs=FILE),
    form(f"{USE}transfer/", channels.transfer_use, name="transfer_use", needs=FILE),
    form(f"{USE}explain/", channels.explain_use, name="explain_use", needs=FILE),
]
