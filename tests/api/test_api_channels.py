"""Work in other channels, and a person's own mailbox, through the API."""

import pytest
from tests.api.borough import codes
from tests.holdings.inbox.lying_there import lying, mailbox_of

from muniment.foundation.kernel import clock
from muniment.holdings.inbox.models import InboxMessage
from muniment.holdings.inbox.types import State
from muniment.holdings.records.models import Record

pytestmark = pytest.mark.django_db
USE = {
    "channel": "Signal",
    "what": "The roof",
    "participants": "Ann, Bob",
    "first_day": "2026-01-05",
    "last_day": "2026-01-06",
    "why": "The network was down.",
}


@pytest.fixture
def box(borough):
    return mailbox_of(borough.actor("manager"), borough.actor("officer"), "FIN", now=clock.now())


def test_what_is_declared_stands_with_its_person_and_in_the_log_until_it_is_brought_over(
    as_, borough
):
    officer, manager = as_("officer"), as_("manager")
    made = officer.post("/other-channels", USE).json()
    assert (made["state"], made["days_late"], made["records"]) == ("declared", 0, [])
    [listed] = officer.get("/other-channels").json()["items"]
    [logged] = manager.get("/other-channels/log?state=declared&channel=Signal").json()["items"]
    assert listed == logged == made == officer.get(f"/other-channels/{made['reference']}").json()
    assert manager.get("/other-channels/log?late=true").json()["items"] == []
    done = officer.post(
        f"/folders/{borough.folders['open']}/conversations",
        {**USE, "said": "Is the roof done?", "declared": made["reference"]},
    )
    assert done.status_code == 201, done.content
    assert (done.json()["reference"], done.json()["state"]) == (made["reference"], "transferred")
    record = Record.objects.get(reference=done.json()["records"][0])
    assert record.title == "Signal: Ann, Bob, 5 January 2026 to 6 January 2026"
    assert record.metadata["why_this_channel"] == "The network was down."
    again = officer.post(
        f"/other-channels/{made['reference']}/explain", {"explanation": "Too late."}
    )
    assert again.status_code == 422 and codes(again) == ["closed"]


def test_nothing_is_filed_of_a_conversation_that_cannot_close_what_was_declared(as_, borough):
    officer = as_("officer")
    made = officer.post("/other-channels", USE).json()["reference"]
    officer.post(f"/other-channels/{made}/explain", {"explanation": "It was private."})
    before = Record.objects.count()
    path = f"/folders/{borough.folders['open']}/conversations"
    refused = officer.post(path, {**USE, "said": "Is the roof done?", "declared": made})
    assert refused.status_code == 422 and codes(refused) == ["closed"]
    wrong = officer.post(path, {**USE, "channel": "Pigeon", "what": " ", "said": ""})
    assert codes(wrong) == ["channel", "what", "said"]
    assert Record.objects.count() == before


def test_the_same_conversation_sent_again_is_brought_over_once(as_, borough):
    officer, path = as_("officer"), f"/folders/{borough.folders['open']}/conversations"
    sent = {**USE, "said": "Is the roof done?"}
    first = officer.post(path, sent, Idempotency_Key="k")
    assert officer.post(path, sent, Idempotency_Key="k").json() == first.json()
    other = officer.post(path, {**sent, "said": "No."}, Idempotency_Key="k")
    assert codes(other) == ["key_used"]
    assert len(officer.get("/other-channels").json()["items"]) == 1


def test_what_others_declared_is_not_told_nor_records_that_one_cannot_see(as_, borough):
    clerk, manager = as_("clerk"), as_("manager")
    hidden = {**USE, "records": [borough.records["hr"]]}
    made = clerk.post("/other-channels/noted", hidden).json()
    assert made["records"] == [borough.records["hr"]] and made["unseen"] == 0
    for who in ("officer", "staff"):
        assert as_(who).get(f"/other-channels/{made['reference']}").status_code == 404
        assert as_(who).get("/other-channels").json()["items"] == []
    unknown = as_("officer").post("/other-channels/noted", hidden)
    assert codes(unknown) == ["not_found"]
    assert manager.put("/other-channels/days", {"days": 0}).status_code == 422
    assert manager.put("/other-channels/days", {"days": 7}).json() == {"days": 7}
    assert clerk.get("/other-channels/days").json() == {"days": 7}


