"""The pages of schedules as documents: their addresses, views, and who may reach them."""

from django.urls import URLPattern

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import form, page
from muniment.web.views import (
    clauses,
    drafting,
    editions,
    mapping,
    modelling,
    reviewing,
    schedules,
    sheets,
)

SCHEDULE = "lifecycle/schedules/<str:reference>/"
EDITION = f"{SCHEDULE}<int:number>/"
RULES = P.RETENTION_MANAGE

SCHEDULE_PAGES: list[URLPattern] = [
    page(
        "lifecycle/rules-to-review/",
        reviewing.rules_to_review,
        name="rules_to_review",
        needs=P.RETENTION_SEE,
    ),
    page(
        "lifecycle/rules-to-review/in-time/",
        reviewing.rules_looked_at,
        name="rules_looked_at",
        needs=P.RETENTION_SEE,
    ),
    form(
        "lifecycle/rules-to-review/interval/",
        reviewing.review_interval,
        name="review_interval",
        needs=RULES,
    ),
    form(
        "lifecycle/rules-to-review/rules/<path:reference>/",
        reviewing.review_rule,
        name="review_rule",
        needs=P.RETENTION_SEE,
    ),
    page("lifecycle/schedules/", schedules.schedules, name="schedules", needs=P.RETENTION_SEE),
    form("lifecycle/open-schedule/", schedules.open_schedule, name="open_schedule", needs=RULES),
    page(SCHEDULE, schedules.schedule, name="schedule", needs=P.RETENTION_SEE),
    form(f"{SCHEDULE}change/", schedules.change_schedule, name="change_schedule", needs=RULES),
    form(
        f"{SCHEDULE}withdraw/", schedules.withdraw_schedule, name="withdraw_schedule", needs=RULES
    ),
    form(f"{SCHEDULE}start/", schedules.start_edition, name="start_edition", needs=RULES),
    page(EDITION, editions.edition, name="edition", needs=P.RETENTION_SEE),
    page(
        f"{EDITION}changes/",
        editions.edition_changes,
        name="edition_changes",
        needs=P.RETENTION_SEE,
    ),
    page(
        f"{EDITION}export/<str:kind>/",
        sheets.export_edition,
        name="export_edition",
        needs=P.RETENTION_SEE,
    ),
    form(f"{EDITION}import/", sheets.import_edition, name="import_edition", needs=RULES),
    form(f"{EDITION}import/columns/", mapping.map_edition, name="map_edition", needs=RULES),
    form(f"{EDITION}model/", modelling.take_over, name="take_over", needs=RULES),
    page(
        f"{SCHEDULE}model/",
        modelling.model_differences,
        name="model_differences",
        needs=P.RETENTION_SEE,
    ),
    form(f"{EDITION}clauses/add/", clauses.add_clause, name="add_clause", needs=RULES),
    form(
        f"{EDITION}clauses/<int:place>/",
        clauses.change_clause,
        name="change_clause",
        needs=RULES,
    ),
    form(
        f"{EDITION}clauses/<int:place>/take-out/",
        clauses.drop_clause,
        name="drop_clause",
        needs=RULES,
    ),
    form(f"{EDITION}add/", drafting.add_draft, name="add_draft", needs=RULES),
    form(
        f"{EDITION}rules/<path:rule>/take-out/", drafting.drop_draft, name="drop_draft", needs=RULES
    ),
    form(f"{EDITION}rules/<path:rule>/", drafting.change_draft, name="change_draft", needs=RULES),
    form(f"{EDITION}consult/", editions.consult, name="consult", needs=RULES),
    form(
        f"{EDITION}agree/<str:unit>/",
        editions.agree_edition,
        name="agree_edition",
        needs=P.RETENTION_SEE,
    ),
    form(f"{EDITION}return/", editions.return_edition, name="return_edition", needs=RULES),
    form(f"{EDITION}comment/", editions.comment, name="comment", needs=P.RETENTION_SEE),
    form(
        f"{EDITION}comments/<int:comment>/",
        editions.answer_comment,
        name="answer_comment",
        needs=RULES,
    ),
    form(
        f"{EDITION}approve/",
        editions.approve_edition,
        name="approve_edition",
        needs=P.RETENTION_APPROVE,
    ),
    form(f"{EDITION}publish/", editions.publish_edition, name="publish_edition", needs=RULES),
    form(f"{EDITION}withdraw/", editions.withdraw_edition, name="withdraw_edition", needs=RULES),
]
