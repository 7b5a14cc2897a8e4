"""The pages of governance: the register of information assets."""

from django.urls import URLPattern

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import form, page
from muniment.web.views import (
    asset_columns,
    asset_processing,
    asset_stewards,
    assets,
    assets_keeping,
)

HERE = "governance/assets/"
ONE = f"{HERE}<str:reference>/"
SEE, MANAGE = P.ASSETS_SEE, P.ASSETS_MANAGE

# Who may change, approve and retire one entry depends on the entry: its owner may.
GOVERNANCE_PAGES: list[URLPattern] = [
    page(HERE, assets.assets, name="assets", needs=SEE),
    form(f"{HERE}add/", assets_keeping.add_asset, name="add_asset", needs=MANAGE),
    form(f"{HERE}import/", asset_columns.import_assets, name="import_assets", needs=MANAGE),
    page(
        f"{HERE}processing/", asset_processing.asset_processing, name="asset_processing", needs=SEE
    ),
    page(ONE, assets.asset, name="asset", needs=SEE),
    page(f"{ONE}versions/", assets.asset_versions, name="asset_versions", needs=SEE),
    form(f"{ONE}change/", assets_keeping.change_asset, name="change_asset", needs=SEE),
    form(f"{ONE}approve/", assets_keeping.approve_asset, name="approve_asset", needs=SEE),
    form(f"{ONE}retire/", assets_keeping.retire_asset, name="retire_asset", needs=SEE),
    form(f"{ONE}restore/", assets_keeping.restore_asset, name="restore_asset", needs=SEE),
    form(f"{ONE}attest/", asset_stewards.attest_asset, name="attest_asset", needs=SEE),
    form(f"{ONE}stewards/", asset_stewards.delegate_asset, name="delegate_asset", needs=SEE),
    form(
        "governance/delegations/<str:reference>/end/",
        asset_stewards.end_delegation,
        name="end_delegation",
        needs=SEE,
    ),
]