def test_pages_of_declarations_go_on_to_the_end(as_):
    officer = as_("officer")
    made = [officer.post("/other-channels", USE).json()["reference"] for _ in range(3)]
    found, path = [], "/other-channels?limit=2"
    while path:
        answer = officer.get(path).json()
        found += [one["reference"] for one in answer["items"]]
        path = answer["next"] and answer["next"].removeprefix("/api/v1")
    assert found == made[::-1]
    assert codes(officer.get("/other-channels?after=NC-NONE")) == ["after"]


def test_a_persons_messages_are_told_with_their_reasons_to_that_person_alone(as_, borough, box):
    about = f"The roof again ({borough.folders['open']})"
    named = lying(box, about, 1, attachments=True)
    gone = lying(box, "Out of office", 2, kind="auto_reply")
    lying(box, "", 3, state=State.PRIVATE, sender="", message_id="")
    officer = as_("officer")
    told = officer.get("/mailboxes/own").json()
    assert [one["name"] for one in told["mailboxes"]] == ["Own mailbox"]
    assert told["suggested"] == {"save": 1, "go": 1, "rest": 0, "warned": 0}
    assert told["states"] == {"open": 2, "private": 1}
    [save] = officer.get("/mailboxes/own/messages").json()["items"]
    assert (save["number"], save["subject"]) == (named, about)
    assert save["reasons"] and all(one["words"] for one in save["reasons"])
    assert borough.folders["open"] in [one["reference"] for one in save["places"]]
    [go] = officer.get("/mailboxes/own/messages?which=go").json()["items"]
    assert go["number"] == gone and go["rule"].startswith("An automatic reply")
    for who in ("staff", "manager"):
        other = as_(who)
        assert other.get("/mailboxes/own").json()["mailboxes"] == []
        assert other.get("/mailboxes/own/messages").json()["items"] == []
        refused = other.post("/mailboxes/own/let-go", {"numbers": [gone]})
        assert codes(refused) == ["not_there"]


def test_what_a_person_decides_of_their_messages_is_kept_and_every_reason_is_given(
    as_, borough, box
):
    numbers = [lying(box, f"Roof {one}", one) for one in (1, 2, 3)]
    officer = as_("officer")
    into = borough.folders["open"]
    nowhere = [{"number": numbers[0], "into": ""}, {"number": numbers[1], "into": "F-NONE"}]
    refused = officer.post("/mailboxes/own/save", {"messages": nowhere})
    assert refused.status_code == 422 and codes(refused) == ["into", "not_found"]
    right = {"messages": [{"number": numbers[0], "into": into}]}
    assert officer.post("/mailboxes/own/save", right).json() == {"messages": 1}
    assert officer.post("/mailboxes/own/let-go", {"numbers": [numbers[1]]}).json()["messages"] == 1
    assert officer.post("/mailboxes/own/leave", {"numbers": [numbers[2]]}).json()["messages"] == 1
    states = list(InboxMessage.objects.order_by("uid").values_list("state", flat=True))
    assert states == [State.SAVING, State.GOING, State.KEPT]
    assert codes(officer.post("/mailboxes/own/leave", {"numbers": []})) == ["none"]


def test_what_becomes_of_old_mail_is_tried_and_set_by_those_who_manage_the_source(as_, box):
    lying(box, "Roof", 1)
    manager, path = as_("manager"), f"/sources/{box.reference}/old-mail"
    tried = manager.get(f"{path}?after_days=90").json()
    assert tried["tried"] == {"going": 1, "staying": {}} and tried["after_days"] is None
    wrong = manager.put(path, {"after_days": 1, "warn_days": 1})
    assert codes(wrong) == ["after_days", "warn_days"]
    assert codes(manager.get(f"{path}?after_days=1")) == ["after_days"]
    assert manager.put(path, {"after_days": 90, "warn_days": 14}).json()["warn_days"] == 14
    assert manager.get(path).json()["after_days"] == 90
    assert manager.put(path, {}).json()["after_days"] is None
    assert as_("officer").get(path).status_code == 403
