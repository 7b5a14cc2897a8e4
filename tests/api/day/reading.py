"""The library."""

from tests.api.steps import WHY, step

SAID = {"title": "Lamp journal", "kind": "journal", "address": "https://lamps.example/j"}

READING = [
    step("POST", "/library", "manager", SAID, status=201, keep={"resource": "reference"}),
    step(
        "PUT", "/library/{reference}", "manager", {**SAID, "publisher": "Lampress"}, to="{resource}"
    ),
    step(
        "PUT",
        "/library/{reference}/licence",
        "manager",
        {"kind": "subscription", "supplier": "Lampress", "cost": "120.50", "ends_on": "2999-12-31"},
        to="{resource}",
    ),
    step("POST", "/library/{reference}/open", "staff", to="{resource}"),
    step("POST", "/library/{reference}/report", "staff", to="{resource}"),
    step(
        "PUT",
        "/library/{reference}/link",
        "manager",
        {"broken": True, "note": "Gone."},
        to="{resource}",
    ),
    step("POST", "/library/{reference}/withdraw", "manager", WHY, to="{resource}"),
    step("POST", "/library/{reference}/restore", "manager", WHY, to="{resource}"),
    step(
        "POST",
        "/library/import",
        "manager",
        {"rows": [{"title": "Street lamps", "kind": "E-book", "url": "https://lamps.example/b"}]},
        status=201,
    ),
]
