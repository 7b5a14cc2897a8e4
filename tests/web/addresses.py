"""What each route's address is filled with, so that every page of the town can be walked."""

from django.urls import reverse

from .routes import routes


def arguments(world):
    """The arguments of each route by name; a route that takes none is left out."""
    return {name: list(values) for names, values in _filled(world) for name in names.split()}


def _filled(world):
    person = world.people["staff"].reference
    return (
        ("class change_class move_class close_class refer destroyed_in_class", ["FIN/01"]),
        ("reopen_class open_folder", ["GOV"]),
        (
            "folder change_folder close_folder reopen_folder move_folder upload narrow_folder "
            "destroyed_in_folder",
            [world.folder],
        ),
        (
            "field change_field ask_for_field stop_asking retire_field restore_field delete_field",
            ["ward"],
        ),
        ("saved_search follow_search drop_search", [world.saved_search]),
        ("certify_search", [world.asked]),
        ("search_certificate", [world.search_certificate]),
        ("vocabulary add_term", ["wards"]),
        ("bulk_edit begin_bulk old_values", [world.bulk]),
        ("change_term merge_term retire_term restore_term", ["wards", world.term]),
        ("declared_use transfer_use explain_use", [world.declared]),
        (
            "library_resource open_resource report_link change_resource set_licence note_link "
            "withdraw_resource restore_resource",
            [world.resource],
        ),
        ("export_library", ["csv"]),
        (
            "asset asset_versions change_asset approve_asset retire_asset restore_asset",
            [world.asset],
        ),
        ("attest_asset delegate_asset", [world.own_asset]),
        (
            "risk risk_versions change_risk score_risk open_risk review_risk accept_risk "
            "withdraw_risk close_risk reopen_risk add_control add_option",
            [world.risks["risk"]],
        ),
        ("change_control end_control", [world.risks["control"]]),
        ("choose_option", [world.risks["option"]]),
        ("waiver decide_waiver end_waiver", [world.risks["waiver"]]),
        ("end_delegation", [world.delegation]),
        (
            "plan print_plan import_plan change_plan agree_plan close_plan reopen_plan"
            " plan_outline add_outcome",
            [world.plan],
        ),
        ("add_objective change_heading remove_heading move_heading", [world.plan_outcome]),
        ("add_plan_action", [world.plan_objective]),
        ("action change_action turn_action check_action note_action move_action", [world.action]),
        ("retire_action_status", [world.action_status]),
        ("public_assets_download", ["csv"]),
        ("indicator indicator_target indicator_owner", ["K12"]),
        (
            "incident_case triage_incident find_incident advance_incident check_incident "
            "close_incident_case reopen_incident aware_incident add_incident_task "
            "no_incident_task",
            [world.incident],
        ),
        ("decide_breach tell_breach", [world.incident, "authority"]),
        ("finish_incident_task drop_incident_task", [world.corrective]),
        ("lesson publish_lesson return_lesson offer_lesson withdraw_lesson", [world.lesson]),
        *_governed(world.governed),
        ("register_paper bring_conversation advise_folder", [world.folder]),
        ("take_title", [world.record]),
        ("compare decide_versions merge_records", [world.record, world.record]),
        ("set_naming_rule", ["banned"]),
        ("box change_box put_in", [world.box]),
        ("describe_paper into_box take_out", [world.paper]),
        ("rule_progress", ["FIN-01"]),
        ("looked look_progress", ["FIN-01", 1]),
        ("review_vital end_vital", [world.vital]),
        ("retention_leave end_retention_leave", [world.leave]),
        ("body_move import_incoming import_incoming_columns map_incoming", [world.move]),
        ("go_live abandon_move", [world.move]),
        ("take_out_figures", [world.habits["figures"]]),
        ("set_unit_action", ["FIN"]),
        ("finish_unit_action", [world.habits["action"]]),
        ("entry correct_entry hide_entry", [person]),
        ("show_entry", [world.directory["private"]]),
        ("decide_term", [world.directory["proposal"]]),
        ("site name_steward", ["class", "FIN"]),
        ("end_steward", [world.directory["steward"]]),
        ("end_pilot answer_pilot", [world.habits["pilot"]]),
        ("mail_campaign", [world.habits["told"]]),
        ("export_map", [world.move, "csv"]),
        (
            "source change_source old_mail test_source look_at_source pause_source resume_source",
            [world.source],
        ),
        ("retire_source", [world.source]),
        ("answer_waiting", [world.folder, "contract_ended"]),
        ("export_fields export_terms", ["csv"]),
        ("export_fileplan export_rules export_overdue export_statistics", ["csv"]),
        ("export_past_statutory", ["csv"]),
        (
            "record change_record describe_record move_record narrow_record retry_text of_value "
            "advice",
            [world.record],
        ),
        ("conversation check_message", [world.malformed]),
        ("judge_message", [world.important]),
        ("judge_filing", [world.by_rule]),
        ("end_sorting_rule", [world.sorting_rule]),
        ("look download picture", [world.record, 1]),
        ("confirm_paper", [world.review]),
        ("review review_progress approve reject withdraw execute recover", [world.review]),
        ("expunging agree_expunging refuse_expunging", [world.expunging]),
        (
            "review_item hold_review_record open_sampled recover_record",
            [world.review, world.record],
        ),
        ("samples draw_sample", [world.review]),
        ("review_folder hold_review_folder", [world.review, world.folder]),
        (
            "hold extend_hold confirm_hold lift_hold close_hold reopen_hold hold_progress "
            "hold_left_out",
            [world.hold],
        ),
        ("certificate certificate_json certificate_pdf file_certificate", [world.certificate]),
        ("rule change_rule retire_rule keep_rule routine_rule review_rule", ["FIN-01"]),
        ("standing_approval approve_standing end_standing", [world.standing]),
        ("keep_version", ["FIN-01", 1]),
        ("keep_download", ["csv"]),
        ("schedule change_schedule withdraw_schedule start_edition model_differences", ["COUNCIL"]),
        (
            "edition edition_changes add_draft consult return_edition comment approve_edition "
            "publish_edition withdraw_edition import_edition map_edition take_over add_clause",
            ["COUNCIL", 1],
        ),
        ("change_clause drop_clause", ["COUNCIL", 1, 1]),
        ("agree_edition", ["COUNCIL", 1, "GOV"]),
        ("change_draft drop_draft", ["COUNCIL", 1, "CO-01"]),
        ("answer_comment", ["COUNCIL", 1, world.comment]),
        ("export_edition", ["COUNCIL", 1, "csv"]),
        ("person change_person set_password leave give_role name_substitute", [person]),
        ("unit rename_unit close_unit", ["FIN"]),
        ("event", [3]),
        ("join_set", ["LEGAL"]),
        ("close_incident", [1]),
        ("ask_release decide_release scan_again", [world.infected[:16]]),
        ("revoke_token", ["T-NONE0-00000"]),
        ("uploaded", [world.folder, "none"]),
        ("capture", ["C-NONE0-00000"]),
    )


