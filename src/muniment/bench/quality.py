"""How good search is: a hundred judged questions asked of a made-up drive of papers."""

import hashlib
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from muniment.bench import holdings
from muniment.bench.capturing import database
from muniment.bench.judged import Question, corpus, read
from muniment.bench.types import Figure
from muniment.foundation.access.types import Profile
from muniment.holdings.search import queries as search
from muniment.holdings.search.queries import ranking

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Quality:
    """The measures of all questions together. `order`: a digest of what each question found, in
    its order, which is the same on both databases."""

    ndcg: float
    reciprocal_rank: float
    nothing: int
    order: str


def load(actor: Profile) -> dict[str, str]:
    """File and index the papers; the name of each by the reference of its record."""
    papers = corpus()
    made = holdings.papers_with_text(actor, [(one.title, one.text) for one in papers])
    return {record.reference: paper.name for record, paper in zip(made, papers, strict=True)}


def judge(actor: Profile, names: Mapping[str, str]) -> Quality:
    """Ask every question, and hold the first ten answers against the grades."""
    questions = read()
    found = [_found(actor, one, names) for one in questions]
    pairs = list(zip(questions, found, strict=True))
    return Quality(
        ndcg=statistics.fmean(ndcg(names, one.grades) for one, names in pairs),
        reciprocal_rank=statistics.fmean(_reciprocal(names, one.grades) for one, names in pairs),
        nothing=sum(not names for names in found),
        order=hashlib.sha256(repr(found).encode()).hexdigest()[:16],
    )


def _found(actor: Profile, question: Question, names: Mapping[str, str]) -> list[str]:
    hits = search.search(actor, question.typed, limit=SHOWN).hits
    return [names[one.reference] for one in hits]


def ndcg(found: Sequence[str], grades: Mapping[str, int]) -> float:
    """Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002) of the first ten,
    where an answer of grade g gains 2^g - 1."""
    best = sorted(grades.values(), reverse=True)
    gained = _gain([grades.get(name, 0) for name in found])
    return gained / _gain(best[:SHOWN])


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / log2(at + 2) for at, grade in enumerate(grades))


def _reciprocal(found: Sequence[str], grades: Mapping[str, int]) -> float:
    full = max(grades.values())
    return next((1 / at for at, name in enumerate(found, 1) if grades.get(name, 0) == full), 0.0)


def quality(actor: Profile) -> Iterator[Figure]:
    """The measures as few results are put in order, and as very many are."""
    names = load(actor)
    plain = ranking.RANKED
    for way, ranked in (("weighed one by one", plain), ("by marks, as of very many", 0)):
        ranking.RANKED = ranked
        found = judge(actor, names)
        note = f"order {found.order}, nothing found: {found.nothing}"
        ratio = found.reciprocal_rank
        yield Figure(f"nDCG@10, {way}", database(), found.ndcg, "", None, 0.85, note=note)
        yield Figure(f"mean reciprocal rank, {way}", database(), ratio, "", None, 0.85, note=note)
    ranking.RANKED = plain
