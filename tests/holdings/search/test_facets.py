"""What is counted beside the results is what this reader finds, and no more."""

from datetime import date

from tests.holdings.search.library import Paper, shelve, titles

from muniment.holdings.search import queries

CLOSED = {"rule": "SIX", "owner_unit": "HOU", "access": "units", "open_to": ("HOU",)}


def counted(actor, text, **given):
    return {
        one.name: {part.label: part.count for part in one.shares}
        for one in queries.facets(actor, text, **given)
    }


def shelved(parish):
    parish.open_class("HOU-9", under="HOU")
    parish.open_class("CLOSED", **CLOSED)
    shelve(
        parish.folder(),
        [
            Paper("One", "roof", "a.pdf", date(2019, 5, 6)),
            Paper("Two", "roof", "b.PDF", date(2020, 1, 1)),
            Paper("Three", "slates", "c.pdf"),
        ],
    )
    shelve(parish.folder("HOU-9"), [Paper("Four", "roof", "README", date(2020, 12, 31))])
    shelve(parish.folder("CLOSED"), [Paper("Hidden", "roof", "d.docx", date(1999, 1, 1))])


def test_each_kind_of_count_comes_to_the_total_of_this_reader(parish):
    shelved(parish)
    for who, total in (("lawyer", 3), ("clerk", 4)):
        actor = parish.who(who)
        assert queries.search(actor, "roof").total == total
        found = queries.facets(actor, "roof")
        assert [one.name for one in found] == ["class", "unit", "year", "format", "state"]
        assert {sum(part.count for part in one.shares) + one.others for one in found} == {total}
    spread = counted(parish.who("lawyer"), "roof")
    assert spread["year"] == {"2019": 1, "2020": 2}
    assert spread["format"] == {"pdf": 2, "no extension": 1}
    assert "1999" in counted(parish.who("clerk"), "roof")["year"]
    assert not any("CLOSED" in label for label in spread["class"])


def test_following_a_count_finds_as_many_as_it_says(parish):
    shelved(parish)
    for who in ("lawyer", "clerk"):
        actor = parish.who(who)
        followed = 0
        for facet in queries.facets(actor, "roof OR slates"):
            for one in facet.shares:
                if one.query:
                    total = queries.search(actor, "roof OR slates", within=one.query).total
                    assert (one.query, total) == (one.query, one.count)
                    followed += 1
        assert followed > 6


def test_values_beyond_those_listed_are_counted_as_others(parish):
    papers = [Paper(f"P{year}", "roof", day=date(year, 1, 1)) for year in range(2000, 2014)]
    shelve(parish.folder(), papers)
    [years] = [one for one in queries.facets(parish.who("clerk"), "roof") if one.name == "year"]
    assert (len(years.shares), years.others) == (10, 4)


def test_nothing_asked_or_found_is_not_counted(parish):
    shelved(parish)
    assert queries.facets(parish.who("clerk"), "") == ()
    assert queries.facets(parish.who("clerk"), "zzz") == ()


def test_more_like_this_finds_what_shares_its_telling_words(parish):
    text = "the asbestos survey of the boiler house, asbestos again and the boiler"
    one, _, _, _ = shelve(
        parish.folder(),
        [
            Paper("Boiler house", text),
            Paper("Alike", "asbestos in the boiler"),
            Paper("Apart", "asbestos alone"),
            Paper("Other", "the minutes of the council"),
        ],
    )
    parish.open_class("CLOSED", **CLOSED)
    [hidden] = shelve(parish.folder("CLOSED"), [Paper("Hidden", text)])
    lawyer, clerk = parish.who("lawyer"), parish.who("clerk")
    assert titles(lawyer, f"like:{one.reference}") == ["Alike"]
    assert titles(clerk, f"like:{one.reference.lower()}") == ["Hidden", "Alike"]
    assert titles(clerk, f"like:{one.reference} -title:alike") == ["Hidden"]
    unknown = queries.search(lawyer, "like:R-NONE")
    unseen = queries.search(lawyer, f"like:{hidden.reference}")
    assert (unknown.total, unseen.total) == (0, 0)
    assert unknown.notes == ("There is no record R-NONE that you can see.",)
    assert unseen.notes == (f"There is no record {hidden.reference} that you can see.",)


def test_a_hold_does_not_go_by_likeness(parish):
    assert any("like:" in fault for fault in queries.faults("like:R-1"))


def test_a_unit_is_searched_through_the_classes_that_are_its_own(parish):
    shelved(parish)
    shelve(parish.folder("LEG"), [Paper("Law", "roof")])
    clerk = parish.who("clerk")
    assert titles(clerk, "roof unit:leg") == ["Law"]
    assert set(titles(clerk, "roof unit:HOU")) == {"One", "Two", "Four", "Hidden"}
    assert titles(clerk, "roof unit:NONE") == []
    assert set(titles(clerk, "roof only-class:HOU")) == {"One", "Two"}
