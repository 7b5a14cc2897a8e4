"""The scales by which a body scores its risks: its own, or those that are shipped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.governance.risks.kept import TODAY, opened

from muniment.foundation.kernel import yamls
from muniment.foundation.kernel.errors import Refused
from muniment.governance.risks import queries, rules
from muniment.governance.risks.adapters import pack
from muniment.governance.risks.types import Want

SHIPPED = pack.SHIPPED.read_text(encoding="utf-8")


def written(tmp_path, text, name="scales.yaml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_scales_that_are_shipped_are_scales():
    scales, wrong = pack.read(pack.SHIPPED)
    assert wrong == ()
    assert [one.score for one in scales.likelihood] == [1, 2, 3, 4, 5]
    assert {scales.band(score).code for score in range(1, 26)} == {
        *("low", "medium", "high", "critical")
    }


@given(st.integers(1, 25))
def test_every_score_falls_into_one_band(score):
    scales, _ = pack.read(pack.SHIPPED)
    band = scales.band(score)
    above = [one.least for one in scales.bands if one.least > band.least]
    assert band.least <= score < min([*above, 26])


def test_a_bad_pack_gives_every_reason(tmp_path):
    bad = (
        SHIPPED.replace("score: 3, name: Possible", "score: 9, name: Possible")
        .replace("from: 10", "from: 4")
        .replace("appetite: 9", "appetite: 99", 1)
        .replace("code: supplier", "code: people")
        .replace("waiver_months: 12", "waiver_months: never")
    )
    _, wrong = pack.read(written(tmp_path, bad + "weather: 3\n"))
    said = " ".join(one.message for one in wrong)
    for part in (
        "likelihood, entry 3",
        "bands",
        "appetite",
        "people twice",
        "waiver_months",
        "“weather”",
    ):
        assert part in said
    assert {one.code for one in wrong} == {
        *("weather", "likelihood", "bands", "categories", "waiver_months")
    }


@given(
    st.recursive(
        st.none() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["likelihood", "impact", "bands", "categories", "score", "from", "x"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_a_file_says_the_reasons_are_told(said):
    _, wrong = rules.read_scales(said)
    assert wrong
    assert all(one.message.endswith(".") for one in wrong)


def test_a_body_has_its_own_scales_and_appetite(parish, settings, tmp_path):
    opened(parish, title="Twelve")
    manager = parish.who("manager")
    assert queries.risks(manager, Want.OVER, today=TODAY).count() == 1
    own = SHIPPED.replace("appetite: 6", "appetite: 12")
    settings.MUNIMENT_RISK_SCALES = written(tmp_path, own)
    assert queries.risks(manager, Want.OVER, today=TODAY).count() == 0


def test_what_the_scales_name_no_longer_is_over_any_appetite(parish, settings, tmp_path):
    opened(parish, category="loss", current_likelihood="1", current_impact="1")
    manager = parish.who("manager")
    assert queries.risks(manager, Want.OVER, today=TODAY).count() == 0
    settings.MUNIMENT_RISK_SCALES = written(tmp_path, SHIPPED.replace("code: loss", "code: lost"))
    assert queries.risks(manager, Want.OVER, today=TODAY).count() == 1


@pytest.mark.parametrize("text", ["a: [", "- 1\n", "", "a: &b 1\n"])
def test_a_file_that_is_no_pack_stops_what_needs_it(settings, tmp_path, text):
    settings.MUNIMENT_RISK_SCALES = written(tmp_path, text)
    with pytest.raises(Refused):
        queries.scales()


def test_a_file_that_is_not_there_is_told(tmp_path):
    _, (reason,) = pack.read(tmp_path / "none.yaml")
    assert "cannot be read" in reason.message


def test_the_shipped_file_is_yaml_of_the_house():
    assert set(yamls.read(SHIPPED)) == {
        *("likelihood", "impact", "bands", "categories", "acceptance_months", "waiver_months")
    }