def _governed(there):
    """The arguments of the pages of policies and of governance bodies."""
    return (
        (
            "policy policy_versions compare_policy policy_sheet acknowledgements suggest_change "
            "acknowledge_policy policy_proposals describe_policy begin_version retire_policy "
            "link_policy unlink_policy extract_policy confirm_extract open_policy shut_policy",
            [there["policy"]],
        ),
        (
            "write_policy withdraw_policy consult_policy comment_policy end_consultation "
            "send_policy_back approve_policy publish_policy",
            [there["draft"]],
        ),
        ("answer_policy_comment", [there["comment"]]),
        ("answer_proposal", [there["proposal"]]),
        ("public_policy", [there["slug"]]),
        ("public_policy_download", [there["slug"], "md"]),
        (
            "body body_meetings body_decisions change_body close_body appoint_member call_meeting",
            [there["body"]],
        ),
        ("end_membership", [there["member"]]),
        ("meeting hold_meeting cancel_meeting put_paper make_decision", [there["meeting"]]),
        ("withdraw_paper", [there["paper"]]),
        ("decision", [there["decision"]]),
    )


# Pages that are there only while something else is, and the feed: checked where they are made.
NOT_WALKED = {
    *("bulk_edit", "old_values"),  # of whoever made it alone: tried with its form
    "decide_again",
    "web_manifest",
    *("uploaded", "capture", "picture", "revoke_token", "keep_feed"),
    *("rule_progress", "looked", "look_progress"),
    *("keep_schedule", "keep_edition", "keep_schedule_download"),
    *("keep_destroyed", "keep_destroyed_download"),
}
# Answers that are files, or parts of a page.
NOT_PAGES = {
    *("download", "certificate_json", "certificate_pdf", "export_log", "review_progress"),
    *(
        "export_fields",
        "export_terms",
        "export_fileplan",
        "export_rules",
        "export_edition",
        "export_overdue",
        "export_past_statutory",
        "export_map",
        "keep_download",
        "export_statistics",
    ),
    *("hold_progress", "risks_report"),
    *("export_library", "library_months", "open_resource", "public_assets_download"),
    "public_policy_download",
}


def walk(world):
    """The name and address of every page that GET shows, files and parts left out."""
    known = arguments(world)
    for _, one in routes():
        if "GET" in one.callback.methods and one.name not in NOT_WALKED | NOT_PAGES:
            yield one.name, reverse(one.name, args=known.get(one.name, []))
