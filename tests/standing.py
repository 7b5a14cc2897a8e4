"""Bodies that many tests begin with: founded once, and found by each test as they were founded.

A body is founded within a transaction that stays open, and each test is a transaction within
that one. The bodies stand on one another ("world" on "people"), and the next test that begins with
another one takes down what it does not need. What a body has on disk is copied for each test.
A test that commits (`transactional_db`) has to found its body itself.
"""

import copy
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass(frozen=True)
class Kind:
    """A body that tests begin with: how it is founded, and on which other one it stands."""

    name: str
    found: Callable[..., Any]
    on: "Kind | None" = None

    def below(self) -> "list[Kind]":
        """What it stands on, the lowest first, and itself."""
        return [*(self.on.below() if self.on else []), self]


@dataclass
class Founded:
    """A body that stands: what its founder gave back, and what it has on disk."""

    kind: Kind
    made: Any
    folder: Path
    atomic: transaction.Atomic


class Standing:
    """The bodies that stand now, each on the one before it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.founded: list[Founded] = []
        self.count = 0

    def stand(self, kind: Kind | None) -> None:
        """Take down what is not asked for, and found what is."""
        wanted = kind.below() if kind else []
        while [one.kind for one in self.founded] != wanted[: len(self.founded)]:
            self._take_down()
        for missing in wanted[len(self.founded) :]:
            self._found(missing)

    def made(self, kind: Kind) -> Any:
        """What the founder of a body that stands gave back; a copy, for one test."""
        (found,) = [one.made for one in self.founded if one.kind == kind]
        return copy.deepcopy(found)

    def files_into(self, folder: Path) -> None:
        """Copy what the uppermost body has on disk."""
        if self.founded:
            shutil.copytree(self.founded[-1].folder, folder, dirs_exist_ok=True)

    def _found(self, kind: Kind) -> None:
        folder = self.folder / f"{kind.name}-{self.count}"
        self.count += 1
        if self.founded:
            shutil.copytree(self.founded[-1].folder, folder)
        for name in ("home", "checkpoints"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        atomic = transaction.atomic()
        atomic._from_testcase = True  # what may only be outermost is so within it, as in any test
        atomic.__enter__()
        given = [copy.deepcopy(self.founded[-1].made)] if self.founded else []
        try:
            with override_settings(
                MUNIMENT_HOME=folder / "home",
                MUNIMENT_CHECKPOINTS=folder / "checkpoints",
                MUNIMENT_CONTENT_COPY=None,
                PASSWORD_HASHERS=QUICK,
            ):
                made = kind.found(*given)
        except BaseException:
            _undo(atomic)
            raise
        self.founded.append(Founded(kind, made, folder, atomic))

    def _take_down(self) -> None:
        last = self.founded.pop()
        _undo(last.atomic)
        shutil.rmtree(last.folder)


def _undo(atomic: transaction.Atomic) -> None:
    transaction.set_rollback(True)
    atomic.__exit__(None, None, None)


KINDS: list[Kind] = []


def kind(name: str, found: Callable[..., Any], on: Kind | None = None) -> Kind:
    """Make a body known, by the name of the fixture that gives it; after what it stands on."""
    made = Kind(name, found, on)
    KINDS.append(made)
    return made


def commits(item: pytest.Item) -> bool:
    """Whether a test commits, so that no body may stand while it runs."""
    mark = item.get_closest_marker("django_db")
    asked = bool(mark) and mark.kwargs.get("transaction", False)
    names = getattr(item, "fixturenames", ())
    return asked or "transactional_db" in names or "live_server" in names


def begins_with(item: pytest.Item) -> Kind | None:
    """The body that a test begins with; None if it begins with an empty one."""
    names = getattr(item, "fixturenames", ())
    if commits(item) or "founded" not in names:
        return None
    found = [one for one in KINDS if one.name in names]
    return max(found, key=lambda one: len(one.below()), default=None)


def order(item: pytest.Item) -> int:
    """Tests that begin with the same body run together; those that commit, last."""
    if commits(item):
        return len(KINDS) + 1
    begun = begins_with(item)
    return KINDS.index(begun) + 1 if begun else 0


@pytest.fixture(scope="session")
def standing(tmp_path_factory, django_db_setup, django_db_blocker):
    """The bodies that stand in this process."""
    here = Standing(tmp_path_factory.mktemp("standing"))
    yield here
    with django_db_blocker.unblock():
        here.stand(None)


@pytest.fixture
def stands(request, standing, body, django_db_blocker):
    """Before a test's own transaction begins: the body that the test begins with stands."""
    with django_db_blocker.unblock():
        standing.stand(begins_with(request.node))
    standing.files_into(body.parent)


@pytest.fixture
def founded(db, standing, request):
    """Gives what the founder of a body gave; founds the body where the test commits."""

    def give(kind, *on):
        return kind.found(*on) if commits(request.node) else standing.made(kind)

    return give
