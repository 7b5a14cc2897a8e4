"""The pages of action plans and of the register of actions."""

from django.urls import URLPattern

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import POST, form, page
from muniment.web.views import (
    actions_keeping,
    actions_register,
    plan_columns,
    plans,
    plans_keeping,
    plans_outline,
    statuses,
)

PLANS, ACTIONS = "governance/plans/", "governance/actions/"
PLAN, ACTION = f"{PLANS}<str:reference>/", f"{ACTIONS}<str:reference>/"
HEADING = "governance/plan-headings/<str:reference>/"
SEE, MANAGE = P.PLANS_SEE, P.PLANS_MANAGE

# Who may change a plan or an action depends on the plan and the action: their owners may.
PLAN_PAGES: list[URLPattern] = [
    page(PLANS, plans.plans, name="plans", needs=SEE),
    form(f"{PLANS}add/", plans_keeping.add_plan, name="add_plan", needs=MANAGE),
    page(PLAN, plans.plan, name="plan", needs=SEE),
    page(f"{PLAN}print/", plans.print_plan, name="print_plan", needs=SEE),
    form(f"{PLAN}import/", plan_columns.import_plan, name="import_plan", needs=SEE),
    form(f"{PLAN}change/", plans_keeping.change_plan, name="change_plan", needs=SEE),
    form(f"{PLAN}agree/", plans_keeping.agree_plan, name="agree_plan", needs=SEE),
    form(f"{PLAN}close/", plans_keeping.close_plan, name="close_plan", needs=SEE),
    form(f"{PLAN}reopen/", plans_keeping.reopen_plan, name="reopen_plan", needs=SEE),
    page(f"{PLAN}outline/", plans_outline.outline, name="plan_outline", needs=SEE),
    form(f"{PLAN}outcomes/", plans_outline.add_outcome, name="add_outcome", needs=SEE),
    form(f"{HEADING}objectives/", plans_outline.add_objective, name="add_objective", needs=SEE),
    form(f"{HEADING}actions/", actions_keeping.add_to_plan, name="add_plan_action", needs=SEE),
    form(f"{HEADING}change/", plans_outline.change_heading, name="change_heading", needs=SEE),
    form(f"{HEADING}remove/", plans_outline.remove_heading, name="remove_heading", needs=SEE),
    page(
        f"{HEADING}move/",
        plans_outline.move_heading,
        name="move_heading",
        needs=SEE,
        methods=POST,
    ),
    page(ACTIONS, actions_register.actions, name="actions", needs=SEE),
    form(f"{ACTIONS}add/", actions_keeping.add_action, name="add_action", needs=MANAGE),
    page(f"{ACTIONS}figures/", actions_register.figures, name="action_figures", needs=SEE),
    form(f"{ACTIONS}statuses/", statuses.statuses, name="action_statuses", needs=MANAGE),
    form(
        f"{ACTIONS}statuses/<str:key>/retire/",
        statuses.retire_status,
        name="retire_action_status",
        needs=MANAGE,
    ),
    page(ACTION, actions_register.action, name="action", needs=SEE),
    form(f"{ACTION}change/", actions_keeping.change_action, name="change_action", needs=SEE),
    form(f"{ACTION}status/", actions_keeping.turn_action, name="turn_action", needs=SEE),
    form(f"{ACTION}check/", actions_keeping.check_action, name="check_action", needs=SEE),
    form(f"{ACTION}note/", actions_keeping.note_action, name="note_action", needs=SEE),
    page(
        f"{ACTION}move/",
        actions_keeping.move_action,
        name="move_action",
        needs=SEE,
        methods=POST,
    ),
]
