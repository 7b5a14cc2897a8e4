"""Looking at what a change of a rule would do to every record, in the background."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.jobs.actions import enqueue
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import refuse_if
from muniment.lifecycle.retention import queries, rules
from muniment.lifecycle.retention.queries.progress import LOOK
from muniment.lifecycle.retention.types import RuleDraft


def look_later(actor: Profile, draft: RuleDraft, *, now: datetime) -> int:
    """Have a job look at what the draft would change, for every record of its rule; the number of
    the job. Nothing is changed. Raises Refused for a draft that could not be saved."""
    access.require(actor, Permission.RETENTION_MANAGE)
    refuse_if(rules.reasons_not_to_publish(draft, today=civil_date(now)))
    arguments = {"rule": rules.as_cells(draft)}
    said = json.dumps([actor.reference, arguments], sort_keys=True)
    key = hashlib.sha256(said.encode()).hexdigest()
    job = enqueue(LOOK, arguments, run_as=actor.reference, now=now, unique_key=key)
    return int(job.pk)


def look(
    cells: Mapping[str, str],
    *,
    run_as: str,
    now: datetime,
    progress: Callable[[int, int], None],
) -> dict[str, Any]:
    """What the rule in these cells would change, as the result of a job. Raises Refused where the
    rule cannot be read any more."""
    today = civil_date(now)
    actor = access.profile_of(run_as, on=today)
    drafts, faults = rules.read_rows([cells], today=today)
    refuse_if(faults)
    found = asdict(queries.effect_of(actor, drafts[0], today=today, progress=progress))
    found["examples"] = [
        [reference, *(day.isoformat() if day else None for day in days)]
        for reference, *days in found["examples"]
    ]
    return found
