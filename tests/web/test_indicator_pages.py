"""The pages of indicators: how the body stands, and what each figure is made of."""

import pytest

from muniment.assurance.indicators import actions
from muniment.foundation.kernel import clock

from .test_body_pages import here, main_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(world):
    actions.measure(now=clock.now())
    return world


def test_the_body_stands_on_one_page_with_every_figure_and_its_target(counted, as_):
    page = main_of(as_("manager").get(here("indicators")))
    assert "Register of assets complete" in page
    assert "98%" in page
    assert "What is not counted yet" in page


def test_a_figure_tells_what_it_is_made_of(counted, as_):
    page = main_of(as_("manager").get(here("indicator", "K12")))
    assert "version 1" in page
    assert "Set the target" in page
    assert "Set the target" not in main_of(as_("staff").get(here("indicator", "K12")))


def test_staff_read_figures_of_the_body_and_not_of_other_units(counted, as_):
    assert as_("staff").get(here("indicators")).status_code == 200
    assert as_("staff").get(here("indicators"), {"unit": "GOV"}).status_code in (200, 403)
    assert as_("staff").get(here("indicators"), {"unit": "NONE"}).status_code == 404


def test_figures_go_out_as_csv(counted, as_):
    answer = as_("manager").get(here("indicators"), {"format": "csv"})
    assert b"Register of assets complete" in b"".join(answer.streaming_content)
