"""Taking over a model schedule that somebody else publishes (RET-16)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.lifecycle.retention import queries
from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.actions.drafting import locked_edition, put_rules, tell
from muniment.lifecycle.retention.models import ModelSchedule
from muniment.lifecycle.retention.types.schedules import Drafted, ModelTaken


@verb("retention:edition:take_over")
def take_over(
    actor: Profile,
    code: str,
    number: int,
    rows: Sequence[Mapping[str, object]],
    *,
    provider: str,
    version: str,
    chosen: Collection[str] = (),
    seen: int | None = None,
    now: datetime,
) -> Drafted:
    """Bring a version of a model schedule into a draft (RET-16). What the body has changed since it
    last took the model over stays; what only the model changed is as the model says. Where both
    changed a rule ours stays, unless its code is among the `chosen`. `seen` is the version of the
    edition as it was looked at. Raises Refused with every reason and every fault of every row."""
    access.require(actor, Permission.RETENTION_MANAGE)
    edition, today = locked_edition(code, number), civil_date(now)
    drafts, faults = queries.read_edition(edition, rows, today=today)
    model = ModelTaken(provider.strip(), version.strip(), tuple(drafts))
    row = queries.taken_over(code)
    last = queries.model_of(row, today=today) if row else None
    merged = queries.compared(edition, drafts, chosen=tuple(chosen), today=today)
    if seen is not None and seen != edition.version:
        faults.append(Reason("changed", "The edition has changed since you opened it."))
    refuse_if(
        [
            *decide.reasons_not_to_change(queries.facts_of(edition)),
            *decide.reasons_not_to_take_over(model, last, chosen, merged),
            *faults,
        ]
    )
    done = put_rules(edition, actor, merged.rules)
    ModelSchedule.objects.create(
        schedule=edition.schedule,
        edition=edition,
        provider=model.provider,
        version=model.version,
        rules=[decide.as_cells(one) for one in drafts],
        taken_by=actor.reference,
        taken_at=now,
    )
    detail: dict[str, JSON] = {
        "provider": model.provider,
        "version": model.version,
        "added": done.added,
        "changed": done.changed,
        "left_out": done.left_out,
        "decided": sorted(chosen),
        "ours_kept": sorted({one.code for one in merged.open} - set(chosen)),
    }
    tell("retention:edition:taken_over", actor, edition.schedule, now, edition, detail=detail)
    return done
