"""The pages of policies, standards, procedures, guides and desk aids."""

from django.urls import URLPattern

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import form, page
from muniment.web.views import (
    policies,
    policy_deciding,
    policy_following,
    policy_health,
    policy_linking,
    policy_sheet,
    policy_writing,
)

HERE = "governance/policies/"
ONE = f"{HERE}<str:reference>/"
SEE, MANAGE = P.POLICIES_SEE, P.POLICIES_MANAGE

# Who may write, approve and publish one document depends on the document: its owner writes it, and
# the members of its governance body approve it.
POLICY_PAGES: list[URLPattern] = [
    page(HERE, policies.policies, name="policies", needs=SEE),
    form(f"{HERE}add/", policy_writing.add_policy, name="add_policy", needs=MANAGE),
    page(f"{HERE}health/", policy_health.policy_health, name="policy_health", needs=SEE),
    page(
        f"{HERE}to-acknowledge/", policy_following.to_acknowledge, name="to_acknowledge", needs=SEE
    ),
    page(f"{HERE}my-proposals/", policy_following.my_proposals, name="my_proposals", needs=SEE),
    page(
        f"{HERE}to-answer/",
        policy_following.proposals_to_answer,
        name="proposals_to_answer",
        needs=SEE,
    ),
    page(f"{HERE}shown/", policy_linking.pointers, name="policy_pointers", needs=MANAGE),
    form(f"{HERE}shown/add/", policy_linking.point, name="point_policy", needs=MANAGE),
    form(f"{HERE}shown/end/", policy_linking.unpoint, name="unpoint_policy", needs=MANAGE),
    page(ONE, policies.policy, name="policy", needs=SEE),
    page(f"{ONE}versions/", policies.policy_versions, name="policy_versions", needs=SEE),
    page(f"{ONE}compare/", policies.compare_policy, name="compare_policy", needs=SEE),
    page(f"{ONE}sheet/", policy_sheet.policy_sheet, name="policy_sheet", needs=SEE),
    page(
        f"{ONE}acknowledgements/",
        policy_following.acknowledgements,
        name="acknowledgements",
        needs=SEE,
    ),
    form(
        f"{ONE}acknowledge/",
        policy_following.acknowledge_policy,
        name="acknowledge_policy",
        needs=SEE,
    ),
    form(f"{ONE}suggest/", policy_following.suggest_change, name="suggest_change", needs=SEE),
    page(f"{ONE}proposals/", policy_following.policy_proposals, name="policy_proposals", needs=SEE),
    form(f"{ONE}describe/", policy_writing.describe_policy, name="describe_policy", needs=SEE),
    form(f"{ONE}begin/", policy_writing.begin_version, name="begin_version", needs=SEE),
    form(f"{ONE}write/", policy_writing.write_policy, name="write_policy", needs=SEE),
    form(f"{ONE}withdraw/", policy_writing.withdraw_policy, name="withdraw_policy", needs=SEE),
    form(f"{ONE}consult/", policy_deciding.consult_policy, name="consult_policy", needs=SEE),
    form(f"{ONE}comment/", policy_deciding.comment_policy, name="comment_policy", needs=SEE),
    form(
        f"{ONE}close-comments/",
        policy_deciding.end_consultation,
        name="end_consultation",
        needs=SEE,
    ),
    form(f"{ONE}send-back/", policy_deciding.send_policy_back, name="send_policy_back", needs=SEE),
    form(f"{ONE}approve/", policy_deciding.approve_policy, name="approve_policy", needs=SEE),
    form(f"{ONE}publish/", policy_deciding.publish_policy, name="publish_policy", needs=SEE),
    form(f"{ONE}retire/", policy_deciding.retire_policy, name="retire_policy", needs=SEE),
    form(f"{ONE}link/", policy_linking.link_policy, name="link_policy", needs=SEE),
    form(f"{ONE}unlink/", policy_linking.unlink_policy, name="unlink_policy", needs=SEE),
    form(f"{ONE}extract/", policy_linking.extract_policy, name="extract_policy", needs=SEE),
    form(f"{ONE}confirm/", policy_linking.confirm_extract, name="confirm_extract", needs=SEE),
    form(f"{ONE}open/", policy_linking.open_policy, name="open_policy", needs=SEE),
    form(f"{ONE}shut/", policy_linking.shut_policy, name="shut_policy", needs=SEE),
    form(
        "governance/comments/<str:reference>/answer/",
        policy_deciding.answer_policy_comment,
        name="answer_policy_comment",
        needs=SEE,
    ),
    form(
        "governance/proposals/<str:reference>/answer/",
        policy_following.answer_proposal,
        name="answer_proposal",
        needs=SEE,
    ),
]
