"""The register of information assets."""

from tests.api.steps import WHY, step

SAID = {
    "title": "Lamp ledger",
    "kind": "system",
    "description": "Which lamp stands where.",
    "unit": "FIN",
    "owner": "owner",
    "location": "The lamp server",
    "format": "electronic",
    "classes": "FIN",
    "marking": "OFFICIAL",
    "personal_data": "no",
    "value": "2",
    "review_on": "2999-12-31",
}

REGISTERING = [
    step("POST", "/assets", "manager", SAID, status=201, keep={"asset": "reference"}),
    step("PUT", "/assets/{reference}", "owner", {"volume": "3 GB", "seen": 1}, to="{asset}"),
    step("POST", "/assets/{reference}/approve", "owner", to="{asset}"),
    step(
        "POST",
        "/assets/{reference}/attest",
        "owner",
        {"review_on": "2999-11-30", "said": "All is well.", "seen": 3},
        to="{asset}",
        status=201,
    ),
    step(
        "POST",
        "/assets/{reference}/delegations",
        "owner",
        {"steward": "steward", "groups": ["backup"]},
        to="{asset}",
        status=201,
        keep={"delegation": "reference"},
    ),
    step("POST", "/assets/delegations/{reference}/end", "owner", {}, to="{delegation}"),
    step("POST", "/assets/{reference}/retire", "manager", WHY, to="{asset}"),
    step("POST", "/assets/{reference}/restore", "manager", WHY, to="{asset}"),
    step(
        "POST",
        "/assets/import",
        "manager",
        {
            "rows": [{"Asset name": "Cable plans", "Department": "Unit FIN"}],
            "always": {"kind": "data set"},
        },
        status=201,
    ),
]
