"""What somebody may know, going by what they file: shown to them alone."""

from datetime import date, datetime, time

from django.db.models import Count, Q, QuerySet

from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.clock import CIVIL
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.metadata.rules.values import BETWEEN, folded
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.people.directory import rules
from muniment.people.directory.models import Dismissal, Entry, ProposedTerm
from muniment.people.directory.queries.entries import knows, own_entry
from muniment.people.directory.types import LONGEST_TERM, SUGGESTED_MOST, VOCABULARY, Suggestion


def suggestions(actor: Profile, today: date) -> list[Suggestion]:
    """What the actor may know: the classes in which they filed most over the last half year, as
    far as they may see the records today; without what they have, proposed or dismissed."""
    if not {Permission.RECORDS_SEE, Permission.FILEPLAN_SEE} <= actor.permissions:
        return []
    entry, start = own_entry(actor), rules.since(today)
    filed = _filed(actor, entry, start)
    have = {folded(one.label) for one in knows(entry)}
    have |= {folded(one.label) for one in own_proposals(actor)}
    known = metadata.terms_known([VOCABULARY])[VOCABULARY]
    names = metadata.labels(known.values())
    found = []
    for one in fileplan.classes_numbered(filed):
        number = known.get(folded(one.title))
        label = names[number] if number else _as_term(one.title)
        if folded(label) not in have:
            titles = [above.title for above in fileplan.ancestors(one)] + [one.title]
            reason = rules.reason(filed[one.pk], titles, start)
            found.append(Suggestion(one.reference, label, bool(number), filed[one.pk], reason))
    return sorted(found, key=lambda one: (-one.records, one.file_class))[:SUGGESTED_MOST]


def _as_term(title: str) -> str:
    """The title of a class as a term, which can have no sign that stands between values."""
    return " ".join(title.replace(BETWEEN, " ").split())[:LONGEST_TERM]


def _filed(actor: Profile, entry: Entry, start: date) -> dict[int, int]:
    """How many records the actor filed since then in each class, of classes in which there are
    enough, by number."""
    begin = datetime.combine(start, time(), CIVIL)
    rows = records.visible(actor).filter(state=RecordState.DECLARED)
    rows = rows.filter(captured_by=actor.reference, captured_at__gte=begin)
    rows = rows.exclude(file_class__in=Dismissal.objects.filter(entry=entry).values("file_class"))
    counts = rows.order_by().values_list("file_class").annotate(n=Count("pk"))
    most = counts.filter(n__gte=rules.LEAST).order_by("-n", "file_class")
    return dict(most[: 4 * SUGGESTED_MOST])


def own_proposals(actor: Profile) -> QuerySet[ProposedTerm]:
    """The terms that the actor proposed and nobody has decided about, the latest first."""
    mine = Q(person__reference=actor.reference, decided_at=None)
    return ProposedTerm.objects.filter(mine).order_by("-pk")


def proposal_named(reference: str) -> ProposedTerm:
    """One of those that wait. Raises NotFound."""
    waiting = ProposedTerm.objects.filter(decided_at=None, reference=normalise(reference))
    found = waiting.first()
    if found is None:
        raise NotFound("proposal", reference)
    return found


def proposals() -> list[ProposedTerm]:
    """The terms that wait to be decided about, each once however many proposed it, the oldest
    first. Who proposed them is not said."""
    rows = ProposedTerm.objects.filter(decided_at=None).order_by("pk")
    found: dict[str, ProposedTerm] = {}
    for one in rows:
        found.setdefault(folded(one.label), one)
    return list(found.values())
