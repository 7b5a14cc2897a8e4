"""The pages of disposal reviews: their addresses, their views, and who may reach them."""

from django.urls import URLPattern

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import POST, form, page
from muniment.web.views import (
    aside,
    batches,
    by_hand,
    deciding,
    expunging,
    review_terms,
    reviews,
    standing,
)

REVIEW = "lifecycle/reviews/<str:reference>/"
STANDING = "lifecycle/standing/<str:reference>/"
SIGN = (P.DISPOSAL_APPROVE_RECORDS, P.DISPOSAL_APPROVE_OWNER, P.DISPOSAL_APPROVE)
EXPUNGING = "lifecycle/expunging/<str:reference>/"
TWO = (P.DISPOSAL_APPROVE_RECORDS, P.DISPOSAL_APPROVE_OWNER)
DECIDE = (*SIGN, P.DISPOSAL_PROPOSE)
RECOVER = (*DECIDE, P.DISPOSAL_EXECUTE)

REVIEW_PAGES: list[URLPattern] = [
    page("lifecycle/standing/", standing.standing, name="standing", needs=P.DISPOSAL_SEE),
    form(
        "lifecycle/standing/propose/",
        standing.propose_standing,
        name="propose_standing",
        needs=P.DISPOSAL_PROPOSE,
    ),
    page(STANDING, standing.standing_approval, name="standing_approval", needs=P.DISPOSAL_SEE),
    form(f"{STANDING}approve/", standing.approve_standing, name="approve_standing", needs=SIGN),
    form(
        f"{STANDING}end/",
        standing.end_standing,
        name="end_standing",
        needs=DECIDE,
    ),
    form(
        "lifecycle/rules/<path:reference>/routine/",
        standing.routine_rule,
        name="routine_rule",
        needs=P.RETENTION_MANAGE,
    ),
    form(
        "records/<str:reference>/value/",
        standing.of_value,
        name="of_value",
        needs=P.RECORDS_SEE,
    ),
    form(
        "lifecycle/review-settings/",
        review_terms.review_terms,
        name="review_terms",
        needs=P.RETENTION_MANAGE,
    ),
    page("lifecycle/reviews/", reviews.reviews, name="reviews", needs=P.DISPOSAL_SEE),
    page(REVIEW, reviews.review, name="review", needs=P.DISPOSAL_SEE),
    page(f"{REVIEW}progress/", reviews.progress, name="review_progress", needs=P.DISPOSAL_SEE),
    form(f"{REVIEW}approve/", deciding.approve, name="approve", needs=SIGN),
    form(f"{REVIEW}reject/", deciding.reject, name="reject", needs=SIGN),
    form(f"{REVIEW}withdraw/", deciding.withdraw, name="withdraw", needs=P.DISPOSAL_PROPOSE),
    form(f"{REVIEW}execute/", deciding.execute, name="execute", needs=P.DISPOSAL_EXECUTE),
    page("lifecycle/expunging/", expunging.expungings, name="expungings", needs=P.DISPOSAL_SEE),
    form("lifecycle/expunging/propose/", expunging.expunge, name="expunge", needs=TWO),
    page(EXPUNGING, expunging.expunging, name="expunging", needs=P.DISPOSAL_SEE),
    form(f"{EXPUNGING}agree/", expunging.agree, name="agree_expunging", needs=TWO),
    form(f"{EXPUNGING}refuse/", expunging.refuse, name="refuse_expunging", needs=TWO),
    page("lifecycle/set-aside/", aside.set_aside, name="set_aside", needs=P.DISPOSAL_SEE),
    form(f"{REVIEW}recover/", aside.recover, name="recover", needs=RECOVER),
    form(
        f"{REVIEW}recover/<str:record>/",
        aside.recover_record,
        name="recover_record",
        needs=RECOVER,
    ),
    page("lifecycle/by-hand/", by_hand.by_hand, name="by_hand", needs=P.DISPOSAL_SEE),
    form(f"{REVIEW}by-hand/", by_hand.confirm, name="confirm_paper", needs=P.DISPOSAL_EXECUTE),
    form(
        f"{REVIEW}folders/<str:folder>/",
        batches.folder,
        name="review_folder",
        needs=DECIDE,
    ),
    form(
        f"{REVIEW}folders/<str:folder>/hold/",
        batches.hold_folder,
        name="hold_review_folder",
        needs=DECIDE,
    ),
    form(
        f"{REVIEW}records/<str:record>/hold/",
        batches.hold_record,
        name="hold_review_record",
        needs=DECIDE,
    ),
    page(f"{REVIEW}samples/", batches.samples, name="samples", needs=P.DISPOSAL_SEE),
    form(
        f"{REVIEW}samples/draw/",
        batches.draw,
        name="draw_sample",
        needs=DECIDE,
    ),
    page(
        f"{REVIEW}samples/<str:record>/open/",
        batches.open_drawn,
        name="open_sampled",
        needs=P.DISPOSAL_SEE,
        methods=POST,
    ),
    form(
        f"{REVIEW}records/<str:record>/",
        deciding.item,
        name="review_item",
        needs=DECIDE,
    ),
]
