"""Details of records, fields and vocabularies."""

from tests.api.morning import work_off
from tests.api.steps import MARK, WHY, step

DESCRIBING = [
    step(
        "PATCH",
        "/records/{reference}",
        "officer",
        {"title": "A better title", "metadata": {"topic": "roads"}, "version": 1},
        to="{brought}",
    ),
    step(
        "PUT",
        "/records/{reference}/fields",
        "officer",
        {"fields": {"about": "Roads"}, "version": 2},
        to="{brought}",
    ),
    step(
        "POST",
        "/bulk-edits",
        "manager",
        {"rows": [{"reference": "{brought}", "fields": {"about": "Ways"}}], "overwrite": True}
        | WHY,
        keep={"bulk": "reference"},
        status=201,
    ),
    step("POST", "/bulk-edits/{reference}/begin", "manager", to="{bulk}", then=work_off),
    step("POST", "/vocabularies", "manager", {"code": "wards", "title": "Wards"}, status=201),
    *(
        step(
            "POST",
            "/vocabularies/{reference}/terms",
            "manager",
            {"label": label},
            to="wards",
            status=201,
        )
        for label in ("North", "Nord", "South")
    ),
    step(
        "POST",
        "/vocabularies/{reference}/terms/change",
        "manager",
        {"term": "South", "label": "Quay", "broader": "North"},
        to="wards",
    ),
    step(
        "POST",
        "/vocabularies/{reference}/terms/merge",
        "manager",
        {"term": "Nord", "into": "North"},
        to="wards",
    ),
    step("POST", "/vocabularies/{reference}/terms/retire", "manager", {"term": "Quay"}, to="wards"),
    step(
        "POST",
        "/fields",
        "manager",
        {"code": "ward", "title": "Ward", "kind": "choice", "vocabulary": "wards"},
        status=201,
    ),
    step(
        "PUT",
        "/fields/{reference}",
        "manager",
        {"title": "Ward of the town", "kind": "choice", "vocabulary": "wards"},
        to="ward",
    ),
    step(
        "POST",
        "/fields/{reference}/ask",
        "manager",
        {"file_class": "FIN/OPEN", "position": 2},
        to="ward",
    ),
    step("POST", "/fields/{reference}/stop", "manager", {"file_class": "FIN/OPEN"}, to="ward"),
    step("POST", "/fields/{reference}/retire", "manager", to="ward"),
    step("POST", "/fields/{reference}/restore", "manager", to="ward"),
    step(
        "POST", "/records/{reference}/move", "officer", {"folder": "{case}", **WHY}, to="{brought}"
    ),
    step("PUT", "/records/{reference}/access", "manager", MARK, to="{brought}"),
]
