"""A step of the working day: one request, how it is filled in, and how it is sent."""

import re
from dataclasses import dataclass, field

# What several parts of the day send.
WHY = {"reason": "The board decided so."}
RULE = {
    "title": "Notes",
    "authority": "Policy 9",
    "trigger": "record_date",
    "period_count": 2,
    "period_unit": "years",
    "action": "destroy",
    "why": "Nobody asks later.",
    "valid_from": "2020-01-01",
}
HOLD = {"name": "Inquiry", "kind": "inquiry", "reason": "An inquiry.", "authority": "The court"}
MARK = {"open_to": ["FIN"]}


@dataclass
class Step:
    """One request. `keep` names what later steps need: the name and the field of the answer."""

    method: str
    path: str
    who: str
    body: object = None
    keep: dict = field(default_factory=dict)
    status: int = 200
    operation: str = ""
    content: bytes | None = None
    then: object = None

    @property
    def route(self):
        """The path of the operation, as the API declares it."""
        return self.method, self.operation


def step(method, operation, who, body=None, *, to=None, keep=None, **more):
    """A step; `to` fills in the path parameters, in order."""
    names = iter(to if isinstance(to, tuple) else (to,))
    path = re.sub(r"\{[^}]+\}", lambda _: next(names), operation)
    return Step(method, path, who, body, keep or {}, operation=operation, **more)


def filled(value, names):
    """The value with `{name}` filled in, all the way down."""
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda match: str(names[match[1]]), value)
    if isinstance(value, dict):
        return {key: filled(one, names) for key, one in value.items()}
    return [filled(one, names) for one in value] if isinstance(value, list) else value


def kept(answer, where):
    """The field of an answer that `where` names: `reviews.0`."""
    found = answer.json()
    for part in where.split("."):
        found = found[int(part)] if part.isdecimal() else found[part]
    return found


def send(program, one, names, key=""):
    """Send the request of a step."""
    headers = {"Idempotency_Key": key} if key else {}
    path = filled(one.path, names)
    if one.content is not None:
        if "?" in path:
            return program.bring(path, one.content, **headers)
        return program.upload(path.split("/")[2], "brought.txt", one.content, **headers)
    if one.method == "DELETE":
        return program.delete(path, **headers)
    body = {} if one.body is None else filled(one.body, names)
    return program.send(one.method, path, body, **headers)
