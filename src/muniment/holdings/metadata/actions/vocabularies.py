"""Verbs on vocabularies. None of them touches a record, however many have the term."""

import re
from datetime import datetime
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.errors import NotFound, Reason, Refused, refuse_if
from muniment.foundation.kernel.words import words_of
from muniment.holdings.metadata import queries, rules
from muniment.holdings.metadata.models import Term, TermName, Vocabulary
from muniment.holdings.metadata.queries.vocabularies import DEEPEST
from muniment.holdings.metadata.rules.values import folded

_CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")


@verb("metadata:vocabulary:open")
def open_vocabulary(
    actor: Profile, code: str, *, title: str, note: str = "", now: datetime
) -> Vocabulary:
    """Open a vocabulary, with no terms in it yet."""
    access.require(actor, Permission.FILEPLAN_MANAGE)
    code = code.strip().lower()
    taken = Vocabulary.objects.filter(code=code).exists()
    refuse_if(reasons_not_to_open(code, title, taken))
    made = Vocabulary.objects.create(code=code, title=title.strip(), note=note[:2000])
    _tell("metadata:vocabulary:opened", actor, made, now, title=title)
    return made


def reasons_not_to_open(code: str, title: str, taken: bool) -> list[Reason]:
    """Why there cannot be such a vocabulary."""
    reasons = []
    if not _CODE.fullmatch(code):
        message = "A code has 2 to 40 small letters, figures and -, and begins with a letter."
        reasons.append(Reason("code", message, "code"))
    if taken:
        reasons.append(Reason("taken", f"There is a vocabulary {code} already.", "code"))
    if not title.strip() or len(title) > 200:
        reasons.append(Reason("no_title", "Enter a title of at most 200 letters.", "title"))
    return reasons


@verb("metadata:term:add")
def add_term(
    actor: Profile,
    code: str,
    *,
    label: str,
    broader: str = "",
    also_called: tuple[str, ...] = (),
    now: datetime,
) -> Term:
    """Add a term to the vocabulary with this code, below a broader one or at the top.
    `also_called` are other names that it is found by."""
    access.require(actor, Permission.FILEPLAN_MANAGE)
    vocabulary = locked(code)
    above = _broader(vocabulary, broader)
    label = label.strip()
    refuse_if(
        [
            *rules.reasons_not_to_label(label, _taken(vocabulary, label)),
            *reasons_of_names(also_called),
        ]
    )
    made = new_term(vocabulary, label, above, also_called)
    _tell("metadata:term:added", actor, vocabulary, now, term=label, broader=broader)
    return made


def reasons_of_names(also_called: tuple[str, ...]) -> list[Reason]:
    """Why these cannot be other names of a term."""
    wrong = [rules.reasons_not_to_label(one, False, "also_called") for one in also_called]
    return [reason for several in wrong for reason in several]


def new_term(
    vocabulary: Vocabulary, label: str, above: Term | None, also_called: tuple[str, ...]
) -> Term:
    """A new term with all its names."""
    made = Term.objects.create(
        vocabulary=vocabulary, label=label, folded=folded(label), broader=above
    )
    name_term(made, [label, *also_called])
    return made


def name_term(term: Term, names: list[str]) -> None:
    """Have the term found by these names too."""
    TermName.objects.bulk_create(
        TermName(term=term, label=name, word=word)
        for name in names
        for word in sorted(set(words_of(name)))
    )


@verb("metadata:term:change")
def change_term(
    actor: Profile,
    code: str,
    *,
    term: str,
    label: str,
    broader: str = "",
    also_called: tuple[str, ...] = (),
    now: datetime,
) -> Term:
    """Change what a term is called, where it stands and its other names. It stays found by every
    name that it had. As fast with a million records that have it as with none."""
    access.require(actor, Permission.FILEPLAN_MANAGE)
    vocabulary = locked(code)
    found = queries.term_named(vocabulary, term)
    above, label = _broader(vocabulary, broader), label.strip()
    taken = folded(label) != found.folded and _taken(vocabulary, label)
    refuse_if(
        [
            *rules.reasons_not_to_label(label, taken),
            *_reasons_not_to_stand(found, above),
            *reasons_of_names(also_called),
        ]
    )
    before = {"label": found.label, "broader": found.broader.label if found.broader else ""}
    if label != found.label:
        found.names.filter(label=found.label, until=None).update(until=now)
    known = set(found.names.filter(until=None).values_list("label", flat=True))
    name_term(found, [one for one in dict.fromkeys([label, *also_called]) if one not in known])
    found.label, found.folded, found.broader = label, folded(label), above
    found.save(update_fields=["label", "folded", "broader"])
    after = {"label": label, "broader": broader}
    _tell("metadata:term:changed", actor, vocabulary, now, before=before, after=after)
    return found


