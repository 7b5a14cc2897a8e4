"""Action plans and the register of actions."""

from tests.api.steps import WHY, step

YEAR = {"starts_on": "2026-04-01", "ends_on": "2027-03-31"}
PLAN = {"title": "Light for all", "unit": "FIN", "owner": "owner", **YEAR}
ROWS = [{"Outcome": "All see", "Objective": "More lamps", "Actions": "Buy", "Timeline": "2026-27"}]
UP = {"up": True}


def of_plan(path, who, body=None, to="{ap}", **more):
    return step("POST", f"/plans/{path}", who, body, to=to, **more)


def of_action(path, body, **more):
    return step("POST", f"/actions/{{reference}}/{path}", "owner", body, to="{ac}", **more)


ACTING = [
    step("POST", "/plans", "manager", PLAN, status=201, keep={"ap": "reference"}),
    step("PUT", "/plans/{reference}", "owner", {**PLAN, "purpose": "Safety."}, to="{ap}"),
    of_plan(
        "{reference}/headings", "owner", {"words": "See"}, status=201, keep={"oc": "reference"}
    ),
    of_plan(
        "{reference}/headings",
        "owner",
        {"words": "Mend", "under": "{oc}"},
        status=201,
        keep={"ob": "reference"},
    ),
    of_plan(
        "{reference}/headings", "owner", {"words": "Odd"}, status=201, keep={"odd": "reference"}
    ),
    step("PUT", "/plans/headings/{reference}", "owner", {"words": "All see"}, to="{oc}"),
    of_plan("headings/{reference}/move", "owner", UP, to="{odd}"),
    of_plan("headings/{reference}/remove", "owner", to="{odd}"),
    of_plan("{reference}/import", "owner", {"rows": ROWS}, status=201),
    of_plan("headings/{reference}/actions", "owner", {"words": "Oil"}, to="{ob}", status=201),
    of_plan(
        "headings/{reference}/actions",
        "owner",
        {"words": "Wicks", "status": "maintain"},
        to="{ob}",
        status=201,
        keep={"ac": "reference"},
    ),
    of_action("move", UP),
    step("PUT", "/actions/{reference}", "owner", {"words": "New wicks"}, to="{ac}"),
    of_action("check", {"note": "All burn."}),
    of_action("notes", {"note": "They burn well."}, status=201),
    of_action("status", {"status": "complete", "evidence": "The bill."}),
    of_plan("{reference}/agree", "owner"),
    step("POST", "/actions", "manager", {"words": "Buy a ladder", "unit": "FIN"}, status=201),
    step(
        "POST",
        "/actions/statuses",
        "manager",
        {"label": "Awaiting oil", "stage": "not_started"},
        status=201,
        keep={"sk": "key"},
    ),
    step("POST", "/actions/statuses/{key}/retire", "manager", to="{sk}"),
    step(
        "POST", "/plans", "manager", {**PLAN, "title": "Oil"}, status=201, keep={"ap2": "reference"}
    ),
    of_plan("{reference}/close", "owner", WHY, to="{ap2}"),
    of_plan("{reference}/reopen", "owner", WHY, to="{ap2}"),
]
