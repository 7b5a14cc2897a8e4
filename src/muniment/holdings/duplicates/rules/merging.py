"""Whether one record can be merged into another without losing anything."""

from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.duplicates.rules.shingling import THRESHOLD
from muniment.holdings.duplicates.types import ToMerge


def reasons_not_to_merge(
    kept: ToMerge,
    gone: ToMerge,
    reason: str,
    *,
    stands_for: bool = False,
    alike: float | None = None,
    versions: bool = False,
) -> list[Reason]:
    """Every reason why `gone` cannot be merged into `kept`: what would be lost by it, of content,
    readers, time or protection.

    `stands_for`: somebody says that the one stands for the other, whose content is then kept with
    it. It counts where their texts say nearly the same (`alike`, of 1; None: not known) or they
    were said to be `versions` of one document.
    """
    if kept.number == gone.number:
        return [Reason("itself", "A record cannot be merged into itself. Name another.", "other")]
    reasons = []
    for one in (kept, gone):
        if not one.declared:
            words = f"{one.reference} is set aside, destroyed or merged."
            reasons.append(Reason("not_declared", words))
    if stands_for and kept.digests and gone.digests:
        reasons += _reasons_it_does_not_stand_for(kept, gone, alike, versions)
    else:
        reasons += _reasons_of_content(kept, gone)
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


def same_content(kept: ToMerge, gone: ToMerge) -> bool:
    """Whether both have the same original, and one has all attachments of the other."""
    same = bool(gone.digests) and gone.digests[:1] == kept.digests[:1]
    return same and set(gone.digests) <= set(kept.digests)


def _reasons_of_content(kept: ToMerge, gone: ToMerge) -> list[Reason]:
    if not gone.digests or gone.digests[:1] != kept.digests[:1]:
        words = (
            "They do not have the same content, to the last byte. Compare them; if one stands for "
            "the other, say so."
        )
        return [Reason("other_content", words, "stands_for")]
    if not set(gone.digests) <= set(kept.digests):
        words = f"{gone.reference} has attachments that {kept.reference} does not have."
        return [Reason("attachments", words)]
    return []


def _reasons_it_does_not_stand_for(
    kept: ToMerge, gone: ToMerge, alike: float | None, versions: bool
) -> list[Reason]:
    """Why one cannot stand for the other, whoever says so."""
    if same_content(kept, gone):
        return []
    reasons = []
    same_original = gone.digests[:1] == kept.digests[:1]
    if not (same_original or versions or (alike is not None and alike >= THRESHOLD)):
        words = (
            "Their texts do not say nearly the same, and nobody has said that they are versions of "
            "one document."
        )
        reasons.append(Reason("not_alike", words))
    if kept.message != gone.message and not same_original:
        words = "A message was sent by itself, and no other stands for it."
        reasons.append(Reason("message", words))
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
