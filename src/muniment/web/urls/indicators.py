"""The pages of indicators."""

from django.urls import URLPattern

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import form, page
from muniment.web.views import indicators

HERE = "governance/indicators/"
ONE = f"{HERE}<str:code>/"

INDICATOR_PAGES: list[URLPattern] = [
    page(HERE, indicators.indicators, name="indicators", needs=P.INDICATORS_SEE),
    page(ONE, indicators.indicator, name="indicator", needs=P.INDICATORS_SEE),
    form(f"{ONE}target/", indicators.aim, name="indicator_target", needs=P.INDICATORS_MANAGE),
    form(f"{ONE}owner/", indicators.owner, name="indicator_owner", needs=P.INDICATORS_MANAGE),
]
