"""Who may do what, in the words of the issue and nothing of the code: the truth that the doors are
held against. A person holds one role, over one unit or over the whole body."""

from dataclasses import dataclass

STAFF = (
    "plan-see record-see file retention-see people-see assets-see plans-see risks-see policies-see"
    " bodies-see indicators-see"
)
TEAM = STAFF + " edit folder review-see sign"
MANAGER = (
    TEAM + " narrow plan rules hold hold-see propose execute expunge store audit sources search-log"
    " habits habits-manage library assets plans incidents incidents-see risks policies bodies"
    " indicators"
)
DO = {
    "staff": STAFF,
    "team_records_officer": TEAM,
    "records_manager": MANAGER,
    "departmental_records_officer": MANAGER + " people approve-rules",
    "information_asset_owner": STAFF
    + " edit narrow review-see sign expunge hold-see habits plans risks",
    "data_steward": STAFF + " edit review-see sign",
    "library_manager": "library plan-see people-see policies-see bodies-see",  # opens no records
    "siro": "plan-see retention-see approve-rules review-see sign hold-see people-see"
    " assets-see assets plans-see plans incidents incidents-see risks-see risks policies-see"
    " bodies-see bodies indicators-see indicators",
    "auditor": "audit plan-see retention-see hold-see review-see people-see assets-see plans-see"
    " incidents-see risks-see policies-see bodies-see indicators-see",
    # Sees no records by virtue of it.
    "administrator": "people-see people run store policies-see bodies-see",
    "": "",
}
OVERSEERS = set(DO) - {"staff", "library_manager", "siro", "auditor", "administrator", ""}


@dataclass(frozen=True)
class Who:
    """Somebody. `over` is the unit of the role, empty for the whole body; `cleared` for SECRET and
    in the handling set. People with a role over FIN sit there, all others in GOV."""

    role: str
    over: str = ""
    cleared: bool = False
    here: bool = True

    def may(self, word, unit=None):
        over = unit is None or self.over in ("", unit)
        return self.here and over and word in DO[self.role].split()


@dataclass(frozen=True)
class Thing:
    """A record, by the unit that owns it, how it is marked, and in what state it is."""

    unit: str
    marking: str
    state: str


def sees(who, unit, marking):
    """Role and access are both needed, then clearance and every handling set."""
    if not who.may("record-see") or (marking in ("handling", "secret") and not who.cleared):
        return False
    if who.role in OVERSEERS and who.over in ("", unit):
        return True
    if marking in ("unit", "narrowed", "sensitive"):  # SENSITIVE: need to know, so the unit
        return who.over == unit
    return who.role == "staff"


def expected(who, action, thing):
    """The status of the answer."""
    word = {"look": "record-see", "content": "record-see", "move": "edit"}.get(action, action)
    if not who.here:
        return 401
    if not who.may(word):
        return 403
    seen = sees(who, thing.unit, "open" if _folder(action, thing) else thing.marking)
    if thing.state == "set_aside" and action != "file":  # there only for who deals with disposal
        seen &= who.may("review-see", thing.unit) and action in ("look", "hold", "propose")
    if action in ("hold", "propose"):
        return _of_many(who, action, thing, seen)
    if not seen:
        return 404
    if action not in ("look", "content") and not who.may(word, thing.unit):
        return 403
    return _of_state(action, thing.state)


def _folder(action, thing):
    return action == "file" and thing.marking == "narrowed"  # the record is, its folder is not


def _of_many(who, action, thing, seen):
    whole = ("declared", "held", "reviewed", "set_aside")  # a hold brings back what is set aside
    right = {"hold": whole, "propose": ("declared",)}[action]
    if not seen or (action == "propose" and not who.may(action, thing.unit)):
        return 422  # among those named there are some that cannot be had
    if thing.state not in right:
        return 422
    return 201 if who.may(action, thing.unit) else 403


def _of_state(action, state):
    if action == "file":
        return 201
    gone = {"content": 404, "edit": 422, "move": 422}
    if state == "destroyed" and action in gone:
        return gone[action]
    # It would slip from the hold; and what is on hold stays as it is.
    return 422 if state == "held" and action in ("move", "edit") else 200


