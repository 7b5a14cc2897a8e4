"""The forms of the registers of risks and waivers."""

from .sheets_filled import DONE, WHY, Sheet

LATER = {"review_on-day": "{day}", "review_on-month": "{month}", "review_on-year": "{next_year}"}
SOON = {"expires_on-day": "{day}", "expires_on-month": "{month}", "expires_on-year": "{next_year}"}
OPTION = {"words": "Buy lamps", "local_need": "Light at once", "policy": "Costs are recorded"}
WAIVER = {
    "rule": "Lamps are listed each week.",
    "unit": "FIN",
    "why": "Nobody is there to count them.",
    "control": "They are counted each month.",
    "option_words_1": "Count by camera",
    "option_local_need_1": "Nobody has to go",
    "option_policy_1": "The list is kept",
}

RISKS = [
    Sheet("add_risk", "manager", typed={"title": "Lamps go out", "unit": "FIN"}, again=DONE),
    Sheet("change_risk", "manager", ("{risk_change}",), {"plan": "New lamps."}),
    Sheet(
        "score_risk",
        "manager",
        ("{risk_score}",),
        {"current_likelihood": "1", "why": "New lamps."},
    ),
    Sheet("open_risk", "manager", ("{risk_open}",)),
    Sheet("review_risk", "manager", ("{risk_review}",), {"said": "As before.", **LATER}),
    Sheet("accept_risk", "everything", ("{risk_accept}",), WHY, again=DONE),
    Sheet("withdraw_risk", "everything", ("{risk_withdraw}",), WHY, events=2),
    Sheet("close_risk", "manager", ("{risk_close}",), WHY),
    Sheet("reopen_risk", "manager", ("{risk_reopen}",), WHY),
    Sheet(
        "add_control",
        "manager",
        ("{risk_parts}",),
        {"words": "Lamps are counted.", "owner": "staff", "confidence": "some"},
        again=DONE,
    ),
    Sheet("change_control", "manager", ("{control}",), {"confidence": "tested"}),
    Sheet("end_control", "manager", ("{control_end}",), WHY),
    Sheet("add_option", "manager", ("{risk_parts}",), OPTION, again=DONE),
    Sheet("choose_option", "manager", ("{option}",), WHY),
    Sheet("ask_waiver", "staff", typed=WAIVER, again=DONE),
    Sheet(
        "decide_waiver",
        "manager",
        ("{waiver_decide}",),
        {"decision": "grant", **WHY},
        events=2,
    ),
    Sheet("end_waiver", "staff", ("{waiver_end}",), WHY),
]
