"""A schedule from its draft to its end."""

from tests.api.steps import RULE, WHY, step


def edition(method, operation, who, body, *more, number=1, **options):
    """A step on an edition of the schedule of staff."""
    at = "/schedules/{reference}/editions/{int:number}" + operation
    return step(method, at, who, body, to=("HR", str(number), *more), **options)


LEAVE = {
    "code": "LEAVE-1",
    "title": "Leave",
    "authority": "Policy 1",
    "trigger": "record date",
    "period": "1 year",
    "action": "destroy",
    "why": "Short.",
    "valid_from": "2020-01-01",
}


CLAUSE = {"policy": "Staff policy", "paragraph": "3.1", "says": "Papers of leave go in a year."}

SCHEDULING = [
    step(
        "POST", "/schedules", "manager", {"code": "HR", "title": "Staff", "area": "HR"}, status=201
    ),
    step("PUT", "/schedules/{reference}", "manager", {"title": "People", "area": "HR"}, to="HR"),
    step("POST", "/schedules/{reference}/editions", "manager", {}, to="HR", status=201),
    edition("POST", "/rules", "manager", {"rules": [LEAVE, LEAVE | {"code": "LEAVE-2"}]}),
    edition("PUT", "/rules/{rule}", "manager", RULE | {"seen": 1}, "LEAVE-1"),
    edition("PUT", "/clauses", "manager", {"clauses": [CLAUSE]}),
    edition("DELETE", "/rules/{rule}", "manager", None, "LEAVE-2", status=204),
    edition("POST", "/consult", "manager", {}),
    edition("POST", "/return", "manager", WHY),
    edition("POST", "/consult", "manager", {}),
    edition(
        "POST",
        "/comments",
        "staff",
        {"text": "Too long.", "rule": "LEAVE-1"},
        status=201,
        keep={"said": "number"},
    ),
    edition("POST", "/comments/{int:said}/answer", "manager", {"answer": "The law."}, "{said}"),
    edition(
        "POST",
        "/approve",
        "dro",
        {"body": "The board", "met_on": "2024-04-03", "minute": "B/2024/4"},
    ),
    edition("POST", "/publish", "manager", {}),
    step("POST", "/schedules/{reference}/editions", "manager", {}, to="HR", status=201),
    edition("POST", "/withdraw", "manager", WHY, number=2),
    step("POST", "/schedules/{reference}/withdraw", "manager", WHY, to="HR"),
]
