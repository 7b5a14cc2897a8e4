"""Moves and the classes that come with them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from muniment.exchange.moves import rules
from muniment.exchange.moves.models import IncomingClass, Move
from muniment.exchange.moves.types import (
    Counts,
    Incoming,
    Landing,
    MoveState,
    Read,
    Row,
    Standing,
)
from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.errors import NotFound, Reason
from muniment.holdings.fileplan import queries as fileplan
from muniment.lifecycle.retention import queries as retention

UNDECIDED, MAPPED = Q(rule="", not_taken=""), ~Q(rule="")
OF_STANDING = {
    Standing.UNDECIDED: UNDECIDED,
    Standing.MAPPED: MAPPED,
    Standing.NOT_TAKEN: ~Q(not_taken=""),
}


def moves(actor: Profile) -> QuerySet[Move]:
    """Every move, the latest first. As the structure of the file plan, they are open to all staff:
    nothing of the records of the other body is in them."""
    access.require(actor, Permission.FILEPLAN_SEE)
    return Move.objects.select_related("under").order_by("-pk")


def move_named(actor: Profile, reference: str) -> Move:
    """The move with this reference. Raises NotFound."""
    digits = reference.strip().upper().removeprefix("MV-")
    number = int(digits) if digits.isdecimal() and len(digits) < 10 else 0
    found = moves(actor).filter(pk=number).first()
    if found is None:
        raise NotFound("move", reference)
    return found


def counts_of(numbers: Iterable[int]) -> dict[int, Counts]:
    """How far the mapping of each of the moves has got."""
    rows = IncomingClass.objects.filter(move__in=list(numbers)).order_by().values("move")
    sums: Any = rows.annotate(
        total=Count("pk"),
        mapped=Count("pk", filter=MAPPED),
        refused=Count("pk", filter=OF_STANDING[Standing.NOT_TAKEN]),
    )
    return {row["move"]: Counts(row["total"], row["mapped"], row["refused"]) for row in sums}


def counts(move: Move) -> Counts:
    """How far the mapping of the move has got."""
    return counts_of([move.pk]).get(move.pk, Counts())


def incoming(move: Move, standing: Standing | None = None) -> QuerySet[IncomingClass]:
    """The classes of the move by reference, those of one standing alone if it is given."""
    found = move.incoming.select_related("became").order_by("reference", "pk")
    return found.filter(OF_STANDING[standing]) if standing else found


def is_being_mapped(code: str) -> bool:
    """Whether a move from the body of this code is being mapped."""
    return Move.objects.filter(code__iexact=code.strip(), state=MoveState.MAPPING).exists()


def suggestions(one: IncomingClass, *, most: int = 3) -> list[tuple[str, str]]:
    """The rules in force that may be right for the class, the likeliest first: codes and titles,
    as the finder of what to keep ranks them."""
    found = retention.answers(rules.question(one.as_listed), most=most)
    return [(one.rule.rule.code, one.rule.title) for one in found]


def read_list(
    move: Move, rows: Sequence[Row], chosen: Mapping[str, str] | None = None
) -> tuple[Read, list[Reason]]:
    """What the list would do to the classes of the move, and all that is wrong with it. `chosen`:
    for some of our columns, what they are called there."""
    heads = list(dict.fromkeys(str(head) for row in rows for head in row if head is not None))
    columns = rules.columns_of(heads, chosen)
    reasons = rules.reasons_not_to_read(rows, columns)
    if reasons:
        return Read(), reasons
    read, wrong = rules.read_rows(rows, columns)
    known = {one.reference: one.as_listed for one in move.incoming.all()}
    plain = [rules.without_line(one) for one in read]
    return rules.compare(plain, known), wrong


def landings(move: Move) -> list[Landing]:
    """The classes of the move that are mapped, with the references that they would get here."""
    return [
        rules.landing(one.reference, one.title, one.rule, move.under.reference)
        for one in incoming(move, Standing.MAPPED)
    ]


def reasons_not_to_go_live(move: Move, today: Any) -> list[Reason]:
    """All that stands between the move and its going live on the civil date `today`."""
    found = landings(move)
    return [
        *rules.reasons_not_to_go_live(
            state=MoveState(move.state),
            effective_on=move.effective_on,
            today=today,
            standings={one.reference: one.standing for one in incoming(move)},
            landings=found,
            in_force=rules_in_force(today, (one.rule for one in found)),
            taken={one.ours for one in found if fileplan.reference_taken(one.ours)},
        ),
        *fileplan.reasons_closed(move.under, on=today),
    ]


def rules_in_force(today: Any, codes: Iterable[str]) -> set[str]:
    """Those of the rules (by code) that are in force on the civil date `today`."""
    found = retention.terms_of(set(codes))
    return {code for code, one in found.items() if not (one.valid_to and one.valid_to < today)}


def map_rows(move: Move) -> list[dict[str, object]]:
    """The whole map as rows: what the list said, and what was decided."""
    return [
        {
            "reference": one.reference,
            "title": one.title,
            "description": one.description,
            "rule": one.their_rule,
            "period": one.their_period,
            "records": "" if one.records is None else one.records,
            "bytes": "" if one.size is None else one.size,
            "our_rule": one.rule,
            "decision": one.standing.value,
            "reason": one.not_taken,
            "our_class": one.became.reference if one.became else "",
        }
        for one in incoming(move)
    ]


def known_references(move: Move) -> dict[str, Incoming]:
    """The classes of the move as they were listed, by reference."""
    return {one.reference: one.as_listed for one in move.incoming.all()}
