"""How long a bulk edit takes, and a change of a vocabulary that many records use."""

import time
from collections.abc import Iterator

from django.db import connection

from muniment.bench import holdings
from muniment.bench.capturing import database
from muniment.bench.types import Figure
from muniment.foundation.access.types import Profile
from muniment.foundation.kernel import clock
from muniment.holdings.metadata import actions as metadata
from muniment.holdings.metadata.types import Asking, FieldKind, FieldTerms
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import BulkItem, Record
from muniment.holdings.records.types import BulkDraft
from muniment.holdings.search.queries import search


def describing(actor: Profile, count: int, large: int) -> Iterator[Figure]:
    """`count` records are given a term, looked at and carried out; then `large` records have it,
    and it is renamed, found by its new name, and merged."""
    holdings.records_with_text(actor, count)
    number = _field(actor)
    yield from _bulk(actor, count)
    for size in (large // 100, large // 10, large):
        holdings.many_records(size)
        _give(number)
        yield from _changes(actor, size)


def _field(actor: Profile) -> int:
    """A mandatory field of a vocabulary; the number of the term that records will have."""
    now = clock.now()
    metadata.open_vocabulary(actor, "wards", title="Wards", now=now)
    made = [
        metadata.add_term(actor, "wards", label=label, now=now) for label in ("Harbour", "North")
    ]
    terms = FieldTerms("ward", "Ward", FieldKind.CHOICE, "wards")
    metadata.define_field(actor, terms, now=now)
    metadata.ask_for(actor, "ward", file_class="*", asking=Asking(), now=now)
    return made[0].pk


def _bulk(actor: Profile, count: int) -> Iterator[Figure]:
    numbers = list(Record.objects.order_by("pk").values_list("pk", flat=True)[:count])
    draft = BulkDraft("All", "Measured", numbers=numbers, wanted={"ward": "Harbour"})
    started = time.perf_counter()
    edit = records.look_at_bulk(actor, draft, now=clock.now())
    looked = time.perf_counter() - started
    yield Figure(f"look at a bulk edit, {count:,} records", database(), looked, "s", None, 30, True)
    records.begin_bulk(actor, edit.reference, now=clock.now())
    started = time.perf_counter()
    records.carry_out_bulk(edit.reference, now=clock.now(), progress=lambda done, of: None)
    taken = time.perf_counter() - started
    if BulkItem.objects.filter(outcome="changed").count() != count:
        raise SystemExit("not every record was changed: the figure would be worthless")
    name = f"carry out a bulk edit, {count:,} records"
    yield Figure(name, database(), taken, "s", None, 60, True)


def _give(term: int) -> None:
    """Every record has the term: written inside the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_fieldvalue (record_id, field_id, ordinal, text, term_id) "
            "SELECT r.id, (SELECT id FROM metadata_field), 1, '', %s FROM records_record r "
            "WHERE NOT EXISTS (SELECT 1 FROM records_fieldvalue v WHERE v.record_id = r.id)",
            [term],
        )


def _changes(actor: Profile, size: int) -> Iterator[Figure]:
    for before, after in (("Harbour", f"Quay {size}"), (f"Quay {size}", "Harbour")):
        started = time.perf_counter()
        metadata.change_term(actor, "wards", term=before, label=after, now=clock.now())
        taken = time.perf_counter() - started
    if not search(actor, f'ward:"Quay {size}"').total:
        raise SystemExit("it is not found by its other name: the figure would be worthless")
    name = f"rename a term that {size:,} records have"
    yield Figure(name, database(), 1000 * taken, "ms", None, 1000, True)
    metadata.add_term(actor, "wards", label=f"Pier {size}", now=clock.now())
    started = time.perf_counter()
    metadata.merge_terms(actor, "wards", term="Harbour", into=f"Pier {size}", now=clock.now())
    merged = time.perf_counter() - started
    metadata.change_term(actor, "wards", term=f"Pier {size}", label="Harbour", now=clock.now())
    name = f"merge a term that {size:,} records have"
    yield Figure(name, database(), 1000 * merged, "ms", None, 1000, True)
