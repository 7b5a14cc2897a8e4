"""Vocabularies, and what words mean in them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from muniment.foundation.kernel.asking import once_a_page
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.words import words_of
from muniment.holdings.metadata.models import Term, TermName, Vocabulary
from muniment.holdings.metadata.rules.values import BETWEEN, folded

DEEPEST = 20


def vocabularies() -> QuerySet[Vocabulary]:
    """Every vocabulary, with how many terms are in use."""
    here = Q(terms__retired_at=None, terms__merged_into=None, terms__isnull=False)
    return Vocabulary.objects.annotate(held=Count("terms", filter=here)).order_by("title", "pk")


def vocabulary_named(code: str) -> Vocabulary:
    """The vocabulary with this code. Raises NotFound."""
    found = vocabularies().filter(code=code.strip()).first()
    if found is None:
        raise NotFound("vocabulary", code)
    return found


def term_named(vocabulary: Vocabulary, label: str) -> Term:
    """The term that is called so today, retired ones too. Raises NotFound."""
    found = _whole(vocabulary).filter(folded=folded(label)).first()
    if found is None:
        raise NotFound("term", label)
    return found


def term_numbered(vocabulary: Vocabulary, number: int) -> Term:
    """The term of the vocabulary with this number. Raises NotFound."""
    found = _whole(vocabulary).filter(pk=number).first()
    if found is None:
        raise NotFound("term", str(number))
    return found


def names_of(term: Term) -> list[str]:
    """The names that the term has today, besides those that it had."""
    rows = term.names.filter(until=None).order_by("pk")
    return list(dict.fromkeys(rows.values_list("label", flat=True)))


def _whole(vocabulary: Vocabulary) -> QuerySet[Term]:
    return Term.objects.filter(vocabulary=vocabulary, merged_into=None)


def term_tree(vocabulary: Vocabulary) -> list[tuple[int, Term]]:
    """The terms with how deep each stands, narrower ones below their broader, by label."""
    below: dict[int | None, list[Term]] = {}
    for one in _whole(vocabulary).order_by("folded", "pk"):
        below.setdefault(one.broader_id, []).append(one)
    return list(_walk(below, None, 0))


def _walk(
    below: Mapping[int | None, Sequence[Term]], above: int | None, depth: int
) -> Iterable[Any]:
    for one in below.get(above, ()):
        yield depth, one
        if depth < DEEPEST:
            yield from _walk(below, one.pk, depth + 1)


def choices(code: str, also: Collection[int] = ()) -> list[tuple[str, str]]:
    """The terms that can be chosen, as (label, label with its place); `also` those of these
    numbers, which a record has although they are retired."""
    vocabulary = Vocabulary.objects.filter(code=code).first()
    if vocabulary is None:
        return []
    return [
        (one.label, "– " * depth + one.label)
        for depth, one in term_tree(vocabulary)
        if one.retired_at is None or one.pk in also
    ]


def terms_known(codes: Iterable[str]) -> dict[str, dict[str, int]]:
    """What can be entered in these vocabularies: the number of the term by its folded label, or
    by another name that no term has as its label."""
    found: dict[str, dict[str, int]] = {code: {} for code in codes}
    here = Q(vocabulary__code__in=list(found), merged_into=None, retired_at=None)
    current = list(Term.objects.filter(here).values_list("pk", "vocabulary__code", "folded"))
    where = {number: code for number, code, _ in current}
    names = TermName.objects.filter(term__in=list(where)).values_list("term", "label").distinct()
    # What a term is called today goes before what another was called, and of those the latest.
    for number, label in names.order_by(F("until").asc(nulls_last=True), "pk"):
        found[where[number]][folded(label)] = number
    for number, code, label in current:
        found[code][label] = number
    return found


def labels(numbers: Iterable[int]) -> dict[int, str]:
    """What the terms with these numbers are called today; of one that was merged, the other."""
    rows = Term.objects.filter(pk__in=set(numbers))
    named = rows.values_list("pk", "label", "merged_into__label")
    return {number: other or label for number, label, other in named}


def meant_by(
    words: Sequence[str], *, prefix: bool = False, vocabulary: str = "", most: int = 2_000
) -> list[int]:
    """The numbers of the terms whose name, of today or earlier, has these folded words in order
    (the last one as a beginning, if `prefix`), with those merged into them. `vocabulary` keeps to
    one, by its code."""
    return list(_meant_by(tuple(words), prefix, vocabulary, most))


@once_a_page
def _meant_by(words: tuple[str, ...], prefix: bool, vocabulary: str, most: int) -> list[int]:
    how = "startswith" if prefix and len(words) == 1 else "exact"
    rows = TermName.objects.filter(**{f"word__{how}": words[0]})
    if vocabulary:
        rows = rows.filter(term__vocabulary__code=vocabulary)
    found = rows.values_list("term", "label").distinct()[: most * 4]
    numbers = {number for number, label in found if _says(words_of(label), words, prefix)}
    return sorted(numbers)[:most]


def _says(label: Sequence[str], words: Sequence[str], prefix: bool) -> bool:
    length = len(words)
    for start in range(len(label) - length + 1):
        part = list(label[start : start + length])
        if part[:-1] == list(words[:-1]) and (
            part[-1] == words[-1] or (prefix and part[-1].startswith(words[-1]))
        ):
            return True
    return False


def with_narrower(numbers: Iterable[int]) -> list[int]:
    """The terms with all that are narrower and all that were merged into any of them: what a
    search for them finds."""
    found = set(numbers)
    found |= set(Term.objects.filter(merged__in=found).values_list("pk", flat=True))
    new = found
    for _ in range(DEEPEST):
        below = Q(broader__in=new) | Q(merged_into__in=new)
        new = set(Term.objects.filter(below).values_list("pk", flat=True)) - found
        if not new:
            break
        found |= new
    return sorted(found)


def term_rows() -> list[dict[str, str]]:
    """Every vocabulary in use as rows of a file, broader terms first."""
    found = []
    for vocabulary in vocabularies().filter(retired_at=None):
        for _, one in term_tree(vocabulary):
            if one.retired_at is None:
                found.append(_row(vocabulary, one))
    return found


def _row(vocabulary: Vocabulary, one: Term) -> dict[str, str]:
    names = one.names.order_by("pk").values_list("label", flat=True)
    others = [name for name in dict.fromkeys(names) if name != one.label]
    return {
        "vocabulary": vocabulary.code,
        "title": vocabulary.title,
        "term": one.label,
        "broader": one.broader.label if one.broader else "",
        "also_called": BETWEEN.join(others),
    }
