"""The registers of risks and waivers."""

from datetime import timedelta

from tests.api.steps import WHY, step

from muniment.foundation.kernel.clock import today

SOON = (today() + timedelta(days=100)).isoformat()
SCORES = {
    f"{kind}_{part}": 3
    for kind in ("inherent", "current", "target")
    for part in ("likelihood", "impact")
}
RISK = {
    "title": "Lamps are not counted",
    "cause": "Nobody has the time.",
    "event": "A lamp is missing.",
    "effect": "Somebody falls.",
    "category": "quality",
    "unit": "FIN",
    "owner": "owner",
    "treatment": "treat",
    "review_on": "2999-12-31",
    **SCORES,
}
OPTION = {"words": "Count by night", "local_need": "Nobody is busy", "policy": "It is kept"}
WAIVER = {
    "rule": "Lamps are counted each week.",
    "unit": "FIN",
    "why": "There is nobody to do so.",
    "control": "They are counted each month.",
    "ends_on": SOON,
    "options": [OPTION],
}
CONTROL = {"words": "Lamps are numbered.", "owner": "owner", "confidence": "some"}
ONE, OPTIONS, WAIVED = "/risks/{reference}", "/risk-options/{reference}", "/waivers/{reference}"

RISKING = [
    step("POST", "/risks", "manager", RISK, status=201, keep={"risk": "reference"}),
    step("PUT", ONE, "owner", {"plan": "Count them.", "seen": 1}, to="{risk}"),
    step("POST", f"{ONE}/open", "owner", to="{risk}"),
    step("POST", f"{ONE}/score", "owner", {"current_impact": 2, "why": "Fewer."}, to="{risk}"),
    step(
        "POST",
        f"{ONE}/review",
        "owner",
        {"said": "As it was.", "review_on": "2999-11-30", "seen": 4},
        to="{risk}",
    ),
    step(
        "POST",
        f"{ONE}/controls",
        "owner",
        CONTROL,
        to="{risk}",
        status=201,
        keep={"control": "reference"},
    ),
    step(
        "PUT",
        "/risk-controls/{reference}",
        "owner",
        {**CONTROL, "confidence": "tested"},
        to="{control}",
    ),
    step("POST", "/risk-controls/{reference}/end", "owner", WHY, to="{control}"),
    step(
        "POST",
        f"{ONE}/options",
        "owner",
        OPTION,
        to="{risk}",
        status=201,
        keep={"option": "reference"},
    ),
    step("POST", f"{OPTIONS}/choose", "owner", WHY, to="{option}"),
    step("POST", f"{ONE}/accept", "owner", {**WHY, "expires_on": SOON}, to="{risk}", status=201),
    step("POST", f"{ONE}/withdraw", "owner", WHY, to="{risk}"),
    step("POST", f"{ONE}/close", "owner", WHY, to="{risk}"),
    step("POST", f"{ONE}/reopen", "owner", WHY, to="{risk}"),
    step("POST", "/waivers", "owner", WAIVER, status=201, keep={"waiver": "reference"}),
    step("POST", f"{WAIVED}/grant", "manager", WHY, to="{waiver}"),
    step("POST", f"{WAIVED}/end", "owner", WHY, to="{waiver}"),
    step("POST", "/waivers", "owner", WAIVER, status=201, keep={"refused": "reference"}),
    step("POST", f"{WAIVED}/refuse", "manager", WHY, to="{refused}"),
]
