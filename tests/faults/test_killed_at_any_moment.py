"""kill -9 at random moments of capture, destruction with and without a window, and long holds:
promises 1 and 2.

Ten moments in every run, MUNIMENT_FAULT_KILLS (500) in the long one.
"""

import os

import pytest

KILLS = int(os.environ.get("MUNIMENT_FAULT_KILLS", "10"))


@pytest.mark.fault
def test_a_killed_capture_loses_nothing_it_acknowledged_and_is_resumed(campaign):
    found = campaign("capture", (KILLS + 1) // 2)
    assert found["violations"] == []
    # A run may end before its kill comes, on a machine that is busy with other things.
    assert found["killed"] >= ((KILLS + 1) // 2) // 3
    assert found["acknowledged"] > 0


@pytest.mark.fault
def test_a_killed_destruction_leaves_nothing_half_destroyed_and_is_finished(campaign):
    found = campaign("destruction", KILLS // 2)
    assert found["violations"] == []
    # A run may end before its kill comes, on a machine that is busy with other things.
    assert found["killed"] >= (KILLS // 2) // 3


@pytest.mark.fault
def test_a_killed_setting_aside_or_erasure_leaves_each_record_whole_or_gone(campaign):
    kills = max(KILLS // 5, 4)
    found = campaign("setting aside", kills)
    assert found["violations"] == []
    assert found["killed"] >= kills // 3


@pytest.mark.fault
def test_a_killed_hold_on_a_long_list_loses_nothing_doubles_nothing_and_is_finished(campaign):
    found = campaign("hold", KILLS // 5)
    assert found["violations"] == []
    assert found["killed"] >= (KILLS // 5) // 3


@pytest.mark.fault
@pytest.mark.skipif("MUNIMENT_FAULT_KILLS" not in os.environ, reason="in the long form")
@pytest.mark.parametrize("work", ["capture", "destruction"])
def test_sealed_content_is_as_safe_from_a_kill(work, campaign):
    kills = max(KILLS // 10, 3)
    found = campaign(work, kills, sealing=True)
    assert found["violations"] == []
    assert found["killed"] >= kills // 3


@pytest.mark.once
@pytest.mark.parametrize(
    ("work", "mutant", "said"),
    [
        ("capture", "acknowledged too early", "there is no such record"),
        ("capture", "rows before bytes", "has no bytes"),
        ("destruction", "bytes before the commit", "declared, not whole"),
        ("destruction", "destroyed before the bytes", "its bytes are there"),
        ("setting aside", "set aside before it is told", "not whole"),
        ("hold", "done before it is held", "are said to be held"),
    ],
)
def test_a_mutant_is_found_out(work, mutant, said, campaign):
    found = campaign(work, 15, mutant)  # it ends with the first fault that it finds
    assert any(said in one for one in found["violations"]), found
