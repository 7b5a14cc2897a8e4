"""Events that start a clock, and a hold from its beginning to its end."""

from tests.api.steps import HOLD, WHY, step

from muniment.foundation.kernel import clock

HOLDING = [
    step(
        "POST",
        "/retention/events/not-yet",
        "officer",
        {"scope": "{r_case}", "name": "case_closed", **WHY},
        status=201,
    ),
    step(
        "POST",
        "/retention/events",
        "officer",
        {"scope": "{r_case}", "name": "case_closed", "on": "2020-01-31"},
        status=201,
        keep={"event": "number"},
    ),
    step("POST", "/retention/events/{int:number}/withdraw", "officer", WHY, to="{event}"),
    step(
        "POST",
        "/holds",
        "manager",
        {**HOLD, "folders": ["{unit}"]},
        status=201,
        keep={"hold": "reference"},
    ),
    step(
        "POST",
        "/holds/{reference}/extend",
        "manager",
        {"folders": ["{hr}"], **WHY},
        to="{hold}",
    ),
    step(
        "POST",
        "/holds/{reference}/confirm",
        "manager",
        {"review_on": "2099-01-01", **WHY},
        to="{hold}",
    ),
    step(
        "POST",
        "/holds/{reference}/close",
        "manager",
        {"closed_on": str(clock.today())},
        to="{hold}",
    ),
    step("POST", "/holds/{reference}/reopen", "manager", WHY, to="{hold}"),
    step("PUT", "/hold-settings", "manager", {"days": 60}),
    step(
        "POST",
        "/holds/{reference}/lift",
        "manager",
        {"reason": "It is over.", "authority": "The court"},
        to="{hold}",
    ),
]
