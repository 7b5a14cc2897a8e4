"""The directory of people, and the sites that they answer for."""

from tests.api.steps import WHY, step

ENTRY = {"job_title": "Records manager", "telephone": "01632 960001", "about": "Lamps"}

PEOPLING = [
    step("PUT", "/directory/mine", "manager", ENTRY, keep={"p_manager": "person"}),
    step("POST", "/directory/mine/confirm", "manager"),
    step("POST", "/directory/mine/knows", "manager", {"term": "Lamps", "level": "leads"}),
    step(
        "POST", "/directory/terms/{reference}", "manager", {"take_up": True}, to="{proposed_term}"
    ),
    step("POST", "/directory/mine/knows/remove", "staff", {"term": "Lanterns"}),
    step("POST", "/directory/mine/suggestions", "manager", {"file_class": "HR/OPEN"}),
    step(
        "PUT",
        "/directory/people/{reference}/entry",
        "admin",
        {**ENTRY, **WHY, "job_title": "Chief"},
        to="{p_manager}",
    ),
    step("POST", "/directory/people/{reference}/hide", "admin", WHY, to="{p_manager}"),
    step("POST", "/directory/people/{reference}/show", "admin", WHY, to="{p_manager}"),
    step("PUT", "/directory/settings", "admin", {"counted": ["job_title"], "months": 6}),
    step(
        "POST",
        "/directory/import",
        "admin",
        {"people": [{"person": "staff", "job_title": "Clerk"}, {"person": "x", "about": "y"}]},
    ),
    step(
        "POST",
        "/directory/sites/{kind}/{reference}",
        "manager",
        {"person": "staff", "part": "owner"},
        to=("class", "FIN"),
        status=201,
        keep={"steward": "named.0.number"},
    ),
    step("POST", "/directory/stewards/{int:number}/end", "manager", {}, to="{steward}"),
]
