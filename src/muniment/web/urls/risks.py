"""The pages of risks and waivers."""

from django.urls import URLPattern

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import form, page
from muniment.web.views import risk_parts, risks, risks_keeping, risks_overview, waivers

HERE = "governance/risks/"
ONE = f"{HERE}<str:reference>/"
WAIVERS = "governance/waivers/"
WAIVER = f"{WAIVERS}<str:reference>/"
SEE, MANAGE = P.RISKS_SEE, P.RISKS_MANAGE

# Who may change, score and accept one risk depends on the risk: its owner may. Who may add one
# depends on their assets, and who may decide on a waiver on its unit.
RISK_PAGES: list[URLPattern] = [
    page(HERE, risks.risks, name="risks", needs=SEE),
    page(f"{HERE}overview/", risks_overview.risks_overview, name="risks_overview", needs=SEE),
    page(f"{HERE}overview.pdf", risks_overview.risks_report, name="risks_report", needs=SEE),
    page(f"{HERE}moved/", risks_overview.risks_moved, name="risks_moved", needs=SEE),
    page(f"{HERE}acceptances/", risks_overview.acceptances, name="acceptances", needs=SEE),
    page(f"{HERE}scales/", risks_overview.risk_scales, name="risk_scales", needs=SEE),
    form(f"{HERE}add/", risks_keeping.add_risk, name="add_risk", needs=MANAGE),
    page(ONE, risks.risk, name="risk", needs=SEE),
    page(f"{ONE}versions/", risks.risk_versions, name="risk_versions", needs=SEE),
    form(f"{ONE}change/", risks_keeping.change_risk, name="change_risk", needs=SEE),
    form(f"{ONE}score/", risks_keeping.score_risk, name="score_risk", needs=SEE),
    form(f"{ONE}open/", risks_keeping.open_risk, name="open_risk", needs=SEE),
    form(f"{ONE}review/", risks_keeping.review_risk, name="review_risk", needs=SEE),
    form(f"{ONE}accept/", risks_keeping.accept_risk, name="accept_risk", needs=SEE),
    form(f"{ONE}withdraw/", risks_keeping.withdraw_risk, name="withdraw_risk", needs=SEE),
    form(f"{ONE}close/", risks_keeping.close_risk, name="close_risk", needs=SEE),
    form(f"{ONE}reopen/", risks_keeping.reopen_risk, name="reopen_risk", needs=SEE),
    form(f"{ONE}controls/add/", risk_parts.add_control, name="add_control", needs=SEE),
    form(f"{ONE}options/add/", risk_parts.add_option, name="add_option", needs=SEE),
    form(
        "governance/risk-controls/<str:reference>/change/",
        risk_parts.change_control,
        name="change_control",
        needs=SEE,
    ),
    form(
        "governance/risk-controls/<str:reference>/end/",
        risk_parts.end_control,
        name="end_control",
        needs=SEE,
    ),
    form(
        "governance/risk-options/<str:reference>/choose/",
        risk_parts.choose_option,
        name="choose_option",
        needs=SEE,
    ),
    page(WAIVERS, waivers.waivers, name="waivers", needs=SEE),
    form(f"{WAIVERS}ask/", waivers.ask_waiver, name="ask_waiver", needs=SEE),
    page(WAIVER, waivers.waiver, name="waiver", needs=SEE),
    form(f"{WAIVER}decide/", waivers.decide_waiver, name="decide_waiver", needs=SEE),
    form(f"{WAIVER}end/", waivers.end_waiver, name="end_waiver", needs=SEE),
]
