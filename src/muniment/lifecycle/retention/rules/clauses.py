"""The clauses of policies that govern a schedule (RET-08): what each must say, and citing them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from urllib.parse import urlsplit

from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.retention.rules.reading import as_cells
from muniment.lifecycle.retention.types import RuleDraft
from muniment.lifecycle.retention.types.clauses import Clause

COLUMNS = ("policy", "paragraph", "says", "address")
MOST_CLAUSES = 50
LIMITS = {"policy": 300, "paragraph": 40, "says": 1_000, "address": 500}
CITED = 3  # clauses named in a sentence; past that, how many more there are
_NEEDED = {
    "policy": "Name the policy.",
    "paragraph": "Give the number of the paragraph, such as 4.2.",
    "says": "Say in a sentence what it says.",
}


def read_clauses(rows: Sequence[Mapping[str, object]]) -> tuple[Clause, ...]:
    """The clauses in rows of a file, by the names of its columns; what they lack is for
    `reasons_against_clauses` to say."""
    return tuple(
        Clause(**{name: " ".join(str(row.get(name) or "").split()) for name in COLUMNS})
        for row in rows
    )


def as_clause_cells(clause: Clause) -> dict[str, str]:
    """A clause as a row: what `read_clauses` reads, and gives again."""
    return {name: getattr(clause, name) for name in COLUMNS}


def reasons_against_clauses(clauses: Sequence[Clause]) -> list[Reason]:
    """Why these cannot be the clauses of an edition, each with its place among them."""
    reasons = []
    for place, one in enumerate(clauses, 1):
        where = f"Clause {place}: " if len(clauses) > 1 else ""
        reasons += [Reason(f.code, f"{where}{f.message}", f.field) for f in _faults(one)]
    counted = Counter(_key(one) for one in clauses if one.policy and one.paragraph)
    twice = {one.named: None for one in clauses if counted[_key(one)] > 1}
    reasons += [Reason("twice", f"{named} is named twice.", "paragraph") for named in twice]
    if len(clauses) > MOST_CLAUSES:
        said = f"An edition names at most {MOST_CLAUSES} clauses."
        reasons.append(Reason("too_many", said, "clauses"))
    return reasons


def _key(clause: Clause) -> tuple[str, str]:
    return clause.policy.casefold(), clause.paragraph.casefold()


def _faults(clause: Clause) -> list[Reason]:
    reasons = [
        Reason(name, said, name) for name, said in _NEEDED.items() if not getattr(clause, name)
    ]
    for name, most in LIMITS.items():
        if len(getattr(clause, name)) > most:
            what = "sentence" if name == "says" else name
            said = f"The {what} may have at most {most:,} characters."
            reasons.append(Reason("too_long", said, name))
    if clause.address and not _is_address(clause.address):
        said = "Give an address that begins with https://, or none."
        reasons.append(Reason("address", said, "address"))
    return reasons


def _is_address(text: str) -> bool:
    """Whether it is an address of the web over TLS, and carries no password."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    plain = text.isprintable() and " " not in text
    return parts.scheme == "https" and bool(host) and "@" not in parts.netloc and plain


def cited(clauses: Sequence[Clause], most: int | None = None) -> str:
    """The clauses by policy: `Information management policy 4.2 and 4.5`. Past `most`, how many
    more there are."""
    shown = clauses if most is None else clauses[:most]
    by_policy: dict[str, list[str]] = {}
    for one in shown:
        by_policy.setdefault(one.policy, []).append(one.paragraph)
    named = [f"{policy} {_listed(numbers)}" for policy, numbers in by_policy.items()]
    more = len(clauses) - len(shown)
    return _listed([*named, f"{more} more"] if more else named)


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def as_document(
    schedule: str,
    edition: int,
    clauses: Sequence[Clause],
    rules: Sequence[RuleDraft],
    *,
    without: Collection[str] = (),
) -> dict[str, object]:
    """An edition for a program: its clauses and its rules, as rows that import takes. `without`:
    the columns of rules that are left out."""
    return {
        "schedule": schedule,
        "edition": edition,
        "clauses": [as_clause_cells(one) for one in clauses],
        "rules": [
            {name: cell for name, cell in as_cells(one).items() if name not in without}
            for one in rules
        ],
    }
