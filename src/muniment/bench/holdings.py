"""A body's worth of records made straight in the database: their content is of no account here."""

import hashlib
import random
import time
from collections.abc import Sequence
from datetime import timedelta

from django.db import connection, transaction

from muniment.bench import material
from muniment.foundation.access import actions as access
from muniment.foundation.access.types import SETUP, Narrowing, Profile
from muniment.foundation.content.models import Blob, Derived
from muniment.foundation.kernel import clock
from muniment.foundation.kernel.ids import new_reference
from muniment.holdings.fileplan import actions as plan
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.holdings.records.actions.folders import make_folder
from muniment.holdings.records.models import Component, Folder, Record
from muniment.holdings.search import actions as search

BATCH = 1000
VOCABULARY = 20_000
BODY_WORDS = 60
UNITS, OPEN = 400, 8  # units with papers of their own; every so many are open to the clerk too


def folders() -> list[Folder]:
    """A folder in each class."""
    return [
        make_folder(one, f"Papers of {one.title}", "", Narrowing(), clock.now())
        for one in fileplan.classes()
    ]


def units() -> list[Folder]:
    """A folder for each of 400 units, of which the clerk may look into fifty."""
    now = clock.now()
    made = []
    for number in range(UNITS):
        unit = f"U{number:03}"
        access.open_unit(SETUP, unit, name=f"Unit {number}", now=now)
        open_to = (unit, "NORTH") if number % OPEN == 0 else (unit,)
        terms = ClassTerms(
            f"U{number:03}",
            title=f"Papers of unit {number}",
            rule=material.RULE["code"],
            owner_unit=unit,
            access="units",
            open_to=open_to,
        )
        made.append(plan.open_class(SETUP, terms.reference, terms=terms, now=now))
    return [make_folder(one, f"Of {one.title}", "", Narrowing(), now) for one in made]


def records_with_text(actor: Profile, count: int) -> float:
    """`count` records with a title and sixty words each, spread over the units and indexed for
    search; the seconds that indexing took of it.

    The words follow Zipf's law, as those of real papers do: some are in nearly every record.
    """
    places = units()
    spent = 0.0
    chance = random.Random(7)  # noqa: S311
    words = [f"{material.WORDS[n % len(material.WORDS)]}{n}" for n in range(VOCABULARY)]
    words[: len(material.WORDS)] = material.WORDS
    weights = [1 / (rank + 1) for rank in range(VOCABULARY)]
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        texts = [chance.choices(words, weights, k=BODY_WORDS) for _ in numbers]
        with transaction.atomic():
            made = _records(actor, places, numbers, texts)
            started = time.perf_counter()
            search.index([one.pk for one in made], now=clock.now())
            spent += material.waited(started)
    return spent


def papers_with_text(actor: Profile, papers: Sequence[tuple[str, str]]) -> list[Record]:
    """Records with these titles and texts, spread over the classes and indexed for search."""
    places = folders()
    texts = [text.split(" ") for _, text in papers]
    made = _records(actor, places, range(len(papers)), texts)
    for record, (title, _) in zip(made, papers, strict=True):
        record.title = title
    Record.objects.bulk_update(made, ["title"])
    for start in range(0, len(made), search.BATCH):
        search.index([one.pk for one in made[start : start + search.BATCH]], now=clock.now())
    return made


def _records(
    actor: Profile, places: Sequence[Folder], numbers: range, texts: Sequence[list[str]]
) -> list[Record]:
    now = clock.now()
    pairs = list(zip(numbers, texts, strict=True))
    digests = [hashlib.sha256(b"%d" % number).hexdigest() for number in numbers]
    Blob.objects.bulk_create(
        Blob(sha256=one, size=1, puid="x-fmt/111", stored_at=now, checked_at=now) for one in digests
    )
    Derived.objects.bulk_create(
        Derived(blob_id=one, state="done", text=" ".join(text))
        for one, text in zip(digests, texts, strict=True)
    )
    made = Record.objects.bulk_create(
        _record(actor, places[number % len(places)], number, text) for number, text in pairs
    )
    Component.objects.bulk_create(
        Component(
            record=record, ordinal=1, role="original", name="", blob_id=one, sha256=one, size=1
        )
        for record, one in zip(made, digests, strict=True)
    )
    return made


def _record(actor: Profile, folder: Folder, number: int, text: Sequence[str]) -> Record:
    day = material.moment(number % 5000).date()
    return Record(
        reference=new_reference("R"),
        folder=folder,
        file_class_id=folder.file_class_id,
        title=" ".join(text[:6]).capitalize(),
        record_date=day,
        date_source="modified",
        modified_on=day,
        captured_at=clock.now(),
        captured_by=actor.reference,
        puid="x-fmt/111",
        audience_id=folder.audience_id,
        rule="BENCH-1",
        rule_version=1,
        trigger_on=day,
        due_on=day + timedelta(days=2192),
        due_action="destroy",
    )


def many_records(count: int) -> None:
    """Copies of the records there are until there are `count`, inside the database: enough to
    measure what is due. They are in no folder's list and in no search."""
    have = Record.objects.count()
    fields = Record._meta.concrete_fields
    columns = [str(field.column) for field in fields if not field.primary_key]
    chosen = [_varied(column) for column in columns]
    with connection.cursor() as cursor:
        while have < count:
            step = min(have, count - have)
            cursor.execute(
                f"INSERT INTO records_record ({', '.join(columns)}) "  # noqa: S608
                f"SELECT {', '.join(chosen)} FROM records_record LIMIT %s",
                [have, step],
            )
            have += step
        # PostgreSQL does both by itself in time; until then its indexes alone answer nothing.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _varied(column: str) -> str:
    return "'R-' || (id + %s)" if column == "reference" else column


def references(actor: Profile, count: int) -> list[str]:
    """Those of `count` records, as they would stand in a list; made first if there are fewer."""
    if not Record.objects.exists():
        records_with_text(actor, BATCH)
    many_records(count)
    return list(Record.objects.order_by("pk").values_list("reference", flat=True)[:count])
