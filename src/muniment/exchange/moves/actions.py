"""Verbs on moves: open, bring in the list, map, go live, abandon [RET-12]."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from muniment.exchange.moves import queries, rules
from muniment.exchange.moves.models import IncomingClass, Move
from muniment.exchange.moves.types import Decision, Incoming, MoveDraft, MoveState, Row
from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, refuse_if
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan import queries as plan
from muniment.holdings.fileplan.types import ClassTerms, TakenOver

NEEDED = (Permission.FILEPLAN_MANAGE, Permission.RETENTION_MANAGE)


@verb("moves:move:open")
def open_move(actor: Profile, draft: MoveDraft, *, now: datetime) -> Move:
    """Open a move of classes from another body, which come to stand below a class of the file
    plan. Raises Refused with every gap; NotPermitted unless the actor manages the file plan and
    retention there."""
    for needed in NEEDED:
        access.require(actor, needed)
    reasons = rules.reasons_not_to_open(draft, is_known=queries.is_being_mapped(draft.code))
    try:
        under = plan.class_named(draft.under)
    except NotFound as missing:
        refuse_if([*reasons, *(Reason(o.code, o.message, "under") for o in missing.reasons)])
        raise
    refuse_if([*reasons, *plan.reasons_closed(under, on=civil_date(now))])
    _require(actor, fileplan.place_of(under))
    made = Move.objects.create(
        title=draft.title.strip(),
        from_body=draft.from_body.strip(),
        code=draft.code.strip(),
        authority=draft.authority.strip(),
        effective_on=draft.effective_on or civil_date(now),  # refused above where it is not said
        under=under,
        opened_by=actor.reference,
        opened_at=now,
    )
    detail: dict[str, JSON] = {
        "from": made.from_body,
        "code": made.code,
        "authority": made.authority,
        "effective_on": str(made.effective_on),
        "under": under.reference,
    }
    _tell("moves:move:opened", actor, made, now, detail=detail)
    return made


def _require(actor: Profile, place: Place | None) -> None:
    for needed in NEEDED:
        access.require(actor, needed, at=place)


@verb("moves:list:import")
def import_classes(
    actor: Profile,
    reference: str,
    rows: Sequence[Row],
    *,
    columns: Mapping[str, str] | None = None,
    now: datetime,
) -> dict[str, int]:
    """Bring the list of the other body's classes into a move: new ones are added, known ones set as
    the list says, none removed; what is decided about them stays. `columns`: for some of ours, what
    they are called in the list. Returns the counts `added`, `changed` and `same`. Raises Refused
    with all that is wrong with any row, and where the list says nothing new."""
    move = _locked(actor, reference)
    read, wrong = queries.read_list(move, rows, columns)
    refuse_if([*rules.reasons_not_to_list(MoveState(move.state)), *wrong])
    refuse_if(rules.reasons_of_the_same([*read.added, *read.changed]))
    counts = {"added": len(read.added), "changed": len(read.changed), "same": read.same}
    IncomingClass.objects.bulk_create(
        [IncomingClass(move=move, **_columns(one)) for one in read.added], batch_size=500
    )
    for one, _ in read.changed:
        move.incoming.filter(reference=one.reference).update(**_columns(one))
    _tell("moves:list:imported", actor, move, now, detail={**counts})
    return counts


def _columns(one: Incoming) -> dict[str, object]:
    return {
        "reference": one.reference,
        "title": one.title,
        "description": one.description,
        "their_rule": one.rule,
        "their_period": one.period,
        "records": one.records,
        "size": one.size,
    }


@verb("moves:classes:map")
def map_classes(
    actor: Profile, reference: str, decisions: Sequence[Decision], *, now: datetime
) -> int:
    """Decide what becomes of some of the classes of a move, all or none: which rule of ours each is
    kept by, that it is not taken and why, or that it is undecided again. How many are decided
    otherwise than before. Raises Refused with every reason, and where that is none."""
    move = _locked(actor, reference)
    known = {one.reference: one for one in move.incoming.all()}
    wanted = {one.rule for one in decisions if one.rule}
    refuse_if(
        rules.reasons_not_to_map(
            decisions,
            state=MoveState(move.state),
            known=set(known),
            in_force=queries.rules_in_force(civil_date(now), wanted),
        )
    )
    changed = [one for one in decisions if _decide(known[one.reference], one, actor, now)]
    refuse_if(rules.reasons_of_the_same(changed))
    detail: dict[str, JSON] = {
        "decisions": [f"{one.reference}: {one.rule or one.standing.value}" for one in changed]
    }
    _tell("moves:classes:mapped", actor, move, now, detail=detail)
    return len(changed)


def _decide(one: IncomingClass, decision: Decision, actor: Profile, now: datetime) -> bool:
    said = (decision.rule, decision.not_taken.strip())
    if said == (one.rule, one.not_taken):
        return False
    one.rule, one.not_taken = said
    one.decided_by, one.decided_at = actor.reference, now
    one.save(update_fields=["rule", "not_taken", "decided_by", "decided_at"])
    return True


@verb("moves:move:go_live")
def go_live(actor: Profile, reference: str, *, now: datetime) -> Move:
    """Make the classes of a move that are taken, each with its rule, below the class that the move
    names. Their old references still find them. All or none: Raises Refused with every class that
    is not mapped, every rule that is not in force any more, and before the day."""
    move, today = _locked(actor, reference), civil_date(now)
    refuse_if(queries.reasons_not_to_go_live(move, today))
    taken = {one.reference: one for one in queries.incoming(move) if one.rule}
    landings = queries.landings(move)
    made = fileplan.open_taken_over(
        actor,
        move.under.reference,
        [_taken_over(move, taken[one.reference], one.ours) for one in landings],
        now=now,
    )
    for one, file_class in zip(landings, made, strict=True):
        IncomingClass.objects.filter(pk=taken[one.reference].pk).update(became=file_class)
    _end(move, MoveState.LIVE, actor, "", now)
    counts = queries.counts(move)
    detail: dict[str, JSON] = {"classes": len(made), "not_taken": counts.not_taken}
    _tell("moves:move:went_live", actor, move, now, detail=detail)
    return move


def _taken_over(move: Move, one: IncomingClass, ours: str) -> TakenOver:
    terms = ClassTerms(
        reference=ours,
        title=one.title,
        scope_note=rules.note_of(one.as_listed, from_body=move.from_body),
        rule=one.rule,
        opened_on=move.effective_on,
    )
    return TakenOver(terms, (f"{move.code}:{one.reference}", one.reference))


@verb("moves:move:abandon")
def abandon(actor: Profile, reference: str, *, reason: str, now: datetime) -> Move:
    """Abandon a move before it goes live. It stays, with its list and what was decided."""
    move = _locked(actor, reference)
    refuse_if(rules.reasons_not_to_abandon(MoveState(move.state), reason))
    _end(move, MoveState.ABANDONED, actor, reason.strip(), now)
    _tell("moves:move:abandoned", actor, move, now, reason)
    return move


def _end(move: Move, state: MoveState, actor: Profile, reason: str, now: datetime) -> None:
    move.state, move.ended_by, move.ended_at, move.end_reason = state, actor.reference, now, reason
    move.save(update_fields=["state", "ended_by", "ended_at", "end_reason"])


def _locked(actor: Profile, reference: str) -> Move:
    """The move, fresh and locked, if the actor manages the file plan and retention where its
    classes come to stand."""
    found = queries.move_named(actor, reference)
    _require(actor, fileplan.place_of(found.under))
    rows = Move.objects.select_related("under")
    return rows.select_for_update(of=("self",)).get(pk=found.pk)


def _tell(
    kind: str,
    actor: Profile,
    move: Move,
    now: datetime,
    reason: str = "",
    detail: Mapping[str, JSON] | None = None,
) -> None:
    about = f"body_move:{move.reference}"
    record(EventDraft(kind, actor.reference, about, reason, dict(detail or {})), at=now)
