"""Whether one record can be merged into another of the same content without losing anything."""

from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.duplicates.types import ToMerge


def reasons_not_to_merge(kept: ToMerge, gone: ToMerge, reason: str) -> list[Reason]:
    """Every reason why `gone` cannot be merged into `kept`: what would be lost by it, of content,
    readers, time or protection."""
    if kept.number == gone.number:
        return [Reason("itself", "A record cannot be merged into itself. Name another.", "other")]
    reasons = []
    for one in (kept, gone):
        if not one.declared:
            words = f"{one.reference} is set aside, destroyed or merged."
            reasons.append(Reason("not_declared", words))
    if not gone.digests or gone.digests[:1] != kept.digests[:1]:
        words = "They do not have the same content, to the last byte. Compare them instead."
        reasons.append(Reason("other_content", words))
    elif not set(gone.digests) <= set(kept.digests):
        words = f"{gone.reference} has attachments that {kept.reference} does not have."
        reasons.append(Reason("attachments", words))
    if gone.audience != kept.audience:
        words = (
            "They are in different classes, or not the same people see them. Move one into the "
            "class of the other, or narrow both alike, first."
        )
        reasons.append(Reason("other_readers", words))
    reasons += _reasons_of_time(kept, gone)
    for one in (kept, gone):
        reasons += [Reason(guard.code, f"{one.reference}: {guard.message}") for guard in one.guards]
    if not reason.strip():
        reasons.append(Reason("no_reason", "Say why they are merged.", "reason"))
    return reasons


def _reasons_of_time(kept: ToMerge, gone: ToMerge) -> list[Reason]:
    if (kept.rule, kept.action) != (gone.rule, gone.action):
        words = (
            f"They are kept by different rules: {kept.reference} by {_rule(kept)}, "
            f"{gone.reference} by {_rule(gone)}."
        )
        return [Reason("other_rule", words)]
    if shortened(kept.due_on, gone.due_on):
        words = f"{gone.reference} is kept longer. Keep that one, and merge the other into it."
        return [Reason("shorter", words)]
    return []


def _rule(one: ToMerge) -> str:
    return f"{one.rule or 'none'}, which ends with {one.action or 'nothing'}"


def shortened(kept: date | None, gone: date | None) -> bool:
    """Whether a record due on `kept` would go before one due on `gone`; None: no end in sight."""
    return kept is not None and (gone is None or gone > kept)
