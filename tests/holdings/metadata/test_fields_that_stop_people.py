"""Which fields stop people most, form by form (DQU-03)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.holdings.metadata.test_defining_fields import define

from muniment.foundation.access.models import Person
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.holdings.metadata import queries
from muniment.holdings.metadata.models import Field, Tally
from muniment.holdings.metadata.types import Asking, FieldKind
from muniment.holdings.physical import actions as physical
from muniment.holdings.physical.types import PaperDraft

pytestmark = pytest.mark.django_db


def told(parish, who="manager"):
    return [
        (one.code, one.form, one.sent, one.refused) for one in queries.stopping(parish.who(who))
    ]


def tally(parish, code, form, sent, refused):
    field = Field.objects.get(code=code)
    Tally.objects.create(form=form, field=field, sent=sent, refused=refused, since=parish.now)


def test_those_that_stop_most_stand_first_and_those_of_few_forms_last(parish):
    for code in ("born", "ward"):
        define(parish, code)
    tally(parish, "born", "upload", 100, 10)
    tally(parish, "born", "record", 2, 2)
    tally(parish, "ward", "upload", 20, 5)
    assert told(parish) == [
        ("ward", "upload", 20, 5),
        ("born", "upload", 100, 10),
        ("born", "record", 2, 2),
    ]
    with pytest.raises(NotPermitted):
        told(parish, "officer")
    client = Client()
    client.force_login(Person.objects.get(reference=parish.references["manager"]))
    page = client.get(reverse("refused_forms")).text
    assert "Adding files" in page and "1 field with fewer than 20 forms sent" in page
    assert reverse("refused_forms") in client.get(reverse("fields")).text


def test_the_form_of_a_paper_counts_too(parish):
    must = Asking(mandatory=True)
    define(parish, "born", kind=FieldKind.DATE, asking=must)
    place, clerk = parish.folder().reference, parish.who("manager")
    for born in ("", "soon", "2001-02-03"):
        try:
            physical.register(
                clerk,
                place,
                PaperDraft("Tenancy", date(2015, 3, 31), location="Strong room"),
                fields={"born": born},
                now=parish.now,
            )
        except Refused:
            continue
    assert told(parish) == [("born", "paper", 3, 2)]
