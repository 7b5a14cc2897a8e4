"""What a change of a rule would do, before it is done [checklist 53]."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.queries.dating import dates_under
from muniment.lifecycle.retention.queries.schedule import rule_in_force
from muniment.lifecycle.retention.types import RuleDraft, RuleTerms

CHUNK = 2_000
Progress = Callable[[int, int], None]


def effect_of(
    actor: Profile,
    draft: RuleDraft,
    *,
    today: date,
    most: int | None = None,
    progress: Progress = lambda done, total: None,
) -> decide.Effect:
    """How the dates of the rule's records would move if the draft were in force on the civil date
    `today`. Nothing is changed. Every record is counted; among the examples are only those that
    the actor may see. Raises NotPermitted for whoever does not manage rules.

    With `most`, of more records only every n-th is looked at, so that a page can wait for it.
    """
    access.require(actor, Permission.RETENTION_MANAGE)
    now = rule_in_force(draft.code)
    then = _terms(draft, now.version + 1 if now else 1)
    return _effect(actor, draft.code, now, then, today=today, most=most, progress=progress)


def effect_of_retiring(
    actor: Profile, code: str, *, today: date, most: int | None = None
) -> decide.Effect:
    """The same for a rule that is no longer in force: its records become open-ended. Raises
    NotPermitted for whoever does not manage rules."""
    access.require(actor, Permission.RETENTION_MANAGE)
    return _effect(actor, code, rule_in_force(code), None, today=today, most=most)


def _effect(
    actor: Profile,
    code: str,
    now: RuleTerms | None,
    then: RuleTerms | None,
    *,
    today: date,
    most: int | None,
    progress: Progress = lambda done, total: None,
) -> decide.Effect:
    wanted = records.every_record().filter(state=RecordState.DECLARED, rule=code)
    effect = decide.Effect(total=wanted.count())
    step = max(1, -(-effect.total // most)) if most else 1
    numbers = list(wanted.order_by("pk").values_list("pk", flat=True))[::step]
    for start in range(0, len(numbers), CHUNK):
        rows = list(records.every_record().filter(pk__in=numbers[start : start + CHUNK]))
        # They are under this rule, though by the body's policy another class may be nearer.
        filings = [replace(one, rule=code) for one in records.filing_of(rows)]
        before = dates_under(filings, {code: now} if now else {})
        after = dates_under(filings, {code: then} if then else {})
        for row, old, new in zip(rows, before, after, strict=True):
            actions = (old.action, new.action)
            effect.add(row.reference, old.due_on, new.due_on, today, actions)
        progress(start + len(rows), len(numbers))
    named = [reference for reference, _, _ in effect.examples]
    seen = records.visible(actor).filter(reference__in=named)
    known = set(seen.values_list("reference", flat=True))
    effect.examples = [one for one in effect.examples if one[0] in known]
    return effect


def _terms(draft: RuleDraft, version: int) -> RuleTerms:
    return RuleTerms(
        draft.code,
        version,
        draft.title,
        draft.authority,
        draft.steps,
        draft.valid_to,
        draft.review_stages,
    )
