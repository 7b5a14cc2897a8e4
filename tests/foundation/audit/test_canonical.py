import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.foundation.audit.helpers import draft

from muniment.foundation.audit.rules import canonical
from muniment.foundation.audit.types import EventDraft, Origin

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
COLUMNS = ("actor", "kind", "object_reference", "reason", "origin", "job")


def text_of(event, seq=7):
    commitments = dict.fromkeys(event.private, "0" * 64)
    stamp = "2026-11-21T09:30:00.000000Z"
    return canonical.event_text(event, seq=seq, at=stamp, commitments=commitments)


@given(JSON)
def test_canonical_json_reads_back_and_writes_the_same(value):
    text = canonical.canonical_json(value)
    assert canonical.canonical_json(json.loads(text)) == text
    text.encode("utf-8")


def test_keys_are_sorted_and_nothing_is_spaced():
    assert canonical.canonical_json({"b": [1, None], "a": "ü"}) == '{"a":"ü","b":[1,null]}'


@pytest.mark.parametrize("value", [1.5, {"a": 2.0}, {1: "x"}, b"bytes", {"x": {1, 2}}, object()])
def test_what_does_not_read_back_the_same_is_refused(value):
    with pytest.raises(ValueError, match="event"):
        canonical.canonical_json(value)


def test_nesting_has_an_end():
    deep = []
    for _ in range(30):
        deep = [deep]
    with pytest.raises(ValueError, match="deep"):
        canonical.canonical_json(deep)


@given(st.text(alphabet=st.characters(codec=None)))
def test_any_text_becomes_storable(text):
    stored = canonical.storable(text)
    assert "\x00" not in stored
    stored.encode("utf-8")


@given(
    st.fixed_dictionaries({name: st.text(max_size=20) for name in COLUMNS if name != "kind"}), JSON
)
def test_the_frame_of_an_event_fits_its_own_columns(columns, detail):
    event = canonical.settled(EventDraft(kind="a:b:c", detail={"x": detail}, **columns), Origin())
    head, tail = frame(event)
    assert text_of(event).startswith(head)
    assert text_of(event).endswith(tail)


@pytest.mark.parametrize("column", COLUMNS)
def test_the_frame_of_an_event_fits_no_other_columns(column):
    sly = 'x","job":"y","kind":"z'
    event = canonical.settled(draft(detail={"job": sly, "kind": sly}, reason=sly), Origin())
    other = canonical.settled(draft(**{"reason": sly, column: "a:b:d"}), Origin())
    head, tail = frame(other)
    assert not (text_of(event).startswith(head) and text_of(event).endswith(tail))


def frame(event, seq=7):
    columns = {name: getattr(event, name) for name in COLUMNS}
    return canonical.frame(seq, "2026-11-21T09:30:00.000000Z", **columns)


def test_times_are_written_in_utc_to_the_microsecond():
    summer = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=1)))
    assert canonical.instant(summer) == "2026-07-01T11:00:00.000000Z"
    assert canonical.instant(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000000Z"
    with pytest.raises(ValueError, match="zone"):
        canonical.instant(datetime(2026, 1, 1))


@pytest.mark.parametrize("kind", ["", "a", "a:b", "A:b:c", "a:b:c:d:e", "a b:c:d", "a:b:c\n"])
def test_a_kind_is_room_object_verb(kind):
    with pytest.raises(ValueError, match="kind"):
        canonical.settled(draft(kind=kind), Origin())


@pytest.mark.parametrize("field", ["actor", "object_reference", "origin", "job"])
def test_a_reference_has_an_end(field):
    with pytest.raises(ValueError, match="500"):
        canonical.settled(draft(**{field: "x" * 501}), Origin())


def test_a_certificate_is_hashed_only_if_it_reads_back_the_same():
    assert len(canonical.certificate_digest({"a": 1})) == 64
    for content in ({"a": 1.5}, {"a": "\x00"}, {"proof": {}}):
        with pytest.raises(ValueError):
            canonical.certificate_digest(content)
