"""Every page: its address, its view, and who may reach it. One file for each part of the house."""

from django.urls import URLPattern

from muniment.web.urls.admin import ADMIN_PAGES
from muniment.web.urls.bodies import BODY_PAGES
from muniment.web.urls.channels import CHANNEL_PAGES
from muniment.web.urls.directory import DIRECTORY_PAGES
from muniment.web.urls.duplicates import DUPLICATE_PAGES
from muniment.web.urls.finding import FINDING_PAGES
from muniment.web.urls.governance import GOVERNANCE_PAGES
from muniment.web.urls.habits import HABIT_PAGES
from muniment.web.urls.holdings import HOLDINGS_PAGES
from muniment.web.urls.holds import HOLD_PAGES
from muniment.web.urls.incidents import INCIDENT_PAGES
from muniment.web.urls.indicators import INDICATOR_PAGES
from muniment.web.urls.library import LIBRARY_PAGES
from muniment.web.urls.lifecycle import LIFECYCLE_PAGES
from muniment.web.urls.mail import MAIL_PAGES
from muniment.web.urls.metadata import METADATA_PAGES
from muniment.web.urls.moves import MOVE_PAGES
from muniment.web.urls.naming import NAMING_PAGES
from muniment.web.urls.own import OWN_PAGES
from muniment.web.urls.paper import PAPER_PAGES
from muniment.web.urls.plans import PLAN_PAGES
from muniment.web.urls.policies import POLICY_PAGES
from muniment.web.urls.public import PUBLIC_PAGES
from muniment.web.urls.reviews import REVIEW_PAGES
from muniment.web.urls.risks import RISK_PAGES
from muniment.web.urls.rules import RULE_PAGES
from muniment.web.urls.schedules import SCHEDULE_PAGES
from muniment.web.urls.sources import SOURCE_PAGES

urlpatterns: list[URLPattern] = [
    *OWN_PAGES,
    *FINDING_PAGES,
    *MAIL_PAGES,
    *CHANNEL_PAGES,
    *LIBRARY_PAGES,
    *HABIT_PAGES,
    *HOLDINGS_PAGES,
    *METADATA_PAGES,
    *MOVE_PAGES,
    *NAMING_PAGES,
    *DUPLICATE_PAGES,
    *PAPER_PAGES,
    *LIFECYCLE_PAGES,
    *REVIEW_PAGES,
    *HOLD_PAGES,
    *RULE_PAGES,
    *SCHEDULE_PAGES,
    *GOVERNANCE_PAGES,
    *PLAN_PAGES,
    *INCIDENT_PAGES,
    *RISK_PAGES,
    *BODY_PAGES,
    *POLICY_PAGES,
    *INDICATOR_PAGES,
    *DIRECTORY_PAGES,
    *PUBLIC_PAGES,
    *ADMIN_PAGES,
    *SOURCE_PAGES,
]
