"""The pages about holds."""

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import form, page
from muniment.web.views import closing, holds, placing

HOLD = "lifecycle/holds/<str:reference>/"

HOLD_PAGES = [
    page("lifecycle/holds/", holds.holds, name="holds", needs=P.HOLD_SEE),
    form("lifecycle/holds/place/", placing.place, name="place_hold", needs=P.HOLD_MANAGE),
    form("lifecycle/holds/appeal/", closing.appeal_days, name="appeal_days", needs=P.HOLD_MANAGE),
    page(HOLD, holds.hold, name="hold", needs=P.HOLD_SEE),
    page(f"{HOLD}progress/", holds.progress, name="hold_progress", needs=P.HOLD_SEE),
    page(f"{HOLD}left-out/", holds.left_out, name="hold_left_out", needs=P.HOLD_SEE),
    form(f"{HOLD}extend/", placing.extend, name="extend_hold", needs=P.HOLD_MANAGE),
    form(f"{HOLD}confirm/", placing.confirm, name="confirm_hold", needs=P.HOLD_MANAGE),
    form(f"{HOLD}close/", closing.close, name="close_hold", needs=P.HOLD_MANAGE),
    form(f"{HOLD}reopen/", closing.reopen, name="reopen_hold", needs=P.HOLD_MANAGE),
    form(f"{HOLD}lift/", placing.lift, name="lift_hold", needs=P.HOLD_MANAGE),
]
