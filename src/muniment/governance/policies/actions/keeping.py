"""What every verb on documents does: lock one, fill it, tell the log."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import NoReturn

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile, Role
from muniment.foundation.audit.actions import record
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotPermitted, Reason, Refused
from muniment.foundation.kernel.ids import normalise
from muniment.foundation.kernel.words import fold, words_of
from muniment.foundation.notices import actions as notices
from muniment.governance.bodies import queries as bodies
from muniment.governance.bodies.models import GoverningBody
from muniment.governance.policies import queries, rules
from muniment.governance.policies.models import Policy, PolicyVersion
from muniment.governance.policies.types import PolicyDraft
from muniment.holdings.records.rules import printable

OTHERS = "It is for who answers for the document, and for those who keep the documents of its unit."


def line(text: str) -> str:
    """A text as one line."""
    return printable(" ".join(text.split()))


def text_of(given: str) -> str:
    """A text as it is kept: its lines as they are, without what cannot be printed."""
    return "\n".join(printable(one.rstrip()) for one in given.strip("\n").splitlines())


def digest_of(text: str) -> str:
    """SHA-256 of a text."""
    return sha256(text.encode()).hexdigest()


def clean(draft: PolicyDraft) -> PolicyDraft:
    """What is said of a document, as it is kept."""
    topics = dict.fromkeys(filter(None, map(line, draft.topics)))
    return replace(
        draft,
        title=line(draft.title),
        summary=line(draft.summary),
        owner_post=line(draft.owner_post),
        body=normalise(draft.body),
        audience=tuple(dict.fromkeys(draft.audience)),
        topics=tuple(topics),
    )


def reasons_against(actor: Profile, draft: PolicyDraft) -> tuple[list[Reason], str]:
    """Every gap and fault of what is said of a document, and the reference of its owner."""
    who = access.find_person(draft.owner) if draft.owner.strip() else None
    owner = who.reference if who is not None and who.is_active else ""
    body = bodies.bodies(actor).filter(reference=draft.body).exists() if draft.body else False
    roles = [one.value for one in Role]
    units = access.unit_lineages()
    wrong = rules.reasons_not_to_keep(draft, owner=owner, units=units, roles=roles, body=body)
    return wrong, owner


def fill(one: Policy, draft: PolicyDraft, owner: str) -> None:
    """Have a document say this of itself, and save it."""
    one.kind, one.title, one.sort_key = draft.kind, draft.title, fold(draft.title)[:200]
    one.summary, one.owner_post = draft.summary, draft.owner_post
    one.unit = access.unit_named(draft.unit) if draft.unit else None
    found = access.find_person(owner)
    if found is None:
        raise AssertionError("reasons_against says so")
    one.owner = found
    one.body = GoverningBody.objects.get(reference=draft.body) if draft.body else None
    one.audience, one.topics = list(draft.audience), list(draft.topics)
    one.review_months = draft.review_months
    found_by(one)
    one.changed += 1
    one.save()


def found_by(one: Policy) -> None:
    """Have a document be found by what is said of it, and by what its text in force says."""
    text = one.in_force.text if one.in_force else ""
    said = [one.reference, one.title, one.summary, *one.topics, text]
    topics = [f"topic:{'-'.join(words_of(topic))}" for topic in one.topics]
    one.words = " ".join(["", *sorted({*words_of(" ".join(said)), *topics}), ""])


def locked(actor: Profile, reference: str, today: date) -> Policy:
    """The document, locked. Raises NotFound where the actor may not know of it."""
    found = queries.policy_named(actor, reference, today)
    rows = Policy.objects.select_for_update(of=("self",))
    return rows.select_related("unit", "owner", "body", "in_force").get(pk=found.pk)


def locked_to_write(actor: Profile, reference: str, now: datetime) -> Policy:
    """The document, locked, for somebody who writes it. Raises NotFound, NotPermitted."""
    one = locked(actor, reference, civil_date(now))
    if not queries.keeps(actor, one):
        refuse(OTHERS)
    return one


def open_version(one: Policy) -> PolicyVersion:
    """The version that is on its way. Raises Refused where there is none."""
    found = queries.on_its_way(one)
    if found is None:
        raise Refused(Reason("no_draft", "No new version is being written. Begin one first."))
    found.policy = one
    return found


def refuse(why: str) -> NoReturn:
    """Say that it is for others."""
    raise NotPermitted(Reason("not_permitted", why))


def told(
    kind: str,
    actor: Profile,
    one: Policy,
    now: datetime,
    *,
    version: PolicyVersion | None = None,
    reason: str = "",
    detail: Mapping[str, JSON] | None = None,
) -> None:
    """Tell the log, last, what was done: which version, and the digest of its text. What it says
    stays out of the log."""
    said: dict[str, JSON] = {"title": one.title, **(detail or {})}
    if version is not None:
        said |= {"version": version.number, "digest": version.digest}
    about = f"policy:{one.reference}"
    record(EventDraft(kind, actor.reference, about, reason=reason, detail=said), at=now)


def tell_owner(one: Policy, kind: str, words: str, key: str, now: datetime) -> bool:
    """Tell who answers for a document something; whether they were told: not who has left, and
    nobody twice."""
    told_now = notices.tell(
        one.owner.reference,
        kind=f"policies.{kind}",
        about=f"policy:{one.reference}",
        words=words,
        key=key,
        now=now,
    )
    return told_now is not None
