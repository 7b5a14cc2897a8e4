"""Roles, what each of them may do, and which of them open what lies in their scope."""

from enum import StrEnum


class Role(StrEnum):
    """The parts people play. A role is held in a scope, from one date to another."""

    STAFF = "staff"
    TEAM_RECORDS_OFFICER = "team_records_officer"
    RECORDS_MANAGER = "records_manager"
    DEPARTMENTAL_RECORDS_OFFICER = "departmental_records_officer"
    INFORMATION_ASSET_OWNER = "information_asset_owner"
    DATA_STEWARD = "data_steward"
    SIRO = "siro"
    LIBRARY_MANAGER = "library_manager"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The role in words."""
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.STAFF: "Member of staff",
    Role.TEAM_RECORDS_OFFICER: "Team records officer",
    Role.RECORDS_MANAGER: "Records manager",
    Role.DEPARTMENTAL_RECORDS_OFFICER: "Departmental records officer",
    Role.INFORMATION_ASSET_OWNER: "Information asset owner",
    Role.DATA_STEWARD: "Data steward",
    Role.SIRO: "Senior information risk owner",
    Role.LIBRARY_MANAGER: "Library manager",
    Role.AUDITOR: "Auditor",
    Role.ADMINISTRATOR: "Administrator",
}


class Permission(StrEnum):
    """What a verb asks for. Named `room.verb`."""

    RECORDS_SEE = "records.see"
    RECORDS_CAPTURE = "records.capture"
    RECORDS_EDIT = "records.edit"
    RECORDS_NARROW = "records.narrow"
    FILEPLAN_SEE = "fileplan.see"
    FILEPLAN_MANAGE = "fileplan.manage"
    FOLDER_MANAGE = "folder.manage"
    RETENTION_MANAGE = "retention.manage"
    RETENTION_SEE = "retention.see"
    RETENTION_APPROVE = "retention.approve"
    HOLD_MANAGE = "hold.manage"
    HOLD_SEE = "hold.see"
    DISPOSAL_PROPOSE = "disposal.propose"
    DISPOSAL_SEE = "disposal.see"
    DISPOSAL_APPROVE_RECORDS = "disposal.approve_as_records_manager"
    DISPOSAL_APPROVE_OWNER = "disposal.approve_as_owner"
    DISPOSAL_APPROVE = "disposal.approve"
    DISPOSAL_EXECUTE = "disposal.execute"
    AUDIT_SEE = "audit.see"
    PEOPLE_SEE = "people.see"
    PEOPLE_MANAGE = "people.manage"
    SYSTEM_RUN = "system.run"
    STORE_CHECK = "store.check"
    SEARCH_LOG_SEE = "search.log"
    SOURCE_MANAGE = "source.manage"
    HABITS_SEE = "habits.see"
    HABITS_MANAGE = "habits.manage"
    LIBRARY_MANAGE = "library.manage"
    ASSETS_SEE = "assets.see"
    ASSETS_MANAGE = "assets.manage"
    ASSETS_OVERSEE = "assets.oversee"
    PLANS_SEE = "plans.see"
    PLANS_MANAGE = "plans.manage"
    BODIES_SEE = "bodies.see"
    BODIES_MANAGE = "bodies.manage"
    POLICIES_SEE = "policies.see"
    POLICIES_MANAGE = "policies.manage"
    INDICATORS_SEE = "indicators.see"
    INDICATORS_OVERSEE = "indicators.oversee"
    INDICATORS_MANAGE = "indicators.manage"
    RISKS_SEE = "risks.see"
    RISKS_MANAGE = "risks.manage"
    RISKS_OVERSEE = "risks.oversee"
    INCIDENTS_SEE = "incidents.see"
    INCIDENTS_HANDLE = "incidents.handle"


P = Permission
_STAFF = {
    P.RECORDS_SEE,
    P.RECORDS_CAPTURE,
    P.FILEPLAN_SEE,
    P.RETENTION_SEE,
    P.PEOPLE_SEE,
    P.ASSETS_SEE,
    P.PLANS_SEE,
    P.BODIES_SEE,
    P.POLICIES_SEE,
    P.INDICATORS_SEE,
    P.RISKS_SEE,
}
_TEAM = _STAFF | {
    P.RECORDS_EDIT,
    P.FOLDER_MANAGE,
    P.DISPOSAL_SEE,
    P.DISPOSAL_APPROVE,
    P.INDICATORS_OVERSEE,
}
_MANAGER = _TEAM | {
    P.RECORDS_NARROW,
    P.FILEPLAN_MANAGE,
    P.RETENTION_MANAGE,
    P.HOLD_MANAGE,
    P.HOLD_SEE,
    P.DISPOSAL_PROPOSE,
    P.DISPOSAL_APPROVE_RECORDS,
    P.DISPOSAL_EXECUTE,
    P.STORE_CHECK,
    P.AUDIT_SEE,
    P.SEARCH_LOG_SEE,
    P.SOURCE_MANAGE,
    P.HABITS_SEE,
    P.HABITS_MANAGE,
    P.LIBRARY_MANAGE,
    P.ASSETS_MANAGE,
    P.ASSETS_OVERSEE,
    P.PLANS_MANAGE,
    P.BODIES_MANAGE,
    P.POLICIES_MANAGE,
    P.INDICATORS_MANAGE,
    P.RISKS_MANAGE,
    P.INCIDENTS_SEE,
    P.INCIDENTS_HANDLE,
}
_OWNER = _STAFF | {
    P.INDICATORS_OVERSEE,
    P.RECORDS_EDIT,
    P.RECORDS_NARROW,
    P.DISPOSAL_SEE,
    P.DISPOSAL_APPROVE_OWNER,
    P.HOLD_SEE,
    P.HABITS_SEE,
    P.PLANS_MANAGE,
    P.RISKS_MANAGE,
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.STAFF: frozenset(_STAFF),
    Role.TEAM_RECORDS_OFFICER: frozenset(_TEAM),
    Role.RECORDS_MANAGER: frozenset(_MANAGER),
    Role.DEPARTMENTAL_RECORDS_OFFICER: frozenset(
        _MANAGER | {P.PEOPLE_MANAGE, P.RETENTION_APPROVE, P.RISKS_OVERSEE}
    ),
    Role.INFORMATION_ASSET_OWNER: frozenset(_OWNER),
    Role.DATA_STEWARD: frozenset(_STAFF | {P.RECORDS_EDIT, P.DISPOSAL_SEE, P.DISPOSAL_APPROVE}),
    Role.SIRO: frozenset(
        {
            P.FILEPLAN_SEE,
            P.RETENTION_SEE,
            P.RETENTION_APPROVE,
            P.DISPOSAL_SEE,
            P.DISPOSAL_APPROVE,
            P.HOLD_SEE,
            P.PEOPLE_SEE,
            P.ASSETS_SEE,
            P.ASSETS_MANAGE,
            P.ASSETS_OVERSEE,
            P.PLANS_SEE,
            P.PLANS_MANAGE,
            P.BODIES_SEE,
            P.BODIES_MANAGE,
            P.POLICIES_SEE,
            P.INDICATORS_SEE,
            P.INDICATORS_OVERSEE,
            P.INDICATORS_MANAGE,
            P.RISKS_SEE,
            P.RISKS_MANAGE,
            P.RISKS_OVERSEE,
            P.INCIDENTS_SEE,
            P.INCIDENTS_HANDLE,
        }
    ),
    Role.LIBRARY_MANAGER: frozenset(
        {P.LIBRARY_MANAGE, P.FILEPLAN_SEE, P.PEOPLE_SEE, P.BODIES_SEE, P.POLICIES_SEE}
    ),
    Role.AUDITOR: frozenset(
        {
            P.AUDIT_SEE,
            P.FILEPLAN_SEE,
            P.RETENTION_SEE,
            P.HOLD_SEE,
            P.DISPOSAL_SEE,
            P.PEOPLE_SEE,
            P.ASSETS_SEE,
            P.ASSETS_OVERSEE,
            P.PLANS_SEE,
            P.BODIES_SEE,
            P.POLICIES_SEE,
            P.INDICATORS_SEE,
            P.INDICATORS_OVERSEE,
            P.RISKS_SEE,
            P.RISKS_OVERSEE,
            P.INCIDENTS_SEE,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            P.PEOPLE_SEE,
            P.PEOPLE_MANAGE,
            P.SYSTEM_RUN,
            P.STORE_CHECK,
            P.BODIES_SEE,
            P.POLICIES_SEE,
        }
    ),
}

# Roles that open the content of what lies in their scope, whatever unit the person sits in.
ROLES_THAT_SEE = frozenset(
    {
        Role.TEAM_RECORDS_OFFICER,
        Role.RECORDS_MANAGER,
        Role.DEPARTMENTAL_RECORDS_OFFICER,
        Role.INFORMATION_ASSET_OWNER,
        Role.DATA_STEWARD,
    }
)
