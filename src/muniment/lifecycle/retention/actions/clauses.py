"""Naming the clauses of policies that govern a schedule (RET-08)."""

from collections.abc import Sequence
from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.lifecycle.retention import queries
from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.actions.drafting import locked_edition, put_clauses, tell
from muniment.lifecycle.retention.models import Edition
from muniment.lifecycle.retention.types.clauses import Clause


@verb("retention:edition:set_clauses")
def set_clauses(
    actor: Profile,
    code: str,
    number: int,
    clauses: Sequence[Clause],
    *,
    version: int | None = None,
    now: datetime,
) -> Edition:
    """Name the clauses of policies that govern an edition, and no others, in this order (RET-08).
    They change in a draft alone, and are cited once it is published. `version` is that of the
    edition as it was looked at. Raises Refused with every reason."""
    access.require(actor, Permission.RETENTION_MANAGE)
    edition = locked_edition(code, number)
    named = decide.read_clauses([decide.as_clause_cells(one) for one in clauses])
    faults = [
        *decide.reasons_not_to_change(queries.facts_of(edition)),
        *decide.reasons_against_clauses(named),
    ]
    if version is not None and version != edition.version:
        said = "The edition has changed since you opened it. Look at it again."
        faults.append(Reason("changed", said))
    refuse_if(faults)
    if not put_clauses(edition, actor, named):
        raise Refused(Reason("same", "Nothing in it would change."))
    detail = {"clauses": len(named)}
    kind = "retention:edition:clauses_set"
    tell(kind, actor, edition.schedule, now, edition, detail=detail)
    return edition
