"""What is for everybody: what to keep, if the body has published it, and the public part of the
register of information assets, and the policies that are open. The addresses stay."""

from django.urls import URLPattern

from muniment.web.pages import PUBLIC, page
from muniment.web.views import keep, public_assets, public_policies, statistics

PUBLIC_PAGES: list[URLPattern] = [
    page("what-to-keep/", keep.front, name="keep", needs=PUBLIC),
    page("what-to-keep/changes/", keep.changes, name="keep_changes", needs=PUBLIC),
    page("what-to-keep/destroyed/", statistics.published, name="keep_destroyed", needs=PUBLIC),
    page(
        "what-to-keep/destroyed.<str:kind>",
        statistics.published_download,
        name="keep_destroyed_download",
        needs=PUBLIC,
    ),
    page("what-to-keep/changes.atom", keep.feed, name="keep_feed", needs=PUBLIC),
    page("what-to-keep/schedule.<str:kind>", keep.download, name="keep_download", needs=PUBLIC),
    page(
        "what-to-keep/schedules/<str:reference>/editions/<int:edition>.<str:kind>",
        keep.schedule_download,
        name="keep_schedule_download",
        needs=PUBLIC,
    ),
    page(
        "what-to-keep/schedules/<str:reference>/editions/<int:edition>/",
        keep.schedule,
        name="keep_edition",
        needs=PUBLIC,
    ),
    page(
        "what-to-keep/schedules/<str:reference>/",
        keep.schedule,
        name="keep_schedule",
        needs=PUBLIC,
    ),
    page(
        "what-to-keep/rules/<path:reference>/versions/<int:version>/",
        keep.rule,
        name="keep_version",
        needs=PUBLIC,
    ),
    page("what-to-keep/rules/<path:reference>/", keep.rule, name="keep_rule", needs=PUBLIC),
    page("public/assets/", public_assets.public_assets, name="public_assets", needs=PUBLIC),
    page(
        "public/assets/assets.<str:kind>",
        public_assets.public_assets_download,
        name="public_assets_download",
        needs=PUBLIC,
    ),
    page("public/policies/", public_policies.public_policies, name="public_policies", needs=PUBLIC),
    page(
        "public/policies/<str:slug>/",
        public_policies.public_policy,
        name="public_policy",
        needs=PUBLIC,
    ),
    page(
        "public/policies/<str:slug>/policy.<str:kind>",
        public_policies.public_policy_download,
        name="public_policy_download",
        needs=PUBLIC,
    ),
]
