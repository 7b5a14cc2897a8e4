"""The pages of disposal reviews: their addresses, their views, and who may reach them."""

from django.urls import URLPattern

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import POST, form, page
from muniment.web.views import batches, deciding, review_terms, reviews

REVIEW = "lifecycle/reviews/<str:reference>/"
SIGN = (P.DISPOSAL_APPROVE_RECORDS, P.DISPOSAL_APPROVE_OWNER, P.DISPOSAL_APPROVE)

REVIEW_PAGES: list[URLPattern] = [
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
    form(
        f"{REVIEW}folders/<str:folder>/",
        batches.folder,
        name="review_folder",
        needs=(*SIGN, P.DISPOSAL_PROPOSE),
    ),
    form(
        f"{REVIEW}folders/<str:folder>/hold/",
        batches.hold_folder,
        name="hold_review_folder",
        needs=P.HOLD_MANAGE,
    ),
    form(
        f"{REVIEW}records/<str:record>/hold/",
        batches.hold_record,
        name="hold_review_record",
        needs=P.HOLD_MANAGE,
    ),
    page(f"{REVIEW}samples/", batches.samples, name="samples", needs=P.DISPOSAL_SEE),
    form(
        f"{REVIEW}samples/draw/",
        batches.draw,
        name="draw_sample",
        needs=(*SIGN, P.DISPOSAL_PROPOSE),
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
        needs=(*SIGN, P.DISPOSAL_PROPOSE),
    ),
]
