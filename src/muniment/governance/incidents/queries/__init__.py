"""Incidents, as their reader may see them."""

from muniment.governance.incidents.queries.counting import figures
from muniment.governance.incidents.queries.knowing import (
    alerted,
    handlers,
    handles_at,
    pack,
    person_here,
    unknown_of,
)
from muniment.governance.incidents.queries.reading import (
    alerts,
    every,
    facts_of,
    handles,
    incident_named,
    incidents,
    own,
    own_named,
    own_tasks,
    sees,
    stays,
    steps,
    task_named,
    tasks,
    ticking,
    visible,
)
from muniment.governance.incidents.queries.sharing import lesson_named, lessons, to_judge

__all__ = [
    "alerted",
    "alerts",
    "every",
    "facts_of",
    "figures",
    "handlers",
    "handles",
    "handles_at",
    "incident_named",
    "incidents",
    "lesson_named",
    "lessons",
    "own",
    "own_named",
    "own_tasks",
    "pack",
    "person_here",
    "sees",
    "stays",
    "steps",
    "task_named",
    "tasks",
    "ticking",
    "to_judge",
    "unknown_of",
    "visible",
]
