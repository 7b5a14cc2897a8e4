"""The schedule: rules, their versions, and what a file of rules would do to it."""

from collections.abc import Collection, Iterable

from django.db.models import F, Max, QuerySet

from muniment.foundation.kernel.asking import once_a_page
from muniment.foundation.kernel.errors import NotFound
from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.models import ClashPolicy, DraftRule, Rule, RuleVersion
from muniment.lifecycle.retention.rules.clashing import Policy
from muniment.lifecycle.retention.types import (
    Action,
    CutOff,
    PlannedRule,
    RuleDraft,
    RuleState,
    RuleTerms,
)


def versions() -> QuerySet[RuleVersion]:
    """The newest version of every rule, by code."""
    newest = RuleVersion.objects.annotate(newest=Max("rule__versions__version"))
    return newest.filter(version=F("newest")).select_related("rule").order_by("rule__code")


def rules(*, retired: bool = False) -> QuerySet[RuleVersion]:
    """The rules that can be given to a class, in their newest version; or the retired ones."""
    state = RuleState.RETIRED if retired else RuleState.ACTIVE
    return versions().filter(rule__state=state)


def newest_of(codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The title and the authority of each of these rules, used or retired, as they are now."""
    rows = versions().filter(rule__code__in=set(codes))
    return {one.rule.code: (one.title, one.authority) for one in rows}


def named(
    wanted: Collection[tuple[str, int | None]],
) -> dict[tuple[str, int | None], tuple[str, str]]:
    """The title and the authority of each of these rules, as they were in that version of it."""
    rows = RuleVersion.objects.filter(rule__code__in={code for code, _ in wanted})
    found = rows.values_list("rule__code", "version", "title", "authority")
    return {
        (code, version): (title, authority)
        for code, version, title, authority in found
        if (code, version) in wanted
    }


def rule_named(code: str) -> Rule:
    """The rule with this code, retired or not. Raises NotFound."""
    found = Rule.objects.filter(code=code.strip()).first()
    if found is None:
        raise NotFound("rule", code)
    return found


def history(code: str) -> list[RuleVersion]:
    """Every version of the rule, the newest first. Raises NotFound."""
    return list(rule_named(code).versions.select_related("rule").order_by("-version"))


def terms(version: RuleVersion) -> RuleTerms:
    """The version as a value."""
    return RuleTerms(
        code=version.rule.code,
        version=version.version,
        title=version.title,
        authority=version.authority,
        steps=decide.parse(version.life),
        valid_to=version.valid_to,
        stages=stages_of(version),
    )


def code_of(version: RuleVersion | DraftRule) -> str:
    """The code of a rule, in force or drafted."""
    return version.rule.code if isinstance(version, RuleVersion) else version.code


def stages_of(version: RuleVersion | DraftRule) -> tuple[str, ...]:
    """The roles that sign a disposal under this version, in order; none: those of the body."""
    return tuple(filter(None, version.review_stages.split(decide.STAGES)))


def terms_of(codes: Iterable[str]) -> dict[str, RuleTerms]:
    """The terms in force of each rule that is active, by code, in one query."""
    wanted = frozenset(code for code in codes if code)
    return dict(_terms_of(wanted)) if wanted else {}


@once_a_page
def _terms_of(codes: frozenset[str]) -> dict[str, RuleTerms]:
    return {one.rule.code: terms(one) for one in rules().filter(rule__code__in=codes)}


def rule_in_force(code: str) -> RuleTerms | None:
    """The terms of the rule; None where there is no such rule or it is retired."""
    return terms_of([code]).get(code)


def awaited_events() -> list[str]:
    """The names of the events that some rule in force waits for, in order."""
    lives = rules().values_list("life", flat=True).distinct()
    legs = (leg for life in lives for step in decide.parse(life) for leg in step.legs)
    return sorted({decide.event_of(leg) for leg in legs} - {""})


def rules_with(action: Action) -> list[str]:
    """The codes of the rules in force that have such a step."""
    lives = rules().values_list("rule__code", "life")
    return [code for code, life in lives if any(s.action is action for s in decide.parse(life))]


def rules_with_cut_off(cut_off: CutOff) -> list[str]:
    """The codes of the rules in force that count from, or up to, the end of such a year."""
    lives = rules().values_list("rule__code", "life")
    return [code for code, life in lives if any(s.goes_by(cut_off) for s in decide.parse(life))]


@once_a_page
def clash_policy() -> Policy:
    """Which of several rules wins: the nearest, until somebody sets another policy."""
    newest = ClashPolicy.objects.order_by("-pk").first()
    return Policy(newest.policy) if newest else Policy.NEAREST


def authorities(wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The authority behind each version of a rule (code and number), also of retired rules."""
    named = set(wanted)
    rows = RuleVersion.objects.filter(rule__code__in={code for code, _ in named})
    found = {
        (code, number): said
        for code, number, said in rows.values_list("rule__code", "version", "authority")
    }
    return {one: found[one] for one in named if one in found}


def draft_of(version: RuleVersion | DraftRule) -> RuleDraft:
    """The rule, in force or drafted, as somebody would write it down."""
    return RuleDraft(
        code=code_of(version),
        title=version.title,
        description=version.description,
        examples=version.examples,
        scope_note=version.scope_note,
        authority=version.authority,
        steps=decide.parse(version.life),
        review_stages=stages_of(version),
        why=version.why,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
    )


def export_rows() -> list[dict[str, str]]:
    """The rules in force as rows: what import takes, and gives again."""
    return [decide.as_cells(draft_of(one)) for one in rules()]


def planned(drafts: Iterable[RuleDraft]) -> list[PlannedRule]:
    """What importing these rules would do, in their order. Those that are there already, just as
    they are, are left out."""
    newest = {one.rule.code: one for one in versions()}
    found = [_planned(draft, newest.get(draft.code)) for draft in drafts]
    return [one for one in found if one.is_new or one.is_retired or one.changes]


def _planned(draft: RuleDraft, last: RuleVersion | None) -> PlannedRule:
    if last is None:
        return PlannedRule(draft.code, draft.title, True, False)
    changes = decide.differing(draft_of(last), draft)
    return PlannedRule(
        draft.code, draft.title, False, last.rule.state == RuleState.RETIRED, changes
    )
