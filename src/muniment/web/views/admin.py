"""The start of the part for those who run the system."""

from django.http import HttpResponseBase  # noqa: TID251

from muniment.foundation.access.types import Permission as P
from muniment.web.door import Request, render
from muniment.web.pages import Needs, may_reach

SECTIONS: tuple[tuple[str, str, str, Needs], ...] = (
    ("people", "People and roles", "Who works here and what they may do.", P.PEOPLE_SEE),
    ("handling", "Handling sets", "Groups for material that only they may see.", P.PEOPLE_SEE),
    ("units", "Units", "The parts of the organisation.", P.PEOPLE_SEE),
    (
        "access",
        "Effective access",
        "Why a person can or cannot see a thing.",
        (P.PEOPLE_MANAGE, P.AUDIT_SEE),
    ),
    ("log", "Audit log", "What was done, by whom, when and why.", P.AUDIT_SEE),
    ("captures", "Captures", "What was taken from where.", (P.RECORDS_CAPTURE, P.AUDIT_SEE)),
    ("messages_to_check", "Messages to check", "Mail that is malformed.", (P.RECORDS_EDIT,)),
    (
        "important_mail",
        "Mail that seems important",
        "Captured messages that may belong in another folder.",
        (P.RECORDS_EDIT,),
    ),
    (
        "channel_log",
        "Log of other channels",
        "Work in WhatsApp, texts and the like, and what is late.",
        P.FILEPLAN_MANAGE,
    ),
    ("mail_rules", "Mail rules", "Mail that seldom is a record.", P.FILEPLAN_MANAGE),
    ("mailbox_figures", "Mailboxes", "How large they are, and who was told.", P.HABITS_SEE),
    ("sources", "Sources", "Mailboxes and folders that are looked at again.", P.SOURCE_MANAGE),
    ("jobs", "Jobs", "Background work: what waits, runs and failed.", P.SYSTEM_RUN),
    ("backups", "Backups", "When the last was taken, and whether it was proven.", P.SYSTEM_RUN),
    ("store", "Store", "Whether every file is there and intact.", P.STORE_CHECK),
)


def admin(request: Request) -> HttpResponseBase:
    """What there is to administer, as far as the person may."""
    found = [
        {"route": route, "title": title, "words": words}
        for route, title, words, needs in SECTIONS
        if may_reach(request, needs)
    ]
    return render(request, "admin/start.html", sections=found)
