"""The pages about what people's mailboxes look like."""

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import SIGNED_IN, form, page
from muniment.web.views import figures_columns, mailbox_figures, tips

HERE = "admin/mailboxes/"
MANAGE = P.HABITS_MANAGE

HABIT_PAGES = [
    page(HERE, mailbox_figures.mailbox_figures, name="mailbox_figures", needs=P.HABITS_SEE),
    form(f"{HERE}import/", figures_columns.import_figures, name="import_figures", needs=MANAGE),
    form(f"{HERE}limits/", mailbox_figures.figures_limits, name="figures_limits", needs=MANAGE),
    form(f"{HERE}tell/", mailbox_figures.tell_large, name="tell_large", needs=MANAGE),
    form(
        f"{HERE}imports/<str:reference>/take-out/",
        mailbox_figures.take_out_figures,
        name="take_out_figures",
        needs=MANAGE,
    ),
    page(
        f"{HERE}told/<str:reference>/",
        mailbox_figures.mail_campaign,
        name="mail_campaign",
        needs=P.HABITS_SEE,
    ),
    page("account/mailbox/", tips.my_mailbox, name="my_mailbox", needs=SIGNED_IN),
    form("account/mailbox/tips/", tips.choose_tips, name="choose_tips", needs=SIGNED_IN),
    page(f"{HERE}tips/", tips.tips_effect, name="tips_effect", needs=P.HABITS_SEE),
]
