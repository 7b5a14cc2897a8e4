"""Verbs that link a document with what it goes with, say what it says again, and show it at the
point of work."""

from datetime import date, datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile, Role
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import normalise
from muniment.governance.assets import queries as assets
from muniment.governance.policies import queries, rules
from muniment.governance.policies.actions.keeping import line, locked_to_write, refuse, told
from muniment.governance.policies.models import Extract, Link, Pointer, Policy
from muniment.governance.policies.types import LinkKind, Screen
from muniment.lifecycle.retention import queries as retention


@verb("policies:link:make")
def link(
    actor: Profile, reference: str, kind: str, target: str, *, paragraph: str = "", now: datetime
) -> Link:
    """Say that a document goes with another thing: a document or asset (by reference), a retention
    rule (by code), or in words what Muniment knows nothing of. `paragraph`: where it says so.
    Raises Refused with every reason."""
    one, today = locked_to_write(actor, reference, now), civil_date(now)
    wanted = _target(kind, target)
    same = one.links.filter(kind=kind, target=wanted).exists()
    known = _is_known(actor, kind, wanted, today)
    itself = kind == LinkKind.DOCUMENT and wanted == one.reference
    wrong = rules.reasons_not_to_link(kind, wanted, known=known, same=same, itself=itself)
    refuse_if([*wrong, *_of_paragraph(one, paragraph)])
    made = Link.objects.create(policy=one, kind=kind, target=wanted, paragraph=line(paragraph))
    told("policies:link:made", actor, one, now, detail={"kind": kind, "target": wanted})
    return made


def _target(kind: str, target: str) -> str:
    of_ours = kind in (LinkKind.DOCUMENT, LinkKind.ASSET)
    return normalise(target) if of_ours else line(target)


def _is_known(actor: Profile, kind: str, target: str, today: date) -> bool:
    match kind:
        case LinkKind.DOCUMENT:
            return queries.policies(actor, today=today).filter(reference=target).exists()
        case LinkKind.ASSET:
            return assets.assets(actor, today=today).filter(reference=target).exists()
        case LinkKind.RULE:
            return retention.rule_in_force(target) is not None
        case _:
            return True


def _of_paragraph(one: Policy, paragraph: str) -> list[Reason]:
    """What is wrong with a paragraph that is named: it is in no text of the document."""
    if not paragraph.strip():
        return []
    on_its_way = queries.on_its_way(one)
    texts = [each.text for each in (one.in_force, on_its_way) if each]
    if any(rules.find(rules.paragraphs(text), paragraph) for text in texts):
        return []
    return [Reason("paragraph", f"There is no paragraph {paragraph[:20]}.", "paragraph")]


@verb("policies:link:end")
def unlink(actor: Profile, reference: str, kind: str, target: str, *, now: datetime) -> None:
    """Say no more that a document goes with a thing. Raises Refused where it does not."""
    one = locked_to_write(actor, reference, now)
    gone, _ = one.links.filter(kind=kind, target=_target(kind, target)).delete()
    if not gone:
        raise Refused(Reason("same", "It is not linked to that."))
    told("policies:link:ended", actor, one, now, detail={"kind": kind, "target": target[:200]})


@verb("policies:extract:make")
def extract(
    actor: Profile, reference: str, source: str, paragraph: str, *, now: datetime
) -> Extract:
    """Say that a desk aid or guide says again, in short, a paragraph of another document that is
    in force. When that paragraph changes, the aid falls behind. Raises Refused with every
    reason."""
    one, today = locked_to_write(actor, reference, now), civil_date(now)
    of = queries.policy_named(actor, source, today)
    text = of.in_force.text if of.in_force else ""
    found = rules.find(rules.paragraphs(text), paragraph)
    wrong = []
    if of.pk == one.pk:
        wrong.append(Reason("source", "It is this document.", "source"))
    if found is None:
        said = f"Nothing in force there has a paragraph {paragraph[:20]}."
        wrong.append(Reason("paragraph", said, "paragraph"))
    refuse_if(wrong)
    if found is None or of.in_force is None:
        raise AssertionError("said above")
    cited = found.key or found.number
    if one.extracts.filter(source=of, paragraph=cited).exists():
        raise Refused(Reason("same", "It is said of it already.", "paragraph"))
    made = Extract.objects.create(
        aid=one, source=of, paragraph=cited, digest=found.digest, version=of.in_force.number
    )
    detail = {"source": of.reference, "paragraph": cited}
    told("policies:extract:made", actor, one, now, detail=detail)
    return made


@verb("policies:extract:confirm")
def confirm_extract(
    actor: Profile, reference: str, source: str, paragraph: str, *, now: datetime
) -> Extract:
    """Say that a desk aid that fell behind is right still, though the paragraph has changed. Raises
    Refused where it has not fallen behind, or the paragraph is gone."""
    one = locked_to_write(actor, reference, now)
    found = (
        one.extracts.select_related("source__in_force")
        .filter(source__reference=normalise(source), paragraph=paragraph.strip())
        .first()
    )
    if found is None or found.stale_at is None:
        raise Refused(Reason("same", "It has not fallen behind."))
    of = found.source.in_force
    now_says = rules.find(rules.paragraphs(of.text if of else ""), found.paragraph)
    if now_says is None or of is None:
        raise Refused(Reason("gone", "The paragraph is gone. Write the aid anew, or retire it."))
    found.digest, found.version = now_says.digest, of.number
    found.stale_at, found.stale_why = None, ""
    found.save()
    detail = {"source": found.source.reference, "paragraph": found.paragraph}
    told("policies:extract:confirmed", actor, one, now, detail=detail)
    return found


@verb("policies:pointer:set")
def point(
    actor: Profile,
    reference: str,
    screen: str,
    *,
    role: str = "",
    paragraph: str = "",
    now: datetime,
) -> Pointer:
    """Show a document, or one paragraph of it, at a place of work: to everybody, or to those of one
    role. For those who keep the documents of the whole body. Raises Refused with every reason."""
    access.require(actor, Permission.POLICIES_MANAGE)
    one = locked_to_write(actor, reference, now)
    if not queries.manages(actor, ""):
        refuse("It is for those who keep the documents of the whole body.")
    wrong = []
    if screen not in list(Screen):
        wrong.append(Reason("screen", "Choose where it is shown.", "screen"))
    if role and role not in list(Role):
        wrong.append(Reason("role", f"There is no role {role[:40]}.", "role"))
    refuse_if([*wrong, *_of_paragraph(one, paragraph)])
    said = {"paragraph": paragraph.strip().removeprefix("#")}
    rows = Pointer.objects.filter(screen=screen, role=role, policy=one)
    if rows.filter(**said).exists():
        raise Refused(Reason("same", "It is shown there already."))
    made, _ = Pointer.objects.update_or_create(screen=screen, role=role, policy=one, defaults=said)
    detail = {"screen": screen, "role": role, **said}
    told("policies:pointer:was_set", actor, one, now, detail=detail)
    return made


@verb("policies:pointer:end")
def unpoint(actor: Profile, reference: str, screen: str, *, role: str = "", now: datetime) -> None:
    """Show a document at a place of work no more. Raises Refused where it is not shown there."""
    access.require(actor, Permission.POLICIES_MANAGE)
    one = locked_to_write(actor, reference, now)
    if not queries.manages(actor, ""):
        refuse("It is for those who keep the documents of the whole body.")
    gone, _ = Pointer.objects.filter(screen=screen, role=role, policy=one).delete()
    if not gone:
        raise Refused(Reason("same", "It is not shown there."))
    told("policies:pointer:ended", actor, one, now, detail={"screen": screen, "role": role})
