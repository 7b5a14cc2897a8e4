"""What the body has since settled not to keep goes from the stubs that are there already."""

import pytest
from tests.lifecycle.disposal.test_destroying import destroyed, finds
from tests.lifecycle.disposal.test_setting_aside import filed
from tests.lifecycle.town import TODAY

from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.holdings.records.types import Kept, Surviving
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.models import Certificate
from muniment.lifecycle.disposal.types import Practice


def settle(town, *fields, metadata=()):
    wanted = Practice(kept=Kept(fields, metadata))
    actions.set_practice(town.who("manager"), wanted, now=town.now)


def test_stubs_lose_what_is_not_to_stay_and_keep_the_proof(town):
    settle(town, *Surviving, metadata=("author",))
    one, other = filed(town, 2)
    destroyed(town, one, other)
    [living] = town.file(TODAY)
    with pytest.raises(Refused):
        actions.prune_stubs(town.who("manager"), now=town.now)
    settle(town, Surviving.FORMAT)
    with pytest.raises(NotPermitted):
        actions.prune_stubs(town.who("owner"), now=town.now)
    assert actions.prune_stubs(town.who("manager"), now=town.now) == 2
    assert actions.prune(by="P-1", now=town.now) == 2
    assert actions.prune(by="P-1", now=town.now) == queries.stubs_to_prune().count() == 0
    digest = one.components.get().sha256
    one.refresh_from_db()
    assert (one.title, one.captured_by, one.metadata) == ("(title removed)", "", {})
    assert (one.state, one.certificate) == ("destroyed", Certificate.objects.get().reference)
    assert (one.components.get().name, one.components.get().sha256) == ("(destroyed)", digest)
    assert finds(town, "Paper") == 0
    living.refresh_from_db()
    assert (living.title, living.metadata) == ("Paper 3", {"author": "Mortimer Secret"})
    titles = {item["title"] for item in Certificate.objects.get().body["items"]}
    assert titles == {"Paper 1", "Paper 2"}


def test_metadata_alone_is_pruned_by_name(town):
    settle(town, *Surviving, metadata=("author", 'a"b.c'))
    [one] = filed(town)
    destroyed(town, one)
    settle(town, *Surviving, metadata=('a"b.c',))
    assert actions.prune_stubs(town.who("manager"), now=town.now) == 1
    actions.prune(by="P-1", now=town.now)
    one.refresh_from_db()
    assert (one.title, one.metadata) == ("Paper 1", {})
    settle(town, *Surviving)
    assert queries.stubs_to_prune().count() == 0
