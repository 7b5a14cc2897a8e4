"""Verbs on units, people, roles, handling sets and tokens; and the register of audiences."""

from muniment.foundation.access.actions.audiences import audience_for, redefine_audiences
from muniment.foundation.access.actions.doors import (
    note_failed_sign_in,
    note_shut,
    note_sign_in,
    shut_every_door,
)
from muniment.foundation.access.actions.people import (
    add_person,
    change_person,
    record_leaver,
    set_password,
)
from muniment.foundation.access.actions.roles import (
    end_role,
    give_role,
    join_handling_set,
    open_handling_set,
)
from muniment.foundation.access.actions.substitutes import end_substitute, name_substitute
from muniment.foundation.access.actions.tokens import issue_token, note_token_used, revoke_token
from muniment.foundation.access.actions.units import close_unit, open_unit, rename_unit

__all__ = [
    "add_person",
    "audience_for",
    "change_person",
    "close_unit",
    "end_role",
    "end_substitute",
    "give_role",
    "issue_token",
    "join_handling_set",
    "name_substitute",
    "note_failed_sign_in",
    "note_shut",
    "note_sign_in",
    "note_token_used",
    "open_handling_set",
    "open_unit",
    "record_leaver",
    "redefine_audiences",
    "rename_unit",
    "revoke_token",
    "set_password",
    "shut_every_door",
]
