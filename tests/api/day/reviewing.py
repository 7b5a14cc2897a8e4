"""Reviews, destruction and what is taken back."""

from tests.api.morning import work_off
from tests.api.steps import HOLD, WHY, step

MISTAKE = {"records": ["{r_due5_1}"], "kind": "misfiled", "authority": "The officer", **WHY}
REVIEWING = [
    *(
        step(
            "POST",
            "/reviews",
            "proposer",
            {"title": title, "records": [f"{{r_{title}_1}}", f"{{r_{title}_2}}"], **WHY},
            status=201,
            keep={f"review_{title}": "reviews.0"},
        )
        for title in ("due1", "due2", "due3", "due4", "due5")
    ),
    step("POST", "/reviews/{reference}/withdraw", "proposer", WHY, to="{review_due1}"),
    step("POST", "/reviews/{reference}/reject", "manager", WHY, to="{review_due2}"),
    step(
        "PUT",
        "/reviews/{reference}/items/{record}",
        "manager",
        {"outcome": "keep_until", "keep_until": "2040-01-01", "note": "Of interest."},
        to=("{review_due3}", "{r_due3_2}"),
    ),
    step(
        "POST",
        "/reviews/{reference}/samples",
        "manager",
        {"size": 1},
        to="{review_due3}",
        status=201,
        keep={"drawn": "records.0.record"},
    ),
    step(
        "POST",
        "/reviews/{reference}/samples/{record}/open",
        "owner",
        to=("{review_due3}", "{drawn}"),
    ),
    step(
        "PUT",
        "/reviews/{reference}/folders/{folder}",
        "manager",
        {"outcome": "destroy"},
        to=("{review_due4}", "{due4}"),
    ),
    step(
        "POST",
        "/reviews/{reference}/hold",
        "manager",
        {**HOLD, "records": ["{r_due4_1}"]},
        to="{review_due4}",
        status=201,
    ),
    step(
        "PUT",
        "/reviews/{reference}/items/{record}",
        "manager",
        {"outcome": "change_rule", "note": "Of interest."},
        to=("{review_due4}", "{r_due4_2}"),
    ),
    step("POST", "/reviews/{reference}/approve", "manager", {}, to="{review_due4}"),
    step("POST", "/reviews/{reference}/approve", "owner", {}, to="{review_due4}"),
    step(
        "POST",
        "/retention/rule-to-set",
        "manager",
        {"scope": "{r_due4_2}", "rule": "CASE-1", **WHY},
    ),
    step("POST", "/records/{reference}/decide-again", "manager", WHY, to="{r_due4_2}", status=204),
    step("POST", "/reviews/{reference}/approve", "manager", {}, to="{review_due3}"),
    step("POST", "/reviews/{reference}/approve", "owner", {}, to="{review_due3}"),
    step(
        "POST",
        "/reviews/{reference}/execute",
        "manager",
        {},
        to="{review_due3}",
        status=202,
        then=work_off,
    ),
    step("PUT", "/disposal/practice", "manager", {"surviving": ["title"], "window": 7}),
    step("POST", "/reviews/{reference}/approve", "manager", {}, to="{review_due5}"),
    step("POST", "/reviews/{reference}/approve", "owner", {}, to="{review_due5}"),
    step(
        "POST",
        "/reviews/{reference}/execute",
        "manager",
        {},
        to="{review_due5}",
        status=202,
        then=work_off,
    ),
    step("POST", "/reviews/{reference}/recover", "owner", WHY, to="{review_due5}"),
    step("POST", "/expungings", "manager", MISTAKE, status=201, keep={"mistake": "reference"}),
    step("POST", "/expungings/{reference}/refuse", "owner", WHY, to="{mistake}"),
    step("POST", "/expungings", "manager", MISTAKE, status=201, keep={"mistake2": "reference"}),
    step(
        "POST",
        "/expungings/{reference}/agree",
        "owner",
        {},
        to="{mistake2}",
        status=202,
        then=work_off,
    ),
    step("POST", "/disposal/practice/prune", "manager", status=202, then=work_off),
]