def _reasons_not_to_stand(found: Term, above: Term | None) -> list[Reason]:
    one, steps = above, 0
    while one is not None and steps <= DEEPEST:
        if one.pk == found.pk:
            message = "A term cannot stand below itself or below what is narrower."
            return [Reason("ring", message, "broader")]
        one, steps = one.broader, steps + 1
    if steps >= DEEPEST:
        return [Reason("deep", f"Terms stand at most {DEEPEST} deep.", "broader")]
    return []


@verb("metadata:term:merge")
def merge_terms(actor: Profile, code: str, *, term: str, into: str, now: datetime) -> Term:
    """Merge a term into another: records that have the one are shown, and found, with the other,
    and none of them is touched; it takes over its other names. It cannot be undone."""
    access.require(actor, Permission.FILEPLAN_MANAGE)
    vocabulary = locked(code)
    found = queries.term_named(vocabulary, term)
    target = _named(vocabulary, into, "into")
    refuse_if(_reasons_not_to_merge(found, target))
    Term.objects.filter(merged_into=found).update(merged_into=target)
    Term.objects.filter(broader=found).update(broader=target)
    has = {folded(one) for one in queries.names_of(target)}
    names = dict.fromkeys([found.label, *queries.names_of(found)])
    found.names.update(until=now)
    name_term(target, [one for one in names if folded(one) not in has])
    found.merged_into = target
    found.save(update_fields=["merged_into"])
    _tell("metadata:term:merged", actor, vocabulary, now, term=found.label, into=target.label)
    return target


def _reasons_not_to_merge(found: Term, target: Term) -> list[Reason]:
    if found.pk == target.pk:
        return [Reason("same", "A term cannot be merged into itself.", "into")]
    one: Term | None = target
    while one is not None:
        if one.pk == found.pk:
            message = f"{target.label} stands below {found.label}. Move it out first."
            return [Reason("ring", message, "into")]
        one = one.broader
    return []


@verb("metadata:term:retire")
def retire_term(actor: Profile, code: str, *, term: str, now: datetime) -> Term:
    """Offer a term no more. Records that have it keep it."""
    return _set_retired(actor, code, term, now, retire=True)


@verb("metadata:term:restore")
def restore_term(actor: Profile, code: str, *, term: str, now: datetime) -> Term:
    """Offer a retired term again."""
    return _set_retired(actor, code, term, now, retire=False)


def _set_retired(actor: Profile, code: str, term: str, now: datetime, *, retire: bool) -> Term:
    access.require(actor, Permission.FILEPLAN_MANAGE)
    vocabulary = locked(code)
    found = queries.term_named(vocabulary, term)
    if (found.retired_at is not None) == retire:
        words = "is retired already" if retire else "is not retired"
        raise Refused(Reason("retired", f"{found.label} {words}."))
    found.retired_at = now if retire else None
    found.save(update_fields=["retired_at"])
    kind = "metadata:term:retired" if retire else "metadata:term:restored"
    _tell(kind, actor, vocabulary, now, term=found.label)
    return found


def locked(code: str) -> Vocabulary:
    """The vocabulary, fresh and locked, so that its terms change one at a time."""
    number = queries.vocabulary_named(code).pk
    return Vocabulary.objects.select_for_update(of=("self",)).get(pk=number)


def _broader(vocabulary: Vocabulary, label: str) -> Term | None:
    return _named(vocabulary, label, "broader") if label.strip() else None


def _named(vocabulary: Vocabulary, label: str, where: str) -> Term:
    try:
        return queries.term_named(vocabulary, label)
    except NotFound as missing:
        words = f"There is no term {label[:60]} in this vocabulary."
        raise Refused(Reason("no_term", words, where)) from missing


def _taken(vocabulary: Vocabulary, label: str) -> bool:
    chosen = Term.objects.filter(vocabulary=vocabulary, merged_into=None, folded=folded(label))
    return chosen.exists()


def _tell(kind: str, actor: Profile, about: Vocabulary, now: datetime, **detail: Any) -> None:
    record(EventDraft(kind, actor.reference, f"vocabulary:{about.code}", detail=detail), at=now)
