"""What the library has: kept with every reason against it, and seen by those who may use it."""

from dataclasses import replace

import pytest
from tests.holdings.parish import codes, events

from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.holdings.library import actions, queries
from muniment.holdings.library.models import Resource
from muniment.holdings.metadata import actions as metadata

pytestmark = pytest.mark.django_db
HOSTILE = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "ftp://example.org/",
    "//example.org/",
    "/library/",
    "https:example.org",
    "https:///example.org",
    "https://reader:secret@example.org/",
    "https://example.org@evil.example/",
    "https://example.org\\@evil.example/",
    "https://exa mple.org/",
    "https://example.org/\r\nSet-Cookie: a=b",
    "https://example.org/\u202egpj.exe",
    "https://example.org:99999/",
    'https://example.org/"><script>',
    f"https://example.org/{'a' * 2000}",
]


def subjects(parish, *labels):
    metadata.open_vocabulary(
        parish.who("manager"), "subjects", title="Subjects", note="", now=parish.now
    )
    for one in labels:
        metadata.add_term(parish.who("manager"), "subjects", label=one, now=parish.now)


def test_a_resource_is_kept_with_its_numbers_written_alike_subjects_and_classes(parish, library):
    subjects(parish, "Housing law")
    one = library.add(
        isbn="0-306-40615-2",
        issn="03178471",
        doi="https://doi.org/10.1000/ABC",
        subjects=("housing LAW",),
        classes=("HOU",),
        description="Reports.\nFrom 1990.",
    )
    assert (one.isbn, one.issn, one.doi) == ("9780306406157", "0317-8471", "10.1000/abc")
    assert [label for _, label in queries.subjects_of(one)] == ["Housing law"]
    assert [it.reference for it in queries.classes_of(one)] == ["HOU"]
    [event] = events("library:resource:added")
    assert one.reference in event.canonical and "Planning" not in event.canonical


def test_every_gap_of_a_draft_is_told_at_once_and_nothing_is_kept(parish, library):
    with pytest.raises(Refused) as refusal:
        library.add(
            " ",
            kind="scroll",
            address="",
            isbn="9780306406158",
            issn="0317-8472",
            doi="11.1/x",
            language="xx",
            subjects=("Nothing",),
            classes=("NONE",),
            units=("NOWHERE",),
        )
    assert codes(refusal) == [
        *("title", "kind", "language", "nowhere", "isbn", "issn", "doi"),
        *("subject", "class", "unit"),
    ]
    assert not Resource.objects.exists()
    assert len(events("library:resource:add:refused")) == 1


@pytest.mark.parametrize("address", HOSTILE)
def test_readers_are_sent_to_no_hostile_address(library, address):
    with pytest.raises(Refused) as refusal:
        library.add(address=address)
    assert codes(refusal) == ["address"]


def test_only_those_who_manage_the_library_of_the_whole_body_change_it(parish, library):
    one = library.add()
    for who in ("clerk", "officer", "owner", "auditor", "admin"):
        actor = parish.who(who)
        assert not queries.manages(actor)
        for verb in (
            lambda a: actions.add(a, library.draft(), now=parish.now),
            lambda a: actions.withdraw(a, one.reference, reason="Old.", now=parish.now),
            lambda a: actions.note_link(a, one.reference, broken=True, note="x", now=parish.now),
            lambda a: queries.used(a, today=parish.now.date()),
        ):
            with pytest.raises(NotPermitted):
                verb(actor)


def test_what_is_limited_to_a_unit_is_known_to_its_people_and_the_managers_alone(parish, library):
    one = library.add("Repairs handbook", units=("HOU",), classes=("HOU",))
    file_class = queries.classes_of(one)[0]
    for who, knows in {
        "clerk": True,
        "officer": True,
        "manager": True,
        "lawyer": False,
        "auditor": False,
        "admin": False,
    }.items():
        actor = parish.who(who)
        assert queries.visible(actor).exists() is knows, who
        found = queries.find(actor, "handbook", facets=True)
        assert (found.total, bool(found.facets)) == (int(knows), knows), who
        assert bool(queries.beside(actor, file_class)) is knows
        assert len(list(queries.export_rows(actor))) == int(knows)
        if not knows:
            for verb in (actions.open_resource, actions.report):
                with pytest.raises(Refused) as refusal:
                    verb(actor, one.reference, now=parish.now)
                assert codes(refusal) == ["not_found"]


