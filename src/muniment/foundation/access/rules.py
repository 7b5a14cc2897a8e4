"""Pure decisions about who may do and who may see. No Django, no clock, no I/O."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from muniment.foundation.access.types import (
    NOBODY,
    ROLE_PERMISSIONS,
    ROLES_THAT_SEE,
    SIGNING,
    AudienceKey,
    Grant,
    Marking,
    Permission,
    Place,
    Profile,
    Role,
    SubstituteDraft,
    Tier,
)
from muniment.foundation.kernel.errors import Reason

LONGEST_TOKEN = timedelta(days=366)


def covers(grant: Grant, place: Place) -> bool:
    """Whether the scope of the grant takes in the place."""
    if grant.file_class:
        return grant.file_class in place.classes
    return not grant.unit or grant.unit in place.units


def may(profile: Profile, permission: Permission, place: Place | None = None) -> bool:
    """Whether some role in force gives `permission`, at `place` if one is named."""
    return profile.active and any(
        permission in ROLE_PERMISSIONS[grant.role] and (place is None or covers(grant, place))
        for grant in profile.grants
    )


def reasons_may_not(
    profile: Profile, permission: Permission, place: Place | None = None
) -> list[Reason]:
    """Why the person may not do what asks for `permission` here; empty if they may."""
    if not profile.active:
        return [Reason("left", "This person has left and can do nothing.")]
    if may(profile, permission, place):
        return []
    who = " or ".join(roles_with(permission))
    if permission in profile.permissions:
        return [
            Reason("out_of_scope", f"Your role does not reach this part. Ask the {who} for it.")
        ]
    return [Reason("not_permitted", f"Your role does not allow this. Ask a {who}.")]


def roles_with(permission: Permission) -> list[str]:
    """The roles that carry the permission, in words and lower case."""
    return [role.label.lower() for role in Role if permission in ROLE_PERMISSIONS[role]]


def roles_at(profile: Profile, place: Place) -> set[Role]:
    """The roles that the person holds over the place."""
    return {grant.role for grant in profile.grants if covers(grant, place)}


def reasons_not_to_see(profile: Profile, audience: AudienceKey) -> list[Reason]:
    """Every reason why the person cannot see what carries this audience; empty if they can.

    Role and access are both needed: a role that opens records at all, and a way in (a unit it
    is open to, or a role over that part), the clearance, and every handling set.
    """
    if not profile.active:
        return [Reason("left", "This person has left and can see nothing.")]
    return [
        *_reasons_of_role(profile),
        *_reasons_of_way_in(profile, audience),
        *_reasons_of_marking(profile, audience.marking),
    ]


def _reasons_of_role(profile: Profile) -> list[Reason]:
    if Permission.RECORDS_SEE in profile.permissions:
        return []
    return [Reason("no_role", "None of this person's roles opens records.")]


def _reasons_of_way_in(profile: Profile, audience: AudienceKey) -> list[Reason]:
    if sees_by_role(profile, audience.place):
        return []
    open_to = units_let_in(audience)
    # What names no unit is for members of staff, SENSITIVE or not; what does is for its people.
    in_unit = not open_to or any(unit in profile.unit_lineage for unit in open_to)
    staff = any(grant.role is Role.STAFF for grant in profile.grants)
    if in_unit and (staff or audience.open_to):
        return []
    where = ", ".join(open_to) or "members of staff"
    return [Reason("not_open", f"It is open only to {where}, and to roles over that part.")]


def units_let_in(audience: AudienceKey) -> tuple[str, ...]:
    """The units whose people the audience lets in; none named means every member of staff.

    SENSITIVE is need to know: open to everyone then means everyone in the owning unit, and
    nobody where no unit owns it.
    """
    if audience.open_to or not audience.marking.sensitive:
        return audience.open_to
    return audience.place.units[:1] or (NOBODY,)


def sees_by_role(profile: Profile, place: Place) -> bool:
    """Whether one of the person's roles opens everything at the place."""
    return any(grant.role in ROLES_THAT_SEE and covers(grant, place) for grant in profile.grants)


def _reasons_of_marking(profile: Profile, marking: Marking) -> list[Reason]:
    reasons = []
    if marking.tier.level > profile.clearance.level:
        reasons.append(
            Reason(
                "clearance", f"It is {marking.tier.label}; clearance is {profile.clearance.label}."
            )
        )
    for name in sorted(marking.handling - profile.handling):
        reasons.append(Reason("handling", f"It is in the handling set {name}; this person is not."))
    return reasons


