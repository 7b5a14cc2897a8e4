"""The pages about mail."""

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import form, page
from muniment.web.views import (
    conversations,
    important_mail,
    mail_rules,
    messages_to_check,
    own_mailbox,
)

MAIL_PAGES = [
    form("mailbox/", own_mailbox.own_mailbox, name="own_mailbox", needs=P.RECORDS_CAPTURE),
    page("mail-rules/", mail_rules.mail_rules, name="mail_rules", needs=P.FILEPLAN_SEE),
    form(
        "mail-rules/set/", mail_rules.set_mail_rule, name="set_mail_rule", needs=P.FILEPLAN_MANAGE
    ),
    page(
        "captures/messages-to-check/",
        messages_to_check.to_check,
        name="messages_to_check",
        needs=P.RECORDS_EDIT,
    ),
    page(
        "captures/important-mail/",
        important_mail.important_mail,
        name="important_mail",
        needs=P.RECORDS_EDIT,
    ),
    form(
        "records/<str:reference>/important/",
        important_mail.judge_message,
        name="judge_message",
        needs=P.RECORDS_EDIT,
    ),
    form(
        "records/<str:reference>/check/",
        messages_to_check.check_message,
        name="check_message",
        needs=P.RECORDS_EDIT,
    ),
    page(
        "records/<str:reference>/conversation/",
        conversations.conversation,
        name="conversation",
        needs=P.RECORDS_SEE,
    ),
]
