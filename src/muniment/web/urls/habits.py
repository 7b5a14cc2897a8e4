"""The pages about what people's mailboxes look like."""

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import SIGNED_IN, form, page
from muniment.web.views import figures_columns, mail_shares, mailbox_figures, pilots, tips, ways

HERE = "admin/mailboxes/"
PILOT = f"{HERE}pilots/<str:reference>/"
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
    page(f"{HERE}shares/", mail_shares.mail_shares, name="mail_shares", needs=P.HABITS_SEE),
    form(
        f"{HERE}shares/<str:unit>/act/",
        mail_shares.set_unit_action,
        name="set_unit_action",
        needs=MANAGE,
    ),
    page(f"{HERE}actions/", mail_shares.unit_actions, name="unit_actions", needs=SIGNED_IN),
    form(
        f"{HERE}actions/<str:reference>/done/",
        mail_shares.finish_unit_action,
        name="finish_unit_action",
        needs=SIGNED_IN,
    ),
    page(f"{HERE}pilots/", pilots.pilots, name="pilots", needs=SIGNED_IN),
    form(f"{HERE}pilots/open/", pilots.open_pilot, name="open_pilot", needs=MANAGE),
    form(f"{PILOT}end/", pilots.end_pilot, name="end_pilot", needs=MANAGE),
    form(f"{PILOT}answer/", pilots.answer_pilot, name="answer_pilot", needs=SIGNED_IN),
    page(f"{HERE}ways/", ways.ways_offered, name="ways_offered", needs=P.HABITS_SEE),
    form(f"{HERE}ways/offer/", ways.offer_ways, name="offer_ways", needs=MANAGE),
]