def reasons_not_to_mark(
    marking: Marking, container: Marking, profile: Profile, tiers: Iterable[str]
) -> list[Reason]:
    """Why a thing may not be given `marking` inside a container marked `container`.

    `tiers` are those that this deployment accepts.
    """
    reasons = []
    if marking.tier.value not in set(tiers):
        reasons.append(
            Reason("tier_refused", f"This system does not accept {marking.tier.label}.", "marking")
        )
    if not container.dominates(marking):
        reasons.append(
            Reason(
                "container_lower",
                f"The place is marked {container.label}, which is lower than {marking.label}.",
                "marking",
            )
        )
    if marking.tier.level > profile.clearance.level:
        reasons.append(
            Reason("above_clearance", "You cannot mark above your own clearance.", "marking")
        )
    return reasons


def highest_tier(tiers: Iterable[str]) -> Tier:
    """The highest of the tiers named."""
    return max((Tier(tier) for tier in tiers), key=lambda tier: tier.level)


def reasons_not_to_issue(
    own: bool, active: bool, name: str, expires_at: datetime, now: datetime
) -> list[Reason]:
    """Why a token cannot be issued: to oneself only, for a year at most, saying what for."""
    reasons = []
    if not own:
        reasons.append(Reason("not_own", "A token is issued to oneself, not to somebody else."))
    if not active:
        reasons.append(Reason("left", "This person has left."))
    if not name.strip() or len(name.strip()) > 100:
        words = "Say what the token is for, in at most 100 letters."
        reasons.append(Reason("name", words, "name"))
    if expires_at <= now:
        reasons.append(Reason("past", "The token would have ended already.", "expires_at"))
    if expires_at > now + LONGEST_TOKEN:
        reasons.append(Reason("too_long", "A token lasts a year at most.", "expires_at"))
    return reasons


def reasons_not_to_clear_oneself(now: Tier, wanted: Tier) -> list[Reason]:
    """Why nobody gives themselves this clearance."""
    if wanted.level <= now.level:
        return []
    said = "You cannot raise your own clearance. Ask a colleague."
    return [Reason("own_clearance", said, "clearance")]


LONGEST_ABSENCE = timedelta(days=366)


def reasons_not_to_name(
    draft: SubstituteDraft, *, actor: str, able: bool, held: bool, overlaps: bool, today: date
) -> list[Reason]:
    """Why nobody is named to sign for the absent as drafted. `able`: the substitute signs reviews
    in a role of their own; `held`: the absent hold the role; `overlaps`: somebody is named for
    some of that time already."""
    reasons = []
    if draft.substitute == draft.person:
        said = "Nobody signs for themselves. Name somebody else."
        reasons.append(Reason("same_person", said, "substitute"))
    elif draft.substitute == actor:
        said = "You cannot name yourself. Ask a colleague."
        reasons.append(Reason("own_substitute", said, "substitute"))
    if not ROLE_PERMISSIONS[draft.role] & SIGNING:
        said = f"{draft.role.label} signs nothing."
        reasons.append(Reason("signs_nothing", said, "role"))
    elif not held:
        said = f"The role {draft.role.label.lower()} is not held by them."
        reasons.append(Reason("not_held", said, "role"))
    if not able:
        said = "They sign no reviews themselves, so they could not see what they sign."
        reasons.append(Reason("not_able", said, "substitute"))
    if overlaps:
        said = "Somebody is named for that role at that time already. End that first."
        reasons.append(Reason("named", said, "starts_on"))
    if not draft.reason.strip() or len(draft.reason) > 500:
        said = "Say why somebody else signs, in at most 500 letters."
        reasons.append(Reason("reason", said, "reason"))
    return [*reasons, *_reasons_of_absence(draft, today)]


def _reasons_of_absence(draft: SubstituteDraft, today: date) -> list[Reason]:
    if draft.starts_on < today:
        return [Reason("past", "It can begin today at the earliest.", "starts_on")]
    if draft.ends_on < draft.starts_on:
        return [Reason("dates", "The last day is before the first day.", "ends_on")]
    if draft.ends_on - draft.starts_on > LONGEST_ABSENCE:
        return [Reason("too_long", "It can last a year at most.", "ends_on")]
    return []