# What reaching each address takes. `anybody`: a token or a session; `public`: neither.
API = """
anybody | GET /me; GET /me/tokens; DELETE /me/tokens/{reference}
anybody | GET /mailboxes/mine
anybody | GET /library; GET /library/{reference}; POST /library/{reference}/open
anybody | POST /library/{reference}/report
library | GET /library/use; GET /library/reports; POST /library; POST /library/import
library | PUT /library/{reference}; PUT /library/{reference}/licence
library | PUT /library/{reference}/link; POST /library/{reference}/withdraw
library | POST /library/{reference}/restore
assets-see | GET /assets; GET /assets/{reference}; GET /assets/processing; GET /assets/figures
assets-see | PUT /assets/{reference}; POST /assets/{reference}/approve; POST /assets/import
assets-see | POST /assets/{reference}/retire; POST /assets/{reference}/restore
assets-see | GET /assets/{reference}/delegations; POST /assets/{reference}/delegations
assets-see | POST /assets/delegations/{reference}/end; POST /assets/{reference}/attest
assets-see | GET /assets/{reference}/attestations
assets | POST /assets
plans-see | GET /plans; GET /plans/{reference}; PUT /plans/{reference}; GET /plans/{reference}/table
plans-see | POST /plans/{reference}/agree; POST /plans/{reference}/close
plans-see | POST /plans/{reference}/reopen; POST /plans/{reference}/import
plans-see | POST /plans/{reference}/headings; PUT /plans/headings/{reference}
plans-see | POST /plans/headings/{reference}/move; POST /plans/headings/{reference}/remove
plans-see | POST /plans/headings/{reference}/actions
plans-see | GET /actions; GET /actions/{reference}; PUT /actions/{reference}; GET /actions/figures
plans-see | POST /actions/{reference}/status; POST /actions/{reference}/check
plans-see | POST /actions/{reference}/notes; POST /actions/{reference}/move
plans-see | GET /actions/statuses
plans | POST /plans; POST /actions; POST /actions/statuses; POST /actions/statuses/{key}/retire
anybody | POST /incidents; GET /incidents/mine; GET /incidents/actions/mine
anybody | POST /incidents/actions/{reference}/finish; GET /lessons; GET /lessons/{reference}
incidents-see | GET /incidents; GET /incidents/figures; GET /incidents/{reference}
incidents-see | GET /incidents/{reference}/actions
incidents | POST /incidents/{reference}/triage; POST /incidents/{reference}/awareness
incidents | POST /incidents/{reference}/decisions; POST /incidents/{reference}/told
incidents | PUT /incidents/{reference}/findings; POST /incidents/{reference}/advance
incidents | POST /incidents/{reference}/check; POST /incidents/{reference}/close
incidents | POST /incidents/{reference}/reopen; POST /incidents/{reference}/actions
incidents | POST /incidents/{reference}/no-action; POST /incidents/actions/{reference}/drop
incidents | POST /lessons/{reference}/publish; POST /lessons/{reference}/return
incidents | PUT /lessons/{reference}; POST /lessons/{reference}/withdraw
risks-see | GET /risks; GET /risks/{reference}; GET /risks/figures; GET /risks/overview
risks-see | PUT /risks/{reference}; POST /risks/{reference}/score; POST /risks/{reference}/open
risks-see | POST /risks/{reference}/review; POST /risks/{reference}/accept
risks-see | POST /risks/{reference}/withdraw; POST /risks/{reference}/close
risks-see | POST /risks/{reference}/reopen; GET /risks/{reference}/controls
risks-see | POST /risks/{reference}/controls; PUT /risk-controls/{reference}
risks-see | POST /risk-controls/{reference}/end; GET /risks/{reference}/options
risks-see | POST /risks/{reference}/options; POST /risk-options/{reference}/choose
risks | POST /risks
risks-see | GET /waivers; POST /waivers; GET /waivers/{reference}; POST /waivers/{reference}/grant
risks-see | POST /waivers/{reference}/refuse; POST /waivers/{reference}/end
policies-see | GET /policies; GET /policies/{reference}; PUT /policies/{reference}
policies-see | GET /policies/health; GET /policies/figures; GET /policies/{reference}/impact
policies-see | POST /policies/{reference}/retire; POST /policies/{reference}/open
policies-see | POST /policies/{reference}/shut; POST /policies/{reference}/versions
policies-see | GET /policies/{reference}/versions/{number}
policies-see | PUT /policies/{reference}/versions/{number}
policies-see | GET /policies/{reference}/versions/{number}/changes
policies-see | GET /policies/{reference}/versions/{number}/comments
policies-see | GET /policies/{reference}/versions/{number}/acknowledgements
policies-see | GET /policies/{reference}/versions/{number}/outstanding
policies-see | GET /policies/{reference}/versions/{number}/units
policies-see | POST /policies/{reference}/consult; POST /policies/{reference}/comments
policies-see | POST /policies/comments/{reference}/answer
policies-see | POST /policies/{reference}/end-consultation; POST /policies/{reference}/send-back
policies-see | POST /policies/{reference}/approve; POST /policies/{reference}/publish
policies-see | POST /policies/{reference}/withdraw; POST /policies/{reference}/acknowledge
policies-see | POST /policies/{reference}/links; POST /policies/{reference}/links/end
policies-see | POST /policies/{reference}/extracts; POST /policies/{reference}/extracts/confirm
policies-see | GET /policies/pointers; GET /policies/shown; GET /policies/to-acknowledge
policies-see | GET /policies/proposals; GET /policies/{reference}/proposals
policies-see | POST /policies/{reference}/proposals; POST /policies/proposals/{reference}/answer
policies | POST /policies; POST /policies/{reference}/pointers
policies | POST /policies/{reference}/pointers/end
bodies-see | GET /bodies; GET /bodies/{reference}; PUT /bodies/{reference}
bodies-see | POST /bodies/{reference}/close; POST /bodies/{reference}/members
bodies-see | POST /bodies/members/{reference}/end; GET /bodies/decisions
bodies-see | GET /bodies/{reference}/meetings; POST /bodies/{reference}/meetings
bodies-see | GET /bodies/meetings/{reference}; POST /bodies/meetings/{reference}/papers
bodies-see | POST /bodies/papers/{reference}/withdraw; POST /bodies/meetings/{reference}/hold
bodies-see | POST /bodies/meetings/{reference}/cancel
bodies-see | POST /bodies/meetings/{reference}/decisions
bodies | POST /bodies
habits | GET /mailboxes/large; GET /mailboxes/units; GET /mailboxes/shares
habits-manage | POST /mailboxes/figures
people-see | GET /directory/people; GET /directory/people/{reference}; GET /directory/mine
people-see | PUT /directory/mine; POST /directory/mine/confirm; POST /directory/mine/knows
people-see | POST /directory/mine/knows/remove; GET /directory/mine/suggestions
people-see | POST /directory/mine/suggestions; GET /directory/sites
people-see | GET /directory/sites/{kind}/{reference}
people | PUT /directory/people/{reference}/entry; POST /directory/people/{reference}/hide
people | POST /directory/people/{reference}/show; GET /directory/figures
people | PUT /directory/settings; POST /directory/import
plan | GET /directory/terms; POST /directory/terms/{reference}
plan people | POST /directory/sites/{kind}/{reference}
plan people | POST /directory/stewards/{int:number}/end
anybody | GET /notices; POST /notices/seen; GET /notices/mail; PUT /notices/mail
record-see | GET /records; GET /records/{reference}; GET /records/{reference}/components
record-see | GET /records/{reference}/components/{int:ordinal}/content; GET /search
record-see | GET /records/{reference}/components/{int:ordinal}/lines
record-see | GET /search/saved; POST /search/saved; GET /search/saved/{reference}
record-see | PUT /search/saved/{reference}/sharing; PUT /search/saved/{reference}/following
record-see | DELETE /search/saved/{reference}
search-log | GET /search/log; GET /search/week; GET /search/weeks
search-log | POST /search/log/{int:number}/certify
search-log | GET /search/certificates; GET /search/certificates/{reference}
record-see | GET /records/{reference}/places; GET /records/{reference}/changes
record-see | GET /records/{reference}/retention; GET /retention/events; GET /folders/{reference}
record-see | GET /classes/{reference}/folders; GET /folders/{reference}/records
file | POST /folders/{reference}/files; POST /classes/{reference}/folders
file | POST /captures/brought
file | GET /mailboxes/own; GET /mailboxes/own/messages; POST /mailboxes/own/save
file | POST /mailboxes/own/let-go; POST /mailboxes/own/leave
sources | GET /sources/{reference}/old-mail; PUT /sources/{reference}/old-mail
file | GET /other-channels; POST /other-channels; POST /other-channels/noted
file | GET /other-channels/{reference}; POST /other-channels/{reference}/transfer
file | POST /other-channels/{reference}/explain; POST /folders/{reference}/conversations
file | GET /other-channels/days
plan | GET /other-channels/log; PUT /other-channels/days
file audit | GET /captures; GET /captures/{reference}; GET /captures/{reference}/items
edit | PUT /records/{reference}/fields
edit | PATCH /records/{reference}; POST /records/{reference}/move; POST /retention/events
edit | POST /retention/events/{int:number}/withdraw
narrow | PUT /records/{reference}/access; PUT /folders/{reference}/access
folder | PATCH /folders/{reference}; POST /folders/{reference}/close
folder | POST /folders/{reference}/reopen; POST /folders/{reference}/move
folder | POST /folders/{reference}/parts
plan-see | GET /titles/rules
plan | PUT /titles/rules/{check}; DELETE /titles/rules/{check}
record-see | GET /titles/report; GET /titles/to-mend; POST /titles/try
edit | POST /titles/mend
record-see | GET /duplicates; GET /duplicates/report; GET /duplicates/report/months
record-see | GET /duplicates/versions
record-see | GET /records/{reference}/versions; GET /duplicates/same
edit | GET /records/{reference}/merge/{other}; POST /records/{reference}/merge
edit | POST /duplicates/versions; POST /duplicates/versions/refuse
plan-see | GET /suggestions/accuracy; GET /suggestions/rules
plan | POST /suggestions/rules; POST /suggestions/rules/{reference}/end
record-see | GET /records/{reference}/filed-by-rule
edit | POST /records/{reference}/filed-by-rule
record-see | GET /records/{reference}/suggestions
file | POST /suggestions
store | POST /duplicates/look; GET /store/coverage; GET /malware; GET /malware/quarantine
store | POST /malware/quarantine/{digest}/ask-release
store | POST /malware/quarantine/{digest}/release
store | POST /malware/quarantine/{digest}/refuse
plan-see | GET /fields; GET /classes/{reference}/fields; GET /vocabularies
plan-see | GET /vocabularies/{reference}/terms
plan | POST /fields; PUT /fields/{reference}; POST /fields/{reference}/ask
plan | POST /fields/{reference}/stop; POST /fields/{reference}/retire
plan | POST /fields/{reference}/restore; POST /vocabularies; POST /vocabularies/{reference}/terms
plan | POST /vocabularies/{reference}/terms/change; POST /vocabularies/{reference}/terms/merge
plan | POST /vocabularies/{reference}/terms/retire
edit | POST /bulk-edits; GET /bulk-edits/{reference}; GET /bulk-edits/{reference}/items
edit | POST /bulk-edits/{reference}/begin
plan-see | GET /classes; GET /classes/{reference}; GET /fileplan
plan | POST /classes; PUT /classes/{reference}; DELETE /classes/{reference}; POST /fileplan
plan | POST /classes/{reference}/close; POST /classes/{reference}/reopen
plan | POST /classes/{reference}/move; POST /classes/{reference}/merge
plan | POST /classes/{reference}/refer
retention-see | GET /rules; GET /rules/{reference}; GET /retention/due; GET /retention/waiting
rules | PUT /retention/year-end; PUT /retention/publication; PUT /retention/storage-cost
rules | GET /disposal/practice; PUT /disposal/practice
rules | POST /disposal/practice/prune
retention-see | GET /retention/looked-at
retention-see | GET /retention/answers; GET /retention/publication
retention-see | GET /retention/year-end; GET /retention/overdue; GET /retention/waiting/places
edit | POST /retention/events/not-yet
retention-see | GET /retention/without-leave
retention-see | GET /retention/clashes; GET /vital; GET /retention/rule-to-set
rules | POST /retention/rule-to-set; POST /records/{reference}/decide-again
execute | POST /transfers
edit | POST /vital; POST /vital/{int:number}/review; POST /vital/{int:number}/end
rules | PUT /retention/policy
retention-see | GET /schedules; GET /schedules/{reference}
retention-see | GET /schedules/{reference}/editions; GET {edition}; GET {edition}/changes
retention-see | POST {edition}/comments
rules | POST /schedules; PUT /schedules/{reference}; POST /schedules/{reference}/withdraw
rules | POST /schedules/{reference}/editions; POST {edition}/rules; PUT {edition}/rules/{rule}
rules | DELETE {edition}/rules/{rule}; POST {edition}/consult; POST {edition}/return
rules | PUT {edition}/clauses
rules | POST {edition}/comments/{int:said}/answer; POST {edition}/publish
rules | POST {edition}/withdraw
approve-rules | POST {edition}/approve
rules | PUT /review-settings
review-see | GET /review-settings
rules | POST /rules; PUT /rules/{reference}; DELETE /rules/{reference}
rules | POST /rules/{reference}/retire
hold-see | GET /holds; GET /holds/{reference}; GET /holds/{reference}/records
hold-see | GET /holds/{reference}/left-out
hold | POST /holds; POST /holds/{reference}/extend; POST /holds/{reference}/lift
hold | POST /holds/{reference}/confirm; POST /holds/{reference}/close
hold | POST /holds/{reference}/reopen; PUT /hold-settings
hold-see | GET /hold-settings
review-see | GET /reviews; GET /reviews/{reference}; GET /reviews/{reference}/items
review-see | GET /disposal/statistics; GET /disposal/statistics/units
review-see | GET /certificates; GET /certificates/{reference}; GET /certificates/{reference}/pdf
propose | POST /reviews; POST /reviews/{reference}/withdraw
sign | POST /reviews/{reference}/approve; POST /reviews/{reference}/reject
propose sign | PUT /reviews/{reference}/items/{record}; PUT /reviews/{reference}/folders/{folder}
propose sign | POST /reviews/{reference}/samples
review-see | GET /reviews/{reference}/folders; GET /reviews/{reference}/samples
review-see | POST /reviews/{reference}/samples/{record}/open
propose sign | POST /reviews/{reference}/hold
execute | POST /reviews/{reference}/execute
propose sign execute | POST /reviews/{reference}/recover
review-see | GET /set-aside; GET /expungings; GET /expungings/{reference}
expunge | POST /expungings
expunge | POST /expungings/{reference}/agree; POST /expungings/{reference}/refuse
audit | GET /audit/events; GET /audit/events/{int:seq}; GET /audit/events/{int:seq}/proof
audit | POST /audit/verification
edit | GET /mail/to-check; POST /mail/to-check/{reference}; GET /mail/important
edit | POST /mail/important/{reference}; GET /mail/important-rates
record-see | GET /records/{reference}/conversation
plan-see | GET /mail/rules
plan | PUT /mail/rules
sources | GET /sources; GET /sources/{reference}; POST /sources/{reference}/look
sources | POST /sources/{reference}/pause; POST /sources/{reference}/go-on
sources | POST /sources; PUT /sources/{reference}; POST /sources/{reference}/retire
run | GET /jobs; GET /jobs/counts; POST /jobs/{int:number}/retry; POST /jobs/{int:number}/cancel
""".replace("{edition}", "/schedules/{reference}/editions/{int:number}")
PAGES = """
public | web_manifest
public | account_login account_logout accessibility keep keep_rule keep_version keep_changes
public | keep_feed keep_download keep_schedule keep_edition keep_schedule_download
public | keep_destroyed keep_destroyed_download public_assets public_assets_download
public | public_policies public_policy public_policy_download
anybody | home account tokens make_token revoke_token notices see_notices choose_mail
anybody | name_my_substitute end_my_substitute my_mailbox choose_tips
anybody | unit_actions finish_unit_action pilots answer_pilot
people-see | directory entry my_entry change_entry confirm_entry add_expertise remove_expertise
people-see | take_suggestion sites site
people | entry_figures entries_behind private_entries directory_terms import_entries correct_entry
people | hide_entry show_entry
plan | proposed_terms decide_term
plan people | name_steward end_steward
anybody | library library_resource open_resource report_link export_library
assets-see | assets asset asset_versions asset_processing
assets-see | change_asset approve_asset retire_asset restore_asset
assets-see | attest_asset delegate_asset end_delegation
assets | add_asset import_assets
plans-see | plans plan print_plan import_plan change_plan agree_plan close_plan reopen_plan
plans-see | plan_outline add_outcome add_objective add_plan_action change_heading remove_heading
plans-see | move_heading actions action action_figures change_action turn_action check_action
plans-see | note_action move_action
plans | add_plan add_action action_statuses retire_action_status
anybody | report_incident my_incidents incident_case finish_incident_task lessons lesson
incidents-see | incidents
incidents | triage_incident find_incident advance_incident check_incident close_incident_case
incidents | reopen_incident aware_incident decide_breach tell_breach add_incident_task
incidents | no_incident_task drop_incident_task
incidents | publish_lesson return_lesson offer_lesson withdraw_lesson
risks-see | risks risk risk_versions risks_overview risks_moved acceptances risk_scales
risks-see | risks_report
risks | add_risk
risks-see | change_risk score_risk open_risk review_risk accept_risk withdraw_risk close_risk
risks-see | reopen_risk add_control change_control end_control add_option choose_option
risks-see | waivers waiver ask_waiver decide_waiver end_waiver
policies-see | policies policy policy_versions compare_policy policy_sheet policy_health
policies-see | acknowledgements acknowledge_policy to_acknowledge suggest_change my_proposals
indicators-see | indicators indicator
indicators | indicator_target indicator_owner
policies-see | proposals_to_answer policy_proposals answer_proposal describe_policy begin_version
policies-see | write_policy withdraw_policy consult_policy comment_policy answer_policy_comment
policies-see | end_consultation send_policy_back approve_policy publish_policy retire_policy
policies-see | link_policy unlink_policy extract_policy confirm_extract open_policy shut_policy
policies | add_policy policy_pointers point_policy unpoint_policy
bodies-see | bodies body body_meetings body_decisions change_body close_body appoint_member
bodies-see | end_membership call_meeting meeting put_paper withdraw_paper hold_meeting
bodies-see | cancel_meeting make_decision decision
bodies | found_body
library | add_resource import_library library_figures library_months library_reports
library | change_resource set_licence note_link withdraw_resource restore_resource
habits | mailbox_figures mail_campaign tips_effect mail_shares ways_offered
habits-manage | import_figures figures_limits tell_large take_out_figures
habits-manage | set_unit_action open_pilot end_pilot offer_ways
plan-see | fileplan class export_fileplan mail_rules
plan | set_mail_rule
plan-see | fields field export_fields vocabularies vocabulary export_terms
plan | define_field import_fields change_field ask_for_field stop_asking retire_field
plan | restore_field delete_field open_vocabulary import_terms add_term change_term merge_term
plan | refused_forms retire_term restore_term
plan | open_class change_class move_class close_class reopen_class refer import_fileplan
record-see | folder record look download picture search
record-see | advice advise_folder
plan-see | accuracy sorting_rules
plan | set_sorting_rule end_sorting_rule
edit | judge_filing
record-see | saved_searches save_search saved_search follow_search drop_search
search-log | search_log certify_search search_certificates search_certificate
record-see | titles
record-see | duplicates duplication duplication_by_month compare versions same_content
edit | decide_versions merge_records
store | look_for_duplicates
plan-see | try_titles naming_rules
plan | choose_naming_rule set_naming_rule
edit | titles_to_mend take_title
record-see | boxes box conversation
file | register_paper import_papers
folder | open_box change_box
edit | put_in describe_paper into_box take_out messages_to_check check_message
edit | important_mail judge_message
file | own_mailbox declared_uses declare_use declared_use transfer_use explain_use
plan | channel_log channel_days
record-see | destroyed_in_folder destroyed_in_class
file | add_anything bring_conversation bring_scans bring_set separator_sheets
file | open_folder upload uploaded
file audit | captures capture not_taken
folder | change_folder close_folder reopen_folder move_folder start_part
edit | bulk_edits look_at_bulk bulk_edit begin_bulk old_values
edit | change_record describe_record move_record record_event
record-see | incomplete proposed_values
narrow | narrow_record narrow_folder
retention-see review-see | lifecycle
retention-see | waiting_places
retention-see | transfers waiting_for_rule
rules | give_rule decide_again
execute | finish_transfer
edit | answer_waiting mark_vital review_vital end_vital
retention-see | vital
rules | set_asking set_policy looked look_progress
retention-see | rule_progress
retention-see | clashes
retention-see | past_statutory past_records export_past_statutory leaves retention_leave
rules | statutory_terms enter_leave end_retention_leave
plan-see | body_moves body_move export_map
plan | open_body_move import_incoming import_incoming_columns map_incoming go_live abandon_move
retention-see | due overdue export_overdue waiting without_rule rules rule export_rules
rules | new_rule change_rule retire_rule import_rules map_rules year_end storage_cost publish
retention-see | schedules schedule model_differences edition edition_changes export_edition comment
retention-see | agree_edition rules_to_review rules_looked_at review_rule
rules | review_interval
rules | open_schedule change_schedule withdraw_schedule start_edition add_draft change_draft
rules | import_edition map_edition take_over add_clause change_clause drop_clause
rules | drop_draft consult return_edition answer_comment publish_edition withdraw_edition
approve-rules | approve_edition
rules | review_terms
rules | practice prune_stubs
review-see | file_certificate
review-see | statistics export_statistics
review-see | reviews review review_progress certificates certificate certificate_json
review-see | certificate_pdf samples open_sampled
review-see | standing standing_approval
propose | propose_standing
sign | approve_standing
sign propose | end_standing
rules | routine_rule
record-see | of_value
propose | propose withdraw
sign | approve reject
execute | execute confirm_paper
review-see | by_hand
propose sign execute | recover recover_record
review-see | set_aside expungings expunging
expunge | expunge agree_expunging refuse_expunging
sign propose | review_item review_folder draw_sample
hold-see | holds hold hold_progress hold_left_out
hold | place_hold extend_hold confirm_hold lift_hold
sign propose | hold_review_folder hold_review_record
hold | close_hold reopen_hold appeal_days
people-see audit run store | admin
people-see | people person units unit handling
people | add_person change_person set_password leave give_role end_role open_unit rename_unit
people | close_unit open_set join_set name_substitute end_substitute
people audit | access
sources | sources source add_mailbox add_watched add_bucket change_source test_source
sources | old_mail look_at_source pause_source resume_source retire_source
run | jobs retry_job seal_store backups
store | store check_store close_incident unread retry_text
store | quarantine ask_release decide_release scan_again coverage covered
audit | log verify_log export_log event
"""


def rows(table, separator):
    """The words that each address of a table takes."""
    found = {}
    for line in table.strip().splitlines():
        words, _, addresses = line.partition(" | ")
        for address in addresses.split(separator):
            found[address.strip()] = words.split()
    return found
