"""What stands against making, approving, publishing, retiring and acknowledging a document."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from muniment.foundation.kernel.errors import Reason
from muniment.governance.policies.types import (
    EVERYONE,
    ROLE,
    TRANSITIONS,
    UNIT,
    Answer,
    Content,
    Kind,
    LinkKind,
    Paragraph,
    PolicyDraft,
    State,
)

TITLE, SUMMARY, WORDS, TOPIC, WHY = 200, 1_000, 4_000, 60, 500  # letters
MOST_MONTHS = 60
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def reasons_not_to_keep(
    draft: PolicyDraft, *, owner: str, units: Collection[str], roles: Collection[str], body: bool
) -> list[Reason]:
    """Every gap and fault of what is said of a document. `owner`: the reference of who is meant,
    blank for nobody who works here; `units` and `roles`: those that there are; `body`: there is
    the body that is named, and it is open."""
    return [*_of_words(draft), *_of_people(draft, owner, body), *_of_audience(draft, units, roles)]


def _of_words(draft: PolicyDraft) -> Iterator[Reason]:
    if draft.kind not in list(Kind):
        yield Reason("kind", "Choose what kind of document it is.", "kind")
    yield from reasons_of_words(draft.title, "title", TITLE, "Give it a title.")
    yield from reasons_of_words(draft.summary, "summary", SUMMARY)
    yield from reasons_of_words(draft.owner_post, "owner_post", TITLE)
    if any(len(one) > TOPIC for one in draft.topics) or len(draft.topics) > 20:
        yield Reason("topics", f"Use at most 20 topics of at most {TOPIC} letters.", "topics")
    if not 1 <= draft.review_months <= MOST_MONTHS:
        said = f"Give the months between reviews, from 1 to {MOST_MONTHS}."
        yield Reason("review_months", said, "review_months")


def _of_people(draft: PolicyDraft, owner: str, body: bool) -> Iterator[Reason]:
    if not draft.owner.strip():
        yield Reason("owner", "Name who answers for it.", "owner")
    elif not owner:
        said = f"Nobody who works here has the user name, e-mail or reference “{draft.owner[:60]}”."
        yield Reason("owner", said, "owner")
    if draft.body and not body:
        yield Reason("body", f"There is no open governance body {draft.body[:60]}.", "body")
    if not draft.body and draft.kind in list(Kind) and Kind(draft.kind).by_body:
        yield Reason("body", "Name the governance body that approves it.", "body")


def _of_audience(
    draft: PolicyDraft, units: Collection[str], roles: Collection[str]
) -> Iterator[Reason]:
    if draft.unit and draft.unit not in units:
        yield Reason("unit", f"There is no unit {draft.unit[:60]}.", "unit")
    for one in draft.audience:
        of_unit = one.startswith(UNIT) and one.removeprefix(UNIT) in units
        of_role = one.startswith(ROLE) and one.removeprefix(ROLE) in roles
        if one != EVERYONE and not of_unit and not of_role:
            yield Reason("audience", f"There is no audience {one[:60]}.", "audience")


def reasons_of_words(text: str, field: str, most: int, asked: str = "") -> list[Reason]:
    """What is wrong with words; `asked`: what to say where they must be given and are not."""
    if asked and not text.strip():
        return [Reason(field, asked, field)]
    over = len(text.strip()) > most
    return [Reason(field, f"Use at most {most:,} letters.", field)] if over else []


def reasons_not_to_move(state: State, deed: str) -> list[Reason]:
    """Why a version does not change its state so."""
    if (state, deed) in TRANSITIONS:
        return []
    return [Reason(state, f"This version is {state.label[0].lower()}{state.label[1:]}.")]


def reasons_not_to_write(state: State) -> list[Reason]:
    """Why the text of a version is not changed: only that of a draft is. `settled` once it is
    approved, since then it never changes."""
    if state is State.DRAFT:
        return []
    said = f"This version is {state.label[0].lower()}{state.label[1:]}: its text stays as it is."
    coming_back = state in (State.CONSULTING, State.CONSULTED)
    return [Reason(state if coming_back else "settled", said)]


def reasons_not_to_consult(state: State, until: date | None, today: date) -> list[Reason]:
    """Why a draft does not go out for comment."""
    found = reasons_not_to_move(state, "consult")
    if until is None:
        found.append(Reason("until", "Give the last day for comments.", "until"))
    elif not today <= until <= today + timedelta(days=366):
        found.append(Reason("until", "The last day is today or within a year.", "until"))
    return found


def reasons_not_to_approve(
    state: State, *, by_body: bool, decides: bool, gone: bool, unanswered: int
) -> list[Reason]:
    """Why a version is not approved. `by_body`: a governance body approves it; `decides`: the body
    decides through the actor, or without a body the actor may; `gone`: its owner has left;
    `unanswered`: comments without an answer. Without a body a draft may be approved at once."""
    allowed = (state, "approve") in TRANSITIONS or (state is State.DRAFT and not by_body)
    found = [] if allowed else reasons_not_to_move(state, "approve")
    if not decides:
        said = "Only a member of the body that approves it can. Ask its secretary."
        found.append(Reason("not_member", said))
    if gone:
        found.append(Reason("owner", "Its owner has left. Name another.", "owner"))
    if unanswered:
        found.append(Reason("comments", f"Comments without an answer: {unanswered}.", "comments"))
    return found


def reasons_not_to_publish(state: State, review_on: date | None, today: date) -> list[Reason]:
    """Why a version is not published."""
    found = reasons_not_to_move(state, "publish")
    if review_on is not None and review_on <= today:
        found.append(Reason("review_on", "The next review must be still to come.", "review_on"))
    return found


def reasons_not_to_open(slug: str, state: State | None, *, taken: bool) -> list[Reason]:
    """Why a document does not get a page for the public at an address. `state`: of the version in
    force, None where none is; `taken`: another document has had this address."""
    found = []
    if state is not State.PUBLISHED:
        found.append(Reason("state", "Publish it to staff first."))
    if not SLUG.fullmatch(slug) or len(slug) > 80:
        said = "Use small letters, numbers and single hyphens, at most 80."
        found.append(Reason("slug", said, "slug"))
    elif taken:
        found.append(Reason("slug", "Another document has this address.", "slug"))
    return found


def reasons_not_to_link(
    kind: str, target: str, *, known: bool, same: bool, itself: bool
) -> list[Reason]:
    """Why a document is not linked to a thing. `known`: there is that thing, where Muniment knows
    of such; `same`: it is linked to it already."""
    if kind not in list(LinkKind):
        return [Reason("kind", "Choose what it is linked to.", "kind")]
    found = reasons_of_words(target, "target", TITLE, "Say what it is linked to.")
    if not found and not known:
        said = f"There is no such thing that you can see: {target[:60]}."
        found.append(Reason("target", said, "target"))
    if itself:
        found.append(Reason("target", "It is this document.", "target"))
    if same:
        found.append(Reason("same", "It is linked to that already.", "target"))
    return found


def reasons_not_to_answer(answered: bool, answer: str, words: str) -> list[Reason]:
    """Why a proposed change is not answered so."""
    found = reasons_of_words(words, "words", WHY, "Say why, so that who proposed it understands.")
    if answer not in list(Answer):
        found.append(Reason("answer", "Choose what comes of it.", "answer"))
    if answered:
        found.append(Reason("answered", "It has been answered already."))
    return found


def missing_contents(found: Sequence[Paragraph]) -> list[Content]:
    """What the policy on records must say, and no paragraph is marked to say (Code of Practice
    under section 46 of the Freedom of Information Act 2000)."""
    met = {name for one in found for name in one.meets}
    return [one for one in Content if one not in met]


def met_by(found: Sequence[Paragraph]) -> dict[Content, list[Paragraph]]:
    """For each thing that the policy on records must say, the paragraphs that say it."""
    return {one: [each for each in found if one in each.meets] for one in Content}


def next_number(major: int, minor: int, *, great: bool) -> tuple[int, int]:
    """The number of the version that follows: 3.0 after 2.4 for a great change, else 2.5."""
    return (major + 1, 0) if great else (major, minor + 1)
