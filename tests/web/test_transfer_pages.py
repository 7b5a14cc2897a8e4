"""What is due to be transferred, and the receipt for it."""

import pytest
from django.urls import reverse

from . import in_tray

pytestmark = pytest.mark.django_db


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_what_is_due_leaves_the_list_with_its_receipt(as_, world):
    names = in_tray.prepare(world)
    client, where = as_("manager"), reverse("finish_transfer")
    page = text_of(client.get(reverse("transfers")))
    assert names["r_transfer"] in page and names["r_kept"] in page and "Of interest" in page
    assert client.post(where, {}).status_code == 422
    day = {"received_on-day": "3", "received_on-month": "4", "received_on-year": "2024"}
    said = {"reference": "TNA/7", "receiver": "The archive", **day}
    done = text_of(client.post(where, said, follow=True))
    assert "2 records noted as transferred." in done and names["r_transfer"] not in done
    assert "Nothing that you may transfer is due." in text_of(client.post(where, said))
