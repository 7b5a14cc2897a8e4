"""Which conventions are in force for a class, what may be asked, and what they come to."""

from collections.abc import Iterable, Sequence
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.naming.rules.checking import PARTS, faults, parts_of
from muniment.holdings.naming.rules.scoring import score
from muniment.holdings.naming.rules.suggesting import suggest
from muniment.holdings.naming.types import (
    Asked,
    Check,
    Conventions,
    Fault,
    InForce,
    Looked,
    Severity,
)
from muniment.holdings.records.types import Judged, TitleState

LONGEST = 500
WORDS = 200


def in_force(chain: Sequence[tuple[str, bool, Sequence[Asked]]]) -> Conventions:
    """What is asked of titles in the last class of `chain`: (reference, whether it inherits, what
    it sets itself), the whole body first under a blank reference. For each check the nearest
    counts; a class that does not inherit takes from the whole body and from nothing between."""
    found: dict[Check, InForce] = {}
    for reference, inherits, own in chain:
        if not inherits:
            found = {check: one for check, one in found.items() if not one.origin}
        found |= {one.check: InForce(one, reference) for one in own}
    return tuple(found[check] for check in Check if check in found)


def judged(title: str, conventions: Conventions) -> Judged:
    """What the records room keeps of a title, and what stands against leaving it as it is."""
    found = faults(title, conventions)
    state = TitleState.GOOD
    if any(one.severity in (Severity.REASON, Severity.REFUSE) for one in found):
        state = TitleState.FAILING
    elif found:
        state = TitleState.ADVISED
    return Judged(
        state if conventions else TitleState.UNJUDGED,
        tuple(dict.fromkeys(one.check.value for one in found)),
        score(title),
        tuple(one.message for one in found if one.severity is Severity.REFUSE),
        tuple(one.message for one in found if one.severity is Severity.REASON),
    )


def looked_at(title: str, conventions: Conventions, day: date) -> Looked:
    """What the rules say of a title, with a suggestion where it does not follow them."""
    found = faults(title, conventions)
    suggestion = suggest(title, conventions, day) if found else ""
    return Looked(title, found, suggestion, score(title))


def origin_words(fault: Fault) -> str:
    """Who asks it."""
    return f"asked by class {fault.origin}" if fault.origin else "asked of the whole body"


def reasons_not_to_ask(asked: Asked) -> list[Reason]:
    """Why a convention cannot be set so; all of them."""
    if asked.severity is Severity.OFF:
        return []
    return [*_REASONS[asked.check](asked)]


def _reasons_of_pattern(asked: Asked) -> Iterable[Reason]:
    names = [name for name, _ in parts_of(asked.pattern)]
    known = ", ".join(PARTS)
    if not names or set(names) - set(PARTS) or len(set(names)) < len(names):
        words = (
            f"A pattern has each of these words at most once: {known}. "
            "Put one in [ ] if it may be left out."
        )
        yield Reason("pattern", words, "pattern")
    elif ("subject", True) not in parts_of(asked.pattern):
        yield Reason("pattern_subject", "A pattern needs a subject.", "pattern")


def _reasons_of_banned(asked: Asked) -> Iterable[Reason]:
    if not asked.words:
        yield Reason("no_words", "Enter the words, one on each line.", "words")
    if len(asked.words) > WORDS or any(len(one) > 100 for one in asked.words):
        said = f"At most {WORDS} rows of words, each of at most 100 characters."
        yield Reason("too_many_words", said, "words")
    if bare := [one for one in asked.words if not any(char.isalnum() for char in one)]:
        yield Reason("not_a_word", f"This is no word: {' '.join(bare)}", "words")


def _reasons_of_length(asked: Asked) -> Iterable[Reason]:
    if not 1 <= asked.least <= asked.most <= LONGEST:
        words = f"The least and the most lie between 1 and {LONGEST}, the least first."
        yield Reason("length", words, "least")


def _reasons_of_characters(asked: Asked) -> Iterable[Reason]:
    if len(asked.allowed) > 100:
        yield Reason("too_many_characters", "At most 100 characters.", "allowed")


def _reasons_of_personal(asked: Asked) -> Iterable[Reason]:
    if not asked.kinds:
        yield Reason("no_kinds", "Choose at least one kind of personal data.", "kinds")


_REASONS = {
    Check.PATTERN: _reasons_of_pattern,
    Check.BANNED: _reasons_of_banned,
    Check.LENGTH: _reasons_of_length,
    Check.CHARACTERS: _reasons_of_characters,
    Check.PERSONAL: _reasons_of_personal,
}
