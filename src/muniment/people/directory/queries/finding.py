"""Finding people: by name, unit, what they know and what they work on."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.words import words_of
from muniment.holdings.metadata import queries as metadata
from muniment.people.directory.models import Entry, EntryWord, Expertise
from muniment.people.directory.queries.entries import entries
from muniment.people.directory.types import VOCABULARY, Share, Wanted

MOST_WORDS = 10
MOST_SHARES = 8
LAST = "\U0010ffff"
OPERATORS = {"and", "or", "not"}


def found(actor: Profile, wanted: Wanted) -> QuerySet[Entry]:
    """The entries that fit all of it, as far as the actor may read them, by name."""
    rows = entries(actor)
    words = words_of(wanted.words)[:MOST_WORDS]
    if wanted.words.strip() and not words:
        return rows.none()
    if words:
        units = list(access.units().values_list("pk", "name"))
        for word in words:
            rows = rows.filter(_says(word, units))
    if wanted.unit:
        rows = rows.filter(person__unit__reference__in=_with_those_below(wanted.unit))
    if wanted.expertise:
        rows = rows.filter(pk__in=_knowing(_terms_called(wanted.expertise)))
    about = _words_about(wanted.about)
    if wanted.about.strip() and not about:
        return rows.none()
    for word in about:
        rows = rows.filter(_works_on(word))
    return rows


def _says(word: str, units: Iterable[tuple[int, str]]) -> Q:
    """The condition that an entry has a word that begins so: in the name, in what it says, in the
    name of the unit, or in what its person knows."""
    named = [pk for pk, name in units if any(w.startswith(word) for w in words_of(name))]
    written = EntryWord.objects.filter(_begins(word)).values("entry")
    return Q(pk__in=written) | Q(person__unit__in=named) | Q(pk__in=_knowing(_terms_with(word)))


def _begins(word: str) -> Q:
    if connection.vendor == "postgresql":  # whose order of letters may be that of a language
        return Q(word__startswith=word)
    return Q(word__gte=word, word__lt=word + LAST)


def _terms_with(word: str) -> list[int]:
    return metadata.with_narrower(metadata.meant_by([word], prefix=True, vocabulary=VOCABULARY))


def _terms_called(label: str) -> list[int]:
    try:
        vocabulary = metadata.vocabulary_named(VOCABULARY)
        return metadata.with_narrower([metadata.term_named(vocabulary, label).pk])
    except NotFound:
        return []


def _knowing(terms: Sequence[int]) -> "QuerySet[Expertise, Any]":
    return Expertise.objects.filter(term__in=terms).values("entry")


def _with_those_below(unit: str) -> list[str]:
    return [one for one, above in access.unit_lineages().items() if unit in above]


def shares_by_unit(rows: QuerySet[Entry], chosen: str = "") -> list[Share]:
    """The units that narrow what was found, with how many people each leaves: of the unit and all
    below it, as choosing it finds. `chosen`: the unit that was chosen already."""
    counts = rows.order_by().values_list("person__unit__reference").annotate(n=Count("pk"))
    lineages, total = access.unit_lineages(), 0
    whole: Counter[str] = Counter()
    for unit, number in counts:
        total += number
        whole.update(dict.fromkeys(lineages.get(unit or "", ()), number))
    names = {one.reference: one.name for one in access.units()}
    below = {one for one, above in lineages.items() if not chosen or chosen in above[1:]}
    found = [
        Share(unit, names[unit], number)
        for unit, number in whole.most_common()
        if unit in below and number < total
    ]
    return found[:MOST_SHARES]


def shares_by_expertise(rows: QuerySet[Entry], chosen: str = "") -> list[Share]:
    """The terms that narrow what was found, with how many people each leaves: those who know it
    or anything narrower."""
    known = Expertise.objects.filter(entry__in=rows.order_by().values("pk"))
    term = Coalesce(F("term__merged_into"), F("term"))
    counts = known.annotate(one=term).values_list("one").annotate(n=Count("entry", distinct=True))
    most = sorted(counts, key=lambda row: (-row[1], row[0]))[:MOST_SHARES]
    labels = metadata.labels(number for number, _ in most)
    wider = {number for number, _ in most if len(metadata.with_narrower([number])) > 1}
    return [
        Share(labels[number], labels[number], _exactly(rows, number) if number in wider else count)
        for number, count in most
        if labels[number] != chosen
    ]


def _exactly(rows: QuerySet[Entry], term: int) -> int:
    return rows.filter(pk__in=_knowing(metadata.with_narrower([term]))).count()


def knowing(actor: Profile, text: str, *, most: int) -> tuple[list[Entry], int]:
    """Who knows, or works on, what somebody searches records for: some, and how many there are.
    Words that steer the search are left out; names of people and units are not looked at."""
    if not _words_about(text):
        return [], 0
    rows = found(actor, Wanted(about=text))
    some = list(rows[: most + 1])
    return some[:most], len(some) if len(some) <= most else rows.count()


def _words_about(text: str) -> list[str]:
    plain = " ".join(one for one in text.split() if ":" not in one)
    return [one for one in words_of(plain)[:MOST_WORDS] if one not in OPERATORS]


def _works_on(word: str) -> Q:
    """The condition that an entry says this word of what its person knows or works on."""
    written = EntryWord.objects.filter(word=word, of_name=False).values("entry")
    terms = metadata.with_narrower(metadata.meant_by([word], vocabulary=VOCABULARY))
    return Q(pk__in=written) | Q(pk__in=_knowing(terms))
