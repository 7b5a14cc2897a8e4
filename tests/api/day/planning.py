"""The file plan, and the rules and settings of retention."""

from tests.api.steps import RULE, WHY, step

PLANNING = [
    step(
        "POST",
        "/classes",
        "manager",
        {"reference": "FIN/TMP", "title": "Temporary", "under": "FIN"},
        status=201,
    ),
    step(
        "PUT",
        "/classes/{reference}",
        "manager",
        {"title": "Temporary things", "version": 1},
        to="FIN~TMP",
    ),
    step("POST", "/classes/{reference}/close", "manager", WHY, to="FIN~TMP"),
    step("POST", "/classes/{reference}/reopen", "manager", WHY, to="FIN~TMP"),
    step("POST", "/classes/{reference}/move", "manager", {"under": "HR"}, to="FIN~TMP"),
    step(
        "POST", "/classes/{reference}/merge", "manager", {"into": "FIN/OPEN", **WHY}, to="FIN~TMP"
    ),
    step("POST", "/classes/{reference}/refer", "manager", {"to": "HR/OPEN"}, to="FIN~OPEN"),
    step(
        "POST",
        "/fileplan",
        "manager",
        {"classes": [{"reference": "FIN/OLD", "parent": "FIN", "title": "Old"}]},
    ),
    step("DELETE", "/classes/{reference}", "manager", to="FIN~OLD", status=204),
    step("PUT", "/rules/{reference}", "manager", RULE, to="NOTE-2"),
    step(
        "POST",
        "/rules",
        "manager",
        {
            "rules": [
                {
                    "code": "TMP-1",
                    "title": "Temporary",
                    "authority": "Policy 1",
                    "trigger": "record date",
                    "period": "1 year",
                    "action": "destroy",
                    "why": "Short.",
                    "valid_from": "2020-01-01",
                }
            ]
        },
    ),
    step("DELETE", "/rules/{reference}", "manager", to="TMP-1", status=204),
    step("PUT", "/retention/year-end", "manager", {"month": 12, "day": 31}),
    step("PUT", "/disposal/practice", "manager", {"surviving": ["title", "format"]}),
    step("PUT", "/retention/publication", "manager", {"is_open": True, "contact": "Records team"}),
    step(
        "POST",
        "/vital",
        "officer",
        {"scope": "{unit}", "why": "Wages", "copy_kept": "The bank"},
        status=201,
        keep={"vital": "number"},
    ),
    step("POST", "/vital/{int:number}/review", "officer", {"note": "All there"}, to="{vital}"),
    step("POST", "/vital/{int:number}/end", "officer", WHY, to="{vital}"),
    step(
        "POST",
        "/transfers",
        "manager",
        {
            "reference": "TNA/7",
            "received_on": "2020-01-31",
            "receiver": "The archive",
            "records": ["{r_min}"],
        },
    ),
    step("PUT", "/retention/policy", "manager", {"policy": "longest"}),
    step("PUT", "/retention/storage-cost", "manager", {"pounds": "0.25", "basis": "Contract."}),
    step("PUT", "/review-settings", "manager", {"notice_days": 20}),
    step("POST", "/rules/{reference}/retire", "manager", WHY, to="NOTE-2"),
]