def test_the_same_address_or_number_is_added_again_only_by_saying_so(parish, library):
    first = library.add(address="https://www.Example.org/journal/", isbn="")
    with pytest.raises(Refused) as refusal:
        library.add("Again", address="http://example.org/journal#top", anyway=False)
    assert codes(refusal) == ["known"] and first.reference in str(refusal.value)
    library.add("Again", address="http://example.org/journal")
    numbered = library.add("A book", shelf_mark="340.1", isbn="0306406152")
    with pytest.raises(Refused) as refusal:
        library.add("The book", shelf_mark="340.2", isbn="9780306406157", anyway=False)
    assert numbered.reference in str(refusal.value)


def test_a_change_says_what_was_changed_and_is_found_by_its_new_words(parish, library):
    one = library.add("Old title")
    manager = parish.who("manager")
    draft = library.draft("Allotment law", kind="journal", publisher="Green Press")
    actions.change(manager, one.reference, draft, now=parish.now)
    [event] = events("library:resource:changed")
    assert '"title"' in event.canonical and '"publisher"' in event.canonical
    clerk = parish.who("clerk")
    assert queries.find(clerk, "old").total == 0
    assert [it.title for it in queries.find(clerk, "allotments OR green").items] == [
        "Allotment law"
    ]


def test_a_withdrawn_resource_is_gone_for_readers_and_can_be_brought_back(parish, library):
    one, manager, clerk = library.add(), parish.who("manager"), parish.who("clerk")
    with pytest.raises(Refused) as refusal:
        actions.restore(manager, one.reference, reason="", now=parish.now)
    assert codes(refusal) == ["not_withdrawn", "reason"]
    actions.withdraw(manager, one.reference, reason="Superseded.", now=parish.now)
    assert queries.find(clerk, "planning").total == 0
    with pytest.raises(Refused):
        queries.resource_named(clerk, one.reference)
    assert queries.resource_named(manager, one.reference).withdrawn_why == "Superseded."
    with pytest.raises(Refused) as refusal:
        actions.open_resource(manager, one.reference, now=parish.now)
    assert codes(refusal) == ["withdrawn"]
    actions.restore(manager, one.reference, reason="It is needed.", now=parish.now)
    assert queries.find(clerk, "planning").total == 1


def test_a_subject_that_is_offered_no_more_stays_with_what_has_it(parish, library):
    subjects(parish, "Housing")
    one = library.add(subjects=("Housing",))
    manager = parish.who("manager")
    metadata.retire_term(manager, "subjects", term="Housing", now=parish.now)
    draft = replace(queries.draft_of(one), publisher="The reporters")
    actions.change(manager, one.reference, draft, anyway=True, now=parish.now)
    assert [label for _, label in queries.subjects_of(one)] == ["Housing"]
    with pytest.raises(Refused) as refusal:
        library.add("Another", subjects=("Housing",))
    assert codes(refusal) == ["subject"]


def test_a_report_is_made_once_and_closed_by_whoever_looked(parish, library):
    one, clerk, manager = library.add(), parish.who("clerk"), parish.who("manager")
    actions.report(clerk, one.reference, now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.report(clerk, one.reference, now=parish.now)
    assert codes(refusal) == ["reported"]
    actions.report(parish.who("lawyer"), one.reference, now=parish.now)
    [listed] = queries.reports(manager)
    assert (listed.pk, listed.reported) == (one.pk, 2)
    actions.note_link(manager, one.reference, broken=True, note="It moved.", now=parish.now)
    assert not queries.reports(manager).exists()
    for verb, code in ((actions.open_resource, "broken"), (actions.report, "is_known")):
        with pytest.raises(Refused) as refusal:
            verb(clerk, one.reference, now=parish.now)
        assert codes(refusal) == [code]
    with pytest.raises(Refused) as refusal:
        actions.note_link(manager, one.reference, broken=True, note=" ", now=parish.now)
    assert codes(refusal) == ["note", "broken"]
    actions.note_link(manager, one.reference, broken=False, now=parish.now)
    assert actions.open_resource(clerk, one.reference, now=parish.now) == one.address
    with pytest.raises(Refused) as refusal:
        actions.note_link(manager, one.reference, broken=False, now=parish.now)
    assert codes(refusal) == ["works"]


def test_a_new_address_is_taken_to_work(parish, library):
    one, manager = library.add(), parish.who("manager")
    actions.note_link(manager, one.reference, broken=True, note="Gone.", now=parish.now)
    draft = library.draft(address="https://example.org/new")
    changed = actions.change(manager, one.reference, draft, now=parish.now)
    assert changed.broken_at is None and changed.broken_note == ""


def test_a_change_that_changes_nothing_is_refused(parish, library):
    one = library.add()
    said = queries.draft_of(one)
    with pytest.raises(Refused) as refusal:
        actions.change(parish.who("manager"), one.reference, said, now=parish.now)
    assert codes(refusal) == ["same"]
